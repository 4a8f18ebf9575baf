/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef REPORT_SUMMARY_H
#define REPORT_SUMMARY_H

/* What the summary*.c files share. */

#include "exittop/report/summary.h"

#define SUMMARY_PROBLEMS 9	/* as many as there are */
#define SUMMARY_PROBLEM	 512

struct summary_problems {
	unsigned int n;
	char text[SUMMARY_PROBLEMS][SUMMARY_PROBLEM];
};

/*
 * What is wrong with @file, as clauses, after those that @summary has seen.
 * Returns 0, or -1 with @err: no memory.
 */
int summary_check(struct summary *summary, const struct summary_file *file,
		  struct summary_problems *problems, struct err *err);

#endif
