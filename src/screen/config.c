/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/screen/config.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exittop/base/countof.h"
#include "exittop/base/file.h"
#include "terminal.h"

#define LINES 1000	/* a file with more holds something else */

void config_init(struct config *config)
{
	static const enum column_id hidden[] = {
		COLUMN_DELTA, COLUMN_CYCLES, COLUMN_STATE, COLUMN_P99,
		COLUMN_TOP,	/* each row then costs some 60 CPUIDs */
	};

	memset(config, 0, sizeof(*config));
	config->sort = COLUMN_RATE;
	config->log = true;
	config->mouse = true;
	for (unsigned int i = 0; i < COLUMN_IDS; i++)
		config->column[i] = true;
	for (size_t i = 0; i < COUNTOF(hidden); i++)
		config->column[hidden[i]] = false;
}

/* ---- one setting: its value from text, and to text ---- */

enum kind { FLAG, DELAY, SORT, PALETTE, COLUMNS, TEXT };

#define AT(member) offsetof(struct config, member)

static const struct setting {
	const char *name;
	enum kind kind;
	size_t offset;
} settings[] = {
	{ "delay", DELAY, AT(delay_s) }, { "sort", SORT, AT(sort) },
	{ "reverse", FLAG, AT(reverse) }, { "zero", FLAG, AT(zero) },
	{ "watched", FLAG, AT(watched) }, { "log", FLAG, AT(log) },
	{ "mouse", FLAG, AT(mouse) }, { "ascii", FLAG, AT(ascii) },
	{ "palette", PALETTE, AT(palette) }, { "columns", COLUMNS, AT(column) },
	{ "watch", TEXT, AT(watch) }, { "filter", TEXT, AT(filter) },
};

static int read_columns(bool *at, char *value, struct err *err)
{
	bool chosen[COLUMN_IDS] = { false };
	char *rest;

	for (char *word = strtok_r(value, " \t", &rest); word;
	     word = strtok_r(NULL, " \t", &rest)) {
		const struct column *col = column_find(word, err);

		if (!col)
			return -1;
		chosen[col->id] = true;
	}
	memcpy(at, chosen, sizeof(chosen));
	return 0;
}

static int read_palette(enum palette *at, const char *value, struct err *err)
{
	for (unsigned int i = 0; i < PALETTE_COUNT; i++) {
		if (strcmp(value, palette_name(i)))
			continue;
		*at = (enum palette)i;
		return 0;
	}
	return err_set(err, "unknown palette '%s'; choose from default, "
		       "bright, light, mono", value);
}

static int read_value(enum kind kind, void *at, char *value, struct err *err)
{
	const struct column *col;
	char *end;
	double delay;

	switch (kind) {
	case FLAG:
		if (strcmp(value, "yes") && strcmp(value, "no"))
			return err_set(err, "'%s' is neither yes nor no",
				       value);
		*(bool *)at = !strcmp(value, "yes");
		return 0;
	case DELAY:
		delay = strtod(value, &end);
		if (end == value || *end || !(delay >= CONFIG_DELAY_MIN &&
					      delay <= CONFIG_DELAY_MAX))
			return err_set(err, "'%s' is not a number of seconds "
				       "from %g to %g", value,
				       CONFIG_DELAY_MIN, CONFIG_DELAY_MAX);
		*(double *)at = delay;
		return 0;
	case SORT:
		col = column_find(value, err);
		if (col)
			*(enum column_id *)at = col->id;
		return col ? 0 : -1;
	case PALETTE:
		return read_palette(at, value, err);
	case COLUMNS:
		return read_columns(at, value, err);
	case TEXT:
		break;
	}
	if (strlen(value) >= CONFIG_TEXT)
		return err_set(err, "longer than %d bytes", CONFIG_TEXT - 1);
	strcpy(at, value);
	return 0;
}

static void write_value(enum kind kind, const void *at, FILE *file)
{
	unsigned int n;
	const struct column *col = column_all(&n);

	if (kind == FLAG)
		fputs(*(const bool *)at ? " yes" : " no", file);
	else if (kind == DELAY)
		fprintf(file, " %g", *(const double *)at);
	else if (kind == SORT)
		fprintf(file, " %s",
			column_get(*(const enum column_id *)at)->key);
	else if (kind == PALETTE)
		fprintf(file, " %s",
			palette_name(*(const enum palette *)at));
	else if (kind == TEXT)
		fprintf(file, " %s", (const char *)at);
	for (unsigned int i = 0; kind == COLUMNS && i < n; i++)
		if (((const bool *)at)[col[i].id])
			fprintf(file, " %s", col[i].key);
}

/* ---- the file ---- */

static const struct setting *find(const char *name, struct err *err)
{
	char names[256] = "";
	size_t used = 0;

	for (size_t i = 0; i < COUNTOF(settings); i++) {
		if (!strcmp(settings[i].name, name))
			return &settings[i];
		used += (size_t)snprintf(names + used, sizeof(names) - used,
					 "%s%s", i ? ", " : "",
					 settings[i].name);
	}
	err_set(err, "unknown setting '%s'; choose from %s", name, names);
	return NULL;
}

