/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SCREEN_H
#define SCREEN_H

#include <stdbool.h>
#include <stdint.h>

#include "exittop/base/err.h"
#include "layout.h"

/* screen: finished lines of text, and how their cells look. */

enum screen_attr {
	SCREEN_NORMAL, SCREEN_BOLD, SCREEN_DIM,
	SCREEN_HEAD,		/* heads of tables, in reverse */
	SCREEN_SORTED,		/* the head of the column sorted by */
	SCREEN_TITLE,		/* of a panel */
	SCREEN_KEY,		/* a key in the footer */
	SCREEN_UP, SCREEN_DOWN, SCREEN_NOTICE,
	SCREEN_STATE,		/* REPLAY, PAUSED, REC: must not be missed */
	SCREEN_ERROR,
	SCREEN_GRAPH,
	SCREEN_ATTRS
};

#define SCREEN_WIDTH  LAYOUT_MAX_WIDTH
#define SCREEN_HEIGHT LAYOUT_MAX_HEIGHT
#define SCREEN_BYTES  (SCREEN_WIDTH * 4 + 1)
#define SCREEN_RUNS   96

/* Cells of one look: from @byte of the text to the next run's. */
struct screen_run {
	uint16_t byte, cell;
	uint8_t attr;		/* enum screen_attr */
	bool selected;		/* on the selected row */
};

struct screen_line {
	char text[SCREEN_BYTES];	/* UTF-8 */
	unsigned int bytes, cells, runs;
	struct screen_run run[SCREEN_RUNS];
};

struct screen {
	int width, height;
	int cursor_x, cursor_y;		/* on the selected row */
	bool cursor_bar;		/* a prompt is being edited */
	struct screen_line line[SCREEN_HEIGHT];	/* [0..height-1] */
};

/* Empties a screen of @width x @height cells; the cursor goes to the bottom. */
void screen_clear(struct screen *screen, int width, int height);

bool screen_same_line(const struct screen_line *a,
		      const struct screen_line *b);

/* say: one sentence in the bottom line, until a key or for some refreshes. */

struct say {
	char text[ERR_TEXT];		/* "": none */
	enum screen_attr attr;
	unsigned int rounds;
};

void say(struct say *say, enum screen_attr attr, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* A refresh has passed. */
void say_update(struct say *say);

#endif
