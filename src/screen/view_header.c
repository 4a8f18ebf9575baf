/* SPDX-License-Identifier: GPL-2.0-only */
/* Who answers, which moment it is, and the verdict with its evidence. */
#include "exittop/facts/quirk.h"
#include "view_parts.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define NARROW	 60	/* below this, labels go */
#define LABELLED 100	/* and from here on, there are more of them */

struct fields {
	struct field field[24];
	char text[24][SNAPSHOT_TEXT];
	unsigned int n;
};

/* Adds a field whose text may be written to the returned buffer. */
static char *add(struct fields *fields, enum screen_attr attr, int rank)
{
	unsigned int i = fields->n++;
	struct field *field = &fields->field[i];

	memset(field, 0, sizeof(*field));
	field->text = fields->text[i];
	field->attr = attr;
	field->rank = rank;
	fields->text[i][0] = '\0';
	fields->text[i][SNAPSHOT_TEXT - 1] = '\0';
	return fields->text[i];
}

static void add_text(struct fields *fields, enum screen_attr attr, int rank,
		     const char *text)
{
	char *to = add(fields, attr, rank);

	memccpy(to, text, '\0', SNAPSHOT_TEXT - 1);
}

static void add_spring(struct fields *fields)
{
	add(fields, SCREEN_NORMAL, 0);
	fields->field[fields->n - 1].spring = true;
}

/* "-00:05:12" before the latest. */
static void add_back(const struct view *view, struct fields *fields)
{
	int64_t ns = view->live.wall_ns - view->shown.wall_ns;
	long s = ns > 0 ? (long)((ns + 500000000) / 1000000000) : 0;

	snprintf(add(fields, SCREEN_STATE, 0), SNAPSHOT_TEXT,
		 "BACK %02ld:%02ld:%02ld", s / 3600, s / 60 % 60, s % 60);
}

/* What must not be missed: this is no live screen, or not of now. */
static void add_states(const struct view *view, struct fields *fields)
{
	if (view->live.replay)
		add_text(fields, SCREEN_STATE, 0, "REPLAY");
	if (view->back)
		add_back(view, fields);
	else if (view->paused)
		add_text(fields, SCREEN_STATE, 0, "PAUSED");
	if (view->ended)
		add_text(fields, SCREEN_STATE, 1, "END");
	if (view->recording)
		add_text(fields, SCREEN_STATE, 1, "REC");
	if (view->filter.on && !view->filter.bad.text[0])
		snprintf(add(fields, SCREEN_NOTICE, 3), SNAPSHOT_TEXT,
			 "filter %.60s", view->filter.text);
	if (view->config.watched)
		add_text(fields, SCREEN_NOTICE, 4, "watched only");
}

static void add_host(const struct snapshot *snap, struct fields *fields,
		     int width)
{
	const struct host *host = &snap->host;
	const char *guest = host->is_kvm ? "KVM guest" :
			    host->has_hypervisor ? "guest" : "no KVM guest";
	char *text = add(fields, SCREEN_NORMAL, 5);

	if (snap->vcpu)
		snprintf(text, SNAPSHOT_TEXT, "%s, vCPU %u of %u", guest,
			 snap->vcpu - 1, snap->vcpus);
	else if (snap->vcpus)
		snprintf(text, SNAPSHOT_TEXT, "%s, %u vCPU%s", guest,
			 snap->vcpus, snap->vcpus > 1 ? "s" : "");
	else
		snprintf(text, SNAPSHOT_TEXT, "%s", guest);
	text = add(fields, SCREEN_DIM, 8);
	snprintf(text, SNAPSHOT_TEXT, "%s", host->codename[0] ?
		 host->codename : host->brand);
	snprintf(add(fields, SCREEN_NORMAL, 2), SNAPSHOT_TEXT, "%s%s",
		 width < LABELLED ? "" : "dialect ",
		 dialect_name(snap->dialect));
	snprintf(add(fields, SCREEN_NORMAL, 2), SNAPSHOT_TEXT, "%s%s",
		 width < LABELLED ? "" : "scope ",
		 snap->scope == SCOPE_VM ? "this VM" : "whole host");
}

static void add_when(const struct view *view, struct fields *fields)
{
	const struct snapshot *snap = &view->shown;
	char clock[COLUMN_TEXT];
	char *text;

	if (view->live.replay) {
		format_time(snap->wall_ns, clock);
		snprintf(add(fields, SCREEN_DIM, 9), SNAPSHOT_TEXT, "%.10s",
			 clock);
	}
	text = add(fields, SCREEN_NORMAL, 1);
	if (snap->interval_s > 0)
		snprintf(text, SNAPSHOT_TEXT, "%.1f s", snap->interval_s);
	else
		snprintf(text, SNAPSHOT_TEXT, "- s");
	format_clock(snap->wall_ns, clock);
	add_text(fields, SCREEN_NORMAL, 1, clock);
}

