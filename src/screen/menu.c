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

/* What the host does not give is not offered. */
static bool is_offered(const struct view *view, const struct column *col)
{
	return view->moment.live.has_details || !column_is_inside(col);
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

void menu_sort_step(struct view *view, int by)
{
	unsigned int n, at;
	const struct column *col = column_all(&n);

	at = (unsigned int)(column_get(view->config.sort) - col);
	do {
		at = (unsigned int)((int)(at + n) + by) % n;
	} while (!is_sortable(&col[at]) || !is_offered(view, &col[at]) ||
		 !view->config.column[col[at].id]);
	view->config.reverse = false;
	if (col[at].id != view->config.sort)
		menu_sort(view, col[at].id);
}

/* ---- the lines of both menus ---- */

/* One of these: a key of the table, a column, or a reason to watch. */
struct line {
	int code;
	const struct column *col;
	unsigned int slot;
};

struct lines {
	unsigned int n;
	struct line line[COLUMN_IDS + REASON_SLOTS + 16];
};

static bool is_setup(const struct view *view)
{
	return view->menu_kind == MENU_SETUP;
}

/* Of the set-up: settings, columns, and the reasons with exits. */
static void gather(const struct view *view, struct lines *lines)
{
	static const char setup[] = "PdMl0oW";
	const struct snapshot *snap = &view->moment.live;
	unsigned int n;
	const struct column *col = column_all(&n);

	lines->n = 0;
	for (const char *c = setup; is_setup(view) && *c; c++)
		lines->line[lines->n++] = (struct line){ *c, NULL, 0 };
	for (unsigned int i = 0; i < n; i++)
		if (is_offered(view, &col[i]))
			lines->line[lines->n++] = (struct line){ 0, &col[i], 0 };
	for (unsigned int i = 0; is_setup(view) && i < snap->reasons; i++)
		if (snap->rows[i].watched || (snap->rows[i].has & HAS_COUNT &&
					      snap->rows[i].count))
			lines->line[lines->n++] = (struct line){ 0, NULL, i };
}

static void move(struct view *view, int by)
{
	struct lines lines;

	gather(view, &lines);
	view->menu = (unsigned int)((int)(view->menu + lines.n) + by) % lines.n;
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

static void choose(struct view *view, const struct line *line)
{
	if (line->code) {
		view_press(view, line->code);
	} else if (!line->col) {
		watch(view, line->slot);
	} else if (!is_setup(view)) {
		view_close(view);
		if (is_sortable(line->col))
			menu_sort(view, line->col->id);
	} else if (line->col->id != COLUMN_NAME) {
		view->config.column[line->col->id] ^= true;
	}
}

/* ---- the mode ---- */

static unsigned int top_line(const struct view *view, unsigned int lines)
{
	return view->menu >= lines ? view->menu - lines + 1 : 0;
}

static void paint_line(const struct view *view, struct pen *pen,
		       const struct line *line)
{
	const struct snapshot *snap = &view->moment.live;
	const struct column *col = line->col;
	bool on = !col ? snap->rows[line->slot].watched : is_setup(view) ?
		  view->config.column[col->id] : view->config.sort == col->id;
	char name[REASON_NAME];

	if (line->code || !is_setup(view))
		pen_format(pen, SCREEN_KEY, "  %c  ", line->code ? line->code :
			   col->letter ? col->letter : ' ');
	else
		pen_format(pen, SCREEN_KEY, " [%c] ", on ? 'x' : ' ');
	if (col)
		pen_cell(pen, on ? SCREEN_BOLD : SCREEN_NORMAL, col->header, 10,
			 true);
	if (!line->code && !col)
		pen_format(pen, SCREEN_NORMAL, "watch %s for shifts",
			   reason_name(snap->isa, line->slot, name));
	else
		pen_text(pen, SCREEN_NORMAL, col ? col->help :
			 key_find(view->keys, view->n_keys, line->code)->help);
}

static void paint(struct view *view, struct screen *screen)
{
	struct canvas canvas = view_middle(view, screen);
	unsigned int height = (unsigned int)canvas.box.height - 1;
	unsigned int top = top_line(view, height);
	struct lines lines;

	gather(view, &lines);
	pen_title(&canvas, is_setup(view) ?
		  " SET UP  (Enter changes: settings, columns shown, reasons "
		  "watched)" : " SORT BY  (a letter, or up, down and Enter)");
	for (unsigned int i = 0; i < height && top + i < lines.n; i++) {
		struct pen pen = pen_at(&canvas, 1 + (int)i);

		pen.selected = top + i == view->menu;
		if (pen.selected)
			screen->cursor_y = canvas.box.y + 1 + (int)i;
		paint_line(view, &pen, &lines.line[top + i]);
		pen_move(&pen, SCREEN_NORMAL, pen.end);
	}
}

static bool key(struct view *view, int code, int first)
{
	bool enter = code == KEYCODE_ENTER || code == KEYCODE_SPACE;
	char name[KEY_TEXT];
	struct lines lines;

	gather(view, &lines);
	for (unsigned int i = 0; i < lines.n; i++) {
		const struct line *line = &lines.line[i];
		int letter = line->col && !is_setup(view) && code < 0x80 ?
			     tolower(line->col->letter) : 0;

		if (enter ? i == view->menu :
			    (code && line->code == code) ||
			    (letter && letter == tolower(code))) {
			choose(view, line);
			return true;
		}
	}
	if (first == KEYCODE_UP || first == KEYCODE_DOWN)
		move(view, first == KEYCODE_UP ? -1 : 1);
	else if (first == KEYCODE_ESC)
		view_close(view);
	else if (first == 'q' || code == KEY_CTRL('c'))
		return false;
	else if (code)
		say(&view->said, SCREEN_NOTICE, "%s does nothing here: Esc "
		    "closes the menu", key_label(code, name));
	return true;
}

static void mouse(struct view *view, enum view_mouse what, int x, int y)
{
	struct canvas middle = view_middle(view, NULL);
	unsigned int line = (unsigned int)(y - middle.box.y - 1) +
			    top_line(view, (unsigned int)middle.box.height - 1);
	struct lines lines;

	(void)x;
	gather(view, &lines);
	if (what == MOUSE_WHEEL_UP || what == MOUSE_WHEEL_DOWN) {
		move(view, what == MOUSE_WHEEL_UP ? -1 : 1);
	} else if (y > middle.box.y && line < lines.n) {
		view->menu = line;
		choose(view, &lines.line[line]);
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
	struct lines lines;

	view->menu_kind = menu;
	view->menu = 0;
	gather(view, &lines);
	while (menu == MENU_SORT && view->menu < lines.n - 1 &&
	       lines.line[view->menu].col->id != view->config.sort)
		view->menu++;
	view_toggle(view, &menu_mode);
}
