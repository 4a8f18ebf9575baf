/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include "exittop/core/paging.h"

/* Snapshots made by hand: a host, and what its counters did. */
static struct snapshot snap;
static struct paging_judge judge;

static void begin(enum isa isa, enum scope scope)
{
	memset(&snap, 0, sizeof(snap));
	snap.isa = isa;
	snap.scope = scope;
	snap.dialect = scope == SCOPE_VM ? DIALECT_NATIVE : DIALECT_2021;
	snap.reasons = reason_count(isa);
	snap.mono_ns = 5000000000u;
	for (unsigned int i = 0; i < snap.reasons; i++)
		snap.rows[i].has = HAS_COUNT;
	paging_init(&judge);
}

static struct row *row(unsigned int code)
{
	return &snap.rows[reason_slot(snap.isa, code)];
}

static void count(unsigned int code, uint64_t exits)
{
	row(code)->count += exits;
	row(code)->delta += exits;
}

/* Ends the round; its differences are gone in the next. */
static enum paging judged(void)
{
	for (unsigned int i = 0; i < snap.reasons; i++) {
		struct row *r = &snap.rows[i];

		if (snap.interval_s > 0) {
			r->has |= HAS_DELTA;
			r->rate = (double)r->delta / snap.interval_s;
		}
	}
	paging_update(&judge, &snap);
	for (unsigned int i = 0; i < snap.reasons; i++)
		snap.rows[i].delta = 0;
	snap.notes = 0;
	snap.interval_s = 1;
	snap.mono_ns += 1000000000u;
	return snap.paging;
}

static void test_shadow_live(void **state)
{
	(void)state;
	begin(ISA_VMX, SCOPE_HOST);
	count(48, 365434);	/* carried over from an ept=1 host: H23 */
	count(30, 1000);
	count(1, 1000);
	assert_int_equal(judged(), PAGING_UNKNOWN);
	assert_string_equal(snap.evidence, "the host counts all its VMs "
			    "together: the second round will show");
	/* Not one exit of shadow paging so far: it errs, as paging.c says. */
	assert_int_equal(judged(), PAGING_NESTED);
	assert_string_equal(snap.evidence, "EPT_VIOLATION 365 434 since the "
			    "host began to count, no INVLPG or INVPCID exits");
	row(48)->count = 0;
	paging_init(&judge);
	judged();
	judged();
	assert_int_equal(snap.paging, PAGING_UNKNOWN);
	assert_string_equal(snap.evidence, "no EPT, INVLPG or INVPCID exits "
			    "in 1 s");
	count(14, 312);
	count(28, 8140);
	assert_int_equal(judged(), PAGING_SHADOW);
	assert_string_equal(snap.evidence,
			    "INVLPG 312/s, CR_ACCESS 8 140/s, no EPT exits");
}

static void test_nested_live(void **state)
{
	(void)state;
	begin(ISA_VMX, SCOPE_HOST);
	count(14, 98810);
	count(1, 9);
	judged();
	count(48, 120);
	count(49, 4);
	count(28, 15);
	assert_int_equal(judged(), PAGING_NESTED);
	assert_string_equal(snap.evidence,
			    "EPT_VIOLATION 120/s, EPT_MISCONFIG 4.0/s, "
			    "no INVLPG or INVPCID exits");
}

static void test_support_decides_nothing(void **state)
{
	(void)state;
	begin(ISA_VMX, SCOPE_HOST);
	judged();
	count(28, 100000);
	count(0, 50000);
	assert_int_equal(judged(), PAGING_UNKNOWN);
}

static void test_idle_keeps(void **state)
{
	(void)state;
	begin(ISA_VMX, SCOPE_HOST);
	count(1, 9);
	judged();
	count(14, 20);
	judged();
	for (int i = 0; i < 40; i++)
		assert_int_equal(judged(), PAGING_SHADOW);
	assert_string_equal(snap.evidence,
			    "INVLPG 20, the last 40 s ago, no EPT exits");
}

