/* SPDX-License-Identifier: GPL-2.0-only */
/* Two menus: the column to sort by; settings, columns and what is watched. */
#include <ctype.h>
#include <stdio.h>

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

/* The reasons to watch or not: those watched, and those with exits. */
static bool is_listed(const struct row *row)
{
	return row->watched || (row->has & HAS_COUNT && row->count);
}

/* Where the line @line of the set-up's reasons is; the end: there is none. */
static unsigned int slot_at(const struct view *view, unsigned int line)
{
	const struct snapshot *snap = &view->moment.live;
	unsigned int slot = 0;

	for (; slot < snap->reasons; slot++)
		if (is_listed(&snap->rows[slot]) && !line--)
			break;
	return slot;
}

static unsigned int count(const struct view *view)
{
	unsigned int n, slots = 0;

	column_all(&n);
	if (!is_setup(view))
		return n;
	while (slot_at(view, slots) < view->moment.live.reasons)
		slots++;
	return (unsigned int)COUNTOF(setup) + n + slots;
}

/* The column of @line; NULL: it is a setting, or a reason. */
static const struct column *column_at(const struct view *view,
				      unsigned int line)
{
	unsigned int n, before = is_setup(view) ? COUNTOF(setup) : 0;
	const struct column *col = column_all(&n);

	return line < before || line >= before + n ? NULL :
						     &col[line - before];
}

/* The reason of @line, which is behind the columns. */
static unsigned int reason_at(const struct view *view, unsigned int line)
{
	unsigned int n;

	column_all(&n);
	return slot_at(view, line - (unsigned int)COUNTOF(setup) - n);
}

/* Watched or not: seen at once, and kept for W. */
static void watch(struct view *view, unsigned int slot)
{
	struct moment *moment = &view->moment;
	char *list = view->config.watch, name[REASON_NAME];
	size_t used = 0;

	moment->live.rows[slot].watched ^= true;
	moment->still.rows[slot].watched = moment->live.rows[slot].watched;
	moment_show(moment);
	view->slot = slot;
	view->verb = VIEW_WATCH;
	list[0] = '\0';
	for (unsigned int i = 0; i < moment->live.reasons; i++)
		if (moment->live.rows[i].watched && used < CONFIG_TEXT)
			used += (size_t)snprintf(list + used,
				CONFIG_TEXT - used, "%s%s", used ? "," : "",
				reason_name(moment->live.isa, i, name));
	if (used >= CONFIG_TEXT)	/* too many to be kept */
		list[0] = '\0';
}

static void move(struct view *view, int by)
{
	unsigned int n = count(view);

	view->menu = (unsigned int)((int)(view->menu + n) + by) % n;
}

static void choose(struct view *view, const struct column *col)
{
	if (!col && view->menu < COUNTOF(setup)) {
		view_press(view, setup[view->menu]);
	} else if (!col) {
		watch(view, reason_at(view, view->menu));
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

static void paint_reason(const struct snapshot *snap, struct pen *pen,
			 unsigned int slot)
{
	char name[REASON_NAME];

	pen_format(pen, SCREEN_KEY, " [%c] ",
		   snap->rows[slot].watched ? 'x' : ' ');
	pen_format(pen, SCREEN_NORMAL, "watch %s for shifts",
		   reason_name(snap->isa, slot, name));
}

static void paint_line(const struct view *view, struct pen *pen,
		       unsigned int line)
{
	const struct config *config = &view->config;
	const struct column *col = column_at(view, line);
	bool on;

	if (!col && line >= COUNTOF(setup)) {
		paint_reason(&view->moment.live, pen, reason_at(view, line));
		return;
	}
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
		  " SET UP  (Enter changes: settings, columns shown, reasons watched)" :
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
