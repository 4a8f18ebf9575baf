/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/data/filter.h"
#include "plain.h"
#include "report_details.h"
#include "report_json.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char *const format_names[REPORT_FORMATS] = {
	[REPORT_PLAIN] = "plain", [REPORT_CSV] = "csv", [REPORT_JSON] = "json",
	[REPORT_OPENMETRICS] = "openmetrics", [REPORT_HTML] = "html",
};

const char *report_format_name(enum report_format format)
{
	return format_names[format];
}

int report_format(const char *name, struct err *err)
{
	for (int i = 0; i < REPORT_FORMATS; i++)
		if (!strcmp(format_names[i], name))
			return i;
	return err_set(err, "unknown format '%s'; choose from plain, csv, json, "
		       "openmetrics and html", name);
}

void report_init(struct report *report, FILE *out, enum report_format format)
{
	*report = (struct report){
		.out = out, .format = format,
		.sort = column_get(format == REPORT_PLAIN ? COLUMN_RATE
							  : COLUMN_NUMBER),
	};
	for (int i = 0; i < REASON_SLOTS; i++)
		report->match[i] = true;
}

int report_filter(struct report *report, const char *pattern, enum isa isa,
		  struct err *err)
{
	struct err why;

	if (filter_match(pattern, isa, report->match, &why))
		return err_set(err, "--filter '%s' is not a valid regular "
			       "expression: %s", pattern, why.text);
	return 0;
}

void report_csv_head(const struct report *report, char head[REPORT_HEAD])
{
	unsigned int columns;
	const struct column *col = column_all(&columns);
	size_t used = (size_t)snprintf(head, REPORT_HEAD, "time,interval_s");

	for (unsigned int c = 0; c < columns; c++)
		if (col[c].machine)
			used += (size_t)snprintf(head + used,
						 REPORT_HEAD - used, ",%s",
						 col[c].key);
	snprintf(head + used, REPORT_HEAD - used, ",scope,vcpu%s\n",
		 report->each ? ",odd" : "");
	if (report->inside)
		snprintf(head, REPORT_HEAD, "%s", report_details_head());
}

static const char *odd_of(const struct snapshot *snap, unsigned int slot)
{
	const struct row *row = &snap->rows[slot];

	return row->has & HAS_DELTA ? snapshot_odd_name(row->odd) : "";
}

/*
 * time,interval_s, the machine columns, and whose exits they are. Nothing needs quoting: names have
 * neither commas nor quotes.
 */
static void write_csv(struct report *report, const struct snapshot *snap)
{
	unsigned int order[REASON_SLOTS], columns;
	const struct column *col = column_all(&columns);
	unsigned int n = column_order(report->sort, false, true, snap, order);
	char time[FORMAT_TEXT], cell[COLUMN_TEXT], vcpu[16] = "all";

	format_time(snap->wall_ns, time);
	if (snap->vcpu)
		snprintf(vcpu, sizeof(vcpu), "%u", snap->vcpu - 1);
	for (unsigned int i = 0; i < n; i++) {
		if (!report->match[order[i]])
			continue;
		fprintf(report->out, "%s,%.6f", time, snap->interval_s);
		for (unsigned int c = 0; c < columns; c++) {
			if (!col[c].machine)
				continue;
			column_value(&col[c], snap, order[i], cell);
			fprintf(report->out, ",%s", cell);
		}
		fprintf(report->out, ",%s,%s", host_scope_name(snap->scope),
			vcpu);
		if (report->each)
			fprintf(report->out, ",%s", odd_of(snap, order[i]));
		fputc('\n', report->out);
	}
}

static void write_csv_head(struct report *report)
{
	char head[REPORT_HEAD];

	if (report->headed)
		return;
	report_csv_head(report, head);
	fputs(head, report->out);
	report->headed = true;
}

/* A record is worth nothing in a buffer. */
static int flush(struct report *report, struct err *err)
{
	if (fflush(report->out) || ferror(report->out))
		return err_set(err, "cannot write the report: %s",
			       strerror(errno));
	return 0;
}

/* The counters of each vCPU's own seconds in exits, too. */
static int write_metrics(struct report *report, const struct snapshot *snap,
			 struct err *err)
{
	unsigned int n = report->each ? snap->each_n : 0;

	if (n && !report->metrics_each) {
		report->metrics_each = calloc(n, sizeof(struct metrics));
		if (!report->metrics_each)
			return err_set(err, "out of memory");
	}
	metrics_update(&report->metrics, snap);
	for (unsigned int v = 0; v < n; v++)
		metrics_update(&report->metrics_each[v], &snap->each[v]);
	metrics_write(&report->metrics, report->metrics_each, snap,
		      report->match, report->out);
	return 0;
}

/* One snapshot, or each vCPU's. */
static void write_rows(struct report *report, const struct snapshot *snap)
{
	unsigned int n = report->each ? snap->each_n : 1;

	if (report->format == REPORT_CSV)
		write_csv_head(report);
	for (unsigned int v = 0; v < n; v++) {
		const struct snapshot *one = report->each ? &snap->each[v] :
							    snap;

		if (report->format == REPORT_CSV && report->inside)
			report_details_csv(report, one);
		else if (report->format == REPORT_CSV)
			write_csv(report, one);
		else
			report_json(report, one);
	}
}

int report_snapshot(struct report *report, const struct snapshot *snap,
		    struct err *err)
{
	switch (report->format) {
	case REPORT_CSV:
	case REPORT_JSON:
		write_rows(report, snap);
		break;
	case REPORT_OPENMETRICS:
		if (write_metrics(report, snap, err))
			return -1;
		break;
	default:
		if (report->each)
			plain_vcpus(report, snap);
		else if (report->run)
			plain_run(report, snap);
		else
			plain_round(report, snap);
		if (snap->details)
			plain_details(report, snap);
	}
	return flush(report, err);
}

int report_runs(struct report *report, const struct snapshot *sum,
		const struct report_spread *spread, struct err *err)
{
	plain_runs(report, sum, spread);
	return flush(report, err);
}
