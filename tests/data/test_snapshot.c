/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include "exittop/data/snapshot.h"
#include "exittop/base/spread.h"
#include "exittop/facts/quirk.h"
#include "rig.h"

#include <math.h>

static struct rig rig;
static struct snapshot sum, idle;

static struct row *row(struct snapshot *snap, unsigned int code)
{
	return &snap->rows[reason_slot(snap->isa, code)];
}

static void begin(enum fake_kind kind)
{
	struct fake_config c = { .kind = kind, .vcpus = 2, .seed = 7 };

	c.rate[48] = 120;
	c.rate[30] = 300;
	c.rate[12] = 40;
	c.cost[12] = 2e6;
	c.cost[48] = 4000;
	rig_begin(&rig, &c, DIALECT_NONE);
	rig_rounds(&rig, 2);
	memset(&sum, 0, sizeof(sum));
}

static void a_sum_tells_of_its_intervals_as_of_one(void **state)
{
	uint64_t count[2], delta = 0, cycles = 0, own = 0;
	double seconds = 0;

	(void)state;
	begin(FAKE_NATIVE);
	count[0] = row(&rig.snap, 30)->count;
	for (int i = 0; i < 20; i++) {
		rig_round(&rig);
		snapshot_add(&sum, &rig.snap);
		delta += row(&rig.snap, 30)->delta;
		cycles += row(&rig.snap, 48)->cycles_delta;
		own += row(&rig.snap, 10)->own;
		seconds += rig.snap.interval_s;
	}
	count[1] = row(&rig.snap, 30)->count;
	assert_int_equal(row(&sum, 30)->delta, delta);
	assert_int_equal(row(&sum, 30)->delta, count[1] - count[0]);
	assert_int_equal(row(&sum, 30)->count, count[1]);
	assert_int_equal(row(&sum, 48)->cycles_delta, cycles);
	assert_int_equal(row(&sum, 10)->own, own);
	assert_near(sum.interval_s, seconds, 1e-9);
	assert_near(row(&sum, 30)->rate, (double)delta / seconds, 1e-6);
	assert_near(row(&sum, 48)->cycles_per_exit,
		    (double)cycles / (double)row(&sum, 48)->delta, 1e-6);
	assert_near(sum.tsc_hz, rig.snap.tsc_hz, 1e4);
	rig_end(&rig);
}

static void a_sum_of_one_is_that_one(void **state)
{
	(void)state;
	begin(FAKE_2021);
	rig_round(&rig);
	snapshot_add(&sum, &rig.snap);
	assert_memory_equal(&sum, &rig.snap, sizeof(sum));
	rig_end(&rig);
}

static void shares_of_a_sum_add_up_to_one(void **state)
{
	double share = 0;

	(void)state;
	begin(FAKE_NATIVE);
	for (int i = 0; i < 5; i++) {
		rig_round(&rig);
		snapshot_add(&sum, &rig.snap);
	}
	for (unsigned int i = 0; i < sum.reasons; i++)
		if (sum.rows[i].has & HAS_SHARE)
			share += sum.rows[i].share;
	assert_near(share, 1, 1e-9);
	assert_false(row(&sum, 12)->has & HAS_TIME);
	rig_end(&rig);
}

static void an_interval_in_which_counters_began_again_is_left_out(void **state)
{
	double seconds = 0;
	uint64_t delta = 0;

	(void)state;
	begin(FAKE_NATIVE);
	for (int i = 0; i < 9; i++) {
		if (i == 4)
			fake_reset(&rig.host);
		rig_round(&rig);
		snapshot_add(&sum, &rig.snap);
		if (rig.snap.notes & NOTE_RESET)
			continue;
		seconds += rig.snap.interval_s;
		delta += row(&rig.snap, 30)->delta;
	}
	assert_true(seconds > 7.9 && seconds < 8.1);
	assert_near(sum.interval_s, seconds, 1e-9);
	assert_int_equal(row(&sum, 30)->delta, delta);
	assert_true(row(&sum, 30)->has & HAS_DELTA);
	assert_int_equal(row(&sum, 30)->reading, READING_RESET);
	assert_true(sum.notes & NOTE_RESET);
	rig_end(&rig);
}

static void a_sum_that_begins_with_a_first_round_has_the_others(void **state)
{
	struct fake_config c = { .kind = FAKE_NATIVE };

	(void)state;
	c.rate[30] = 100;
	rig_begin(&rig, &c, DIALECT_NONE);
	memset(&sum, 0, sizeof(sum));
	for (int i = 0; i < 3; i++) {
		rig_round(&rig);
		snapshot_add(&sum, &rig.snap);
	}
	assert_near(sum.interval_s, 2, 0.01);
	assert_near((double)row(&sum, 30)->delta, 200, 3);
	rig_end(&rig);
}

