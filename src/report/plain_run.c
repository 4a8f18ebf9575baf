/* SPDX-License-Identifier: GPL-2.0-only */
#include "plain.h"
#include "exittop/base/countof.h"
#include "exittop/base/utf8.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* What was left out must exceed the cost of the samples to be reported. */
#define LEFT_OUT_S 0.1

/* Counts are the run's own: there is no DELTA beside them. */
static const struct plain_column run_columns[] = {
	{ COLUMN_NUMBER, 5 }, { COLUMN_NAME, -20 }, { COLUMN_COUNT, 14 },
	{ COLUMN_RATE, 9 }, { COLUMN_SHARE, 8 }, { COLUMN_COST, 10 },
	{ COLUMN_TIME, 8 },
};

/* Of several runs: the first two, then mean and spread, then the time. */
static const struct plain_column time_column = { COLUMN_TIME, 8 };

#define MEAN_WIDTH 11

double report_busy_s(const struct snapshot *snap)
{
	return snap->in_exits * snap->interval_s * snapshot_cpus(snap);
}

static double asleep_s(const struct snapshot *snap)
{
	double cycles = 0;

	for (unsigned int i = 0; i < snap->reasons; i++)
		if (reason_is_idle(snap->isa, i) &&
		    snap->rows[i].has & HAS_CYCLES_DELTA)
			cycles += (double)snap->rows[i].cycles_delta;
	return snap->tsc_hz > 0 ? cycles / snap->tsc_hz : 0;
}

/* The words of a command, divided by blanks, fit to be printed. */
static void say_command(char *const *argv, struct err *text)
{
	size_t used = 0, room = sizeof(text->text);

	text->text[0] = '\0';
	for (int i = 0; argv[i] && used < room; i++)
		used += (size_t)snprintf(text->text + used, room - used,
					 "%s%s", i ? " " : "", argv[i]);
	utf8_visible(text->text);
}

/* "0.105 s of 10.006 s on 2 vCPUs in exits; 8.100 s asleep in HLT". */
static void write_time(FILE *out, const struct snapshot *snap)
{
	unsigned int cpus = snapshot_cpus(snap);
	char on[32] = "";

	if (snap->in_exits < 0)
		return;
	if (cpus > 1)
		snprintf(on, sizeof(on), " on %u vCPUs", cpus);
	plain_say(out, "", "%.3f s of %.3f s%s in exits; %.3f s asleep in HLT",
		  report_busy_s(snap), snap->interval_s * cpus, on,
		  asleep_s(snap));
}

static void write_notes(FILE *out, const struct report_run *run,
			const struct snapshot *snap)
{
	double left_out_s = run->wall_s - snap->interval_s;

	if (snap->scope == SCOPE_HOST)
		plain_say(out, "note", "the host counts all its guests "
			  "together: exits of others are included");
	if (run->baseline_s > 0)
		plain_say(out, "note", "the exits of the idle guest are "
			  "subtracted: %.1f/s, measured over %.1f s before",
			  run->baseline_rate, run->baseline_s);
	if (run->below)
		plain_say(out, "note", "%u reason%s made fewer exits than in "
			  "the idle guest: shown as 0", run->below,
			  run->below == 1 ? "" : "s");
	if (snap->notes & NOTE_RESET && left_out_s > LEFT_OUT_S)
		plain_say(out, "note", "%.3f s of %.3f s are left out: the "
			  "host's counters restarted meanwhile", left_out_s,
			  run->wall_s);
	plain_notes(out, snap);
}

static void write_begin(const struct report *report,
			const struct snapshot *snap)
{
	char time[FORMAT_TEXT];
	struct err command;

	format_time(snap->wall_ns, time);
	say_command(report->run->argv, &command);
	plain_say(report->out, "exittop", "%s  %s", time, command.text);
	plain_host(report->out, snap);
}

static void write_rows(const struct report *report,
		       const struct snapshot *snap,
		       const struct report_spread *spread,
		       void (*write_row)(FILE *, const struct snapshot *,
					 const struct report_spread *, int))
{
	unsigned int order[REASON_SLOTS];
	unsigned int n = column_order(report->sort, false, false, snap, order);

	write_row(report->out, snap, spread, -1);
	for (unsigned int i = 0; i < n; i++)
		if (report->match[order[i]])
			write_row(report->out, snap, spread, (int)order[i]);
	fputc('\n', report->out);
}

static void write_run_row(FILE *out, const struct snapshot *snap,
			  const struct report_spread *spread, int slot)
{
	struct plain_line line = { .used = 0 };

	(void)spread;
	plain_row(&line, run_columns, COUNTOF(run_columns), snap, slot);
	plain_end(&line, out);
}

void plain_run(const struct report *report, const struct snapshot *snap)
{
	const struct report_run *run = report->run;
	FILE *out = report->out;

	write_begin(report, snap);
	plain_say(out, "time", "%.3f s, %.3f s user, %.3f s system; exit "
		  "status %d", run->wall_s, run->user_s, run->system_s,
		  run->status);
	plain_totals(out, snap);
	write_time(out, snap);
	write_notes(out, run, snap);
	write_rows(report, snap, NULL, write_run_row);
}

/* "4.1 %" of the mean, "-" of a mean of 0. */
static void format_deviation(const struct spread *spread,
			     char buf[FORMAT_TEXT])
{
	strcpy(buf, "-");
	if (spread->mean > 0)
		format_percent(spread_deviation(spread) / spread->mean, buf);
}

static void write_runs_row(FILE *out, const struct snapshot *snap,
			   const struct report_spread *spread, int slot)
{
	const struct spread *exits = slot < 0 ? NULL : &spread->exits[slot];
	struct plain_line line = { .used = 0 };
	char mean[FORMAT_TEXT] = "MEAN", deviation[FORMAT_TEXT] = "SD";
	char least[FORMAT_TEXT] = "MIN", most[FORMAT_TEXT] = "MAX";

	if (exits) {
		format_rate(exits->mean, MEAN_WIDTH, mean);
		format_deviation(exits, deviation);
		format_whole(exits->least, MEAN_WIDTH, least);
		format_whole(exits->most, MEAN_WIDTH, most);
	}
	plain_row(&line, run_columns, 2, snap, slot);
	plain_add(&line, MEAN_WIDTH, mean);
	plain_add(&line, 8, deviation);
	plain_add(&line, MEAN_WIDTH, least);
	plain_add(&line, MEAN_WIDTH, most);
	plain_row(&line, &time_column, 1, snap, slot);
	plain_end(&line, out);
}

void plain_runs(const struct report *report, const struct snapshot *sum,
		const struct report_spread *spread)
{
	const struct report_run *run = report->run;
	FILE *out = report->out;
	char mean[FORMAT_TEXT], deviation[FORMAT_TEXT];

	write_begin(report, sum);
	format_deviation(&spread->seconds, deviation);
	plain_say(out, "time", "%u runs, %.3f s on average, standard "
		  "deviation %s", spread->seconds.n, spread->seconds.mean,
		  deviation);
	format_rate(spread->total.mean, 20, mean);
	format_deviation(&spread->total, deviation);
	plain_say(out, "exits", "%s a run, standard deviation %s; in all:",
		  mean, deviation);
	plain_totals(out, sum);
	write_time(out, sum);
	write_notes(out, run, sum);
	write_rows(report, sum, spread, write_runs_row);
}
