/* SPDX-License-Identifier: GPL-2.0-only */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "panels.h"
#include "modes.h"

#define SIGN COLUMN_IDS		/* the column of the state's sign */
#define NAME_WIDTH 19		/* holds all but one of the names */
#define HISTORY_LEAST 8
#define TOTAL_LINES 8		/* from here on the total has a line */

/* Which columns stay on a narrow screen: the lowest longest. */
static const int ranks[VIEW_CELLS] = {
	[COLUMN_NAME] = 0, [COLUMN_RATE] = 0, [SIGN] = 1, [COLUMN_COUNT] = 2,
	[COLUMN_SHARE] = 3, [COLUMN_NUMBER] = 4, [COLUMN_HISTORY] = 5,
	[COLUMN_COST] = 6, [COLUMN_TIME] = 7, [COLUMN_SHIFT] = 8,
	[COLUMN_PEAK] = 9, [COLUMN_GROUP] = 10, [COLUMN_DELTA] = 11,
	[COLUMN_CYCLES] = 12, [COLUMN_STATE] = 13,
};

static void wish_for(const struct column *col, struct layout_wish *wish)
{
	wish->id = (int)col->id;
	wish->width = col->width < 0 ? -col->width : col->width;
	wish->grow = 0;
	wish->rank = ranks[col->id];
	if (col->id == COLUMN_NAME) {
		wish->width = NAME_WIDTH;
		wish->grow = 6;
	} else if (col->id == COLUMN_HISTORY) {
		wish->width = HISTORY_LEAST;
		wish->grow = 120;
	} else if (col->id == COLUMN_SHIFT) {
		wish->grow = 5;
	}
}

static void fit_columns(struct view *view, int width)
{
	struct layout_wish wish[VIEW_CELLS] = {
		{ SIGN, 1, 0, ranks[SIGN] },
	};
	unsigned int n, count = 1;
	const struct column *col = column_all(&n);

	for (unsigned int i = 0; i < n; i++)
		if (view->config.column[col[i].id])
			wish_for(&col[i], &wish[count++]);
	view->columns = layout_columns(wish, count, width, 1, view->column);
}

/* What painting a row needs. */
struct table {
	const struct moment *moment;
	const struct list *list;
	const struct config *config;
	const struct layout_column *column;
	unsigned int columns;
	int x;				/* of the panel */
	struct snapshot *sums;		/* rows[0]: a group, or the total */
};

static bool is_left(const struct column *col)
{
	return col->width < 0;
}

/* The head of one column, with a sign where the table is sorted by it. */
static void paint_head(const struct config *config, struct pen *pen,
		       const struct layout_column *at)
{
	const struct pen_glyphs *glyph = pen_glyphs(pen->utf8);
	const struct column *col = column_get((enum column_id)at->id);
	bool sorted = col->id == config->sort;
	bool down = col->descending != config->reverse;
	char text[COLUMN_TEXT];

	snprintf(text, sizeof(text), "%s%s", col->header, !sorted ? "" :
		 down ? glyph->descending : glyph->ascending);
	pen_cell(pen, sorted ? SCREEN_SORTED : SCREEN_HEAD, text, at->width,
		 is_left(col));
}

static void paint_heads(const struct table *table, struct pen pen)
{
	for (unsigned int i = 0; i < table->columns; i++) {
		pen_move(&pen, SCREEN_HEAD, table->x + table->column[i].x);
		if (table->column[i].id != SIGN)
			paint_head(table->config, &pen, &table->column[i]);
	}
	pen_move(&pen, SCREEN_HEAD, pen.end);
}

static void peak_text(double peak, char buf[COLUMN_TEXT])
{
	format_rate(peak > 0 ? peak : NAN, column_get(COLUMN_PEAK)->width, buf);
}

/* "up x540" where there is room for all of it, else "up". */
static void shift_text(const struct state *state, int width,
		       char buf[COLUMN_TEXT])
{
	snprintf(buf, COLUMN_TEXT, "%s", state->words);
	if (pen_width(buf) > width)
		buf[strcspn(buf, " ")] = '\0';
}

