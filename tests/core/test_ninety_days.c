/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * usage: test_ninety_days [all]
 *
 * Three months on a host with 32-bit counters, which wrap every ten minutes:
 * counts and rates are right in every single round. In one dialect, or all.
 */
#include "unit.h"

#include "rig.h"

#define STEP_S	60	/* the longest that exittop lets 32 bits wait */
#define ROUNDS	(90 * 86400 / STEP_S)
#define WRAP_S	600.0
#define WRAP	4294967296.0

static struct rig rig;

/* Two that wrap, out of step, a calm one, and one that sleeps all day. */
static const struct { unsigned int code; double rate; } busy[] = {
	{ 48, WRAP / WRAP_S }, { 28, 0.7 * WRAP / WRAP_S }, { 30, 20 },
	{ 12, 50 },
};

#define BUSY (sizeof(busy) / sizeof(*busy))

/* Exact where nothing hides in between but what CPUIDs take. */
static void expect_rates(void)
{
	double sum = 0;

	for (size_t i = 0; i < BUSY; i++) {
		const struct row *row = rig_row(&rig, busy[i].code);

		assert_near(row->rate / busy[i].rate, 1, 1e-3);
		sum += busy[i].rate;
	}
	assert_near(rig.snap.total.rate / sum, 1, 1e-3);
}

/* Every count is at most a round old, however long it has wrapped. */
static void expect_counts(void)
{
	rig_assert_fresh(&rig);
	assert_in_range(rig.snap.total.count, rig.host.total_at_round,
			fake_truth_total(&rig.host));
	assert_int_equal(rig.snap.resets, 0);
}

static void stay(enum fake_kind kind)
{
	struct fake_config c = { .kind = kind, .seed = 90, .step_s = STEP_S };
	uint64_t wraps = 0;

	for (size_t i = 0; i < BUSY; i++)
		c.rate[busy[i].code] = busy[i].rate;
	rig_begin(&rig, &c, DIALECT_NONE);
	rig_round(&rig);
	for (int i = 0; i < ROUNDS; i++) {
		rig.host.logged = rig.host.round_first = 0;
		rig_round(&rig);
		expect_rates();
		expect_counts();
		wraps += rig_row(&rig, 48)->reading == READING_WRAP;
	}
	/* One each ten minutes. */
	assert_in_range(wraps, ROUNDS * STEP_S / WRAP_S - 1,
			ROUNDS * STEP_S / WRAP_S + 1);
	print_message("# %d rounds of a minute, %u wraps of EPT_VIOLATION, "
		      "%u in all\n", ROUNDS, (unsigned int)wraps,
		      (unsigned int)rig.snap.wraps);
	rig_end(&rig);
}

static void dialect_2020(void **state)
{
	(void)state;
	stay(FAKE_2020);
}

static void dialect_2021(void **state)
{
	(void)state;
	stay(FAKE_2021);
}

static void dialect_2022(void **state)
{
	(void)state;
	stay(FAKE_2022);
}

int main(int argc, char **argv)
{
	static const struct CMUnitTest one[] = {
		cmocka_unit_test(dialect_2021),
	};
	static const struct CMUnitTest all[] = {
		cmocka_unit_test(dialect_2020),
		cmocka_unit_test(dialect_2021),
		cmocka_unit_test(dialect_2022),
	};

	(void)argv;
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return argc > 1 ? cmocka_run_group_tests(all, NULL, NULL)
			: cmocka_run_group_tests(one, NULL, NULL);
}
