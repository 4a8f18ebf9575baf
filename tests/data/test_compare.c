/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include <math.h>

#include "exittop/data/compare.h"
#include "run_sample.h"

static struct run a, b;
static struct comparison cmp;
static struct err err;

static const struct compare_row *row_of(unsigned int code)
{
	unsigned int slot = (unsigned int)reason_slot(cmp.a->isa, code);

	for (unsigned int i = 0; i < cmp.rows_n; i++)
		if (cmp.rows[i].slot == slot)
			return &cmp.rows[i];
	return NULL;
}

/* What every published pair shows, whatever its counters did. */
static void check_pair(const char *set)
{
	char path[128];

	snprintf(path, sizeof(path), GOLDEN "published-%s-ept.exits", set);
	sample_load(&a, path);
	snprintf(path, sizeof(path), GOLDEN "published-%s-noept.exits", set);
	sample_load(&b, path);
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	assert_int_equal(a.paging, PAGING_NESTED);
	assert_int_equal(b.paging, PAGING_SHADOW);
	assert_int_equal(row_of(14)->change, CHANGE_ONLY_B);
	assert_int_equal(row_of(58)->change, CHANGE_ONLY_B);
	assert_int_equal(row_of(28)->change, CHANGE_UP);
	assert_int_equal(row_of(0)->change, CHANGE_UP);
	assert_int_equal(row_of(55)->change, CHANGE_SAME);
	assert_int_equal(reason_code(ISA_VMX, cmp.rows[0].slot), 28);
	assert_non_null(strstr(cmp.headline,
			       "INVLPG and INVPCID only with shadow paging"));
	assert_false(cmp.spread_known);
}

static void test_published(void **state)
{
	(void)state;
	check_pair("cvamsik");
	assert_int_equal(row_of(48)->change, CHANGE_ONLY_A);
	assert_near(row_of(28)->rate.value, 7667001 / 14518.0, 1e-6);
	assert_int_equal(b.rows[28].exits, 7667001);
	assert_int_equal(b.rows[10].exits, 16262);
	assert_near(run_cost(&a.rows[48]), 236817771845 / 153700.0, 1e-3);
	assert_true(a.blind);
	/* Counters that lived on: what is compared are the differences. */
	check_pair("nakul32430");
	assert_int_equal(b.rows[28].exits, 9305263);
	assert_int_equal(row_of(48)->change, CHANGE_DOWN);
	check_pair("qinwang1993");
	assert_int_equal(b.rows[14].exits, 220889);
}

static void the_headline_says_what_changed(void **state)
{
	(void)state;
	sample_load(&a, GOLDEN "published-set-ept.exits");
	sample_load(&b, GOLDEN "published-set-noept.exits");
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	assert_string_equal(cmp.headline,
		"EPT_VIOLATION and EPT_MISCONFIG only with nested paging; "
		"INVLPG, INVPCID and INVALID_STATE only with shadow paging; "
		"CR_ACCESS x111, EXCEPTION_NMI x37, MSR_WRITE x1.99, "
		"INTERRUPT_WINDOW x6.96; HLT x0.20");
	assert_int_equal(cmp.warnings, 1);
	/* The same twice. */
	assert_int_equal(compare_make(&cmp, &b, &b, &err), 0);
	assert_string_equal(cmp.headline, "both with shadow paging: no reason "
			    "changed by more than 1.5 times and 1 exit/s");
}

/* What only the boot of the guest needed is over when the recording begins. */
static void what_only_the_boot_had_is_in_the_headline(void **state)
{
	(void)state;
	sample_load(&a, GOLDEN "lab-nested-step.exits");
	sample_load(&b, GOLDEN "lab-shadow-step.exits");
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	assert_string_equal(cmp.headline,
		"EPT_VIOLATION only with nested paging; EXCEPTION_NMI, INVLPG "
		"and CR_ACCESS only with shadow paging; before, since the VMs "
		"began, also EPT_MISCONFIG only with nested paging, INVPCID "
		"only with shadow paging");
	/* Counts of a whole host say nothing of this VM's life. */
	b.scope = SCOPE_HOST;
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	assert_null(strstr(cmp.headline, "since the VMs began"));
}

static enum change change_of(uint64_t exits_a, uint64_t exits_b)
{
	sample_make(&a, 20, exits_a);
	sample_make(&b, 20, exits_b);
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	assert_true(cmp.spread_known);
	return row_of(28)->change;
}

