/* SPDX-License-Identifier: GPL-2.0-only */
/* Two menus of the columns: the one to sort by, and those to be shown. */
#include "view_parts.h"

#include <stdio.h>
#include <string.h>

/* Can the screen sort by it? A history has no order. */
static bool is_sortable(const struct column *col)
{
	return col->id != COLUMN_HISTORY;
}

void menu_sort(struct view *view, enum column_id id)
{
	struct config *config = &view->config;
	const struct column *col = column_get(id);

	config->reverse = config->sort == id && !config->reverse;
	config->sort = id;
	view_say(view, SCREEN_NORMAL, "sorted by %s: %s%s", col->header,
		 col->help, config->reverse ? ", reversed" : "");
	items_update(view);
}

void menu_sort_step(struct view *view, int by)
{
	unsigned int n, at = 0;
	const struct column *col = column_all(&n);

	for (unsigned int i = 0; i < n; i++)
		if (col[i].id == view->config.sort)
			at = i;
	do {
		at = (unsigned int)((int)(at + n) + by) % n;
	} while (!is_sortable(&col[at]) || !view->config.column[col[at].id]);
	view->config.reverse = false;
	if (col[at].id != view->config.sort)
		menu_sort(view, col[at].id);
}

void menu_open(struct view *view, enum view_mode mode)
{
	unsigned int n;
	const struct column *col = column_all(&n);

	view->mode = mode;
	view->menu = 0;
	for (unsigned int i = 0; i < n && mode == VIEW_SORT; i++)
		if (col[i].id == view->config.sort)
			view->menu = i;
}

static void choose(struct view *view, const struct column *col)
{
	if (view->mode == VIEW_SORT) {
		view->mode = VIEW_TABLE;
		if (is_sortable(col))
			menu_sort(view, col->id);
	} else if (col->id != COLUMN_NAME) {
		view->config.column[col->id] ^= true;
	}
}

struct view_request menu_key(struct view *view, int code)
{
	struct view_request request = { VIEW_NOTHING, NULL };
	unsigned int n;
	const struct column *col = column_all(&n);
	enum key_action action = key_action(code);

	view->said[0] = '\0';
	for (unsigned int i = 0; i < n && view->mode == VIEW_SORT; i++) {
		if (col[i].letter && col[i].letter == code) {
			choose(view, &col[i]);
			return request;
		}
	}
	if (code == KEYCODE_ENTER || code == KEYCODE_SPACE)
		choose(view, &col[view->menu]);
	else if (action == ACTION_UP)
		view->menu = (view->menu + n - 1) % n;
	else if (action == ACTION_DOWN)
		view->menu = (view->menu + 1) % n;
	else if (action == ACTION_CLOSE || action == ACTION_SORT ||
		 action == ACTION_COLUMNS)
		view->mode = VIEW_TABLE;
	else if (action == ACTION_QUIT)
		request.verb = VIEW_QUIT;
	return request;
}

static void paint_line(const struct view *view, struct pen *pen,
		       const struct column *col)
{
	bool sort = view->mode == VIEW_SORT;
	bool on = sort ? view->config.sort == col->id :
		  view->config.column[col->id];

	if (sort)
		pen_format(pen, SCREEN_KEY, "  %c  ",
			   col->letter ? col->letter : ' ');
	else
		pen_format(pen, SCREEN_KEY, " [%c] ", on ? 'x' : ' ');
	pen_cell(pen, on ? SCREEN_BOLD : SCREEN_NORMAL, col->header, 10, true);
	pen_text(pen, SCREEN_NORMAL, col->help);
	pen_move(pen, SCREEN_NORMAL, pen->end);
}

void menu_paint(const struct view *view, struct screen *screen,
		const struct layout_box *box)
{
	unsigned int n, lines = (unsigned int)box->height - 1, top = 0;
	const struct column *col = column_all(&n);
	struct pen pen = pen_at(view, screen, box->x, box->y, box->width);

	pen_text(&pen, SCREEN_HEAD, view->mode == VIEW_SORT ?
		 " SORT BY  (a letter, or up, down and Enter)" :
		 " COLUMNS  (Space shows or hides, Esc closes)");
	pen_move(&pen, SCREEN_HEAD, box->x + box->width);
	if (view->menu >= lines)
		top = view->menu - lines + 1;
	for (unsigned int i = 0; i < lines && top + i < n; i++) {
		int y = box->y + 1 + (int)i;

		pen = pen_at(view, screen, box->x, y, box->width);
		pen.selected = top + i == view->menu;
		if (pen.selected)
			screen->cursor_y = y;
		paint_line(view, &pen, &col[top + i]);
	}
}
