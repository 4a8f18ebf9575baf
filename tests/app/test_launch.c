/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include "app/launch.h"
#include "fake_host.h"

#include <signal.h>
#include <unistd.h>

/*
 * COMMAND really runs; the host does not. Its clock moves with every sample
 * only, so that the numbers are what the test says.
 */
static struct fake_host host;
static struct session session;
static struct options options;
static struct writer writer;
static struct launch launch;
static struct err err;
static char *text;
static size_t size;

static char *argv_of(const char *script, char *argv[4])
{
	static char words[3][256];

	strcpy(words[0], "sh");
	strcpy(words[1], "-c");
	snprintf(words[2], sizeof(words[2]), "%s", script);
	for (int i = 0; i < 3; i++)
		argv[i] = words[i];
	argv[3] = NULL;
	return words[2];
}

static void start(enum fake_kind kind, bool host_scope)
{
	struct fake_config c = {
		.kind = kind, .vcpus = 2, .seed = 3, .host_scope = host_scope,
	};
	struct monitor_options monitor = {
		.false_alarm_s = 3600, .watch_default = true,
	};
	struct stamp stamp;

	c.rate[48] = 100;
	c.rate[30] = 300;
	c.rate[12] = 50;
	c.cost[12] = 2e6;
	memset(&session, 0, sizeof(session));
	memset(&options, 0, sizeof(options));
	memset(&launch, 0, sizeof(launch));
	options.repeat = 1;
	fake_init(&host, &c);
	recorder_init(&session.recorder, &host.source);
	session.inner = &host.source;
	assert_int_equal(source_next(&session.recorder.source, &stamp, &err),
			 1);
	assert_int_equal(probe_run(&session.probe, &session.recorder.source,
				   &session.probing, &err), 1);
	monitor_init(&session.monitor, &session.recorder.source,
		     &session.probe, &monitor);
}

/* Runs options.command. */
static int run_words(void)
{
	char file[] = "/tmp/exittop-launch-XXXXXX";
	FILE *in;
	int code;

	close(mkstemp(file));
	options.output = file;
	assert_int_equal(writer_open(&writer, &options, ISA_VMX, 2, &err), 0);
	launch.session = &session;
	launch.options = &options;
	launch.writer = &writer;
	code = launch_command(&launch, &err);
	assert_int_equal(writer_close(&writer, 0, &err), 0);
	in = fopen(file, "r");
	assert_true(fseek(in, 0, SEEK_END) == 0);
	size = (size_t)ftell(in);
	rewind(in);
	text = calloc(1, size + 1);
	assert_int_equal(fread(text, 1, size, in), size);
	fclose(in);
	unlink(file);
	return code;
}

/* Runs @script; the report is in `text`. Returns the exit code. */
static int run_script(const char *script, enum report_format format)
{
	static char *argv[4];

	argv_of(script, argv);
	options.command = argv;
	options.format = format;
	return run_words();
}

static void stop(void)
{
	free(text);
	source_close(&host.source);
	fake_free(&host);
}

#define assert_tells(what)						\
	do {								\
		if (!strstr(text, what))				\
			fail_msg("no \"%s\" in:\n%s", what, text);	\
	} while (0)

#define assert_silent(what)						\
	do {								\
		if (strstr(text, what))					\
			fail_msg("\"%s\" in:\n%s", what, text);		\
	} while (0)

static void the_report_tells_the_run_and_keeps_its_status(void **state)
{
	(void)state;
	start(FAKE_NATIVE, false);
	assert_int_equal(run_script("exit 5", REPORT_PLAIN), 5);
	assert_string_equal(err.text, "");
	assert_tells("sh -c exit 5\n");
	assert_tells("exit status 5\n");
	assert_tells("paging   nested  EPT_VIOLATION 1");
	assert_tells("; excluding ");
	assert_tells("s asleep in HLT");
	assert_silent("all its guests");
	assert_near((double)launch.sum.rows[30].delta, 300, 30);
	assert_int_equal(launch.sum.rows[30].count, launch.sum.rows[30].delta);
	assert_near(launch.sum.interval_s, 1, 0.01);
	stop();
}

static void what_exittop_asks_itself_is_not_counted(void **state)
{
	(void)state;
	start(FAKE_NATIVE, false);
	assert_int_equal(run_script(":", REPORT_PLAIN), 0);
	assert_true(launch.sum.self_delta > 2);
	assert_int_equal(launch.sum.rows[10].delta, 0);
	stop();
}

static void where_a_command_ends_everything_is_read(void **state)
{
	(void)state;
	start(FAKE_NATIVE, false);
	assert_int_equal(run_script(":", REPORT_PLAIN), 0);
	assert_true(launch.now.notes & NOTE_FULL_SWEEP);
	stop();
}

static void counters_of_the_whole_host_are_said_to_be_that(void **state)
{
	(void)state;
	start(FAKE_2021, false);
	assert_int_equal(run_script(":", REPORT_PLAIN), 0);
	assert_tells("the host counts all its guests together");
	stop();
}

