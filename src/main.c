/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/error.h"
#include "exittop/explain.h"
#include "exittop/monitor.h"
#include "exittop/options.h"
#include "exittop/replay.h"
#include "exittop/report.h"
#include "exittop/session.h"
#include "exittop/tui.h"
#include "exittop/view.h"

#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

/* Large, and there is one of each. */
static struct options options;
static struct session session;
static struct snapshot snapshot;
static struct view view;

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

	if (!options.output || !strcmp(options.output, "-"))
		return stdout;
	out = fopen(options.output, "a");
	if (!out)
		err_set(err, "cannot open '%s' for the report: %s",
			options.output, strerror(errno));
	return out;
}

/*
 * Samples and reports until @most tables are written (0: without end). The
 * first sample has nothing to be a difference to, and makes no table.
 */
static int sample(struct report *report, uint64_t most, struct err *err)
{
	uint64_t due = now_ns(), last_mono = 0, tables = 0;
	int got;

	for (;;) {
		got = monitor_refresh(&session.monitor, &snapshot, err);
		if (got < 0)
			return EXIT_FAILED;
		if (got == 0)
			break;
		if (snapshot.round > 1) {
			if (report_snapshot(report, &snapshot, err))
				/* Nobody reads any more: that is no failure. */
				return errno == EPIPE ? EXIT_FINE
						      : EXIT_FAILED;
			tables++;
		}
		if (stopped || (most && tables == most))
			return EXIT_FINE;
		wait_for_next(&due, &last_mono);
		if (stopped)
			return EXIT_FINE;
	}
	if (tables)
		return EXIT_FINE;
	err_set(err, "the recording has only one sample: there is no interval "
		"to report");
	return EXIT_FAILED;
}

static int do_batch(uint64_t most, struct err *err)
{
	struct report report;
	FILE *out = open_output(err);
	int code;

	if (!out)
		return EXIT_FAILED;
	report_init(&report, out, options.format);
	if (options.has_sort)
		report.sort = column_get(options.sort);
	if (options.filter && report_filter(&report, options.filter,
					    session.probe.isa, err))
		return EXIT_USAGE;
	code = sample(&report, most, err);
	if (out != stdout && fclose(out) && code == EXIT_FINE) {
		err_set(err, "cannot write to '%s': %s", options.output,
			strerror(errno));
		code = EXIT_FAILED;
	}
	return code;
}

/* ---- the screen ---- */

static int tui_refresh(void *ctx, struct snapshot *snap, struct err *err)
{
	(void)ctx;
	return monitor_refresh(&session.monitor, snap, err);
}

static uint64_t tui_now(void *ctx)
{
	(void)ctx;
	return now_ns();
}

static const char *tui_replay_mark(void *ctx)
{
	(void)ctx;
	return options.replay ? replay_mark(session.inner) : NULL;
}

static void tui_mark(void *ctx, const char *text)
{
	(void)ctx;
	recorder_mark(&session.recorder, text);
}

/* "exittop-20261122-150405.exits" in the current folder. */
static void name_file(char *path, size_t room, const char *ending)
{
	char date[32];
	time_t now = time(NULL);
	struct tm tm;

	localtime_r(&now, &tm);
	strftime(date, sizeof(date), "%Y%m%d-%H%M%S", &tm);
	snprintf(path, room, "exittop-%s.%s", date, ending);
}

static int tui_record(void *ctx, bool *on, struct err *said)
{
	char path[64];

	(void)ctx;
	*on = recorder_is_open(&session.recorder);
	if (*on) {
		*on = false;
		if (recorder_finish(&session.recorder, said))
			return -1;
		err_set(said, "recording to %s ended", session.recorder.path);
		return 0;
	}
	name_file(path, sizeof(path), "exits");
	if (session_record(&session, path, said))
		return -1;
	*on = true;
	err_set(said, "recording to %s", path);
	return 0;
}

static int tui_save(void *ctx, const struct snapshot *snap, struct err *said)
{
	struct report report;
	char path[64];
	FILE *out;
	int failed;

	(void)ctx;
	name_file(path, sizeof(path), "txt");
	out = fopen(path, "wx");
	if (!out)
		return err_set(said, "cannot save to %s: %s", path,
			       strerror(errno));
	report_init(&report, out, REPORT_PLAIN);
	failed = report_snapshot(&report, snap, said);
	if (fclose(out) && !failed)
		return err_set(said, "cannot save to %s: %s", path,
			       strerror(errno));
	if (!failed)
		err_set(said, "saved to %s", path);
	return failed;
}

static void tui_acknowledge(void *ctx)
{
	(void)ctx;
	monitor_acknowledge(&session.monitor);
}