static void test_vm_scope_knows_at_once(void **state)
{
	(void)state;
	begin(ISA_VMX, SCOPE_VM);
	count(14, 98810);
	count(58, 26815);
	assert_int_equal(judged(), PAGING_SHADOW);
	assert_string_equal(snap.evidence, "INVLPG 98 810, INVPCID 26 815 since "
			    "the VM began, no EPT exits");
	begin(ISA_VMX, SCOPE_VM);
	count(48, 420);
	assert_int_equal(judged(), PAGING_NESTED);
	assert_string_equal(snap.evidence, "EPT_VIOLATION 420 since the VM "
			    "began, no INVLPG or INVPCID exits");
}

static void test_mixed(void **state)
{
	(void)state;
	begin(ISA_VMX, SCOPE_HOST);
	judged();
	count(48, 300);
	count(14, 200);
	assert_int_equal(judged(), PAGING_MIXED);
	assert_string_equal(snap.evidence,
			    "EPT_VIOLATION 300/s, INVLPG 200/s: a guest of a "
			    "guest, or paging that was changed");
	judged();
	assert_int_equal(snap.paging, PAGING_MIXED);
	/* A VM's own EPT exit is proof, however few there are. */
	begin(ISA_VMX, SCOPE_VM);
	count(48, 3);
	count(14, 100000);
	assert_int_equal(judged(), PAGING_MIXED);
	assert_non_null(strstr(snap.evidence, "a guest of a guest"));
}

/* The published carried-over pairs: nakul32430 and Qinwang1993. */
static void test_remnant(void **state)
{
	static const struct {
		uint64_t ept, misconfig, invlpg, invpcid;
	} pairs[] = {
		{ 21370, 4457, 198306, 169314 },
		{ 24241, 8378, 220889, 183660 },
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		begin(ISA_VMX, SCOPE_HOST);
		count(48, 265533);
		judged();
		count(48, pairs[i].ept);
		count(49, pairs[i].misconfig);
		count(14, pairs[i].invlpg);
		count(58, pairs[i].invpcid);
		assert_int_equal(judged(), PAGING_SHADOW);
		assert_non_null(strstr(snap.evidence,
				       "EPT exits of an earlier mode"));
	}
	/* What goes on is no remnant. */
	for (int i = 0; i < 3; i++) {
		count(48, 1);
		count(14, 100);
		judged();
	}
	assert_int_equal(snap.paging, PAGING_MIXED);
}

/* Not mixed for ever, and with since when. */
static void a_switch_has_a_time_and_what_was_before(void **state)
{
	(void)state;
	for (int scope = SCOPE_HOST; scope <= SCOPE_VM; scope++) {
		begin(ISA_VMX, (enum scope)scope);
		judged();
		for (int i = 0; i < 10; i++) {
			snap.wall_ns += 1000000000;
			count(48, 300);
			assert_int_equal(judged(), PAGING_NESTED);
		}
		assert_int_equal(snap.paging_was, PAGING_UNKNOWN);
		snap.wall_ns = 77000000000;
		for (int i = 0; i < 200; i++) {
			count(14, 500);
			judged();
			assert_int_not_equal(snap.paging, PAGING_MIXED);
			snap.wall_ns += 1000000000;
		}
		assert_int_equal(snap.paging, PAGING_SHADOW);
		assert_int_equal(snap.paging_was, PAGING_NESTED);
		assert_int_equal(snap.paging_since_ns, 76000000000);
		/* At rest it stays. */
		for (int i = 0; i < 100; i++)
			judged();
		assert_int_equal(snap.paging, PAGING_SHADOW);
	}
}

/* A guest of a guest: now and then one kind alone moves in a round. */
static void both_kinds_time_and_again_stay_mixed(void **state)
{
	(void)state;
	begin(ISA_VMX, SCOPE_VM);
	judged();
	for (int i = 0; i < 200; i++) {
		count(48, i % 7 ? 30 : 0);
		count(14, i % 5 ? 40 : 0);
		judged();
		if (i > 4)
			assert_int_equal(snap.paging, PAGING_MIXED);
	}
}

