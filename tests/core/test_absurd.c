/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whatever a recording says, nothing impossible is shown. In make check for
 * some seconds of CPU; ABSURD=N tries N recordings (make fuzz).
 */
#include "unit.h"

#include <math.h>
#include <time.h>

#include "absurd.h"
#include "exittop/base/utf8.h"
#include "exittop/core/monitor.h"
#include "exittop/report/compare_write.h"
#include "exittop/report/markdown.h"
#include "exittop/report/metrics.h"
#include "exittop/report/page.h"
#include "exittop/report/report.h"
#include "exittop/report/summary.h"
#include "well_formed.h"

#define SECONDS	10	/* of CPU, in make check */
#define LEAST	1000	/* recordings, however slow the machine */
#define PAGES	16	/* one recording in so many is made a page of */
#define SERIES	4096

static struct monitor monitor;
static struct snapshot snap;
static struct metrics metrics;
static bool all[REASON_SLOTS];
static struct run run, before;
static char text[1 << 22];
static FILE *out;
static uint64_t with_rates, with_times;	/* rounds that show such */
static uint64_t compared;

/* What was exported last, and how many resets were counted then. */
static struct {
	char name[128];
	double value;
	uint64_t resets;
} series[SERIES];

static void begin_text(void)
{
	out = fmemopen(text, sizeof(text), "w");
	assert_non_null(out);
}

static void end_text(void)
{
	assert_int_equal(fclose(out), 0);
	well_formed_utf8(text);
}

static void is_possible(const struct row *row)
{
	if (row->has & HAS_DELTA)
		assert_true(isfinite(row->rate) && row->rate >= 0 &&
			    row->rate < 1e12);
	if (row->has & HAS_SHARE)
		assert_true(row->share >= 0 && row->share <= 1 + 1e-9);
	if (row->has & HAS_TIME)
		assert_true(row->time_share >= 0 && row->time_share <= 1);
	if (row->has & HAS_COST)
		assert_true(isfinite(row->cycles_per_exit) &&
			    row->cycles_per_exit >= 0);
}

/* A counter goes on, or a reset was counted. */
static void is_no_step_back(const char *name, double value)
{
	size_t at = 5381;

	for (const char *c = name; *c; c++)
		at = at * 33 + (unsigned char)*c;
	for (at %= SERIES; series[at].name[0]; at = (at + 1) % SERIES)
		if (!strcmp(series[at].name, name))
			break;
	if (strstr(name, "_total") && series[at].name[0] &&
	    value < series[at].value && series[at].resets == snap.resets)
		fail_msg("%s falls from %.0f to %.0f, notes %#x, dialect %d",
			 name, series[at].value, value, snap.notes,
			 snap.dialect);
	if (strstr(name, "_ratio"))
		assert_true(value >= 0 && value <= 1);
	if (!strstr(name, "timestamp"))
		assert_true(value >= 0);
	snprintf(series[at].name, sizeof(series[at].name), "%s", name);
	series[at].value = value;
	series[at].resets = snap.resets;
}

static void write_round(enum report_format format)
{
	struct report report;
	struct err err;

	begin_text();
	report_init(&report, out, format);
	assert_int_equal(report_snapshot(&report, &snap, &err), 0);
	end_text();
}

static void a_round_is_possible(void)
{
	assert_true(snap.in_exits <= 1);
	is_possible(&snap.total);
	for (unsigned int i = 0; i < snap.reasons; i++)
		is_possible(&snap.rows[i]);
	write_round(REPORT_PLAIN);
	write_round(REPORT_CSV);
	well_formed_csv(text);
	write_round(REPORT_JSON);
	well_formed_json(text);
	begin_text();
	metrics_update(&metrics, &snap);
	metrics_write(&metrics, NULL, &snap, all, out);
	end_text();
	well_formed_metrics(text, is_no_step_back);
	with_rates += (snap.total.has & HAS_DELTA) != 0;
	with_times += snap.in_exits >= 0;
}

