/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One test per hazard of a host that answers exit counters (H1..H28, each seen
 * in a real one): right numbers, or a mark and words. Each prints a line.
 */
#include "unit.h"

#include "exittop/facts/quirk.h"
#include "exittop/report/report.h"
#include "rig.h"

static struct rig rig;
static char said[65536];	/* a plain report of the last round */

/* A guest at work, on a host that has run for a while. */
static struct fake_config busy(enum fake_kind kind, uint64_t hazards)
{
	static const unsigned int codes[] = { 0, 1, 7, 10, 12, 28, 30, 31, 32,
					      40, 48, 49, 52, 54, 55 };
	struct fake_config c = { .kind = kind, .hazards = hazards, .seed = 3 };

	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++) {
		c.base[codes[i]] = 20000 + 1000 * codes[i];
		c.rate[codes[i]] = 40 + 3 * codes[i];
	}
	return c;
}

/* What a person is told of the last round. */
static void tell(void)
{
	FILE *out = fmemopen(said, sizeof(said), "w");
	struct report report;

	assert_non_null(out);
	report_init(&report, out, REPORT_PLAIN);
	assert_int_equal(report_snapshot(&report, &rig.snap, &rig.err), 0);
	fclose(out);
}

/* Does the report hold @words, wherever its lines are wrapped? */
static bool tells(const char *words)
{
	char *to = said;

	tell();
	for (const char *from = said; *from; from++)
		if (*from != ' ' && *from != '\n')
			*to++ = *from;
		else if (to > said && to[-1] != ' ')
			*to++ = ' ';
	*to = '\0';
	return strstr(said, words);
}

/* Programs are told, too. */
static bool marked(const char *word)
{
	FILE *out = fmemopen(said, sizeof(said), "w");
	struct report report;

	assert_non_null(out);
	report_init(&report, out, REPORT_JSON);
	assert_int_equal(report_snapshot(&report, &rig.snap, &rig.err), 0);
	fclose(out);
	return strstr(said, word);
}

static bool evident(const char *words)
{
	for (unsigned int i = 0; i < rig.probe.lines; i++)
		if (strstr(rig.probe.evidence[i], words))
			return true;
	return false;
}

static void begin(enum fake_kind kind, uint64_t hazards)
{
	struct fake_config c = busy(kind, hazards);

	rig_begin(&rig, &c, DIALECT_NONE);
}

static void refused(enum fake_kind kind, uint64_t hazards,
		    enum dialect dialect, const char *words)
{
	struct fake_config c = busy(kind, hazards);

	assert_int_equal(rig_start(&rig, &c, dialect), 0);
	if (!strstr(rig.err.text, words))
		fail_msg("'%s' not in '%s'", words, rig.err.text);
	rig_end(&rig);
}

/* Everything shown is right, for some rounds. */
static void right(unsigned int rounds)
{
	while (rounds--) {
		rig_round(&rig);
		if (rig.snap.notes & NOTE_AUDIT_OFF || rig.snap.round <= 2)
			rig_assert_fresh(&rig);
	}
	assert_in_range(rig.snap.total.count, rig.host.total_at_round,
			fake_truth_total(&rig.host));
	assert_int_equal(rig.snap.resets, 0);
}

/* To standard error, which prove lets through. */
#define SHOWN(...) fprintf(stderr, "# " __VA_ARGS__)

static void h1_leaf_f_toggles_the_vendor_of_the_host(void **state)
{
	struct fake_config c = busy(FAKE_2017, 0);

	(void)state;
	assert_int_equal(rig_start(&rig, &c, DIALECT_NONE), 0);
	assert_int_equal(rig.host.toggles, 0);
	rig_end(&rig);
	/* A host that does both is put back, and F is left alone. */
	begin(FAKE_2021, HZ_F_TOGGLES);
	assert_int_equal(rig.host.toggles, 2);
	right(5);
	assert_int_equal(rig.host.toggles, 2);
	assert_true(tells("changes this host's CPUID"));
	assert_true(evident("changes CPUID.0"));
	rig_end(&rig);
	SHOWN("H1: a 2017 host refused with F never read; F that toggles "
	      "beside a dialect: read twice, then left alone, and said\n");
}

