/* SPDX-License-Identifier: GPL-2.0-only */
/* The line at the bottom in which something is typed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exittop/base/utf8.h"
#include "modes.h"

#define SPEED_MAX 1000.0

/* ---- what is typed, as it is typed and when it is accepted ---- */

/* The pattern that is typed; NULL: it is something else. */
static struct pattern *pattern_of(struct view *view)
{
	return view->prompt.kind == PROMPT_FILTER ? &view->list.filter :
	       view->prompt.kind == PROMPT_FIND ? &view->list.find : NULL;
}

static bool is_good(struct view *view)
{
	const struct err *bad = &pattern_of(view)->bad;

	if (bad->text[0])
		say(&view->said, SCREEN_ERROR, "%s", bad->text);
	return !bad->text[0];
}

static bool filter_accept(struct view *view)
{
	if (!is_good(view))
		return false;
	snprintf(view->config.filter, sizeof(view->config.filter), "%s",
		 view->prompt.text);
	return true;
}

static void find_next(struct view *view, int direction)
{
	if (!list_find(&view->list, direction))
		say(&view->said, SCREEN_NOTICE,
		    "no reason shown matches \"%s\"", view->list.find.text);
}

static bool find_accept(struct view *view)
{
	if (view->list.find.on && view->list.selected < 0)
		find_next(view, 1);
	return is_good(view);
}

static bool delay_accept(struct view *view)
{
	bool replay = view->moment.live.replay;
	double least = replay ? 0 : CONFIG_DELAY_MIN;
	double most = replay ? SPEED_MAX : CONFIG_DELAY_MAX, value;
	char *end;

	value = strtod(view->prompt.text, &end);
	if (end == view->prompt.text || *end ||
	    !(value >= least && value <= most)) {
		say(&view->said, SCREEN_ERROR, "\"%s\" is not a number from "
		    "%g to %g", view->prompt.text, least, most);
		return false;
	}
	if (replay)
		view->speed = value;
	else
		view->delay_s = view->config.delay_s = value;
	view->verb = VIEW_DELAY;
	return true;
}

static bool mark_accept(struct view *view)
{
	moment_mark(&view->moment, view->prompt.text[0] ? view->prompt.text :
		    "mark");
	say(&view->said, SCREEN_NORMAL, "marked; c compares with it");
	view->verb = VIEW_MARK;
	return true;
}

/* "15:04:54", or so many seconds before now: "-90". */
static bool time_accept(struct view *view)
{
	if (moment_go(&view->moment, view->prompt.text))
		return true;
	say(&view->said, SCREEN_ERROR, "\"%s\" is not a time kept, such as "
	    "15:04:54 or -90 (seconds before now)", view->prompt.text);
	return false;
}

static const struct prompt_row {
	const char *label, *replay;
	bool (*accept)(struct view *view);	/* false: it stays open */
} prompts[] = {
	[PROMPT_FILTER] = { "filter", NULL, filter_accept },
	[PROMPT_FIND] = { "search", NULL, find_accept },
	[PROMPT_DELAY] = { "seconds between refreshes",
		"speed of the replay, 0 as fast as possible", delay_accept },
	[PROMPT_TIME] = { "go to", NULL, time_accept },
	[PROMPT_MARK] = { "name of the mark", NULL, mark_accept },
};

/* A pattern is used at once. A search that is given up stays where it is. */
static void typed(struct view *view)
{
	struct pattern *pattern = pattern_of(view);

	if (!pattern)
		return;
	list_pattern(pattern, view->prompt.text, view->moment.live.isa);
	if (pattern == &view->list.find && pattern->on) {
		view->list.selected = -1;
		find_next(view, 1);
	}
}