/* One line, its newline taken off. */
static int read_line(struct config *config, char *line, struct err *err)
{
	const struct setting *setting;
	char *name = line + strspn(line, " \t"), *value, *end;

	if (!*name || *name == '#')
		return 0;
	end = name + strlen(name);
	while (end > name && isspace((unsigned char)end[-1]))
		*--end = '\0';
	value = name + strcspn(name, " \t");
	if (*value) {
		*value++ = '\0';
		value += strspn(value, " \t");
	}
	setting = find(name, err);
	if (!setting)
		return -1;
	return read_value(setting->kind, (char *)config + setting->offset,
			  value, err);
}

static int read_file(struct config *config, FILE *file, const char *path,
		     struct err *err)
{
	char line[1024];
	struct err why;
	int bad = 0;

	for (unsigned int number = 1; fgets(line, sizeof(line), file);
	     number++) {
		size_t length = strlen(line);

		if (number > LINES)
			return err_set(err, "%s: more than %d lines: these "
				       "are no settings", path, LINES);
		if (length && line[length - 1] == '\n')
			line[length - 1] = '\0';
		else if (!feof(file))
			return err_set(err, "%s:%u: the line is longer than "
				       "%zu bytes", path, number,
				       sizeof(line) - 2);
		if (read_line(config, line, &why) < 0 && !bad++)
			err_set(err, "%s:%u: %s", path, number, why.text);
	}
	if (ferror(file))
		return err_set(err, "cannot read '%s': %s", path,
			       strerror(errno));
	return bad ? -1 : 1;
}

int config_read(struct config *config, const char *path, struct err *err)
{
	struct config fresh = *config;
	/* A pipe that nobody writes to must not hold up the start. */
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "r");
	int got;

	if (!file && (errno == ENOENT || errno == ENOTDIR))
		return 0;
	if (!file)
		return err_set(err, "cannot open '%s': %s", path,
			       strerror(errno));
	got = read_file(&fresh, file, path, err);
	fclose(file);
	*config = fresh;
	return got;
}

void config_print(const struct config *config, FILE *file)
{
	fputs("# exittop's settings, written by its key W\n", file);
	for (size_t i = 0; i < COUNTOF(settings); i++) {
		/* A filter that hides rows must not come back by itself. */
		if (settings[i].offset == AT(filter) ||
		    (settings[i].offset == AT(watch) && !config->watch[0]) ||
		    (settings[i].kind == DELAY && config->delay_s <= 0))
			continue;
		fputs(settings[i].name, file);
		write_value(settings[i].kind,
			    (const char *)config + settings[i].offset, file);
		fputc('\n', file);
	}
}

/* ---- where it is kept ---- */

int config_path(char path[CONFIG_PATH], struct err *err)
{
	const char *base = getenv("XDG_CONFIG_HOME"), *sub = "";
	int length;

	/* The XDG specification: a relative path is to be ignored. */
	if (!base || base[0] != '/') {
		base = getenv("HOME");
		sub = "/.config";
	}
	if (!base || base[0] != '/')
		return err_set(err, "neither XDG_CONFIG_HOME nor HOME names "
			       "a folder for the settings");
	length = snprintf(path, CONFIG_PATH, "%s%s/exittop/config", base, sub);
	if (length >= CONFIG_PATH)
		return err_set(err, "the name of the settings is too long");
	return 0;
}

/* Makes the folders that lead to @path. */
static int make_folders(const char *path, struct err *err)
{
	char part[CONFIG_PATH];

	snprintf(part, sizeof(part), "%s", path);
	for (char *slash = strchr(part + 1, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(part, 0700) < 0 && errno != EEXIST)
			return err_set(err, "cannot make '%s': %s", part,
				       strerror(errno));
		*slash = '/';
	}
	return 0;
}

/* Fills the temporary file behind @fd, which it closes; errno where it fails. */
static bool fill(const struct config *config, int fd)
{
	FILE *file = fdopen(fd, "w");
	int bad;

	if (!file) {
		close(fd);
		return false;
	}
	config_print(config, file);
	bad = ferror(file) | fflush(file) | fsync(fd);
	return !(bad | fclose(file));
}

/* What is there and no file of settings is not to be lost. */
static int check_old(const char *path, struct err *err)
{
	struct config old;
	struct stat st;
	struct err why;

	if (!stat(path, &st) && !S_ISREG(st.st_mode))
		return err_set(err, "not written: '%s' is no regular file",
			       path);
	config_init(&old);
	if (config_read(&old, path, &why) < 0)
		return err_set(err, "not written, to keep what is there: %s",
			       why.text);
	return 0;
}

int config_write(const struct config *config, const char *path,
		 struct err *err)
{
	char temp[FILE_NAME], real[PATH_MAX];
	int fd;

	if (make_folders(path, err) < 0 || check_old(path, err) < 0)
		return -1;
	/* People keep such files elsewhere, behind a link that must stay. */
	if (realpath(path, real) && strlen(real) < CONFIG_PATH)
		path = real;
	file_clean(path);
	fd = file_beside(path, temp);
	if (fd >= 0 && fill(config, fd) && !rename(temp, path))
		return 0;
	err_set(err, "cannot write '%s': %s", path, strerror(errno));
	if (fd >= 0)
		unlink(temp);
	return -1;
}
