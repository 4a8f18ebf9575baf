/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BENCH_RANDOM_H
#define BENCH_RANDOM_H

#include <stdint.h>

/*
 * random: seeded random counts, the same on every machine, for the
 * simulations of the shift detector.
 */

struct random {
	uint64_t state[4];
};

/* Fills the caller's struct. Every @seed gives another sequence. */
void random_init(struct random *random, uint64_t seed);

/* Uniform in (0, 1). */
double random_unit(struct random *random);

/* Gamma with @shape > 0 and scale 1. */
double random_gamma(struct random *random, double shape);

/* Poisson with @mean >= 0. */
double random_poisson(struct random *random, double mean);

/*
 * Exits per interval: negative binomial, a Poisson count whose mean is Gamma
 * distributed and, with @memory, autocorrelated.
 */
struct process {
	double rate;	/* mean, exits per interval */
	double phi;	/* dispersion, variance / mean; 1: Poisson */
	double memory;	/* autocorrelation of the rate over one interval */
	double level;	/* the Gamma's present value; negative: not begun */
};

/* Fills the caller's struct. */
void process_init(struct process *process, double rate, double phi,
		  double memory);

/* The exits of the next interval. */
double process_next(struct process *process, struct random *random);

#endif
