/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/base/rate.h"

#include <math.h>

#define SHAPE_KNOWN    0.3	/* a negative binomial's, that half convinces */
#define PULL_WEIGHT    3.0	/* 2 by theory; P acts on alarms as an exponent */
#define PULL_SOFT      0.3	/* dispersion in which pull proves little */
#define PULL_MAX       0.8	/* most of the level that outlives a block */

#define Z_95 1.959963984540054	/* normal quantile of 97.5 % */

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
