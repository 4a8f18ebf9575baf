/* SPDX-License-Identifier: GPL-2.0-only */
/* The table of keys, and what they do. */
#include <math.h>

#include "panels.h"
#include "modes.h"
#include "terminal.h"

#define SPEED_MAX 64.0		/* twice that is as fast as possible */
#define FAR_STEPS 60

/* ---- the selection ---- */

static void move(struct view *view, int by)
{
	list_move(&view->list, by);
	view->text_top = 0;
}

static void page(struct view *view, int direction)
{
	int height = view->layout.panel[PANEL_TABLE].height - 2;

	move(view, direction * (height > 1 ? height : 1));
}

static void jump(struct view *view, int position)
{
	list_select(&view->list, (unsigned int)position);
}

static void clear(struct view *view, int unused)
{
	(void)unused;
	list_pattern(&view->list.filter, "", view->moment.live.isa);
	view->config.filter[0] = '\0';
	view->config.watched = view->config.zero = false;
	say(&view->said, SCREEN_NORMAL, "all reasons with exits");
}

/* ---- time ---- */

enum { ZOOM, PAUSE, NOW, RESET };

static void turn(struct view *view, int what)
{
	struct moment *moment = &view->moment;

	switch (what) {
	case ZOOM:
		moment->zoom = (moment->zoom + 1) % 4;
		say(&view->said, SCREEN_NORMAL, "one cell of a graph is %u s%s",
		    graph_step(moment), view->delay_s > 1 ||
		    moment->live.replay ? " or more" : "");
		break;
	case PAUSE:
		moment_pause(moment);
		break;
	case NOW:
		moment_now(moment);
		break;
	case RESET:
		moment_reset(moment, &view->said);
		break;
	}
}

static void step(struct view *view, int steps)
{
	moment_step(&view->moment, steps, &view->said);
}

static void event(struct view *view, int by)
{
	moment_event(&view->moment, by, &view->said);
}

/* A replay's speed; 0, as fast as possible, comes above the fastest. */
static void change_speed(struct view *view, double factor)
{
	double speed = view->speed > 0 ? view->speed : SPEED_MAX * 2;

	speed *= factor;
	view->speed = speed > SPEED_MAX ? 0 : fmax(speed, 1 / SPEED_MAX);
	if (view->speed > 0)
		say(&view->said, SCREEN_NORMAL, "speed %g", view->speed);
	else
		say(&view->said, SCREEN_NORMAL, "as fast as possible");
}

static void pace(struct view *view, int faster)
{
	double delay = view->delay_s * (faster ? 0.5 : 2);

	view->verb = VIEW_DELAY;
	if (view->moment.live.replay) {
		change_speed(view, faster ? 2 : 0.5);
		return;
	}
	view->delay_s = fmin(fmax(delay, CONFIG_DELAY_MIN), CONFIG_DELAY_MAX);
	view->config.delay_s = view->delay_s;
	say(&view->said, SCREEN_NORMAL, "a refresh every %g s", view->delay_s);
}

/* Closes one thing, the innermost. */
static void close(struct view *view, int unused)
{
	(void)unused;
	if (view->modes > 1)
		view_close(view);
	else if (view->moment.back || view->moment.paused)
		moment_now(&view->moment);
	else
		view->list.selected = -1;
}

/* ---- switches and requests ---- */

static void ask(struct view *view, int verb)
{
	view->verb = (enum view_verb)verb;
}

