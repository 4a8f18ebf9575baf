/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_MARKDOWN_H
#define EXITTOP_MARKDOWN_H

#include <stdio.h>

#include "exittop/data/compare.h"
#include "exittop/base/err.h"

/*
 * markdown: one or two runs as a Markdown report that answers the questions of
 * the course this project comes from (CMPE 283, assignments 3 and 4):
 *
 *	Does the number of exits increase at a stable rate, or do some
 *	operations make more of them? How many does a full boot take?
 *	Which exits are the most frequent, which the least?
 *	Samples of the counts with and without EPT; what changed between the
 *	two runs, and was that to be expected?
 *
 * Every number is of the recordings. What they cannot tell is said to be
 * unknown, with what to record instead.
 */

/*
 * Writes the report on @a, and where @b is not NULL on both and on what
 * changed from @a to @b, and flushes. Returns 0, or -1 with @err where a run
 * holds nothing (run_check()), the two cannot be compared (compare_make()) or
 * @file cannot be written.
 */
int markdown_write(const struct run *a, const struct run *b, FILE *file,
		 struct err *err);

#endif
