/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_VIEW_SAMPLE_H
#define TESTS_VIEW_SAMPLE_H

#include "screen/modes.h"

/*
 * view_sample: snapshots made by hand, and a look at what a view makes of
 * them. A guest on nested paging; sample_shadow() turns it to shadow paging.
 */

/* The view of a test, and the latest snapshot it got. */
extern struct view view;
extern struct snapshot snap;

/* Thirty rounds of nested paging, then ten of shadow paging; a test's set-up. */
int view_begin(void **state);

#define VIEW_TEST(name) cmocka_unit_test_setup(name, view_begin)

/* On the view of 132 x 43 cells, after keys as --keys takes them. */
const struct screen *look(void);
void press(const char *keys);
void expect(const char *text);
void expect_not(const char *text);

/* The snapshot before the first round. */
void sample_init(void);

/* One refresh, @seconds after the last. Every sixth reason has exits. */
void sample_round(double seconds);

/* From here on 28 shifted up, 48 down, 14 is new, 0 is a notice. */
void sample_shadow(void);

/* Runs @rounds rounds of a second through the view. */
void sample_run(int rounds);

/* Renders, and fails the test where a line is not as it must be. */
const struct screen *sample_screen(int width, int height, bool utf8);

/* The line that holds @text, or -1. */
int sample_find(const struct screen *screen, const char *text);

/*
 * Writes how line @y looks into @buf, one letter a cell, for tests and dumps:
 * '.' normal, 'b' bold, ... and in capitals on the selected row.
 */
void screen_looks(const struct screen *screen, int y,
		  char buf[SCREEN_WIDTH + 1]);

#endif
