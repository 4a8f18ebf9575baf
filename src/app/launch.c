/* SPDX-License-Identifier: GPL-2.0-only */
#include "launch.h"
#include "exittop/source/replay.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <time.h>

#define NARROW_STEP_S 30	/* 5e7 exits/s take 85 s to 2^32 (sampler.c) */

static const char baseline_ends[] = "the baseline ends";
static const char run_ends[] = "COMMAND has ended";

double launch_step_s(const struct options *options, const struct probe *probe)
{
	if (options->has_delay)
		return options->delay_s;
	return leaf_map(probe->dialect)->wide ? 0 : NARROW_STEP_S;
}

static double step_s(const struct launch *launch)
{
	return launch_step_s(launch->options, &launch->session->probe);
}

/* Takes one sample and adds it to the interval. As monitor_refresh(). */
static int sample(struct launch *launch, struct err *err)
{
	int got = monitor_refresh(&launch->session->monitor, &launch->now, err);

	if (got > 0)
		snapshot_add(&launch->sum, &launch->now);
	return got;
}

/*
 * Where COMMAND begins and ends. A reason that hardly moves is read in these
 * rounds, too: its few exits are the ones somebody may be looking for.
 */
static int sample_all(struct launch *launch, struct err *err)
{
	launch->session->monitor.sampler.force_full = true;
	return sample(launch, err);
}

static int begin(struct launch *launch, struct err *err)
{
	int got = sample_all(launch, err);

	if (got == 0)
		return err_set(err, "the recording ends before run %u of %u "
			       "begins", launch->told.number, launch->told.of);
	memset(&launch->sum, 0, sizeof(launch->sum));
	launch->judge = launch->session->monitor.paging;
	launch->begin_ns = launch->now.mono_ns;
	if (launch->session->monitor.options.details)
		details_mark(launch->session->monitor.options.details);
	return got < 0 ? -1 : 0;
}

/* Has the recording come to the end of this interval? */
static bool is_marked(const struct launch *launch, const char *mark)
{
	const char *set;

	if (!launch->options->replay)
		return true;
	set = replay_mark(launch->session->inner);
	return set && !strcmp(set, mark);
}

static int finish(struct launch *launch, const char *mark, struct err *err)
{
	int got;

	while ((got = sample_all(launch, err)) > 0)
		if (is_marked(launch, mark))
			break;
	if (got < 0)
		return -1;
	recorder_mark(&launch->session->recorder, mark);
	if (launch->sum.interval_s <= 0)
		return err_set(err, "no interval was measured: %s",
			       launch->sum.notes & NOTE_RESET ?
			       "the host's counters began again" :
			       "the recording ends before");
	/* The verdict on one round that is the whole interval. */
	paging_update(&launch->judge, &launch->sum);
	return 0;
}

/* Samples the idle guest. */
static int measure_baseline(struct launch *launch, struct err *err)
{
	const struct options *options = launch->options;
	double left_s = options->replay ? 0 : options->baseline_s;
	double step = step_s(launch);

	if (begin(launch, err))
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
		if (left_s > 0 && sample(launch, err) < 0)
			return -1;
	}
	if (finish(launch, baseline_ends, err))
		return -1;
	launch->idle = launch->sum;
	launch->told.baseline_s = launch->sum.interval_s;
	launch->told.baseline_rate = launch->sum.total.rate;
	return 0;
}

/* Waits for COMMAND whatever happens to the samples meanwhile. */
static int wait_for_end(struct launch *launch, struct err *err)
{
	double step = launch->options->replay ? 0 : step_s(launch);
	int failed = 0;

	while (!command_wait(&launch->command, failed ? 0 : step))
		failed = sample(launch, err) < 0;
	return failed ? -1 : 0;
}

static void add_spread(struct launch *launch)
{
	spread_add(&launch->spread.seconds, launch->told.wall_s);
	spread_add(&launch->spread.total, (double)launch->sum.total.delta);
	for (unsigned int i = 0; i < launch->sum.reasons; i++)
		spread_add(&launch->spread.exits[i],
			   (double)launch->sum.rows[i].delta);
}

/* People get one table of several runs, programs each of them. */
static bool is_summed_up(const struct launch *launch)
{
	return launch->writer->report.format == REPORT_PLAIN &&
	       launch->told.of > 1;
}

/* Reports the interval that has ended: COMMAND's. */
static int tell(struct launch *launch, struct err *err)
{
	uint64_t wall_ns = launch->now.mono_ns - launch->begin_ns;

	launch->told.wall_s = (double)wall_ns / 1e9;
	launch->told.status = launch->command.status;
	launch->told.user_s = launch->command.user_s;
	launch->told.system_s = launch->command.system_s;
	if (launch->told.baseline_s > 0)
		launch->told.below = snapshot_subtract(&launch->sum,
						       &launch->idle);
	add_spread(launch);
	snapshot_add(&launch->all, &launch->sum);
	if (is_summed_up(launch))
		return 0;
	snapshot_rebase(&launch->sum);
	return writer_snapshot(launch->writer, &launch->sum, err) < 0 ? -1 : 0;
}

/* After the last fork; COMMAND may be sent signals. */
static void enter_sandbox(const struct launch *launch)
{
	struct sandbox needs;

	if (!launch->rights)
		return;
	needs = *launch->rights;
	needs.child = launch->command.pid;
	sandbox_enter(&needs);
}

/* One run. Returns 0, 1 where COMMAND cannot be run, -1 with @err. */
static int run_once(struct launch *launch, struct err *err)
{
	launch->told.number++;
	if (begin(launch, err))
		return -1;
	if (command_start(&launch->command, err))
		return 1;
	if (launch->told.number == launch->told.of)
		enter_sandbox(launch);
	if (wait_for_end(launch, err) || finish(launch, run_ends, err))
		return -1;
	return tell(launch, err);
}

static int summarize(struct launch *launch, struct err *err)
{
	if (!is_summed_up(launch) || !launch->spread.seconds.n)
		return 0;
	snapshot_rebase(&launch->all);
	if (writer_begin(launch->writer, err) ||
	    report_runs(&launch->writer->report, &launch->all,
			&launch->spread, err))
		return -1;
	return writer_end(launch->writer, err) < 0 ? -1 : 0;
}

static int measure(struct launch *launch, struct err *err)
{
	/* The first sweep reads everything and takes its time. */
	if (sample(launch, err) < 0)
		return -1;
	if (launch->options->baseline_s > 0 && measure_baseline(launch, err))
		return -1;
	command_init(&launch->command, launch->options->command);
	return 0;
}

int launch_command(struct launch *launch, struct err *err)
{
	int failed = 0, status = 0;

	launch->told.argv = launch->options->command;
	launch->told.of = (unsigned int)launch->options->repeat;
	launch->writer->report.run = &launch->told;
	err->text[0] = '\0';
	if (measure(launch, err))
		return EXIT_FAILED;
	while (!failed && launch->told.number < launch->told.of) {
		failed = run_once(launch, err);
		if (!status)
			status = launch->command.status;
		if (launch->command.interrupted)
			break;
	}
	if (!failed)
		failed = summarize(launch, err);
	return status || !failed ? status : EXIT_FAILED;
}