static void a_change_is_significant_large_and_fast(void **state)
{
	(void)state;
	assert_int_equal(change_of(100, 200), CHANGE_UP);
	assert_int_equal(change_of(200, 100), CHANGE_DOWN);
	assert_near(row_of(28)->rate.value, 0.5, 1e-9);
	/* Certain, but small. */
	assert_int_equal(change_of(10000, 14000), CHANGE_SAME);
	assert_true(row_of(28)->rate.p < 1e-9);
	assert_true(row_of(28)->rate.low > 1.39 && row_of(28)->rate.high < 1.41);
	/* Large in parts, but less than an exit per second. */
	sample_make(&a, 200, 0);
	sample_make(&b, 200, 0);
	sample.rows[28].delta = 150;
	sample_add(&b, 1);
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	assert_int_equal(row_of(28)->change, CHANGE_ONLY_B);
	/* Four times as many, but never an exit per second. */
	sample_make(&a, 0, 0);
	sample_make(&b, 0, 0);
	for (int i = 0; i < 400; i++) {
		sample.rows[28].delta = i % 16 == 0;
		sample_add(&a, 1);
		sample.rows[28].delta = i % 4 == 0;
		sample_add(&b, 1);
	}
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	assert_true(row_of(28)->rate.p < 1e-9);
	assert_int_equal(row_of(28)->change, CHANGE_SAME);
}

/* No proof of a change is no proof of none. */
static void same_is_said_only_where_the_interval_says_so(void **state)
{
	(void)state;
	assert_int_equal(change_of(100, 103), CHANGE_SAME);
	sample_make(&a, 1, 4);
	sample_make(&b, 1, 6);
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	assert_int_equal(row_of(28)->change, CHANGE_UNCLEAR);
	assert_string_equal(compare_change(CHANGE_UNCLEAR), "unclear");
	/* A second without an exit proves nothing, a minute does. */
	sample_make(&a, 1, 0);
	sample_make(&b, 1, 0);
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	assert_int_equal(row_of(28)->change, CHANGE_UNCLEAR);
	sample_make(&a, 60, 0);
	sample_make(&b, 60, 0);
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	assert_int_equal(row_of(28)->change, CHANGE_SAME);
}

static void add_cost(struct run *run, uint64_t exits, uint64_t cost, int i)
{
	struct row *row = &sample.rows[28];

	row->has |= HAS_COST;
	row->delta = exits + (uint64_t)(i % 3);
	row->cycles_delta = row->delta * (cost + (uint64_t)(i % 5));
	sample_add(run, 1);
}

static enum change cost_change_of(int rounds, uint64_t cost_a, uint64_t cost_b)
{
	sample_make(&a, 0, 0);
	for (int i = 0; i < rounds; i++)
		add_cost(&a, 100, cost_a, i);
	sample_make(&b, 0, 0);
	for (int i = 0; i < rounds; i++)
		add_cost(&b, 100, cost_b, i);
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	assert_int_equal(row_of(28)->change, CHANGE_SAME);
	return row_of(28)->cost_change;
}

static void cycles_per_exit_are_judged_as_rates_are(void **state)
{
	const struct compare_row *row;

	(void)state;
	assert_int_equal(cost_change_of(20, 1000, 2000), CHANGE_UP);
	row = row_of(28);
	assert_near(row->cost_a, 1002, 1);
	assert_near(row->cost.value, 2002 / 1002.0, 0.01);
	assert_true(row->cost.low > 1.9 && row->cost.high < 2.1);
	assert_int_equal(cost_change_of(20, 2000, 1000), CHANGE_DOWN);
	assert_int_equal(cost_change_of(20, 1000, 1100), CHANGE_SAME);
	/* How costs vary is not known from so few rounds. */
	assert_int_equal(cost_change_of(9, 1000, 2000), CHANGE_UNKNOWN);
	/* Two in three rounds cost a hundred times as much as the third. */
	sample_make(&a, 0, 0);
	sample_make(&b, 0, 0);
	for (int i = 0; i < 12; i++)
		add_cost(&a, 10, i % 3 ? 100000 : 1000, 0);
	for (int i = 0; i < 12; i++)
		add_cost(&b, 10, i % 3 ? 1000 : 100000, 0);
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	assert_int_equal(row_of(28)->cost_change, CHANGE_UNCLEAR);
}

static void ten_exits_against_none_are_an_only(void **state)
{
	const struct compare_row *row;
	char ratio[COMPARE_RATIO];

	(void)state;
	assert_int_equal(change_of(0, 50), CHANGE_ONLY_B);
	row = row_of(28);
	assert_true(isinf(row->rate.value) && isinf(row->rate.high));
	assert_true(row->rate.low > 300 && row->rate.low < 450);
	assert_int_equal(compare_ratio(&row->rate, ratio)[0], '>');
	assert_int_equal(change_of(50, 0), CHANGE_ONLY_A);
	row = row_of(28);
	assert_near(row->rate.value, 0, 0);
	assert_int_equal(compare_ratio(&row->rate, ratio)[0], '<');
	assert_int_equal(change_of(0, 0), CHANGE_SAME);
	assert_string_equal(compare_ratio(&row_of(28)->rate, ratio), "-");
	/* Nine exits are not ten. */
	sample_make(&a, 20, 0);
	sample_make(&b, 19, 0);
	sample.rows[28].delta = 9;
	sample_add(&b, 1);
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	assert_int_equal(row_of(28)->change, CHANGE_UNCLEAR);
}