static void h2_codes_from_69_on_read_out_of_the_hosts_bounds(void **state)
{
	static const enum fake_kind kinds[] = { FAKE_2020, FAKE_2021,
						FAKE_2022 };

	(void)state;
	for (size_t k = 0; k < 3; k++) {
		begin(kinds[k], 0);
		rig_rounds(&rig, 130);
		for (unsigned int i = 0; i < rig.host.logged; i++)
			if (rig.host.log[i].leaf >= LEAF_C)
				assert_true(rig.host.log[i].subleaf < 69);
		assert_int_equal(rig_row(&rig, 70)->reading, READING_NONE);
		assert_int_equal(rig_row(&rig, 70)->has, 0);
		rig_end(&rig);
	}
	SHOWN("H2: codes from 69 on are never sent: shown as '-'\n");
}

static void h3_every_read_may_print_to_the_hosts_log(void **state)
{
	unsigned int before, asked;

	(void)state;
	begin(FAKE_2021, 0);
	rig_rounds(&rig, 20);
	before = rig.host.logged;
	rig_rounds(&rig, 20);
	asked = (rig.host.logged - before) / 20;
	assert_true(asked < 2 * 15 + 8);	/* 15 reasons move */
	rig_end(&rig);
	SHOWN("H3: %u CPUIDs a refresh with 15 reasons moving, not 140\n",
	      asked);
}

static void h4_the_leaves_mean_other_things_elsewhere(void **state)
{
	struct fake_config c = busy(FAKE_XEN, 0);

	(void)state;
	assert_int_equal(rig_start(&rig, &c, DIALECT_NONE), 0);
	assert_int_equal(rig.host.own, 0);
	SHOWN("H4: %s\n", rig.err.text);
	rig_end(&rig);
}

static void h5_cpuid_may_fault(void **state)
{
	struct fake_config c = busy(FAKE_NATIVE, HZ_FAULTS);

	(void)state;
	assert_int_equal(rig_start(&rig, &c, DIALECT_NONE), -1);
	SHOWN("H5: an error, not an answer: %s\n", rig.err.text);
	rig_end(&rig);
}

static void h6_a_leaf_is_dead_by_a_typo(void **state)
{
	(void)state;
	begin(FAKE_2021, HZ_DEAD_F);
	right(5);
	assert_true(tells("host's total does not count"));
	rig_end(&rig);
	begin(FAKE_2021, HZ_DEAD_C);
	right(5);
	assert_false(rig_row(&rig, 30)->has & HAS_CYCLES);
	assert_true(tells("do not add up by reason"));
	rig_end(&rig);
	begin(FAKE_2021, HZ_DEAD_E);
	right(5);
	assert_int_equal(rig.snap.quirks, 0);
	assert_false(marked("quirks"));
	rig_end(&rig);
	refused(FAKE_2021, HZ_DEAD_D, DIALECT_NONE, "cannot tell");
	refused(FAKE_2021, HZ_DEAD_D, DIALECT_2021, "does not speak");
	refused(FAKE_2020, HZ_DEAD_F, DIALECT_NONE, "cannot tell");
	SHOWN("H6: without the total its sum, without cycles '-', without "
	      "the count refused; each said\n");
}

static void h7_a_leaf_always_answers_for_reason_0(void **state)
{
	(void)state;
	refused(FAKE_2021, HZ_ECX_LOST, DIALECT_NONE, "cannot tell");
	refused(FAKE_2022, HZ_ECX_LOST, DIALECT_NONE, "cannot tell");
	refused(FAKE_2020, HZ_ECX_LOST, DIALECT_NONE, "cannot tell");
	refused(FAKE_2021, HZ_ECX_LOST, DIALECT_2021, "does not follow");
	SHOWN("H7: refused, by name too: %s\n", rig.err.text);
}

