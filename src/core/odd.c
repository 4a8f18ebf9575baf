/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/core/odd.h"

#include <math.h>
#include <stdlib.h>

#define KEEP	0.9	/* of a count, at the next interval */
#define PHI	10.0	/* dispersion of a reason that has shown nothing; */
#define PHI_SURE 8.0	/* ... believed as so many counts */
#define STALE	0.995	/* of what is known of it, at the next count */
#define SIGMAS	4.0	/* one cell in 16 000 by chance */
#define Z_95	1.96	/* what rate_ratio() gives */
#define LIKELIER 1.34	/* sqrt(1.8): there 1.8 is as likely as 1 */

void odd_learn(struct odd *odd, struct rate_count *recent, double exits,
	       double seconds)
{
	double mean, off;

	if (seconds <= 0)
		return;
	if (recent->seconds > 0) {
		mean = recent->exits / recent->seconds * seconds;
		off = exits - mean;
		/* The mean is a guess, too, from these seconds. */
		mean *= 1 + seconds / recent->seconds;
		odd->known = odd->known * STALE + (mean < 1 ? mean : 1);
		odd->squares = odd->squares * STALE +
			       (mean < 1 ? off * off : off * off / mean);
	}
	recent->exits = recent->exits * KEEP + exits;
	recent->seconds = recent->seconds * KEEP + seconds;
}

double odd_dispersion(const struct odd *odd)
{
	return fmax(1, (PHI * PHI_SURE + odd->squares) /
		       (PHI_SURE + odd->known));
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

void odd_sort(const struct rate_count *recent, unsigned int n, double *sorted)
{
	for (unsigned int i = 0; i < n; i++)
		sorted[i] = recent[i].exits;
	qsort(sorted, n, sizeof(*sorted), by_value);
}

/* The median of @n sorted counts without one that is @exits. */
static double median(const double *sorted, unsigned int n, double exits)
{
	unsigned int at = 0, low = (n - 2) / 2, high = (n - 1) / 2;

	while (at < n - 1 && sorted[at] < exits)
		at++;
	return (sorted[low + (low >= at)] + sorted[high + (high >= at)]) / 2;
}

enum odd_one odd_judge(const struct odd *odd, struct rate_count one,
		       const double *sorted, unsigned int n, double *ratio)
{
	double phi = odd_dispersion(odd) * (SIGMAS / Z_95) * (SIGMAS / Z_95);
	struct rate_ratio is;

	*ratio = NAN;
	if (n < 2 || one.seconds <= 0)
		return ODD_NOT;
	is = rate_ratio(median(sorted, n, one.exits), one.seconds, phi,
			one.exits, one.seconds, phi);
	*ratio = is.value;
	if (is.low > LIKELIER)
		return ODD_MORE;
	return n > 2 && is.high < 1 / LIKELIER ? ODD_FEWER : ODD_NOT;
}
