/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include "exittop/core/odd.h"
#include "fake_host.h"

#include <math.h>

#define CPUS 8

static struct fake_host host;	/* for its random numbers */
static struct odd odd;
static struct rate_count recent[CPUS];

/* About Poisson, in bursts of @burst exits. */
static double draw(double mean, double burst)
{
	double left = exp(-mean / burst), p = 1;
	unsigned int n = 0;

	if (mean / burst > 50) {	/* nearly normal */
		for (int i = 0; i < 12; i++)
			p += (double)fake_random(&host, 1000000) / 1e6;
		return fmax(0, mean + sqrt(mean * burst) * (p - 7));
	}
	while ((p *= (double)(fake_random(&host, 1000000) + 1) / 1e6) > left)
		n++;
	return n * burst;
}

static void learn(const double *mean, unsigned int n, double burst)
{
	for (unsigned int v = 0; v < n; v++)
		odd_learn(&odd, &recent[v], draw(mean[v], burst), 1);
}

static enum odd_one judge(unsigned int n, unsigned int which, double *ratio)
{
	double sorted[CPUS];

	odd_sort(recent, n, sorted);
	return odd_judge(&odd, recent[which], sorted, n, ratio);
}

static int begin(void **state)
{
	(void)state;
	memset(&odd, 0, sizeof(odd));
	memset(recent, 0, sizeof(recent));
	host.rng = 7;
	return 0;
}

static void vcpus_that_do_the_same_are_never_odd(void **state)
{
	const double bursts[] = { 1, 4, 16, 64 };
	unsigned int wrong = 0;
	double ratio;

	(void)state;
	for (unsigned int b = 0; b < 4; b++) {
		const double mean[CPUS] = { 900, 900, 900, 900, 900, 900,
					    900, 900 };

		begin(NULL);
		for (int i = 0; i < 2000; i++) {
			learn(mean, CPUS, bursts[b]);
			for (unsigned int v = 0; v < CPUS; v++)
				wrong += judge(CPUS, v, &ratio) != ODD_NOT;
		}
	}
	assert_int_equal(wrong, 0);
}

static void three_times_the_others_is_odd_and_so_is_a_third(void **state)
{
	const double mean[4] = { 400, 1200, 400, 130 };
	double ratio;

	(void)state;
	for (int i = 0; i < 30; i++)
		learn(mean, 4, 2);
	assert_int_equal(judge(4, 1, &ratio), ODD_MORE);
	assert_true(ratio > 2.7 && ratio < 3.3);
	assert_int_equal(judge(4, 3, &ratio), ODD_FEWER);
	assert_int_equal(judge(4, 0, &ratio), ODD_NOT);
	assert_int_equal(judge(4, 2, &ratio), ODD_NOT);
}

/* Three exits against one are three times as many, and mean nothing. */
static void few_exits_are_never_odd(void **state)
{
	double ratio;

	(void)state;
	odd_learn(&odd, &recent[0], 1, 1);
	odd_learn(&odd, &recent[1], 3, 1);
	odd_learn(&odd, &recent[2], 1, 1);
	assert_int_equal(judge(3, 1, &ratio), ODD_NOT);
	assert_true(fabs(ratio - 3) < 1e-9);
}

/* The same ratio: whether it means something depends on the bursts. */
static void what_is_odd_of_steady_exits_is_usual_of_bursts(void **state)
{
	const double mean[4] = { 100, 250, 100, 100 };
	double ratio;

	(void)state;
	for (int i = 0; i < 60; i++)
		learn(mean, 4, 1);
	assert_int_equal(judge(4, 1, &ratio), ODD_MORE);
	begin(NULL);
	for (int i = 0; i < 60; i++)
		learn(mean, 4, 100);
	assert_true(odd_dispersion(&odd) > 30);
	assert_int_equal(judge(4, 1, &ratio), ODD_NOT);
}

static void of_two_only_the_one_with_more_is_odd(void **state)
{
	const double mean[2] = { 20000, 50 };
	double ratio;

	(void)state;
	for (int i = 0; i < 20; i++)
		learn(mean, 2, 1);
	assert_int_equal(judge(2, 0, &ratio), ODD_MORE);
	assert_int_equal(judge(2, 1, &ratio), ODD_NOT);
	assert_int_equal(judge(1, 0, &ratio), ODD_NOT);
	assert_true(isnan(ratio));
}

static void all_exits_on_one_vcpu_are_infinitely_more(void **state)
{
	const double mean[4] = { 0, 0, 500, 0 };
	double ratio;

	(void)state;
	for (int i = 0; i < 10; i++)
		learn(mean, 4, 1);
	assert_int_equal(judge(4, 2, &ratio), ODD_MORE);
	assert_true(isinf(ratio));
	assert_int_equal(judge(4, 0, &ratio), ODD_NOT);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test_setup(vcpus_that_do_the_same_are_never_odd,
			       begin),
	cmocka_unit_test_setup(
		three_times_the_others_is_odd_and_so_is_a_third,
		begin),
	cmocka_unit_test_setup(few_exits_are_never_odd, begin),
	cmocka_unit_test_setup(
		what_is_odd_of_steady_exits_is_usual_of_bursts, begin),
	cmocka_unit_test_setup(of_two_only_the_one_with_more_is_odd,
			       begin),
	cmocka_unit_test_setup(
		all_exits_on_one_vcpu_are_infinitely_more, begin),
};

RUN_TESTS(tests)