static void h8_registers_come_back_as_they_were_given(void **state)
{
	(void)state;
	begin(FAKE_2021, HZ_ECHO_F);
	right(5);
	assert_true(tells("host's total does not count"));
	rig_end(&rig);
	begin(FAKE_2022, HZ_ECHO_F);
	right(5);
	assert_true(tells("do not add up by reason"));
	rig_end(&rig);
	refused(FAKE_2021, HZ_ECHO_D, DIALECT_NONE, "cannot tell");
	refused(FAKE_2020, HZ_ECHO_E, DIALECT_NONE, "does not answer");
	SHOWN("H8: an echo is no answer: sum for the total, '-' for cycles, "
	      "refused for the count\n");
}

static void h9_garbage_registers_and_other_sentinels(void **state)
{
	static const enum fake_kind kinds[] = { FAKE_2020, FAKE_2021,
						FAKE_2022 };
	static const uint64_t sentinels[] = { HZ_SENTINEL_28,
					      HZ_SENTINEL_EAX };

	(void)state;
	for (size_t k = 0; k < 3; k++) {
		begin(kinds[k], HZ_GARBAGE);
		right(70);
		assert_int_equal(rig.snap.quirks, 0);
		rig_end(&rig);
		for (size_t s = 0; s < 2; s++) {
			begin(kinds[k], sentinels[s]);
			right(5);
			assert_int_equal(rig_row(&rig, 35)->has, 0);
			assert_int_equal(rig_row(&rig, 38)->has, 0);
			rig_end(&rig);
		}
	}
	SHOWN("H9: only specified registers are used; EDX 0x0FFFFFFF and EAX "
	      "0xFFFFFFFF are 'no such reason', shown as '-'\n");
}

static void h10_the_sentinel_is_swapped_never_sent_or_sent_for_more(
	void **state)
{
	static const uint64_t hazards[] = { HZ_NO_SENTINEL, HZ_SENTINEL_OFF,
					    HZ_SENTINEL_65 };
	char name[REASON_NAME];

	(void)state;
	for (size_t h = 0; h < 3; h++) {
		begin(FAKE_2021, hazards[h]);
		right(5);
		assert_int_equal(rig.snap.reasons, reason_count(ISA_VMX));
		/* The row and its name are ours, whatever the host says. */
		assert_string_equal(reason_name(ISA_VMX, 65, name), "PCONFIG");
		if (hazards[h] == HZ_SENTINEL_65)
			assert_int_equal(rig_row(&rig, 65)->has, 0);
		rig_end(&rig);
	}
	SHOWN("H10: every row stays, by the SDM's table; a refused one shows "
	      "'-'\n");
}

static void h11_cycles_with_swapped_or_masked_words(void **state)
{
	static const enum fake_kind kinds[] = { FAKE_2021, FAKE_2022 };

	(void)state;
	for (size_t k = 0; k < 2; k++) {
		begin(kinds[k], HZ_SWAPPED);
		right(5);
		assert_near(rig_row(&rig, 30)->cycles_per_exit, 1500, 200);
		assert_true(tells("swapped back"));
		assert_true(marked("\"quirks\":[\"swapped\"]"));
		assert_true(evident("words swapped"));
		rig_end(&rig);
		begin(kinds[k], HZ_MASKED);
		right(5);
		assert_near(rig_row(&rig, 30)->cycles_per_exit, 1500, 200);
		rig_end(&rig);
	}
	SHOWN("H11: swapped words are swapped back, and said; a mask of 28 "
	      "bits cuts nothing below 2^60 cycles\n");
}

