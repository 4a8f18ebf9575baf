/* SPDX-License-Identifier: GPL-2.0-only */
#include "alarm.h"
#include "batch.h"
#include "exittop/base/error.h"
#include "launch.h"
#include "live.h"
#include "exittop/app/options.h"
#include "probe_report.h"
#include "exittop/source/replay.h"
#include "exittop/report/report.h"
#include "sandbox.h"
#include "session.h"
#include "offline.h"
#include "writer.h"

#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/select.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

/* Large, and there is one of each. */
static struct options options;
static struct session session;
static struct alarm alarms;
static struct live live;
static struct batch batch;
static struct launch launch;
static struct writer writer;

static volatile sig_atomic_t stopped;	/* by this signal */
static volatile sig_atomic_t moved;	/* SIGHUP: the output is elsewhere */
static volatile sig_atomic_t asked;	/* SIGUSR1: for a sample */

static int complain(int code, const struct err *err)
{
	fprintf(stderr, "exittop: %s\n", err->text);
	return code;
}

static void warn(const struct err *said)
{
	complain(EXIT_FAILED, said);
}

static void on_stop(int sig)
{
	stopped = sig;
}

static void on_move(int sig)
{
	(void)sig;
	moved = 1;
}

static void on_ask(int sig)
{
	(void)sig;
	asked = 1;
}

/*
 * What was ignored when we were started (nohup, a job of sh) stays so. Who asks
 * to end twice does not wait for a reader that takes nothing.
 */
static void catch(int sig, void (*handler)(int), bool insist)
{
	struct sigaction action = { .sa_handler = handler }, old;

	if (handler == on_stop)
		action.sa_flags = (int)SA_RESETHAND;
	sigemptyset(&action.sa_mask);
	sigaction(sig, NULL, &old);
	if (insist || old.sa_handler != SIG_IGN)
		sigaction(sig, &action, NULL);
}

static void catch_signals(void)
{
	bool rotates = options.mode == MODE_BATCH && options.output;

	catch(SIGINT, on_stop, false);
	catch(SIGTERM, on_stop, true);
	catch(SIGHUP, rotates ? on_move : on_stop, rotates);
	catch(SIGUSR1, on_ask, true);
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

/* What a signal asks for; WAKE_DUE: nothing. */
static enum wake asked_for(void)
{
	if (stopped)
		return WAKE_STOP;
	if (moved) {
		moved = 0;
		return WAKE_REOPEN;
	}
	if (asked) {
		asked = 0;
		return WAKE_SAMPLE;
	}
	return WAKE_DUE;
}

/* Signals come in pselect() only, so that none slips in before it. */
static enum wake wait_until(uint64_t when_ns)
{
	enum wake wake = asked_for();
	sigset_t block, old;

	if (wake != WAKE_DUE || now_ns() >= when_ns)
		return wake;
	sigemptyset(&block);
	sigaddset(&block, SIGINT);
	sigaddset(&block, SIGTERM);
	sigaddset(&block, SIGHUP);
	sigaddset(&block, SIGUSR1);
	sigprocmask(SIG_BLOCK, &block, &old);
	while ((wake = asked_for()) == WAKE_DUE) {
		uint64_t now = now_ns(), left = when_ns - now;
		struct timespec ts = {
			.tv_sec = (time_t)(left / 1000000000u),
			.tv_nsec = (long)(left % 1000000000u),
		};

		if (now >= when_ns)
			break;
		pselect(0, NULL, NULL, NULL, &ts, &old);
	}
	sigprocmask(SIG_SETMASK, &old, NULL);
	return wake;
}

static const struct batch_ops batch_ops = { now_ns, wait_until };

static int open_writer(int fd, struct err *err)
{
	writer.tell = warn;
	return writer_open(&writer, &options, session.probe.isa, fd, err);
}

static int do_batch(uint64_t most, struct err *err)
{
	int code = open_writer(STDOUT_FILENO, err);

	if (code)
		return code;
	batch.session = &session;
	batch.options = &options;
	batch.alarm = &alarms;
	batch.writer = &writer;
	batch.ops = &batch_ops;
	return writer_close(&writer, batch_run(&batch, most, err), err);
}

/* COMMAND may be sent signals, where there is one. */
static void give_up_the_rest(pid_t command)
{
	const struct sandbox needs = {
		.writes = options.mode == MODE_LIVE || options.output ||
			  options.record,
		.child = command,
	};

	(void)btowc(0x80); /* libc loads this locale's conversions, if any, now */
	sandbox_enter(&needs);
}

static int do_run(struct err *err)
{
	/* Standard output is COMMAND's. */
	int code = open_writer(STDERR_FILENO, err);

	if (code)
		return code;
	launch.session = &session;
	launch.options = &options;
	launch.writer = &writer;
	launch.on_last = give_up_the_rest;
	return writer_close(&writer, launch_command(&launch, err), err);
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

/* Without a screen it is a batch. */
static void settle_live(void)
{
	if (options.mode == MODE_LIVE && options.plain)
		options.mode = MODE_BATCH;
	if (options.mode == MODE_LIVE && !isatty(STDOUT_FILENO) &&
	    !options.keys) {
		fputs("exittop: no terminal here: plain output, as with "
		      "--batch\n", stderr);
		options.mode = MODE_BATCH;
	}
}

int main(int argc, char **argv)
{
	struct err err;

	/* It writes and runs what its caller names: with his rights alone. */
	if (getauxval(AT_SECURE)) {
		err_set(&err, "this exittop is installed setuid, setgid or "
			"with capabilities: it needs none of them and does "
			"not run so");
		return complain(EXIT_FAILED, &err);
	}
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
	default:
		break;
	}
	settle_live();
	if (alarm_init(&alarms, options.on_shift, &err))
		return complain(EXIT_USAGE, &err);
	if (options.mode != MODE_RUN)	/* which has programs to run */
		give_up_the_rest(0);
	switch (options.mode) {
	case MODE_EXPLAIN:
		return finish(study_explain(&options, &err), &err);
	case MODE_COMPARE:
	case MODE_COURSE:
		return finish(study_runs(&options, &session, &err), &err);
	default:
		break;
	}
	if (options.mode != MODE_RUN)	/* its signals are COMMAND's */
		catch_signals();
	argc = with_session();
	if (stopped)
		die_by(stopped);
	return argc;
}
