/* SPDX-License-Identifier: GPL-2.0-only */
/* The table while comparing: the rates before the mark, since it, and now. */
#include <math.h>
#include <stdio.h>

#include "panels.h"
#include "modes.h"

static const struct grid_column columns[] = {
	{ { GRID_SIGN, 1, 0, 3 }, "", false },
	{ { GRID_NUMBER, 5, 0, 5 }, "#", false },
	{ { GRID_NAME, 19, 6, 0 }, "REASON", true },
	{ { GRID_BEFORE, 9, 0, 1 }, "BEFORE/s", false },
	{ { GRID_RATE, 9, 0, 0 }, "SINCE/s", false },
	{ { GRID_NOW, 9, 0, 2 }, "NOW/s", false },
	{ { GRID_CHANGE, 8, 0, 2 }, "CHANGE", false },
	{ { GRID_HISTORY, 8, 120, 4 }, "HISTORY", true },
};

/* A ratio is a figure here, not a finding: --compare tests, this shows. */
static enum screen_attr change_text(double before, double since,
				    char buf[COLUMN_TEXT])
{
	double ratio = since / before;
	char number[COLUMN_TEXT];

	format_ratio(ratio, number);
	buf[0] = '\0';
	if (isnan(ratio))
		return SCREEN_NORMAL;
	if (isinf(ratio))
		snprintf(buf, COLUMN_TEXT, "new");
	else if (since <= 0)
		snprintf(buf, COLUMN_TEXT, "stopped");
	else
		snprintf(buf, COLUMN_TEXT, "x%.30s", number);
	if (ratio > 1.5)
		return SCREEN_UP;
	return ratio < 1 / 1.5 ? SCREEN_DOWN : SCREEN_NORMAL;
}

struct since {
	const struct moment *moment;
	struct grid grid;
};

static void paint_item(const void *ctx, struct pen *pen,
		       const struct list_item *item)
{
	const struct since *since = ctx;
	const struct moment *moment = since->moment;
	const struct baseline *mark = &moment->mark;
	const struct pen_glyphs *glyph = pen_glyphs(pen->utf8);
	struct grid_row row = { .slot = (unsigned int)item->slot };
	char change[COLUMN_TEXT];

	if (item->slot < 0) {
		pen_format(pen, SCREEN_BOLD, "  %s",
			   reason_group_name(item->group));
		return;
	}
	row.before = moment_average(moment, moment_start(moment,
							 mark->mono_ns),
				    mark, row.slot);
	row.rate = moment_average(moment, mark, NULL, row.slot);
	row.attr = change_text(row.before, row.rate, change);
	row.change = change;
	row.sign = row.attr == SCREEN_UP ? glyph->up :
		   row.attr == SCREEN_DOWN ? glyph->down : "";
	grid_row(&since->grid, pen, moment, &row);
	pen_move(pen, SCREEN_NORMAL, pen->end);
}

static void paint(struct view *view, struct screen *screen)
{
	struct canvas canvas = view_panel(view, screen, PANEL_TABLE);
	struct since since = { .moment = &view->moment };

	table_panels(view, screen);
	view->columns = 0;	/* these heads do not sort */
	if (!canvas.box.height)
		return;
	grid_begin(&since.grid, &canvas, columns, COUNTOF(columns), -1);
	list_paint(&view->list, &canvas, canvas.box.height - 1, paint_item,
		   &since);
}

static const struct view_mode since_mode = {
	.covers = true, .paint = paint, .mouse = table_mouse,
};

void since_open(struct view *view, int unused)
{
	(void)unused;
	if (!view->moment.mark.set) {
		say(&view->said, SCREEN_NOTICE,
		    "no mark to compare with yet: m sets one");
		return;
	}
	if (view_has(view, &details_mode))
		view_toggle(view, &details_mode);
	view_toggle(view, &since_mode);
	if (view_has(view, &since_mode))
		say(&view->said, SCREEN_NORMAL,
		    "before and since the mark \"%.60s\"",
		    view->moment.mark.name);
}