static void h12_the_two_words_are_read_in_two_steps(void **state)
{
	static const uint64_t hazards[] = { HZ_TORN_BACK, HZ_TORN_AHEAD };
	unsigned int torn = 0;

	(void)state;
	for (size_t h = 0; h < 2; h++) {
		struct fake_config c = busy(FAKE_2021, hazards[h]);

		c.cost[30] = 7e5;
		c.rate[30] = 5000;	/* the high word moves every round */
		rig_begin(&rig, &c, DIALECT_NONE);
		for (int r = 0; r < 60; r++) {
			rig_round(&rig);
			if (r)
				assert_near(rig_row(&rig, 30)->cycles_per_exit,
					    7e5, 1e3);
		}
		assert_int_equal(rig.snap.resets, 0);
		torn += rig.host.torn;
		rig_end(&rig);
	}
	assert_true(torn > 50);
	SHOWN("H12: %u torn answers were asked again: no reset, no spike\n",
	      torn);
}

static void h13_a_count_that_wraps_at_32_bits_goes_on_counting(void **state)
{
	struct fake_config c = busy(FAKE_2020, 0);

	(void)state;
	c.base[30] = UINT32_MAX - 300;
	rig_begin(&rig, &c, DIALECT_NONE);
	rig_rounds(&rig, 1);
	right(4);
	assert_true(rig.snap.wraps > 0);
	assert_true(rig_row(&rig, 30)->count > UINT32_MAX);
	/* What wrapped before we began cannot be known. */
	assert_true(tells("dialect 2020 (32-bit counts)"));
	rig_end(&rig);
	SHOWN("H13: 4294967296 and on, state 'wrap', no reset; 'dialect 2020 "
	      "(32-bit counts)'\n");
}

static void h14_cycles_that_cover_only_a_part(void **state)
{
	struct fake_config c = busy(FAKE_2021, HZ_BEFORE_ONLY);

	(void)state;
	c.rate[10] = 0;		/* nobody's CPUIDs but ours, rarely read */
	rig_begin(&rig, &c, DIALECT_NONE);
	right(25);
	assert_true(rig.snap.notes & NOTE_CYCLES_SHORT);
	assert_true(tells("too few cycles per exit"));
	rig_end(&rig);
	begin(FAKE_2021, HZ_LAST_ONLY);
	right(20);
	assert_false(rig_row(&rig, 30)->has & HAS_CYCLES);
	assert_true(tells("do not add up by reason"));
	rig_end(&rig);
	begin(FAKE_2022, HZ_CYCLES_ZERO);
	right(5);
	assert_false(rig_row(&rig, 30)->has & HAS_CYCLES);
	rig_end(&rig);
	SHOWN("H14: under 300 cycles an exit: said; cycles of the last exit "
	      "only: '-', and said\n");
}

static void h15_counting_behind_the_fast_paths(void **state)
{
	(void)state;
	begin(FAKE_2021, HZ_BLIND);
	rig_rounds(&rig, 6);
	assert_int_equal(rig_row(&rig, 49)->count, 0);
	assert_true(rig.snap.quirks & QUIRK_BLIND);
	assert_true(rig.snap.notes & NOTE_AUDIT_OFF);
	assert_true(tells("counts after KVM's fast paths"));
	assert_int_equal(rig_row(&rig, 30)->count,
			 rig.monitor.sampler.counters[30].count);
	rig_end(&rig);
	SHOWN("H15: 'counts after KVM's fast paths', every reason is read, "
	      "and EPT_MISCONFIG 0 is no evidence\n");
}

static void h16_a_shared_handler_bumps_two_reasons(void **state)
{
	struct fake_config c = busy(FAKE_2021, HZ_TWINS);

	(void)state;
	c.rate[46] = 20;
	c.rate[47] = 30;
	rig_begin(&rig, &c, DIALECT_NONE);
	rig_rounds(&rig, 6);
	assert_int_equal(rig_row(&rig, 46)->count, rig_row(&rig, 47)->count);
	assert_true(rig.snap.quirks & QUIRK_TWINS);
	assert_true(tells("46 GDTR_IDTR and 47 LDTR_TR together"));
	rig_end(&rig);
	/* Where they only happen to be near, nothing is said. */
	c.hazards = 0;
	rig_begin(&rig, &c, DIALECT_NONE);
	rig_rounds(&rig, 6);
	assert_false(rig.snap.quirks & QUIRK_TWINS);
	rig_end(&rig);
	SHOWN("H16: '46 GDTR_IDTR and 47 LDTR_TR together', the total the "
	      "host's own or the sum, as it adds up\n");
}

