/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VIEW_PARTS_H
#define VIEW_PARTS_H

/* What the view_*.c files share, and nobody else sees. */

#include "exittop/data/column.h"
#include "exittop/screen/view.h"

#define COUNTOF(array) (sizeof(array) / sizeof((array)[0]))

/* ---- view_pen.c: one line, written from left to right ---- */

struct pen {
	struct screen_line *line;
	int end;		/* first cell that may not be written */
	bool utf8;		/* else other characters become '?' */
	bool selected;
};

struct glyphs {
	const char *up, *down, *notice, *moved, *moves;
	const char *cut;		/* ends a text that was cut */
	const char *descending, *ascending;
	const char *rule;
	const char *spark[8];		/* 0 and up to the highest */
	const char *fill[8];		/* eighths of a cell, then all of it */
};

const struct glyphs *glyphs(bool utf8);

/* Cells that @text takes. */
int text_width(const char *text);

/* A pen for the cells [x, x + width) of line @y. */
struct pen pen_at(const struct view *view, struct screen *screen, int x, int y,
		  int width);

/* Blanks up to cell @x of the line. */
void pen_move(struct pen *pen, enum screen_attr attr, int x);

/* Writes @text; what does not fit is cut, with a sign that says so. */
void pen_text(struct pen *pen, enum screen_attr attr, const char *text);

/* Writes one of glyphs(): a cell, if there is one left. */
void pen_glyph(struct pen *pen, enum screen_attr attr, const char *glyph);

void pen_format(struct pen *pen, enum screen_attr attr, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Writes @text into exactly @width cells. */
void pen_cell(struct pen *pen, enum screen_attr attr, const char *text,
	      int width, bool left);

/* A text of a line that gives way to others where there is no room. */
struct field {
	const char *text;
	enum screen_attr attr;
	int rank;		/* as in struct layout_wish */
	int least;		/* cells it can be cut to; 0: none */
	bool spring;		/* takes what is left over */
};

/* Writes those of @n fields that fit, two blanks apart. */
void pen_fields(struct pen *pen, const struct field *field, unsigned int n);

/* The head of a column of a panel. */
struct head {
	const char *text;
	bool left;
};

/* Writes the heads of @n columns, head[id] each, into the box's first line. */
void pen_heads(const struct view *view, struct screen *screen,
	       const struct layout_box *box, const struct head *head,
	       const struct layout_column *column, unsigned int n);

/* "8140.2", or "-" where @rate is NAN. */
void rate_text(double rate, int width, char buf[COLUMN_TEXT]);

/* ---- view_graph.c ---- */

/* The history entry after the last one to draw. */
uint64_t graph_end(const struct view *view);

/* Entries that one cell of a graph stands for. */
unsigned int graph_step(const struct view *view);

/* Mean exits/s of @slot in entries [from, to); NAN where nothing is known. */
double graph_mean(const struct view *view, unsigned int slot, uint64_t from,
		  uint64_t to);

void graph_spark(const struct view *view, struct pen *pen,
		 enum screen_attr attr, unsigned int slot, int width);

/* A graph with axes in the box, of at least 4 x 20 cells. */
void graph_paint(const struct view *view, struct screen *screen,
		 const struct layout_box *box, unsigned int slot);

/* ---- view_state.c: how a row stands, as sign, words and look ---- */

struct state {
	const char *sign;
	enum screen_attr attr;
	char words[COLUMN_TEXT];	/* "up x540", "moved +12" */
};

void state_of(const struct view *view, const struct row *row,
	      struct state *state);

/* ---- view_time.c: which moment is shown ---- */

/* Makes view->shown from the live, the paused or a past snapshot. */
void time_show(struct view *view);
void time_pause(struct view *view);
void time_step(struct view *view, int64_t steps);
void time_stepped(struct view *view);
void time_now(struct view *view);
void time_baseline(struct view *view, struct view_mark *mark,
		   const char *name);
void time_reset(struct view *view);

/* ---- view_items.c: the lines of the table ---- */

void items_update(struct view *view);
void items_move(struct view *view, int by);
void items_select(struct view *view, unsigned int position);
void items_find(struct view *view, int direction);
/* Scrolls so that @lines lines hold the selection. */
void items_scroll(struct view *view, unsigned int lines);

/* ---- view_pattern.c ---- */

/* Compiles pattern->text over the reasons; keeps the last good matches. */
void pattern_update(struct view_pattern *pattern, enum isa isa);

/* ---- view_prompt.c, view_menu.c: what takes the keys for itself ---- */

void prompt_open(struct view *view, enum view_prompt prompt);
struct view_request prompt_key(struct view *view, int code);
void prompt_paint(const struct view *view, struct screen *screen, int y);

void menu_open(struct view *view, enum view_mode mode);
/* Sorts by the column; by the one sorted by already: the other way round. */
void menu_sort(struct view *view, enum column_id id);
/* The column sorted by, @by columns further. */
void menu_sort_step(struct view *view, int by);
struct view_request menu_key(struct view *view, int code);
void menu_paint(const struct view *view, struct screen *screen,
		const struct layout_box *box);

void help_key(struct view *view, int code);
void help_paint(struct view *view, struct screen *screen,
		const struct layout_box *box);

/* ---- view_compare.c ---- */

void compare_toggle(struct view *view);
void compare_paint(struct view *view, struct screen *screen,
		   const struct layout_box *box);

/* ---- one painter a panel ---- */

void header_paint(const struct view *view, struct screen *screen,
		  const struct layout_box *box);
void verdict_paint(const struct view *view, struct screen *screen,
		   const struct layout_box *box);
void watch_paint(struct view *view, struct screen *screen,
		 const struct layout_box *box);
void table_paint(struct view *view, struct screen *screen,
		 const struct layout_box *box);
void details_paint(struct view *view, struct screen *screen,
		   const struct layout_box *box);
void log_paint(const struct view *view, struct screen *screen,
	       const struct layout_box *box);
/* The latest events of @slot (-1: of all), newest first, in the box. */
void log_lines(const struct view *view, struct screen *screen,
	       const struct layout_box *box, int slot);
void footer_paint(const struct view *view, struct screen *screen,
		  const struct layout_box *box);

#endif
