/* SPDX-License-Identifier: GPL-2.0-only */
#include "files.h"
#include "exittop/base/file.h"
#include "exittop/source/recorder.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Where something is written; "-" is the descriptor. */
struct target {
	const char *path;
	int fd;
	const char *name;	/* of the descriptor */
};

static int refuse_same(const char *in, const struct target *out,
		       struct err *err)
{
	if (!in || !out->path ||
	    !file_is_same(in, STDIN_FILENO, out->path, out->fd))
		return 0;
	return err_set(err, "'%s' and '%s' are the same file: it would be read "
		       "and written at once", in,
		       strcmp(out->path, "-") ? out->path : out->name);
}

/* What cannot be said without writing into the file goes to the terminal. */
static void leave_standard_error(void)
{
	int fd = open("/dev/tty", O_WRONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	dup2(fd, STDERR_FILENO);
	close(fd);
}

int files_check(const struct options *options, struct err *err)
{
	/* Standard output is COMMAND's, where there is one. */
	const struct target out[] = {
		{ "-", STDERR_FILENO, "standard error" },
		{ options->record, STDOUT_FILENO, "standard output" },
		{ options->output, STDOUT_FILENO, "standard output" },
		{ options->mode == MODE_RUN ? NULL : "-", STDOUT_FILENO,
		  "standard output" },
	};

	for (size_t k = 0; k < sizeof(out) / sizeof(*out); k++) {
		int same = refuse_same(options->replay, &out[k], err);

		for (unsigned int i = 0; i < options->runs_n && !same; i++)
			same = refuse_same(options->runs[i], &out[k], err);
		if (same && out[k].fd == STDERR_FILENO)
			leave_standard_error();
		if (same)
			return -1;
	}
	if (options->record && options->output &&
	    file_is_same(options->record, STDOUT_FILENO, options->output,
			 STDOUT_FILENO))
		return err_set(err, "--record '%s' and --output '%s' are the "
			       "same file", options->record, options->output);
	if (options->output && recorder_knows(options->output))
		return err_set(err, "--output '%s' is a recording: it is left "
			       "alone, choose another file", options->output);
	return 0;
}
