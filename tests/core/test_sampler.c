/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include "exittop/facts/quirk.h"
#include "rig.h"

static struct rig rig;

static void own_cpuids_are_taken_out_exactly(void **state)
{
	static const enum fake_kind kinds[] = {
		FAKE_NATIVE, FAKE_2020, FAKE_2021, FAKE_2022,
	};

	(void)state;
	for (size_t k = 0; k < 4; k++) {
		struct fake_config c = { .kind = kinds[k], .cpuid_ns = 1 };

		/* The guest's own CPUIDs, of another process. */
		c.base[10] = 5000;
		rig_begin(&rig, &c, DIALECT_NONE);
		for (int i = 0; i < 200; i++) {
			uint64_t before = fake_truth(&rig.host, 10);

			rig_round(&rig);
			assert_int_equal(rig_row(&rig, 10)->count, before);
			assert_int_equal(rig.snap.total.count, before);
			assert_int_equal(rig.snap.self_exits, rig.host.own);
			if (i)
				assert_int_equal(rig_row(&rig, 10)->delta,
						 i % 3 ? 0 : 17);
			if (i % 3 == 2)
				fake_exits(&rig.host, 10, 17);
		}
		rig_end(&rig);
	}
}

static void counts_of_one_vcpu_are_its_own(void **state)
{
	struct fake_config c = { .kind = FAKE_NATIVE, .vcpus = 2,
				 .cpuid_ns = 1 };
	struct monitor_options options = { .vcpu = 2, .delay_s = 1 };

	(void)state;
	c.rate[48] = 100;
	c.rate[30] = 7;
	rig_begin(&rig, &c, DIALECT_NONE);
	monitor_init(&rig.monitor, &rig.host.source, &rig.probe, &options);
	for (int r = 0; r < 20; r++) {
		rig_round(&rig);
		for (unsigned int i = 0; i < rig.snap.reasons; i++) {
			uint64_t truth = fake_truth_vcpu(&rig.host, 1, i);

			if (i != 10)
				assert_int_equal(rig.snap.rows[i].count,
						 truth);
		}
	}
	rig_end(&rig);
}

static void a_wrap_goes_on_counting(void **state)
{
	struct fake_config c = { .kind = FAKE_2021, .cpuid_ns = 1 };
	uint64_t last = 0, wraps = 0;

	(void)state;
	c.base[30] = UINT32_MAX - 5000;
	c.base[48] = UINT32_MAX - 900;
	c.rate[30] = 1000;
	c.rate[48] = 10;
	rig_begin(&rig, &c, DIALECT_NONE);
	for (int r = 0; r < 200; r++) {
		struct row *row;

		rig_round(&rig);
		row = rig_row(&rig, 30);
		assert_int_equal(row->count, fake_truth(&rig.host, 30));
		assert_int_equal(rig_row(&rig, 48)->count,
				 fake_truth(&rig.host, 48));
		assert_int_equal(rig.snap.total.count,
				 fake_truth_total(&rig.host));
		if (r) {
			assert_int_equal(row->delta, row->count - last);
			assert_near(row->rate, 1000, 1.1);
		}
		wraps += row->reading == READING_WRAP;
		last = row->count;
	}
	assert_int_equal(wraps, 1);
	assert_true(rig.snap.wraps >= 2);
	assert_int_equal(rig.snap.resets, 0);
	rig_end(&rig);
}

static void a_total_that_wrapped_before_we_began_is_no_bad_total(void **state)
{
	struct fake_config c = { .kind = FAKE_2022 };

	(void)state;
	for (int i = 0; i < 5; i++)
		c.base[i] = 3000000000u;
	c.rate[1] = 100;
	rig_begin(&rig, &c, DIALECT_NONE);
	rig_rounds(&rig, 5);
	assert_false(rig.snap.notes & (NOTE_TOTAL_IS_SUM | NOTE_AUDIT_OFF));
	assert_in_range(rig.snap.total.count, rig.host.total_at_round,
			fake_truth_total(&rig.host));
	rig_end(&rig);
}

