/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/alarm.h"
#include "exittop/error.h"
#include "exittop/launch.h"
#include "exittop/live.h"
#include "exittop/options.h"
#include "exittop/replay.h"
#include "exittop/report.h"
#include "exittop/session.h"
#include "exittop/study.h"
#include "exittop/view.h"

#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Large, and there is one of each. */
static struct options options;
static struct session session;
static struct snapshot snapshot;
static struct alarm alarms;
static struct live live;
static struct launch launch;
static struct event_log events;		/* of --plain */

static volatile sig_atomic_t stopped;	/* by this signal */

static int complain(int code, const struct err *err)
{
	fprintf(stderr, "exittop: %s\n", err->text);
	return code;
}

static void on_stop(int sig)
{
	stopped = sig;
}

static void catch_signals(void)
{
	struct sigaction stop = { .sa_handler = on_stop };

	sigemptyset(&stop.sa_mask);
	sigaction(SIGINT, &stop, NULL);
	sigaction(SIGTERM, &stop, NULL);
	sigaction(SIGHUP, &stop, NULL);
	signal(SIGPIPE, SIG_IGN);
}

/* Ends as the signal would have ended us, so that a shell sees it. */
static void die_by(int sig)
{
	signal(sig, SIG_DFL);
	raise(sig);
}

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

static void sleep_until(uint64_t when_ns)
{
	struct timespec ts = {
		.tv_sec = (time_t)(when_ns / 1000000000u),
		.tv_nsec = (long)(when_ns % 1000000000u),
	};

	while (!stopped && clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME,
					   &ts, NULL) == EINTR)
		;
}

/*
 * When the next sample is due: on a fixed grid, so that the schedule does not
 * drift; samples that were missed are left out. A replay waits as long as the
 * recording did, divided by its speed.
 */
static void wait_for_next(uint64_t *due_ns, uint64_t *last_mono_ns)
{
	uint64_t delay = (uint64_t)(options.delay_s * 1e9), now = now_ns();

	if (options.replay) {
		uint64_t step = snapshot.mono_ns - *last_mono_ns;

		if (options.speed <= 0 || !*last_mono_ns)
			step = 0;
		else
			step = (uint64_t)((double)step / options.speed);
		*last_mono_ns = snapshot.mono_ns;
		*due_ns += step;
		if (step)
			sleep_until(*due_ns);
		return;
	}
	*due_ns += delay;
	if (*due_ns < now)
		*due_ns += (now - *due_ns + delay - 1) / delay * delay;
	sleep_until(*due_ns);
}

static FILE *open_output(struct err *err)
{
	FILE *out;

	if (!options.output && options.mode == MODE_RUN)
		return stderr;	/* standard output is COMMAND's */
	if (!options.output || !strcmp(options.output, "-"))
		return stdout;
	out = fopen(options.output, "ae");
	if (!out)
		err_set(err, "cannot open '%s' for the report: %s",
			options.output, strerror(errno));
	return out;
}

/* --plain: one sentence per event, with its time. */
static int tell_events(FILE *out, struct err *err)
{
	uint64_t told = events.end;
	char clock[FORMAT_TEXT];

	event_log_update(&events, &snapshot);
	if (events.end - told > EVENTS)
		told = events.end - EVENTS;
	for (; told < events.end; told++) {
		const struct event *event = &events.event[told % EVENTS];

		format_clock(event->wall_ns, clock);
		fprintf(out, "%s %s\n", clock, event->text);
	}
	if (fflush(out) || ferror(out))
		return err_set(err, "cannot write the events: %s",
			       strerror(errno));
	return 0;
}

/* One round: 1 go on, 0 end, -1 with @err. */
static int sample_once(struct report *report, uint64_t *tables,
		       struct err *err)
{
	int got = monitor_refresh(&session.monitor, &snapshot, err), failed;

	if (got <= 0)
		return got;
	alarm_update(&alarms, &snapshot);
	if (options.plain)
		failed = tell_events(report->out, err);
	else if (snapshot.round > 1)
		failed = report_snapshot(report, &snapshot, err);
	else
		return 1;	/* nothing to be a difference to */
	*tables += snapshot.round > 1;
	/* Where nobody reads any more, that is the end and no failure. */
	if (failed)
		return errno == EPIPE ? 0 : -1;
	return !(options.exit_on_shift && alarms.shifts);
}

/* Samples and reports until @most tables are written (0: without end). */
static int sample(struct report *report, uint64_t most, struct err *err)
{
	uint64_t due = now_ns(), last_mono = 0, tables = 0;
	int got;

	event_log_init(&events);
	while ((got = sample_once(report, &tables, err)) > 0) {
		if (stopped || (most && tables == most))
			break;
		wait_for_next(&due, &last_mono);
		if (stopped)
			break;
	}
	if (got < 0)
		return EXIT_FAILED;
	if (options.exit_on_shift && alarms.shifts)
		return EXIT_SHIFT;
	if (tables || stopped)
		return EXIT_FINE;
	err_set(err, "the recording has only one sample: there is no interval "
		"to report");
	return EXIT_FAILED;
}

