/* SPDX-License-Identifier: GPL-2.0-only */
/* The line at the bottom in which something is typed. */
#include "view_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CTRL(c)   ((c) & 0x1f)
#define DELAY_MIN 0.1
#define DELAY_MAX 3600.0
#define SPEED_MAX 1000.0

static const struct {
	const char *label;
	bool live;		/* takes effect as it is typed */
} prompts[PROMPT_COUNT] = {
	[PROMPT_FILTER] = { "filter", true },
	[PROMPT_FIND] = { "find", true },
	[PROMPT_DELAY] = { "seconds between refreshes", false },
	[PROMPT_MARK] = { "name of the mark", false },
};

static struct view_pattern *pattern_of(struct view *view)
{
	return view->prompt == PROMPT_FILTER ? &view->filter : &view->find;
}

/* Where the selection was when the search began is not kept: Esc stays. */
static void typed(struct view *view)
{
	struct view_pattern *pattern = pattern_of(view);

	if (!prompts[view->prompt].live)
		return;
	snprintf(pattern->text, sizeof(pattern->text), "%s", view->typed);
	pattern_update(pattern, view->live.isa);
	if (view->prompt == PROMPT_FIND && pattern->on) {
		view->selected = -1;
		items_find(view, 1);
	}
}

void prompt_open(struct view *view, enum view_prompt prompt)
{
	view->prompt = prompt;
	view->mode = VIEW_PROMPT;
	view->typed[0] = '\0';
	if (prompt == PROMPT_FILTER)
		snprintf(view->typed, sizeof(view->typed), "%s",
			 view->filter.text);
	else if (prompt == PROMPT_DELAY)
		snprintf(view->typed, sizeof(view->typed), "%g",
			 view->live.replay ? view->speed : view->delay_s);
	snprintf(view->before, sizeof(view->before), "%s", view->typed);
	view->typed_at = (unsigned int)strlen(view->typed);
}

/* ---- what was typed is accepted ---- */

static struct view_request accept_delay(struct view *view)
{
	struct view_request request = { VIEW_NOTHING, NULL };
	bool replay = view->live.replay;
	double least = replay ? 0 : DELAY_MIN;
	double most = replay ? SPEED_MAX : DELAY_MAX, value;
	char *end;

	value = strtod(view->typed, &end);
	if (end == view->typed || *end || !(value >= least && value <= most)) {
		view_say(view, SCREEN_ERROR, "\"%s\" is not a number from %g "
			 "to %g", view->typed, least, most);
		return request;
	}
	if (replay)
		view->speed = value;
	else
		view->delay_s = view->config.delay_s = value;
	request.verb = VIEW_DELAY;
	return request;
}

static struct view_request accept_mark(struct view *view)
{
	struct view_request request = { VIEW_MARK, view->mark.name };

	view_marked(view, view->typed[0] ? view->typed : "mark");
	view_say(view, SCREEN_NORMAL, "marked; c compares with it");
	return request;
}

static struct view_request accept(struct view *view)
{
	struct view_request request = { VIEW_NOTHING, NULL };

	view->mode = VIEW_TABLE;
	switch (view->prompt) {
	case PROMPT_DELAY:
		return accept_delay(view);
	case PROMPT_MARK:
		return accept_mark(view);
	case PROMPT_FILTER:
		snprintf(view->config.filter, sizeof(view->config.filter),
			 "%s", view->filter.bad.text[0] ? "" : view->typed);
		break;
	case PROMPT_FIND:
		if (view->find.on && view->selected < 0)
			items_find(view, 1);
		break;
	case PROMPT_COUNT:
		break;
	}
	if (pattern_of(view)->bad.text[0]) {
		/* The bad pattern stays to be mended. */
		view->mode = VIEW_PROMPT;
		view_say(view, SCREEN_ERROR, "%s",
			 pattern_of(view)->bad.text);
	}
	return request;
}

static void cancel(struct view *view)
{
	snprintf(view->typed, sizeof(view->typed), "%s", view->before);
	if (view->prompt == PROMPT_FILTER)
		typed(view);
	view->mode = VIEW_TABLE;
}

/* ---- editing ---- */