static void test_reset_forgets(void **state)
{
	(void)state;
	begin(ISA_VMX, SCOPE_HOST);
	judged();
	count(48, 300);
	assert_int_equal(judged(), PAGING_NESTED);
	snap.notes = NOTE_RESET;
	assert_int_equal(judged(), PAGING_NESTED);
	for (int i = 0; i < 5; i++) {
		count(14, 5);
		judged();
	}
	assert_int_equal(snap.paging, PAGING_SHADOW);
	assert_int_equal(snap.paging_was, PAGING_NESTED);
}

static void test_gap(void **state)
{
	(void)state;
	begin(ISA_VMX, SCOPE_HOST);
	count(1, 9);
	judged();
	count(48, 300);
	judged();
	/* Moved to another host: its counters are higher, its mode another. */
	snap.notes = NOTE_GAP;
	count(14, 77777);
	count(48, 88888);
	assert_int_equal(judged(), PAGING_NESTED);
	assert_int_equal(judged(), PAGING_NESTED);
	for (int i = 0; i < 5; i++) {
		count(14, 5);
		judged();
	}
	assert_int_equal(snap.paging, PAGING_SHADOW);
	assert_string_equal(snap.evidence, "INVLPG 5.0/s, no EPT exits");
	/* Where the gap is all there is, it is better than nothing. */
	begin(ISA_VMX, SCOPE_HOST);
	judged();
	snap.notes = NOTE_GAP;
	count(48, 12);
	assert_int_equal(judged(), PAGING_NESTED);
}

/* H15: the hook never sees EPT_MISCONFIG, so its 0 is not told. */
static void test_blind(void **state)
{
	(void)state;
	begin(ISA_VMX, SCOPE_HOST);
	count(30, 5000);
	assert_true(paging_is_blind(&snap));
	judged();
	count(14, 312);
	judged();
	assert_string_equal(snap.evidence,
			    "INVLPG 312/s, no EPT_VIOLATION exits");
	count(12, 1);
	assert_false(paging_is_blind(&snap));
	assert_true(paging_blind_reason(ISA_VMX, 49));
	assert_false(paging_blind_reason(ISA_VMX, 48));
	/* On AMD it is NPF itself: nothing can speak for nested paging. */
	begin(ISA_SVM, SCOPE_HOST);
	snap.dialect = DIALECT_2020_SVM;
	count(0x72, 5000);
	judged();
	assert_int_equal(judged(), PAGING_UNKNOWN);
	assert_string_equal(snap.evidence, "no INVLPG or CR3 exits in 1 s, "
			    "and this host does not see all NPT exits");
}

static void test_untold(void **state)
{
	(void)state;
	begin(ISA_VMX, SCOPE_HOST);
	for (unsigned int i = 0; i < snap.reasons; i++)
		snap.rows[i].has = 0;
	assert_int_equal(judged(), PAGING_UNKNOWN);
	assert_string_equal(snap.evidence, "the host counts no EPT or INVLPG "
			    "or INVPCID exits");
}

static void test_svm(void **state)
{
	(void)state;
	begin(ISA_SVM, SCOPE_VM);
	count(0x400, 700);
	judged();
	assert_int_equal(snap.paging, PAGING_NESTED);
	begin(ISA_SVM, SCOPE_VM);
	judged();
	count(0x13, 900);
	count(0x4e, 800);
	assert_int_equal(judged(), PAGING_SHADOW);
	assert_non_null(strstr(snap.evidence, "no NPT exits"));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_shadow_live),
	cmocka_unit_test(test_nested_live),
	cmocka_unit_test(test_support_decides_nothing),
	cmocka_unit_test(test_idle_keeps),
	cmocka_unit_test(test_vm_scope_knows_at_once),
	cmocka_unit_test(test_mixed),
	cmocka_unit_test(test_remnant),
	cmocka_unit_test(a_switch_has_a_time_and_what_was_before),
	cmocka_unit_test(both_kinds_time_and_again_stay_mixed),
	cmocka_unit_test(test_reset_forgets),
	cmocka_unit_test(test_gap),
	cmocka_unit_test(test_blind),
	cmocka_unit_test(test_untold),
	cmocka_unit_test(test_svm),
};

RUN_TESTS(tests)
