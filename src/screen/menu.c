/* SPDX-License-Identifier: GPL-2.0-only */
/* Two menus of the columns: the one to sort by, and those to be shown. */
#include <ctype.h>

#include "modes.h"

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
	say(&view->said, SCREEN_NORMAL, "sorted by %s: %s%s", col->header,
	    col->help, config->reverse ? ", reversed" : "");
}

/* The line of the column sorted by. */
static unsigned int sorted(const struct config *config)
{
	unsigned int n, at = 0;
	const struct column *col = column_all(&n);

	while (at < n - 1 && col[at].id != config->sort)
		at++;
	return at;
}

void menu_sort_step(struct view *view, int by)
{
	unsigned int n, at = sorted(&view->config);
	const struct column *col = column_all(&n);

	do {
		at = (unsigned int)((int)(at + n) + by) % n;
	} while (!is_sortable(&col[at]) || !view->config.column[col[at].id]);
	view->config.reverse = false;
	if (col[at].id != view->config.sort)
		menu_sort(view, col[at].id);
}

/* ---- what both menus do ---- */

static void move(struct view *view, int by)
{
	unsigned int n;

	column_all(&n);
	view->menu = (unsigned int)((int)(view->menu + n) + by) % n;
}

static unsigned int top_line(const struct view *view, unsigned int lines)
{
	return view->menu >= lines ? view->menu - lines + 1 : 0;
}

static void paint(struct view *view, struct screen *screen, const char *title,
		  void (*begin)(const struct config *config, struct pen *pen,
				const struct column *col))
{
	struct canvas canvas = view_middle(view, screen);
	unsigned int n, lines = (unsigned int)canvas.box.height - 1;
	unsigned int top = top_line(view, lines);
	const struct column *col = column_all(&n);

	pen_title(&canvas, title);
	for (unsigned int i = 0; i < lines && top + i < n; i++) {
		struct pen pen = pen_at(&canvas, 1 + (int)i);

		pen.selected = top + i == view->menu;
		if (pen.selected)
			screen->cursor_y = canvas.box.y + 1 + (int)i;
		begin(&view->config, &pen, &col[top + i]);
		pen_text(&pen, SCREEN_NORMAL, col[top + i].help);
		pen_move(&pen, SCREEN_NORMAL, pen.end);
	}
}

/* Up and Down select a line, `q` is no column, Esc and others close. */
static bool key(struct view *view, int code, int first)
{
	if (first == KEYCODE_UP || first == KEYCODE_DOWN)
		move(view, first == KEYCODE_UP ? -1 : 1);
	else if (first == KEYCODE_ESC)
		view_close(view);
	else
		return first != 'q' && code != KEY_CTRL('c');
	return true;
}

/* Selects the line clicked; false: it is none. */
static bool mouse(struct view *view, enum view_mouse what, int y)
{
	unsigned int n, lines, top;
	struct canvas middle = view_middle(view, NULL);

	column_all(&n);
	if (what == MOUSE_WHEEL_UP || what == MOUSE_WHEEL_DOWN) {
		move(view, what == MOUSE_WHEEL_UP ? -1 : 1);
		return false;
	}
	lines = (unsigned int)middle.box.height - 1;
	top = top_line(view, lines) + (unsigned int)(y - middle.box.y - 1);
	if (y > middle.box.y && top < n)
		view->menu = top;
	else
		view_close(view);
	return y > middle.box.y && top < n;
}

static void footer(struct view *view, const struct canvas *canvas)
{
	struct pen pen = pen_at(canvas, 0);

	if (view->said.text[0])
		pen_format(&pen, view->said.attr, " %s", view->said.text);
	else if (view_button(view, &pen, KEYCODE_ENTER, "choose"))
		view_button(view, &pen, KEYCODE_ESC, "close");
}

/* ---- the column to sort by ---- */

static void sort_choose(struct view *view, const struct column *col)
{
	view_close(view);
	if (is_sortable(col))
		menu_sort(view, col->id);
}

static void sort_begin(const struct config *config, struct pen *pen,
		       const struct column *col)
{
	pen_format(pen, SCREEN_KEY, "  %c  ", col->letter ? col->letter : ' ');
	pen_cell(pen, config->sort == col->id ? SCREEN_BOLD : SCREEN_NORMAL,
		 col->header, 10, true);
}

static void sort_paint(struct view *view, struct screen *screen)
{
	paint(view, screen, " SORT BY  (a letter, or up, down and Enter)",
	      sort_begin);
}

static bool sort_key(struct view *view, int code, int first)
{
	unsigned int n;
	const struct column *col = column_all(&n);

	if (code == KEYCODE_ENTER || code == KEYCODE_SPACE) {
		sort_choose(view, &col[view->menu]);
		return true;
	}
	for (unsigned int i = 0; i < n; i++) {
		if (col[i].letter && code < 0x80 &&
		    tolower(col[i].letter) == tolower(code)) {
			sort_choose(view, &col[i]);
			return true;
		}
	}
	return key(view, code, first);
}

static void sort_mouse(struct view *view, enum view_mouse what, int x, int y)
{
	unsigned int n;
	const struct column *col = column_all(&n);

	(void)x;
	if (mouse(view, what, y))
		sort_choose(view, &col[view->menu]);
}

static const struct view_mode sort_mode = {
	true, sort_paint, sort_key, sort_mouse, footer,
};

/* ---- the columns to show ---- */

static void show_choose(struct view *view)
{
	unsigned int n;
	const struct column *col = column_all(&n) + view->menu;

	if (col->id != COLUMN_NAME)
		view->config.column[col->id] ^= true;
}

static void show_begin(const struct config *config, struct pen *pen,
		       const struct column *col)
{
	bool on = config->column[col->id];

	pen_format(pen, SCREEN_KEY, " [%c] ", on ? 'x' : ' ');
	pen_cell(pen, on ? SCREEN_BOLD : SCREEN_NORMAL, col->header, 10, true);
}

static void show_paint(struct view *view, struct screen *screen)
{
	paint(view, screen, " COLUMNS  (Space shows or hides, Esc closes)",
	      show_begin);
}

static bool show_key(struct view *view, int code, int first)
{
	if (code != KEYCODE_ENTER && code != KEYCODE_SPACE)
		return key(view, code, first);
	show_choose(view);
	return true;
}

static void show_mouse(struct view *view, enum view_mouse what, int x, int y)
{
	(void)x;
	if (mouse(view, what, y))
		show_choose(view);
}

static const struct view_mode show_mode = {
	true, show_paint, show_key, show_mouse, footer,
};

void menu_open(struct view *view, int menu)
{
	view_toggle(view, menu == MENU_SORT ? &sort_mode : &show_mode);
	view->menu = menu == MENU_SORT ? sorted(&view->config) : 0;
}
