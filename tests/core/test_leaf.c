/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include "exittop/core/leaf.h"
#include "exittop/facts/quirk.h"
#include "fake_host.h"

static struct fake_host host;
static struct tally tally;
static struct err err;

static const enum dialect dialects[FAKE_KINDS] = {
	[FAKE_NATIVE] = DIALECT_NATIVE, [FAKE_2020] = DIALECT_2020,
	[FAKE_2021] = DIALECT_2021, [FAKE_2022] = DIALECT_2022,
	[FAKE_2020_SVM] = DIALECT_2020_SVM,
};

/* A host in which every reason has its own count and cycles. */
static void begin(enum fake_kind kind, uint64_t hazards)
{
	struct fake_config c = { .kind = kind, .hazards = hazards,
				 .svm_named = true };

	for (unsigned int i = 0; i < REASON_SLOTS; i++) {
		c.base[i] = 1000 + i;
		c.cost[i] = 500;
	}
	fake_init(&host, &c);
	host.proved = true;
}

static void every_dialect_reads_count_and_cycles_where_it_has_them(
	void **state)
{
	(void)state;
	for (int k = FAKE_NATIVE; k <= FAKE_2020_SVM; k++) {
		struct leaf_map map = leaf_map_of(dialects[k], 0);
		bool cycles = k == FAKE_NATIVE || k == FAKE_2021 ||
			      k == FAKE_2022;
		unsigned int before;

		if (!dialects[k])
			continue;
		begin((enum fake_kind)k, HZ_GARBAGE);
		before = host.logged;
		assert_int_equal(leaf_read_reason(&map, &host.source, 0,
				 reason_code(host.config.isa, 2), true,
				 &tally, &err), 0);
		assert_true(tally.has_count);
		assert_int_equal(tally.count, 1002);
		assert_int_equal(tally.has_cycles, cycles);
		if (cycles)
			assert_int_equal(tally.cycles, host.cycles[0][2]);
		assert_int_equal(host.logged - before,
				 cycles && k != FAKE_NATIVE ? 2 : 1);
		before = host.logged;
		assert_int_equal(leaf_read_total(&map, &host.source, 0, false,
						 &tally, &err), 0);
		assert_int_equal(host.logged - before, 1);
		assert_true(tally.has_count);
		assert_int_equal(tally.count, fake_truth_total(&host) +
				 host.own);
		assert_int_equal(leaf_read_total(&map, &host.source, 0, true,
						 &tally, &err), 0);
		assert_true(tally.has_cycles);
		fake_free(&host);
	}
}

static void a_vcpu_is_in_the_high_half_of_ecx(void **state)
{
	struct leaf_map map = leaf_map_of(DIALECT_NATIVE, 0);

	(void)state;
	begin(FAKE_NATIVE, 0);
	leaf_read_reason(&map, &host.source, 3, 48, true, &tally, &err);
	assert_int_equal(host.log[0].leaf, LEAF_REASON);
	assert_int_equal(host.log[0].subleaf, 3 << 16 | 48);
	/* There is no vCPU 2: unknown, not zero. */
	assert_false(tally.has_count);
	fake_free(&host);
}

static void no_such_reason_is_unknown_not_zero(void **state)
{
	static const uint64_t sentinels[] = { 0, HZ_SENTINEL_28,
					      HZ_SENTINEL_EAX };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct leaf_map map = leaf_map_of(DIALECT_2021,
			sentinels[i] == HZ_SENTINEL_EAX ? QUIRK_ONES : 0);

		begin(FAKE_2021, sentinels[i]);
		leaf_read_reason(&map, &host.source, 0, 35, true, &tally,
				 &err);
		assert_false(tally.has_count || tally.has_cycles);
		leaf_read_reason(&map, &host.source, 0, 36, true, &tally,
				 &err);
		assert_true(tally.has_count && tally.has_cycles);
		fake_free(&host);
	}
}

