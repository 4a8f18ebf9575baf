/* SPDX-License-Identifier: GPL-2.0-only */
#include "plain.h"
#include "exittop/facts/quirk.h"

#include <inttypes.h>
#include <stdio.h>

/* The table: what fits into 100 columns and says the most. */
static const enum column_id columns[] = {
	COLUMN_NUMBER, COLUMN_NAME, COLUMN_COUNT, COLUMN_DELTA, COLUMN_RATE,
	COLUMN_SHARE, COLUMN_COST, COLUMN_TIME, COLUMN_SHIFT,
};

#define COLUMNS (sizeof(columns) / sizeof(*columns))

void plain_host(FILE *out, const struct snapshot *snap)
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
	/* H13: what wrapped before exittop began is not known. */
	fprintf(out, ", dialect %s%s, scope %s", dialect_name(snap->dialect),
		dialect_is_wide(snap->dialect) ? "" : " (32-bit counts)",
		snap->scope == SCOPE_VM ? "this VM" : "the whole host");
}

void plain_notes(FILE *out, const struct snapshot *snap)
{
	static const struct {
		unsigned int note;
		const char *text;
	} rows[] = {
		{ NOTE_RESET, "the host's counters began again: no "
		  "differences in this round" },
		{ NOTE_SILENT, "the host does not answer: no numbers in this "
		  "round" },
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

void plain_totals(FILE *out, const struct snapshot *snap)
{
	char rate[FORMAT_TEXT], count[FORMAT_TEXT];

	fprintf(out, "paging   %s  %s\nexits    ",
		snapshot_paging_name(snap->paging), snap->evidence);
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
}

void report_head(FILE *out, const struct snapshot *snap)
{
	char time[FORMAT_TEXT];

	format_time(snap->wall_ns, time);
	fprintf(out, "exittop  %s  interval %.3f s\n         ", time,
		snap->interval_s);
	plain_host(out, snap);
	fputc('\n', out);
	plain_totals(out, snap);
	plain_notes(out, snap);
}

void plain_add(struct plain_line *line, int width, const char *cell)
{
	size_t room = sizeof(line->text) - line->used;
	int n = snprintf(line->text + line->used, room, "%s%*s",
			 line->used ? " " : "", width, cell);

	line->used += n < 0 || (size_t)n >= room ? room - 1 : (size_t)n;
}

void plain_add_column(struct plain_line *line, enum column_id id,
		      const struct snapshot *snap, int slot)
{
	const struct column *col = column_get(id);
	char cell[COLUMN_TEXT];

	if (slot < 0)
		snprintf(cell, sizeof(cell), "%s", col->header);
	else
		column_text(col, snap, (unsigned int)slot, cell);
	plain_add(line, col->width, cell);
}

void plain_end(struct plain_line *line, FILE *out)
{
	while (line->used && line->text[line->used - 1] == ' ')
		line->used--;
	fprintf(out, "%.*s\n", (int)line->used, line->text);
	line->used = 0;
}

static void write_row(FILE *out, const struct snapshot *snap, int slot)
{
	struct plain_line line = { .used = 0 };

	for (size_t i = 0; i < COLUMNS; i++)
		plain_add_column(&line, columns[i], snap, slot);
	plain_end(&line, out);
}

void plain_round(const struct report *report, const struct snapshot *snap)
{
	unsigned int order[REASON_SLOTS];
	unsigned int n = column_order(report->sort, false, false, snap, order);

	report_head(report->out, snap);
	write_row(report->out, snap, -1);
	for (unsigned int i = 0; i < n; i++)
		if (report->match[order[i]])
			write_row(report->out, snap, (int)order[i]);
	fputc('\n', report->out);
}
