/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_SPREAD_H
#define EXITTOP_SPREAD_H

/*
 * spread: mean and standard deviation of values that come one by one
 * (Welford 1962: no sum of squares that loses its digits).
 */
struct spread {
	unsigned int n;
	double mean, squares;	/* squared distances from the mean, summed */
	double least, most;
};

/* Takes in @value. All zeros is an empty spread. */
void spread_add(struct spread *spread, double value);

/* Standard deviation of the sample; 0 of fewer than two values. */
double spread_deviation(const struct spread *spread);

#endif
