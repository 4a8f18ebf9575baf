/* SPDX-License-Identifier: GPL-2.0-only */
#include "key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exittop/base/ascii.h"
#include "exittop/base/utf8.h"

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

/* ---- the argument of --keys ---- */

#define AGAIN_MAX 100000

/* The code called @name, KEYCODE_NONE for "Wait", -1 where there is none. */
static int code_of(const char *name)
{
	int code = key_named(name);

	if (code || ascii_same(name, "Wait"))
		return code;
	if (name[0] == '^' && name[1] && !name[2])
		return name[1] & 0x1f;
	if (name[0] && !name[1])
		return (unsigned char)name[0];
	return -1;
}

/*
 * Takes "<Name>" or "<Name:20>" at script->at apart. Returns the length, or
 * -1 with @err.
 */
static int read_name(struct key_script *script, struct err *err)
{
	const char *start = script->at + 1, *end = strchr(start, '>');
	char name[KEY_TEXT], *colon, *rest;
	long again = 1;
	size_t length;

	if (!end)
		return err_set(err, "no '>' after '<' in the keys \"%s\" "
			       "(the key '<' is written \"<<\")", script->at);
	length = (size_t)(end - start);
	if (length >= sizeof(name))
		return err_set(err, "unknown key \"%.*s\"", (int)length,
			       start);
	memcpy(name, start, length);
	name[length] = '\0';
	colon = length > 1 ? strrchr(name + 1, ':') : NULL;
	if (colon) {
		*colon = '\0';
		again = strtol(colon + 1, &rest, 10);
		if (rest == colon + 1 || *rest || again < 1 ||
		    again > AGAIN_MAX)
			return err_set(err, "\"%s\" is not a number of times "
				       "from 1 to %d", colon + 1, AGAIN_MAX);
	}
	script->code = code_of(name);
	if (script->code < 0)
		return err_set(err, "unknown key \"%s\"; choose from Up, "
			       "Down, Left, Right, PgUp, PgDn, Home, End, "
			       "Enter, Esc, Space, Tab, Del, Backspace, F1 "
			       "to F10, ^A to ^Z and Wait", name);
	script->again = (unsigned int)again;
	return (int)length + 2;
}

/* One key: 1, 0 at the end, -1 with @err. */
static int read_key(struct key_script *script, struct err *err)
{
	int length;
	size_t n;

	if (!*script->at)
		return 0;
	script->again = 1;
	if (script->at[0] == '<' && script->at[1] == '<') {
		script->code = '<';
		length = 2;
	} else if (script->at[0] == '<') {
		length = read_name(script, err);
	} else {
		/* Bad bytes stand for themselves. */
		uint32_t code = utf8_decode(script->at, &n);

		script->code = code == UTF8_INVALID ?
			       (unsigned char)*script->at : (int)code;
		length = (int)n;
	}
	if (length < 0)
		return -1;
	script->at += length;
	return 1;
}

int key_script_init(struct key_script *script, const char *keys,
		    struct err *err)
{
	int got;

	script->at = keys;
	script->again = 0;
	do {
		got = read_key(script, err);
	} while (got > 0);
	script->at = keys;
	script->again = 0;
	return got;
}

int key_script_next(struct key_script *script, int *code)
{
	struct err ignored;

	if (!script->again && read_key(script, &ignored) <= 0)
		return 0;
	script->again--;
	*code = script->code;
	return 1;
}
