/* SPDX-License-Identifier: GPL-2.0-only */
/* What the keys do. */
#include "view_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define DELAY_MIN 0.1
#define DELAY_MAX 3600.0
#define SPEED_MAX 64.0		/* twice that is as fast as possible */
#define FAR_STEPS 60

/* ---- actions that move the selection ---- */

static int page(const struct view *view)
{
	int height = view->layout.panel[PANEL_TABLE].height - 2;

	return height > 1 ? height : 1;
}

/* Text of the details is scrolled by pages, reasons are stepped through. */
static bool scroll_details(struct view *view, int by)
{
	if (!view->details)
		return false;
	if (by < 0)
		view->text_top -= view->text_top < 4 ? view->text_top : 4;
	else
		view->text_top += 4;
	return true;
}

static void move(struct view *view, int by)
{
	items_move(view, by);
	view->text_top = 0;
}

static void up(struct view *view)
{
	move(view, -1);
}

static void down(struct view *view)
{
	move(view, 1);
}

static void page_up(struct view *view)
{
	if (!scroll_details(view, -1))
		move(view, -page(view));
}

static void page_down(struct view *view)
{
	if (!scroll_details(view, 1))
		move(view, page(view));
}

static void first(struct view *view)
{
	items_select(view, 0);
}

static void last(struct view *view)
{
	items_select(view, VIEW_ITEMS);
}

static void details(struct view *view)
{
	view->details = !view->details;
	view->text_top = 0;
	if (view->details && view->selected < 0)
		items_select(view, view->top);
	if (view->selected < 0)
		view->details = false;
}

/* ---- actions that open something, or change what is shown ---- */

static void help(struct view *view)
{
	view->mode = VIEW_HELP;
	view->text_top = 0;
}

static void filter(struct view *view)
{
	prompt_open(view, PROMPT_FILTER);
}

static void find(struct view *view)
{
	prompt_open(view, PROMPT_FIND);
}

static void find_next(struct view *view)
{
	items_find(view, 1);
}

static void find_back(struct view *view)
{
	items_find(view, -1);
}

static void clear(struct view *view)
{
	struct err none;

	view_filter(view, "", &none);
	view->config.watched = view->config.zero = false;
	view_say(view, SCREEN_NORMAL, "all reasons with exits");
}

static void sort(struct view *view)
{
	menu_open(view, VIEW_SORT);
}

static void columns(struct view *view)
{
	menu_open(view, VIEW_COLUMNS);
}

static void sort_left(struct view *view)
{
	menu_sort_step(view, -1);
}

static void sort_right(struct view *view)
{
	menu_sort_step(view, 1);
}

static void zoom(struct view *view)
{
	view->zoom = (view->zoom + 1) % 4;
	view_say(view, SCREEN_NORMAL, "one cell of a graph is %u s%s",
		 graph_step(view), view->delay_s > 1 || view->live.replay ?
		 " or more" : "");
}

/* Closes one thing, the innermost. */
static void close(struct view *view)
{
	if (view->details)
		view->details = false;
	else if (view->compare)
		view->compare = false;
	else if (view->back || view->paused)
		time_now(view);
	else
		view->selected = -1;
}

/* ---- actions on time ---- */

static void back(struct view *view)
{
	time_step(view, -1);
}

static void forward(struct view *view)
{
	time_step(view, 1);
}

static void back_far(struct view *view)
{
	time_step(view, -FAR_STEPS);
}

static void forward_far(struct view *view)
{
	time_step(view, FAR_STEPS);
}

static void ask_delay(struct view *view)
{
	prompt_open(view, PROMPT_DELAY);
}

static void mark(struct view *view)
{
	prompt_open(view, PROMPT_MARK);
}

static void acknowledge_rows(struct snapshot *snap)
{
	for (unsigned int slot = 0; slot < snap->reasons; slot++) {
		struct row *row = &snap->rows[slot];

		row->has &= ~(unsigned int)HAS_RATIO;
		if (row->shift == SHIFT_UP || row->shift == SHIFT_DOWN)
			row->shift = SHIFT_NONE;
	}
}

/* The monitor does it too; here it is seen at once. */
static void acknowledge(struct view *view)
{
	acknowledge_rows(&view->live);
	acknowledge_rows(&view->still);
	time_show(view);
	view_say(view, SCREEN_NORMAL, "the alerts are taken back");
}

static void palette(struct view *view)
{
	view->config.palette = (view->config.palette + 1) % PALETTE_COUNT;
	view_say(view, SCREEN_NORMAL, "palette %s",
		 palette_name(view->config.palette));
}

