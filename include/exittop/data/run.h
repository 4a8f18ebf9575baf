/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_RUN_H
#define EXITTOP_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "exittop/base/err.h"
#include "exittop/data/course.h"
#include "exittop/data/snapshot.h"

/*
 * run: what --compare and --report know of one recording, gathered from its
 * snapshots.
 *
 *	run_init(&a, "nested.exits");
 *	while (monitor_refresh(&monitor, &snapshot, &err) > 0)
 *		run_add(&a, &snapshot);
 *
 * Exits per second come from differences, so that it does not matter what the
 * host's counters held before.
 */

#define RUN_NAME   256
#define RUN_ROUNDS 10	/* fewer do not tell a row's dispersion */

/* One reason in one run. */
struct run_row {
	bool counted;		/* the host gave this one: */
	uint64_t count;		/* its count at the end of the run */
	unsigned int rounds;	/* with a difference; these hold: */
	uint64_t exits;
	double seconds;
	uint64_t cycles;	/* TSC cycles spent in... */
	uint64_t timed;		/* ... so many of the exits */
	double squares;		/* for the dispersion, sums over the rounds of */
	double products;	/* exits^2 / s and neighbours' product / s */
	double last_exits, last_s;
	unsigned int timed_rounds;	/* with a cost; sums over them of */
	double cycles_cycles, cycles_exits, exits_exits;
};

/* What the exits of a reason were about, where the host says. */
struct run_keys {
	uint64_t exits;		/* of all keys, in the run's intervals */
	unsigned int n;		/* the first that came: a bound of the rest */
	struct {
		uint64_t key, exits;
	} key[DETAIL_KEYS];
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
	uint64_t first_other;	/* of these, what no reason holds */
	enum paging paging;	/* the last verdict */
	char evidence[SNAPSHOT_TEXT];
	bool blind;		/* paging_is_blind() */
	unsigned int notes;	/* of all rounds */
	uint64_t resets, gaps, silent;
	uint32_t shifts;	/* alerts of the shift detector */
	struct run_row total;	/* sum of the rows */
	struct run_row rows[REASON_SLOTS];
	struct run_keys keys[REASON_SLOTS];
	struct course course;	/* over time, and what happened */
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

/* The heaviest key of @keys, an index; -1: none is known. */
int run_top_key(const struct run_keys *keys);

/* The share of @key, 0..1; NAN: not known. */
double run_key_share(const struct run_keys *keys, uint64_t key);

/* Exits/s of @slot that are about @key; NAN: not known. */
double run_key_rate(const struct run *run, unsigned int slot, uint64_t key);

/*
 * Its standard error, from how the cycles of the rounds vary about it (the
 * ratio estimator of sampling theory); NAN with fewer than RUN_ROUNDS.
 */
double run_cost_error(const struct run_row *row);

/*
 * How restless the row was, as the variance over the mean of a long stretch
 * of rounds (rate_spread()); at least 1. NAN with fewer than RUN_ROUNDS.
 */
double run_spread(const struct run_row *row);

#endif
