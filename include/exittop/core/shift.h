/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_SHIFT_H
#define EXITTOP_SHIFT_H

#include <stdbool.h>
#include <stdint.h>

#include "exittop/core/recent.h"
#include "exittop/core/usual.h"
#include "exittop/data/snapshot.h"

/*
 * shift: did the rate of a reason really change?
 *
 * Per watched reason a chart for steps up, three for large ones, and one for
 * steps down. Each is a CUSUM (Page 1954; Lucas 1985 for counts) of the
 * logarithm of a likelihood ratio: exits at 1.8 (8, 64, 512; 1 / 1.8) times the
 * usual rate, against exits at the usual one, both negative binomial, since VM
 * exits come in bursts. What is usual is learned from the row itself (usual.h):
 * its rate, its dispersion, and the covariance of neighbouring counts, by which
 * the evidence is divided. What is not known yet makes the evidence weaker, so
 * that nothing has to wait for it: a row with few exits is taken for a bursty
 * one. Nothing is learned while a chart has evidence; when it has none any more,
 * or after ten blocks, all that was held is learned. An alert whose own 95 %
 * interval has a ratio of 1 in it is none.
 *
 * States of a row (row.shift):
 *
 *	learning	fewer than 30 intervals since the start or an alert
 *	none		learned, nothing unusual
 *	notice		half way to an alert
 *	likely up, down	evidence for an alert, and more than ever came to
 *			nothing in this row, but in fewer than three blocks
 *	up, down	an alert
 *
 * An alert fills in the shift_* members of the row, sets HAS_RATIO and adds 1
 * to shift_seq. The step lies where two rates, one before and one after, make
 * the recent intervals likeliest; what came after it is the beginning of what
 * is usual now. One more chart compares exits at the rate before the alert with
 * exits at the usual one: when it says that the rate is back, the alert is over
 * (shift_over_ns), and what was usual before it is usual again. An alert that
 * is on can be followed by another one; both are over when the rate is back
 * where it was before the first, and the row's shift_* members then describe
 * all of it.
 *
 * An interval without a difference (a first reading, a RESET) and one marked
 * NOTE_GAP are left out, and the row goes on where it was. It is not
 * restarted: when a guest comes back from a move to another host, that its
 * exits are not what they were is just what should be said.
 *
 * Limits, from simulation (make bench-detector): a row that is rare and very
 * bursty (0.01/s at a dispersion of 100) gives a false alarm every 15 hours; a
 * drift that takes minutes is taken for usual; doubling from 1/s takes 45
 * seconds to see; no alert comes within three intervals, and the second of two
 * steps within 30 intervals is seen after them.
 */

/* The way back; steps up; three for large ones; steps down. */
#define SHIFT_CHARTS 6

/* What has gathered in a chart since its weight was last 0. */
struct shift_excursion {
	double weight;		/* the CUSUM */
	double exits;
	double pull;		/* of the row, when it began */
	unsigned int blocks;	/* that spoke for it */
	unsigned int silent;	/* blocks since one did */
};

/* Detector of one reason. Blocks, not intervals, are its unit of evidence. */
struct shift_row {
	struct usual usual;
	struct shift_excursion charts[SHIFT_CHARTS];
	double peak;		/* most evidence in what is held */
	double wolf;		/* ... that ever came to nothing */
	unsigned int intervals;	/* since the start or an alert */
	struct rate_count home;	/* usual before the alert that is on */
	int64_t away_ns;	/* when it began, CLOCK_REALTIME */
	struct usual_block block;	/* that is being filled */
	struct recent recent;	/* intervals since the last step */
};

struct shift {
	double one;		/* H, if a single reason were watched */
	double threshold;	/* H; a chart's with a smaller share is higher */
	double way[SHIFT_CHARTS];	/* of each chart */
	bool in_use[REASON_SLOTS];	/* the others' rows are not looked at */
	struct shift_row rows[REASON_SLOTS];
};

/*
 * Fills the caller's struct without touching rows that were not in use: it
 * must be zero already (static storage, calloc) or come from an earlier use.
 * @watched reasons share one false alarm per
 * @false_alarm_s seconds, at intervals of @interval_s seconds (0: not known,
 * taken for 1): Lorden's bound (1971) makes the threshold
 * ln(shares * watched * intervals), with a share for steps up, one for steps
 * down, and smaller ones for large steps.
 */
void shift_init(struct shift *shift, unsigned int watched,
		double false_alarm_s, double interval_s);

/* From here on, @watched reasons share the false alarms. */
void shift_watch(struct shift *shift, unsigned int watched);

/*
 * Feeds one interval of every watched row of @snap and writes its shift_*
 * members; @last is the previous snapshot (NULL: there is none), whose
 * alerts live on. Uses the measured snap->interval_s. Rows that are not
 * watched stay SHIFT_NONE.
 */
void shift_update(struct shift *shift, struct snapshot *snap,
		  const struct snapshot *last);

/*
 * Acknowledges all alerts: clears HAS_RATIO and shows each row's present
 * state; what is usual now is what later shifts are judged by. shift_seq
 * stays. To be called with the snapshot that the next shift_update() gets as
 * @last; and with the one on the screen, to see it at once.
 */
void shift_acknowledge(const struct shift *shift, struct snapshot *snap);

#endif
