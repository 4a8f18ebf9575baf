/* SPDX-License-Identifier: GPL-2.0-only */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "panels.h"
#include "modes.h"

#define HISTORY_LEAST 8
#define TOTAL_LINES 7		/* from here on the total has a line */

/*
 * How a column of column.h fits in: another width (0: its own), cells more
 * that it can use, and which stay on a narrow screen: the lowest longest.
 */
static const struct {
	int width, grow, rank;
} room[COLUMN_IDS] = {
	[COLUMN_NAME] = { 19, 6, 0 },	/* holds all but one of the names */
	[COLUMN_RATE] = { 0, 0, 0 }, [COLUMN_COUNT] = { 0, 0, 2 },
	[COLUMN_SHARE] = { 0, 0, 3 }, [COLUMN_NUMBER] = { 0, 0, 4 },
	[COLUMN_HISTORY] = { HISTORY_LEAST, 120, 5 },
	[COLUMN_COST] = { 0, 0, 6 }, [COLUMN_TIME] = { 0, 0, 7 },
	[COLUMN_P99] = { 0, 0, 1 }, [COLUMN_TOP] = { 22, 10, 1 },
	[COLUMN_SHIFT] = { 0, 5, 8 }, [COLUMN_PEAK] = { 0, 0, 9 },
	[COLUMN_GROUP] = { 0, 0, 10 }, [COLUMN_DELTA] = { 0, 0, 11 },
	[COLUMN_CYCLES] = { 0, 0, 12 }, [COLUMN_STATE] = { 0, 0, 13 },
};

/* The columns that are chosen, and the sign; returns how many. */
static unsigned int choose(const struct config *config, bool details,
			   struct grid_column out[GRID_IDS])
{
	unsigned int n, count = 1;
	const struct column *col = column_all(&n);

	out[0] = (struct grid_column){ { GRID_SIGN, 1, 0, 1 }, "", true };
	for (unsigned int i = 0; i < n; i++) {
		enum column_id id = col[i].id;

		if (config->column[id] && (details || !column_is_inside(&col[i])))
			out[count++] = (struct grid_column){
				{ (int)id, room[id].width ? room[id].width :
					   abs(col[i].width),
				  room[id].grow, room[id].rank },
				col[i].header, col[i].width < 0,
			};
	}
	return count;
}

static void paint_item(const void *ctx, struct pen *pen, unsigned int slot)
{
	const struct grid *grid = ctx;
	struct grid_row row = { .slot = slot };

	state_of(&grid->moment->shown.rows[slot], pen->utf8, &row.state);
	grid_row(grid, pen, &row);
}

/* ---- while comparing: the rates before the mark, since it, and now ---- */

