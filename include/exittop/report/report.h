/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_REPORT_H
#define EXITTOP_REPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "exittop/data/column.h"
#include "exittop/base/err.h"
#include "exittop/report/metrics.h"
#include "exittop/data/snapshot.h"
#include "exittop/base/spread.h"

/*
 * report: snapshots as text for people (plain) and programs (CSV, JSON,
 * metrics). The names in the latter are an interface: other programs rely on
 * them.
 */

enum report_format {
	REPORT_PLAIN, REPORT_CSV, REPORT_JSON, REPORT_OPENMETRICS,
	REPORT_HTML,		/* of --report alone (page.h) */
	REPORT_FORMATS
};

#define REPORT_HEAD 256		/* bytes that hold the CSV header */
#define REPORT_JSON_MARK "{\"schema_version\":"	/* begins every line */

/* One run of a COMMAND: what is reported beside the exits it made. */
struct report_run {
	char *const *argv;		/* NULL-terminated; borrowed */
	unsigned int number, of;	/* this run, from 1, of so many */
	int status;			/* as a shell gives it */
	double wall_s;			/* begin to end, gaps included */
	double user_s, system_s;	/* CPU time */
	double baseline_s;		/* idle time measured before; 0: none */
	double baseline_rate;		/* exits/s then, subtracted */
	unsigned int below;		/* reasons with fewer exits than then */
};

/* Several runs: mean and spread, of each run as a whole. */
struct report_spread {
	struct spread seconds;
	struct spread total;			/* exits */
	struct spread exits[REASON_SLOTS];
};

struct report {
	FILE *out;			/* borrowed */
	enum report_format format;
	const struct column *sort;
	bool match[REASON_SLOTS];	/* rows that the filter lets pass */
	bool headed;			/* the CSV header is written */
	bool each;			/* of each vCPU: CSV has a column more */
	const struct report_run *run;	/* the round is a COMMAND's; or NULL */
	bool inside;			/* details were asked for: CSV is
					 * theirs */
	struct metrics metrics;
	struct metrics *metrics_each;	/* of each vCPU; allocated when needed */
};

/* The format called @name, or -1 with @err listing those there are. */
int report_format(const char *name, struct err *err);

/* As --format takes it. */
const char *report_format_name(enum report_format format);

/* Fills the caller's struct; every row passes the filter. */
void report_init(struct report *report, FILE *out, enum report_format format);

/*
 * Lets only those rows pass that the regular expression @pattern means
 * (filter.h). Returns 0, or -1 with @err.
 */
int report_filter(struct report *report, const char *pattern, enum isa isa,
		  struct err *err);

/*
 * Writes one round whole and flushes it. Plain shows the rows with exits;
 * CSV and JSON all of them, unknown values left empty or out.
 * Returns 0, or -1 with @err where the output cannot be written; errno then
 * says why (EPIPE: nobody reads any more).
 */
int report_snapshot(struct report *report, const struct snapshot *snap,
		    struct err *err);

/*
 * Writes several runs of one COMMAND for people: @sum is all their intervals
 * added up, report->run the last one. Returns as report_snapshot().
 */
int report_runs(struct report *report, const struct snapshot *sum,
		const struct report_spread *spread, struct err *err);

/* Seconds of CPU time that were spent in exits; negative: unknown. */
double report_busy_s(const struct snapshot *snap);

/* The CSV header with its newline: of rows, of vCPUs, or of details. */
void report_csv_head(const struct report *report, char head[REPORT_HEAD]);

/* The first lines of a plain report: host, paging verdict, totals. */
void report_head(FILE *out, const struct snapshot *snap);

#endif
