/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_COMPARE_WRITE_H
#define EXITTOP_COMPARE_WRITE_H

#include <stdbool.h>
#include <stdio.h>

#include "exittop/base/err.h"
#include "exittop/data/compare.h"

/* compare_write: a comparison as text, for people and for programs. */

enum compare_format { COMPARE_PLAIN, COMPARE_CSV, COMPARE_JSON };

struct compare_style {
	bool utf8;		/* block characters; else ASCII */
	int width;		/* cells of a line; 0: no limit */
};

/*
 * Writes it and flushes. Plain has the verdicts, the headline, a picture of
 * what changed, the table of all rows with exits, and the warnings. CSV and
 * JSON have every reason that either host counts; unknown values are empty or
 * absent, and so is a ratio to nothing, which has its bound only.
 * Returns 0, or -1 with @err where @file cannot be written.
 */
int compare_write(const struct comparison *cmp, enum compare_format format,
		  const struct compare_style *style, FILE *file,
		  struct err *err);

#endif
