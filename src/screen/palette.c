/* SPDX-License-Identifier: GPL-2.0-only */
#include "terminal.h"

#include <string.h>

/* Of 8 colours, as terminals number them. */
enum { RED = 1, YELLOW = 3, BLUE, MAGENTA, CYAN };

#define B   LOOK_BOLD
#define R   LOOK_REVERSE
#define U   LOOK_UNDERLINE
#define OWN { -1, -1 }
#define ALL_OWN { OWN, OWN, OWN }

/*
 * With colours and without any; then the colours of each palette: of 256, and
 * of 8. Orange and blue (yellow and cyan) stay apart for every kind of colour
 * vision; the first palette is legible on light grounds, too.
 */
static const struct {
	unsigned int attr, mono;
	struct { short many, few; } colour[PALETTE_MONO];
} looks[SCREEN_ATTRS] = {
	[SCREEN_NORMAL] = { 0, 0, ALL_OWN },
	[SCREEN_BOLD] = { B, B, ALL_OWN },
	[SCREEN_DIM] = { 0, 0, { { 244, -1 }, { 250, -1 }, { 242, -1 } } },
	[SCREEN_HEAD] = { R, R, ALL_OWN },
	[SCREEN_SORTED] = { R | B, R | B, ALL_OWN },
	[SCREEN_TITLE] = { B, B, ALL_OWN },
	[SCREEN_KEY] = { B, B, { OWN, { 51, CYAN }, OWN } },
	[SCREEN_UP] = { B, B | U,
		{ { 166, YELLOW }, { 226, YELLOW }, { 130, RED } } },
	[SCREEN_DOWN] = { B, U, { { 32, CYAN }, { 51, CYAN }, { 25, BLUE } } },
	[SCREEN_NOTICE] = { B, B, { { 133, -1 }, { 219, -1 }, { 90, MAGENTA } } },
	[SCREEN_STATE] = { B | R, B | R,
		{ { 133, -1 }, { 219, -1 }, { 90, MAGENTA } } },
	[SCREEN_ERROR] = { B | R, B | R,
		{ { 166, YELLOW }, { 226, YELLOW }, { 130, RED } } },
	[SCREEN_GRAPH] = { 0, 0, { { 67, -1 }, { 153, CYAN }, { 61, BLUE } } },
};

struct palette_look palette_look(enum palette palette, enum screen_attr attr)
{
	if (palette >= PALETTE_MONO)
		return (struct palette_look){ looks[attr].mono, -1, -1 };
	return (struct palette_look){ looks[attr].attr,
				      looks[attr].colour[palette].many,
				      looks[attr].colour[palette].few };
}

const char *palette_name(enum palette palette)
{
	static const char *const names[PALETTE_COUNT] = {
		"default", "bright", "light", "mono",
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
