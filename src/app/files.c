/* SPDX-License-Identifier: GPL-2.0-only */
#include "files.h"
#include "exittop/base/file.h"

#include <string.h>
#include <unistd.h>

static int refuse_same(const char *in, const char *out, struct err *err)
{
	if (!in || !out || !file_is_same(in, STDIN_FILENO, out, STDOUT_FILENO))
		return 0;
	return err_set(err, "'%s' and '%s' are the same file: it would be read "
		       "and written at once", in,
		       strcmp(out, "-") ? out : "standard output");
}

int files_check(const struct options *options, struct err *err)
{
	/* Standard output is COMMAND's, where there is one. */
	const char *const out[] = {
		options->record, options->output,
		options->mode == MODE_RUN ? NULL : "-",
	};

	for (size_t k = 0; k < sizeof(out) / sizeof(*out); k++) {
		if (refuse_same(options->replay, out[k], err))
			return -1;
		for (unsigned int i = 0; i < options->runs_n; i++)
			if (refuse_same(options->runs[i], out[k], err))
				return -1;
	}
	if (options->record && options->output &&
	    file_is_same(options->record, STDOUT_FILENO, options->output,
			 STDOUT_FILENO))
		return err_set(err, "--record '%s' and --output '%s' are the "
			       "same file", options->record, options->output);
	return 0;
}