static void h17_entry_failures_vanish(void **state)
{
	struct fake_config c = busy(FAKE_2021, HZ_FULL_KEY);

	(void)state;
	c.rate[33] = 10;
	rig_begin(&rig, &c, DIALECT_NONE);
	rig_rounds(&rig, 6);
	assert_int_equal(rig_row(&rig, 33)->count, 0);
	assert_true(rig.snap.notes & NOTE_AUDIT_OFF);
	assert_true(tells("is not the sum of its reasons"));
	assert_in_range(rig.snap.total.count, rig.host.total_at_round,
			fake_truth_total(&rig.host));
	rig_end(&rig);
	SHOWN("H17: the total holds more than the reasons: said, and every "
	      "reason is read\n");
}

static void h18_an_exit_is_counted_twice(void **state)
{
	(void)state;
	begin(FAKE_2021, HZ_DOUBLE);
	rig_rounds(&rig, 6);
	/* Own CPUIDs are subtracted twice, so what is left are the others'. */
	assert_near(rig_row(&rig, 10)->rate, 2 * (40 + 30), 2);
	assert_true(tells("counts a CPUID twice"));
	rig_end(&rig);
	begin(FAKE_2021, HZ_DOUBLE_TOTAL);
	rig_rounds(&rig, 6);
	assert_true(rig.snap.notes & NOTE_AUDIT_OFF);
	assert_true(tells("is not the sum of its reasons"));
	rig_end(&rig);
	SHOWN("H18: 'counts a CPUID twice', own CPUIDs subtracted twice; a "
	      "total that does is not trusted, and said\n");
}

static void h19_increments_get_lost(void **state)
{
	(void)state;
	begin(FAKE_2021, HZ_LOST);
	rig_rounds(&rig, 6);
	assert_true(rig.snap.quirks & QUIRK_LOSSY ||
		    rig.snap.notes & NOTE_AUDIT_OFF);
	assert_true(tells("loses some exits") ||
		    tells("is not the sum of its reasons"));
	assert_int_equal(rig.snap.resets, 0);
	rig_end(&rig);
	SHOWN("H19: 'the host loses some exits', found by our own CPUIDs; "
	      "every reason is read\n");
}

static void h20_a_constant_is_no_counter(void **state)
{
	(void)state;
	refused(FAKE_2021, HZ_CONSTANT, DIALECT_NONE, "cannot tell");
	refused(FAKE_2020, HZ_CONSTANT, DIALECT_NONE, "cannot tell");
	refused(FAKE_2022, HZ_CONSTANT, DIALECT_2022, "does not follow");
	SHOWN("H20: refused: %s\n", rig.err.text);
}

static void h21_a_total_that_is_dead_goes_back_or_is_low(void **state)
{
	static const uint64_t hazards[] = { HZ_TOTAL_DEAD, HZ_TOTAL_BACK,
					    HZ_TOTAL_LOW };

	(void)state;
	for (size_t h = 0; h < 3; h++) {
		begin(FAKE_2021, hazards[h]);
		rig_rounds(&rig, 30);
		right(5);
		/* One that goes back now and then is asked again. */
		if (hazards[h] != HZ_TOTAL_BACK) {
			assert_true(rig.snap.notes & NOTE_TOTAL_IS_SUM);
			assert_true(tells("total is the sum"));
		}
		rig_end(&rig);
	}
	SHOWN("H21: a total that goes back is asked again; 'the host's total "
	      "cannot be used: total is the sum of the reasons'\n");
}

