/* SPDX-License-Identifier: GPL-2.0-only */
/* What is inside the reasons that were asked for, for people. */
#include "plain.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define BAR  30		/* cells of the longest bar */
#define KEY  (-38)

static void write_quantiles(FILE *out, const struct detail *detail,
			    const struct durations *durations,
			    const char *name)
{
	char p50[FORMAT_TEXT], p90[FORMAT_TEXT], p99[FORMAT_TEXT];
	char longest[FORMAT_TEXT] = "-", when[FORMAT_TEXT] = "";

	detail_cycles(detail_quantile(durations, 0.5), 20, p50);
	detail_cycles(detail_quantile(durations, 0.9), 20, p90);
	detail_cycles(detail_quantile(durations, 0.99), 20, p99);
	if (detail->has_longest)
		format_count(detail->longest, 20, longest);
	if (detail->has_longest && detail->longest_ns)
		format_clock(detail->longest_ns, when);
	plain_say(out, "inside", "%s: p50 %s, p90 %s, p99 %s cycles; longest "
		  "%s%s%.15s", name, p50, p90, p99, longest,
		  when[0] ? " at " : "", when);
}

/* One bar: exits from @edge cycles on. */
static void write_bar(FILE *out, double edge, uint64_t n, uint64_t most)
{
	int bar = (int)ceil((double)n * BAR / (double)most);
	char from[FORMAT_TEXT], exits[FORMAT_TEXT];

	format_count((uint64_t)edge, 14, from);
	format_count(n, 12, exits);
	fprintf(out, "%15s cycles or more %12s  %.*s\n", from, exits, bar,
		"##############################");
}

/* By powers of two; by quarters of them where that would be a few bars. */
static void write_histogram(FILE *out, const struct durations *durations)
{
	unsigned int first = DETAIL_BUCKETS, last = 0, step;
	uint64_t most = 1, octave[DETAIL_OCTAVES];

	for (unsigned int i = 0; i < DETAIL_BUCKETS; i++) {
		if (!durations->n[i])
			continue;
		first = i < first ? i : first;
		last = i;
	}
	step = last < first + 12 ? 1 : 4;
	detail_octaves(durations, octave);
	if (step > 1) {
		first = (first + 3) / 4;
		last = (last + 3) / 4;
	}
	for (unsigned int i = first; i <= last; i++) {
		uint64_t n = step > 1 ? octave[i] : durations->n[i];

		most = n > most ? n : most;
	}
	for (unsigned int i = first; i <= last; i++)
		write_bar(out, step == 1 ? detail_edge(i) : i ?
			  ldexp(1, 7 + (int)i) : 0,
			  step > 1 ? octave[i] : durations->n[i], most);
}

static void write_key(FILE *out, const char *name, const char *rate,
		      double share, const char *cost, const char *count)
{
	struct plain_line line = { .used = 0 };
	char percent[FORMAT_TEXT] = "-";

	if (share >= 0)
		format_percent(share, percent);
	plain_add(&line, 4, "");
	plain_add(&line, KEY, name);
	plain_add(&line, 9, rate);
	plain_add(&line, 8, percent);
	plain_add(&line, 9, cost);
	plain_add(&line, 10, count);
	plain_end(&line, out);
}

/* A bound is shown as one: ">310". */
static void write_one(const struct report *report, const struct detail *detail,
		      unsigned int i, double interval_s)
{
	const struct detail_key *key = &detail->key[i];
	char name[EXITKEY_TEXT], rate[FORMAT_TEXT] = "-", cost[FORMAT_TEXT];
	char count[FORMAT_TEXT], bound[FORMAT_TEXT + 1];
	uint64_t n = key->count - key->error;
	FILE *out = report->out;

	strcpy(cost, "-");
	exitkey_name(key->key, name);
	name[38] = '\0';
	if (detail->keys_now && interval_s > 0)
		format_rate((double)key->delta / interval_s, 8, rate);
	if (detail->keys_now && key->delta)
		format_whole((double)key->delta_cycles / (double)key->delta,
			     9, cost);
	else if (n)
		format_whole((double)key->cycles / (double)n, 9, cost);
	/* The counts of a COMMAND are those of the run. */
	format_count(report->run && detail->keys_now ? key->delta : n, 9,
		     count);
	snprintf(bound, sizeof(bound), "%s%s", detail->keys_now &&
		 !key->exact ? ">" : "", rate);
	write_key(out, name, bound, detail_share(detail, i), cost, count);
}

static void write_keys(const struct report *report,
		       const struct detail *detail, double interval_s)
{
	FILE *out = report->out;
	const char *why = exitkey_why(detail->key[0].key);
	char rest[FORMAT_TEXT], top[EXITKEY_TEXT];
	double share = 1;

	if (why && detail_top(detail, EXITKEY_TEXT - 8, top))
		plain_say(out, "", "%s, %s:", top, why);
	else
		plain_say(out, "", "what they are about:");
	fprintf(out, "%-43s %9s %8s %9s %10s\n", "     KEY", "NOW/s", "SHARE",
		"CYC/EXIT", "COUNT");
	for (unsigned int i = 0; i < detail->keys; i++) {
		write_one(report, detail, i, interval_s);
		share -= detail_share(detail, i);
	}
	if (share < 0.0005 || detail_share(detail, 0) < 0)
		return;
	format_percent(share, rest);
	write_key(out, "other or unknown keys", "", share, "", "");
}

static void write_reason(const struct report *report,
			 const struct snapshot *snap, unsigned int slot)
{
	FILE *out = report->out;
	const struct detail *detail = &snap->details[slot];
	const struct durations *durations = detail_durations(detail);
	bool now = durations == &detail->now;
	char name[REASON_NAME];

	reason_name(snap->isa, slot, name);
	if (!detail->all.known && !detail->keys_known) {
		plain_say(out, "inside", "%s: the host's answers do not fit "
			  "its counts, or changed while they were read: "
			  "unknown in this round", name);
		return;
	}
	if (snap->rows[slot].has & HAS_DELTA && !snap->rows[slot].delta)
		return;
	if (detail->all.known) {
		write_quantiles(out, detail, durations, name);
		plain_say(out, "", "%s:", now ? "how long its exits took in "
			  "this interval" : "how long its exits took since "
			  "the counters began");
		write_histogram(out, durations);
	} else {
		plain_say(out, "inside", "%s", name);
	}
	if (detail->keys)
		write_keys(report, detail, snap->interval_s);
}

void plain_details(const struct report *report, const struct snapshot *snap)
{
	unsigned int order[REASON_SLOTS];
	unsigned int n = column_order(report->sort, false, false, snap, order);

	for (unsigned int i = 0; i < n; i++)
		if (report->match[order[i]] && snap->details[order[i]].asked)
			write_reason(report, snap, order[i]);
	fputc('\n', report->out);
}
