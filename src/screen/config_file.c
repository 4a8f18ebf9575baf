/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the settings are kept, and how they get there. */
#include "exittop/screen/config.h"
#include "exittop/base/file.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

/* Fills the temporary file @temp behind @fd, which it closes. */
static int fill(const struct config *config, int fd, const char *temp,
		struct err *err)
{
	FILE *file = fdopen(fd, "w");
	int bad;

	if (!file) {
		close(fd);
		return err_set(err, "cannot write '%s': %s", temp,
			       strerror(errno));
	}
	config_print(config, file);
	bad = ferror(file) | fflush(file);
	bad |= fsync(fd);
	bad |= fclose(file);
	if (bad)
		return err_set(err, "cannot write '%s': %s", temp,
			       strerror(errno));
	return 0;
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
	if (fd < 0)
		return err_set(err, "cannot write beside '%s': %s", path,
			       strerror(errno));
	if (fill(config, fd, temp, err) < 0) {
		unlink(temp);
		return -1;
	}
	if (rename(temp, path) < 0) {
		err_set(err, "cannot replace '%s': %s", path, strerror(errno));
		unlink(temp);
		return -1;
	}
	return 0;
}
