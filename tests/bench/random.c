/* SPDX-License-Identifier: GPL-2.0-only */
#include "random.h"

#include <math.h>

/* splitmix64 (Vigna), to fill the state from one number. */
static uint64_t split(uint64_t *x)
{
	uint64_t z = (*x += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

void random_init(struct random *random, uint64_t seed)
{
	for (int i = 0; i < 4; i++)
		random->state[i] = split(&seed);
}

static uint64_t rotl(uint64_t x, int k)
{
	return x << k | x >> (64 - k);
}

/* xoshiro256** 1.0 (Blackman and Vigna 2018). */
static uint64_t next(struct random *random)
{
	uint64_t *s = random->state;
	uint64_t result = rotl(s[1] * 5, 7) * 9, t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotl(s[3], 45);
	return result;
}

double random_unit(struct random *random)
{
	return ((double)(next(random) >> 11) + 0.5) * 0x1p-53;
}

/* Marsaglia's polar method; its second value is thrown away. */
static double normal(struct random *random)
{
	double u, v, s;

	do {
		u = 2 * random_unit(random) - 1;
		v = 2 * random_unit(random) - 1;
		s = u * u + v * v;
	} while (s >= 1 || s <= 0);
	return u * sqrt(-2 * log(s) / s);
}

/*
 * The logarithm of a Gamma value, so that tiny shapes do not underflow:
 * Marsaglia and Tsang (2000), with their step from shape + 1 below 1.
 */
static double log_gamma_value(struct random *random, double shape)
{
	double boost = 0, d, c, x, v;

	if (shape < 1) {
		boost = log(random_unit(random)) / shape;
		shape += 1;
	}
	d = shape - 1.0 / 3;
	c = 1 / sqrt(9 * d);
	do {
		do {
			x = normal(random);
			v = 1 + c * x;
		} while (v <= 0);
		v = v * v * v;
	} while (log(random_unit(random)) >=
		 x * x / 2 + d - d * v + d * log(v));
	return boost + log(d * v);
}

double random_gamma(struct random *random, double shape)
{
	return exp(log_gamma_value(random, shape));
}

/* Beta with shapes @a and @b, from two Gamma values. */
static double beta(struct random *random, double a, double b)
{
	double x = log_gamma_value(random, a), y = log_gamma_value(random, b);

	return 1 / (1 + exp(y - x));
}

/* Hormann's PTRS (1993), for means of 10 and more. */
static double poisson_large(struct random *random, double mean)
{
	double slope = 0.931 + 2.53 * sqrt(mean);
	double a = -0.059 + 0.02483 * slope;
	double inverse = 1.1239 + 1.1328 / (slope - 3.4);
	double limit = 0.9277 - 3.6224 / (slope - 2);

	for (;;) {
		double u = random_unit(random) - 0.5;
		double v = random_unit(random);
		double us = 0.5 - fabs(u);
		double k = floor((2 * a / us + slope) * u + mean + 0.43);

		if (us >= 0.07 && v <= limit)
			return k;
		if (k < 0 || (us < 0.013 && v > us))
			continue;
		if (log(v * inverse / (a / (us * us) + slope)) <=
		    k * log(mean) - mean - lgamma(k + 1))
			return k;
	}
}

double random_poisson(struct random *random, double mean)
{
	double product = 1, limit, k = -1;

	if (mean >= 10)
		return poisson_large(random, mean);
	limit = exp(-mean);
	do {
		product *= random_unit(random);
		k++;
	} while (product > limit);
	return k;
}

void process_init(struct process *process, enum process_kind kind, double rate,
		  double phi, double memory)
{
	*process = (struct process){ kind, rate, phi, memory, 0, false };
}

/*
 * Lewis, McKenzie and Hugus (1989): keeping a Beta part of the level and
 * adding a new Gamma part leaves its distribution as it is, and makes its
 * autocorrelation @memory to the power of the distance.
 */
static double gamma_next(struct process *process, struct random *random)
{
	double shape = process->rate / (process->phi - 1);
	double memory = process->memory;

	if (memory <= 0 || !process->begun)
		process->level = random_gamma(random, shape);
	else
		process->level = process->level * beta(random, memory * shape,
						       (1 - memory) * shape) +
				 random_gamma(random, (1 - memory) * shape);
	return process->level * (process->phi - 1);
}

static double lognormal_next(struct process *process, struct random *random)
{
	double variance = log(1 + (process->phi - 1) / process->rate);
	double memory = process->begun ? process->memory : 0;

	process->level = memory * process->level +
			 sqrt(1 - memory * memory) * normal(random);
	return process->rate *
	       exp(sqrt(variance) * process->level - variance / 2);
}

double process_next(struct process *process, struct random *random)
{
	double mean = process->rate;

	if (mean <= 0)
		return 0;
	if (process->phi > 1)
		mean = process->kind == PROCESS_GAMMA ?
		       gamma_next(process, random) :
		       lognormal_next(process, random);
	process->begun = true;
	return random_poisson(random, mean);
}
