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

/* What the menu of settings has before the columns: keys of the table. */
static const int setup[] = { 'P', 'd', 'M', 'l', '0', 'o', 'W' };

static bool is_setup(const struct view *view)
{
	return view->menu_kind == MENU_SETUP;
}

static unsigned int count(const struct view *view)
{
	unsigned int n;

	column_all(&n);
	return n + (is_setup(view) ? (unsigned int)COUNTOF(setup) : 0);
}

/* The column of @line; NULL: it is a setting. */
static const struct column *column_at(const struct view *view,
				      unsigned int line)
{
	unsigned int n, before = count(view);
	const struct column *col = column_all(&n);

	before -= n;
	return line < before ? NULL : &col[line - before];
}

static void move(struct view *view, int by)
{
	unsigned int n = count(view);

	view->menu = (unsigned int)((int)(view->menu + n) + by) % n;
}

static void choose(struct view *view, const struct column *col)
{
	if (!col) {
		view_press(view, setup[view->menu]);
	} else if (is_setup(view)) {
		if (col->id != COLUMN_NAME)
			view->config.column[col->id] ^= true;
	} else {
		view_close(view);
		if (is_sortable(col))
			menu_sort(view, col->id);
	}
}

/* ---- the mode ---- */

static unsigned int top_line(const struct view *view, unsigned int lines)
{
	return view->menu >= lines ? view->menu - lines + 1 : 0;
}

static void paint_line(const struct view *view, struct pen *pen,
		       unsigned int line)
{
	const struct config *config = &view->config;
	const struct column *col = column_at(view, line);
	bool on;

	if (!col) {
		pen_format(pen, SCREEN_KEY, "  %c  ", setup[line]);
		pen_text(pen, SCREEN_NORMAL,
			 key_find(view->keys, view->n_keys, setup[line])->help);
		return;
	}
	on = is_setup(view) ? config->column[col->id] :
	     config->sort == col->id;
	if (is_setup(view))
		pen_format(pen, SCREEN_KEY, " [%c] ", on ? 'x' : ' ');
	else
		pen_format(pen, SCREEN_KEY, "  %c  ",
			   col->letter ? col->letter : ' ');
	pen_cell(pen, on ? SCREEN_BOLD : SCREEN_NORMAL, col->header, 10, true);
	pen_text(pen, SCREEN_NORMAL, col->help);
}

static void paint(struct view *view, struct screen *screen)
{
	struct canvas canvas = view_middle(view, screen);
	unsigned int n = count(view);
	unsigned int lines = (unsigned int)canvas.box.height - 1;
	unsigned int top = top_line(view, lines);

	pen_title(&canvas, is_setup(view) ?
		  " SET UP  (Enter changes a setting, shows or hides a column)" :
		  " SORT BY  (a letter, or up, down and Enter)");
	for (unsigned int i = 0; i < lines && top + i < n; i++) {
		struct pen pen = pen_at(&canvas, 1 + (int)i);

		pen.selected = top + i == view->menu;
		if (pen.selected)
			screen->cursor_y = canvas.box.y + 1 + (int)i;
		paint_line(view, &pen, top + i);
		pen_move(&pen, SCREEN_NORMAL, pen.end);
	}
}

static bool key(struct view *view, int code, int first)
{
	unsigned int n;
	const struct column *col = column_all(&n);

	if (code == KEYCODE_ENTER || code == KEYCODE_SPACE) {
		choose(view, column_at(view, view->menu));
		return true;
	}
	for (unsigned int i = 0; i < n && !is_setup(view); i++) {
		if (col[i].letter && code < 0x80 &&
		    tolower(col[i].letter) == tolower(code)) {
			choose(view, &col[i]);
			return true;
		}
	}
	if (first == KEYCODE_UP || first == KEYCODE_DOWN) {
		move(view, first == KEYCODE_UP ? -1 : 1);
	} else if (first == KEYCODE_ESC) {
		view_close(view);
	} else {
		for (size_t i = 0; i < COUNTOF(setup) && is_setup(view); i++)
			if (setup[i] == code)
				return false;
		return first != 'q' && code != KEY_CTRL('c');
	}
	return true;
}

static void mouse(struct view *view, enum view_mouse what, int x, int y)
{
	struct canvas middle = view_middle(view, NULL);
	unsigned int line = (unsigned int)(y - middle.box.y - 1) +
			    top_line(view, (unsigned int)middle.box.height - 1);

	(void)x;
	if (what == MOUSE_WHEEL_UP || what == MOUSE_WHEEL_DOWN) {
		move(view, what == MOUSE_WHEEL_UP ? -1 : 1);
	} else if (y > middle.box.y && line < count(view)) {
		view->menu = line;
		choose(view, column_at(view, line));
	} else {
		view_close(view);
	}
}

static const struct view_word buttons[] = {
	{ KEYCODE_ENTER, "choose" }, { KEYCODE_ESC, "close" }, { 0, NULL },
};

static const struct view_mode menu_mode = {
	true, paint, key, mouse, buttons, NULL,
};

void menu_open(struct view *view, int menu)
{
	view->menu_kind = menu;
	view->menu = menu == MENU_SORT ? sorted(&view->config) : 0;
	view_toggle(view, &menu_mode);
}