static void h22_reading_is_itself_an_exit(void **state)
{
	static const enum fake_kind kinds[] = { FAKE_NATIVE, FAKE_2020,
						FAKE_2021, FAKE_2022 };

	(void)state;
	for (size_t k = 0; k < 4; k++) {
		for (int after = 0; after < 2; after++) {
			struct fake_config c = {
				.kind = kinds[k], .cpuid_ns = 1,
				.hazards = after ? HZ_COUNT_AFTER : 0,
			};

			c.rate[10] = 10;
			rig_begin(&rig, &c, DIALECT_NONE);
			rig_rounds(&rig, 4);
			assert_int_equal(rig_row(&rig, 10)->delta, 10);
			assert_int_equal(rig.snap.total.delta, 10);
			assert_int_equal(rig.snap.self_exits, rig.host.own);
			rig_end(&rig);
		}
	}
	SHOWN("H22: own CPUIDs are subtracted from CPUID and of the total, to "
	      "the last one, and shown apart\n");
}

static void h23_counters_outlive_a_reload_of_kvm_intel(void **state)
{
	struct fake_config c = { .kind = FAKE_2021 };

	(void)state;
	c.base[48] = 265533;	/* exits of the time before ept=0 */
	c.base[49] = 1000;
	c.rate[14] = 300;
	c.rate[28] = 8000;
	c.rate[58] = 200;
	rig_begin(&rig, &c, DIALECT_NONE);
	rig_rounds(&rig, 5);
	assert_int_equal(rig.snap.paging, PAGING_SHADOW);
	assert_int_equal(rig_row(&rig, 48)->count, 265533);
	SHOWN("H23: %s: %s (EPT_VIOLATION counts 265533)\n",
	      snapshot_paging_name(rig.snap.paging), rig.snap.evidence);
	rig_end(&rig);
}

static void h24_host_wide_counters_hold_other_vms(void **state)
{
	struct fake_config c = { .kind = FAKE_2021 };

	(void)state;
	c.others[30] = 500;
	c.others[10] = 40;
	rig_begin(&rig, &c, DIALECT_NONE);
	right(5);
	assert_int_equal(rig.snap.scope, SCOPE_HOST);
	assert_near(rig_row(&rig, 10)->rate, 40, 1.1);
	assert_true(tells("scope the whole host"));
	rig_end(&rig);
	SHOWN("H24: 'scope the whole host'; another monitor's CPUIDs are "
	      "exits like others\n");
}

static void h25_labels_of_runs_lie(void **state)
{
	struct fake_config c = { .kind = FAKE_NATIVE };

	(void)state;
	c.base[48] = 5;
	c.rate[48] = 3;
	rig_begin(&rig, &c, DIALECT_NONE);
	rig_rounds(&rig, 3);
	assert_int_equal(rig.snap.paging, PAGING_NESTED);
	rig_end(&rig);
	SHOWN("H25: not at the seam: the verdict is made of exits, never of "
	      "a name: %s\n", rig.snap.evidence);
}

static void h26_a_host_documents_other_leaves_than_it_serves(void **state)
{
	struct fake_config c = busy(FAKE_2022, 0);

	(void)state;
	/* "2021" says its README: what it serves is what counts. */
	assert_int_equal(rig_start(&rig, &c, DIALECT_2021), 0);
	SHOWN("H26: not at the seam: the dialect is probed; a wrong one by "
	      "name: %s\n", rig.err.text);
	rig_end(&rig);
}

static void h27_a_hosts_own_names_are_shifted_or_old(void **state)
{
	char name[REASON_NAME];

	(void)state;
	assert_string_equal(reason_name(ISA_VMX, 48, name), "EPT_VIOLATION");
	assert_string_equal(reason_name(ISA_VMX, 74, name), "BUS_LOCK");
	SHOWN("H27: not at the seam: names come from our table of the SDM "
	      "alone\n");
}