static void what_one_interval_lacks_the_sum_lacks(void **state)
{
	(void)state;
	begin(FAKE_NATIVE);
	rig_round(&rig);
	snapshot_add(&sum, &rig.snap);
	rig_round(&rig);
	row(&rig.snap, 48)->has &= ~(unsigned int)HAS_DELTA;
	snapshot_add(&sum, &rig.snap);
	assert_false(row(&sum, 48)->has & HAS_DELTA);
	assert_false(row(&sum, 48)->has & HAS_SHARE);
	assert_true(row(&sum, 30)->has & HAS_DELTA);
	rig_end(&rig);
}

static void the_idle_guests_rates_are_taken_out(void **state)
{
	unsigned int below;

	(void)state;
	begin(FAKE_NATIVE);
	for (int i = 0; i < 4; i++) {	/* idle: 4 s */
		rig_round(&rig);
		snapshot_add(&idle, &rig.snap);
	}
	for (int i = 0; i < 8; i++) {	/* and twice as long, with more */
		fake_exits(&rig.host, 48, 1000);
		rig_round(&rig);
		snapshot_add(&sum, &rig.snap);
	}
	below = snapshot_subtract(&sum, &idle);
	assert_near((double)row(&sum, 48)->delta, 8000, 25);
	assert_true(row(&sum, 30)->delta < 25);
	assert_near((double)sum.total.delta, 8000, 60);
	assert_near(row(&sum, 48)->rate, 1000, 4);
	assert_true(row(&sum, 48)->share > 0.98);
	/* Asleep it was all the same: 8 s, 40 times 2e6 cycles each. */
	assert_near((double)row(&sum, 12)->cycles_delta, 8 * 40 * 2e6, 5e7);
	assert_true(below < 6);
	rig_end(&rig);
}

static void no_difference_falls_below_zero(void **state)
{
	(void)state;
	begin(FAKE_NATIVE);
	rig_round(&rig);
	memset(&idle, 0, sizeof(idle));
	snapshot_add(&idle, &rig.snap);
	rig_round(&rig);
	snapshot_add(&sum, &rig.snap);
	row(&idle, 30)->delta += 1000;
	assert_true(snapshot_subtract(&sum, &idle) >= 1);
	assert_int_equal(row(&sum, 30)->delta, 0);
	assert_true(row(&sum, 30)->has & HAS_DELTA);
	rig_end(&rig);
}

static void rebased_counts_are_those_of_the_interval(void **state)
{
	(void)state;
	begin(FAKE_NATIVE);
	rig_round(&rig);
	snapshot_rebase(&rig.snap);
	assert_int_equal(row(&rig.snap, 30)->count, row(&rig.snap, 30)->delta);
	assert_int_equal(row(&rig.snap, 48)->cycles,
			 row(&rig.snap, 48)->cycles_delta);
	assert_int_equal(rig.snap.total.count, rig.snap.total.delta);
	rig_end(&rig);
}

/* Even where all that it does count has a time. */
static void a_blind_hosts_time_in_exits_is_unknown(void **state)
{
	(void)state;
	begin(FAKE_NATIVE);
	rig_round(&rig);
	assert_true(rig.snap.in_exits > 0);
	rig.snap.quirks |= QUIRK_BLIND;
	snapshot_derive(&rig.snap);
	assert_true(rig.snap.in_exits < 0);
	assert_true(row(&rig.snap, 48)->has & HAS_TIME);
	rig_end(&rig);
}

static void spread_is_mean_and_deviation_without_loss(void **state)
{
	struct spread spread = { .n = 0 };

	(void)state;
	assert_near(spread_deviation(&spread), 0, 0);
	for (int i = 0; i < 1000; i++)
		spread_add(&spread, 1e12 + i % 3 - 1);
	assert_near(spread.mean, 1e12, 1e-2);
	assert_near(spread_deviation(&spread), sqrt(2. / 3), 1e-3);
	assert_near(spread.least, 1e12 - 1, 0);
	assert_near(spread.most, 1e12 + 1, 0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_sum_tells_of_its_intervals_as_of_one),
	cmocka_unit_test(a_sum_of_one_is_that_one),
	cmocka_unit_test(shares_of_a_sum_add_up_to_one),
	cmocka_unit_test(an_interval_in_which_counters_began_again_is_left_out),
	cmocka_unit_test(a_sum_that_begins_with_a_first_round_has_the_others),
	cmocka_unit_test(what_one_interval_lacks_the_sum_lacks),
	cmocka_unit_test(the_idle_guests_rates_are_taken_out),
	cmocka_unit_test(no_difference_falls_below_zero),
	cmocka_unit_test(rebased_counts_are_those_of_the_interval),
	cmocka_unit_test(a_blind_hosts_time_in_exits_is_unknown),
	cmocka_unit_test(spread_is_mean_and_deviation_without_loss),
};

RUN_TESTS(tests)
