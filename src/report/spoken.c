/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/report/spoken.h"

#include <ctype.h>
#include <string.h>

#include "exittop/data/column.h"

/* Words for the signs that stand before or behind a number. */
static const struct {
	const char *sign, *words;
} behind[] = {
	{ "/s", " per second" }, { " %", " percent" },
};

/* The length of a number at @text: digits, in groups of three, and a point. */
static size_t number_at(const char *text)
{
	size_t n = 0;

	while (isdigit((unsigned char)text[n]) ||
	       (n && text[n] == '.' && isdigit((unsigned char)text[n + 1])) ||
	       (n && text[n] == ' ' && strspn(text + n + 1, "0123456789") == 3))
		n++;
	return n;
}

/* A number without its blanks, and what stands behind it as words. */
static const char *put_number(FILE *out, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (text[i] != ' ')
			fputc(text[i], out);
	text += n;
	for (size_t i = 0; i < sizeof(behind) / sizeof(behind[0]); i++)
		if (!strncmp(text, behind[i].sign, 2)) {
			fputs(behind[i].words, out);
			text += 2;
		}
	return text;
}

static void put_line(FILE *out, int64_t wall_ns, const char *text)
{
	char clock[FORMAT_TEXT];
	bool word = false;	/* within one: its digits are no number */

	format_clock(wall_ns, clock);
	fprintf(out, "%s ", clock);
	while (*text) {
		bool times = !word && *text == 'x' && number_at(text + 1);
		size_t n = word ? 0 : number_at(text + times);

		if (n && strchr(":", text[n + times]) && text[n + times]) {
			/* A time of day stays as it is. */
			fprintf(out, "%.8s", text);
			text += strlen(text) < 8 ? strlen(text) : 8;
			continue;
		}
		if (n) {
			text = put_number(out, text + times, n);
			fputs(times ? " times" : "", out);
			continue;
		}
		word = isalnum((unsigned char)*text) || *text == '_';
		fputc(*text++, out);
	}
	fputc('\n', out);
}

void spoken_event(FILE *out, const struct event *event)
{
	char text[EVENT_TEXT + FORMAT_TEXT], clock[FORMAT_TEXT];
	bool late = event->kind == EVENT_STORY &&
		    event->at_ns < event->wall_ns;

	format_clock(event->at_ns, clock);
	snprintf(text, sizeof(text), "%s%.9s%s%s", late ? "at " : "",
		 late ? clock : "", late ? " " : "", event->text);
	put_line(out, event->wall_ns, text);
}

static void put_reason(FILE *out, const struct snapshot *snap,
		       unsigned int slot)
{
	const struct row *row = &snap->rows[slot];
	char text[256], name[REASON_NAME], rate[FORMAT_TEXT], share[FORMAT_TEXT];
	char count[FORMAT_TEXT];

	if (!(row->has & HAS_DELTA) || !row->delta)
		return;
	format_per_second(row->rate, rate);
	format_percent(row->has & HAS_SHARE ? row->share : -1, share);
	format_count(row->count, 26, count);
	snprintf(text, sizeof(text), "%s %s, %s of all exits, %s counted",
		 reason_name(snap->isa, slot, name), rate,
		 row->has & HAS_SHARE ? share : "an unknown part", count);
	put_line(out, snap->wall_ns, text);
}

void spoken_round(FILE *out, const struct snapshot *snap)
{
	unsigned int order[REASON_SLOTS], n;
	char text[256], rate[FORMAT_TEXT] = "unknown", part[FORMAT_TEXT];

	if (snap->total.has & HAS_DELTA)
		format_per_second(snap->total.rate, rate);
	format_percent(snap->in_exits, part);
	snprintf(text, sizeof(text), "all exits %s%s%s%s", rate,
		 snap->in_exits >= 0 ? ", " : "",
		 snap->in_exits >= 0 ? part : "",
		 snap->in_exits >= 0 ? " of the time in exits" : "");
	put_line(out, snap->wall_ns, text);
	n = column_order(column_get(COLUMN_RATE), false, false, snap, order);
	for (unsigned int i = 0; i < n; i++)
		put_reason(out, snap, order[i]);
}