/* No words of a number that is none, and no share above the whole. */
static void says_nothing_impossible(void)
{
	static const char *const never[] = { "nan", "-inf", "<xinf", " inf",
					     "infinite" };

	for (size_t i = 0; i < sizeof(never) / sizeof(*never); i++) {
		const char *at = strstr(text, never[i]);

		if (at && (at == text || !strchr("abcdefghijklmnopqrstuvwxyz",
						 at[-1])))
			fail_msg("'%.80s'", at);
	}
	for (const char *at = text; (at = strstr(at, " %")); at++) {
		const char *from = at;

		while (from > text && strchr("0123456789.", from[-1]))
			from--;
		/* "It varies by 120 %" is none. */
		if (strtod(from, NULL) > 100 &&
		    strncmp(from - 3, "by ", 3) != 0)
			fail_msg("a share of '%.60s'", from);
	}
}

static void summarize(const struct run *of)
{
	static const enum report_format formats[] = { REPORT_PLAIN, REPORT_CSV,
						      REPORT_JSON };
	struct summary_file file = { .path = "absurd", .run = of };
	struct summary summary;
	struct err err;

	for (int i = 0; i < 3; i++) {
		begin_text();
		summary_init(&summary, out, formats[i], 80);
		assert_int_equal(summary_add(&summary, &file, &err), 0);
		summary_end(&summary);
		end_text();
		if (formats[i] == REPORT_CSV)
			well_formed_csv(text);
		if (formats[i] == REPORT_JSON)
			well_formed_json(text);
		says_nothing_impossible();
	}
}

static void compare(void)
{
	static const struct compare_style style = { true, 80 };
	static struct comparison cmp;
	struct err err;

	if (before.isa != run.isa || compare_make(&cmp, &before, &run, &err))
		return;
	compared++;
	for (int format = COMPARE_PLAIN; format <= COMPARE_JSON; format++) {
		begin_text();
		assert_int_equal(compare_write(&cmp,
					       (enum compare_format)format,
					       &style, out, &err), 0);
		end_text();
		if (format == COMPARE_CSV)
			well_formed_csv(text);
		if (format == COMPARE_JSON)
			well_formed_json(text);
		says_nothing_impossible();
	}
}

/* All that is written of a run as a whole. */
static void a_run_is_possible(uint64_t seed)
{
	const struct picture_of of = { &run, NULL, NULL };
	struct err err;

	summarize(&run);
	if (run_check(&run, &err))
		return;
	begin_text();
	assert_int_equal(markdown_write(&of, NULL, out, &err), 0);
	end_text();
	says_nothing_impossible();
	if (before.rounds)
		compare();
	before = run;
	if (seed % PAGES)
		return;
	begin_text();
	assert_int_equal(page_write(&of, out, &err), 0);
	end_text();
}

static void play(uint64_t seed)
{
	struct probe_options probing = { DIALECT_NONE, false };
	struct monitor_options options = { .false_alarm_s = 3600,
					   .watch_default = true };
	struct source *source = absurd_begin(seed);
	struct stamp stamp;
	struct probe probe;
	struct err err;

	if (source_next(source, &stamp, &err) != 1 ||
	    probe_run(&probe, source, &probing, &err) != 1)
		return;
	memset(&metrics, 0, sizeof(metrics));
	memset(series, 0, sizeof(series));
	run_init(&run, "absurd \xff\xed\xa0\x80");
	monitor_init(&monitor, source, &probe, &options);
	while (monitor_refresh(&monitor, &snap, &err) == 1) {
		a_round_is_possible();
		run_add(&run, &snap);
	}
	a_run_is_possible(seed);
}

static void nothing_impossible_is_shown_whatever_a_recording_says(void **state)
{
	const char *many = getenv("ABSURD");
	uint64_t most = many ? strtoull(many, NULL, 10) : UINT64_MAX, n = 0;

	(void)state;
	memset(all, true, sizeof(all));
	while (n < most && (many || n < LEAST ||
			    clock() < (clock_t)SECONDS * CLOCKS_PER_SEC))
		play(++n);
	print_message("# %llu recordings\n", (unsigned long long)n);
	/* Enough of them show something, or nothing would be proven. */
	assert_true(with_rates * 5 > n && with_times * 20 > n &&
		    compared * 10 > n);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(nothing_impossible_is_shown_whatever_a_recording_says),
};

RUN_TESTS(tests)
