/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_ODD_H
#define EXITTOP_ODD_H

#include <stdbool.h>

#include "exittop/base/rate.h"
#include "exittop/data/snapshot.h"

/*
 * odd: which vCPU makes more, or fewer, exits of a reason than the others do?
 *
 * Each vCPU is compared with the median of the others, by the interval that
 * shifts and --compare use (rate_ratio()), for counts as bursty as this
 * reason's are. Exits come in bursts, and no two vCPUs do the same: it is odd
 * only where four standard deviations to either side leave its ratio beyond
 * the one from which on 1.8 times the rate, the step that the shift detector
 * looks for, is likelier than the same one. Pure arithmetic.
 */

/* How bursty the exits of one reason are, on all vCPUs together. */
struct odd {
	double squares, known;	/* the dispersion is their ratio */
};

/*
 * Learns from one interval of one vCPU and adds it to @recent, where older
 * intervals fade with a half-life of 7. All zeros is nothing learned.
 */
void odd_learn(struct odd *odd, struct rate_count *recent, double exits,
	       double seconds);

/* Variance over mean, taken for 10 where little is known; at least 1. */
double odd_dispersion(const struct odd *odd);

/* Writes the counts of @n vCPUs into @sorted, ascending. */
void odd_sort(const struct rate_count *recent, unsigned int n, double *sorted);

/*
 * Judges @one of @n vCPUs, whose counts are @sorted. @ratio gets its rate over
 * the median of the others; infinite where they have none, NAN where nobody has
 * any. Of two vCPUs only the one with more exits is ever odd.
 */
enum odd_one odd_judge(const struct odd *odd, struct rate_count one,
		       const double *sorted, unsigned int n, double *ratio);

#endif
