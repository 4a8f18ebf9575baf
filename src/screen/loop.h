/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LOOP_H
#define LOOP_H

#include "exittop/screen/tui.h"
#include "view.h"

/* loop: what the screen with and without a terminal do alike. */

struct loop {
	const struct tui_options *options;
	const struct tui_ops *ops;
	void *ctx;
	struct key_script script;
	bool scripted;
	bool quit;
	bool utf8;			/* may the screen hold Unicode? */
	struct snapshot snap;
	struct screen screen;
	struct view view;		/* last: its history is large */
};

/* Allocates everything at once; free() it. NULL with @err. */
struct loop *loop_new(const struct config *config,
		      const struct tui_options *options,
		      const struct tui_ops *ops, void *ctx, struct err *err);

/* Is there nothing to refresh: a replay held, a live screen paused? */
bool loop_holds(const struct loop *loop);

/* Fetches the next refresh. Returns 0, or -1 with @err. */
int loop_refresh(struct loop *loop, struct err *err);

/* Presses the script's key of this round; at its end, loop->quit. */
enum view_verb loop_script(struct loop *loop);

/* Does what a key asked for; what remains is for a terminal. */
void loop_request(struct loop *loop, enum view_verb verb);

/*
 * Plays the keys without a terminal, to the end of the recording where there
 * are none; loop->screen, of @width x @height, is the last. 0, or -1 with @err.
 */
int loop_play(struct loop *loop, int width, int height, struct err *err);

#endif
