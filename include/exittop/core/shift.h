/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_SHIFT_H
#define EXITTOP_SHIFT_H

#include <stdbool.h>
#include <stdint.h>

#include "exittop/data/snapshot.h"

/*
 * shift: did the rate of a reason really change?
 *
 * Per watched reason three charts, for steps up, large ones, and steps down.
 * Each is a CUSUM (Page 1954; Lucas 1985 for counts) of the logarithm of a
 * likelihood ratio: exits at 1.8 times (8 times; 1.8th of) the usual rate,
 * against exits at the usual one, both negative binomial, since VM exits come
 * in bursts. What is usual is learned from the row itself: its rate, its
 * dispersion (variance / mean), and how much one interval takes after the one
 * before it, by which the evidence is divided. Small counts need no special
 * care. An alert whose own 95 % interval has a ratio of 1 in it is none.
 *
 * States of a row (row.shift):
 *
 *	learning	fewer than 30 intervals, or too few exits to know
 *	none		learned, nothing unusual
 *	notice		half way to an alert
 *	up, down	an alert, latched
 *
 * An alert fills in the shift_* members of the row, sets HAS_RATIO, adds 1 to
 * shift_seq, and stays until shift_acknowledge() or the next alert of the
 * row. Behind it the row starts over: what the rate is now becomes usual.
 *
 * An interval without a difference (a first reading, a RESET) and one marked
 * NOTE_GAP are left out, and the row goes on where it was. It is not
 * restarted: when a guest comes back from a move to another host, that its
 * exits are not what they were is just what should be said.
 *
 * Limits, from simulation (make bench-detector): a row that is rare and very
 * bursty (0.01/s at a dispersion of 100) gives a false alarm every 12 hours; a
 * drift that takes minutes is taken for usual; doubling from 1/s takes a minute
 * to see; no alert comes within three intervals.
 */

/* One for steps up, one for large ones, one for steps down. */
#define SHIFT_CHARTS 3

/* What has gathered in a chart since its weight was last 0. */
struct shift_excursion {
	double weight;		/* the CUSUM */
	unsigned int blocks;	/* that spoke for it */
	unsigned int silent;	/* blocks since one did */
	double exits, seconds;	/* all of it */
	double from_exits, from_s;	/* what was usual when it began */
	double pull;		/* likewise */
	int64_t began_ns;	/* CLOCK_REALTIME */
};

/* Detector of one reason. Blocks, not intervals, are its unit of evidence. */
struct shift_row {
	double a, b;		/* what is usual: exits, in seconds */
	double phi;		/* dispersion: variance / mean */
	double phi_blocks;	/* that taught it before the last alert */
	double pull;		/* covariance of neighbours / mean */
	double surprise;	/* of the last block, for `pull` */
	struct shift_excursion charts[SHIFT_CHARTS];
	double exits;		/* all of them */
	unsigned int active;	/* blocks with exits */
	unsigned int intervals, blocks, frozen;
	/* the block that is being filled */
	double block_exits, block_s;
	unsigned int block_intervals;
	int64_t block_began_ns;
	double block_surplus, before_exits, before_s;
};

struct shift {
	double threshold;	/* H; a chart's with a smaller share is higher */
	unsigned int persist;	/* blocks that must speak for an alert: 3;
				 * 1 answers faster and less surely */
	struct shift_row rows[REASON_SLOTS];
};

/*
 * Fills the caller's struct. @watched reasons share one false alarm per
 * @false_alarm_s seconds, at intervals of @interval_s seconds (0: not known,
 * taken for 1): Lorden's bound (1971) makes the threshold
 * ln(shares * watched * intervals), with a share for steps up, one for steps
 * down, and a 32nd of one for large steps.
 */
void shift_init(struct shift *shift, unsigned int watched,
		double false_alarm_s, double interval_s);

/*
 * Feeds one interval of every watched row of @snap and writes its shift_*
 * members; @last is the previous snapshot (NULL: there is none), whose
 * latched alerts live on. Uses the measured snap->interval_s. Rows that are
 * not watched stay SHIFT_NONE.
 */
void shift_update(struct shift *shift, struct snapshot *snap,
		  const struct snapshot *last);

/*
 * Takes all latched alerts back ("seen"): clears HAS_RATIO and shows each
 * row's present state. shift_seq stays. To be called with the snapshot that
 * the next shift_update() gets as @last; and with the one on the screen, to
 * see it at once.
 */
void shift_acknowledge(const struct shift *shift, struct snapshot *snap);

/* Forgets what was learned of the row. */
void shift_restart(struct shift_row *row);

#endif
