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
	return fmax(1, (guess * PHI_BLOCKS + usual->squares) /
		       (PHI_BLOCKS + usual->known));
}

double usual_spread(const struct usual *usual, double pull, double guess)
{
	return rate_spread(usual_dispersion(usual, guess), pull,
			   usual->learned);
}

static void add(struct rate_count *to, struct rate_count more, double fade)
{
	to->exits = fade * to->exits + more.exits;
	to->seconds = fade * to->seconds + more.seconds;
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

/* What was held makes nothing fade: a burst is rare, as what is usual is. */
static void release(struct usual *usual)
{
	add(&usual->count, usual->held_count, 1);
	usual->squares += usual->held_squares;
	usual->known += usual->held_known;
	usual->held_count = (struct rate_count){ 0, 0 };
	usual->held_squares = usual->held_known = 0;
	usual->held = 0;
}

/* A block as it is learned: what it says of the rate and the dispersion. */
struct lesson {
	struct rate_count count;
	double squares, known;
};

/*
 * How far the block is off says little of how exits come where few were
 * expected. No single block may teach too much.
 */
static struct lesson judge(struct usual *usual, const struct usual_block *block)
{
	const double i = block->intervals, s = block->count.seconds;
	double mean = usual_rate(usual->count) * s;
	double unit = sqrt((mean + PRIOR_EXITS) * (1 + s / usual->count.seconds));
	double most = sqrt(OUTLIER * usual_dispersion(usual, PHI_FALLBACK));
	double whole = fmin(1, fmax(i / WHOLE_LENGTH, mean / WHOLE_EXITS));
	double e = (block->count.exits - mean) / unit;
	struct lesson lesson = { .count = block->count };

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
	double rate_fade = exp2(-(double)block->intervals / RATE_HALFLIFE);
	double phi_fade = exp2(-(double)block->intervals / PHI_HALFLIFE);
	struct lesson lesson = { .count = block->count };

	if (usual->learned)
		lesson = judge(usual, block);
	if (hold && usual->held < HOLD_MAX) {
		add(&usual->held_count, lesson.count, 1);
		usual->held_squares += lesson.squares;
		usual->held_known += lesson.known;
		usual->held++;
		return false;
	}
	release(usual);
	add(&usual->count, lesson.count, rate_fade);
	usual->squares = phi_fade * usual->squares + lesson.squares;
	usual->known = phi_fade * usual->known + lesson.known;
	usual->learned++;
	return true;
}

void usual_begin(struct usual *usual, struct rate_count count)
{
	double part = fmin(1, PHI_KEPT / fmax(usual->known, 1));

	*usual = (struct usual){ .count = count, .learned = 1,
				 .squares = part * usual->squares,
				 .known = part * usual->known };
}
