/* SPDX-License-Identifier: GPL-2.0-only */
/* Recordings of hosts that were read wrongly once, and the right values. */
#include "unit.h"

#include "exittop/data/run.h"
#include "exittop/facts/quirk.h"
#include "exittop/source/replay.h"
#include "rig.h"

#define CASES "tests/cases/"

static struct rig rig;
static struct source *src;

static int open_case(const char *file, unsigned int vcpu)
{
	struct probe_options options = { DIALECT_NONE, false };
	struct monitor_options monitor = { .watch_default = true, .vcpu = vcpu,
					   .false_alarm_s = 8 * 3600 };
	struct stamp stamp;

	src = replay_open(file, &rig.err);
	assert_non_null(src);
	assert_int_equal(source_next(src, &stamp, &rig.err), 1);
	assert_int_equal(probe_run(&rig.probe, src, &options, &rig.err), 1);
	monitor_init(&rig.monitor, src, &rig.probe, &monitor);
	return monitor_refresh(&rig.monitor, &rig.snap, &rig.err);
}

static bool next_round(void)
{
	return monitor_refresh(&rig.monitor, &rig.snap, &rig.err) == 1;
}

static struct row *other(void)
{
	return &rig.snap.rows[reason_roles(rig.snap.isa)->other];
}

static void what_a_blind_host_cannot_count_is_absent(void **state)
{
	(void)state;
	assert_int_equal(open_case(CASES "intel-2021-blind.exits", 0), 1);
	assert_true(next_round());
	assert_near(rig.snap.total.rate, 719.5, 0.1);
	assert_int_equal(rig_row(&rig, 48)->reading, READING_OK);
	assert_int_equal(rig_row(&rig, 49)->has, 0);
	assert_true(rig_row(&rig, 49)->watched);
	assert_int_equal(rig_row(&rig, 49)->shift, SHIFT_NONE);
	assert_int_equal(rig_row(&rig, 48)->shift, SHIFT_LEARNING);
	assert_int_equal(rig_row(&rig, 12)->has, 0);
	assert_true(rig.snap.in_exits < 0);
	assert_true(other()->has & HAS_SHARE && other()->share > 0.9);
	source_close(src);
}

static void exits_of_a_newer_code_have_a_row(void **state)
{
	(void)state;
	assert_int_equal(open_case(CASES "svm-pml-full.exits", 0), 1);
	while (next_round()) {
		double shares = 0;

		assert_near(rig.snap.total.rate, 2100, 1);
		assert_near(other()->rate, 2000, 2);
		assert_true(rig.snap.in_exits < 0);	/* theirs is unknown */
		for (unsigned int i = 0; i < rig.snap.reasons; i++)
			if (rig.snap.rows[i].has & HAS_SHARE)
				shares += rig.snap.rows[i].share;
		assert_near(shares, 1, 1e-9);
	}
	source_close(src);
}

static void a_recording_of_all_vcpus_has_none_of_one(void **state)
{
	(void)state;
	assert_int_equal(open_case(CASES "svm-pml-full.exits", 2), -1);
	assert_non_null(strstr(rig.err.text, "vCPU 1"));
	source_close(src);
}

static void a_recording_of_one_vcpu_has_none_of_the_others(void **state)
{
	static const struct {
		unsigned int vcpu;
		int got;
	} cases[] = { { 0, -1 }, { 1, -1 }, { 2, 1 } };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(open_case(CASES "vcpu1.exits", cases[i].vcpu),
				 cases[i].got);
		if (cases[i].got < 0)
			assert_non_null(strstr(rig.err.text, "say --vcpu 1"));
		source_close(src);
	}
}

/* Its last round has no answer: that is no evidence of its paging. */
static void a_run_keeps_the_evidence_of_its_verdict(void **state)
{
	static struct run run;

	(void)state;
	run_init(&run, "xinf");
	assert_int_equal(open_case(CASES "compare-xinf.exits", 0), 1);
	do
		run_add(&run, &rig.snap);
	while (next_round());
	assert_true(rig.snap.notes & NOTE_SILENT);
	assert_int_equal(run.paging, PAGING_SHADOW);
	assert_non_null(strstr(run.evidence, "INVLPG"));
	source_close(src);
}

static void paging_is_told_on_a_hosts_counters_under_load(void **state)
{
	static const struct {
		const char *file;
		enum paging paging;
	} cases[] = {
		{ CASES "intel-2021-ept1-load-unknown.exits", PAGING_NESTED },
		{ CASES "intel-2021-ept0-load.exits", PAGING_SHADOW },
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(open_case(cases[i].file, 0), 1);
		while (next_round()) {
			assert_int_equal(rig.snap.paging, cases[i].paging);
			assert_int_equal(rig.snap.paging_was, PAGING_UNKNOWN);
		}
		source_close(src);
	}
}

static void swapped_words_are_noticed_before_they_cost_the_total(void **state)
{
	(void)state;
	assert_int_equal(open_case(CASES "amd-2020svm-swap.exits", 0), 1);
	do {
		assert_true(rig.snap.quirks & QUIRK_SWAPPED);
		assert_false(rig.snap.notes & (NOTE_TOTAL_IS_SUM | NOTE_RESET));
		assert_true(rig.snap.total.cycles < 1ull << 40);
	} while (next_round());
	source_close(src);
}

static void reasons_that_rest_at_the_same_count_are_no_twins(void **state)
{
	(void)state;
	assert_int_equal(open_case(CASES "intel-2021-wrap-twins.exits", 0), 1);
	while (next_round())
		assert_int_equal(rig.snap.quirks & QUIRK_TWINS, 0);
	source_close(src);
}

