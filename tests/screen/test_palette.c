/* SPDX-License-Identifier: GPL-2.0-only */
/* Every look can be read on the ground that its palette is for. */
#include "unit.h"

#include <math.h>

#include "screen/terminal.h"

/* Of the sRGB value @byte (WCAG 2.1, "relative luminance"). */
static double linear(int byte)
{
	double c = byte / 255.0;

	return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(int r, int g, int b)
{
	return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

/* Of one of xterm's 256 colours; the first eight as xterm has them. */
static double luminance_of(int colour)
{
	static const int few[8][3] = {
		{ 0, 0, 0 }, { 205, 0, 0 }, { 0, 205, 0 }, { 205, 205, 0 },
		{ 0, 0, 238 }, { 205, 0, 205 }, { 0, 205, 205 },
		{ 229, 229, 229 },
	};
	static const int cube[] = { 0, 95, 135, 175, 215, 255 };
	int i = colour - 16;

	if (colour < 8)
		return luminance(few[colour][0], few[colour][1],
				 few[colour][2]);
	if (colour >= 232) {
		i = 8 + (colour - 232) * 10;
		return luminance(i, i, i);
	}
	return luminance(cube[i / 36], cube[i / 6 % 6], cube[i % 6]);
}

static void expect_contrast(int palette, int attr, int colour, double ground,
			    double least)
{
	double a = luminance_of(colour) + 0.05, b = ground + 0.05;
	double contrast = a > b ? a / b : b / a;

	if (colour >= 0 && contrast < least)
		fail_msg("palette %s, look %d: colour %d has a contrast of "
			 "%.2f, less than %.1f", palette_name(palette), attr,
			 colour, contrast, least);
}

/* WCAG 2.1: 4.5 for text, 3 for signs and bold text. */
static void looks_can_be_read_on_their_ground(void **state)
{
	static const struct {
		enum palette palette;
		double ground, many, few;
	} grounds[] = {
		{ PALETTE_DEFAULT, 0, 4.5, 4.5 },
		{ PALETTE_DEFAULT, 1, 3, 0 },	/* 256 colours only */
		{ PALETTE_BRIGHT, 0, 4.5, 4.5 },
		{ PALETTE_LIGHT, 1, 4.5, 4.5 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(grounds) / sizeof(grounds[0]); i++) {
		enum palette p = grounds[i].palette;

		for (int a = 0; a < SCREEN_ATTRS; a++) {
			struct palette_look look = palette_look(p, a);

			expect_contrast(p, a, look.many, grounds[i].ground,
					grounds[i].many);
			expect_contrast(p, a, look.few, grounds[i].ground,
					grounds[i].few);
		}
	}
}

/* Up, down and calm differ where there is no colour at all. */
static void without_colours_up_and_down_differ(void **state)
{
	unsigned int up = palette_look(PALETTE_MONO, SCREEN_UP).attr;
	unsigned int down = palette_look(PALETTE_MONO, SCREEN_DOWN).attr;

	(void)state;
	assert_int_not_equal(up, down);
	assert_int_not_equal(up, 0);
	assert_int_not_equal(down, 0);
	for (int a = 0; a < SCREEN_ATTRS; a++)
		assert_int_equal(palette_look(PALETTE_MONO, a).many, -1);
}

static void a_light_terminal_gets_the_light_palette(void **state)
{
	(void)state;
	assert_int_equal(palette_fit(PALETTE_DEFAULT, "0;15"), PALETTE_LIGHT);
	assert_int_equal(palette_fit(PALETTE_DEFAULT, "0;default;7"),
			 PALETTE_LIGHT);
	assert_int_equal(palette_fit(PALETTE_DEFAULT, "15;0"),
			 PALETTE_DEFAULT);
	assert_int_equal(palette_fit(PALETTE_DEFAULT, NULL), PALETTE_DEFAULT);
	assert_int_equal(palette_fit(PALETTE_MONO, "0;15"), PALETTE_MONO);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(looks_can_be_read_on_their_ground),
	cmocka_unit_test(without_colours_up_and_down_differ),
	cmocka_unit_test(a_light_terminal_gets_the_light_palette),
};

RUN_TESTS(tests)
