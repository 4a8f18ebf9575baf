/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_VIEW_H
#define EXITTOP_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "exittop/screen/config.h"
#include "exittop/base/err.h"
#include "exittop/facts/explain.h"
#include "exittop/data/event.h"
#include "exittop/data/history.h"
#include "exittop/screen/key.h"
#include "exittop/screen/layout.h"
#include "exittop/data/snapshot.h"

/*
 * view: the live screen as finished lines of text.
 *
 * Snapshots and keys go in, a struct screen comes out. Pure: no curses, no
 * clock, no I/O, and no malloc in view_update() and view_render(). What a key
 * asks of the outside (quit, record, ...) is returned as a request.
 *
 *	view_init  (view_update | view_key | view_mouse | view_render)*
 */

/* ---- screen: what is to be painted ---- */

enum screen_attr {
	SCREEN_NORMAL, SCREEN_BOLD, SCREEN_DIM,
	SCREEN_HEAD,		/* heads of tables, in reverse */
	SCREEN_SORTED,		/* the head of the column sorted by */
	SCREEN_TITLE,		/* of a panel */
	SCREEN_KEY,		/* a key in the footer */
	SCREEN_UP, SCREEN_DOWN, SCREEN_NOTICE,
	SCREEN_STATE,		/* REPLAY, PAUSED, REC: must not be missed */
	SCREEN_ERROR,
	SCREEN_GRAPH,
	SCREEN_ATTRS
};

#define SCREEN_WIDTH  LAYOUT_MAX_WIDTH
#define SCREEN_HEIGHT LAYOUT_MAX_HEIGHT
#define SCREEN_BYTES  (SCREEN_WIDTH * 4 + 1)
#define SCREEN_RUNS   96

/* Cells of one look: from @byte of the text to the next run's. */
struct screen_run {
	uint16_t byte, cell;
	uint8_t attr;		/* enum screen_attr */
	bool selected;		/* on the selected row */
};

struct screen_line {
	char text[SCREEN_BYTES];	/* UTF-8 */
	unsigned int bytes, cells, runs;
	struct screen_run run[SCREEN_RUNS];
};

struct screen {
	int width, height;
	int cursor_x, cursor_y;		/* on the selected row */
	bool cursor_bar;		/* a prompt is being edited */
	struct screen_line line[SCREEN_HEIGHT];	/* [0..height-1] */
};

/*
 * Writes how line @y looks into @buf, one letter a cell, for tests and dumps:
 * '.' normal, 'b' bold, ... and in capitals on the selected row.
 */
void screen_looks(const struct screen *screen, int y,
		  char buf[SCREEN_WIDTH + 1]);

/* ---- view ---- */

enum view_mode {
	VIEW_TABLE, VIEW_HELP, VIEW_COLUMNS, VIEW_SORT, VIEW_PROMPT
};

enum view_prompt {
	PROMPT_FILTER, PROMPT_FIND, PROMPT_DELAY, PROMPT_MARK, PROMPT_COUNT
};

#define VIEW_TEXT 128

/* A regular expression over reasons; compiled only while it is typed. */
struct view_pattern {
	char text[VIEW_TEXT];		/* as typed, also when it is bad */
	struct err bad;			/* text empty: it is good */
	bool match[REASON_SLOTS];	/* by the last good one */
	bool on;
};

/* Counts at one moment, to subtract. */
struct view_mark {
	bool set;
	char name[VIEW_TEXT];
	uint64_t mono_ns;
	int64_t wall_ns;
	uint64_t count[REASON_SLOTS + 1];	/* last: the total */
	uint64_t cycles[REASON_SLOTS + 1];
	bool known[REASON_SLOTS + 1];
};

/* One line of the table: a reason, or the heading of a group. */
struct view_item {
	int slot;			/* -1: a heading */
	enum reason_group group;
};

#define VIEW_ITEMS (REASON_SLOTS + GROUP_COUNT)
#define VIEW_CELLS (COLUMN_IDS + 1)	/* the sign, and the columns */

