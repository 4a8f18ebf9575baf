/* SPDX-License-Identifier: GPL-2.0-only */
#include "plain.h"
#include "exittop/base/countof.h"
#include "exittop/data/event.h"
#include "exittop/facts/quirk.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* The table: what fits into 80 columns and says the most. */
static const struct plain_column columns[] = {
	{ COLUMN_NUMBER, 5 }, { COLUMN_NAME, -20 }, { COLUMN_COUNT, 14 },
	{ COLUMN_RATE, 9 }, { COLUMN_SHARE, 8 }, { COLUMN_COST, 10 },
	{ COLUMN_TIME, 8 },
};

/* The same with what is inside, of hosts that give it and where asked for. */
static const struct plain_column inside_columns[] = {
	{ COLUMN_NUMBER, 5 }, { COLUMN_NAME, -20 }, { COLUMN_COUNT, 10 },
	{ COLUMN_RATE, 9 }, { COLUMN_P99, 9 }, { COLUMN_TOP, -22 },
};

void plain_words(FILE *out, const char *lead, const char *text, int width)
{
	int left = (int)strlen(lead), at = left;

	fputs(lead, out);
	while (*text) {
		int n = (int)strcspn(text, " ");

		if (at > left && at + 1 + n > width) {
			fprintf(out, "\n%*s", left, "");
			at = left;
		} else if (at > left) {
			fputc(' ', out);
			at++;
		}
		fprintf(out, "%.*s", n, text);
		at += n;
		text += n + (text[n] == ' ');
	}
	fputc('\n', out);
}

void plain_say(FILE *out, const char *lead, const char *fmt, ...)
{
	char head[16], text[2048];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	snprintf(head, sizeof(head), "%-9s", lead);
	plain_words(out, head, text, PLAIN_WIDTH);
}

void plain_host(FILE *out, const struct snapshot *snap)
{
	const struct host *host = &snap->host;
	const char *name = host->brand[0] ? host->brand : host->vendor;
	char vcpus[64] = "", only[32] = "";

	if (snap->vcpus)
		snprintf(vcpus, sizeof(vcpus), ", %u vCPU%s", snap->vcpus,
			 snap->vcpus == 1 ? "" : "s");
	if (snap->vcpu)
		snprintf(only, sizeof(only), " (only vCPU %u)",
			 snap->vcpu - 1);
	/* H13: what wrapped before exittop began is not known. */
	plain_say(out, "", "%s%s%s%s%s, dialect %s%s, scope %s",
		  snap->replay ? "REPLAY of a KVM guest" : "KVM guest", vcpus,
		  only, name[0] ? ", " : "", name,
		  host_dialect_name(snap->dialect),
		  host_dialect_is_wide(snap->dialect) ? "" : " (32-bit counts)",
		  snap->scope == SCOPE_VM ? "this VM" : "the whole host");
}

/* One note for one fact: not where another note or quirk says it already. */
void plain_notes(FILE *out, const struct snapshot *snap)
{
	static const struct {
		unsigned int note, unless_note, unless_quirk;
		const char *text;
	} rows[] = {
		{ NOTE_RESET, 0, 0, "the host's counters restarted: no "
		  "differences in this round" },
		{ NOTE_SILENT, 0, 0, "the host does not answer: no numbers in "
		  "this round" },
		{ NOTE_GAP, 0, 0, "far more time passed than --delay: rates "
		  "are averages over the gap" },
		{ NOTE_TOTAL_IS_SUM, 0, QUIRK_NO_TOTAL, "no usable total from "
		  "the host: the total is the sum of the reasons" },
		{ NOTE_AUDIT_OFF, NOTE_TOTAL_IS_SUM, QUIRK_NO_TOTAL |
		  QUIRK_LOSSY | QUIRK_DOUBLE | QUIRK_BLIND, "the host's total "
		  "is not the sum of its reasons: each of them is read in "
		  "every round" },
		{ NOTE_CYCLES_SHORT, 0, 0, "too few cycles per exit: the host "
		  "times only a part of each" },
	};
	size_t quirks;
	const struct quirk *quirk = quirk_all(&quirks);

	for (size_t i = 0; i < COUNTOF(rows); i++)
		if (snap->notes & rows[i].note &&
		    !(snap->notes & rows[i].unless_note) &&
		    !(snap->quirks & rows[i].unless_quirk))
			plain_say(out, "note", "%s", rows[i].text);
	for (size_t i = 0; i < quirks; i++)
		if (snap->quirks & quirk[i].bit)
			plain_say(out, "note", "%s",
				  quirk_text(&quirk[i], snap->isa));
}

