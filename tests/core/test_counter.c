/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include "exittop/core/counter.h"

static struct counter counter;
static struct counter_time now;

/* One answer, a second after the one before it. */
static enum reading take(uint64_t count, uint64_t cycles)
{
	struct tally tally = { .has_count = true, .has_cycles = true,
			       .count = count, .cycles = cycles };

	now.round++;
	now.now_ns += 1000000000u;
	counter_begin(&counter);
	return counter_take(&counter, &tally, &now);
}

static int setup(void **state)
{
	(void)state;
	memset(&counter, 0, sizeof(counter));
	now = (struct counter_time){ .max_rate = COUNTER_MOST_PER_HOST };
	return 0;
}

static void the_first_answer_makes_no_difference(void **state)
{
	setup(state);
	assert_int_equal(take(500, 1000), READING_FIRST);
	assert_int_equal(counter.count, 500);
	assert_int_equal(counter.delta, 0);
	assert_int_equal(take(510, 4000), READING_OK);
	assert_int_equal(counter.delta, 10);
	assert_int_equal(counter.cycles_delta, 3000);
}

static void counts_of_32_bits_wrap_and_go_on(void **state)
{
	setup(state);
	take(0xFFFFFFF0u, 1);
	assert_int_equal(take(0x10, 2), READING_WRAP);
	assert_int_equal(counter.delta, 0x20);
	assert_int_equal(counter.count, 0x100000010ull);
	assert_int_equal(take(0x20, 3), READING_OK);
	assert_int_equal(counter.count, 0x100000020ull);
}

static void a_reset_is_not_a_wrap(void **state)
{
	setup(state);
	take(3000000000u, 1);
	assert_int_equal(take(12, 2), READING_RESET);
	assert_int_equal(counter.delta, 0);
	assert_int_equal(counter.count, 12);
	assert_int_equal(take(13, 3), READING_OK);
	assert_int_equal(counter.count, 13);
}

/* Found by absurd recordings: differences of before it were left. */
static void a_wrap_does_not_hide_a_reset_of_the_same_round(void **state)
{
	struct tally tally = { .has_count = true };

	setup(state);
	take(4000000000u, 1);
	assert_int_equal(take(12, 2), READING_RESET);
	tally.count = 0xFFFFFFFFu;
	now.now_ns += 1000000000u;
	counter_take(&counter, &tally, &now);
	assert_int_equal(counter.reading, READING_RESET);
	tally.count = 5;
	assert_int_equal(counter_take(&counter, &tally, &now), READING_WRAP);
	assert_int_equal(counter.reading, READING_RESET);
}

static void wide_counts_that_go_back_are_a_reset(void **state)
{
	setup(state);
	now.wide = true;
	take(1000, 1000);
	assert_int_equal(take(999, 2000), READING_RESET);
	take(1ull << 40, 3000);
	assert_int_equal(counter.reading, READING_RESET); /* no host can */
}

static void cycles_that_no_host_can_spend_are_a_reset(void **state)
{
	setup(state);
	take(1000, 1000);
	assert_int_equal(take(1001, 1000000000000u), READING_OK);
	assert_int_equal(take(1002, 50000000000000u), READING_RESET);
	assert_int_equal(counter.cycles_delta, 0);
}

static void cycles_that_go_back_are_a_reset(void **state)
{
	setup(state);
	take(1000, 900000);
	assert_int_equal(take(1010, 100), READING_RESET);
}

static void a_step_that_no_host_can_make_is_a_reset(void **state)
{
	setup(state);
	now.wide = true;
	now.max_rate = COUNTER_MOST_PER_VCPU;
	take(0, 0);
	assert_int_equal(take(10900000, 1), READING_OK);
	assert_int_equal(take(10900000u + 11100000u, 2), READING_RESET);
	/* A whole host makes more, but not all at once. */
	setup(state);
	now.wide = true;
	take(0, 0);
	assert_int_equal(take(300000000, 1), READING_OK);
	assert_int_equal(take(600000000, 1), READING_OK);
	setup(state);
	take(0, 0);
	assert_int_equal(take(100, 1), READING_OK);
	assert_int_equal(take(70000000, 2), READING_RESET);
}

static void a_busy_hosts_counts_wrap_every_few_seconds(void **state)
{
	uint64_t truth = 0;

	setup(state);
	take(0, 0);
	for (unsigned int i = 1; i < 100; i++) {
		truth += 400000000;
		assert_int_not_equal(take((uint32_t)truth, i), READING_RESET);
		assert_int_equal(counter.delta, 400000000);
	}
	assert_int_equal(counter.count, truth);
}