struct view {
	struct config config;		/* as changed by keys */
	struct snapshot live;		/* the latest */
	struct snapshot still;		/* the one paused at */
	struct snapshot shown;		/* what the screen tells */
	struct history history;
	struct event_log events;
	double peak[REASON_SLOTS + 1];	/* exits/s since start or reset */

	/* what is shown */
	enum view_mode mode;
	bool details, compare;
	bool paused;			/* `still` is shown */
	bool back;			/* entry `at` of the history is shown */
	uint64_t at;			/* the last entry to draw, if either */
	bool step;			/* a held replay goes on by one */
	bool ended;			/* the recording is over */
	bool recording;
	double delay_s, speed;		/* for the header */
	unsigned int zoom;
	struct view_pattern filter, find;
	struct view_mark first, reset, mark;

	/* the table */
	unsigned int items;
	struct view_item item[VIEW_ITEMS];
	int selected;			/* slot; -1: none */
	unsigned int position, top;	/* of the selection; first line */
	unsigned int text_top;		/* of the help or the details */
	unsigned int menu;		/* line of a menu */

	/* the line at the bottom */
	enum view_prompt prompt;
	char typed[VIEW_TEXT];
	unsigned int typed_at;
	char before[VIEW_TEXT];		/* to give back on Esc */
	char said[ERR_TEXT];
	enum screen_attr said_as;
	unsigned int said_rounds;

	struct layout layout;		/* of the last render */
	unsigned int columns;		/* of the table */
	struct layout_column column[VIEW_CELLS];
	unsigned int watch[REASON_SLOTS], watches;	/* slots, by line */
	bool utf8;

	/* room that painting needs */
	struct snapshot sums;		/* rows[0]: a group, or the total */
	char text[EXPLAIN_LINES][EXPLAIN_LINE];
};

/* What a key asks of the outside. */
enum view_verb {
	VIEW_NOTHING,
	VIEW_QUIT,
	VIEW_REDRAW,		/* paint everything anew */
	VIEW_DELAY,		/* view->delay_s or view->speed changed */
	VIEW_MARK,		/* `text` is the mark's name */
	VIEW_RECORD,		/* begin or end recording */
	VIEW_SAVE,		/* write view->shown to a file */
	VIEW_ACKNOWLEDGE,	/* take the alerts back */
	VIEW_SETTINGS,		/* write view->config */
	VIEW_LOOK		/* palette or mouse changed in view->config */
};

struct view_request {
	enum view_verb verb;
	const char *text;	/* the view's, valid until the next key */
};

/*
 * Fills the caller's struct, which is large and must be zero (static storage).
 * @config is copied.
 */
void view_init(struct view *view, const struct config *config);

/* Takes in a refresh. */
void view_update(struct view *view, const struct snapshot *snap);

/* Takes in a mark that a recording holds, or that main set. */
void view_marked(struct view *view, const char *text);

/* Presses a key: a code point or a KEYCODE_*. */
struct view_request view_key(struct view *view, int code);

enum view_mouse {
	MOUSE_CLICK, MOUSE_DOUBLE, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN
};

/* The mouse at cell @x, @y of the screen rendered last. */
struct view_request view_mouse(struct view *view, enum view_mouse what, int x,
			       int y);

/*
 * Sets the filter. Returns 0, or -1 with @err where @regex is bad; the old
 * filter then goes on.
 */
int view_filter(struct view *view, const char *regex, struct err *err);

/*
 * Shows one sentence in the bottom line until the next key or for some
 * refreshes; errors as SCREEN_ERROR, else SCREEN_NORMAL.
 */
void view_say(struct view *view, enum screen_attr attr, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Paints the screen of @width x @height cells into @screen, with Unicode
 * where @utf8. Scrolls so that the selection is on it.
 */
void view_render(struct view *view, int width, int height, bool utf8,
		 struct screen *screen);

#endif
