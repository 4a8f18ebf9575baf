/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include "exittop/core/vcpus.h"
#include "rig.h"

#define IO 30

static struct rig rig;
static struct vcpus vcpus;

static void start(unsigned int n)
{
	struct fake_config c = { .kind = FAKE_NATIVE, .seed = 5, .vcpus = n };

	c.rate[IO] = 4000;
	c.rate[1] = 100;
	c.rate[12] = 40;
	rig_begin(&rig, &c, DIALECT_NONE);
	assert_int_equal(vcpus_init(&vcpus, &rig.probe, &rig.err), 0);
	rig.monitor.options.vcpus = &vcpus;
}

static int stop(void **state)
{
	(void)state;
	vcpus_free(&vcpus);
	rig_end(&rig);
	return 0;
}

static const struct row *row(unsigned int v, unsigned int slot)
{
	return &rig.snap.each[v].rows[slot];
}

static void counts_are_each_vcpus_own(void **state)
{
	(void)state;
	start(4);
	rig_rounds(&rig, 3);
	assert_int_equal(rig.snap.each_n, 4);
	for (unsigned int v = 0; v < 4; v++) {
		uint64_t truth = fake_truth_vcpu(&rig.host, v, IO);

		assert_int_equal(rig.snap.each[v].vcpu, v + 1);
		assert_in_range(row(v, IO)->count, truth - 50, truth);
		assert_int_equal(row(v, IO)->reading, READING_OK);
		assert_true(row(v, IO)->rate > 900 && row(v, IO)->rate < 1100);
		assert_true(row(v, IO)->has & HAS_TIME);
		/* Never had by the VM, so by none of its vCPUs. */
		assert_int_equal(row(v, 14)->count, 0);
		assert_true(row(v, 14)->has & HAS_COUNT);
	}
}

static void only_what_moved_is_asked_of_each(void **state)
{
	unsigned int without, with;

	(void)state;
	start(4);
	rig_rounds(&rig, 5);
	with = fake_round_queries(&rig.host);
	rig.monitor.options.vcpus = NULL;
	rig_rounds(&rig, 2);
	without = fake_round_queries(&rig.host);
	assert_null(rig.snap.each);
	/* Three reasons, CPUID and the total. */
	assert_in_range(with - without, 4 * 5 - 4, 4 * 5 + 4);
}

static void the_odd_one_out_is_marked(void **state)
{
	(void)state;
	start(4);
	for (int i = 0; i < 12; i++) {
		fake_exits_on(&rig.host, 2, IO, 5000);
		rig_round(&rig);
	}
	assert_int_equal(row(2, IO)->odd, ODD_MORE);
	assert_true(row(2, IO)->odd_ratio > 5 && row(2, IO)->odd_ratio < 7);
	assert_int_equal(row(0, IO)->odd, ODD_NOT);
	assert_int_equal(row(1, 1)->odd, ODD_NOT);
	assert_int_equal(row(0, 10)->odd, ODD_NOT);
}

static void counters_that_begin_again_give_no_difference(void **state)
{
	(void)state;
	start(2);
	rig_rounds(&rig, 4);
	fake_reset(&rig.host);
	rig_round(&rig);
	assert_true(rig.snap.notes & NOTE_RESET);
	for (unsigned int v = 0; v < 2; v++)
		assert_false(row(v, IO)->has & HAS_DELTA);
	rig_round(&rig);
	assert_true(row(1, IO)->has & HAS_DELTA);
	assert_true(row(1, IO)->rate > 1900 && row(1, IO)->rate < 2100);
}

static void a_host_that_stops_leaves_nothing(void **state)
{
	(void)state;
	start(2);
	rig_rounds(&rig, 4);
	rig.host.off = true;
	rig_round(&rig);
	assert_true(rig.snap.notes & NOTE_SILENT);
	for (unsigned int v = 0; v < 2; v++)
		for (unsigned int i = 0; i < rig.snap.reasons; i++)
			assert_int_equal(row(v, i)->has, 0);
}

/* The counts went on while nobody looked: that is no step of one interval. */
static void a_pause_is_no_interval(void **state)
{
	(void)state;
	start(2);
	rig_rounds(&rig, 4);
	rig.monitor.options.vcpus = NULL;
	rig_rounds(&rig, 10);
	rig.monitor.options.vcpus = &vcpus;
	rig_round(&rig);
	assert_int_equal(row(0, IO)->reading, READING_FIRST);
	assert_false(row(0, IO)->has & HAS_DELTA);
	rig_round(&rig);
	assert_true(row(0, IO)->rate < 2100);
}

static void other_dialects_say_why_not(void **state)
{
	struct fake_config c = { .kind = FAKE_2021, .seed = 1 };

	(void)state;
	rig_begin(&rig, &c, DIALECT_NONE);
	assert_int_equal(vcpus_init(&vcpus, &rig.probe, &rig.err), -1);
	assert_string_equal(rig.err.text, "vCPUs side by side need the native "
			    "leaves; dialect 2021 counts all vCPUs together");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test_teardown(counts_are_each_vcpus_own, stop),
	cmocka_unit_test_teardown(only_what_moved_is_asked_of_each,
				  stop),
	cmocka_unit_test_teardown(the_odd_one_out_is_marked, stop),
	cmocka_unit_test_teardown(
		counters_that_begin_again_give_no_difference, stop),
	cmocka_unit_test_teardown(a_host_that_stops_leaves_nothing,
				  stop),
	cmocka_unit_test_teardown(a_pause_is_no_interval, stop),
	cmocka_unit_test_teardown(other_dialects_say_why_not, stop),
};

RUN_TESTS(tests)