static void paint_cell(const struct moment *moment, struct pen *pen,
		       const struct layout_column *at, unsigned int slot,
		       const struct state *state)
{
	const struct column *col;
	enum screen_attr attr = SCREEN_NORMAL;
	char text[COLUMN_TEXT];

	if (at->id == SIGN) {
		pen_cell(pen, state->attr, state->sign, 1, true);
		return;
	}
	col = column_get((enum column_id)at->id);
	if (col->id == COLUMN_HISTORY) {
		if (moment->peak[slot] > 0)
			graph_spark(pen, moment, SCREEN_GRAPH, slot,
				    at->width);
		return;
	}
	if (col->id == COLUMN_PEAK)
		peak_text(moment->peak[slot], text);
	else if (col->id == COLUMN_SHIFT)
		shift_text(state, at->width, text);
	else
		column_text(col, &moment->shown, slot, text);
	if (col->id == COLUMN_SHIFT || col->id == COLUMN_NAME)
		attr = state->attr;
	else if (col->id == COLUMN_GROUP || !strcmp(text, "-"))
		attr = SCREEN_DIM;
	pen_cell(pen, attr, text, at->width, is_left(col));
}

/* ---- sums: the heading of a group, and the total ---- */

static void add_row(struct row *sum, const struct row *row)
{
	sum->has |= row->has & (HAS_COUNT | HAS_DELTA | HAS_SHARE |
				HAS_CYCLES | HAS_CYCLES_DELTA | HAS_TIME);
	sum->count += row->has & HAS_COUNT ? row->count : 0;
	if (row->has & HAS_DELTA) {
		sum->delta += row->delta;
		sum->rate += row->rate;
	}
	sum->share += row->has & HAS_SHARE ? row->share : 0;
	sum->cycles += row->has & HAS_CYCLES ? row->cycles : 0;
	sum->cycles_delta += row->has & HAS_CYCLES_DELTA ?
			     row->cycles_delta : 0;
	sum->time_share += row->has & HAS_TIME ? row->time_share : 0;
}

static void sum_group(const struct table *table, enum reason_group group)
{
	const struct list *list = table->list;
	struct row *sum = &table->sums->rows[0];

	memset(sum, 0, sizeof(*sum));
	for (unsigned int i = 0; i < list->items; i++)
		if (list->item[i].slot >= 0 && list->item[i].group == group)
			add_row(sum,
				&table->moment->shown.rows[list->item[i].slot]);
	if ((sum->has & HAS_CYCLES_DELTA) && sum->delta) {
		sum->has |= HAS_COST;
		sum->cycles_per_exit = (double)sum->cycles_delta /
				       (double)sum->delta;
	}
}

/* A line of sums->rows[0] under @name; @total adds what only it has. */
static void paint_sum(const struct table *table, struct pen *pen,
		      const char *name, bool total)
{
	const double *peak = table->moment->peak;

	for (unsigned int i = 0; i < table->columns; i++) {
		const struct layout_column *at = &table->column[i];
		char text[COLUMN_TEXT] = "";

		if (at->id == SIGN)
			continue;
		pen_move(pen, SCREEN_BOLD, table->x + at->x);
		switch ((enum column_id)at->id) {
		case COLUMN_NAME:
			pen_cell(pen, SCREEN_BOLD, name, at->width, true);
			break;
		case COLUMN_HISTORY:
			if (total)
				graph_spark(pen, table->moment, SCREEN_GRAPH,
					    HISTORY_TOTAL, at->width);
			break;
		case COLUMN_PEAK:
			if (total)
				peak_text(peak[REASON_SLOTS], text);
			break;
		case COLUMN_COUNT: case COLUMN_DELTA: case COLUMN_RATE:
		case COLUMN_SHARE: case COLUMN_CYCLES: case COLUMN_COST:
		case COLUMN_TIME:
			column_text(column_get((enum column_id)at->id),
				    table->sums, 0, text);
			break;
		default:
			break;
		}
		if (text[0])
			pen_cell(pen, SCREEN_BOLD, text, at->width, false);
	}
}

