/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/screen/key.h"

#include <stdio.h>

#define CTRL(c) ((c) & 0x1f)
#define COUNTOF(array) (sizeof(array) / sizeof((array)[0]))

/* Ctrl-C comes as a signal, and as a key only from --keys. */
static const struct key keys[] = {
{ ACTION_QUIT, { 'q', 'Q', CTRL('c'), KEYCODE_F10 }, "quit",
  "Leave exittop" },
{ ACTION_HELP, { '?', 'h', KEYCODE_F1 }, "help",
  "Show or hide this help" },
{ ACTION_DETAILS, { KEYCODE_ENTER, 'e' }, "explain",
  "Explain the selected reason, with graph and costs" },
{ ACTION_FILTER, { '/' }, "filter",
  "Show only reasons that match a regular expression" },
{ ACTION_SORT, { 's' }, "sort",
  "Choose the column to sort by, by its letter" },
{ ACTION_PAUSE, { KEYCODE_SPACE, 'p' }, "pause",
  "Stand still and read nothing, or go on" },
{ ACTION_RESET, { 'r' }, "reset",
  "Count from here: totals and peaks begin again at 0" },
{ ACTION_RECORD, { 'w' }, "record",
  "Begin or end a recording" },
{ ACTION_ACKNOWLEDGE, { 'a' }, "seen",
  "Take the alerts back: they have been seen" },
{ ACTION_MARK, { 'm' }, "mark",
  "Put a named mark into the events and the recording" },
{ ACTION_BACK, { '[' }, "back",
  "Look back in the history by one step" },
{ ACTION_FORWARD, { ']' }, "forth",
  "Look forward by one step (a paused replay goes on by one)" },
{ ACTION_BACK_FAR, { '{' }, NULL,
  "Look back by a minute" },
{ ACTION_FORWARD_FAR, { '}' }, NULL,
  "Look forward by a minute" },
{ ACTION_NOW, { '.' }, NULL,
  "Return from looking back to now" },
{ ACTION_COMPARE, { 'c' }, "compare",
  "Compare the rates before and after the mark with now" },
{ ACTION_UP, { KEYCODE_UP, 'k' }, NULL,
  "Select the reason above" },
{ ACTION_DOWN, { KEYCODE_DOWN, 'j' }, NULL,
  "Select the reason below" },
{ ACTION_PAGE_UP, { KEYCODE_PGUP, CTRL('b') }, NULL,
  "Scroll up by a page" },
{ ACTION_PAGE_DOWN, { KEYCODE_PGDN, CTRL('f') }, NULL,
  "Scroll down by a page" },
{ ACTION_FIRST, { KEYCODE_HOME, 'g' }, NULL,
  "Select the first reason" },
{ ACTION_LAST, { KEYCODE_END, 'G' }, NULL,
  "Select the last reason" },
{ ACTION_ZOOM, { 'z' }, NULL,
  "Stretch the graphs over a longer time, up to an hour" },
{ ACTION_FIND, { 'f' }, NULL,
  "Find a reason by a regular expression" },
{ ACTION_FIND_NEXT, { 'n' }, NULL,
  "Select the next reason found" },
{ ACTION_FIND_BACK, { 'N' }, NULL,
  "Select the previous reason found" },
{ ACTION_CLEAR, { '=' }, NULL,
  "Clear the filter, and show all reasons with exits" },
{ ACTION_SORT_LEFT, { '<', KEYCODE_LEFT }, NULL,
  "Sort by the column to the left" },
{ ACTION_SORT_RIGHT, { '>', KEYCODE_RIGHT }, NULL,
  "Sort by the column to the right" },
{ ACTION_REVERSE, { 'I' }, NULL,
  "Reverse the order" },
{ ACTION_ZERO, { '0' }, NULL,
  "Show or hide the reasons without exits" },
{ ACTION_WATCHED, { 'o' }, NULL,
  "Show only the watched reasons, or all" },
{ ACTION_GROUPS, { 't' }, NULL,
  "Put the reasons under their groups, or not" },
{ ACTION_COLUMNS, { 'C' }, NULL,
  "Choose the columns" },
{ ACTION_LOG, { 'l' }, NULL,
  "Show or hide the events" },
{ ACTION_DELAY, { 'd' }, NULL,
  "Set the seconds between refreshes (a replay's speed)" },
{ ACTION_FASTER, { '+' }, NULL,
  "Refresh (replay) twice as fast" },
{ ACTION_SLOWER, { '-' }, NULL,
  "Refresh (replay) half as fast" },
{ ACTION_SAVE, { 'S' }, NULL,
  "Save what is shown to a file" },
{ ACTION_PALETTE, { 'P' }, NULL,
  "Next palette of colours" },
{ ACTION_MOUSE, { 'M' }, NULL,
  "Mouse on or off (off, the terminal selects text)" },
{ ACTION_SETTINGS, { 'W' }, NULL,
  "Write the settings, to be read at the next start" },
{ ACTION_REDRAW, { CTRL('l') }, NULL,
  "Paint the screen anew" },
{ ACTION_CLOSE, { KEYCODE_ESC }, NULL,
  "Close what was opened last; return to now" },
};

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
	{ KEYCODE_F1, "F1" }, { KEYCODE_F10, "F10" },
};

const struct key *key_all(unsigned int *n)
{
	*n = COUNTOF(keys);
	return keys;
}

enum key_action key_action(int code)
{
	if (code == KEYCODE_NONE)
		return ACTION_NONE;
	for (size_t i = 0; i < COUNTOF(keys); i++)
		for (size_t k = 0; k < KEY_CODES; k++)
			if (keys[i].code[k] == code)
				return keys[i].action;
	return ACTION_NONE;
}

const struct key *key_get(enum key_action action)
{
	for (size_t i = 0; i < COUNTOF(keys); i++)
		if (keys[i].action == action)
			return &keys[i];
	return &keys[0];
}

const char *key_label(int code, char buf[KEY_TEXT])
{
	for (size_t i = 0; i < COUNTOF(names); i++) {
		if (names[i].code == code) {
			snprintf(buf, KEY_TEXT, "%s", names[i].name);
			return buf;
		}
	}
	if (code > 0 && code < 0x20)
		snprintf(buf, KEY_TEXT, "^%c", code + 0x40);
	else if (code > 0x20 && code < 0x7f)
		snprintf(buf, KEY_TEXT, "%c", code);
	else
		snprintf(buf, KEY_TEXT, "U+%04X", (unsigned int)code);
	return buf;
}