static void h28_suspend_and_migration(void **state)
{
	(void)state;
	begin(FAKE_2021, 0);
	rig_rounds(&rig, 10);
	fake_migrate(&rig.host, 30);
	rig_round(&rig);
	assert_true(rig.snap.notes & NOTE_RESET);
	assert_true(rig.snap.notes & NOTE_GAP);
	assert_false(rig_row(&rig, 30)->has & HAS_DELTA);
	assert_false(rig_row(&rig, 30)->has & HAS_TIME);
	assert_true(tells("counters restarted"));
	assert_true(marked("\"notes\":[\"gap\",\"reset\"]"));
	assert_true(tells("far more time passed"));
	rig_round(&rig);
	assert_near(rig_row(&rig, 30)->rate, 40 + 90, 2);
	rig_end(&rig);
	/* The TSC alone jumps: rates stay right, time is not known. */
	begin(FAKE_NATIVE, 0);
	rig_rounds(&rig, 5);
	assert_true(rig_row(&rig, 30)->has & HAS_TIME);
	rig.host.tsc_skew = 1e9;
	rig_round(&rig);
	assert_near(rig_row(&rig, 30)->rate, 40 + 90, 2);
	assert_false(rig_row(&rig, 30)->has & HAS_TIME);
	assert_true(rig.snap.in_exits < 0);
	rig_rounds(&rig, 2);
	assert_true(rig_row(&rig, 30)->has & HAS_TIME);
	rig_end(&rig);
	SHOWN("H28: 'counters restarted' and 'far more time passed': no "
	      "differences in that round; a TSC that jumps gives no time\n");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(h1_leaf_f_toggles_the_vendor_of_the_host),
	cmocka_unit_test(h2_codes_from_69_on_read_out_of_the_hosts_bounds),
	cmocka_unit_test(h3_every_read_may_print_to_the_hosts_log),
	cmocka_unit_test(h4_the_leaves_mean_other_things_elsewhere),
	cmocka_unit_test(h5_cpuid_may_fault),
	cmocka_unit_test(h6_a_leaf_is_dead_by_a_typo),
	cmocka_unit_test(h7_a_leaf_always_answers_for_reason_0),
	cmocka_unit_test(h8_registers_come_back_as_they_were_given),
	cmocka_unit_test(h9_garbage_registers_and_other_sentinels),
	cmocka_unit_test(
		h10_the_sentinel_is_swapped_never_sent_or_sent_for_more),
	cmocka_unit_test(h11_cycles_with_swapped_or_masked_words),
	cmocka_unit_test(h12_the_two_words_are_read_in_two_steps),
	cmocka_unit_test(h13_a_count_that_wraps_at_32_bits_goes_on_counting),
	cmocka_unit_test(h14_cycles_that_cover_only_a_part),
	cmocka_unit_test(h15_counting_behind_the_fast_paths),
	cmocka_unit_test(h16_a_shared_handler_bumps_two_reasons),
	cmocka_unit_test(h17_entry_failures_vanish),
	cmocka_unit_test(h18_an_exit_is_counted_twice),
	cmocka_unit_test(h19_increments_get_lost),
	cmocka_unit_test(h20_a_constant_is_no_counter),
	cmocka_unit_test(h21_a_total_that_is_dead_goes_back_or_is_low),
	cmocka_unit_test(h22_reading_is_itself_an_exit),
	cmocka_unit_test(h23_counters_outlive_a_reload_of_kvm_intel),
	cmocka_unit_test(h24_host_wide_counters_hold_other_vms),
	cmocka_unit_test(h25_labels_of_runs_lie),
	cmocka_unit_test(h26_a_host_documents_other_leaves_than_it_serves),
	cmocka_unit_test(h27_a_hosts_own_names_are_shifted_or_old),
	cmocka_unit_test(h28_suspend_and_migration),
};

RUN_TESTS(tests)
