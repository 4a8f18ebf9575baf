/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TERMINAL_H
#define TERMINAL_H

#include "exittop/screen/tui.h"
#include "view.h"

/* terminal: the terminal by curses, which only tui.c knows. */

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

/* The terminal type that stands in for an unknown TERM; NULL: none does. */
const char *tui_kind(void);

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

/* palette: how each kind of cell looks. */

enum { LOOK_BOLD = 1, LOOK_REVERSE = 2, LOOK_UNDERLINE = 4 };

/* LOOK_*, and a colour of 256, and of 8; -1: the terminal's own. */
struct palette_look {
	unsigned int attr;
	short many, few;
};

struct palette_look palette_look(enum palette palette, enum screen_attr attr);

/* "default", "bright", "light", "mono". */
const char *palette_name(enum palette palette);

/*
 * The palette for a terminal whose COLORFGBG is @colours ("0;15", or NULL):
 * on a light ground the light one stands for the default.
 */
enum palette palette_fit(enum palette palette, const char *colours);

/*
 * terminfo: which terminal to take @term for where nobody knows it: "xterm-kitty"
 * and "foot" are xterms. Returns the name, NULL: no idea. @entry gets its
 * description in ncurses' own notation ("b64:...", a value of TERMINFO), which
 * a statically linked program has within (make static), or NULL.
 */
const char *terminfo_kind(const char *term, const char **entry);

#endif