/* What has ended cannot be begun to record: it would be an empty file. */
static void record(struct view *view, int unused)
{
	(void)unused;
	if (view->moment.ended && !view->recording)
		say(&view->said, SCREEN_NOTICE, "the recording has ended: "
		    "nothing is left to record");
	else
		ask(view, VIEW_RECORD);
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
static void acknowledge(struct view *view, int unused)
{
	(void)unused;
	acknowledge_rows(&view->moment.live);
	acknowledge_rows(&view->moment.still);
	moment_show(&view->moment);
	say(&view->said, SCREEN_NORMAL, "alerts acknowledged");
	view->verb = VIEW_ACKNOWLEDGE;
}

static void palette(struct view *view, int unused)
{
	(void)unused;
	view->config.palette = (view->config.palette + 1) % PALETTE_COUNT;
	say(&view->said, SCREEN_NORMAL, "palette %s",
	    palette_name(view->config.palette));
	view->verb = VIEW_LOOK;
}

enum { REVERSE, ZERO, WATCHED, LOG, MOUSE };

#define AT(member) offsetof(struct config, member)

static void toggle(struct view *view, int which)
{
	static const struct {
		size_t flag;
		const char *what;
	} switches[] = {
		[REVERSE] = { AT(reverse), "reversed order" },
		[ZERO] = { AT(zero), "reasons without exits" },
		[WATCHED] = { AT(watched), "only the watched reasons" },
		[LOG] = { AT(log), "events" },
		[MOUSE] = { AT(mouse), "mouse" },
	};
	bool *flag = (bool *)((char *)&view->config + switches[which].flag);

	*flag = !*flag;
	say(&view->said, SCREEN_NORMAL, "%s: %s", switches[which].what,
	    *flag ? "on" : "off");
	if (which == MOUSE)
		view->verb = VIEW_LOOK;
}

/* ---- the table ---- */

/*
 * Those with a word come first: the footer has them in this order, as far as
 * it is wide. Ctrl-C comes as a signal, and as a key only from --keys.
 */
static const struct key keys[] = {
{ KEYS_PROGRAM, { KEYCODE_F1, '?', 'h' }, "help",
  "Show or hide this help", help_open, 0 },
{ KEYS_PROGRAM, { 'q', 'Q', KEY_CTRL('c'), KEYCODE_F10 }, "quit",
  "Leave exittop", ask, VIEW_QUIT },
{ KEYS_SEE, { KEYCODE_ENTER, 'e' }, "explain",
  "Explain the selected reason, with graph and costs", details_open, 0 },
{ KEYS_TIME, { 'n' }, "next shift",
  "Go to the next shift or mark, to compare before and since", event, 1 },
{ KEYS_FIND, { KEYCODE_F3, '/' }, "search",
  "Search a reason (F3, Up and Down: more matches)", prompt_open,
  PROMPT_FIND },
{ KEYS_FIND, { KEYCODE_F4, 'f', '\\' }, "filter",
  "Show only reasons that match a regular expression", prompt_open,
  PROMPT_FILTER },
{ KEYS_SORT, { KEYCODE_F6, 's' }, "sort",
  "Choose the column to sort by, by its letter", menu_open, MENU_SORT },
{ KEYS_PROGRAM, { KEYCODE_F2, 'C' }, "set up",
  "Choose columns, watch list, palette, delay and more", menu_open, MENU_SETUP },
{ KEYS_TIME, { KEYCODE_SPACE, 'p' }, "pause",
  "Pause or resume; play an ended recording again", turn, PAUSE },
{ KEYS_SEE, { 'a' }, "seen",
  "Acknowledge alerts", acknowledge, 0 },
{ KEYS_TIME, { 'm' }, "mark",
  "Put a named mark into the events and the recording", prompt_open,
  PROMPT_MARK },
{ KEYS_TIME, { 'c' }, "compare",
  "Compare the rates before and since the mark with now", table_since, 0 },
{ KEYS_SEE, { 'v' }, NULL,
  "Show all vCPUs side by side, the odd ones marked", vcpus_open, 0 },
{ KEYS_TIME, { '[' }, "back",
  "Look back in the history by one step", step, -1 },
{ KEYS_TIME, { ']' }, "forward",
  "Look forward by one step (a paused replay goes on by one)", step, 1 },
{ KEYS_RECORD, { 'w' }, "record",
  "Begin or end a recording", record, 0 },
{ KEYS_TIME, { 'r' }, "reset",
  "Count from here: totals and peaks begin again at 0", turn, RESET },
{ KEYS_TIME, { 'N' }, NULL,
  "Go to the previous shift or mark", event, -1 },
{ KEYS_TIME, { 'b' }, NULL,
  "Go to a time: 15:04:54, or -90 for 90 seconds before now", prompt_open,
  PROMPT_TIME },
{ KEYS_TIME, { '{' }, NULL,
  "Look back by a minute", step, -FAR_STEPS },
{ KEYS_TIME, { '}' }, NULL,
  "Look forward by a minute", step, FAR_STEPS },
{ KEYS_TIME, { '.' }, NULL,
  "Return from looking back to now", turn, NOW },
{ KEYS_TIME, { 'z' }, NULL,
  "Stretch the graphs over a longer time, up to an hour", turn, ZOOM },
{ KEYS_TIME, { 'd' }, NULL,
  "Set the seconds between refreshes (a replay's speed)", prompt_open,
  PROMPT_DELAY },
{ KEYS_TIME, { '+' }, NULL,
  "Refresh (replay) twice as fast", pace, true },
{ KEYS_TIME, { '-' }, NULL,
  "Refresh (replay) half as fast", pace, false },
{ KEYS_SEE, { KEYCODE_UP, 'k' }, NULL,
  "Select the reason above", move, -1 },
{ KEYS_SEE, { KEYCODE_DOWN, 'j' }, NULL,
  "Select the reason below", move, 1 },
{ KEYS_SEE, { KEYCODE_PGUP, KEY_CTRL('b') }, NULL,
  "Scroll up by a page", page, -1 },
{ KEYS_SEE, { KEYCODE_PGDN, KEY_CTRL('f') }, NULL,
  "Scroll down by a page", page, 1 },
{ KEYS_SEE, { KEYCODE_HOME, 'g' }, NULL,
  "Select the first reason", jump, 0 },
{ KEYS_SEE, { KEYCODE_END, 'G' }, NULL,
  "Select the last reason", jump, REASON_SLOTS },
{ KEYS_SEE, { 'l' }, NULL,
  "Show or hide the events", toggle, LOG },
{ KEYS_SEE, { KEYCODE_ESC }, NULL,
  "Close what was opened last; return to now", close, 0 },
{ KEYS_FIND, { '=' }, NULL,
  "Clear the filter, and show all reasons with exits", clear, 0 },
{ KEYS_FIND, { '0' }, NULL,
  "Show or hide the reasons without exits", toggle, ZERO },
{ KEYS_FIND, { 'o' }, NULL,
  "Show only the watched reasons, or all", toggle, WATCHED },
{ KEYS_SORT, { '<', KEYCODE_LEFT }, NULL,
  "Sort by the column to the left", menu_sort_step, -1 },
{ KEYS_SORT, { '>', KEYCODE_RIGHT }, NULL,
  "Sort by the column to the right", menu_sort_step, 1 },
{ KEYS_SORT, { 'I' }, NULL,
  "Reverse the order", toggle, REVERSE },
{ KEYS_RECORD, { 'S' }, NULL,
  "Save what is shown to a file", ask, VIEW_SAVE },
{ KEYS_PROGRAM, { 'P' }, NULL,
  "Next palette of colours", palette, 0 },
{ KEYS_PROGRAM, { 'M' }, NULL,
  "Mouse on or off (off, the terminal selects text)", toggle, MOUSE },
{ KEYS_PROGRAM, { 'W' }, NULL,
  "Write the settings, to be read at the next start", ask, VIEW_SETTINGS },
{ KEYS_PROGRAM, { KEY_CTRL('l') }, NULL,
  "Redraw the screen", ask, VIEW_REDRAW },
};

const struct key *keys_all(unsigned int *n)
{
	*n = COUNTOF(keys);
	return keys;
}
