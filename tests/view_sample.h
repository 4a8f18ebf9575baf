/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_VIEW_SAMPLE_H
#define TESTS_VIEW_SAMPLE_H

#include "exittop/screen/view.h"

/*
 * view_sample: snapshots made by hand, and a look at what a view makes of
 * them. A guest on nested paging; sample_shadow() turns it to shadow paging.
 */

/* The snapshot before the first round. */
void sample_init(struct snapshot *snap);

/* One refresh, @seconds after the last. Every sixth reason has exits. */
void sample_round(struct snapshot *snap, double seconds);

/* From here on 28 shifted up, 48 down, 14 is new, 0 is a notice. */
void sample_shadow(struct snapshot *snap);

/* Runs @rounds rounds of a second through @view. */
void sample_run(struct view *view, struct snapshot *snap, int rounds);

/* Presses the keys of @keys, as --keys takes them, without refreshes. */
void sample_press(struct view *view, const char *keys);

/* Renders, and fails the test where a line is not as it must be. */
const struct screen *sample_screen(struct view *view, int width, int height,
				   bool utf8);

/* The line that holds @text, or -1. */
int sample_find(const struct screen *screen, const char *text);

#endif