static void cancel(struct view *view)
{
	if (view->prompt.kind == PROMPT_FILTER)
		list_pattern(&view->list.filter, view->config.filter,
			     view->moment.live.isa);
	view_close(view);
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

static void erase(struct prompt *prompt, unsigned int from, unsigned int to)
{
	memmove(prompt->text + from, prompt->text + to,
		strlen(prompt->text + to) + 1);
	prompt->at = from;
}

static void insert(struct prompt *prompt, int code)
{
	char bytes[UTF8_MOST];
	size_t n = utf8_encode((uint32_t)code, bytes);
	size_t length = strlen(prompt->text);

	if (length + n >= sizeof(prompt->text))
		return;
	memmove(prompt->text + prompt->at + n, prompt->text + prompt->at,
		length - prompt->at + 1);
	memcpy(prompt->text + prompt->at, bytes, n);
	prompt->at += (unsigned int)n;
}

/* Changes the text; returns whether the key does. */
static bool edit(struct prompt *prompt, int code)
{
	char *text = prompt->text;

	if (code == KEYCODE_BACKSPACE || code == KEY_CTRL('h'))
		erase(prompt, left_of(text, prompt->at), prompt->at);
	else if (code == KEYCODE_DELETE)
		erase(prompt, prompt->at, right_of(text, prompt->at));
	else if (code == KEY_CTRL('u'))
		erase(prompt, 0, prompt->at);
	else if (code >= 0x20 && code < KEYCODE_UP)
		insert(prompt, code);
	else
		return false;
	return true;
}

static void move(struct prompt *prompt, int code)
{
	if (code == KEYCODE_LEFT)
		prompt->at = left_of(prompt->text, prompt->at);
	else if (code == KEYCODE_RIGHT)
		prompt->at = right_of(prompt->text, prompt->at);
	else if (code == KEYCODE_HOME || code == KEY_CTRL('a'))
		prompt->at = 0;
	else if (code == KEYCODE_END || code == KEY_CTRL('e'))
		prompt->at = (unsigned int)strlen(prompt->text);
}

/* ---- the mode ---- */

static bool key(struct view *view, int code, int first)
{
	bool fresh = view->prompt.fresh;

	(void)first;
	view->prompt.fresh = false;
	if (code == KEY_CTRL('c'))
		return false;
	/* What stood there is replaced by what is typed. */
	if (fresh && code >= 0x20 && code < KEYCODE_BACKSPACE)
		erase(&view->prompt, 0,
		      (unsigned int)strlen(view->prompt.text));
	if (code == KEYCODE_ENTER) {
		if (prompts[view->prompt.kind].accept(view))
			view_close(view);
	} else if (code == KEYCODE_ESC) {
		cancel(view);
	} else if (edit(&view->prompt, code)) {
		typed(view);
	} else if (view->prompt.kind == PROMPT_FIND &&
		   (code == KEYCODE_UP || code == KEYCODE_DOWN ||
		    code == KEYCODE_F3)) {
		find_next(view, code == KEYCODE_UP ? -1 : 1);
	} else {
		move(&view->prompt, code);
	}
	return true;
}

static void footer(struct view *view, const struct canvas *canvas)
{
	const struct prompt *prompt = &view->prompt;
	const struct prompt_row *row = &prompts[prompt->kind];
	const struct pattern *pattern = pattern_of(view);
	struct screen *screen = canvas->screen;
	struct pen pen = pen_at(canvas, 0);
	char head[PATTERN_TEXT];

	pen_format(&pen, SCREEN_KEY, " %s: ", row->replay &&
		   view->moment.live.replay ? row->replay : row->label);
	snprintf(head, sizeof(head), "%.*s", (int)prompt->at, prompt->text);
	screen->cursor_x = (int)pen.line->cells + pen_width(head);
	screen->cursor_y = canvas->box.y;
	screen->cursor_bar = true;
	if (screen->cursor_x >= screen->width)
		screen->cursor_x = screen->width - 1;
	pen_text(&pen, prompt->fresh ? SCREEN_HEAD : SCREEN_NORMAL,
		 prompt->text);
	if (pattern && pattern->bad.text[0])
		pen_format(&pen, SCREEN_ERROR, "   %s", pattern->bad.text);
	else if (view->said.text[0])
		pen_format(&pen, view->said.attr, "   %s", view->said.text);
}

static const struct view_mode prompt_mode = { .key = key, .footer = footer };

void prompt_open(struct view *view, int kind)
{
	struct prompt *prompt = &view->prompt;
	const struct pattern *pattern;

	prompt->kind = kind;
	prompt->text[0] = '\0';
	pattern = pattern_of(view);
	if (pattern)
		memcpy(prompt->text, pattern->text, sizeof(prompt->text));
	else if (kind == PROMPT_DELAY)
		snprintf(prompt->text, sizeof(prompt->text), "%g",
			 view->moment.live.replay ? view->speed :
			 view->delay_s);
	prompt->at = (unsigned int)strlen(prompt->text);
	prompt->fresh = prompt->at;
	view_toggle(view, &prompt_mode);
}
