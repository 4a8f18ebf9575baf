/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_MARKDOWN_H
#define EXITTOP_MARKDOWN_H

#include <stdio.h>

#include "exittop/base/err.h"
#include "exittop/report/picture.h"

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
 * Writes the report on @of, whose runs hold something (run_check()), and
 * flushes. @base: where the pictures lie, "DIR/BASE" of "DIR/BASE-time-a.svg",
 * which the report names relative to DIR; NULL: none. Returns 0, or -1 with
 * @err where @file cannot be written.
 */
int markdown_write(const struct picture_of *of, const char *base, FILE *file,
		   struct err *err);

#endif
