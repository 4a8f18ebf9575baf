/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BENCH_RANDOM_H
#define BENCH_RANDOM_H

#include <stdbool.h>
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

/* How the mean of a Poisson count is spread. */
enum process_kind {
	PROCESS_GAMMA,		/* the counts are negative binomial */
	PROCESS_LOGNORMAL,
	PROCESSES
};

/*
 * Exits per interval: Poisson counts whose mean is itself random and, with
 * @memory, autocorrelated.
 */
struct process {
	enum process_kind kind;
	double rate;	/* mean, exits per interval */
	double phi;	/* dispersion, variance / mean; 1: Poisson */
	double memory;	/* autocorrelation over one interval of the level */
	double level;	/* of the Gamma in units of its scale, or the logarithm
			 * in standard deviations */
	bool begun;
};

/* Fills the caller's struct. */
void process_init(struct process *process, enum process_kind kind, double rate,
		  double phi, double memory);

/* The exits of the next interval. */
double process_next(struct process *process, struct random *random);

#endif