static void tui_delay(void *ctx, double delay_s)
{
	(void)ctx;
	session.monitor.options.delay_s = delay_s;
}

static const struct tui_ops tui_ops = {
	.refresh = tui_refresh, .now_ns = tui_now,
	.replay_mark = tui_replay_mark, .mark = tui_mark,
	.record = tui_record, .save = tui_save,
	.acknowledge = tui_acknowledge, .delay = tui_delay,
};

/* The user's settings, and the command line over them. */
static int settings(struct config *config, char path[CONFIG_PATH],
		    struct err *err)
{
	struct err ignored;

	config_init(config);
	path[0] = '\0';
	if (!config_path(path, &ignored) && config_read(config, path, err) < 0)
		return EXIT_USAGE;
	if (options.has_sort)
		config->sort = options.sort;
	if (options.filter)
		snprintf(config->filter, sizeof(config->filter), "%s",
			 options.filter);
	if (!options.has_delay && config->delay_s > 0)
		options.delay_s = config->delay_s;
	if (options.ascii)
		config->ascii = true;
	if (options.no_mouse)
		config->mouse = false;
	return EXIT_FINE;
}

/* Rows and columns for a screen that goes to a file, as ls and ps take them. */
static int size_from(const char *name, int fallback)
{
	const char *text = getenv(name);
	int value = text ? atoi(text) : 0;

	return value > 0 ? value : fallback;
}

static int do_live(const struct config *config, const char *config_file,
		   struct err *err)
{
	const char *no_color = getenv("NO_COLOR");
	struct tui_options tui = {
		.ascii = options.ascii,
		.mono = options.mono || (no_color && *no_color),
		.replay = options.replay,
		.recording = recorder_is_open(&session.recorder),
		.delay_s = options.delay_s, .speed = options.speed,
		.keys = options.keys,
		.config_path = config_file[0] ? config_file : NULL,
	};
	int ended;

	view_init(&view, config);
	if (options.keys && !isatty(STDOUT_FILENO))
		ended = tui_script(&view, &tui, &tui_ops, NULL,
				   size_from("COLUMNS", 80),
				   size_from("LINES", 24), false, stdout, err);
	else
		ended = tui_run(&view, &tui, &tui_ops, NULL, err);
	if (ended > 0)
		stopped = ended;
	return ended < 0 ? EXIT_FAILED : EXIT_FINE;
}

/* ---- modes ---- */

static int do_probe(int found, const struct err *err)
{
	report_probe(found == EXIT_FINE ? stdout : stderr, &session.probe);
	return found == EXIT_FINE ? found : complain(found, err);
}

static int do_explain(struct err *err)
{
	static char lines[EXPLAIN_LINES][EXPLAIN_LINE];
	enum isa isa = ISA_VMX;
	struct winsize size;
	int width = 80, slot = reason_find(ISA_VMX, options.explain, err);
	unsigned int n;

	if (slot < 0) {
		struct err other;

		isa = ISA_SVM;
		slot = reason_find(ISA_SVM, options.explain, &other);
	}
	if (slot < 0)
		return complain(EXIT_USAGE, err);
	if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_col)
		width = size.ws_col < 100 ? size.ws_col : 100;
	n = explain_lines(isa, (unsigned int)slot, width, lines,
			  EXPLAIN_LINES);
	for (unsigned int i = 0; i < n; i++)
		puts(lines[i]);
	return EXIT_FINE;
}

static int run_mode(struct err *err)
{
	char path[CONFIG_PATH] = "";
	struct config config;
	int code;

	if (options.mode == MODE_LIVE) {
		code = settings(&config, path, err);
		if (code)
			return code;
	}
	if (options.speed < 0)
		options.speed = options.mode == MODE_LIVE ? 1 : 0;
	code = session_start(&session, &options, err);
	if (code)
		return code;
	switch (options.mode) {
	case MODE_ONCE:
		return do_batch(1, err);
	case MODE_BATCH:
		return do_batch(options.iterations, err);
	default:
		return do_live(&config, path, err);
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
		if (code != EXIT_FINE)
			complain(code, &err);
	}
	if (session_close(&session, &lost)) {
		complain(EXIT_FAILED, &lost);
		code = code ? code : EXIT_FAILED;
	}
	return code;
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
		return do_explain(&err);
	default:
		break;
	}
	if (options.mode == MODE_LIVE && !isatty(STDOUT_FILENO) &&
	    !options.keys) {
		fputs("exittop: no terminal here: plain output, as with "
		      "--batch\n", stderr);
		options.mode = MODE_BATCH;
	}
	catch_signals();
	argc = with_session();
	if (stopped)
		die_by(stopped);
	return argc;
}