static void a_reset_is_a_reset_and_counting_goes_on_from_it(void **state)
{
	static const enum fake_kind kinds[] = {
		FAKE_NATIVE, FAKE_2020, FAKE_2021, FAKE_2022,
	};

	(void)state;
	for (size_t k = 0; k < 4; k++) {
		struct fake_config c = { .kind = kinds[k], .cpuid_ns = 100 };
		uint64_t slack;

		c.rate[30] = 300;
		c.rate[48] = 20;
		c.base[48] = 70000;
		c.base[2] = 1;
		rig_begin(&rig, &c, DIALECT_NONE);
		rig_rounds(&rig, 20);
		fake_reset(&rig.host);
		rig_round(&rig);
		assert_true(rig.snap.notes & NOTE_RESET);
		assert_int_equal(rig.snap.resets, 1);
		for (unsigned int i = 0; i < rig.snap.reasons; i++) {
			const struct row *row = &rig.snap.rows[i];

			assert_false(row->has & HAS_DELTA);
			if (!(row->has & HAS_COUNT))
				continue;
			assert_int_equal(row->reading, READING_RESET);
			if (i != 10)
				assert_in_range(row->count,
						rig.host.at_round[i],
						fake_truth(&rig.host, i));
		}
		/* The CPUIDs between the reset and its discovery are unknown. */
		slack = fake_round_queries(&rig.host);
		for (int r = 0; r < 30; r++) {
			rig_round(&rig);
			assert_false(rig.snap.notes & NOTE_RESET);
			assert_int_equal(rig_row(&rig, 48)->reading,
					 READING_OK);
			assert_near(rig_row(&rig, 48)->rate, 20, 1.1);
			assert_in_range(rig_row(&rig, 10)->count,
					fake_truth(&rig.host, 10),
					fake_truth(&rig.host, 10) + slack);
			assert_int_equal(rig_row(&rig, 10)->delta, 0);
		}
		assert_int_equal(rig.snap.resets, 1);
		rig_end(&rig);
	}
}

static void a_reset_in_the_middle_of_a_sweep_is_seen_in_this_or_the_next_round(
	void **state)
{
	unsigned int queries = 1;

	(void)state;
	for (unsigned int at = 1; at <= queries; at++) {
		struct fake_config c = { .kind = FAKE_NATIVE };
		struct sampler *sampler = &rig.monitor.sampler;

		c.rate[30] = 300;
		c.rate[48] = 20;
		c.base[3] = 70000;
		rig_begin(&rig, &c, DIALECT_NONE);
		rig_rounds(&rig, 20);
		queries = fake_round_queries(&rig.host);
		assert_true(queries >= 3);
		rig.host.reset_at = rig.host.own + at;
		rig_rounds(&rig, 2);
		assert_int_equal(rig.snap.resets, 1);
		rig_round(&rig);
		assert_int_equal(rig.snap.resets, 1);
		assert_true(sampler->audit);
		rig_rounds(&rig, 3);
		rig.slack = 2 * REASON_SLOTS;
		rig_assert_fresh(&rig);
		rig_end(&rig);
	}
}

static void a_dead_total_is_the_sum_and_every_reason_is_read(void **state)
{
	struct fake_config c = { .kind = FAKE_2021, .hazards = HZ_TOTAL_DEAD,
				 .cpuid_ns = 1 };

	(void)state;
	c.rate[30] = 50;
	c.base[7] = 900;
	rig_begin(&rig, &c, DIALECT_NONE);
	assert_true(rig.probe.quirks & QUIRK_NO_TOTAL);
	for (int r = 0; r < 10; r++) {
		rig_round(&rig);
		assert_int_equal(rig.snap.total.count,
				 fake_truth_total(&rig.host));
		assert_true(rig.snap.notes & NOTE_TOTAL_IS_SUM);
		assert_true(rig.snap.notes & NOTE_AUDIT_OFF);
		assert_true(rig.snap.quirks & QUIRK_NO_TOTAL);
		rig_assert_fresh(&rig);
	}
	assert_int_equal(rig.snap.total.delta, 50);
	rig_end(&rig);
}

