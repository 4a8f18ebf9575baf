/* SPDX-License-Identifier: GPL-2.0-only */
/* Who answers, which moment it is, the verdict on paging, and the story. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "exittop/facts/quirk.h"
#include "modes.h"

#define NARROW	 60	/* below this, labels go */
#define LABELLED 100	/* and from here on, there are more of them */

/* How long ago the moment shown was. */
static void add_back(const struct moment *moment, struct fields *fields)
{
	int64_t ns = moment->live.wall_ns - moment->shown.wall_ns;
	long s = ns > 0 ? (long)((ns + 500000000) / 1000000000) : 0;

	pen_add(fields, SCREEN_STATE, 0, "BACK %02ld:%02ld:%02ld", s / 3600,
		s / 60 % 60, s % 60);
}

/* What must not be missed: this is no live screen, or not of now. */
static void add_states(const struct view *view, struct fields *fields)
{
	const struct moment *moment = &view->moment;
	const struct pattern *filter = &view->list.filter;

	if (moment->live.replay)
		pen_add(fields, SCREEN_STATE, 0, "REPLAY");
	if (moment->back)
		add_back(moment, fields);
	else if (moment->paused)
		pen_add(fields, SCREEN_STATE, 0, "PAUSED");
	if (moment->ended)
		pen_add(fields, SCREEN_STATE, 1, "END");
	if (view->recording)
		pen_add(fields, SCREEN_STATE, 1, "REC");
	if (filter->on && !filter->bad.text[0])
		pen_add(fields, SCREEN_NOTICE, 3, "filter %.60s",
			filter->text);
	if (view->config.watched)
		pen_add(fields, SCREEN_NOTICE, 4, "watched only");
}

static void add_host(const struct snapshot *snap, struct fields *fields,
		     int width)
{
	const struct host *host = &snap->host;
	const char *guest = host->is_kvm ? "KVM guest" :
			    host->has_hypervisor ? "guest" : "no KVM guest";

	if (snap->vcpu)
		pen_add(fields, SCREEN_NORMAL, 5, "%s, vCPU %u of %u", guest,
			snap->vcpu - 1, snap->vcpus);
	else if (snap->vcpus)
		pen_add(fields, SCREEN_NORMAL, 5, "%s, %u vCPU%s", guest,
			snap->vcpus, snap->vcpus > 1 ? "s" : "");
	else
		pen_add(fields, SCREEN_NORMAL, 5, "%s", guest);
	pen_add(fields, SCREEN_DIM, 8, "%s", host->codename[0] ?
		host->codename : host->brand);
	pen_add(fields, SCREEN_NORMAL, 2, "%s%s",
		width < LABELLED ? "" : "dialect ",
		host_dialect_name(snap->dialect));
	pen_add(fields, SCREEN_NORMAL, 2, "%s%s",
		width < LABELLED ? "" : "scope ",
		snap->scope == SCOPE_VM ? "this VM" : "whole host");
}

static void add_when(const struct snapshot *snap, struct fields *fields)
{
	char clock[COLUMN_TEXT];

	if (snap->replay) {
		format_time(snap->wall_ns, clock);
		pen_add(fields, SCREEN_DIM, 9, "%.10s", clock);
	}
	if (snap->interval_s > 0)
		pen_add(fields, SCREEN_NORMAL, 1, "%.1f s", snap->interval_s);
	else
		pen_add(fields, SCREEN_NORMAL, 1, "- s");
	format_clock(snap->wall_ns, clock);
	pen_add(fields, SCREEN_NORMAL, 1, "%s", clock);
}

/* ---- the verdict ---- */

/* "NESTED" */
static const char *verdict(enum paging paging, char buf[FORMAT_TEXT])
{
	snprintf(buf, FORMAT_TEXT, "%s", snapshot_paging_name(paging));
	for (char *p = buf; *p; p++)
		*p = (char)toupper((unsigned char)*p);
	return buf;
}

static void add_verdict(const struct moment *moment, struct fields *fields,
			int width)
{
	const struct snapshot *snap = &moment->shown;
	char clock[FORMAT_TEXT], name[FORMAT_TEXT];

	if (width >= NARROW)
		pen_add(fields, SCREEN_DIM, 0, "paging");
	pen_add(fields, snap->paging == PAGING_UNKNOWN ? SCREEN_DIM :
		SCREEN_BOLD, 0, "%s", verdict(snap->paging, name));
	format_clock(snap->paging_since_ns, clock);
	if (snap->paging_was && !moment->back && width >= NARROW)
		pen_add(fields, SCREEN_NORMAL, 1, "since %s (was %s)", clock,
			verdict(snap->paging_was, name));
	pen_add(fields, SCREEN_NORMAL, 3, "%s", moment->back ?
		"looking back: [ and ] step, . returns to now" :
		snap->evidence)->least = 16;
}

