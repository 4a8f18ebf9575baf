/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_SHIFT_H
#define EXITTOP_SHIFT_H

#include <stdbool.h>
#include <stdint.h>

#include "exittop/snapshot.h"

/*
 * shift: did the rate of a reason really change?
 *
 * Per watched reason a CUSUM (Page 1954; Lucas 1985 for counts) of the
 * logarithm of a likelihood ratio: exits at twice (half) the usual rate,
 * against exits at the usual one. The usual rate is a Gamma distribution
 * learned from the row itself, so its uncertainty is built in. The evidence is
 * divided by what the row's own restlessness makes of it, which is learned
 * too: its dispersion (variance / mean), since VM exits come in bursts, and
 * how much one interval takes after the one before it. Small counts need no
 * special care.
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
 * bursty (0.1/s at a dispersion of 100) gives a false alarm every 7 hours; a
 * drift that takes minutes is taken for usual; doubling from 1/s takes a minute
 * to see; no alert comes within three intervals.
 */

/* What has gathered for one direction since its weight was last 0. */
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
	double a, b;		/* Gamma baseline: exits, seconds */
	double seen;		/* as a, without the prior's half exit */
	double phi;		/* dispersion: variance / mean */
	double pull;		/* covariance of neighbours / mean */
	double surprise;	/* of the last block, for `pull` */
	struct shift_excursion up, down;
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
	double threshold;	/* H = ln(2 m N) */
	unsigned int persist;	/* blocks that must speak for an alert: 3;
				 * 1 answers faster and less surely */
	struct shift_row rows[REASON_SLOTS];
};

/* Two rates compared. */
struct shift_ratio {
	double value;		/* to / from; infinite if from is 0, NAN if
				 * both are */
	double low, high;	/* 95 %; high may be infinite, low 0 */
};

/*
 * Fills the caller's struct. @watched reasons share one false alarm per
 * @false_alarm_s seconds, at intervals of @interval_s seconds (0: not known,
 * taken for 1): Lorden's bound (1971) makes the threshold
 * ln(2 * watched * intervals).
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

/*
 * Variance over mean of the sum of many blocks, from the mean square @phi and
 * the mean product of neighbours @pull of what each of @blocks was off by, in
 * standard deviations of a Poisson count. What evidence is divided by.
 */
double shift_spread(double phi, double pull, double blocks);

/*
 * The ratio of two rates: @to_exits in @to_s seconds over @from_exits in
 * @from_s, with the interval of Jeffreys (both counts Poisson; the ratio is
 * F-distributed) in Paulson's closed form: within 2 % of the exact limits
 * from 2 exits on. Each count is divided by its dispersion (1: Poisson).
 */
struct shift_ratio shift_ratio(double from_exits, double from_s,
			       double from_phi, double to_exits, double to_s,
			       double to_phi);

#endif
