/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_DETAIL_H
#define EXITTOP_DETAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "exittop/base/format.h"
#include "exittop/facts/exitkey.h"

/*
 * detail: what is inside one reason: how long its exits take, and what they are
 * about. Of hosts that say so (exit_details, host/README.md), and only where it
 * is asked for. What is not known is absent: `known` false.
 */

/* Below 2^8 cycles; four to each power of two; 2^36 and more. */
#define DETAIL_BUCKETS 114
#define DETAIL_KEYS    16
#define DETAIL_OCTAVES 30	/* powers of two, and both ends */

/* Exits by their length. */
struct durations {
	bool known;
	uint64_t sum;
	uint64_t n[DETAIL_BUCKETS];
};

/* One key, all vCPUs together. */
struct detail_key {
	uint64_t key;		/* exitkey.h */
	uint64_t count;		/* since the counters began, at most; */
	uint64_t error;		/* ... at least count - error */
	uint64_t hidden;	/* and exits that vCPUs without room for it
				 * may have had */
	uint64_t cycles;	/* of count - error of them */
	uint64_t delta;		/* in this interval, at least */
	uint64_t delta_cycles;
	bool exact;		/* delta is not only a bound */
};

struct detail {
	bool asked;		/* for, in this refresh */
	bool has_longest;
	uint64_t longest;	/* cycles, since the counters began */
	int64_t longest_ns;	/* when it ended, by the host's clock,
				 * CLOCK_REALTIME; 0: not told */
	struct durations all;	/* since the counters began */
	struct durations now;	/* in this interval */
	bool keys_known, keys_now;	/* counts; deltas */
	unsigned int keys;	/* heaviest of the interval first */
	uint64_t keys_sum;	/* exits of all keys */
	uint64_t keys_delta;	/* ... in this interval */
	struct detail_key key[DETAIL_KEYS];
};

/* Where bucket @i begins, in cycles; of DETAIL_BUCKETS: infinity. */
double detail_edge(unsigned int i);

/* Sums of four buckets: below 2^8, from 2^8, ... from 2^36. */
void detail_octaves(const struct durations *durations,
		    uint64_t octave[DETAIL_OCTAVES]);

/*
 * The length, in cycles, that the share @q (0..1) of the exits stays below, to
 * a quarter of a power of two: interpolated within its bucket. NAN where nothing
 * is known, infinite in the last bucket.
 */
double detail_quantile(const struct durations *durations, double q);

/*
 * The share of the key @i: of the interval where that is known, else of all;
 * negative: unknown.
 */
double detail_share(const struct detail *detail, unsigned int i);

/*
 * The durations to show: of the interval, or where it has fewer than a hundred
 * exits, which say little, since the counters began.
 */
const struct durations *detail_durations(const struct detail *detail);

/* "14 200" cycles, in at most @width cells; ">2^36", "-". */
void detail_cycles(double cycles, int width, char buf[FORMAT_TEXT]);

/*
 * "CR3 write 98 %": the heaviest key, its name shortened so that all fits into
 * @width cells. False: there is none.
 */
bool detail_top(const struct detail *detail, int width,
		char text[EXITKEY_TEXT]);

#endif
