/* SPDX-License-Identifier: GPL-2.0-only */
/* The table while comparing: the rates before the mark, since it, and now. */
#include <math.h>
#include <stdio.h>

#include "panels.h"
#include "modes.h"

static const struct grid_column columns[] = {
	{ { GRID_SIGN, 1, 0, 3 }, "", true },
	{ { COLUMN_NUMBER, 5, 0, 5 }, "#", false },
	{ { COLUMN_NAME, 19, 6, 0 }, "REASON", true },
	{ { GRID_BEFORE, 9, 0, 1 }, "BEFORE/s", false },
	{ { GRID_AVERAGE, 9, 0, 0 }, "SINCE/s", false },
	{ { COLUMN_RATE, 9, 0, 2 }, "NOW/s", false },
	{ { COLUMN_SHIFT, 8, 0, 2 }, "CHANGE", false },
	{ { COLUMN_HISTORY, 8, 120, 4 }, "HISTORY", true },
};

/* A ratio is a figure here, not a finding: --compare tests, this shows. */
static void state_by(double before, double since, bool utf8,
		     struct state *state)
{
	const struct pen_glyphs *glyph = pen_glyphs(utf8);
	double ratio = since / before;

	*state = (struct state){ "", SCREEN_NORMAL, "" };
	if (isnan(ratio))
		return;
	state_change(ratio, since, "x", state->words);
	if (ratio > 1.5 || ratio < 1 / 1.5) {
		state->sign = ratio > 1 ? glyph->up : glyph->down;
		state->attr = ratio > 1 ? SCREEN_UP : SCREEN_DOWN;
	}
}

static void paint_item(const void *ctx, struct pen *pen, unsigned int slot)
{
	const struct grid *grid = ctx;
	const struct moment *moment = grid->moment;
	const struct baseline *mark = &moment->mark;
	struct grid_row row = { .snap = &moment->shown, .slot = slot,
				.drawn = slot };

	row.before = moment_average(moment, moment_start(moment,
							 mark->mono_ns),
				    mark, slot);
	row.average = moment_average(moment, mark, NULL, slot);
	state_by(row.before, row.average, pen->utf8, &row.state);
	grid_row(grid, pen, &row);
}

static void paint(struct view *view, struct screen *screen)
{
	struct canvas canvas = view_panel(view, screen, PANEL_TABLE);

	table_panels(view, screen);
	view->grid.n = 0;
	if (!canvas.box.height)
		return;
	grid_begin(&view->grid, &canvas, &view->moment, columns,
		   COUNTOF(columns), &view->config);
	list_paint(&view->list, &canvas, canvas.box.height - 1, paint_item,
		   &view->grid);
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
