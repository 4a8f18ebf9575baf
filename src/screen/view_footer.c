/* SPDX-License-Identifier: GPL-2.0-only */
/* The bottom line: a prompt, a sentence, or the keys; and looks of a line. */
#include "view_parts.h"

#include <stdio.h>
#include <string.h>

static void paint_keys(struct pen *pen)
{
	unsigned int n;
	const struct key *key = key_all(&n);
	char name[KEY_TEXT];

	for (unsigned int i = 0; i < n; i++) {
		int room = pen->end - (int)pen->line->cells;

		if (!key[i].word)
			continue;
		key_label(key[i].code[0], name);
		if (2 + text_width(name) + text_width(key[i].word) > room)
			break;
		pen_format(pen, SCREEN_KEY, " %s", name);
		pen_format(pen, SCREEN_DIM, " %s", key[i].word);
		pen_move(pen, SCREEN_DIM, (int)pen->line->cells + 1);
	}
}

void footer_paint(const struct view *view, struct screen *screen,
		  const struct layout_box *box)
{
	struct pen pen;

	if (view->mode == VIEW_PROMPT) {
		prompt_paint(view, screen, box->y);
		return;
	}
	pen = pen_at(view, screen, box->x, box->y, box->width);
	if (view->said[0])
		pen_format(&pen, view->said_as, " %s", view->said);
	else if (view->mode == VIEW_TABLE)
		paint_keys(&pen);
	else
		pen_text(&pen, SCREEN_DIM, " Esc back to the table");
}

void screen_looks(const struct screen *screen, int y,
		  char buf[SCREEN_WIDTH + 1])
{
	static const char letters[2][SCREEN_ATTRS + 1] = {
		".bdhstkuvn=eg", ",BDHSTKUVN#EG",
	};
	const struct screen_line *line = &screen->line[y];
	unsigned int x = 0;

	for (unsigned int i = 0; i < line->runs; i++) {
		const struct screen_run *run = &line->run[i];
		unsigned int end = i + 1 < line->runs ? run[1].cell :
				   line->cells;

		for (; x < end && x < SCREEN_WIDTH; x++)
			buf[x] = letters[run->selected][run->attr];
	}
	buf[x] = '\0';
}
