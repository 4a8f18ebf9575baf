/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_RATE_H
#define EXITTOP_RATE_H

/*
 * rate: what counts of exits say about rates, where exits come in bursts. All
 * of it is arithmetic: no state, no errors.
 *
 * A dispersion (phi) is variance over mean of the counts of equal times; 1 is
 * a Poisson process, and what is below is taken for 1.
 */

/* Exits in some time. */
struct rate_count {
	double exits, seconds;
};

/* Two rates compared. */
struct rate_ratio {
	double value;		/* to / from; infinite if from is 0, NAN if
				 * both are */
	double low, high;	/* 95 %; high may be infinite, low 0 */
};

/*
 * The ratio of two rates: @to_exits in @to_s seconds over @from_exits in
 * @from_s, with the interval of Jeffreys (both counts Poisson; the ratio is
 * F-distributed) in Paulson's closed form: within 2 % of the exact limits
 * from 2 exits on. Each count is divided by its dispersion.
 */
struct rate_ratio rate_ratio(double from_exits, double from_s, double from_phi,
			     double to_exits, double to_s, double to_phi);

/*
 * The dispersion of the sum of many counts that take after their neighbours,
 * from the mean square @phi and the mean product of neighbours @pull of what
 * each of @blocks counts was off by, in standard deviations of a Poisson count.
 */
double rate_spread(double phi, double pull, double blocks);

/*
 * What @exits speak for a rate @ratio times the usual one, at which @mean > 0
 * would be expected with a dispersion of @phi > 1: the logarithm of the ratio
 * of two negative binomial probabilities of that dispersion.
 *
 * Its shape, mean / (phi - 1), says how often there are none at all, and is
 * only known where it is large; the smaller it is, the less more is believed
 * than what a Poisson count in units of the dispersion says. The result is
 * never above that logarithm, so the mean of its exponential is at most 1 at
 * the usual rate, which is what bounds the false alarms of a CUSUM (Lorden
 * 1971).
 */
double rate_evidence(double exits, double mean, double phi, double ratio);

/* A step in a series of counts, and what lies on either side of it. */
struct rate_step {
	unsigned int at;	/* the first count after it */
	struct rate_count before, after;
	double low, high;	/* 95 % interval of the rate before */
};

/*
 * Where in @counts[0..@n-1], which follow @older, two rates, one before and one
 * after, make what was seen likeliest: the maximum likelihood estimate of a
 * change point (Hinkley 1970). None is looked for before count @first; `at` is @n
 * where there is none. `low` and `high` hold for every step whose likelihood is
 * near the best one's, since where it was is not certain either; @phi is the
 * dispersion.
 */
struct rate_step rate_step(struct rate_count older,
			   const struct rate_count *counts, unsigned int n,
			   unsigned int first, double phi);

#endif
