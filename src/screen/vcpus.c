/* SPDX-License-Identifier: GPL-2.0-only */
/* Exits/s by reasons and vCPUs, instead of the table. */
#include <math.h>
#include <stdio.h>

#include "modes.h"
#include "panels.h"

#define NUMBER 5
#define NAME   20
#define RATE   8
#define CELL   10		/* a mark, and a rate */

struct vcpus {
	const struct snapshot *snap;
	int x;			/* of the first vCPU */
	unsigned int from, to;	/* vCPUs that are shown */
};

static void put_mark(struct pen *pen, const struct row *row)
{
	const struct pen_glyphs *glyph = pen_glyphs(pen->utf8);

	if (row->odd == ODD_MORE)
		pen_glyph(pen, SCREEN_UP, glyph->up);
	else if (row->odd == ODD_FEWER)
		pen_glyph(pen, SCREEN_DOWN, glyph->down);
	else
		pen_text(pen, SCREEN_NORMAL, " ");
}

static void put_rate(struct pen *pen, const struct row *row)
{
	char rate[FORMAT_TEXT] = "-";

	if (row->has & HAS_DELTA)
		format_rate(row->rate, RATE, rate);
	pen_cell(pen, row->odd == ODD_MORE ? SCREEN_UP :
		 row->odd == ODD_FEWER ? SCREEN_DOWN : SCREEN_NORMAL, rate,
		 RATE, false);
}

static void paint_item(const void *ctx, struct pen *pen, unsigned int slot)
{
	const struct vcpus *vcpus = ctx;
	const struct snapshot *snap = vcpus->snap;
	char name[REASON_NAME];

	pen_format(pen, SCREEN_NORMAL, "%*u ", NUMBER,
		   reason_code(snap->isa, slot));
	pen_cell(pen, SCREEN_NORMAL, reason_name(snap->isa, slot, name), NAME,
		 true);
	put_rate(pen, &snap->rows[slot]);
	for (unsigned int v = vcpus->from; v < vcpus->to; v++) {
		pen_text(pen, SCREEN_NORMAL, " ");
		put_mark(pen, &snap->each[v].rows[slot]);
		put_rate(pen, &snap->each[v].rows[slot]);
	}
	pen_move(pen, SCREEN_NORMAL, pen->end);
}

static void paint_head(const struct canvas *canvas, const struct vcpus *vcpus)
{
	struct pen pen = pen_at(canvas, 0);
	char head[16];

	pen_format(&pen, SCREEN_HEAD, "%*s %-*s%*s", NUMBER, "#", NAME,
		   "REASON", RATE, "ALL/s");
	for (unsigned int v = vcpus->from; v < vcpus->to; v++) {
		snprintf(head, sizeof(head), "vCPU %u", v);
		pen_cell(&pen, SCREEN_HEAD, head, CELL, false);
	}
	if (vcpus->to < vcpus->snap->each_n)
		pen_text(&pen, SCREEN_HEAD, " >");
	pen_move(&pen, SCREEN_HEAD, pen.end);
}

/* What the selected reason's odd ones are, in words. */
static void paint_words(const struct canvas *canvas,
			const struct snapshot *snap, int slot)
{
	struct pen pen = pen_at(canvas, canvas->box.height - 1);
	char name[REASON_NAME], ratio[FORMAT_TEXT];
	const char *lead = "";

	if (slot < 0) {
		pen_text(&pen, SCREEN_DIM, " a mark: more or fewer exits than "
			 "the other vCPUs; select a reason for its words");
		return;
	}
	pen_format(&pen, SCREEN_BOLD, " %s",
		   reason_name(snap->isa, (unsigned int)slot, name));
	for (unsigned int v = 0; v < snap->each_n; v++) {
		const struct row *row = &snap->each[v].rows[slot];

		if (row->odd == ODD_NOT)
			continue;
		format_ratio(row->odd_ratio, ratio);
		pen_format(&pen, row->odd == ODD_MORE ? SCREEN_UP :
			   SCREEN_DOWN, "%s  vCPU %u: %s, x%s", lead, v,
			   snapshot_odd_name(row->odd),
			   isinf(row->odd_ratio) ? "inf" : ratio);
		lead = ",";
	}
	if (!*lead)
		pen_text(&pen, SCREEN_NORMAL, "  no vCPU stands out");
}

/* Why there is nothing to show; NULL: there is. */
static const char *unknown(const struct moment *moment)
{
	const struct snapshot *snap = &moment->shown;

	if (moment->back || snap->round != moment->live.round)
		return "vCPUs are not kept in the history: . returns to now";
	if (!snap->each)
		return moment->ended ? "the recording has ended: press v "
		       "before its end" : "the next refresh has the vCPUs";
	if (snap->each[0].total.reading == READING_NONE && snap->replay)
		return "the recording has no answers of single vCPUs here: "
		       "--vcpu each records them";
	return NULL;
}

static void paint(struct view *view, struct screen *screen)
{
	struct canvas canvas = view_panel(view, screen, PANEL_TABLE);
	const struct moment *moment = &view->moment;
	struct vcpus vcpus = { .snap = &moment->shown };
	const char *why;
	struct pen pen;
	int room;

	table_panels(view, screen);
	view->grid.n = 0;	/* these heads do not sort */
	if (canvas.box.height < 3)
		return;
	why = unknown(moment);
	if (why) {
		pen = pen_at(&canvas, 0);
		pen_format(&pen, SCREEN_NOTICE, " %s", why);
		return;
	}
	room = (canvas.box.width - NUMBER - 1 - NAME - RATE - 2) / CELL;
	if (view->vcpu + 1 > vcpus.snap->each_n)
		view->vcpu = vcpus.snap->each_n - 1;
	vcpus.from = view->vcpu;
	vcpus.to = vcpus.from + (unsigned int)(room > 0 ? room : 0);
	if (vcpus.to > vcpus.snap->each_n)
		vcpus.to = vcpus.snap->each_n;
	paint_head(&canvas, &vcpus);
	paint_words(&canvas, vcpus.snap, view->list.selected);
	list_paint(&view->list, &canvas, canvas.box.height - 2, paint_item,
		   &vcpus);
}

static bool key(struct view *view, int code, int first)
{
	(void)first;
	if (code == KEYCODE_LEFT)
		view->vcpu -= view->vcpu > 0;
	else if (code == KEYCODE_RIGHT)
		view->vcpu++;
	else
		return false;
	return true;
}

const struct view_mode vcpus_mode = {
	.covers = true, .paint = paint, .key = key, .mouse = table_mouse,
};

void vcpus_open(struct view *view, int unused)
{
	(void)unused;
	if (view_instead(view, &vcpus_mode))
		say(&view->said, SCREEN_NORMAL, "all vCPUs side by side, "
		    "exits/s; Left and Right: more of them");
}
