/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the host's module keeps of a reason beside its count, without a kernel:
 * the heaviest keys, and the histogram of durations.
 */
#include "unit.h"

#include <math.h>

typedef uint64_t u64;
#include "../../host/exittop_host/durations.h"
#include "../../host/exittop_host/space_saving.h"

#define EXITS		1000000u
#define DISTINCT	1000000u

static uint64_t state = 88172645463325252u;

/* Uniform in [0, 1): xorshift64. */
static double draw(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (double)(state >> 11) / 9007199254740992.0;
}

/* Keys 1 to DISTINCT, uniform or as Zipf has it: key k in proportion to 1/k. */
static u64 uniform_key(unsigned int i)
{
	(void)i;
	return 1 + (u64)(draw() * DISTINCT);
}

static u64 zipf_key(unsigned int i)
{
	(void)i;
	return (u64)exp(draw() * log(DISTINCT + 1.0));
}

/* What evicts most: each key once, then again from the beginning. */
static u64 next_key(unsigned int i)
{
	return 1 + i % DISTINCT;
}

/* As many keys as there are slots, and not one more. */
static u64 few_keys(unsigned int i)
{
	(void)i;
	return 1 + (u64)(draw() * KEYS);
}

static struct space_saving kept;
static uint32_t truth[DISTINCT + 1];

/* As the module does it at an exit, each of 10 cycles. */
static void stream(u64 (*key)(unsigned int i))
{
	unsigned int slot = 0;

	memset(&kept, 0, sizeof(kept));
	memset(truth, 0, sizeof(truth));
	for (unsigned int i = 0; i < EXITS; i++) {
		u64 k = key(i);

		assert_in_range(k, 1, DISTINCT);
		truth[k]++;
		slot = space_saving_find(&kept, k, slot);
		if (slot == KEYS)
			slot = space_saving_replace(&kept, k);
		kept.count[slot]++;
		kept.cycles[slot] += 10;
	}
}

/* The bounds of the paper, for each key that has a slot and each that has none. */
static void bounds_hold(void)
{
	u64 sum = 0, least = UINT64_MAX;

	for (int i = 0; i < KEYS; i++) {
		u64 count = kept.count[i], error = kept.error[i];

		sum += count;
		least = count < least ? count : least;
		assert_true(error <= EXITS / KEYS);
		if (!count)
			continue;
		assert_true(error < count);
		assert_in_range(truth[kept.key[i]], count - error, count);
		assert_int_equal(kept.cycles[i], 10 * (count - error));
		for (int k = 0; k < i; k++)
			assert_true(kept.key[k] != kept.key[i]);
	}
	assert_int_equal(sum, EXITS);
	assert_true(least <= EXITS / KEYS);
	for (u64 k = 1; k <= DISTINCT; k++) {
		if (truth[k] > least)
			assert_true(space_saving_find(&kept, k, 0) < KEYS);
	}
}

static void the_error_bound_holds_for_zipf_keys(void **state_)
{
	(void)state_;
	stream(zipf_key);
	bounds_hold();
	/* The heaviest has 1/14 of all, which is more than 1/KEYS. */
	assert_true(space_saving_find(&kept, 1, 0) < KEYS);
}

static void the_error_bound_holds_for_uniform_keys(void **state_)
{
	(void)state_;
	stream(uniform_key);
	bounds_hold();
}

static void the_error_bound_holds_where_every_key_is_new(void **state_)
{
	(void)state_;
	stream(next_key);
	bounds_hold();
	for (int i = 0; i < KEYS; i++)
		assert_int_equal(kept.count[i], EXITS / KEYS);
}

static void no_more_keys_than_slots_are_exact(void **state_)
{
	(void)state_;
	stream(few_keys);
	bounds_hold();
	for (int i = 0; i < KEYS; i++) {
		assert_int_equal(kept.error[i], 0);
		assert_int_equal(kept.count[i], truth[kept.key[i]]);
	}
}

/* A reader takes key and count first, cycles and error after that. */
static void error_below_count_is_the_same_stay_in_a_slot(void **state_)
{
	struct space_saving s = { .key = { 0 } };
	u64 count;

	(void)state_;
	for (unsigned int i = 0; i < KEYS; i++)
		s.count[space_saving_replace(&s, 100 + i)]++;
	s.count[0] = 5;
	count = s.count[3];
	assert_true(s.error[3] < count);
	s.count[space_saving_replace(&s, 200)]++;	/* slot 1: 2 */
	s.count[space_saving_replace(&s, 201)]++;	/* slot 2: 2 */
	assert_true(s.error[3] < count);
	s.count[space_saving_replace(&s, 202)]++;
	assert_true(s.key[3] == 202 && s.error[3] >= count);
	assert_true(s.error[3] < s.count[3]);
}

static void every_duration_is_in_its_bucket(void **state_)
{
	(void)state_;
	for (unsigned int b = 0; b < DURATIONS_FINE; b++) {
		u64 low = (u64)(4 + b % 4) << (6 + b / 4);
		u64 high = (u64)(5 + b % 4) << (6 + b / 4);

		assert_int_equal(duration_bucket(low), b);
		assert_int_equal(duration_bucket(high - 1), b);
		assert_int_equal(duration_bucket(low + (high - low) / 2), b);
	}
}

static void the_shortest_and_the_longest_durations_are_apart(void **state_)
{
	(void)state_;
	for (u64 cycles = 0; cycles < 256; cycles++)
		assert_int_equal(duration_bucket(cycles), DURATIONS_FINE);
	assert_int_equal(duration_bucket(256), 0);
	for (int power = 36; power < 64; power++) {
		assert_int_equal(duration_bucket(1ull << power),
				 DURATIONS_FINE + 1);
		assert_int_equal(duration_bucket(UINT64_MAX >> (63 - power)),
				 DURATIONS_FINE + 1);
	}
	assert_int_equal(duration_bucket((1ull << 36) - 1), DURATIONS_FINE - 1);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(the_error_bound_holds_for_zipf_keys),
	cmocka_unit_test(the_error_bound_holds_for_uniform_keys),
	cmocka_unit_test(the_error_bound_holds_where_every_key_is_new),
	cmocka_unit_test(no_more_keys_than_slots_are_exact),
	cmocka_unit_test(error_below_count_is_the_same_stay_in_a_slot),
	cmocka_unit_test(every_duration_is_in_its_bucket),
	cmocka_unit_test(the_shortest_and_the_longest_durations_are_apart),
};

RUN_TESTS(tests)
