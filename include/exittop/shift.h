/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_SHIFT_H
#define EXITTOP_SHIFT_H

#include <stdbool.h>
#include <stdint.h>

#include "exittop/snapshot.h"

/*
 * shift: did the rate of a reason really change? A Gamma-Poisson
 * likelihood-ratio CUSUM per watched reason, after Page (1954) and Lucas
 * (1985), with the baseline's uncertainty built in.
 */

/* Detector of one reason. Blocks, not intervals, are its unit of evidence. */
struct shift_row {
	double a, b;		/* Gamma baseline: exits, seconds */
	double phi;		/* dispersion: variance / mean */
	double up, down;	/* CUSUM statistics */
	unsigned int up_blocks, down_blocks;
	double up_exits;	/* exits of the upward excursion */
	double events;		/* exits seen */
	unsigned int active;	/* blocks with exits */
	unsigned int intervals, blocks, frozen;
	double block_exits, block_s;
	unsigned int block_intervals;
	/* the excursion, for the alert's rates and time */
	double from_exits, from_s;
	double exc_up_exits, exc_up_s, exc_down_exits, exc_down_s;
	int64_t exc_up_ns, exc_down_ns;
};

struct shift {
	double threshold;	/* H = ln(2 m N) */
	struct shift_row rows[REASON_SLOTS];
};

/*
 * @watched reasons share one false alarm per @false_alarm_s seconds, at
 * intervals of @interval_s seconds.
 */
void shift_init(struct shift *shift, unsigned int watched,
		double false_alarm_s, double interval_s);

/*
 * Feeds one interval of every watched row of @snap and writes its shift_*
 * members; @last is the previous snapshot, whose latched alerts live on.
 * Rows that are not watched stay SHIFT_NONE.
 */
void shift_update(struct shift *shift, struct snapshot *snap,
		  const struct snapshot *last);

/* Forgets the row's history and learns anew (reset, gap). */
void shift_restart(struct shift_row *row);

#endif
