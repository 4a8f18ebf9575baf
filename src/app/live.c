/* SPDX-License-Identifier: GPL-2.0-only */
#include "live.h"
#include "exittop/source/replay.h"
#include "exittop/report/report.h"
#include "exittop/screen/tui.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int live_refresh(void *ctx, struct snapshot *snap, struct err *err)
{
	struct live *live = ctx;
	int got = monitor_refresh(&live->session->monitor, snap, err);

	if (got <= 0 || !live->options->exit_on_shift)
		return got;
	live->shifted = snapshot_has_shifted(snap);
	/* An error ends the screen; live_run() knows that this one is none. */
	return live->shifted ? err_set(err, "a shift") : got;
}

static uint64_t live_now(void *ctx)
{
	return ((struct live *)ctx)->now_ns();
}

static const char *live_replay_mark(void *ctx)
{
	struct live *live = ctx;

	return live->options->replay ? replay_mark(live->session->inner)
				     : NULL;
}

static void live_mark(void *ctx, const char *text)
{
	recorder_mark(&((struct live *)ctx)->session->recorder, text);
}

/* "exittop-20261122-150405.exits", after the time of the last refresh. */
static void name_file(const struct live *live, const char *ending, char *path,
		      size_t room)
{
	time_t now = (time_t)(live->session->monitor.last.wall_ns /
			      1000000000);
	char date[32];
	struct tm tm;

	localtime_r(&now, &tm);
	strftime(date, sizeof(date), "%Y%m%d-%H%M%S", &tm);
	snprintf(path, room, "exittop-%s.%s", date, ending);
}

static int live_record(void *ctx, bool *on, struct err *said)
{
	struct live *live = ctx;
	struct recorder *rec = &live->session->recorder;
	char path[64];

	if (recorder_is_open(rec)) {
		*on = false;
		if (recorder_finish(rec, said))
			return -1;
		err_set(said, "recording to %s ended", rec->path);
		return 0;
	}
	*on = false;
	name_file(live, "exits", path, sizeof(path));
	if (session_record(live->session, path, said))
		return -1;
	*on = true;
	err_set(said, "recording to %s", path);
	return 0;
}

static bool live_lost(void *ctx, struct err *said)
{
	struct live *live = ctx;
	struct recorder *rec = &live->session->recorder;
	struct err ignored;

	if (!recorder_lost(rec, said))
		return false;
	live->lost = *said;
	recorder_finish(rec, &ignored);
	return true;
}

static int live_save(void *ctx, const struct snapshot *snap, struct err *said)
{
	struct report report;
	char path[64];
	FILE *out;
	int failed;

	name_file(ctx, "txt", path, sizeof(path));
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

static void live_acknowledge(void *ctx)
{
	monitor_acknowledge(&((struct live *)ctx)->session->monitor);
}

static void live_watch(void *ctx, unsigned int slot)
{
	monitor_watch(&((struct live *)ctx)->session->monitor, slot);
}

static void live_delay(void *ctx, double delay_s)
{
	((struct live *)ctx)->session->monitor.options.delay_s = delay_s;
}

static int live_want(void *ctx, const struct tui_want *want, struct err *err)
{
	struct live *live = ctx;
	struct err ignored;

	session_inside(live->session, want->any ? want->inside : NULL,
		       &ignored);
	return session_each(live->session, want->each || live->options->each,
			    err);
}

static const struct tui_ops ops = {
	.refresh = live_refresh, .now_ns = live_now,
	.replay_mark = live_replay_mark, .mark = live_mark,
	.record = live_record, .lost = live_lost, .save = live_save,
	.acknowledge = live_acknowledge, .watch = live_watch, .delay = live_delay,
	.want = live_want,
};

void live_settings(struct live *live, struct options *options)
{
	struct config *config = &live->config;
	struct err ignored;

	config_init(config);
	live->warning.text[0] = live->config_file[0] = '\0';
	if (!config_path(live->config_file, &ignored))
		config_read(config, live->config_file, &live->warning);
	if (options->has_sort)
		config->sort = options->sort;
	if (options->details)
		config->column[COLUMN_P99] = config->column[COLUMN_TOP] = true;
	if (options->filter)
		snprintf(config->filter, sizeof(config->filter), "%s",
			 options->filter);
	if (!options->watch && config->watch[0]) {
		options->watch = config->watch;
		options->watch_kept = true;
	}
	if (!options->has_delay && config->delay_s > 0)
		options->delay_s = config->delay_s;
	config->ascii |= options->ascii;
	config->mouse &= !options->no_mouse;
}

/* Size of a screen that goes to a file, as ps and others take it. */
static int size_from(const char *name, int fallback)
{
	const char *text = getenv(name);
	int value = text ? atoi(text) : 0;

	return value > 0 ? value : fallback;
}

int live_run(struct live *live, struct err *err)
{
	const struct options *options = live->options;
	const char *no_color = getenv("NO_COLOR");
	struct tui_options tui = {
		.ascii = live->config.ascii,
		.mono = options->mono || (no_color && *no_color),
		.replay = options->replay,
		.recording = recorder_is_open(&live->session->recorder),
		.alarms = options->exit_on_shift, .each = options->each,
		.delay_s = options->delay_s, .speed = options->speed,
		.keys = options->keys,
		.config_path = live->config_file[0] ? live->config_file
						    : NULL,
		.warning = live->warning.text,
	};

	int ended;

	if (options->keys && !isatty(STDOUT_FILENO))
		ended = tui_script(&live->config, &tui, &ops, live,
				   size_from("COLUMNS", 80),
				   size_from("LINES", 24), stdout, err);
	else
		ended = tui_run(&live->config, &tui, &ops, live, err);
	if (live->shifted)
		return 0;
	/* What the screen said is gone with it. */
	return ended || !live->lost.text[0] ? ended :
	       err_set(err, "%s", live->lost.text);
}
