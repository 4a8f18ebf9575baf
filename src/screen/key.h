/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KEY_H
#define KEY_H

#include <stdbool.h>
#include <stddef.h>

#include "exittop/base/err.h"

/*
 * key: keys, their names, and the one table of what they do. The footer, the
 * help panel, `--keys` and the test against the man page all come from it.
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
	KEYCODE_F1, KEYCODE_F2, KEYCODE_F3, KEYCODE_F4, KEYCODE_F5, KEYCODE_F6,
	KEYCODE_F7, KEYCODE_F8, KEYCODE_F9, KEYCODE_F10
};

#define KEY_CTRL(c) ((c) & 0x1f)

/* Under which heading the help has a key. */
enum key_group {
	KEYS_SEE, KEYS_SORT, KEYS_FIND, KEYS_TIME, KEYS_RECORD, KEYS_PROGRAM,
	KEYS_GROUPS
};

struct view;

#define KEY_CODES 4	/* keys that can do the same */
#define KEY_TEXT  24	/* bytes that hold the name of any key */

struct key {
	enum key_group group;
	int code[KEY_CODES];	/* the first is shown in the footer, and
				 * stands for all of them in a mode */
	const char *word;	/* in the footer; NULL: not there */
	const char *help;	/* one sentence without its full stop */
	void (*press)(struct view *view, int arg);
	int arg;
};

/*
 * The table, in the order of the help panel; @n gets its length. The rows
 * with a word stand in the footer in this order, as far as it is wide.
 */
const struct key *keys_all(unsigned int *n);

/* The row of @key[@n] that has @code, or NULL. */
const struct key *key_find(const struct key *key, unsigned int n, int code);

/*
 * Writes the name of @code into @buf: "q", "Space", "Enter", "PgUp", "^L".
 * Returns @buf.
 */
const char *key_label(int code, char buf[KEY_TEXT]);

/* The code called @name in any case, KEYCODE_NONE: there is none. */
int key_named(const char *name);

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
