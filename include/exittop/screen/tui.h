/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_TUI_H
#define EXITTOP_TUI_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "exittop/base/err.h"
#include "exittop/data/snapshot.h"
#include "exittop/screen/config.h"

/*
 * tui: the terminal. Paints what view renders, reads keys and the mouse, and
 * gives the terminal back whatever happens (SIGTERM, SIGHUP, SIGINT, SIGSEGV,
 * SIGABRT, Ctrl-Z). Only tui.c includes curses.
 *
 * The caller has called setlocale(LC_ALL, "") and knows that there is a
 * terminal (isatty); the clock and the monitor are behind struct tui_ops.
 */

/* What is open on the screen and needs more than the rows. */
struct tui_want {
	bool each;		/* each vCPU: snapshot.each */
	bool any;		/* of what follows: */
	bool inside[REASON_SLOTS];	/* what is inside these reasons */
};

/* What the screen asks of main. */
struct tui_ops {
	/*
	 * The next refresh. Returns 1, 0 at the end of a recording, -1 with
	 * @err, which ends the screen.
	 */
	int (*refresh)(void *ctx, struct snapshot *snap, struct err *err);
	/* CLOCK_MONOTONIC. */
	uint64_t (*now_ns)(void *ctx);
	/* The mark recorded in the round just replayed, or NULL. */
	const char *(*replay_mark)(void *ctx);
	/* The user set a mark: put it into the recording, if any. */
	void (*mark)(void *ctx, const char *text);
	/*
	 * Begins or ends a recording; @on says which, and @said holds one
	 * sentence ("recording to ..."). -1 with @said: it failed.
	 */
	int (*record)(void *ctx, bool *on, struct err *said);
	/* True once where a recording ended before its time: @said. */
	bool (*lost)(void *ctx, struct err *said);
	/* Writes @snap to a file; 0 or -1 with @said likewise. */
	int (*save)(void *ctx, const struct snapshot *snap, struct err *said);
	/* monitor_acknowledge(). */
	void (*acknowledge)(void *ctx);
	/* monitor_watch(). */
	void (*watch)(void *ctx, unsigned int slot);
	/* The time between two refreshes was changed: to know a gap. */
	void (*delay)(void *ctx, double delay_s);
	/*
	 * What the next refresh is to hold beside the rows, which costs exits
	 * of our own: each vCPU, a reason's details.
	 * -1 with @err: the host does not tell vCPUs apart.
	 */
	int (*want)(void *ctx, const struct tui_want *want, struct err *err);
};

struct tui_options {
	bool ascii;		/* no Unicode, even where the locale has it */
	bool mono;		/* no colour: NO_COLOR, --no-color */
	bool replay;		/* pace by the recording, stay at its end */
	bool recording;		/* one is going on already (--record) */
	bool each;		/* the vCPUs side by side are open at the start */
	bool alarms;		/* shifts are awaited: refresh when paused, too */
	double delay_s;		/* between refreshes when live */
	double speed;		/* of a replay; 0: as fast as possible */
	const char *keys;	/* --keys: pressed one a round; the screen
				 * ends with them. NULL: the keyboard only */
	const char *config_path;	/* where `W` writes; NULL: nowhere */
	const char *warning;	/* shown at the start; "" or NULL: none */
};

/*
 * Runs the screen until the user quits, with the settings @config to begin with.
 *
 * Returns 0; the number of the signal that ended it (the caller tidies up and
 * raises it again); -1 with @err, also where TERM is unknown or cannot move
 * the cursor. The terminal is given back in every case.
 */
int tui_run(const struct config *config, const struct tui_options *options,
	    const struct tui_ops *ops, void *ctx, struct err *err);

/*
 * The same without a terminal: plays options->keys (none: to the end of the
 * recording) as fast as possible, then writes the screen of @width x @height
 * cells to @out as text. Returns as tui_run().
 */
int tui_script(const struct config *config, const struct tui_options *options,
	       const struct tui_ops *ops, void *ctx, int width, int height,
	       FILE *out, struct err *err);

#endif
