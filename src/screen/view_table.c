/* SPDX-License-Identifier: GPL-2.0-only */
/* The table of all reasons. */
#include "view_parts.h"

#include <stdio.h>
#include <string.h>

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

static bool is_left(const struct column *col)
{
	return col->width < 0;
}

/* The head of one column, with a sign where the table is sorted by it. */
static void paint_head(const struct view *view, struct pen *pen,
		       const struct layout_column *at)
{
	const struct glyphs *glyph = glyphs(view->utf8);
	const struct column *col = column_get((enum column_id)at->id);
	bool sorted = col->id == view->config.sort;
	bool down = col->descending != view->config.reverse;
	char text[COLUMN_TEXT];

	snprintf(text, sizeof(text), "%s%s", col->header, !sorted ? "" :
		 down ? glyph->descending : glyph->ascending);
	pen_cell(pen, sorted ? SCREEN_SORTED : SCREEN_HEAD, text, at->width,
		 is_left(col));
}

static void paint_heads(const struct view *view, struct screen *screen,
			const struct layout_box *box)
{
	struct pen pen = pen_at(view, screen, box->x, box->y, box->width);

	for (unsigned int i = 0; i < view->columns; i++) {
		pen_move(&pen, SCREEN_HEAD, box->x + view->column[i].x);
		if (view->column[i].id != SIGN)
			paint_head(view, &pen, &view->column[i]);
	}
	pen_move(&pen, SCREEN_HEAD, box->x + box->width);
}

static void peak_text(double peak, char buf[COLUMN_TEXT])
{
	if (peak > 0)
		format_rate(peak, column_get(COLUMN_PEAK)->width, buf);
	else
		snprintf(buf, COLUMN_TEXT, "-");
}

/* "up x540" where there is room for all of it, else "up". */
static void shift_text(const struct state *state, int width,
		       char buf[COLUMN_TEXT])
{
	snprintf(buf, COLUMN_TEXT, "%s", state->words);
	if (text_width(buf) > width)
		buf[strcspn(buf, " ")] = '\0';
}

static void paint_cell(const struct view *view, struct pen *pen,
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
		if (view->peak[slot] > 0)
			graph_spark(view, pen, SCREEN_GRAPH, slot, at->width);
		return;
	}
	if (col->id == COLUMN_PEAK)
		peak_text(view->peak[slot], text);
	else if (col->id == COLUMN_SHIFT)
		shift_text(state, at->width, text);
	else
		column_text(col, &view->shown, slot, text);
	if (col->id == COLUMN_SHIFT || col->id == COLUMN_NAME)
		attr = state->attr;
	else if (col->id == COLUMN_GROUP || !strcmp(text, "-"))
		attr = SCREEN_DIM;
	pen_cell(pen, attr, text, at->width, is_left(col));
}

static void paint_row(const struct view *view, struct pen *pen, int x,
		      unsigned int slot)
{
	struct state state;

	state_of(view, &view->shown.rows[slot], &state);
	pen->selected = (int)slot == view->selected;
	for (unsigned int i = 0; i < view->columns; i++) {
		pen_move(pen, SCREEN_NORMAL, x + view->column[i].x);
		paint_cell(view, pen, &view->column[i], slot, &state);
	}
	pen_move(pen, SCREEN_NORMAL, pen->end);
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

static void sum_group(struct view *view, enum reason_group group)
{
	struct row *sum = &view->sums.rows[0];

	memset(sum, 0, sizeof(*sum));
	for (unsigned int i = 0; i < view->items; i++)
		if (view->item[i].slot >= 0 && view->item[i].group == group)
			add_row(sum, &view->shown.rows[view->item[i].slot]);
	if ((sum->has & HAS_CYCLES_DELTA) && sum->delta) {
		sum->has |= HAS_COST;
		sum->cycles_per_exit = (double)sum->cycles_delta /
				       (double)sum->delta;
	}
}

/* A line of view->sums.rows[0] under @name; @total adds what only it has. */
static void paint_sum(struct view *view, struct pen *pen, int x,
		      const char *name, bool total)
{
	for (unsigned int i = 0; i < view->columns; i++) {
		const struct layout_column *at = &view->column[i];
		const struct column *col = at->id == SIGN ? NULL :
			column_get((enum column_id)at->id);
		char text[COLUMN_TEXT] = "";

		if (!col)
			continue;
		pen_move(pen, SCREEN_BOLD, x + at->x);
		if (col->id == COLUMN_NAME)
			pen_cell(pen, SCREEN_BOLD, name, at->width, true);
		else if (col->id == COLUMN_HISTORY && total)
			graph_spark(view, pen, SCREEN_GRAPH, HISTORY_TOTAL,
				    at->width);
		else if (col->id == COLUMN_PEAK && total)
			peak_text(view->peak[REASON_SLOTS], text);
		else if (col->id == COLUMN_COUNT || col->id == COLUMN_DELTA ||
			 col->id == COLUMN_RATE || col->id == COLUMN_SHARE ||
			 col->id == COLUMN_CYCLES || col->id == COLUMN_COST ||
			 col->id == COLUMN_TIME)
			column_text(col, &view->sums, 0, text);
		if (text[0])
			pen_cell(pen, SCREEN_BOLD, text, at->width, false);
	}
}

/* Below the last row, or at the bottom. */
static void paint_total(struct view *view, struct screen *screen,
			const struct layout_box *box, unsigned int lines)
{
	unsigned int above = view->items < lines ? view->items : lines;
	int y = box->y + 1 + (int)above;
	struct pen pen = pen_at(view, screen, box->x, y, box->width);

	view->sums.rows[0] = view->shown.total;
	paint_sum(view, &pen, box->x, "total", true);
}

static void paint_item(struct view *view, struct pen *pen, int x,
		       const struct view_item *item)
{
	if (item->slot >= 0) {
		paint_row(view, pen, x, (unsigned int)item->slot);
		return;
	}
	sum_group(view, item->group);
	paint_sum(view, pen, x, reason_group_name(item->group), false);
}

/* Why the table is empty. */
static void paint_none(const struct view *view, struct screen *screen,
		       const struct layout_box *box)
{
	struct pen pen = pen_at(view, screen, box->x, box->y + 1, box->width);

	pen_text(&pen, SCREEN_DIM, view->filter.on ?
		 "  no reason matches the filter (= clears it)" :
		 "  no exits yet (0 shows the reasons without any)");
}

void table_paint(struct view *view, struct screen *screen,
		 const struct layout_box *box)
{
	bool total = box->height >= TOTAL_LINES && view->items;
	int lines = box->height - 1 - (total ? 1 : 0);

	fit_columns(view, box->width);
	items_scroll(view, (unsigned int)lines);
	paint_heads(view, screen, box);
	if (!view->items)
		paint_none(view, screen, box);
	for (int i = 0; i < lines; i++) {
		unsigned int at = view->top + (unsigned int)i;
		struct pen pen;

		if (at >= view->items)
			break;
		pen = pen_at(view, screen, box->x, box->y + 1 + i, box->width);
		paint_item(view, &pen, box->x, &view->item[at]);
		if (view->selected >= 0 && at == view->position)
			screen->cursor_y = box->y + 1 + i;
	}
	if (total)
		paint_total(view, screen, box, (unsigned int)lines);
}