static void counts_near_2_to_the_63_overflow_nothing(void **state)
{
	(void)state;
	if (open_case(CASES "ubsan-audit-0.exits", 0) == 1)
		while (next_round())
			assert_true(rig.snap.in_exits <= 1);
	source_close(src);
}

/* Of a native host that has a code for it, and of one that has not. */
static void what_no_reason_holds_is_asked_for(void **state)
{
	for (int asked = 0; asked < 2; asked++) {
		struct fake_config c = { .kind = FAKE_NATIVE, .other = asked };

		(void)state;
		c.rate[30] = 200;
		c.rate[reason_roles(ISA_VMX)->other] = 100;
		rig_begin(&rig, &c, DIALECT_NONE);
		rig_rounds(&rig, 5);
		assert_near(other()->rate, 100, 2);
		assert_near(rig.snap.total.rate, 300, 3);
		rig_end(&rig);
	}
}

static void an_amd_host_of_any_year_is_found_by_its_svm_codes(void **state)
{
	static const enum fake_kind kinds[] = { FAKE_2021, FAKE_2022,
						FAKE_2020_SVM };
	static const enum dialect dialects[] = {
		DIALECT_2021, DIALECT_2022, DIALECT_2020_SVM };

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct fake_config c = { .kind = kinds[i], .isa = ISA_SVM };
		char words[HOST_TEXT];

		c.base[reason_slot(ISA_SVM, 0x14)] = 57;
		c.rate[reason_slot(ISA_SVM, 0x60)] = 100;
		rig_begin(&rig, &c, DIALECT_NONE);
		assert_int_equal(rig.probe.dialect, dialects[i]);
		assert_int_equal(rig.probe.isa, ISA_SVM);
		rig_rounds(&rig, 3);
		assert_near(rig_row(&rig, 0x60)->rate, 100, 2);
		if (i < 2)
			assert_non_null(strstr(probe_words(&rig.probe, words),
					       " svm"));
		rig_end(&rig);
	}
}

/* H13: the total passed 2^32 once more than any of its reasons. */
static void a_total_that_wrapped_oftener_than_its_reasons_is_lifted(
	void **state)
{
	struct fake_config c = { .kind = FAKE_2020 };

	(void)state;
	c.base[1] = c.base[30] = 3000000000u;
	c.rate[30] = 50;
	rig_begin(&rig, &c, DIALECT_NONE);
	rig_rounds(&rig, 5);
	assert_false(rig.snap.notes & (NOTE_TOTAL_IS_SUM | NOTE_AUDIT_OFF));
	assert_in_range(rig.snap.total.count, rig.host.total_at_round,
			fake_truth_total(&rig.host));
	rig_end(&rig);
}

static void a_round_after_a_reset_reads_everything(void **state)
{
	struct fake_config c = { .kind = FAKE_NATIVE };

	(void)state;
	c.rate[30] = 50;
	rig_begin(&rig, &c, DIALECT_NONE);
	rig_rounds(&rig, 12);
	assert_false(rig.snap.notes & NOTE_FULL_SWEEP);
	fake_reset(&rig.host);
	rig_rounds(&rig, 2);
	assert_false(rig.snap.notes & NOTE_RESET);
	assert_true(rig.snap.notes & NOTE_FULL_SWEEP);
	rig_end(&rig);
}

/* What our own CPUIDs cost is in the mean cost of the sum, too. */
static void own_cycles_are_in_the_cost_of_a_sum(void **state)
{
	static struct snapshot sum, next;
	struct row *row = &next.rows[10];

	(void)state;
	memset(&sum, 0, sizeof(sum));
	memset(&next, 0, sizeof(next));
	next.round = 1;
	next.reasons = 86;
	next.interval_s = 1;
	row->has = HAS_COUNT | HAS_DELTA | HAS_CYCLES | HAS_CYCLES_DELTA;
	row->reading = READING_OK;
	row->delta = 10;
	row->cycles_delta = 10000;
	row->own = 90;
	row->own_cycles = 90000;
	snapshot_add(&sum, &next);
	snapshot_add(&sum, &next);
	assert_near(sum.rows[10].cycles_per_exit, 1000, 1e-9);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_total_that_wrapped_oftener_than_its_reasons_is_lifted),
	cmocka_unit_test(a_round_after_a_reset_reads_everything),
	cmocka_unit_test(own_cycles_are_in_the_cost_of_a_sum),
	cmocka_unit_test(what_a_blind_host_cannot_count_is_absent),
	cmocka_unit_test(exits_of_a_newer_code_have_a_row),
	cmocka_unit_test(a_recording_of_all_vcpus_has_none_of_one),
	cmocka_unit_test(a_recording_of_one_vcpu_has_none_of_the_others),
	cmocka_unit_test(a_run_keeps_the_evidence_of_its_verdict),
	cmocka_unit_test(paging_is_told_on_a_hosts_counters_under_load),
	cmocka_unit_test(swapped_words_are_noticed_before_they_cost_the_total),
	cmocka_unit_test(reasons_that_rest_at_the_same_count_are_no_twins),
	cmocka_unit_test(counts_near_2_to_the_63_overflow_nothing),
	cmocka_unit_test(what_no_reason_holds_is_asked_for),
	cmocka_unit_test(an_amd_host_of_any_year_is_found_by_its_svm_codes),
};

RUN_TESTS(tests)