void header_paint(const struct view *view, struct screen *screen,
		  const struct layout_box *box)
{
	struct pen pen = pen_at(view, screen, box->x, box->y, box->width);
	struct fields fields = { .n = 0 };

	add_text(&fields, SCREEN_TITLE, 0, "exittop");
	add_states(view, &fields);
	add_host(&view->shown, &fields, box->width);
	add_spring(&fields);
	add_when(view, &fields);
	pen_fields(&pen, fields.field, fields.n);
}

/* ---- the verdict ---- */

static void add_verdict(const struct view *view, struct fields *fields,
			int width)
{
	static const enum screen_attr attrs[] = {
		[PAGING_UNKNOWN] = SCREEN_DIM, [PAGING_NESTED] = SCREEN_BOLD,
		[PAGING_SHADOW] = SCREEN_NOTICE, [PAGING_MIXED] = SCREEN_NOTICE,
	};
	const struct snapshot *snap = &view->shown;
	char *text;

	if (width >= NARROW)
		add_text(fields, SCREEN_DIM, 0, "paging");
	text = add(fields, attrs[snap->paging], 0);
	snprintf(text, SNAPSHOT_TEXT, "%s", snapshot_paging_name(snap->paging));
	for (; *text; text++)
		*text = (char)toupper((unsigned char)*text);
	if (view->back)
		add_text(fields, SCREEN_NORMAL, 3,
			 "looking back: [ and ] step, . returns to now");
	else
		add_text(fields, SCREEN_NORMAL, 3, snap->evidence);
	fields->field[fields->n - 1].least = 16;
}

static void add_figures(const struct view *view, struct fields *fields)
{
	const struct snapshot *snap = &view->shown;
	char number[COLUMN_TEXT];

	if (snap->total.has & HAS_DELTA)
		format_rate(snap->total.rate, 9, number);
	else
		snprintf(number, sizeof(number), "-");
	snprintf(add(fields, SCREEN_BOLD, 0), SNAPSHOT_TEXT, "exits %s/s",
		 number);
	if (snap->in_exits >= 0) {
		format_percent(snap->in_exits, number);
		snprintf(add(fields, SCREEN_NORMAL, 2), SNAPSHOT_TEXT,
			 "in exits %s", number);
	}
	/* exittop's own exits, taken out of all the others. */
	if (snap->interval_s > 0)
		format_rate((double)snap->self_delta / snap->interval_s, 7,
			    number);
	else
		snprintf(number, sizeof(number), "-");
	snprintf(add(fields, SCREEN_DIM, 0), SNAPSHOT_TEXT, "self %s/s",
		 number);
}

/* In one word; the events have the whole sentence. */
static void add_quirks(unsigned int quirks, struct fields *fields)
{
	size_t n;
	const struct quirk *quirk = quirk_all(&n);

	for (size_t i = 0; i < n; i++)
		if (quirks & quirk[i].bit)
			snprintf(add(fields, SCREEN_NOTICE, 5), SNAPSHOT_TEXT,
				 "host %s", quirk[i].word);
}

static void add_notes(const struct view *view, struct fields *fields)
{
	static const struct {
		unsigned int note;
		const char *text;
	} notes[] = {
		{ NOTE_SILENT, "no answer" },
		{ NOTE_GAP, "gap" },
		{ NOTE_RESET, "counters began again" },
		{ NOTE_TOTAL_IS_SUM, "total is the sum" },
		{ NOTE_CYCLES_SHORT, "cycles in part" },
	};

	for (size_t i = 0; i < COUNTOF(notes); i++)
		if (view->shown.notes & notes[i].note)
			add_text(fields, SCREEN_NOTICE, 4 + (int)i,
				 notes[i].text);
	add_quirks(view->shown.quirks, fields);
	if (view->reset.set) {
		char clock[COLUMN_TEXT];

		format_clock(view->reset.wall_ns, clock);
		snprintf(add(fields, SCREEN_DIM, 6), SNAPSHOT_TEXT,
			 "counted since %s", clock);
	}
}

void verdict_paint(const struct view *view, struct screen *screen,
		   const struct layout_box *box)
{
	struct pen pen = pen_at(view, screen, box->x, box->y, box->width);
	struct fields fields = { .n = 0 };

	add_verdict(view, &fields, box->width);
	if (box->height > 1) {
		pen_fields(&pen, fields.field, fields.n);
		pen = pen_at(view, screen, box->x, box->y + 1, box->width);
		fields.n = 0;
	} else {
		add_spring(&fields);
	}
	if (box->height > 1)
		add_figures(view, &fields);
	add_notes(view, &fields);
	if (box->height == 1)
		add_figures(view, &fields);
	pen_fields(&pen, fields.field, fields.n);
}