static void what_a_host_does_not_count_is_unknown(void **state)
{
	(void)state;
	sample_make(&a, 20, 100);
	sample_begin(&b, "b");
	sample.rows[28].has = 0;
	for (int i = 0; i < 20; i++)
		sample_add(&b, 1);
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	assert_int_equal(row_of(28)->change, CHANGE_UNKNOWN);
	assert_string_equal(compare_change(CHANGE_UNKNOWN), "");
	assert_true(isnan(row_of(28)->rate.value));
	assert_int_equal(cmp.rows[cmp.rows_n - 1].slot, 28);
}

/* With bursts so rare, twice the rate is no change yet. */
static void rare_bursts_prove_nothing(void **state)
{
	(void)state;
	sample_make(&a, 0, 0);
	for (int i = 0; i < 40; i++) {
		sample.rows[28].delta = i % 8 ? 0 : 80;
		sample_add(&a, 1);
	}
	assert_true(run_spread(&a.rows[28]) > 60);
	sample_make(&b, 40, 20);
	assert_near(run_spread(&b.rows[28]), 1, 1e-9);
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	assert_int_equal(row_of(28)->change, CHANGE_UNCLEAR);
	/* Twenty seconds of this and twenty of that: even less sure. */
	sample_make(&a, 0, 0);
	for (int i = 0; i < 40; i++) {
		sample.rows[28].delta = i < 20 ? 0 : 20;
		sample_add(&a, 1);
	}
	assert_true(run_spread(&a.rows[28]) > 60);
	assert_true(isnan(run_spread(&(struct run_row){ .rounds = 9 })));
}

/* One row among many is held to more. */
static void one_row_among_many_is_held_to_more(void **state)
{
	double alone;

	(void)state;
	sample_make(&a, 20, 100);
	sample_make(&b, 20, 107);
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	alone = row_of(28)->rate.p;
	assert_true(alone > 0.01 && alone < 0.05);
	sample_begin(&a, "a");
	for (unsigned int i = 0; i < 20; i++)
		sample.rows[i].delta = 100;
	for (int i = 0; i < 20; i++)
		sample_add(&a, 1);
	sample_begin(&b, "b");
	for (unsigned int i = 0; i < 20; i++)
		sample.rows[i].delta = 100;
	sample.rows[3].delta = 107;
	for (int i = 0; i < 20; i++)
		sample_add(&b, 1);
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	assert_near(row_of(3)->rate.p, alone * 20, 1e-9);
}

static void test_missing(void **state)
{
	(void)state;
	sample_make(&a, 20, 1);
	run_init(&b, "empty.exits");
	assert_int_equal(compare_make(&cmp, &a, &b, &err), -1);
	assert_string_equal(err.text, "empty.exits: nothing was sampled in "
			    "it: exits per second need two rounds");
	sample_begin(&b, "single.exits");
	assert_int_equal(compare_make(&cmp, &a, &b, &err), -1);
	assert_non_null(strstr(err.text, "single.exits: it has a single"));
	sample.interval_s = 0;
	run_add(&b, &sample);
	assert_int_equal(compare_make(&cmp, &a, &b, &err), -1);
	assert_non_null(strstr(err.text, "one and the same time"));
	sample_make(&b, 20, 1);
	b.isa = ISA_SVM;
	assert_int_equal(compare_make(&cmp, &a, &b, &err), -1);
	assert_non_null(strstr(err.text, "no reason in common"));
}

static void test_warnings(void **state)
{
	(void)state;
	sample_make(&a, 5, 1);
	sample_make(&b, 50, 1);
	b.dialect = DIALECT_2021;
	b.scope = SCOPE_HOST;
	b.gaps = 2;
	strcpy(b.host.brand, "Other");
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	assert_true(cmp.warnings >= 6);
	assert_string_equal(cmp.warning[0], "A speaks dialect native, B 2021: "
			    "they may not count the same");
	assert_non_null(strstr(cmp.warning[1], "A counts its own VM"));
	assert_non_null(strstr(cmp.warning[3], "A has fewer than 10 rounds"));
}

static void test_reset_is_left_out(void **state)
{
	(void)state;
	sample_make(&a, 10, 100);
	sample.notes = NOTE_RESET;
	sample.rows[28].has = HAS_COUNT;
	sample.rows[28].delta = 0;
	sample.interval_s = 1;
	run_add(&a, &sample);
	assert_near(run_rate(&a.rows[28]), 100, 1e-9);
	assert_int_equal(a.rounds, 10);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_published),
	cmocka_unit_test(the_headline_says_what_changed),
	cmocka_unit_test(what_only_the_boot_had_is_in_the_headline),
	cmocka_unit_test(a_change_is_significant_large_and_fast),
	cmocka_unit_test(same_is_said_only_where_the_interval_says_so),
	cmocka_unit_test(cycles_per_exit_are_judged_as_rates_are),
	cmocka_unit_test(ten_exits_against_none_are_an_only),
	cmocka_unit_test(what_a_host_does_not_count_is_unknown),
	cmocka_unit_test(rare_bursts_prove_nothing),
	cmocka_unit_test(one_row_among_many_is_held_to_more),
	cmocka_unit_test(test_missing),
	cmocka_unit_test(test_warnings),
	cmocka_unit_test(test_reset_is_left_out),
};

RUN_TESTS(tests)
