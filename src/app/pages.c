/* SPDX-License-Identifier: GPL-2.0-only */
#include "pages.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exittop/report/markdown.h"
#include "exittop/report/output.h"
#include "exittop/report/page.h"

#define PATH 4096

/* What goes into one file. */
struct part {
	const struct picture_of *of;
	bool html;
	int picture;		/* negative: the report itself */
	const char *base;	/* of the pictures; NULL: there are none */
};

static int write_part(const struct part *part, FILE *file, struct err *err)
{
	if (part->picture >= 0) {
		picture_write((enum picture)part->picture, part->of, true,
			      file);
		return 0;
	}
	return part->html ? page_write(part->of, file, err) :
			    markdown_write(part->of, part->base, file, err);
}

/* One round of an output that replaces its file: all of it, or nothing. */
static int write_file(const struct part *part, const char *path,
		      struct err *err)
{
	static struct output output;
	struct err ignored;
	int failed;

	if (output_open(&output, path, STDOUT_FILENO, true, err))
		return -1;
	failed = output_begin(&output, err) ||
		 write_part(part, output.stream, err) ||
		 output_end(&output, err);
	if (failed && output.failing)
		*err = output.why;	/* it is not tried again */
	return output_close(&output, failed ? &ignored : err) || failed ? -1 :
									  0;
}

/* "DIR/report" of "DIR/report.md". */
static void base_of(const char *path, char base[PATH])
{
	const char *slash = strrchr(path, '/');
	char *dot;

	snprintf(base, PATH, "%s", path);
	dot = strrchr(base + (slash ? slash + 1 - path : 0), '.');
	if (dot && dot != base)
		*dot = '\0';
}

static int write_pictures(const struct picture_of *of, const char *base,
			  struct err *err)
{
	char path[PATH + 32];

	for (int i = 0; i < PICTURES; i++) {
		struct part part = { of, false, i, NULL };

		if (!picture_exists((enum picture)i, of))
			continue;
		snprintf(path, sizeof(path), "%s-%s.svg", base,
			 picture_name((enum picture)i));
		if (write_file(&part, path, err))
			return -1;
	}
	return 0;
}

/* Something that pictures can lie beside. */
static bool is_file(const char *path)
{
	struct stat st;

	return path && (stat(path, &st) || S_ISREG(st.st_mode));
}

int pages_write(const struct options *options, const struct run *a,
		const struct run *b, struct err *err)
{
	static struct comparison cmp;
	struct picture_of of = { a, b, b ? &cmp : NULL };
	const char *path = options->output && strcmp(options->output, "-") ?
			   options->output : NULL;
	struct part part = { &of, options->format == REPORT_HTML, -1, NULL };
	char base[PATH];

	if (run_check(a, err) || (b && compare_make(&cmp, a, b, err)))
		return -1;
	if (!path)
		return write_part(&part, stdout, err);
	base_of(path, base);
	if (!part.html && is_file(path))
		part.base = base;
	if (part.base && write_pictures(&of, base, err))
		return -1;
	return write_file(&part, path, err);
}
