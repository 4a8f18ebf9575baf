/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_KEY_H
#define EXITTOP_KEY_H

#include <stdbool.h>
#include <stddef.h>

#include "exittop/base/err.h"

/*
 * key: the one table of keys. The footer, the help panel, `--keys` and the
 * test against the man page all come from it.
 */

/*
 * A key is a Unicode code point (Ctrl-C is 3), or one of these. The names are
 * not KEY_*, which curses has taken.
 */
enum key_code {
	KEYCODE_NONE = 0,
	KEYCODE_TAB = 9,
	KEYCODE_ENTER = 13,
	KEYCODE_ESC = 27,
	KEYCODE_SPACE = 32,
	KEYCODE_BACKSPACE = 127,
	KEYCODE_UP = 0x200000,	/* beyond Unicode */
	KEYCODE_DOWN, KEYCODE_LEFT, KEYCODE_RIGHT, KEYCODE_PGUP, KEYCODE_PGDN,
	KEYCODE_HOME, KEYCODE_END, KEYCODE_DELETE,
	KEYCODE_F1, KEYCODE_F10
};

enum key_action {
	ACTION_NONE,
	ACTION_QUIT, ACTION_HELP, ACTION_CLOSE,
	ACTION_UP, ACTION_DOWN, ACTION_PAGE_UP, ACTION_PAGE_DOWN,
	ACTION_FIRST, ACTION_LAST, ACTION_DETAILS, ACTION_ZOOM,
	ACTION_FILTER, ACTION_FIND, ACTION_FIND_NEXT, ACTION_FIND_BACK,
	ACTION_CLEAR, ACTION_SORT, ACTION_SORT_LEFT, ACTION_SORT_RIGHT,
	ACTION_REVERSE, ACTION_ZERO, ACTION_WATCHED, ACTION_GROUPS,
	ACTION_COLUMNS, ACTION_LOG,
	ACTION_PAUSE, ACTION_BACK, ACTION_FORWARD, ACTION_BACK_FAR,
	ACTION_FORWARD_FAR, ACTION_NOW, ACTION_DELAY, ACTION_FASTER,
	ACTION_SLOWER,
	ACTION_RESET, ACTION_ACKNOWLEDGE, ACTION_MARK, ACTION_COMPARE,
	ACTION_RECORD, ACTION_SAVE,
	ACTION_PALETTE, ACTION_MOUSE, ACTION_SETTINGS, ACTION_REDRAW,
	ACTION_COUNT
};

#define KEY_CODES 4	/* keys that can share an action */
#define KEY_TEXT  24	/* bytes that hold the name of any key */

/* One row per action. */
struct key {
	enum key_action action;
	int code[KEY_CODES];	/* the first is shown in the footer */
	const char *word;	/* in the footer; NULL: not there */
	const char *help;	/* one sentence without its full stop */
};

/*
 * The table, in the order of the help panel; @n gets its length. The rows
 * with a word stand in the footer in this order, as far as it is wide.
 */
const struct key *key_all(unsigned int *n);

/* The action of @code, ACTION_NONE where it has none. */
enum key_action key_action(int code);

/* The row of @action, never NULL for one of the table's. */
const struct key *key_get(enum key_action action);

/*
 * Writes the name of @code into @buf: "q", "Space", "Enter", "PgUp", "^L".
 * Returns @buf.
 */
const char *key_label(int code, char buf[KEY_TEXT]);

/* A string of keys, pressed one a round. */
struct key_script {
	const char *at;		/* the rest, borrowed */
	unsigned int again;	/* the last key is pressed so often still */
	int code;
};

/*
 * Checks @keys, the argument of --keys, and points @script to its start.
 *
 * Every character is a key, "<Name>" is the key of that name (of key_label(),
 * in any case; "<<" is "<"), "<Name:20>" presses it in 20 rounds, and
 * "<Wait>" or "<Wait:20>" lets rounds pass. Returns 0, or -1 with @err.
 */
int key_script_init(struct key_script *script, const char *keys,
		    struct err *err);

/*
 * The key of the next round: 1 and @code (KEYCODE_NONE for <Wait>), or 0 at
 * the end.
 */
int key_script_next(struct key_script *script, int *code);

#endif
