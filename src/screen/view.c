/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/screen/view.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "view_parts.h"

void view_init(struct view *view, const struct config *config)
{
	struct err ignored;

	view->config = *config;
	history_init(&view->history);
	event_log_init(&view->events);
	memset(view->peak, 0, sizeof(view->peak));
	view->mode = VIEW_TABLE;
	view->selected = -1;
	view->delay_s = config->delay_s > 0 ? config->delay_s : 1;
	view_filter(view, config->filter, &ignored);
}

static void update_peaks(struct view *view)
{
	const struct snapshot *live = &view->live;

	for (unsigned int slot = 0; slot <= REASON_SLOTS; slot++) {
		const struct row *row = slot == REASON_SLOTS ? &live->total :
					&live->rows[slot];

		if ((row->has & HAS_DELTA) && row->rate > view->peak[slot])
			view->peak[slot] = row->rate;
	}
}

void view_update(struct view *view, const struct snapshot *snap)
{
	bool other = snap->isa != view->live.isa;

	snapshot_copy(&view->live, snap);
	if (other) {
		pattern_update(&view->filter, snap->isa);
		pattern_update(&view->find, snap->isa);
	}
	if (!view->first.set)
		time_baseline(view, &view->first, "start");
	history_add(&view->history, snap);
	event_log_update(&view->events, snap);
	update_peaks(view);
	if (view->said_rounds && !--view->said_rounds)
		view->said[0] = '\0';
	if (view->at < history_first(&view->history))
		view->at = history_first(&view->history);
	time_stepped(view);
	time_show(view);
	items_update(view);
}

/* ---- painting ---- */

static void paint_small(const struct view *view, struct screen *screen)
{
	struct pen pen;

	if (screen->height < 1)
		return;
	pen = pen_at(view, screen, 0, 0, screen->width);
	pen_format(&pen, SCREEN_NORMAL, "exittop needs %dx%d, this is %dx%d",
		   LAYOUT_MIN_WIDTH, LAYOUT_MIN_HEIGHT, screen->width,
		   screen->height);
}

static void begin(struct view *view, int width, int height,
		  struct screen *screen)
{
	struct layout_want want = {
		.watched = 0,
		.events = (unsigned int)(view->events.end < EVENTS ?
					 view->events.end : EVENTS),
		.log = view->config.log,
		.details = view->details,
	};

	for (unsigned int slot = 0; slot < view->shown.reasons; slot++)
		want.watched += view->shown.rows[slot].watched;
	layout_panels(&view->layout, width, height, &want);
	screen->width = view->layout.width > 0 ? view->layout.width : 0;
	screen->height = view->layout.height > 0 ? view->layout.height : 0;
	screen->cursor_x = 0;
	screen->cursor_y = screen->height ? screen->height - 1 : 0;
	screen->cursor_bar = false;
	for (int y = 0; y < screen->height; y++) {
		struct screen_line *line = &screen->line[y];

		line->bytes = line->cells = line->runs = 0;
		line->text[0] = '\0';
	}
}

/* The panels that are the same for table, details and compare. */
static void paint_panels(struct view *view, struct screen *screen)
{
	const struct layout_box *panel = view->layout.panel;

	if (panel[PANEL_WATCH].height)
		watch_paint(view, screen, &panel[PANEL_WATCH]);
	if (panel[PANEL_LOG].height)
		log_paint(view, screen, &panel[PANEL_LOG]);
	if (panel[PANEL_TABLE].height && view->compare)
		compare_paint(view, screen, &panel[PANEL_TABLE]);
	else if (panel[PANEL_TABLE].height)
		table_paint(view, screen, &panel[PANEL_TABLE]);
	if (panel[PANEL_DETAILS].height)
		details_paint(view, screen, &panel[PANEL_DETAILS]);
}

void view_render(struct view *view, int width, int height, bool utf8,
		 struct screen *screen)
{
	const struct layout_box *panel = view->layout.panel;
	struct layout_box middle;

	view->utf8 = utf8 && !view->config.ascii;
	begin(view, width, height, screen);
	if (view->layout.small) {
		paint_small(view, screen);
		return;
	}
	middle = panel[PANEL_VERDICT];
	middle.y += middle.height;
	middle.height = panel[PANEL_FOOTER].y - middle.y;
	header_paint(view, screen, &panel[PANEL_HEADER]);
	verdict_paint(view, screen, &panel[PANEL_VERDICT]);
	if (view->mode == VIEW_HELP)
		help_paint(view, screen, &middle);
	else if (view->mode == VIEW_SORT || view->mode == VIEW_COLUMNS)
		menu_paint(view, screen, &middle);
	else
		paint_panels(view, screen);
	footer_paint(view, screen, &panel[PANEL_FOOTER]);
}
