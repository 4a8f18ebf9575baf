/* SPDX-License-Identifier: GPL-2.0-only */
/* The help: the signs, and the table of keys. */
#include "view_parts.h"

#include <stdio.h>
#include <string.h>

#define KEYS_WIDTH 17

static const struct {
	size_t sign;		/* in struct glyphs; 0 with no `words`: none */
	enum screen_attr attr;
	const char *words;
} signs[] = {
	{ offsetof(struct glyphs, up), SCREEN_UP,
	  "up: the rate rose, and chance is ruled out (a: seen)" },
	{ offsetof(struct glyphs, down), SCREEN_DOWN,
	  "down: the rate fell, and chance is ruled out" },
	{ offsetof(struct glyphs, notice), SCREEN_NOTICE,
	  "notice: something moves, it is not certain yet" },
	{ offsetof(struct glyphs, moved), SCREEN_NOTICE,
	  "moved: exits came, after a refresh without any" },
	{ offsetof(struct glyphs, moves), SCREEN_BOLD,
	  "moves: exits keep coming" },
};

static const char *const notes[] = {
	"self: exits that exittop causes itself, left out of all the others",
	"in exits: time the vCPUs spend in exits, sleeping (HLT) left out",
	"-: not known; a number is never made up",
};

static void paint_sign(const struct view *view, struct pen *pen,
		       unsigned int i)
{
	const char *sign;

	memcpy(&sign, (const char *)glyphs(view->utf8) + signs[i].sign,
	       sizeof(sign));
	pen_format(pen, signs[i].attr, "  %s  ", sign);
	pen_text(pen, SCREEN_NORMAL, signs[i].words);
}

static void paint_key(struct pen *pen, const struct key *key)
{
	char names[64] = "", name[KEY_TEXT];
	size_t used = 0;

	for (unsigned int i = 0; i < KEY_CODES && key->code[i]; i++)
		used += (size_t)snprintf(names + used, sizeof(names) - used,
					 "%s%s", i ? " " : "",
					 key_label(key->code[i], name));
	pen_text(pen, SCREEN_NORMAL, "  ");
	pen_cell(pen, SCREEN_KEY, names, KEYS_WIDTH - 2, true);
	pen_text(pen, SCREEN_NORMAL, key->help);
}

/* The lines in their order: the keys, a blank, signs, a blank, notes. */
static unsigned int count_lines(void)
{
	unsigned int keys;

	key_all(&keys);
	return keys + 2 + (unsigned int)(COUNTOF(signs) + COUNTOF(notes));
}

static void paint_line(const struct view *view, struct pen *pen,
		       unsigned int i)
{
	unsigned int keys;
	const struct key *key = key_all(&keys);

	if (i < keys) {
		paint_key(pen, &key[i]);
		return;
	}
	i -= keys + 1;	/* wraps at the blank line */
	if (i < COUNTOF(signs)) {
		paint_sign(view, pen, i);
		return;
	}
	i -= (unsigned int)COUNTOF(signs) + 1;
	if (i < COUNTOF(notes))
		pen_format(pen, SCREEN_NORMAL, "  %s", notes[i]);
}

#define WIDE 150	/* from here on, two columns */

void help_key(struct view *view, int code)
{
	unsigned int page = (unsigned int)view->layout.height / 2;

	switch (key_action(code)) {
	case ACTION_UP:
		view->text_top -= view->text_top ? 1 : 0;
		break;
	case ACTION_DOWN:
		view->text_top++;
		break;
	case ACTION_PAGE_UP:
		view->text_top -= view->text_top < page ? view->text_top :
				  page;
		break;
	case ACTION_PAGE_DOWN:
		view->text_top += page;
		break;
	case ACTION_FIRST:
		view->text_top = 0;
		break;
	case ACTION_LAST:
		view->text_top = count_lines();
		break;
	default:
		view->mode = VIEW_TABLE;
		break;
	}
}

void help_paint(struct view *view, struct screen *screen,
		const struct layout_box *box)
{
	unsigned int lines = (unsigned int)box->height - 1;
	unsigned int n = count_lines(), columns, left;
	struct pen pen = pen_at(view, screen, box->x, box->y, box->width);

	columns = box->width >= WIDE ? 2 : 1;
	left = (n + columns - 1) / columns;	/* lines of a column */
	if (view->text_top + lines > left)
		view->text_top = left > lines ? left - lines : 0;
	pen_format(&pen, SCREEN_HEAD, " HELP%s", view->text_top + lines < left ?
		   "  (down: more)" : "");
	pen_move(&pen, SCREEN_HEAD, box->x + box->width);
	for (unsigned int i = 0; i < lines; i++) {
		unsigned int at = view->text_top + i;
		int y = box->y + 1 + (int)i, half = box->width / 2;

		if (at >= left)
			break;
		pen = pen_at(view, screen, box->x, y, box->width /
			     (int)columns);
		paint_line(view, &pen, at);
		if (columns == 1 || at + left >= n)
			continue;
		pen = pen_at(view, screen, box->x + half, y, half);
		paint_line(view, &pen, at + left);
	}
}
