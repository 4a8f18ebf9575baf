/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/base/rate.h"

#include <math.h>

#define SHAPE_KNOWN    0.3	/* a negative binomial's, that half convinces */
#define PULL_WEIGHT    4.0	/* 2 by theory; P acts on alarms as an exponent */
#define PULL_SOFT      0.3	/* dispersion in which pull proves little */
#define PULL_MAX       0.8	/* most of the level that outlives a block */

#define Z_95 1.959963984540054	/* normal quantile of 97.5 % */
#define DROP_95 1.920729	/* Z_95^2 / 2: logarithms of likelihoods that
				 * are near */
#define CERTAIN 1e12		/* exits that leave no doubt about their rate */

/* Half of Wilson and Hilferty's cube root of a chi-square, df 2x + 1. */
static double cube_variance(double exits)
{
	return 2 / (9 * (2 * exits + 1));
}

/*
 * Paulson (1942): (1 - b) y - (1 - a) is normal with variance b y^2 + a, where
 * y is the cube root of F, and a and b belong to its two degrees of freedom.
 * The limits are the roots of a quadratic in y.
 */
struct rate_ratio rate_ratio(double from_exits, double from_s, double from_phi,
			     double to_exits, double to_s, double to_phi)
{
	double from = from_exits / from_phi, to = to_exits / to_phi;
	double a = cube_variance(to), b = cube_variance(from);
	double mid = (1 - a) * (1 - b);
	double root = Z_95 * sqrt(a * (1 - b) * (1 - b) +
				  b * (1 - a) * (1 - a) - Z_95 * Z_95 * a * b);
	double over = (1 - b) * (1 - b) - Z_95 * Z_95 * b;
	double under = (1 - a) * (1 - a) - Z_95 * Z_95 * a;
	/* The F's mean, times what turns counts into rates. */
	double scale = (2 * to + 1) / (2 * from + 1) * (to_phi / from_phi) *
		       (from_s / to_s);
	double high = (mid + root) / over, low = under / (mid + root);
	struct rate_ratio r;

	r.value = from_exits > 0 ? to_exits / to_s / (from_exits / from_s) :
		  to_exits > 0 ? HUGE_VAL : NAN;
	r.low = under > 0 ? scale * low * low * low : 0;
	r.high = over > 0 ? scale * high * high * high : HUGE_VAL;
	return r;
}

/*
 * Let a level that keeps the part rho of itself from one block to the next
 * drive a Poisson count: then neighbours covary by (phi - 1) rho, and the sum's
 * variance is phi + 2 (phi - 1) rho / (1 - rho). A standard error is taken off
 * `pull`, which is 0 but for chance in most rows.
 */
double rate_spread(double phi, double pull, double blocks)
{
	double rho;

	phi = fmax(1, phi);
	pull -= phi / sqrt(blocks + 1);
	if (pull <= 0)
		return phi;
	rho = fmin(pull / (phi - 1 + PULL_SOFT), PULL_MAX);
	return phi + PULL_WEIGHT * pull / (1 - rho);
}

double rate_evidence(double exits, double mean, double phi, double ratio)
{
	double shape = mean / (phi - 1);
	double known = shape / (shape + SHAPE_KNOWN);
	double whole = lgamma(exits + ratio * shape) - lgamma(ratio * shape) -
		       lgamma(exits + shape) + lgamma(shape) -
		       (ratio - 1) * shape * log(phi);
	double count = (exits * log(ratio) - (ratio - 1) * mean) / phi;

	return known * whole + (1 - known) * fmin(whole, count);
}

/* Logarithm of the likelihood of these exits at their own rate. */
static double fit(struct rate_count count)
{
	return count.exits > 0 ?
	       count.exits * log(count.exits / count.seconds) : 0;
}

/* The 95 % interval of a rate, by comparison with one that is known. */
static void widen(struct rate_step *step, struct rate_count count, double phi)
{
	struct rate_ratio r = rate_ratio(CERTAIN, CERTAIN, 1, count.exits,
					 count.seconds, phi);

	step->low = fmin(step->low, r.low);
	step->high = fmax(step->high, r.high);
}

static struct rate_count plus(struct rate_count a, struct rate_count b)
{
	return (struct rate_count){ a.exits + b.exits, a.seconds + b.seconds };
}

/* Logarithm of the likelihood of a step after @before, in @all. */
static double fit_step(struct rate_count before, struct rate_count all)
{
	struct rate_count after = { all.exits - before.exits,
				    all.seconds - before.seconds };

	return fit(before) + fit(after);
}

struct rate_step rate_step(struct rate_count older,
			   const struct rate_count *counts, unsigned int n,
			   unsigned int first, double phi)
{
	struct rate_step step = { .at = n, .low = HUGE_VAL };
	struct rate_count all = older, before = older;
	double best = -HUGE_VAL;

	for (unsigned int i = 0; i < n; i++)
		all = plus(all, counts[i]);
	for (unsigned int i = 0; i < n; before = plus(before, counts[i++])) {
		if (i < first || fit_step(before, all) < best)
			continue;
		best = fit_step(before, all);
		step.at = i;
		step.before = before;
	}
	step.after.exits = all.exits - step.before.exits;
	step.after.seconds = all.seconds - step.before.seconds;
	before = older;
	for (unsigned int i = 0; i < n; before = plus(before, counts[i++]))
		if (i >= first &&
		    fit_step(before, all) >= best - DROP_95 * phi)
			widen(&step, before, phi);
	return step;
}
