/* SPDX-License-Identifier: GPL-2.0-only */
/* The mouse: what is where on the screen rendered last. */
#include "view_parts.h"

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
	if (view->selected == slot)
		view->details = !view->details;
	view->selected = slot;
	view->text_top = 0;
}

static void click_watch(struct view *view, unsigned int line)
{
	if (line && line <= view->watches)
		click_row(view, (int)view->watch[line - 1]);
}

static void click_table(struct view *view, unsigned int line)
{
	unsigned int at = view->top + line - 1;

	if (at < view->items)
		click_row(view, view->item[at].slot);
}

static void click(struct view *view, int x, int y)
{
	const struct layout_box *table = &view->layout.panel[PANEL_TABLE];
	const struct layout_box *watch = &view->layout.panel[PANEL_WATCH];

	if (is_inside(watch, x, y))
		click_watch(view, (unsigned int)(y - watch->y));
	else if (is_inside(table, x, y) && y == table->y)
		click_head(view, x - table->x);
	else if (is_inside(table, x, y))
		click_table(view, (unsigned int)(y - table->y));
}

/* The wheel turns pages, and takes the selection along at their edges. */
static void wheel(struct view *view, int by)
{
	int top = (int)view->top + by;
	unsigned int lines = (unsigned int)
		view->layout.panel[PANEL_TABLE].height;

	if (view->details) {
		items_move(view, by < 0 ? -1 : 1);
		return;
	}
	view->top = top < 0 ? 0 : (unsigned int)top;
	if (view->selected < 0 || lines < 3)
		return;
	if (view->position < view->top)
		items_select(view, view->top);
	else if (view->position > view->top + lines - 3)
		items_select(view, view->top + lines - 3);
}

struct view_request view_mouse(struct view *view, enum view_mouse what, int x,
			       int y)
{
	struct view_request request = { VIEW_NOTHING, NULL };
	bool is_wheel = what == MOUSE_WHEEL_UP || what == MOUSE_WHEEL_DOWN;

	if (view->mode == VIEW_HELP && is_wheel) {
		help_key(view, what == MOUSE_WHEEL_UP ? KEYCODE_UP :
			 KEYCODE_DOWN);
		return request;
	}
	if (view->mode != VIEW_TABLE) {
		if (!is_wheel && view->mode != VIEW_PROMPT)
			view->mode = VIEW_TABLE;
		return request;
	}
	view->said[0] = '\0';
	if (is_wheel)
		wheel(view, what == MOUSE_WHEEL_UP ? -WHEEL : WHEEL);
	else
		click(view, x, y);
	if (what == MOUSE_DOUBLE)
		click(view, x, y);
	items_update(view);
	return request;
}
