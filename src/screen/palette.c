/* SPDX-License-Identifier: GPL-2.0-only */
#include "terminal.h"

#include <string.h>

/* Of 8 colours, as terminals number them. */
enum { RED = 1, YELLOW = 3, BLUE, MAGENTA, CYAN, WHITE };

#define PLAIN(attr) { attr, -1, -1 }

/*
 * Orange and blue (yellow and cyan) stay apart for every kind of colour
 * vision; the first palette is legible on light and dark grounds.
 */
const struct palette_look palettes[PALETTE_COUNT][SCREEN_ATTRS] = {
	[PALETTE_DEFAULT] = {
		[SCREEN_NORMAL] = PLAIN(0),
		[SCREEN_BOLD] = PLAIN(LOOK_BOLD),
		[SCREEN_DIM] = { 0, 244, -1 },
		[SCREEN_HEAD] = PLAIN(LOOK_REVERSE),
		[SCREEN_SORTED] = PLAIN(LOOK_REVERSE | LOOK_BOLD),
		[SCREEN_TITLE] = PLAIN(LOOK_BOLD),
		[SCREEN_KEY] = PLAIN(LOOK_BOLD),
		[SCREEN_UP] = { LOOK_BOLD, 166, YELLOW },
		[SCREEN_DOWN] = { LOOK_BOLD, 32, BLUE },
		[SCREEN_NOTICE] = { 0, 133, MAGENTA },
		[SCREEN_STATE] = { LOOK_BOLD | LOOK_REVERSE, 133, MAGENTA },
		[SCREEN_ERROR] = { LOOK_BOLD | LOOK_REVERSE, 166, YELLOW },
		[SCREEN_GRAPH] = { 0, 67, -1 },
	},
	[PALETTE_BRIGHT] = {
		[SCREEN_NORMAL] = PLAIN(0),
		[SCREEN_BOLD] = PLAIN(LOOK_BOLD),
		[SCREEN_DIM] = { 0, 250, -1 },
		[SCREEN_HEAD] = PLAIN(LOOK_REVERSE),
		[SCREEN_SORTED] = PLAIN(LOOK_REVERSE | LOOK_BOLD),
		[SCREEN_TITLE] = PLAIN(LOOK_BOLD),
		[SCREEN_KEY] = { LOOK_BOLD, 51, CYAN },
		[SCREEN_UP] = { LOOK_BOLD, 226, YELLOW },
		[SCREEN_DOWN] = { LOOK_BOLD, 51, CYAN },
		[SCREEN_NOTICE] = { LOOK_BOLD, 219, WHITE },
		[SCREEN_STATE] = { LOOK_BOLD | LOOK_REVERSE, 219, WHITE },
		[SCREEN_ERROR] = { LOOK_BOLD | LOOK_REVERSE, 226, YELLOW },
		[SCREEN_GRAPH] = { 0, 153, CYAN },
	},
	[PALETTE_LIGHT] = {
		[SCREEN_NORMAL] = PLAIN(0),
		[SCREEN_BOLD] = PLAIN(LOOK_BOLD),
		[SCREEN_DIM] = { 0, 242, -1 },
		[SCREEN_HEAD] = PLAIN(LOOK_REVERSE),
		[SCREEN_SORTED] = PLAIN(LOOK_REVERSE | LOOK_BOLD),
		[SCREEN_TITLE] = PLAIN(LOOK_BOLD),
		[SCREEN_KEY] = PLAIN(LOOK_BOLD),
		[SCREEN_UP] = { LOOK_BOLD, 130, RED },
		[SCREEN_DOWN] = { LOOK_BOLD, 25, BLUE },
		[SCREEN_NOTICE] = { 0, 90, MAGENTA },
		[SCREEN_STATE] = { LOOK_BOLD | LOOK_REVERSE, 90, MAGENTA },
		[SCREEN_ERROR] = { LOOK_BOLD | LOOK_REVERSE, 130, RED },
		[SCREEN_GRAPH] = { 0, 61, BLUE },
	},
	[PALETTE_MONO] = {
		[SCREEN_NORMAL] = PLAIN(0),
		[SCREEN_BOLD] = PLAIN(LOOK_BOLD),
		[SCREEN_DIM] = PLAIN(0),
		[SCREEN_HEAD] = PLAIN(LOOK_REVERSE),
		[SCREEN_SORTED] = PLAIN(LOOK_REVERSE | LOOK_BOLD),
		[SCREEN_TITLE] = PLAIN(LOOK_BOLD),
		[SCREEN_KEY] = PLAIN(LOOK_BOLD),
		[SCREEN_UP] = PLAIN(LOOK_BOLD | LOOK_UNDERLINE),
		[SCREEN_DOWN] = PLAIN(LOOK_UNDERLINE),
		[SCREEN_NOTICE] = PLAIN(LOOK_BOLD),
		[SCREEN_STATE] = PLAIN(LOOK_BOLD | LOOK_REVERSE),
		[SCREEN_ERROR] = PLAIN(LOOK_BOLD | LOOK_REVERSE),
		[SCREEN_GRAPH] = PLAIN(0),
	},
};

const char *palette_name(enum palette palette)
{
	static const char *const names[PALETTE_COUNT] = {
		[PALETTE_DEFAULT] = "default",
		[PALETTE_BRIGHT] = "bright",
		[PALETTE_LIGHT] = "light",
		[PALETTE_MONO] = "mono",
	};

	return names[palette < PALETTE_COUNT ? palette : PALETTE_DEFAULT];
}

enum palette palette_fit(enum palette palette, const char *colours)
{
	const char *ground = colours ? strrchr(colours, ';') : NULL;
	bool light = ground && (!strcmp(ground, ";7") ||
				!strcmp(ground, ";15"));

	return palette == PALETTE_DEFAULT && light ? PALETTE_LIGHT : palette;
}