void plain_totals(FILE *out, const struct snapshot *snap)
{
	char rate[FORMAT_TEXT] = "", count[FORMAT_TEXT] = "-";
	char own[FORMAT_TEXT], share[FORMAT_TEXT] = "";
	char clock[FORMAT_TEXT], since[64] = "";

	if (snap->paging_was) {
		format_clock(snap->paging_since_ns, clock);
		snprintf(since, sizeof(since), " since %.15s (was %s)", clock,
			 snapshot_paging_name(snap->paging_was));
	}
	plain_say(out, "paging", "%s%s  %s",
		  snapshot_paging_name(snap->paging), since, snap->evidence);
	if (snap->total.has & HAS_COUNT)
		format_count(snap->total.count, 26, count);
	if (snap->total.has & HAS_DELTA)
		format_rate(snap->total.rate, 14, rate);
	if (snap->in_exits >= 0)
		format_percent(snap->in_exits, share);
	format_count(snap->self_delta, 26, own);
	plain_say(out, "exits", "%s%s%s%s%s%s%s; excluding %s of exittop's own",
		  count, rate[0] ? ", " : "", rate, rate[0] ? "/s" : "",
		  share[0] ? ", " : "", share,
		  share[0] ? " of the time in exits" : "", own);
}

static void write_shifts(FILE *out, const struct snapshot *snap)
{
	char text[EVENT_TEXT], clock[FORMAT_TEXT];

	if (snap->story[0]) {
		format_clock(snap->story_wall_ns, clock);
		plain_say(out, "shift", "%s %s", clock, snap->story);
	}
	for (unsigned int i = 0; i < snap->reasons; i++)
		if (snap->rows[i].shift == SHIFT_UP ||
		    snap->rows[i].shift == SHIFT_DOWN)
			plain_say(out, "shift", "%s",
				  event_shift(snap, i, text));
}

void report_head(FILE *out, const struct snapshot *snap)
{
	char time[FORMAT_TEXT];

	format_time(snap->wall_ns, time);
	plain_say(out, "exittop", "%s  interval %.3f s", time,
		  snap->interval_s);
	plain_host(out, snap);
	plain_totals(out, snap);
	write_shifts(out, snap);
	plain_notes(out, snap);
}

void plain_add(struct plain_line *line, int width, const char *cell)
{
	size_t room = sizeof(line->text) - line->used;
	int cells = width < 0 ? -width : width, n;

	/* What stuck out of the cell before is taken from this one. */
	if (width > 0)
		width = width > line->over ? width - line->over : 0;
	n = snprintf(line->text + line->used, room, "%s%*s",
		     line->used ? " " : "", width, cell);
	line->cells += cells + 1;
	line->used += n < 0 || (size_t)n >= room ? room - 1 : (size_t)n;
	line->over = (int)line->used + 1 - line->cells;
}

void plain_end(struct plain_line *line, FILE *out)
{
	while (line->used && line->text[line->used - 1] == ' ')
		line->used--;
	fprintf(out, "%.*s\n", (int)line->used, line->text);
	*line = (struct plain_line){ .used = 0 };
}

void plain_row(struct plain_line *line, const struct plain_column *cols,
	       size_t n, const struct snapshot *snap, int slot)
{
	for (size_t i = 0; i < n; i++) {
		struct column col = *column_get(cols[i].id);
		char cell[COLUMN_TEXT];

		col.width = cols[i].width;
		if (slot < 0)
			snprintf(cell, sizeof(cell), "%s", col.header);
		else
			column_text(&col, snap, (unsigned int)slot, cell);
		plain_add(line, col.width, cell);
	}
}

static void write_row(FILE *out, const struct snapshot *snap, int slot)
{
	struct plain_line line = { .used = 0 };

	if (snap->details)
		plain_row(&line, inside_columns, COUNTOF(inside_columns), snap,
			  slot);
	else
		plain_row(&line, columns, COUNTOF(columns), snap, slot);
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
