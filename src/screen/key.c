/* SPDX-License-Identifier: GPL-2.0-only */
#include "key.h"
#include "exittop/base/ascii.h"

#include <stdio.h>

static const struct {
	int code;
	const char *name;
} names[] = {
	{ KEYCODE_TAB, "Tab" }, { KEYCODE_ENTER, "Enter" },
	{ KEYCODE_ESC, "Esc" }, { KEYCODE_SPACE, "Space" },
	{ KEYCODE_BACKSPACE, "Backspace" },
	{ KEYCODE_UP, "Up" }, { KEYCODE_DOWN, "Down" },
	{ KEYCODE_LEFT, "Left" }, { KEYCODE_RIGHT, "Right" },
	{ KEYCODE_PGUP, "PgUp" }, { KEYCODE_PGDN, "PgDn" },
	{ KEYCODE_HOME, "Home" }, { KEYCODE_END, "End" },
	{ KEYCODE_DELETE, "Del" },
	{ KEYCODE_F1, "F1" }, { KEYCODE_F2, "F2" }, { KEYCODE_F3, "F3" },
	{ KEYCODE_F4, "F4" }, { KEYCODE_F5, "F5" }, { KEYCODE_F6, "F6" },
	{ KEYCODE_F7, "F7" }, { KEYCODE_F8, "F8" }, { KEYCODE_F9, "F9" },
	{ KEYCODE_F10, "F10" },
};

#define NAMES (sizeof(names) / sizeof(names[0]))

const struct key *key_find(const struct key *key, unsigned int n, int code)
{
	for (unsigned int i = 0; i < n && code != KEYCODE_NONE; i++)
		for (unsigned int k = 0; k < KEY_CODES; k++)
			if (key[i].code[k] == code)
				return &key[i];
	return NULL;
}

const char *key_label(int code, char buf[KEY_TEXT])
{
	const char *name = NULL;

	for (size_t i = 0; i < NAMES; i++)
		if (names[i].code == code)
			name = names[i].name;
	if (name)
		snprintf(buf, KEY_TEXT, "%s", name);
	else if (code > 0 && code < 0x20)
		snprintf(buf, KEY_TEXT, "^%c", code + 0x40);
	else if (code > 0x20 && code < 0x7f)
		snprintf(buf, KEY_TEXT, "%c", code);
	else
		snprintf(buf, KEY_TEXT, "U+%04X", (unsigned int)code);
	return buf;
}

int key_named(const char *name)
{
	for (size_t i = 0; i < NAMES; i++)
		if (ascii_same(name, names[i].name))
			return names[i].code;
	return KEYCODE_NONE;
}
