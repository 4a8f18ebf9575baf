/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_OUTPUT_H
#define EXITTOP_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "exittop/base/err.h"

/*
 * output: where reports go, round by round. A round is written whole or not
 * at all. One that cannot be written (a full disk, a directory that is gone)
 * is kept in memory and tried again with the next.
 *
 *	output_begin(&output, &err);
 *	... fprintf(output.stream, ...) ...
 *	output_end(&output, &err);
 */

#define OUTPUT_KEPT (16 * 1024 * 1024)	/* most bytes kept in memory */

struct output_round;

struct output {
	const char *path;	/* borrowed; NULL: `fd` was open already */
	const char *head;	/* what a file begins with; NULL: nothing */
	const char *mark;	/* and what files of this format begin with;
				 * NULL: they cannot be recognized */
	bool whole;		/* each round replaces the file */
	int fd;			/* -1: to be opened */
	bool mended;		/* its end has been looked at */
	bool headed;		/* of what is no file: the head is written */
	FILE *stream;		/* the round that is being made */
	char *text;
	size_t size, room;	/* bytes of text; and what it has room for */
	struct output_round *first, *last;	/* not yet written */
	size_t kept;		/* bytes in them */
	uint64_t lost;		/* rounds given up */
	bool failing;
	struct err why;
};

/*
 * Fills the caller's struct: appends to the file @path, or where that is NULL
 * writes to @fd. With @whole each round makes a new file, which takes the
 * place of the last one by rename(2); temporary files of runs that were killed
 * are removed. What is no regular file is written to as it is.
 * Returns 0, or -1 with @err where @path cannot be opened now.
 *
 * A file that does not end in a newline was being written by a run that was
 * killed: where it begins with output->mark its last line is cut off, before
 * the first round is appended, else that line is ended.
 */
int output_open(struct output *output, const char *path, int fd, bool whole,
		struct err *err);

/* Begins a round: output->stream takes it. 0, or -1 with @err: no memory. */
int output_begin(struct output *output, struct err *err);

/*
 * Ends the round and writes it, after those kept before. Returns 0; 1 with
 * @err where something is to be reported: rounds are kept from now on, or no
 * longer; -1 with @err where nobody reads any more (EPIPE).
 */
int output_end(struct output *output, struct err *err);

/* Closes the file and opens it anew: it was moved (log rotation). */
void output_reopen(struct output *output);

/*
 * Tries once more what is kept, and ends. Returns 0, or -1 with @err saying
 * how many rounds are lost and why. Standard output stays open.
 */
int output_close(struct output *output, struct err *err);

#endif
