/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/facts/quirk.h"
#include "json.h"
#include "report_details.h"
#include "report_json.h"

#include <stdio.h>

#define SCHEMA_VERSION 1

static void write_row(struct json *json, const struct snapshot *snap,
		      unsigned int slot, bool each)
{
	unsigned int columns;
	const struct column *col = column_all(&columns);
	const struct row *row = &snap->rows[slot];
	char cell[COLUMN_TEXT];

	json_open(json, NULL, '{');
	for (unsigned int c = 0; c < columns; c++) {
		if (!col[c].machine)
			continue;
		column_value(&col[c], snap, slot, cell);
		if (col[c].kind != COLUMN_WORD)
			json_literal(json, col[c].key, cell);
		else
			json_text(json, col[c].key, cell);
	}
	if (each && row->has & HAS_DELTA) {
		json_text(json, "odd", snapshot_odd_name(row->odd));
		json_number(json, "odd_ratio", row->odd_ratio, 3);
	}
	if (snap->details)
		report_details_json(json, snap, slot);
	json_close(json, '}');
}

/* Of a COMMAND: what it was and how it ended. */
static void write_run(struct json *json, const struct report_run *run,
		      const struct snapshot *snap)
{
	json_open(json, "command", '{');
	json_open(json, "argv", '[');
	for (int i = 0; run->argv[i]; i++)
		json_text(json, NULL, run->argv[i]);
	json_close(json, ']');
	json_count(json, "run", run->number);
	json_count(json, "runs", run->of);
	json_count(json, "status", (unsigned int)run->status);
	json_number(json, "wall_s", run->wall_s, 6);
	json_number(json, "user_s", run->user_s, 6);
	json_number(json, "system_s", run->system_s, 6);
	json_number(json, "in_exits_s", report_busy_s(snap), 6);
	if (run->baseline_s > 0) {
		json_number(json, "baseline_s", run->baseline_s, 6);
		json_number(json, "baseline_rate", run->baseline_rate, 3);
	}
	json_close(json, '}');
}

/* "no-total": what a reader must know of the numbers; nothing if nothing. */
static void write_words(struct json *json, const char *key,
			const char *const *words, size_t n)
{
	if (!n)
		return;
	json_open(json, key, '[');
	for (size_t i = 0; i < n; i++)
		json_text(json, NULL, words[i]);
	json_close(json, ']');
}

static void write_marks(struct json *json, const struct snapshot *snap)
{
	static const struct {
		unsigned int bit;
		const char *word;
	} notes[] = {
		{ NOTE_TOTAL_IS_SUM, "total-is-sum" },
		{ NOTE_SILENT, "silent" },
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
	write_words(json, "notes", words, n);
	n = 0;
	for (size_t i = 0; i < quirks; i++)
		if (snap->quirks & quirk[i].bit)
			words[n++] = quirk[i].word;
	write_words(json, "quirks", words, n);
}

static void write_head(struct json *json, const struct snapshot *snap)
{
	const struct row *total = &snap->total;
	char time[FORMAT_TEXT];

	format_time(snap->wall_ns, time);
	json_count(json, "schema_version", SCHEMA_VERSION);
	json_text(json, "time", time);
	json_number(json, "interval_s", snap->interval_s, 6);
	json_text(json, "dialect", host_dialect_name(snap->dialect));
	json_text(json, "scope", host_scope_name(snap->scope));
	if (snap->vcpu)
		json_count(json, "vcpu", snap->vcpu - 1);
	json_text(json, "paging", snapshot_paging_name(snap->paging));
	if (snap->story[0]) {
		format_time(snap->story_wall_ns, time);
		json_open(json, "story", '{');
		json_text(json, "time", time);
		json_text(json, "text", snap->story);
		json_close(json, '}');
	}
	json_open(json, "total", '{');
	if (total->has & HAS_COUNT)
		json_count(json, "count", total->count);
	if (total->has & HAS_DELTA) {
		json_count(json, "delta", total->delta);
		json_number(json, "rate", total->rate, 3);
	}
	json_close(json, '}');
	json_open(json, "self", '{');
	json_count(json, "exits", snap->self_exits);
	json_close(json, '}');
}

void report_json(const struct report *report, const struct snapshot *snap)
{
	unsigned int order[REASON_SLOTS];
	unsigned int n = column_order(report->sort, false, true, snap, order);
	struct json json = { report->out, false };

	json_open(&json, NULL, '{');
	write_head(&json, snap);
	write_marks(&json, snap);
	if (report->run)
		write_run(&json, report->run, snap);
	json_open(&json, "reasons", '[');
	for (unsigned int i = 0; i < n; i++)
		if (report->match[order[i]])
			write_row(&json, snap, order[i], report->each);
	json_close(&json, ']');
	json_close(&json, '}');
	fputc('\n', report->out);
}
