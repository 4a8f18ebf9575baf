/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/report.h"
#include "exittop/quirk.h"

#include <errno.h>
#include <inttypes.h>
#include <regex.h>
#include <string.h>

#define SCHEMA_VERSION 1

static const char *const format_names[REPORT_FORMATS] = {
	[REPORT_PLAIN] = "plain", [REPORT_CSV] = "csv", [REPORT_JSON] = "json",
};

/* The plain table: what fits into 100 columns and says the most. */
static const enum column_id plain_columns[] = {
	COLUMN_NUMBER, COLUMN_NAME, COLUMN_COUNT, COLUMN_DELTA, COLUMN_RATE,
	COLUMN_SHARE, COLUMN_COST, COLUMN_TIME, COLUMN_SHIFT,
};

#define PLAIN_COLUMNS (sizeof(plain_columns) / sizeof(*plain_columns))

int report_format(const char *name, struct err *err)
{
	for (int i = 0; i < REPORT_FORMATS; i++)
		if (!strcmp(format_names[i], name))
			return i;
	return err_set(err, "no format '%s': there are plain, csv and json",
		       name);
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
	char name[REASON_NAME], code[16], why[128];
	regex_t regex;
	int bad = regcomp(&regex, pattern,
			  REG_EXTENDED | REG_ICASE | REG_NOSUB);

	if (bad) {
		regerror(bad, &regex, why, sizeof(why));
		return err_set(err, "--filter '%s' is no regular expression: "
			       "%s", pattern, why);
	}
	for (unsigned int i = 0; i < REASON_SLOTS; i++) {
		snprintf(code, sizeof(code), "%u", reason_code(isa, i));
		report->match[i] =
			!regexec(&regex, reason_name(isa, i, name), 0, NULL,
				 0) || !regexec(&regex, code, 0, NULL, 0);
	}
	regfree(&regex);
	return 0;
}

/* "KVM guest, 2 vCPU, Intel ..., dialect native, scope this VM". */
static void write_host(FILE *out, const struct snapshot *snap)
{
	fputs(snap->replay ? "REPLAY of a KVM guest" : "KVM guest", out);
	if (snap->vcpus)
		fprintf(out, ", %u vCPU%s", snap->vcpus,
			snap->vcpus == 1 ? "" : "s");
	if (snap->vcpu)
		fprintf(out, " (only number %u)", snap->vcpu - 1);
	if (snap->host.brand[0] || snap->host.vendor[0])
		fprintf(out, ", %s", snap->host.brand[0] ? snap->host.brand
							 : snap->host.vendor);
	fprintf(out, ", dialect %s, scope %s", leaf_map(snap->dialect)->name,
		snap->scope == SCOPE_VM ? "this VM" : "the whole host");
}

/* One clause per note that a reader of the numbers must know. */
static void write_notes(FILE *out, const struct snapshot *snap)
{
	static const struct {
		unsigned int note;
		const char *text;
	} rows[] = {
		{ NOTE_RESET, "the host's counters began again: no "
		  "differences in this round" },
		{ NOTE_GAP, "far more time passed than asked: rates are "
		  "means over the gap" },
		{ NOTE_TOTAL_IS_SUM, "the host's total cannot be used: total "
		  "is the sum of the reasons" },
		{ NOTE_AUDIT_OFF, "the host's total does not prove which "
		  "reasons rest: every one is read" },
		{ NOTE_CYCLES_SHORT, "cycles per exit are too few for a whole "
		  "exit: the host times only a part of it" },
	};

	size_t quirks;
	const struct quirk *quirk = quirk_all(&quirks);

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (snap->notes & rows[i].note)
			fprintf(out, "note     %s\n", rows[i].text);
	for (size_t i = 0; i < quirks; i++)
		if (snap->quirks & quirk[i].bit)
			fprintf(out, "note     %s\n", quirk[i].text);
}

void report_head(FILE *out, const struct snapshot *snap)
{
	char time[FORMAT_TEXT], rate[FORMAT_TEXT], count[FORMAT_TEXT];

	format_time(snap->wall_ns, time);
	fprintf(out, "exittop  %s  interval %.3f s\n         ", time,
		snap->interval_s);
	write_host(out, snap);
	fprintf(out, "\npaging   %s  %s\nexits    ",
		paging_name(snap->paging), snap->evidence);
	format_count(snap->total.count, 24, count);
	fputs(snap->total.has & HAS_COUNT ? count : "-", out);
	if (snap->total.has & HAS_DELTA) {
		format_rate(snap->total.rate, 14, rate);
		fprintf(out, ", %s/s", rate);
	}
	if (snap->in_exits >= 0)
		fprintf(out, ", %.1f %% of the time in exits",
			snap->in_exits * 100);
	fprintf(out, "; %" PRIu64 " of exittop's own taken out\n",
		snap->self_delta);
	write_notes(out, snap);
}


