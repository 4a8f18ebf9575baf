/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_COMPARE_H
#define EXITTOP_COMPARE_H

#include <stdbool.h>

#include "exittop/base/err.h"
#include "exittop/data/run.h"

/*
 * compare: two runs side by side. What changed between them, by how much, and
 * is that more than the runs' own variation? Compared are exits per second and
 * cycles per exit.
 */

#define COMPARE_ONLY 10	/* exits on one side that make an "only" */

enum change {
	CHANGE_UNKNOWN,		/* the host of A or B does not count it */
	CHANGE_UNCLEAR,		/* the data cannot tell whether it changed */
	CHANGE_SAME,		/* no change that matters, by the intervals */
	CHANGE_UP,
	CHANGE_DOWN,
	CHANGE_ONLY_A,		/* COMPARE_ONLY exits there, none here */
	CHANGE_ONLY_B
};

/* B over A with its 95 % interval; NAN: not known. */
struct compare_ratio {
	double value, low, high;
	double p;		/* of no change; after Holm's correction */
};

/*
 * One reason compared. A rate is up or down where all three hold: it is
 * significant (likelihood ratio test, p < 0.01 after Holm's correction for
 * the number of rows), more than 1.5 times, and more than 1 exit per second.
 * It is the same where its 95 % interval holds nothing that is more than 1.5
 * times, or the rates cannot differ by more than 1 exit per second.
 * Cycles per exit (cost) are judged likewise, by a normal test of their
 * logarithm, and are unknown with fewer than RUN_ROUNDS rounds in A or B.
 */
struct compare_row {
	unsigned int slot;
	enum change change, cost_change;
	double rate_a, rate_b;		/* NAN: not known */
	double cost_a, cost_b;		/* cycles per exit, likewise */
	struct compare_ratio rate, cost;
};

#define COMPARE_HEADLINE 512
#define COMPARE_WARNINGS 8
#define COMPARE_WARNING  256

struct comparison {
	const struct run *a, *b;	/* borrowed */
	unsigned int rows_n;
	struct compare_row rows[REASON_SLOTS];	/* what matters comes first */
	bool spread_known;		/* of both, else taken for 1 */
	char headline[COMPARE_HEADLINE];	/* what changed, in words */
	unsigned int warnings;
	char warning[COMPARE_WARNINGS][COMPARE_WARNING];
};

/*
 * Compares two runs, which must stay as long as @out is used. Returns 0, or
 * -1 with @err where one of them holds nothing to compare or they are of
 * different instruction sets.
 */
int compare_make(struct comparison *out, const struct run *a,
		 const struct run *b, struct err *err);

/* The key whose exits/s of @slot differ the most; 0: none is known. */
uint64_t compare_key(const struct comparison *cmp, unsigned int slot);

/* "only_a", "unclear": as programs read it; "" for unknown. */
const char *compare_change(enum change change);
/* "only A": as people do. */
const char *compare_change_word(enum change change);

/* Is it one of up, down and the two onlys? */
bool compare_is_change(enum change change);

/* "x113", "x1.52", "x0.020"; ">x310" and "<x0.01" where only that is known. */
#define COMPARE_RATIO 16
const char *compare_ratio(const struct compare_ratio *ratio,
			  char buf[COMPARE_RATIO]);

#endif