static void a_pause_that_may_hide_a_wrap_is_a_reset(void **state)
{
	setup(state);
	take(10, 1);
	now.now_ns += 100000000000u;
	assert_int_equal(take(20, 2), READING_RESET);
	setup(state);
	now.wide = true;
	take(10, 1);
	now.now_ns += 100000000000u;
	assert_int_equal(take(20, 2), READING_OK);
}

static void a_clock_that_goes_back_is_marked(void **state)
{
	setup(state);
	now.now_ns = 90000000000u;
	take(10, 1);
	now.now_ns = 0;
	assert_int_equal(take(20, 2), READING_RESET);
}

static void no_count_is_unknown_not_zero_and_then_begins_anew(void **state)
{
	struct tally none = { .has_count = false };

	setup(state);
	take(10, 1);
	now.round++;
	assert_int_equal(counter_take(&counter, &none, &now), READING_NONE);
	assert_int_equal(counter.read_round, now.round);
	assert_int_equal(take(30, 2), READING_FIRST);
	assert_int_equal(counter.delta, 0);
}

static void a_second_answer_hides_no_news_of_the_first(void **state)
{
	struct tally tally = { .has_count = true, .has_cycles = true,
			       .count = 0x20, .cycles = 3 };

	setup(state);
	take(0xFFFFFFF0u, 1);
	take(0x10, 2);
	assert_int_equal(counter_take(&counter, &tally, &now), READING_OK);
	assert_int_equal(counter.reading, READING_WRAP);
	assert_int_equal(counter.delta, 0x30);
}

static void own_exits_are_known_since_the_counter_began(void **state)
{
	setup(state);
	counter.weight = 1;
	now.issued = 40;
	take(140, 1);
	assert_int_equal(counter_net(&counter), 100);
	now.issued = 50;
	take(155, 2);
	assert_int_equal(counter.own, 10);
	assert_int_equal(counter_net(&counter), 105);
	now.issued = 60;
	take(3, 1);	/* began again: which are ours is not known */
	assert_int_equal(counter_net(&counter), 3);
	now.issued = 70;
	take(14, 2);
	assert_int_equal(counter_net(&counter), 4);
}

static void what_a_host_did_not_count_is_not_subtracted(void **state)
{
	setup(state);
	counter.weight = 1;
	now.issued = 40;
	take(140, 1);
	now.issued = 60;
	take(145, 2);	/* 20 of our own, and the host counted 5 */
	assert_int_equal(counter_net(&counter), 100);
	assert_int_equal(counter.own, 5);
	assert_int_equal(counter.missing, 15);
	now.issued = 61;
	take(148, 3);
	assert_int_equal(counter_net(&counter), 102);
	assert_int_equal(counter.missing, 0);
}

static void own_exits_beyond_the_count_take_nothing_out(void **state)
{
	setup(state);
	counter.weight = 1;
	now.issued = 100;
	take(5, 1);
	assert_int_equal(counter_net(&counter), 5);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(the_first_answer_makes_no_difference),
	cmocka_unit_test(counts_of_32_bits_wrap_and_go_on),
	cmocka_unit_test(a_reset_is_not_a_wrap),
	cmocka_unit_test(a_wrap_does_not_hide_a_reset_of_the_same_round),
	cmocka_unit_test(wide_counts_that_go_back_are_a_reset),
	cmocka_unit_test(cycles_that_no_host_can_spend_are_a_reset),
	cmocka_unit_test(cycles_that_go_back_are_a_reset),
	cmocka_unit_test(a_step_that_no_host_can_make_is_a_reset),
	cmocka_unit_test(a_busy_hosts_counts_wrap_every_few_seconds),
	cmocka_unit_test(a_pause_that_may_hide_a_wrap_is_a_reset),
	cmocka_unit_test(a_clock_that_goes_back_is_marked),
	cmocka_unit_test(no_count_is_unknown_not_zero_and_then_begins_anew),
	cmocka_unit_test(a_second_answer_hides_no_news_of_the_first),
	cmocka_unit_test(own_exits_are_known_since_the_counter_began),
	cmocka_unit_test(what_a_host_did_not_count_is_not_subtracted),
	cmocka_unit_test(own_exits_beyond_the_count_take_nothing_out),
};

RUN_TESTS(tests)
