/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_SUMMARY_H
#define EXITTOP_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "exittop/base/err.h"
#include "exittop/data/run.h"
#include "exittop/report/report.h"

/*
 * summary: recordings, one line each, and what is wrong with them: a class, a
 * fleet. Of a recording nothing is kept but a hash of what it holds, so that
 * another file with the same is found, whatever its name and header say: 32 to
 * 64 bytes a file, half of them spare.
 */

/* One recording, as the caller has read it. */
struct summary_file {
	const char *path;	/* valid until summary_end() */
	const struct run *run;	/* NULL: it could not be read, for this: */
	const char *damage;
	bool cut;		/* its last round is unfinished */
	bool crlf;
};

struct summary_seen;

struct summary {
	FILE *out;			/* borrowed */
	enum report_format format;	/* plain, csv or json */
	int width;			/* cells of a line of plain */
	bool headed;
	size_t seen_n, seen_room;
	struct summary_seen *seen;
};

/* Fills the caller's struct. */
void summary_init(struct summary *summary, FILE *out,
		  enum report_format format, int width);

/*
 * Writes the line of @file; problems follow it in plain, are a column in CSV
 * and a list in JSON. Returns 0, or -1 with @err where there is no memory or
 * nothing can be written.
 */
int summary_add(struct summary *summary, const struct summary_file *file,
		struct err *err);

void summary_end(struct summary *summary);

#endif