/* A line of cells, without blanks at its end. */
static void write_plain_row(FILE *out, const struct snapshot *snap, int slot)
{
	char line[256], cell[COLUMN_TEXT];
	size_t used = 0;

	for (size_t i = 0; i < PLAIN_COLUMNS; i++) {
		const struct column *col = column_get(plain_columns[i]);
		int width = col->width < 0 ? -col->width : col->width;

		if (slot < 0)
			snprintf(cell, sizeof(cell), "%s", col->header);
		else
			column_text(col, snap, (unsigned int)slot, cell);
		used += (size_t)snprintf(line + used, sizeof(line) - used,
					 col->width < 0 ? "%s%-*s" : "%s%*s",
					 i ? " " : "", width, cell);
	}
	while (used && line[used - 1] == ' ')
		line[--used] = '\0';
	fprintf(out, "%s\n", line);
}

static void write_plain(const struct report *report,
			const struct snapshot *snap)
{
	unsigned int order[REASON_SLOTS];
	unsigned int n = column_order(report->sort, false, false, snap, order);

	report_head(report->out, snap);
	write_plain_row(report->out, snap, -1);
	for (unsigned int i = 0; i < n; i++)
		if (report->match[order[i]])
			write_plain_row(report->out, snap, (int)order[i]);
	fputc('\n', report->out);
}

/*
 * time,interval_s and the machine columns. Nothing needs quoting: names have
 * neither commas nor quotes.
 */
static void write_csv(struct report *report, const struct snapshot *snap)
{
	unsigned int order[REASON_SLOTS], columns;
	const struct column *col = column_all(&columns);
	unsigned int n = column_order(report->sort, false, true, snap, order);
	char time[FORMAT_TEXT], cell[COLUMN_TEXT];

	if (!report->headed) {
		fputs("time,interval_s", report->out);
		for (unsigned int c = 0; c < columns; c++)
			if (col[c].machine)
				fprintf(report->out, ",%s", col[c].key);
		fputc('\n', report->out);
		report->headed = true;
	}
	format_time(snap->wall_ns, time);
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
		fputc('\n', report->out);
	}
}

static void write_json_row(FILE *out, const struct snapshot *snap,
			   unsigned int slot)
{
	unsigned int columns;
	const struct column *col = column_all(&columns);
	char cell[COLUMN_TEXT];
	bool comma = false;

	fputc('{', out);
	for (unsigned int c = 0; c < columns; c++) {
		if (!col[c].machine)
			continue;
		column_value(&col[c], snap, slot, cell);
		if (!cell[0])
			continue;
		fprintf(out, col[c].number ? "%s\"%s\":%s"
					   : "%s\"%s\":\"%s\"",
			comma ? "," : "", col[c].key, cell);
		comma = true;
	}
	fputc('}', out);
}

/* One object a line; what is not known is not there. */
static void write_json(const struct report *report,
		       const struct snapshot *snap)
{
	unsigned int order[REASON_SLOTS];
	unsigned int n = column_order(report->sort, false, true, snap, order);
	const struct row *total = &snap->total;
	FILE *out = report->out;
	char time[FORMAT_TEXT];
	bool comma = false;

	format_time(snap->wall_ns, time);
	fprintf(out, "{\"schema_version\":%d,\"time\":\"%s\","
		"\"interval_s\":%.6f,\"dialect\":\"%s\",\"scope\":\"%s\","
		"\"paging\":\"%s\",\"total\":{", SCHEMA_VERSION, time,
		snap->interval_s, leaf_map(snap->dialect)->name,
		scope_name(snap->scope), paging_name(snap->paging));
	if (total->has & HAS_COUNT)
		fprintf(out, "\"count\":%" PRIu64, total->count);
	if (total->has & HAS_DELTA)
		fprintf(out, ",\"delta\":%" PRIu64 ",\"rate\":%.3f",
			total->delta, total->rate);
	fprintf(out, "},\"self\":{\"exits\":%" PRIu64 "},\"reasons\":[",
		snap->self_exits);
	for (unsigned int i = 0; i < n; i++) {
		if (!report->match[order[i]])
			continue;
		if (comma)
			fputc(',', out);
		write_json_row(out, snap, order[i]);
		comma = true;
	}
	fputs("]}\n", out);
}

int report_snapshot(struct report *report, const struct snapshot *snap,
		    struct err *err)
{
	switch (report->format) {
	case REPORT_CSV:
		write_csv(report, snap);
		break;
	case REPORT_JSON:
		write_json(report, snap);
		break;
	default:
		write_plain(report, snap);
	}
	/* A record is worth nothing in a buffer. */
	if (fflush(report->out) || ferror(report->out))
		return err_set(err, "cannot write the report: %s",
			       strerror(errno));
	return 0;
}

void report_probe(FILE *out, const struct probe *probe)
{
	for (unsigned int i = 0; i < probe->lines; i++)
		fprintf(out, "%s\n", probe->evidence[i]);
	if (!probe->dialect) {
		fputs("dialect  none\n", out);
		return;
	}
	fprintf(out, "dialect  %s\nreasons  %s, %u\nscope    %s\n",
		leaf_map(probe->dialect)->name, reason_isa_name(probe->isa),
		probe->reasons,
		probe->scope == SCOPE_VM ? "this VM" : "the whole host");
	if (probe->vcpus)
		fprintf(out, "vcpus    %u\n", probe->vcpus);
	if (probe->tsc_khz)
		fprintf(out, "tsc      %" PRIu32 " kHz\n", probe->tsc_khz);
	if (probe->dialect == DIALECT_NATIVE)
		fprintf(out, "served   %s\n",
			probe->served ? leaf_map(probe->served)->name
				      : "no assignment dialect");
}