static void a_baseline_is_subtracted_and_said(void **state)
{
	(void)state;
	start(FAKE_NATIVE, false);
	options.baseline_s = 0.01;
	assert_int_equal(run_script(":", REPORT_PLAIN), 0);
	assert_tells("exits of the idle guest are subtracted: 4");
	assert_near(launch.told.baseline_rate, 450, 30);
	/* Nothing but what the idle guest makes was made. */
	assert_true(launch.sum.rows[30].delta < 60);
	assert_true(launch.sum.total.delta < 90);
	stop();
}

static void several_runs_give_mean_and_spread(void **state)
{
	(void)state;
	start(FAKE_NATIVE, false);
	options.repeat = 4;
	assert_int_equal(run_script(":", REPORT_PLAIN), 0);
	assert_tells("time     4 runs, 1.000 s on average");
	assert_tells("standard deviation");
	assert_tells(" MEAN ");
	assert_int_equal(launch.spread.exits[30].n, 4);
	assert_near(launch.spread.exits[30].mean, 300, 30);
	assert_near(launch.all.interval_s, 4, 0.01);
	assert_near(launch.spread.exits[30].mean * 4,
		    (double)launch.all.rows[30].delta, 1e-6);
	stop();
}

static void several_runs_are_an_object_each_in_json(void **state)
{
	unsigned int lines = 0;

	(void)state;
	start(FAKE_NATIVE, false);
	options.repeat = 3;
	assert_int_equal(run_script(":", REPORT_JSON), 0);
	for (const char *p = text; *p; p++)
		lines += *p == '\n';
	assert_int_equal(lines, 3);
	assert_tells("\"argv\":[\"sh\",\"-c\",\":\"],\"run\":3,\"runs\":3,"
		     "\"status\":0");
	stop();
}

static void of_several_runs_the_first_bad_status_counts(void **state)
{
	char file[] = "/tmp/exittop-run-XXXXXX", script[256];

	(void)state;
	assert_true(mkstemp(file) >= 0);
	snprintf(script, sizeof(script), "echo >> %s; "
		 "exit $(($(wc -l < %s) - 1))", file, file);
	start(FAKE_NATIVE, false);
	options.repeat = 4;	/* 0, 1, 2, 3 */
	assert_int_equal(run_script(script, REPORT_PLAIN), 1);
	assert_int_equal(launch.spread.seconds.n, 4);
	unlink(file);
	stop();
}

static void ctrl_c_in_one_run_ends_all_and_they_are_told(void **state)
{
	(void)state;
	start(FAKE_NATIVE, false);
	options.repeat = 9;
	signal(SIGINT, SIG_DFL);	/* not what a background shell left */
	assert_int_equal(run_script("kill -INT $$", REPORT_PLAIN), 130);
	assert_tells("time     1 runs");
	stop();
}

static void what_cannot_be_run_is_said_and_not_reported(void **state)
{
	static char name[] = "no such command", *argv[] = { name, NULL };

	(void)state;
	start(FAKE_NATIVE, false);
	options.command = argv;
	assert_int_equal(run_words(), COMMAND_NOT_FOUND);
	assert_string_equal(text, "");
	assert_non_null(strstr(err.text, "'no such command'"));
	stop();
}

static void narrow_counts_are_sampled_before_they_can_wrap_twice(void **state)
{
	struct probe probe = { .dialect = DIALECT_2021 };

	(void)state;
	memset(&options, 0, sizeof(options));
	assert_true(launch_step_s(&options, &probe) > 0);
	/* As fast as a host of many vCPUs can count. */
	assert_true(launch_step_s(&options, &probe) * COUNTER_WRAP_RATE <
		    UINT32_MAX);
	probe.dialect = DIALECT_NATIVE;
	assert_true(launch_step_s(&options, &probe) <= 0);
	options.has_delay = true;
	options.delay_s = 0.5;
	assert_near(launch_step_s(&options, &probe), 0.5, 0);
}

/* A run of 12 samples, each of 1 s on the fake host's clock. */
static void samples_in_between_are_added_up(void **state)
{
	(void)state;
	start(FAKE_2021, false);
	options.has_delay = true;
	options.delay_s = 0.01;
	assert_int_equal(run_script("sleep 0.3", REPORT_PLAIN), 0);
	assert_true(launch.sum.interval_s > 2.5);
	assert_near(launch.sum.rows[30].rate, 300, 20);
	stop();
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(the_report_tells_the_run_and_keeps_its_status),
	cmocka_unit_test(what_exittop_asks_itself_is_not_counted),
	cmocka_unit_test(where_a_command_ends_everything_is_read),
	cmocka_unit_test(counters_of_the_whole_host_are_said_to_be_that),
	cmocka_unit_test(a_baseline_is_subtracted_and_said),
	cmocka_unit_test(several_runs_give_mean_and_spread),
	cmocka_unit_test(several_runs_are_an_object_each_in_json),
	cmocka_unit_test(of_several_runs_the_first_bad_status_counts),
	cmocka_unit_test(ctrl_c_in_one_run_ends_all_and_they_are_told),
	cmocka_unit_test(what_cannot_be_run_is_said_and_not_reported),
	cmocka_unit_test(narrow_counts_are_sampled_before_they_can_wrap_twice),
	cmocka_unit_test(samples_in_between_are_added_up),
};

RUN_TESTS(tests)
