/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include "exittop/core/details.h"
#include "rig.h"

#include <math.h>

#define CR 28
#define CR3_WRITE 0x0200000000000003u
#define CR4_WRITE 0x0200000000000004u
#define IO 30

static struct rig rig;
static struct details details;
static unsigned int kinds = 4;	/* of I/O ports */

static uint64_t key_of(struct fake_host *host, unsigned int slot)
{
	if (slot == CR)
		return fake_random(host, 4) ? CR3_WRITE : CR4_WRITE;
	if (slot == IO)
		return 0x0400000000000000u + (fake_random(host, kinds) << 16);
	return 0;
}

static void start(unsigned int contrary, uint32_t base, unsigned int vcpus)
{
	struct fake_config c = {
		.kind = FAKE_NATIVE, .seed = 5, .vcpus = vcpus, .details = 1,
		.key = key_of, .contrary = contrary, .bucket_base = base,
		.epoch = true,
	};

	c.rate[CR] = 4000;
	c.cost[CR] = 12000;
	c.rate[IO] = 400;
	c.rate[1] = 50;
	rig_begin(&rig, &c, DIALECT_NONE);
	assert_true(rig.probe.has_durations && rig.probe.has_keys);
	assert_false(rig.probe.has_pages);
	assert_int_equal(details_init(&details, &rig.probe, 0, &rig.err), 0);
	details_want(&details, CR, true);
	rig.monitor.options.details = &details;
}

static int stop(void **state)
{
	(void)state;
	details_free(&details);
	rig_end(&rig);
	kinds = 4;
	return 0;
}

static const struct detail *detail(unsigned int slot)
{
	return &rig.snap.details[slot];
}

static void durations_are_the_rows_exits(void **state)
{
	uint64_t truth;

	(void)state;
	start(0, 0, 2);
	rig_rounds(&rig, 3);
	truth = fake_truth(&rig.host, CR);
	assert_true(detail(CR)->asked && detail(CR)->now.known);
	assert_in_range(detail(CR)->all.sum, truth - 50, truth);
	assert_in_range(detail(CR)->now.sum, 3900, 4100);
	/* 9 000 to 15 000 cycles, nearly all 12 000. */
	assert_near(detail_quantile(&detail(CR)->now, 0.5), 12000, 1100);
	assert_in_range(detail(CR)->longest, 12000, 15000);
	assert_int_equal(detail(CR)->longest_ns, 1700000000123000000);
	assert_false(detail(IO)->asked);
}

static void keys_are_named_by_the_interval(void **state)
{
	const struct detail *cr;
	char text[EXITKEY_TEXT];

	(void)state;
	start(0, 0, 4);
	rig_rounds(&rig, 4);
	cr = detail(CR);
	assert_true(cr->keys_known && cr->keys_now);
	assert_int_equal(cr->keys, 2);
	assert_true(cr->key[0].key == CR3_WRITE);
	assert_in_range(cr->keys_delta, 3900, 4100);
	assert_int_equal(cr->key[0].delta + cr->key[1].delta, cr->keys_delta);
	assert_near(detail_share(cr, 0), 0.75, 0.03);
	assert_true(cr->key[0].exact);
	assert_int_equal(cr->key[0].error, 0);
	assert_int_equal(cr->key[0].hidden, 0);
	assert_near((double)cr->key[0].delta_cycles /
		    (double)cr->key[0].delta, 12000, 100);
	assert_true(detail_top(cr, EXITKEY_TEXT, text));
	assert_memory_equal(text, "CR3 write 7", 11);
}

/* More keys than slots: counts are bounds, and say so. */
static void many_keys_leave_bounds(void **state)
{
	const struct detail *io;
	uint64_t least = 0;

	(void)state;
	kinds = 60;
	start(0, 0, 2);
	details_want(&details, IO, true);
	rig_rounds(&rig, 6);
	io = detail(IO);
	assert_true(io->keys_known && io->keys_now);
	assert_int_equal(io->keys, DETAIL_KEYS);
	for (unsigned int i = 0; i < io->keys; i++) {
		assert_true(io->key[i].count >= io->key[i].error);
		least += io->key[i].delta;
	}
	assert_true(least <= io->keys_delta);
	assert_false(io->key[0].exact);
	assert_in_range(io->keys_delta, 390, 410);
}

