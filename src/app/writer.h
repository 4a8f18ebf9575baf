/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_WRITER_H
#define EXITTOP_WRITER_H

#include "exittop/base/err.h"
#include "exittop/app/options.h"
#include "exittop/report/output.h"
#include "exittop/report/report.h"

/*
 * writer: reports put where the command line wants them: --format, --output,
 * --sort, --filter.
 */
struct writer {
	struct report report;
	struct output output;
	char head[REPORT_HEAD];		/* what a new file begins with */
	/* Said at once, and not the end: output_end(). NULL: not said. */
	void (*tell)(const struct err *said);
};

/*
 * Fills the caller's struct, but for `tell`. Without --output reports go to
 * @fd. Close it unless this fails. Returns an exit code, with @err.
 */
int writer_open(struct writer *writer, const struct options *options,
		enum isa isa, int fd, struct err *err);

/* Between these two, writer->report.out takes a round. */
int writer_begin(struct writer *writer, struct err *err);
/* Returns 0; 1 where nobody reads any more; -1 with @err. */
int writer_end(struct writer *writer, struct err *err);

/* Writes one round as report_snapshot(). Returns as writer_end(). */
int writer_snapshot(struct writer *writer, const struct snapshot *snap,
		    struct err *err);

/*
 * Ends it. Returns @code; where rounds were lost and @code is no failure
 * itself, EXIT_FAILED with @err.
 */
int writer_close(struct writer *writer, int code, struct err *err);

#endif
