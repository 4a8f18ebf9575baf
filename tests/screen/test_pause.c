/* SPDX-License-Identifier: GPL-2.0-only */
/* A live screen that is paused makes no exits, unless somebody waits. */
#include "unit.h"

#include "exittop/core/monitor.h"
#include "screen/loop.h"
#include "ops_sample.h"
#include "fake_host.h"

static struct fake_host host;
static struct monitor monitor;
static struct loop *loop;

static int next(void *ctx, struct snapshot *snap, struct err *err)
{
	(void)ctx;
	return monitor_refresh(&monitor, snap, err);
}

static uint64_t no_clock(void *ctx)
{
	(void)ctx;
	return 0;
}

static int record(void *ctx, bool *on, struct err *said)
{
	(void)ctx;
	*on = !*on;
	return err_set(said, "recording"), 0;
}

static const struct tui_ops ops = {
	.refresh = next, .now_ns = no_clock, .record = record, SAMPLE_OPS,
};

/* Plays keys on a live screen; returns how many CPUIDs that took. */
static uint64_t play(const char *keys, bool alarms)
{
	struct fake_config config = { .kind = FAKE_NATIVE, .seed = 1 };
	struct tui_options options = {
		.alarms = alarms, .delay_s = 1, .keys = keys,
	};
	struct monitor_options monitored = {
		.delay_s = 1, .false_alarm_s = 8 * 3600, .watch_default = true,
	};
	static const struct probe_options probing;
	static struct probe probe;
	struct config looks;
	struct stamp stamp;
	struct err err = { "" };
	uint64_t issued;

	config.rate[30] = 100;
	fake_init(&host, &config);
	if (source_next(&host.source, &stamp, &err) != 1 ||
	    probe_run(&probe, &host.source, &probing, &err) != 1)
		fail_msg("%s", err.text);
	monitor_init(&monitor, &host.source, &probe, &monitored);
	config_init(&looks);
	free(loop);
	loop = loop_new(&looks, &options, &ops, NULL, &err);
	if (!loop || loop_play(loop, 80, 24, &err))
		fail_msg("%s", err.text);
	issued = host.source.issued;
	assert_int_equal(host.logged, issued);
	fake_free(&host);
	return issued;
}

static void paused_no_cpuid_is_issued(void **state)
{
	uint64_t before = play("<Wait:5><Space>", false);

	(void)state;
	assert_true(loop->view.moment.paused);
	assert_int_equal(loop->view.moment.live.round, 6);
	assert_int_equal(play("<Wait:5><Space><Wait:50>", false), before);
	assert_int_equal(play("<Wait:5><Space><Wait:9>[[<Wait:9>", false),
			 before);
	assert_int_equal(loop->view.moment.live.round, 6);
}

static void it_goes_on_where_it_was_left(void **state)
{
	uint64_t before = play("<Wait:5><Wait:20>", false);

	(void)state;
	assert_int_equal(play("<Wait:5><Space><Wait:50><Space><Wait:19>",
			      false), before);
	assert_false(loop->view.moment.paused);
}

static void looking_back_is_no_pause(void **state)
{
	(void)state;
	play("<Wait:5>[<Wait:50>", false);
	assert_true(loop->view.moment.back);
	assert_int_equal(loop->view.moment.live.round, 57);
}

static void who_waits_is_served(void **state)
{
	(void)state;
	play("<Wait:5><Space><Wait:50>", true);
	assert_int_equal(loop->view.moment.live.round, 57);
	play("<Wait:5><Space><Wait:9>w<Wait:9>w<Wait:9>", false);
	assert_int_equal(loop->view.moment.live.round, 6 + 10);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(paused_no_cpuid_is_issued),
	cmocka_unit_test(it_goes_on_where_it_was_left),
	cmocka_unit_test(looking_back_is_no_pause),
	cmocka_unit_test(who_waits_is_served),
};

RUN_TESTS(tests)