/* Fills in @report as the command line wants it. Returns an exit code. */
static int open_report(struct report *report, struct err *err)
{
	FILE *out = open_output(err);

	if (!out)
		return EXIT_FAILED;
	report_init(report, out, options.format);
	if (options.has_sort)
		report->sort = column_get(options.sort);
	if (options.filter && report_filter(report, options.filter,
					    session.probe.isa, err))
		return EXIT_USAGE;
	return EXIT_FINE;
}

/* Returns @code, or a failure to finish the file where that is fine. */
static int close_report(struct report *report, int code, struct err *err)
{
	if (report->out == stdout || report->out == stderr ||
	    !fclose(report->out) || code != EXIT_FINE)
		return code;
	err_set(err, "cannot write to '%s': %s", options.output,
		strerror(errno));
	return EXIT_FAILED;
}

static int do_batch(uint64_t most, struct err *err)
{
	struct report report;
	int code = open_report(&report, err);

	if (!code)
		code = close_report(&report, sample(&report, most, err), err);
	return code;
}

static int do_run(struct err *err)
{
	struct report report;
	int code = open_report(&report, err);

	if (code)
		return code;
	launch.session = &session;
	launch.options = &options;
	launch.report = &report;
	return close_report(&report, launch_command(&launch, err), err);
}

static int do_probe(int found, const struct err *err)
{
	report_probe(found == EXIT_FINE ? stdout : stderr, &session.probe);
	return found == EXIT_FINE ? found : complain(found, err);
}

static int do_live(struct err *err)
{
	int ended;

	live.session = &session;
	live.options = &options;
	live.alarm = &alarms;
	live.now_ns = now_ns;
	ended = live_run(&live, err);
	if (ended < 0)
		return EXIT_FAILED;
	if (ended > 0)
		stopped = ended;
	return options.exit_on_shift && alarms.shifts ? EXIT_SHIFT : EXIT_FINE;
}

static int run_mode(struct err *err)
{
	int code = EXIT_FINE;

	if (alarm_init(&alarms, options.on_shift, err))
		return EXIT_USAGE;
	if (options.mode == MODE_LIVE)
		code = live_settings(&live.config, live.config_file, &options,
				     err);
	if (options.speed < 0)
		options.speed = options.mode == MODE_LIVE ? 1 : 0;
	if (options.mode == MODE_RUN)
		options.delay_s = launch_step_s(&options, &session.probe);
	if (!code)
		code = session_start(&session, &options, err);
	if (code)
		return code;
	switch (options.mode) {
	case MODE_ONCE:
		return do_batch(1, err);
	case MODE_BATCH:
		return do_batch(options.iterations, err);
	case MODE_RUN:
		return do_run(err);
	default:
		return do_live(err);
	}
}

static int with_session(void)
{
	struct err err = { "" }, lost;
	int code = session_open(&session, &options, &err);

	if (options.mode == MODE_PROBE) {
		code = do_probe(code, &err);
	} else {
		if (code == EXIT_FINE && options.replay &&
		    replay_was_cut(session.inner))
			fprintf(stderr, "exittop: %s: the last round was cut "
				"off and is left out\n", options.replay);
		if (code == EXIT_FINE)
			code = run_mode(&err);
		/* COMMAND's own failures are not ours to complain about. */
		if (code != EXIT_FINE && code != EXIT_SHIFT && err.text[0])
			complain(code, &err);
	}
	if (session_close(&session, &lost)) {
		complain(EXIT_FAILED, &lost);
		code = code ? code : EXIT_FAILED;
	}
	return code;
}

static int finish(int code, const struct err *err)
{
	return code ? complain(code, err) : code;
}

int main(int argc, char **argv)
{
	struct err err;

	setlocale(LC_ALL, "");
	setlocale(LC_NUMERIC, "C");	/* CSV and JSON have points */
	if (options_parse(&options, argc, argv, &err))
		return complain(EXIT_USAGE, &err);
	switch (options.mode) {
	case MODE_HELP:
		options_help(stdout);
		return EXIT_FINE;
	case MODE_VERSION:
		puts("exittop " EXITTOP_VERSION);
		return EXIT_FINE;
	case MODE_EXPLAIN:
		return finish(study_explain(&options, &err), &err);
	case MODE_COMPARE:
	case MODE_COURSE:
		return finish(study_runs(&options, &session, &err), &err);
	default:
		break;
	}
	if (options.mode == MODE_LIVE && options.plain)
		options.mode = MODE_BATCH;
	if (options.mode == MODE_LIVE && !isatty(STDOUT_FILENO) &&
	    !options.keys) {
		fputs("exittop: no terminal here: plain output, as with "
		      "--batch\n", stderr);
		options.mode = MODE_BATCH;
	}
	if (options.mode != MODE_RUN)	/* its signals are COMMAND's */
		catch_signals();
	argc = with_session();
	if (stopped)
		die_by(stopped);
	return argc;
}
