/* SPDX-License-Identifier: GPL-2.0-only */
#include "screen.h"

#include <string.h>

void screen_clear(struct screen *screen, int width, int height)
{
	screen->width = width > 0 ? width : 0;
	screen->height = height > 0 ? height : 0;
	screen->cursor_x = 0;
	screen->cursor_y = screen->height ? screen->height - 1 : 0;
	screen->cursor_bar = false;
	for (int y = 0; y < screen->height; y++) {
		struct screen_line *line = &screen->line[y];

		line->bytes = line->cells = line->runs = 0;
		line->text[0] = '\0';
	}
}

bool screen_same_line(const struct screen_line *a,
		      const struct screen_line *b)
{
	return a->bytes == b->bytes && a->runs == b->runs &&
	       !memcmp(a->text, b->text, a->bytes) &&
	       !memcmp(a->run, b->run, a->runs * sizeof(a->run[0]));
}
