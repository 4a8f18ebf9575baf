/* SPDX-License-Identifier: GPL-2.0-only */
#include "survey.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exittop/report/summary.h"
#include "reading.h"

#define WIDTH 80	/* of a file or a pipe */

static int terminal_width(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || size.ws_col < WIDTH)
		return WIDTH;
	return size.ws_col;
}

/*
 * A FIFO in a folder: without a writer, opening it would wait for ever, and the
 * other files with it. The shell's <(COMMAND) has no path to resolve.
 */
static bool is_fifo(const char *path)
{
	char real[PATH_MAX];
	struct stat st;

	return !stat(path, &st) && S_ISFIFO(st.st_mode) &&
	       realpath(path, real);
}

static bool read_one(const struct options *options, const char *path,
		     struct session *session, struct run *run,
		     struct reading_facts *reading, struct err *why)
{
	*reading = (struct reading_facts){ false, false };
	if (is_fifo(path)) {
		err_set(why, "a named pipe, which is not waited for; '... | "
			"exittop --summary -' reads from one");
		return false;
	}
	return !reading_run(options, path, session, run, reading, why);
}

/* Sums up all files. Returns how many could not be read, or -1 with @err. */
static int sum_up(const struct options *options, struct session *session,
		  struct summary *summary, struct err *err)
{
	static struct run run;
	int damaged = 0;

	for (unsigned int i = 0; i < options->runs_n; i++) {
		struct summary_file file = { .path = options->runs[i] };
		struct reading_facts reading;
		struct err why;

		file.damage = why.text;
		if (read_one(options, file.path, session, &run, &reading, &why))
			file.run = &run;
		damaged += !file.run;
		file.cut = reading.cut;
		file.crlf = reading.crlf;
		if (summary_add(summary, &file, err))
			return -1;
	}
	return damaged;
}

int survey_run(const struct options *options, struct session *session,
	       struct err *err)
{
	const char *path = options->output && strcmp(options->output, "-") ?
			   options->output : NULL;
	FILE *out = path ? fopen(path, "a") : stdout;
	struct summary summary;
	int damaged;

	if (!out) {
		err_set(err, "cannot open '%s': %s", path, strerror(errno));
		return EXIT_FAILED;
	}
	summary_init(&summary, out, options->format, path ? WIDTH :
		     terminal_width());
	damaged = sum_up(options, session, &summary, err);
	summary_end(&summary);
	if (path && fclose(out) && damaged >= 0)
		damaged = err_set(err, "cannot write to '%s': %s", path,
				  strerror(errno));
	if (damaged > 0)
		err_set(err, "%d of %u recordings cannot be read", damaged,
			options->runs_n);
	return damaged ? EXIT_FAILED : EXIT_FINE;
}
