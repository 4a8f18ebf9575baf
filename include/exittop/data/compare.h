/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_COMPARE_H
#define EXITTOP_COMPARE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "exittop/base/error.h"
#include "exittop/data/snapshot.h"

/*
 * compare: two runs side by side. What changed between them, by how much, and
 * is that more than the runs' own restlessness?
 *
 *	run_init(&a, "nested.exits");
 *	while (monitor_refresh(&monitor, &snapshot, &err) > 0)
 *		run_add(&a, &snapshot);
 *	... the same for b ...
 *	if (compare_make(&comparison, &a, &b, &err))
 *		...
 *	compare_write(&comparison, COMPARE_PLAIN, &style, stdout, &err);
 *
 * What is compared are exits per second within each run: differences, so that
 * it does not matter what the host's counters held before.
 */

#define RUN_NAME   256
#define RUN_PARTS  64	/* the course of a run in at most so many parts */
#define RUN_ROUNDS 10	/* fewer do not tell a row's dispersion */

/* One reason in one run. */
struct run_row {
	bool counted;		/* the host tells this one: */
	uint64_t count;		/* its count at the end of the run */
	unsigned int rounds;	/* with a difference; these hold: */
	uint64_t exits;
	double seconds;
	uint64_t cycles;	/* TSC cycles spent in... */
	uint64_t timed;		/* ... so many of the exits */
	double squares;		/* for the dispersion, sums over the rounds of */
	double products;	/* exits^2 / s and neighbours' product / s */
	double last_exits, last_s;
};

struct run_part {
	uint64_t exits;
	double seconds;
};

/* One run, gathered from its snapshots. */
struct run {
	char name[RUN_NAME];	/* what the user calls it, a file's name */
	struct host host;
	enum isa isa;
	enum dialect dialect;
	enum scope scope;
	unsigned int vcpus, vcpu, reasons;
	unsigned int samples;	/* rounds */
	unsigned int rounds;	/* those with an interval */
	double seconds;		/* of all intervals */
	int64_t start_ns, end_ns;	/* CLOCK_REALTIME */
	uint64_t start_mono_ns;	/* CLOCK_MONOTONIC, which began at boot */
	bool has_first;		/* total exits when the run began are known: */
	uint64_t first_count;
	enum paging paging;	/* the last verdict */
	char evidence[SNAPSHOT_TEXT];
	bool blind;		/* paging_is_blind() */
	unsigned int notes;	/* of all rounds */
	uint64_t resets, gaps;
	uint32_t shifts;	/* alerts of the shift detector */
	struct run_row total;	/* sum of the rows */
	struct run_row rows[REASON_SLOTS];
	unsigned int parts, part_rounds;	/* rounds of a full part */
	unsigned int filled;	/* rounds in the last one */
	struct run_part part[RUN_PARTS];	/* of all exits */
};

/* Fills the caller's struct (large: static storage); @name is copied. */
void run_init(struct run *run, const char *name);

/* Adds the next round of the run. */
void run_add(struct run *run, const struct snapshot *snap);

/* Is there anything to compare? -1 with @err saying what is missing. */
int run_check(const struct run *run, struct err *err);

/* Exits per second; NAN where not known. */
double run_rate(const struct run_row *row);

/* TSC cycles per exit; NAN where not known. */
double run_cost(const struct run_row *row);

/*
 * How restless the row was, as the variance over the mean of a long stretch
 * of rounds (rate_spread()); at least 1. NAN with fewer than RUN_ROUNDS.
 */
double run_spread(const struct run_row *row);

#define COMPARE_ONLY 10	/* exits on one side that make an "only" */

enum change {
	CHANGE_UNKNOWN,		/* one side does not tell this reason */
	CHANGE_SAME,
	CHANGE_UP,
	CHANGE_DOWN,
	CHANGE_ONLY_A,		/* COMPARE_ONLY exits there, none here */
	CHANGE_ONLY_B
};

/*
 * One reason compared. up and down are called where all three hold: it is
 * significant (likelihood ratio test, p < 0.01 after Holm's correction for
 * the number of rows), more than 1.5 times, and more than 1 exit per second.
 */
struct compare_row {
	unsigned int slot;
	enum change change;
	double rate_a, rate_b;		/* NAN: not known */
	double ratio, low, high;	/* B over A with its 95 % interval
					 * (rate_ratio()); NAN: not known */
	double p;			/* after Holm */
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

enum compare_format { COMPARE_PLAIN, COMPARE_CSV, COMPARE_JSON };

struct compare_style {
	bool utf8;		/* block characters; else ASCII */
	int width;		/* cells of a line; 0: no limit */
};

/*
 * Writes it and flushes. Plain has the verdicts, the headline, a picture of
 * what changed, the table of all rows with exits, and the warnings. CSV and
 * JSON have every reason either side tells; unknown values are empty or not
 * there, and so is a ratio to nothing, which has its bound only.
 * Returns 0, or -1 with @err where @file cannot be written.
 */
int compare_write(const struct comparison *cmp, enum compare_format format,
		  const struct compare_style *style, FILE *file,
		  struct err *err);

/* "same", "up", "down", "only_a", "only_b"; "" for unknown. */
const char *change_name(enum change change);

/* "x113", "x1.52", "x0.020"; ">x310" and "<x0.01" where only that is known. */
#define COMPARE_RATIO 16
const char *compare_ratio(const struct compare_row *row,
			  char buf[COMPARE_RATIO]);

#endif
