/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/run.h"
#include "exittop/replay.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <time.h>

#define NARROW_STEP_S 30	/* 5e7 exits/s take 85 s to 2^32 (sampler.c) */

static const char baseline_ends[] = "the baseline ends";
static const char run_ends[] = "COMMAND has ended";

double run_step_s(const struct options *options, const struct probe *probe)
{
	if (options->has_delay)
		return options->delay_s;
	return leaf_map(probe->dialect)->wide ? 0 : NARROW_STEP_S;
}

static double step_s(const struct run *run)
{
	return run_step_s(run->options, &run->session->probe);
}

/* Takes one sample and adds it to the interval. As monitor_refresh(). */
static int sample(struct run *run, struct err *err)
{
	int got = monitor_refresh(&run->session->monitor, &run->now, err);

	if (got > 0)
		snapshot_add(&run->sum, &run->now);
	return got;
}

static int begin(struct run *run, struct err *err)
{
	int got = sample(run, err);

	if (got == 0)
		return err_set(err, "the recording ends before run %u of %u "
			       "begins", run->told.number, run->told.of);
	memset(&run->sum, 0, sizeof(run->sum));
	run->judge = run->session->monitor.paging;
	run->begin_ns = run->now.mono_ns;
	return got < 0 ? -1 : 0;
}

/* Has the recording come to the end of this interval? */
static bool is_marked(const struct run *run, const char *mark)
{
	const char *set;

	if (!run->options->replay)
		return true;
	set = replay_mark(run->session->inner);
	return set && !strcmp(set, mark);
}

static int finish(struct run *run, const char *mark, struct err *err)
{
	int got;

	while ((got = sample(run, err)) > 0)
		if (is_marked(run, mark))
			break;
	if (got < 0)
		return -1;
	recorder_mark(&run->session->recorder, mark);
	if (run->sum.interval_s <= 0)
		return err_set(err, "no interval was measured: %s",
			       run->sum.notes & NOTE_RESET ?
			       "the host's counters began again" :
			       "the recording ends before");
	/* The verdict on one round that is the whole interval. */
	paging_update(&run->judge, &run->sum);
	return 0;
}

/* Samples the idle guest. */
static int measure_baseline(struct run *run, struct err *err)
{
	double left_s = run->options->replay ? 0 : run->options->baseline_s;
	double step = step_s(run);

	if (begin(run, err))
		return -1;
	while (left_s > 0) {
		double now_s = step > 0 ? fmin(step, left_s) : left_s;
		struct timespec ts = {
			.tv_sec = (time_t)now_s,
			.tv_nsec = (long)((now_s - floor(now_s)) * 1e9),
		};

		while (nanosleep(&ts, &ts) && errno == EINTR)
			;
		left_s -= now_s;
		if (left_s > 0 && sample(run, err) < 0)
			return -1;
	}
	if (finish(run, baseline_ends, err))
		return -1;
	run->idle = run->sum;
	run->told.baseline_s = run->sum.interval_s;
	run->told.baseline_rate = run->sum.total.rate;
	return 0;
}

/* Waits for COMMAND whatever happens to the samples meanwhile. */
static int wait_for_end(struct run *run, struct err *err)
{
	double step = run->options->replay ? 0 : step_s(run);
	int failed = 0;

	while (!command_wait(&run->command, failed ? 0 : step))
		failed = sample(run, err) < 0;
	return failed ? -1 : 0;
}

static void add_spread(struct run *run)
{
	spread_add(&run->spread.seconds, run->told.wall_s);
	spread_add(&run->spread.total, (double)run->sum.total.delta);
	for (unsigned int i = 0; i < run->sum.reasons; i++)
		spread_add(&run->spread.exits[i],
			   (double)run->sum.rows[i].delta);
}

/* What the interval that has ended tells of COMMAND. */
static int tell(struct run *run, struct err *err)
{
	run->told.wall_s = (double)(run->now.mono_ns - run->begin_ns) / 1e9;
	run->told.status = run->command.status;
	run->told.user_s = run->command.user_s;
	run->told.system_s = run->command.system_s;
	if (run->told.baseline_s > 0)
		run->told.below = snapshot_subtract(&run->sum, &run->idle);
	add_spread(run);
	snapshot_add(&run->all, &run->sum);
	if (run->report->format == REPORT_PLAIN && run->told.of > 1)
		return 0;
	snapshot_rebase(&run->sum);
	return report_snapshot(run->report, &run->sum, err);
}

/* One run. Returns 0, 1 where COMMAND cannot be run, -1 with @err. */
static int run_once(struct run *run, struct err *err)
{
	run->told.number++;
	if (begin(run, err))
		return -1;
	if (command_start(&run->command, err))
		return 1;
	if (wait_for_end(run, err) || finish(run, run_ends, err))
		return -1;
	return tell(run, err);
}

static int summarize(struct run *run, struct err *err)
{
	if (run->report->format != REPORT_PLAIN || run->told.of < 2 ||
	    !run->spread.seconds.n)
		return 0;
	snapshot_rebase(&run->all);
	return report_runs(run->report, &run->all, &run->spread, err);
}

static int measure(struct run *run, struct err *err)
{
	/* The first sweep reads everything and takes its time. */
	if (sample(run, err) < 0)
		return -1;
	if (run->options->baseline_s > 0 && measure_baseline(run, err))
		return -1;
	command_init(&run->command, run->options->command);
	return 0;
}

int run_command(struct run *run, struct err *err)
{
	int failed = 0, status = 0;

	run->told.argv = run->options->command;
	run->told.of = (unsigned int)run->options->repeat;
	run->report->run = &run->told;
	err->text[0] = '\0';
	if (measure(run, err))
		return EXIT_FAILED;
	while (!failed && run->told.number < run->told.of) {
		failed = run_once(run, err);
		if (!status)
			status = run->command.status;
		if (run->command.interrupted)
			break;
	}
	if (!failed)
		failed = summarize(run, err);
	return status || !failed ? status : EXIT_FAILED;
}
