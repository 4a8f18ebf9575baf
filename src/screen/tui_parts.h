/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TUI_PARTS_H
#define TUI_PARTS_H

/* What the tui_*.c files share, and nobody else sees. */

#include "exittop/screen/tui.h"

/* ---- tui.c: the terminal, by curses ---- */

enum tui_input { TUI_NONE, TUI_KEY, TUI_MOUSE, TUI_RESIZE, TUI_SIGNAL };

struct tui_event {
	enum tui_input input;
	int code;		/* of a key; the number of a signal */
	enum view_mouse what;	/* of the mouse, at */
	int x, y;
};

/*
 * Takes the terminal. Returns 0, or -1 with @err; the terminal is then as it
 * was.
 */
int tui_open(const struct tui_options *options, const struct config *config,
	     struct err *err);
void tui_close(void);

/* Can it show Unicode? */
bool tui_is_utf8(void);

void tui_size(int *width, int *height);

/* Takes palette and mouse as @config has them. */
void tui_look(const struct config *config);

/* Sends what differs from the last screen painted. */
void tui_paint(const struct screen *screen);

/* Has the next tui_paint() send all of it. */
void tui_redraw(void);

/* Waits for input, @wait_ns at most; negative: as long as it takes. */
void tui_read(int64_t wait_ns, struct tui_event *event);

/* ---- tui_palette.c ---- */

enum { LOOK_BOLD = 1, LOOK_REVERSE = 2, LOOK_UNDERLINE = 4 };

/* LOOK_*, and a colour of 256, and of 8; -1: the terminal's own. */
struct palette_look {
	unsigned int attr;
	short many, few;
};

extern const struct palette_look palettes[PALETTE_COUNT][SCREEN_ATTRS];

/* ---- tui_signal.c: gives the terminal back whatever happens ---- */

/*
 * Before curses starts; keeps the modes of the terminal @fd. From here on
 * SIGTERM, SIGHUP, SIGINT and SIGWINCH come only within signal_wait(), so
 * that none is missed. Of the first three the terminal is made to go on if
 * Ctrl-S has stopped it, and where it takes nothing for a second more they end
 * the program as they are.
 */
void signal_open(int fd);

/*
 * The bytes that make the terminal usable again, sent when the program
 * crashes; its modes are restored from signal_open() on.
 */
void signal_on_crash(const char *bytes);

/* As before signal_open(). */
void signal_close(void);

/* Lets the first three come in between, for what a terminal may block. */
void signal_let(bool come);

/*
 * Waits until @fd can be read or a signal came, @wait_ns at most (negative:
 * as long as it takes). Returns whether it can be read.
 */
bool signal_wait(int fd, int64_t wait_ns);

/* The signal that asks to end, 0: none. */
int signal_caught(void);

/* Was the program stopped and went on, since the last call? */
bool signal_continued(void);

/* ---- tui_loop.c: what the screen with and without a terminal share ---- */

struct tui_loop {
	struct view *view;
	const struct tui_options *options;
	const struct tui_ops *ops;
	void *ctx;
	struct key_script script;
	bool scripted;
	bool quit;
	struct snapshot snap;
	struct screen screen;
};

/* Allocates; free() it. NULL with @err. */
struct tui_loop *loop_new(struct view *view, const struct tui_options *options,
			  const struct tui_ops *ops, void *ctx,
			  struct err *err);

/* Is there nothing to refresh: a replay held, a live screen paused? */
bool loop_holds(const struct tui_loop *loop);

/* Fetches the next refresh. Returns 0, or -1 with @err. */
int loop_refresh(struct tui_loop *loop, struct err *err);

/* Does what the view asked for; what remains is for a terminal. */
enum view_verb loop_request(struct tui_loop *loop,
			    struct view_request request);

#endif
