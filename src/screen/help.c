/* SPDX-License-Identifier: GPL-2.0-only */
/* The help: the keys by what they are for, the signs, and notes. */
#include <stdio.h>
#include <string.h>

#include "modes.h"

#define LABELS	17	/* cells for the keys of one row */
#define NARROW	60	/* below this, a row's sentence is below its keys */
#define WIDE	150	/* from here on, two columns */

static const char *const groups[KEYS_GROUPS] = {
	[KEYS_SEE] = "See", [KEYS_SORT] = "Sort and choose",
	[KEYS_FIND] = "Find", [KEYS_TIME] = "Time",
	[KEYS_RECORD] = "Record", [KEYS_PROGRAM] = "Program",
};

static const struct {
	size_t sign;		/* in struct pen_glyphs */
	enum screen_attr attr;
	const char *words;
} signs[] = {
	{ offsetof(struct pen_glyphs, up), SCREEN_UP,
	  "up: the rate rose, and chance is ruled out" },
	{ offsetof(struct pen_glyphs, down), SCREEN_DOWN,
	  "down: the rate fell, and chance is ruled out" },
	{ offsetof(struct pen_glyphs, notice), SCREEN_NOTICE,
	  "notice: something moves, it is not certain yet" },
	{ offsetof(struct pen_glyphs, moves), SCREEN_NORMAL,
	  "a watched reason moved, after a refresh without exits" },
	{ offsetof(struct pen_glyphs, mark), SCREEN_BOLD,
	  "a mark, among the events" },
};

static const char *const notes[] = {
	"self: exits that exittop causes itself, excluded from all others",
	"in exits: time the vCPUs spend in exits, without sleep (HLT)",
	"-: not known; a number is never made up",
	"8.2k at the end of a line of bars: the rate of the highest",
};

/* The text runs over columns of lines; those from `top` on are painted. */
struct page {
	const struct canvas *canvas;	/* NULL: lines are only counted */
	int width;			/* of a column */
	unsigned int line, top, left;	/* `left` lines make a column */
};

/* Begins the next line; false: it is not to be painted. */
static bool next_line(struct page *page, struct pen *pen)
{
	unsigned int line = page->line++, column = 0;
	struct canvas part;

	if (!page->canvas)
		return false;
	if (line >= page->left) {
		column = 1;
		line -= page->left;
	}
	if (line < page->top ||
	    line - page->top >= (unsigned int)page->canvas->box.height - 1)
		return false;
	part = *page->canvas;
	part.box.x += (int)column * page->width;
	part.box.width = page->width;
	*pen = pen_at(&part, 1 + (int)(line - page->top));
	return true;
}

/* A label, and words that go on below each other beside it. */
static void put(struct page *page, enum screen_attr attr, const char *label,
		int indent, const char *words)
{
	bool beside = pen_width(label) < indent;
	struct pen pen;

	if (!beside && next_line(page, &pen))
		pen_text(&pen, attr, label);
	do {
		size_t n = pen_wrap(words, page->width - indent, false);

		if (next_line(page, &pen)) {
			int x = (int)pen.line->cells;

			pen_text(&pen, attr, beside ? label : "");
			pen_move(&pen, SCREEN_NORMAL, n ? x + indent : x);
			pen_format(&pen, SCREEN_NORMAL, "%.*s", (int)n, words);
		}
		beside = false;
		words += n;
	} while (*words);
}

static void put_key(struct page *page, const struct key *key)
{
	char names[64] = " ", name[KEY_TEXT];
	size_t used = 1;

	for (unsigned int i = 0; i < KEY_CODES && key->code[i]; i++)
		used += (size_t)snprintf(names + used, sizeof(names) - used,
					 " %s",
					 key_label(key->code[i], name));
	put(page, SCREEN_KEY, names, page->width < NARROW ? 10 : LABELS,
	    key->help);
}

static void put_all(struct page *page, const struct view *view)
{
	char label[16];

	for (int g = 0; g < KEYS_GROUPS; g++) {
		put(page, SCREEN_TITLE, groups[g], page->width - 1, "");
		for (unsigned int i = 0; i < view->n_keys; i++)
			if ((int)view->keys[i].group == g)
				put_key(page, &view->keys[i]);
	}
	put(page, SCREEN_TITLE, "Signs and words", page->width - 1, "");
	for (size_t i = 0; i < COUNTOF(signs); i++) {
		const char *sign;

		memcpy(&sign, (const char *)pen_glyphs(view->utf8) +
		       signs[i].sign, sizeof(sign));
		snprintf(label, sizeof(label), "  %s", sign);
		put(page, signs[i].attr, label, 5, signs[i].words);
	}
	for (size_t i = 0; i < COUNTOF(notes); i++)
		put(page, SCREEN_NORMAL, "", 2, notes[i]);
}

static void paint(struct view *view, struct screen *screen)
{
	struct canvas canvas = view_middle(view, screen);
	unsigned int lines = (unsigned int)canvas.box.height - 1;
	int columns = canvas.box.width >= WIDE ? 2 : 1;
	struct page page = { .width = canvas.box.width / columns };

	put_all(&page, view);
	page.left = (page.line + (unsigned int)columns - 1) /
		    (unsigned int)columns;
	if (view->text_top + lines > page.left)
		view->text_top = page.left > lines ? page.left - lines : 0;
	page.canvas = &canvas;
	page.top = view->text_top;
	page.line = 0;
	pen_title(&canvas, page.top + lines < page.left ?
		  " HELP  (down: more)" : " HELP");
	put_all(&page, view);
}

static void scroll(struct view *view, int by)
{
	int top = (int)view->text_top + by;

	view->text_top = top < 0 ? 0 : (unsigned int)top;
}

/* What does not scroll closes it. */
static bool key(struct view *view, int code, int first)
{
	int page = view->layout.height / 2;

	if (code == KEY_CTRL('c'))
		return false;
	if (first == KEYCODE_UP || first == KEYCODE_DOWN)
		scroll(view, first == KEYCODE_UP ? -1 : 1);
	else if (first == KEYCODE_PGUP || first == KEYCODE_PGDN)
		scroll(view, first == KEYCODE_PGUP ? -page : page);
	else if (first == KEYCODE_HOME || first == KEYCODE_END)
		scroll(view, first == KEYCODE_HOME ? -1000 : 1000);
	else
		view_close(view);
	return true;
}

static void mouse(struct view *view, enum view_mouse what, int x, int y)
{
	(void)x;
	(void)y;
	if (what == MOUSE_WHEEL_UP || what == MOUSE_WHEEL_DOWN)
		scroll(view, what == MOUSE_WHEEL_UP ? -1 : 1);
	else
		view_close(view);
}

static const struct view_word buttons[] = {
	{ KEYCODE_ESC, "close" }, { KEYCODE_PGDN, "down" },
	{ KEYCODE_PGUP, "up" }, { 0, NULL },
};

static const struct view_mode help_mode = {
	true, paint, key, mouse, buttons, NULL,
};

void help_open(struct view *view, int unused)
{
	(void)unused;
	view_toggle(view, &help_mode);
}
