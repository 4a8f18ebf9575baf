/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include "app/batch.h"
#include "fake_host.h"

#include <unistd.h>

#define SECOND 1000000000ull

static char file[] = "/tmp/exittop-batch-XXXXXX", aside[64];

/* The clock and the signals of main, as the test wants them. */
static uint64_t clock_ns;
static uint64_t waited[32];		/* what batch waited for */
static enum wake wakes[32];		/* and why each wait ends; WAKE_DUE */
static unsigned int waits;
static double takes_s;			/* a sample takes so long */

static struct fake_host host;
static struct session session;
static struct options options;
static struct writer writer;
static struct batch batch;
static struct err err;

static uint64_t now_ns(void)
{
	return clock_ns;
}

static enum wake wait_until(uint64_t (*now)(void), uint64_t when_ns)
{
	enum wake wake = wakes[waits];

	(void)now;
	assert_true(waits < 31);
	waited[waits++] = when_ns;
	if (wake == WAKE_DUE && when_ns > clock_ns)
		clock_ns = when_ns;
	if (wake == WAKE_REOPEN)
		assert_int_equal(rename(file, aside), 0);
	clock_ns += (uint64_t)(takes_s * 1e9);
	return wake;
}

static int start(void **state)
{
	struct fake_config c = { .kind = FAKE_NATIVE, .seed = 3 };
	struct monitor_options monitor = {
		.delay_s = 1, .false_alarm_s = 3600, .watch_default = true,
	};
	struct stamp stamp;

	(void)state;
	c.rate[30] = 300;
	memset(&session, 0, sizeof(session));
	memset(&options, 0, sizeof(options));
	memset(&batch, 0, sizeof(batch));
	memset(wakes, 0, sizeof(wakes));
	waits = 0;
	takes_s = 0;
	clock_ns = 100 * SECOND;
	fake_init(&host, &c);
	recorder_init(&session.recorder, &host.source);
	session.inner = &host.source;
	source_next(&session.recorder.source, &stamp, &err);
	if (probe_run(&session.probe, &session.recorder.source,
		      &session.probing, &err) != 1)
		return -1;
	monitor_init(&session.monitor, &session.recorder.source,
		     &session.probe, &monitor);
	strcpy(file + strlen(file) - 6, "XXXXXX");
	close(mkstemp(file));
	snprintf(aside, sizeof(aside), "%s.1", file);
	options.delay_s = 1;
	options.output = file;
	options.format = REPORT_JSON;
	return 0;
}

static int stop(void **state)
{
	(void)state;
	unlink(file);
	source_close(&host.source);
	fake_free(&host);
	return 0;
}

static int run(uint64_t most)
{
	int code;

	assert_int_equal(writer_open(&writer, &options, ISA_VMX, 1, &err), 0);
	batch.session = &session;
	batch.options = &options;
	batch.writer = &writer;
	batch.now_ns = now_ns;
	batch.wait = wait_until;
	code = batch_run(&batch, most, &err);
	assert_int_equal(writer_close(&writer, 0, &err), 0);
	return code;
}

static unsigned int lines_of(const char *name)
{
	FILE *in = fopen(name, "r");
	unsigned int n = 0;
	int c;

	while ((c = fgetc(in)) != EOF)
		n += c == '\n';
	fclose(in);
	return n;
}

static unsigned int lines(void)
{
	return lines_of(file);
}

static void samples_are_on_a_grid_that_does_not_drift(void **state)
{
	(void)state;
	takes_s = 0.3;
	assert_int_equal(run(5), EXIT_FINE);
	assert_int_equal(lines(), 5);
	for (unsigned int i = 0; i < 5; i++)
		assert_int_equal(waited[i], (101 + i) * SECOND);
}

static void missed_samples_are_left_out(void **state)
{
	(void)state;
	takes_s = 2.5;
	assert_int_equal(run(3), EXIT_FINE);
	assert_int_equal(waited[0], 101 * SECOND);
	assert_int_equal(waited[1], 104 * SECOND);	/* it is 103.5 */
	assert_int_equal(waited[2], 107 * SECOND);	/* it is 106.5 */
}

static void a_sample_asked_for_does_not_move_the_others(void **state)
{
	(void)state;
	wakes[1] = wakes[2] = WAKE_SAMPLE;
	assert_int_equal(run(5), EXIT_FINE);
	assert_int_equal(lines(), 5);
	assert_int_equal(waited[0], 101 * SECOND);
	for (int i = 1; i < 4; i++)	/* the same, until it is due */
		assert_int_equal(waited[i], 102 * SECOND);
	assert_int_equal(waited[4], 103 * SECOND);
}

static void a_moved_file_is_left_at_once_and_nothing_is_sampled(void **state)
{
	(void)state;
	wakes[2] = WAKE_REOPEN;
	assert_int_equal(run(5), EXIT_FINE);
	assert_int_equal(waited[2], waited[3]);
	assert_int_equal(lines_of(aside), 2);
	assert_int_equal(lines(), 3);
	unlink(aside);
}

static void a_signal_ends_it_after_the_round(void **state)
{
	(void)state;
	wakes[3] = WAKE_STOP;
	assert_int_equal(run(0), EXIT_FINE);
	assert_int_equal(lines(), 3);
	assert_int_equal(waits, 4);
}

static void once_is_two_samples_and_one_table(void **state)
{
	(void)state;
	assert_int_equal(run(1), EXIT_FINE);
	assert_int_equal(lines(), 1);
	assert_int_equal(waits, 1);
}

static void plain_tells_no_table(void **state)
{
	(void)state;
	options.plain = true;
	wakes[5] = WAKE_STOP;
	assert_int_equal(run(0), EXIT_FINE);
	assert_int_equal(batch.tables, 5);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

static const struct CMUnitTest tests[] = {
	TEST(samples_are_on_a_grid_that_does_not_drift),
	TEST(missed_samples_are_left_out),
	TEST(a_sample_asked_for_does_not_move_the_others),
	TEST(a_moved_file_is_left_at_once_and_nothing_is_sampled),
	TEST(a_signal_ends_it_after_the_round),
	TEST(once_is_two_samples_and_one_table),
	TEST(plain_tells_no_table),
};

RUN_TESTS(tests)