static const struct grid_column since_columns[] = {
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

static void paint_since(const void *ctx, struct pen *pen, unsigned int slot)
{
	const struct grid *grid = ctx;
	const struct moment *moment = grid->moment;
	const struct baseline *mark = &moment->mark;
	struct grid_row row = { .slot = slot };

	row.before = moment_average(moment, moment_start(moment,
							 mark->mono_ns),
				    mark, slot);
	row.average = moment_average(moment, mark, NULL, slot);
	state_by(row.before, row.average, pen->utf8, &row.state);
	grid_row(grid, pen, &row);
}

/* ---- the lines ---- */

/* The total stands below the last row, or at the bottom. */
static void paint_rows(struct list *list, const struct canvas *canvas,
		       const struct grid *grid)
{
	const struct grid_row sum = { REASON_SLOTS, .plain = SCREEN_BOLD,
				      .state = { "", SCREEN_BOLD, "" } };
	bool total = canvas->box.height >= TOTAL_LINES && list->items;
	int lines = canvas->box.height - 1 - total;
	int above = (int)list->items < lines ? (int)list->items : lines;
	struct pen pen;

	list_paint(list, canvas, lines, paint_item, grid);
	pen = pen_at(canvas, 1 + above);
	if (total)
		grid_row(grid, &pen, &sum);
	else if (!list->items)
		pen_text(&pen, SCREEN_DIM, list->filter.on ?
			 "  no reason matches the filter (= clears it)" :
			 "  no exits yet (0 shows the reasons without any)");
}

/* ---- the mode ---- */

void table_panels(struct view *view, struct screen *screen)
{
	struct canvas watch = view_panel(view, screen, PANEL_WATCH);
	struct canvas log = view_panel(view, screen, PANEL_LOG);

	if (watch.box.height)
		watch_paint(&view->watch, &watch, &view->moment);
	else
		view->watch.rows = 0;
	if (log.box.height)
		log_paint(&log, &view->moment);
}

#define GRAPH_LEAST 8	/* lines below the table that a graph makes use of */

/*
 * A tall screen has the graph of the selected reason, or of what shifted; where
 * all that is watched is quiet, of the first row.
 */
static void paint_graph(const struct view *view, struct canvas canvas)
{
	const struct moment *moment = &view->moment;
	int used = (int)view->list.items + 2, slot = view->list.selected;
	char name[REASON_NAME], title[REASON_NAME + 32];

	if (slot < 0 && view->watch.rows)
		slot = (int)view->watch.slot[0];
	else if (slot < 0 && view->list.items)
		slot = (int)view->list.item[0];
	canvas.box.y += used;
	canvas.box.height -= used;
	if (canvas.box.height < GRAPH_LEAST || slot < 0)
		return;
	snprintf(title, sizeof(title), "%s, exits per second",
		 reason_name(moment->shown.isa, (unsigned int)slot, name));
	pen_title(&canvas, title);
	canvas.box.y++;
	canvas.box.height--;
	graph_paint(&canvas, moment, (unsigned int)slot);
}

static const struct view_mode since_mode;

static void paint(struct view *view, struct screen *screen)
{
	struct canvas canvas = view_panel(view, screen, PANEL_TABLE);
	bool since = view_has(view, &since_mode);
	struct grid_column columns[GRID_IDS];
	unsigned int n = choose(&view->config, view->moment.live.has_details,
				columns);

	table_panels(view, screen);
	view->grid.n = 0;
	if (!canvas.box.height)
		return;
	grid_begin(&view->grid, &canvas, &view->moment,
		   since ? since_columns : columns,
		   since ? COUNTOF(since_columns) : n, &view->config);
	if (since)
		list_paint(&view->list, &canvas, canvas.box.height - 1,
			   paint_since, &view->grid);
	else
		paint_rows(&view->list, &canvas, &view->grid);
	if (!since && view->list.items)
		paint_graph(view, canvas);
}

/* ---- the mouse ---- */

#define WHEEL 3

static bool is_inside(const struct layout_box *box, int x, int y)
{
	return x >= box->x && x < box->x + box->width && y >= box->y &&
	       y < box->y + box->height;
}

static void click_head(struct view *view, int x)
{
	for (unsigned int i = 0; i < view->grid.n; i++) {
		const struct layout_column *col = &view->grid.at[i];

		if (col->id < COLUMN_IDS && col->id != COLUMN_HISTORY &&
		    x >= col->x && x < col->x + col->width)
			menu_sort(view, (enum column_id)col->id);
	}
}

/* A click selects; one on the selected row explains it. */
static void click_row(struct view *view, int slot)
{
	if (view->list.selected == slot)
		view_press(view, KEYCODE_ENTER);
	view->list.selected = slot;
	view->text_top = 0;
}

static void click(struct view *view, int x, int y)
{
	const struct layout_box *table = &view->layout.panel[PANEL_TABLE];
	const struct layout_box *watch = &view->layout.panel[PANEL_WATCH];
	unsigned int at = view->list.top + (unsigned int)(y - table->y) - 1;
	unsigned int line = (unsigned int)(y - watch->y);

	if (is_inside(watch, x, y) && line && line <= view->watch.rows)
		click_row(view, (int)view->watch.slot[line - 1]);
	else if (is_inside(table, x, y) && y == table->y)
		click_head(view, x - table->x);
	else if (is_inside(table, x, y) && at < view->list.items)
		click_row(view, (int)view->list.item[at]);
}

/* The wheel turns pages, and takes the selection along at their edges. */
static void wheel(struct list *list, int by, unsigned int lines)
{
	int top = (int)list->top + by;

	list->top = top < 0 ? 0 : (unsigned int)top;
	if (list->selected < 0 || lines < 3)
		return;
	if (list->position < list->top)
		list_select(list, list->top);
	else if (list->position > list->top + lines - 3)
		list_select(list, list->top + lines - 3);
}

void table_mouse(struct view *view, enum view_mouse what, int x, int y)
{
	unsigned int lines = (unsigned int)
		view->layout.panel[PANEL_TABLE].height;

	view->said.text[0] = '\0';
	if (what == MOUSE_WHEEL_UP || what == MOUSE_WHEEL_DOWN)
		wheel(&view->list, what == MOUSE_WHEEL_UP ? -WHEEL : WHEEL,
		      lines);
	else
		click(view, x, y);
	if (what == MOUSE_DOUBLE)
		click(view, x, y);
}

const struct view_mode table_mode = {
	.covers = true, .paint = paint, .mouse = table_mouse,
};

static const struct view_mode since_mode = {
	.covers = true, .paint = paint, .mouse = table_mouse,
};

void table_since(struct view *view, int unused)
{
	(void)unused;
	if (!view->moment.mark.set) {
		say(&view->said, SCREEN_NOTICE,
		    "no mark to compare with yet: m sets one");
		return;
	}
	if (view_instead(view, &since_mode))
		say(&view->said, SCREEN_NORMAL,
		    "before and since the mark \"%.60s\"",
		    view->moment.mark.name);
}