static void buckets_that_wrap_are_followed(void **state)
{
	(void)state;
	/* Below their end by some hundred. */
	start(0, 0, 2);
	rig_rounds(&rig, 2);
	for (unsigned int i = 0; i < FAKE_BUCKETS; i++)
		details.memory[CR].raw[i] -= 700;
	for (unsigned int i = 0; i < FAKE_BUCKETS; i++)
		for (unsigned int v = 0; v < 2; v++)
			rig.host.bucket[v][CR][i] -= 350;
	rig_round(&rig);
	assert_true(detail(CR)->now.known);
	assert_in_range(detail(CR)->now.sum, 3900, 4100);
}

/* A host whose count is beyond 32 bits: what its buckets had is not known. */
static void unknown_is_unknown(void **state)
{
	static const struct {
		unsigned int contrary;
		bool durations, keys;
	} rows[] = {
		{ CONTRARY_SUM, false, true },
		{ CONTRARY_ERROR, true, false },
		{ CONTRARY_BACK, true, false },
		{ CONTRARY_MORE, true, false },
		{ CONTRARY_FEWER, true, false },
		{ CONTRARY_ONES, false, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		start(rows[i].contrary, 0, 2);
		rig_rounds(&rig, 5);
		assert_true(detail(CR)->asked);
		assert_int_equal(detail(CR)->now.known, rows[i].durations);
		assert_int_equal(detail(CR)->keys_now, rows[i].keys);
		if (!rows[i].keys)
			assert_int_equal(detail(CR)->keys, 0);
		/* The table goes on. */
		assert_in_range(rig_row(&rig, CR)->delta, 3900, 4100);
		stop(NULL);
	}
	start(0, 0, 1);
}

static void what_changes_while_it_is_read_is_asked_again(void **state)
{
	unsigned int known = 0, rounds = 40;

	(void)state;
	start(CONTRARY_MOVING, 0, 1);
	for (unsigned int i = 0; i < rounds; i++) {
		rig_round(&rig);
		known += detail(CR)->keys_known;
	}
	/* Two keys, of which one in two is refused, and three tries. */
	assert_in_range(known, rounds / 4, rounds * 3 / 4 + 5);
}

static void a_plain_refresh_costs_no_exit_more(void **state)
{
	unsigned int with, without, idle;

	(void)state;
	start(0, 0, 2);
	rig_rounds(&rig, 4);
	with = fake_round_queries(&rig.host);
	details_want(&details, CR, false);
	rig_rounds(&rig, 2);
	without = fake_round_queries(&rig.host);
	rig.monitor.options.details = NULL;
	rig_rounds(&rig, 2);
	assert_null(rig.snap.details);
	assert_int_equal(fake_round_queries(&rig.host), without);
	/* 29 durations, the longest, two keys and an end on two vCPUs. */
	assert_in_range(with - without, 42 - 3, 42 + 3);
	/* Nor does a reason that stands still. */
	rig.monitor.options.details = &details;
	details_want(&details, CR, true);
	rig.host.config.rate[CR] = 0;
	rig_rounds(&rig, 3);
	idle = fake_round_queries(&rig.host);
	assert_in_range(idle, without - 3, without + 3);
	assert_true(detail(CR)->now.known && detail(CR)->keys_now);
	assert_int_equal(detail(CR)->now.sum, 0);
	assert_int_equal(detail(CR)->keys_delta, 0);
}

static void counters_that_begin_again_leave_no_difference(void **state)
{
	(void)state;
	start(0, 0, 2);
	rig_rounds(&rig, 4);
	fake_reset(&rig.host);
	rig_rounds(&rig, 1);
	assert_false(detail(CR)->now.known || detail(CR)->keys_now);
	/* Lost, and probed again within five seconds. */
	rig_rounds(&rig, 8);
	assert_true(detail(CR)->now.known && detail(CR)->keys_now);
	assert_in_range(detail(CR)->now.sum, 3900, 4100);
	assert_in_range(detail(CR)->keys_delta, 3900, 4100);
}

static void a_pause_is_no_interval(void **state)
{
	(void)state;
	start(0, 0, 2);
	rig_rounds(&rig, 3);
	rig.monitor.options.details = NULL;
	rig_rounds(&rig, 10);
	rig.monitor.options.details = &details;
	rig_round(&rig);
	assert_true(detail(CR)->all.known);
	assert_false(detail(CR)->now.known || detail(CR)->keys_now);
	rig_round(&rig);
	assert_in_range(detail(CR)->now.sum, 3900, 4100);
}

static void an_interval_may_be_held_over_many_rounds(void **state)
{
	(void)state;
	start(0, 0, 2);
	details.hold = true;
	rig_rounds(&rig, 2);
	details_mark(&details);
	rig_rounds(&rig, 5);
	assert_in_range(detail(CR)->now.sum, 19900, 20100);
	assert_in_range(detail(CR)->keys_delta, 19900, 20100);
}

static void one_vcpu_alone(void **state)
{
	(void)state;
	start(0, 0, 2);
	details_free(&details);
	assert_int_equal(details_init(&details, &rig.probe, 2, &rig.err), 0);
	details_want(&details, CR, true);
	rig_rounds(&rig, 3);
	assert_true(detail(CR)->keys_now);
	assert_in_range(detail(CR)->keys_delta, 1900, 2100);
}

static void a_host_that_says_nothing_is_not_asked(void **state)
{
	struct fake_config c = { .kind = FAKE_NATIVE, .seed = 1 };

	(void)state;
	rig_begin(&rig, &c, DIALECT_NONE);
	assert_int_equal(details_init(&details, &rig.probe, 0, &rig.err), -1);
	assert_string_equal(rig.err.text, "this host does not say what is "
			    "inside a reason: its administrator allows it by "
			    "exit_details=keys (host/README.md)");
}

static void quantiles_are_within_their_bucket(void **state)
{
	struct durations d = { .known = true, .sum = 100 };

	(void)state;
	assert_true(isnan(detail_quantile(&(struct durations){ 0 }, 0.5)));
	assert_int_equal(detail_edge(1), 256);
	assert_int_equal(detail_edge(2), 320);
	assert_int_equal(detail_edge(5), 512);
	assert_true(detail_edge(113) == ldexp(1, 36));
	d.n[5] = 90;		/* 512 to 640 */
	d.n[113] = 10;
	assert_near(detail_quantile(&d, 0.45), 576, 0.001);
	assert_true(isinf(detail_quantile(&d, 0.99)));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test_teardown(durations_are_the_rows_exits, stop),
	cmocka_unit_test_teardown(keys_are_named_by_the_interval, stop),
	cmocka_unit_test_teardown(many_keys_leave_bounds, stop),
	cmocka_unit_test_teardown(buckets_that_wrap_are_followed, stop),
	cmocka_unit_test_teardown(unknown_is_unknown, stop),
	cmocka_unit_test_teardown(what_changes_while_it_is_read_is_asked_again,
				  stop),
	cmocka_unit_test_teardown(a_plain_refresh_costs_no_exit_more, stop),
	cmocka_unit_test_teardown(counters_that_begin_again_leave_no_difference,
				  stop),
	cmocka_unit_test_teardown(a_pause_is_no_interval, stop),
	cmocka_unit_test_teardown(an_interval_may_be_held_over_many_rounds,
				  stop),
	cmocka_unit_test_teardown(one_vcpu_alone, stop),
	cmocka_unit_test_teardown(a_host_that_says_nothing_is_not_asked, stop),
	cmocka_unit_test(quantiles_are_within_their_bucket),
};

RUN_TESTS(tests)
