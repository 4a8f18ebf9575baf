/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/core/usual.h"

#include <math.h>

/* Simulated together with the constants of shift.c. */
#define PRIOR_EXITS    0.5	/* Jeffreys' prior of a Poisson rate */
#define RATE_HALFLIFE  120.0	/* intervals */
#define PHI_BLOCKS     2.0	/* a guess weighs as much as so many blocks */
#define PHI_HALFLIFE   2400.0	/* intervals */
#define PHI_KEPT       30.0	/* blocks of dispersion that outlive a step */
#define PHI_FALLBACK   4.0	/* guess where outliers are cut off */
#define PULL_HALFLIFE  2400.0	/* intervals; a plain mean before */
#define WHOLE_EXITS    6.0	/* a block of so many exits, or so many */
#define WHOLE_LENGTH   60.0	/* intervals, counts fully */
#define OUTLIER_BLOCKS 10	/* from then on a block counts at most */
#define OUTLIER        100.0	/* times the dispersion */
#define HOLD_MAX       10	/* blocks that wait to be learned */

double usual_rate(struct rate_count count)
{
	return (count.exits + PRIOR_EXITS) / count.seconds;
}

double usual_dispersion(const struct usual *usual, double guess)
{
	return fmax(1, (guess * PHI_BLOCKS + usual->sums.squares) /
		       (PHI_BLOCKS + usual->sums.known));
}

double usual_spread(const struct usual *usual, double pull, double guess)
{
	return rate_spread(usual_dispersion(usual, guess), pull,
			   usual->learned);
}

/* Learned from, even while it is held: a step makes few neighbours. */
static void learn_pull(struct usual *usual, double surprise, double intervals)
{
	double n = usual->learned;

	if (n > 1)
		usual->pull += fmax(1 / n,
				    1 - exp2(-intervals / PULL_HALFLIFE)) *
			       (surprise * usual->surprise - usual->pull);
	usual->surprise = surprise;
}

/* Adds @more, from which on what @sums hold is @intervals older. */
static void add(struct usual_sums *sums, const struct usual_sums *more)
{
	double rate = exp2(-more->intervals / RATE_HALFLIFE);
	double phi = exp2(-more->intervals / PHI_HALFLIFE);

	sums->count.exits = rate * sums->count.exits + more->count.exits;
	sums->count.seconds = rate * sums->count.seconds + more->count.seconds;
	sums->squares = phi * sums->squares + more->squares;
	sums->known = phi * sums->known + more->known;
	sums->intervals += more->intervals;
}

/*
 * What a block says. How far it is off says little of how exits come where few
 * were expected. No single block may teach too much.
 */
static struct usual_sums judge(struct usual *usual,
			       const struct usual_block *block)
{
	const double i = block->intervals, s = block->count.seconds;
	const struct rate_count *count = &usual->sums.count;
	double mean = usual_rate(*count) * s;
	double unit = sqrt((mean + PRIOR_EXITS) * (1 + s / count->seconds));
	double most = sqrt(OUTLIER * usual_dispersion(usual, PHI_FALLBACK));
	double whole = fmin(1, fmax(i / WHOLE_LENGTH, mean / WHOLE_EXITS));
	double e = (block->count.exits - mean) / unit;
	struct usual_sums lesson = { .count = block->count, .intervals = i };

	if (usual->learned >= OUTLIER_BLOCKS) {
		e = fmax(fmin(e, most), -most);
		lesson.count.exits = fmin(lesson.count.exits,
					  mean + most * unit);
	}
	lesson.squares = whole * e * e;
	lesson.known = whole * mean / (mean + PRIOR_EXITS);
	learn_pull(usual, e, i);
	return lesson;
}

bool usual_learn(struct usual *usual, const struct usual_block *block,
		 bool hold)
{
	struct usual_sums lesson = { .count = block->count,
				     .intervals = block->intervals };

	if (usual->learned)
		lesson = judge(usual, block);
	add(&usual->held, &lesson);
	usual->held_blocks++;
	if (hold && usual->held_blocks <= HOLD_MAX)
		return false;
	add(&usual->sums, &usual->held);
	usual->held = (struct usual_sums){ .intervals = 0 };
	usual->held_blocks = 0;
	usual->learned++;
	return true;
}

void usual_begin(struct usual *usual, struct rate_count count)
{
	double part = fmin(1, PHI_KEPT / fmax(usual->sums.known, 1));

	*usual = (struct usual){
		.sums = { .count = count, .squares = part * usual->sums.squares,
			  .known = part * usual->sums.known },
		.learned = 1,
	};
}
