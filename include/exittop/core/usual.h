/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_USUAL_H
#define EXITTOP_USUAL_H

#include <stdbool.h>

#include "exittop/base/rate.h"

/*
 * usual: what is usual for one reason, learned from its own counts: the rate,
 * the dispersion (variance / mean), and the pull, the covariance of
 * neighbouring counts over their mean. Older counts fade: the rate's with a
 * half-life of 120 intervals, the other two's with one of 2400.
 *
 * The unit is a block of one or more intervals, so that a count is never tiny.
 */

struct usual_block {
	struct rate_count count;
	unsigned int intervals;
};

/* What blocks have taught, older ones fading. */
struct usual_sums {
	struct rate_count count;	/* the rate is their ratio */
	double squares, known;	/* dispersion: their ratio, with a guess */
	double intervals;
};

struct usual {
	struct usual_sums sums;
	struct usual_sums held;	/* not learned yet: it may be a shift */
	unsigned int held_blocks;
	unsigned int learned;	/* times that something was */
	double pull;
	double surprise;	/* of the last block, for `pull` */
};

/* Exits per second, > 0: unseen is not impossible. */
double usual_rate(struct rate_count count);

/*
 * The dispersion, at least 1, of a row that is taken for @guess as long as it
 * has shown little.
 */
double usual_dispersion(const struct usual *usual, double guess);

/* The dispersion of sums of many blocks, with this @pull (rate_spread()). */
double usual_spread(const struct usual *usual, double pull, double guess);

/*
 * Learns from @block. With @hold it only waits to be learned, until a block
 * comes without it or more than ten wait, and is then learned as if it never had
 * waited. Returns true where nothing waits.
 */
bool usual_learn(struct usual *usual, const struct usual_block *block,
		 bool hold);

/*
 * What a rate is can change at once; how exits come in bursts seldom does. The
 * rate begins again with @count, the dispersion is kept with less weight, and
 * all else is forgotten.
 */
void usual_begin(struct usual *usual, struct rate_count count);

#endif