static const struct {
	enum key_action action;
	void (*press)(struct view *view);
} presses[] = {
	{ ACTION_HELP, help }, { ACTION_CLOSE, close },
	{ ACTION_UP, up }, { ACTION_DOWN, down },
	{ ACTION_PAGE_UP, page_up }, { ACTION_PAGE_DOWN, page_down },
	{ ACTION_FIRST, first }, { ACTION_LAST, last },
	{ ACTION_DETAILS, details }, { ACTION_ZOOM, zoom },
	{ ACTION_FILTER, filter }, { ACTION_FIND, find },
	{ ACTION_FIND_NEXT, find_next }, { ACTION_FIND_BACK, find_back },
	{ ACTION_CLEAR, clear }, { ACTION_SORT, sort },
	{ ACTION_SORT_LEFT, sort_left }, { ACTION_SORT_RIGHT, sort_right },
	{ ACTION_COLUMNS, columns }, { ACTION_PAUSE, time_pause },
	{ ACTION_BACK, back }, { ACTION_FORWARD, forward },
	{ ACTION_BACK_FAR, back_far }, { ACTION_FORWARD_FAR, forward_far },
	{ ACTION_NOW, time_now }, { ACTION_DELAY, ask_delay },
	{ ACTION_RESET, time_reset }, { ACTION_MARK, mark },
	{ ACTION_COMPARE, compare_toggle }, { ACTION_PALETTE, palette },
	{ ACTION_ACKNOWLEDGE, acknowledge },
};

/* ---- switches ---- */

#define AT(member) offsetof(struct view, config.member)

static const struct {
	enum key_action action;
	size_t flag;
	const char *on, *off;
} switches[] = {
	{ ACTION_REVERSE, AT(reverse), "order reversed", "order as usual" },
	{ ACTION_ZERO, AT(zero), "all reasons",
	  "reasons without exits are hidden" },
	{ ACTION_WATCHED, AT(watched), "only the watched reasons",
	  "not only the watched reasons" },
	{ ACTION_GROUPS, AT(groups), "reasons under their groups",
	  "reasons without groups" },
	{ ACTION_LOG, AT(log), "events are shown", "events are hidden" },
	{ ACTION_MOUSE, AT(mouse), "mouse on", "mouse off" },
};

static void toggle(struct view *view, enum key_action action)
{
	for (size_t i = 0; i < COUNTOF(switches); i++) {
		bool *flag = (bool *)((char *)view + switches[i].flag);

		if (switches[i].action != action)
			continue;
		*flag = !*flag;
		view_say(view, SCREEN_NORMAL, "%s", *flag ? switches[i].on :
			 switches[i].off);
	}
}

/* ---- requests ---- */

static const struct {
	enum key_action action;
	enum view_verb verb;
} requests[] = {
	{ ACTION_QUIT, VIEW_QUIT }, { ACTION_REDRAW, VIEW_REDRAW },
	{ ACTION_RECORD, VIEW_RECORD }, { ACTION_SAVE, VIEW_SAVE },
	{ ACTION_ACKNOWLEDGE, VIEW_ACKNOWLEDGE },
	{ ACTION_SETTINGS, VIEW_SETTINGS }, { ACTION_PALETTE, VIEW_LOOK },
	{ ACTION_MOUSE, VIEW_LOOK }, { ACTION_FASTER, VIEW_DELAY },
	{ ACTION_SLOWER, VIEW_DELAY },
};

/* A replay's speed; 0, as fast as possible, comes above the fastest. */
static void change_speed(struct view *view, double factor)
{
	double speed = view->speed > 0 ? view->speed : SPEED_MAX * 2;

	speed *= factor;
	view->speed = speed > SPEED_MAX ? 0 : fmax(speed, 1 / SPEED_MAX);
	if (view->speed > 0)
		view_say(view, SCREEN_NORMAL, "speed %g", view->speed);
	else
		view_say(view, SCREEN_NORMAL, "as fast as possible");
}

static void change_pace(struct view *view, bool faster)
{
	double delay = view->delay_s * (faster ? 0.5 : 2);

	if (view->live.replay) {
		change_speed(view, faster ? 2 : 0.5);
		return;
	}
	view->delay_s = fmin(fmax(delay, DELAY_MIN), DELAY_MAX);
	view->config.delay_s = view->delay_s;
	view_say(view, SCREEN_NORMAL, "a refresh every %g s", view->delay_s);
}

static struct view_request table_key(struct view *view, int code)
{
	struct view_request request = { VIEW_NOTHING, NULL };
	enum key_action action = key_action(code);
	unsigned int n;
	const struct column *col = column_all(&n);

	view->said[0] = '\0';
	for (size_t i = 0; i < COUNTOF(presses); i++)
		if (presses[i].action == action)
			presses[i].press(view);
	toggle(view, action);
	if (action == ACTION_FASTER || action == ACTION_SLOWER)
		change_pace(view, action == ACTION_FASTER);
	for (size_t i = 0; i < COUNTOF(requests); i++)
		if (requests[i].action == action)
			request.verb = requests[i].verb;
	for (unsigned int i = 0; i < n && action == ACTION_NONE; i++)
		if (col[i].letter && col[i].letter == code)
			menu_sort(view, col[i].id);
	items_update(view);
	return request;
}

struct view_request view_key(struct view *view, int code)
{
	struct view_request request = { VIEW_NOTHING, NULL };

	switch (view->mode) {
	case VIEW_PROMPT:
		request = prompt_key(view, code);
		break;
	case VIEW_SORT:
	case VIEW_COLUMNS:
		request = menu_key(view, code);
		break;
	case VIEW_HELP:
		if (key_action(code) == ACTION_QUIT)
			view->mode = VIEW_TABLE;
		else
			help_key(view, code);
		if (code == 3)
			request.verb = VIEW_QUIT;
		break;
	case VIEW_TABLE:
		request = table_key(view, code);
		break;
	}
	items_update(view);
	return request;
}