static void add_figures(const struct snapshot *snap, struct fields *fields)
{
	double self = snap->interval_s > 0 ?
		      (double)snap->self_delta / snap->interval_s : NAN;
	char number[COLUMN_TEXT];

	format_rate(snap->total.has & HAS_DELTA ? snap->total.rate : NAN, 9,
		    number);
	pen_add(fields, SCREEN_BOLD, 0, "exits %s/s", number);
	if (snap->in_exits >= 0) {
		format_percent(snap->in_exits, number);
		pen_add(fields, SCREEN_NORMAL, 2, "in exits %s", number);
	}
	/* exittop's own exits, excluded from all the others. */
	format_rate(self, 7, number);
	pen_add(fields, SCREEN_DIM, 0, "self %s/s", number);
}

/* In one word; the events have the whole sentence. */
static void add_quirks(unsigned int quirks, struct fields *fields)
{
	size_t n;
	const struct quirk *quirk = quirk_all(&n);

	for (size_t i = 0; i < n; i++)
		if (quirks & quirk[i].bit)
			pen_add(fields, SCREEN_NOTICE, 5, "host %s",
				quirk[i].word);
}

static void add_notes(const struct moment *moment, struct fields *fields)
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
	char clock[COLUMN_TEXT];

	for (size_t i = 0; i < COUNTOF(notes); i++)
		if (moment->shown.notes & notes[i].note)
			pen_add(fields, SCREEN_NOTICE, 4 + (int)i, "%s",
				notes[i].text);
	add_quirks(moment->shown.quirks, fields);
	for (unsigned int slot = 0; slot < moment->shown.reasons; slot++)
		if (moment->shown.rows[slot].shift == SHIFT_LEARNING) {
			pen_add(fields, SCREEN_DIM, 6, "learning what is usual");
			break;
		}
	if (!moment->reset.set)
		return;
	format_clock(moment->reset.wall_ns, clock);
	pen_add(fields, SCREEN_DIM, 6, "counted since %s", clock);
}

/* ---- what happened ---- */

#define STORY_INDENT 9	/* "15:04:54 " */

int header_story_lines(const struct moment *moment, int width)
{
	const char *text = moment->shown.story;
	int lines = 0;

	for (; *text && !moment->back && width > STORY_INDENT; lines++)
		text += pen_wrap(text, width - STORY_INDENT, true);
	return lines;
}

static void paint_story(const struct canvas *canvas, int y,
			const struct snapshot *snap)
{
	const char *text = snap->story;
	char clock[FORMAT_TEXT];

	format_clock(snap->story_wall_ns, clock);
	for (; y < canvas->box.height && *text; y++) {
		struct pen pen = pen_at(canvas, y);
		bool last = y == canvas->box.height - 1;
		size_t n = last ? strlen(text) :
			   pen_wrap(text, canvas->box.width - STORY_INDENT, true);

		pen_text(&pen, SCREEN_DIM, text == snap->story ? clock : "");
		pen_move(&pen, SCREEN_NORMAL, canvas->box.x + STORY_INDENT);
		pen_format(&pen, SCREEN_BOLD, "%.*s", (int)n, text);
		text += n;
	}
}

/*
 * The verdict with its evidence, the figures of all exits, and notes; below
 * them, where there are lines for it, what happened when reasons shifted.
 */
static void paint_verdict(const struct canvas *canvas,
			  const struct moment *moment)
{
	struct pen pen = pen_at(canvas, 0);
	struct fields fields = { .n = 0 };
	int lines = canvas->box.height;

	if (header_story_lines(moment, canvas->box.width) && lines > 1)
		lines = lines > 2 ? 2 : 1;
	add_verdict(moment, &fields, canvas->box.width);
	if (lines > 1) {
		pen_fields(&pen, &fields);
		pen = pen_at(canvas, 1);
		fields.n = 0;
		add_figures(&moment->shown, &fields);
		add_notes(moment, &fields);
	} else {
		pen_add(&fields, SCREEN_NORMAL, 0, "%s", "")->spring = true;
		add_notes(moment, &fields);
		add_figures(&moment->shown, &fields);
	}
	pen_fields(&pen, &fields);
	if (lines < canvas->box.height)
		paint_story(canvas, lines, &moment->shown);
}

void header_paint(const struct view *view, struct screen *screen)
{
	const struct moment *moment = &view->moment;
	struct canvas canvas = view_panel(view, screen, PANEL_HEADER);
	struct pen pen = pen_at(&canvas, 0);
	struct fields fields = { .n = 0 };

	pen_add(&fields, SCREEN_TITLE, 0, "exittop");
	add_states(view, &fields);
	add_host(&moment->shown, &fields, canvas.box.width);
	pen_add(&fields, SCREEN_NORMAL, 0, "%s", "")->spring = true;
	add_when(&moment->shown, &fields);
	pen_fields(&pen, &fields);
	canvas = view_panel(view, screen, PANEL_VERDICT);
	paint_verdict(&canvas, moment);
}