static void a_total_that_goes_back_or_is_low_is_replaced_by_the_sum(
	void **state)
{
	static const uint64_t hazards[] = { HZ_TOTAL_BACK, HZ_TOTAL_LOW };

	(void)state;
	for (size_t h = 0; h < 2; h++) {
		struct fake_config c = { .kind = FAKE_2021,
					 .hazards = hazards[h] };

		c.rate[30] = 50;
		for (int i = 0; i < 30; i++)
			c.base[i] = 100000;
		rig_begin(&rig, &c, DIALECT_NONE);
		rig_rounds(&rig, 200);
		assert_true(rig.snap.notes & NOTE_TOTAL_IS_SUM);
		assert_true(rig.snap.notes & NOTE_AUDIT_OFF);
		assert_in_range(rig.snap.total.count, rig.host.total_at_round,
				fake_truth_total(&rig.host));
		assert_int_equal(rig.snap.resets, 0);
		rig_assert_fresh(&rig);
		rig_end(&rig);
	}
}

static void a_total_that_holds_more_than_the_reasons_is_lived_with(
	void **state)
{
	struct fake_config c = { .kind = FAKE_NATIVE, .total_beyond = 4321 };

	(void)state;
	c.rate[30] = 500;
	rig_begin(&rig, &c, DIALECT_NONE);
	rig_rounds(&rig, 200);
	assert_false(rig.snap.notes & (NOTE_AUDIT_OFF | NOTE_TOTAL_IS_SUM));
	assert_int_equal(fake_round_queries(&rig.host), 2);
	rig_end(&rig);
}

static void a_long_delay_hides_no_wrap(void **state)
{
	static const double delays[] = { 0.05, 20, 31, 45, 50, 59, 60 };

	(void)state;
	for (size_t d = 0; d < sizeof(delays) / sizeof(*delays); d++) {
		struct fake_config c = { .kind = FAKE_2020,
					 .step_s = delays[d] };

		c.rate[30] = 4e7;	/* a big host, all VMs together */
		c.base[5] = 40;
		rig_begin(&rig, &c, DIALECT_NONE);
		for (int r = 0; r < 40; r++) {
			rig_round(&rig);
			assert_int_equal(rig.snap.resets, 0);
			if (r)
				assert_near(rig_row(&rig, 30)->rate, 4e7,
					    4e4);
		}
		rig_end(&rig);
	}
}

static void ninety_days_with_a_wrap_every_ten_minutes_stay_right(void **state)
{
	struct fake_config c = { .kind = FAKE_2020, .step_s = 60 };
	uint64_t wraps = 0;

	(void)state;
	c.rate[30] = 4294967296.0 / 600;
	c.rate[48] = 3;
	rig_begin(&rig, &c, DIALECT_NONE);
	for (int r = 0; r < 90 * 1440; r++) {
		rig_round(&rig);
		if (r % 5000 == 4999)
			rig_assert_fresh(&rig);
		wraps = rig.snap.wraps;
	}
	rig_assert_fresh(&rig);
	assert_in_range(wraps, 90 * 144 - 1, 2 * (90 * 144 + 1));
	assert_int_equal(rig.snap.resets, 0);
	rig_end(&rig);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(own_cpuids_are_taken_out_exactly),
	cmocka_unit_test(counts_of_one_vcpu_are_its_own),
	cmocka_unit_test(a_wrap_goes_on_counting),
	cmocka_unit_test(
		a_total_that_wrapped_before_we_began_is_no_bad_total),
	cmocka_unit_test(a_reset_is_a_reset_and_counting_goes_on_from_it),
	cmocka_unit_test(
		a_reset_in_the_middle_of_a_sweep_is_seen_in_this_or_the_next_round),
	cmocka_unit_test(a_dead_total_is_the_sum_and_every_reason_is_read),
	cmocka_unit_test(
		a_total_that_goes_back_or_is_low_is_replaced_by_the_sum),
	cmocka_unit_test(
		a_total_that_holds_more_than_the_reasons_is_lived_with),
	cmocka_unit_test(a_long_delay_hides_no_wrap),
	cmocka_unit_test(
		ninety_days_with_a_wrap_every_ten_minutes_stay_right),
};

RUN_TESTS(tests)
