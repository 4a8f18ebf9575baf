/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include <math.h>

#include "exittop/facts/quirk.h"
#include "rig.h"

static struct rig rig;

static struct fake_config busy(enum fake_kind kind)
{
	struct fake_config c = { .kind = kind };

	c.rate[0] = 100;
	c.rate[12] = 50;
	c.rate[30] = 250;
	c.rate[48] = 600;
	c.cost[12] = 1e7;	/* the guest asleep */
	c.cost[30] = 20000;
	return c;
}

static void the_first_round_has_counts_and_no_differences(void **state)
{
	struct fake_config c = busy(FAKE_NATIVE);

	(void)state;
	rig_begin(&rig, &c, DIALECT_NONE);
	rig_round(&rig);
	assert_int_equal(rig.snap.round, 1);
	assert_near(rig.snap.interval_s, 0, 0);
	for (unsigned int i = 0; i < rig.snap.reasons; i++) {
		const struct row *row = &rig.snap.rows[i];

		if (i == reason_roles(ISA_VMX)->other)
			continue;
		assert_int_equal(row->reading, READING_FIRST);
		assert_true(row->has & HAS_COUNT);
		assert_false(row->has & (HAS_DELTA | HAS_SHARE | HAS_COST |
					 HAS_TIME));
		assert_false(row->moved);
	}
	assert_true(rig.snap.in_exits < 0);
	rig_end(&rig);
}

static void rates_shares_costs_and_times_are_those_of_the_host(void **state)
{
	struct fake_config c = busy(FAKE_NATIVE);

	(void)state;
	rig_begin(&rig, &c, DIALECT_NONE);
	rig_rounds(&rig, 20);
	assert_near(rig.snap.interval_s, 1, 1e-3);
	assert_near(rig.snap.tsc_hz, 2.5e9, 1e6);
	assert_near(rig_row(&rig, 48)->rate, 600, 2);
	assert_near(rig_row(&rig, 48)->share, 0.6, 0.01);
	assert_near(rig_row(&rig, 30)->cycles_per_exit, 20000, 400);
	assert_near(rig_row(&rig, 30)->time_share, 250 * 20000 / 2.5e9,
		    1e-4);
	/* HLT is the guest asleep: left out of every time in exits. */
	assert_true(rig_row(&rig, 12)->has & HAS_COST);
	assert_false(rig_row(&rig, 12)->has & HAS_TIME);
	assert_in_range(rig.snap.in_exits * 1e6, 2000, 3000);
	assert_near(rig.snap.total.rate, 1000, 3);
	rig_end(&rig);
}

static void rates_use_the_measured_interval(void **state)
{
	struct fake_config c = busy(FAKE_NATIVE);

	(void)state;
	rig_begin(&rig, &c, DIALECT_NONE);
	rig_rounds(&rig, 5);
	fake_wait(&rig.host, 0.5);	/* late by half a second: no gap */
	rig_round(&rig);
	assert_near(rig.snap.interval_s, 1.5, 1e-3);
	assert_near(rig_row(&rig, 48)->rate, 600, 2);
	assert_near(rig_row(&rig, 48)->delta, 900, 2);
	assert_false(rig.snap.notes & NOTE_GAP);
	fake_wait(&rig.host, 30);
	rig_round(&rig);
	assert_true(rig.snap.notes & NOTE_GAP);
	assert_int_equal(rig.snap.gaps, 1);
	assert_near(rig_row(&rig, 48)->rate, 600, 2);
	rig_end(&rig);
}

static void a_row_moved_when_it_had_rested(void **state)
{
	struct fake_config c = { .kind = FAKE_NATIVE };

	(void)state;
	rig_begin(&rig, &c, DIALECT_NONE);
	rig_rounds(&rig, 5);
	fake_exits(&rig.host, 14, 3);
	rig_round(&rig);
	assert_true(rig_row(&rig, 14)->moved);
	assert_true(rig_row(&rig, 14)->watched);
	fake_exits(&rig.host, 14, 3);
	rig_round(&rig);
	assert_false(rig_row(&rig, 14)->moved);
	rig_end(&rig);
}

static void shares_of_one_vcpu_are_of_its_time(void **state)
{
	struct fake_config c = busy(FAKE_NATIVE);
	struct monitor_options options = { .vcpu = 1, .delay_s = 1 };

	(void)state;
	c.vcpus = 4;
	rig_begin(&rig, &c, DIALECT_NONE);
	rig_rounds(&rig, 5);
	/* All four: a quarter of the time. */
	assert_near(rig_row(&rig, 30)->time_share, 250 * 20000 / 1e10, 1e-4);
	monitor_init(&rig.monitor, &rig.host.source, &rig.probe, &options);
	rig_rounds(&rig, 5);
	assert_near(rig_row(&rig, 30)->time_share, 250 * 5000 / 2.5e9, 1e-4);
	assert_int_equal(rig.snap.vcpu, 1);
	rig_end(&rig);
}

static void a_narrow_host_is_no_vm_scope(void **state)
{
	struct fake_config c = busy(FAKE_2022);

	(void)state;
	rig_begin(&rig, &c, DIALECT_NONE);
	rig_rounds(&rig, 3);
	assert_int_equal(rig.snap.scope, SCOPE_HOST);
	assert_int_equal(rig.snap.vcpus, 0);
	assert_int_equal(rig.snap.dialect, DIALECT_2022);
	rig_end(&rig);
}

static void nothing_is_ever_no_number(void **state)
{
	static const enum fake_kind kinds[] = {
		FAKE_NATIVE, FAKE_2020, FAKE_2021, FAKE_2022,
	};

	(void)state;
	for (unsigned int n = 0; n < 40; n++) {
		struct fake_config c = busy(kinds[n % 4]);

		c.seed = n;
		c.hazards = n > 3 ? 1ull << (17 + n % 17) : 0;
		if (rig_start(&rig, &c, DIALECT_NONE) != 1) {
			rig_end(&rig);
			continue;
		}
		for (int r = 0; r < 30; r++) {
			if (r == 10)
				rig.host.tsc_skew = -5e9;
			if (r == 20)
				fake_migrate(&rig.host, 100);
			rig_round(&rig);
			for (unsigned int i = 0; i < rig.snap.reasons; i++) {
				const struct row *row = &rig.snap.rows[i];

				assert_true(isfinite(row->rate) &&
					    isfinite(row->share) &&
					    isfinite(row->cycles_per_exit) &&
					    isfinite(row->time_share));
				assert_true(row->share >= 0 &&
					    row->share <= 1);
				assert_true(row->time_share >= 0);
			}
			assert_true(isfinite(rig.snap.in_exits));
		}
		rig_end(&rig);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(the_first_round_has_counts_and_no_differences),
	cmocka_unit_test(rates_shares_costs_and_times_are_those_of_the_host),
	cmocka_unit_test(rates_use_the_measured_interval),
	cmocka_unit_test(a_row_moved_when_it_had_rested),
	cmocka_unit_test(shares_of_one_vcpu_are_of_its_time),
	cmocka_unit_test(a_narrow_host_is_no_vm_scope),
	cmocka_unit_test(nothing_is_ever_no_number),
};

RUN_TESTS(tests)