/* The byte before @at at which a character begins. */
static unsigned int left_of(const char *text, unsigned int at)
{
	while (at && ((unsigned char)text[--at] & 0xc0) == 0x80)
		;
	return at;
}

static unsigned int right_of(const char *text, unsigned int at)
{
	if (text[at])
		at++;
	while (((unsigned char)text[at] & 0xc0) == 0x80)
		at++;
	return at;
}

static void erase(struct view *view, unsigned int from, unsigned int to)
{
	memmove(view->typed + from, view->typed + to,
		strlen(view->typed + to) + 1);
	view->typed_at = from;
	typed(view);
}

static unsigned int encode(int code, char buf[4])
{
	if (code < 0x80) {
		buf[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		buf[0] = (char)(0xc0 | code >> 6);
		buf[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		buf[0] = (char)(0xe0 | code >> 12);
		buf[1] = (char)(0x80 | (code >> 6 & 0x3f));
		buf[2] = (char)(0x80 | (code & 0x3f));
		return 3;
	}
	buf[0] = (char)(0xf0 | code >> 18);
	buf[1] = (char)(0x80 | (code >> 12 & 0x3f));
	buf[2] = (char)(0x80 | (code >> 6 & 0x3f));
	buf[3] = (char)(0x80 | (code & 0x3f));
	return 4;
}

static void insert(struct view *view, int code)
{
	char bytes[4];
	unsigned int n = encode(code, bytes);
	size_t length = strlen(view->typed);

	if (length + n >= sizeof(view->typed))
		return;
	memmove(view->typed + view->typed_at + n,
		view->typed + view->typed_at, length - view->typed_at + 1);
	memcpy(view->typed + view->typed_at, bytes, n);
	view->typed_at += n;
	typed(view);
}

struct view_request prompt_key(struct view *view, int code)
{
	struct view_request request = { VIEW_NOTHING, NULL };
	unsigned int at = view->typed_at;

	view->said[0] = '\0';
	if (code == KEYCODE_ENTER)
		return accept(view);
	if (code == CTRL('c'))
		request.verb = VIEW_QUIT;
	else if (code == KEYCODE_ESC)
		cancel(view);
	else if (code == KEYCODE_BACKSPACE || code == CTRL('h'))
		erase(view, left_of(view->typed, at), at);
	else if (code == KEYCODE_DELETE)
		erase(view, at, right_of(view->typed, at));
	else if (code == CTRL('u'))
		erase(view, 0, at);
	else if (code == KEYCODE_LEFT)
		view->typed_at = left_of(view->typed, at);
	else if (code == KEYCODE_RIGHT)
		view->typed_at = right_of(view->typed, at);
	else if (code == KEYCODE_HOME || code == CTRL('a'))
		view->typed_at = 0;
	else if (code == KEYCODE_END || code == CTRL('e'))
		view->typed_at = (unsigned int)strlen(view->typed);
	else if (code >= 0x20 && code < KEYCODE_UP)
		insert(view, code);
	return request;
}

void prompt_paint(const struct view *view, struct screen *screen, int y)
{
	const struct view_pattern *pattern = view->prompt == PROMPT_FIND ?
					     &view->find : &view->filter;
	const char *label = prompts[view->prompt].label;
	struct pen pen = pen_at(view, screen, 0, y, screen->width);
	char head[VIEW_TEXT];

	if (view->prompt == PROMPT_DELAY && view->live.replay)
		label = "speed of the replay, 0 as fast as possible";
	pen_format(&pen, SCREEN_KEY, " %s: ", label);
	snprintf(head, sizeof(head), "%.*s", (int)view->typed_at, view->typed);
	screen->cursor_x = (int)pen.line->cells + text_width(head);
	screen->cursor_y = y;
	screen->cursor_bar = true;
	if (screen->cursor_x >= screen->width)
		screen->cursor_x = screen->width - 1;
	pen_text(&pen, SCREEN_NORMAL, view->typed);
	if (prompts[view->prompt].live && pattern->bad.text[0])
		pen_format(&pen, SCREEN_ERROR, "   %s", pattern->bad.text);
	else if (view->said[0])
		pen_format(&pen, view->said_as, "   %s", view->said);
}
