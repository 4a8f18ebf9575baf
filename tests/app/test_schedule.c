/* SPDX-License-Identifier: GPL-2.0-only */
/* When --batch samples: on an absolute grid, down to 10 ms, without drift. */
#include "unit.h"

#include "app/batch.h"
#include "rig.h"

#define MS    1000000u
#define START 12345678901u
#define MOST  1000

static struct rig rig;			/* large, all of them */
static struct session session;
static struct writer writer;
static struct batch batch;

static uint64_t clock_ns, start_ns, due[MOST + 1];
static uint64_t lag_ns, hold_at, hold_ns;
static unsigned int waits, early_at;

/* Time passes by itself: a clock that is read shows a later time. */
static uint64_t now_ns(void)
{
	return clock_ns += lag_ns;
}

/* Wakes up a little late, as a machine does; and once much too late. */
static enum wake wait_until(uint64_t (*now)(void), uint64_t when_ns)
{
	(void)now;
	due[waits++] = when_ns;
	if (waits == early_at)
		return WAKE_SAMPLE;
	if (when_ns > clock_ns)
		clock_ns = when_ns;
	clock_ns += waits == hold_at ? hold_ns : lag_ns;
	return WAKE_DUE;
}

static void run(double delay_s, uint64_t rounds)
{
	static const struct fake_config config = { .kind = FAKE_NATIVE };
	static struct options options;
	struct err err = { "" };

	rig_begin(&rig, &config, DIALECT_NONE);
	session.monitor = rig.monitor;
	options.delay_s = delay_s;
	options.output = "/dev/null";
	memset(&batch, 0, sizeof(batch));
	batch = (struct batch){
		.session = &session, .options = &options,
		.writer = &writer, .now_ns = now_ns,
		.wait = wait_until,
	};
	clock_ns = START;
	waits = 0;
	assert_int_equal(writer_open(&writer, &options, ISA_VMX, -1, &err), 0);
	assert_int_equal(batch_run(&batch, rounds, &err), EXIT_FINE);
	assert_int_equal(writer_close(&writer, EXIT_FINE, &err), EXIT_FINE);
	start_ns = START + lag_ns;	/* as batch_run() read the clock */
	rig_end(&rig);
}

static int calm(void **state)
{
	(void)state;
	lag_ns = 3 * MS;
	hold_at = early_at = 0;
	return 0;
}

static void it_does_not_drift(void **state)
{
	(void)state;
	run(0.01, MOST);
	assert_int_equal(waits, MOST);
	for (uint64_t i = 0; i < MOST; i++)
		assert_int_equal(due[i], start_ns + (i + 1) * 10 * MS);
}

static void what_was_missed_is_left_out(void **state)
{
	(void)state;
	hold_at = 5;
	hold_ns = 42 * MS;
	run(0.01, 10);
	assert_int_equal(due[4], start_ns + 50 * MS);
	/* It is 92 ms and more by now: the next on the grid. */
	assert_int_equal(due[5], start_ns + 100 * MS);
	assert_int_equal(due[9], start_ns + 140 * MS);
}

static void an_early_sample_moves_nothing(void **state)
{
	(void)state;
	early_at = 3;
	run(0.01, 6);
	assert_int_equal(due[2], start_ns + 30 * MS);
	assert_int_equal(due[3], start_ns + 30 * MS);
	assert_int_equal(due[4], start_ns + 40 * MS);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test_setup(it_does_not_drift, calm),
	cmocka_unit_test_setup(what_was_missed_is_left_out, calm),
	cmocka_unit_test_setup(an_early_sample_moves_nothing, calm),
};

RUN_TESTS(tests)