static void paint_item(const void *ctx, struct pen *pen,
		       const struct list_item *item)
{
	const struct table *table = ctx;
	unsigned int slot = (unsigned int)item->slot;
	struct state state;

	if (item->slot < 0) {
		sum_group(table, item->group);
		paint_sum(table, pen, reason_group_name(item->group), false);
		return;
	}
	state_of(&table->moment->shown.rows[slot], pen->utf8, &state);
	for (unsigned int i = 0; i < table->columns; i++) {
		pen_move(pen, SCREEN_NORMAL, table->x + table->column[i].x);
		paint_cell(table->moment, pen, &table->column[i], slot,
			   &state);
	}
	pen_move(pen, SCREEN_NORMAL, pen->end);
}

/* The total stands below the last row, or at the bottom. */
static void paint_rows(struct list *list, const struct canvas *canvas,
		       const struct table *table)
{
	bool total = canvas->box.height >= TOTAL_LINES && list->items;
	int lines = canvas->box.height - 1 - total;
	int above = (int)list->items < lines ? (int)list->items : lines;
	struct pen pen;

	list_paint(list, canvas, lines, paint_item, table);
	if (total) {
		pen = pen_at(canvas, 1 + above);
		table->sums->rows[0] = table->moment->shown.total;
		paint_sum(table, &pen, "total", true);
	} else if (!list->items) {
		pen = pen_at(canvas, 1);
		pen_text(&pen, SCREEN_DIM, list->filter.on ?
			 "  no reason matches the filter (= clears it)" :
			 "  no exits yet (0 shows the reasons without any)");
	}
}

/* ---- the mode ---- */

void table_panels(struct view *view, struct screen *screen)
{
	struct canvas watch = view_panel(view, screen, PANEL_WATCH);
	struct canvas log = view_panel(view, screen, PANEL_LOG);

	if (watch.box.height)
		watch_paint(&view->watch, &watch, &view->moment);
	if (log.box.height)
		log_paint(&log, &view->moment);
}

#define GRAPH_LEAST 8	/* lines below the table that a graph makes use of */

/* A tall screen has the graph of the selected reason, or of what shifted. */
static void paint_graph(const struct view *view, struct canvas canvas)
{
	const struct moment *moment = &view->moment;
	int used = (int)view->list.items + 2, slot = view->list.selected;
	char name[REASON_NAME], title[REASON_NAME + 32];

	if (slot < 0 && view->watch.rows)
		slot = (int)view->watch.slot[0];
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

static void paint(struct view *view, struct screen *screen)
{
	static struct snapshot sums;	/* large */
	struct canvas canvas = view_panel(view, screen, PANEL_TABLE);
	struct table table = {
		&view->moment, &view->list, &view->config, view->column, 0,
		canvas.box.x, &sums,
	};

	table_panels(view, screen);
	if (!canvas.box.height)
		return;
	fit_columns(view, canvas.box.width);
	table.columns = view->columns;
	sums.isa = view->moment.shown.isa;
	paint_heads(&table, pen_at(&canvas, 0));
	paint_rows(&view->list, &canvas, &table);
	if (view->list.items)
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
	for (unsigned int i = 0; i < view->columns; i++) {
		const struct layout_column *col = &view->column[i];

		if (col->id < COLUMN_IDS && col->id != COLUMN_HISTORY &&
		    x >= col->x && x < col->x + col->width)
			menu_sort(view, (enum column_id)col->id);
	}
}

/* A click selects; one on the selected row explains it. */
static void click_row(struct view *view, int slot)
{
	if (slot < 0)
		return;
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
		click_row(view, view->list.item[at].slot);
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