static void a_count_of_all_ones_is_a_count_unless_the_probe_said_not(
	void **state)
{
	struct leaf_map map = leaf_map_of(DIALECT_2020, 0);

	(void)state;
	begin(FAKE_2020, 0);
	fake_exits(&host, 2, UINT32_MAX - 1002);
	leaf_read_reason(&map, &host.source, 0, 2, true, &tally, &err);
	assert_true(tally.has_count);
	assert_int_equal(tally.count, UINT32_MAX);
	fake_free(&host);
}

static void an_echo_is_no_answer(void **state)
{
	struct leaf_map map = leaf_map_of(DIALECT_2021, 0);

	(void)state;
	begin(FAKE_2021, HZ_ECHO_D | HZ_ECHO_F);
	leaf_read_reason(&map, &host.source, 0, 2, true, &tally, &err);
	assert_false(tally.has_count || tally.has_cycles);
	leaf_read_total(&map, &host.source, 0, true, &tally, &err);
	assert_false(tally.has_count);
	fake_free(&host);
}

static void quirks_take_leaves_out_or_turn_words(void **state)
{
	struct leaf_map map;

	(void)state;
	map = leaf_map_of(DIALECT_2021, QUIRK_NO_TOTAL | QUIRK_NO_CYCLES);
	begin(FAKE_2021, 0);
	leaf_read_total(&map, &host.source, 0, true, &tally, &err);
	assert_false(tally.has_count || tally.has_cycles);
	leaf_read_reason(&map, &host.source, 0, 2, true, &tally, &err);
	assert_true(tally.has_count && !tally.has_cycles);
	assert_int_equal(host.logged, 1);
	fake_free(&host);
	begin(FAKE_2021, HZ_SWAPPED);
	map = leaf_map_of(DIALECT_2021, QUIRK_SWAPPED);
	leaf_read_reason(&map, &host.source, 0, 2, true, &tally, &err);
	assert_int_equal(tally.cycles, host.cycles[0][2]);
	fake_free(&host);
	/* Whatever the dialect has at F is left alone. */
	for (int d = DIALECT_2020; d < DIALECT_COUNT; d++) {
		map = leaf_map_of((enum dialect)d, QUIRK_UNSAFE_F);
		assert_true(map.total_count != LEAF_F && map.count != LEAF_F &&
			    map.total_cycles != LEAF_F &&
			    map.cycles != LEAF_F);
	}
}

static void codes_beyond_the_arrays_of_hosts_are_not_sent(void **state)
{
	(void)state;
	for (int d = DIALECT_2020; d <= DIALECT_2022; d++) {
		const struct leaf_map *map = leaf_map((enum dialect)d);

		for (unsigned int code = 0; code < 2000; code++)
			assert_int_equal(leaf_may_ask(map, ISA_VMX, code),
					 code < 69);
	}
	assert_true(leaf_may_ask(leaf_map(DIALECT_NATIVE), ISA_VMX, 500));
	assert_true(leaf_may_ask(leaf_map(DIALECT_2020_SVM), ISA_SVM, 0x400));
	assert_true(leaf_may_ask(leaf_map(DIALECT_2020_SVM), ISA_SVM, 0x72));
	assert_false(leaf_may_ask(leaf_map(DIALECT_2020_SVM), ISA_SVM,
				  0x300));
}

static void dialects_are_known_by_their_names(void **state)
{
	(void)state;
	for (int d = 0; d < DIALECT_COUNT; d++)
		assert_int_equal(leaf_dialect(host_dialect_name((enum dialect)d),
					      &err), d);
	assert_int_equal(leaf_dialect("2019", &err), -1);
	assert_non_null(strstr(err.text, "2020-svm"));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(
		every_dialect_reads_count_and_cycles_where_it_has_them),
	cmocka_unit_test(a_vcpu_is_in_the_high_half_of_ecx),
	cmocka_unit_test(no_such_reason_is_unknown_not_zero),
	cmocka_unit_test(
		a_count_of_all_ones_is_a_count_unless_the_probe_said_not),
	cmocka_unit_test(an_echo_is_no_answer),
	cmocka_unit_test(quirks_take_leaves_out_or_turn_words),
	cmocka_unit_test(codes_beyond_the_arrays_of_hosts_are_not_sent),
	cmocka_unit_test(dialects_are_known_by_their_names),
};

RUN_TESTS(tests)
