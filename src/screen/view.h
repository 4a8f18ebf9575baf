/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VIEW_H
#define VIEW_H

#include "exittop/facts/explain.h"
#include "exittop/screen/config.h"
#include "key.h"
#include "list.h"
#include "moment.h"
#include "pen.h"
#include "screen.h"
#include "panels.h"

/*
 * view: the live screen as finished lines of text.
 *
 * Snapshots and keys go in, a struct screen comes out. Pure: no curses, no
 * clock, no I/O, and no malloc in view_update() and view_render(). What a key
 * asks of the outside (quit, record, ...) is returned as a verb.
 *
 *	view_init  (view_update | view_key | view_mouse | view_render)*
 *
 * What is on the screen is a stack of modes: the table at the bottom, above
 * it whatever was opened.
 */

enum view_mouse {
	MOUSE_CLICK, MOUSE_DOUBLE, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN
};

/* What a key asks of the outside. */
enum view_verb {
	VIEW_NOTHING,
	VIEW_QUIT,
	VIEW_REDRAW,		/* paint everything again */
	VIEW_DELAY,		/* view->delay_s or view->speed changed */
	VIEW_MARK,		/* view->moment.mark was set */
	VIEW_RECORD,		/* begin or end recording */
	VIEW_SAVE,		/* write what is shown to a file */
	VIEW_ACKNOWLEDGE,	/* acknowledge the alerts */
	VIEW_WATCH,		/* watch view->slot, or no longer */
	VIEW_SETTINGS,		/* write view->config */
	VIEW_LOOK		/* palette or mouse changed in view->config */
};

struct view;

/* A key in the footer. */
struct view_word {
	int code;
	const char *word;
};

struct view_mode {
	bool covers;		/* what is below is not painted */
	void (*paint)(struct view *view, struct screen *screen);
	/*
	 * Takes a key, or returns false to leave it to the table of keys.
	 * @first is the first key in the row of @code, so that a mode knows
	 * Up when it is called k. NULL: none.
	 */
	bool (*key)(struct view *view, int code, int first);
	/* The mouse on the screen rendered last, the footer excepted. */
	void (*mouse)(struct view *view, enum view_mouse what, int x, int y);
	/* The bottom line, up to one without a word. NULL: keys_all(). */
	const struct view_word *buttons;
	/* Or a line of its own. */
	void (*footer)(struct view *view, const struct canvas *canvas);
};

#define VIEW_MODES 6
#define VIEW_BUTTONS 16

/* Cells of the footer that press a key when they are clicked. */
struct view_button {
	int x, end, code;
};

struct view {
	struct config config;		/* as changed by keys */
	struct list list;
	struct say said;
	const struct key *keys;		/* keys_all() */
	unsigned int n_keys;
	const struct view_mode *mode[VIEW_MODES];	/* [0] is the table */
	unsigned int modes;
	enum view_verb verb;		/* of the key being handled */

	bool utf8, recording;
	double delay_s, speed;		/* between refreshes; of a replay */

	/* of the last render, for the mouse */
	struct layout layout;
	struct grid grid;		/* of the table */
	struct watch watch;
	unsigned int buttons;
	struct view_button button[VIEW_BUTTONS];

	/* of the modes */
	unsigned int text_top;		/* first line of help or details */
	unsigned int vcpu;		/* the first one side by side */
	int menu_kind;			/* enum menu */
	unsigned int menu;		/* the line selected */
	unsigned int slot;		/* of VIEW_WATCH */
	struct prompt {
		int kind;
		char text[PATTERN_TEXT];
		unsigned int at;	/* the cursor, in bytes */
		bool fresh;		/* the first key replaces the text */
	} prompt;

	struct moment moment;		/* last: its history is large */
};

/*
 * Fills the caller's struct, which is large and must be zero (calloc).
 * @config is copied.
 */
void view_init(struct view *view, const struct config *config);

/* Takes in a refresh. */
void view_update(struct view *view, const struct snapshot *snap);

/* Presses a key: a code point or a KEYCODE_*. */
enum view_verb view_key(struct view *view, int code);

/* The mouse at cell @x, @y of the screen rendered last. */
enum view_verb view_mouse(struct view *view, enum view_mouse what, int x,
			  int y);

/*
 * Paints the screen of @width x @height cells into @screen, with Unicode
 * where @utf8. Scrolls so that the selection is on it.
 */
void view_render(struct view *view, int width, int height, bool utf8,
		 struct screen *screen);

/* ---- for the modes ---- */

/* Is @mode open? */
bool view_has(const struct view *view, const struct view_mode *mode);

/* Opens a mode above the others, or closes it and all above. */
void view_toggle(struct view *view, const struct view_mode *mode);
void view_close(struct view *view);	/* the one opened last */

/* As view_toggle(), with nothing else above the table; is it open now? */
bool view_instead(struct view *view, const struct view_mode *mode);

/* Does what the table of keys has for @code; false: nothing. */
bool view_press(struct view *view, int code);

/* Where a panel is to be painted, and the lines between verdict and footer. */
struct canvas view_panel(const struct view *view, struct screen *screen,
			 enum layout_panel panel);
struct canvas view_middle(const struct view *view, struct screen *screen);

#endif
