/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/facts/quirk.h"
#include "report_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define SCHEMA_VERSION 1

static void write_row(FILE *out, const struct snapshot *snap,
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

/* A JSON string: what is no UTF-8 becomes U+FFFD. */
static void write_string(FILE *out, const char *text)
{
	fputc('"', out);
	for (const char *s = text; *s;) {
		size_t n = format_utf8(s);

		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			fprintf(out, "\\u%04x", (unsigned char)*s);
		else if (!n)
			fputs("\\ufffd", out);
		else
			fprintf(out, "%s%.*s", strchr("\"\\", *s) ? "\\" : "",
				(int)n, s);
		s += n ? n : 1;
	}
	fputc('"', out);
}

/* Of a COMMAND: what it was and how it ended. */
static void write_run(FILE *out, const struct report_run *run,
		      const struct snapshot *snap)
{
	fputs(",\"command\":{\"argv\":[", out);
	for (int i = 0; run->argv[i]; i++) {
		if (i)
			fputc(',', out);
		write_string(out, run->argv[i]);
	}
	fprintf(out, "],\"run\":%u,\"runs\":%u,\"status\":%d,"
		"\"wall_s\":%.6f,\"user_s\":%.6f,\"system_s\":%.6f",
		run->number, run->of, run->status, run->wall_s, run->user_s,
		run->system_s);
	if (snap->in_exits >= 0)
		fprintf(out, ",\"in_exits_s\":%.6f", report_busy_s(snap));
	if (run->baseline_s > 0)
		fprintf(out, ",\"baseline_s\":%.6f,\"baseline_rate\":%.3f",
			run->baseline_s, run->baseline_rate);
	fputc('}', out);
}

/* "no-total": what a reader must know of the numbers; nothing if nothing. */
static void write_words(FILE *out, const char *key, const char *const *words,
			size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (i)
			fprintf(out, ",\"%s\"", words[i]);
		else
			fprintf(out, ",\"%s\":[\"%s\"", key, words[i]);
	if (n)
		fputc(']', out);
}

static void write_marks(FILE *out, const struct snapshot *snap)
{
	static const struct {
		unsigned int bit;
		const char *word;
	} notes[] = {
		{ NOTE_TOTAL_IS_SUM, "total-is-sum" },
		{ NOTE_AUDIT_OFF, "audit-off" }, { NOTE_GAP, "gap" },
		{ NOTE_RESET, "reset" }, { NOTE_WRAP, "wrap" },
		{ NOTE_CYCLES_SHORT, "cycles-short" },
	};
	const char *words[32];
	size_t quirks, n = 0;
	const struct quirk *quirk = quirk_all(&quirks);

	for (size_t i = 0; i < sizeof(notes) / sizeof(*notes); i++)
		if (snap->notes & notes[i].bit)
			words[n++] = notes[i].word;
	write_words(out, "notes", words, n);
	n = 0;
	for (size_t i = 0; i < quirks; i++)
		if (snap->quirks & quirk[i].bit)
			words[n++] = quirk[i].word;
	write_words(out, "quirks", words, n);
}

void json_round(const struct report *report, const struct snapshot *snap)
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
		snap->interval_s, dialect_name(snap->dialect),
		scope_name(snap->scope), paging_name(snap->paging));
	if (total->has & HAS_COUNT)
		fprintf(out, "\"count\":%" PRIu64, total->count);
	if (total->has & HAS_DELTA)
		fprintf(out, ",\"delta\":%" PRIu64 ",\"rate\":%.3f",
			total->delta, total->rate);
	fprintf(out, "},\"self\":{\"exits\":%" PRIu64 "}", snap->self_exits);
	write_marks(out, snap);
	if (report->run)
		write_run(out, report->run, snap);
	fputs(",\"reasons\":[", out);
	for (unsigned int i = 0; i < n; i++) {
		if (!report->match[order[i]])
			continue;
		if (comma)
			fputc(',', out);
		write_row(out, snap, order[i]);
		comma = true;
	}
	fputs("]}\n", out);
}
