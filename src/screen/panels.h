/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PANELS_H
#define PANELS_H

#include "exittop/screen/config.h"
#include "moment.h"
#include "pen.h"

/* panels: painters. Each gets a place, the moment, and what else it shows. */

/* log: the panel of events, newest first. */

void log_paint(const struct canvas *canvas, const struct moment *moment);

/*
 * The latest events of @slot (-1: of all), without a title, where there is a
 * @canvas. Returns how many are kept.
 */
int log_lines(const struct canvas *canvas, const struct moment *moment,
	      int slot);

/* watch: the panel of the watched reasons, which tell nested from shadow. */

struct watch {
	unsigned int rows;
	unsigned int slot[REASON_SLOTS];	/* by line */
};

/* Lines that it needs below its head. */
unsigned int watch_lines(const struct moment *moment);

/* Paints the panel; @watch gets what its lines below the head show. */
void watch_paint(struct watch *watch, const struct canvas *canvas,
		 const struct moment *moment);

/* state: how a row stands, as sign, words and look, never one of them alone. */

struct state {
	const char *sign;
	enum screen_attr attr;
	char words[COLUMN_TEXT];	/* "up x540", "new", "stopped" */
};

/* "new", "stopped", or @word and the ratio ("x540", "up x540"). */
void state_change(double ratio, double to, const char *word,
		  char buf[COLUMN_TEXT]);


void state_of(const struct row *row, bool utf8, struct state *state);

/* graph: rates over time, one line high or with axes. */

/* The history entry after the last one to draw. */
uint64_t graph_end(const struct moment *moment);

/* Entries that one cell of a graph stands for. */
unsigned int graph_step(const struct moment *moment);

/* Mean exits/s of @slot in entries [from, to); NAN where nothing is known. */
double graph_mean(const struct moment *moment, unsigned int slot,
		  uint64_t from, uint64_t to);

/* Writes @width cells of it. */
void graph_spark(struct pen *pen, const struct moment *moment,
		 enum screen_attr attr, unsigned int slot, int width);

/* A graph with axes on a canvas of at least 4 x 20 cells. */
void graph_paint(const struct canvas *canvas, const struct moment *moment,
		 unsigned int slot);

/* grid: rows of cells in columns: the table and two other panels. */

/* Columns that are not in column.h. */
enum grid_id {
	GRID_SIGN = COLUMN_IDS,		/* of the state */
	GRID_BEFORE, GRID_AVERAGE,	/* rates */
	GRID_WHEN, GRID_IDS
};

/* A column: where it goes, and its head. */
struct grid_column {
	struct layout_wish wish;	/* id: enum column_id or grid_id */
	const char *head;
	bool left;
};

/* The columns that fit, in the order from left to right. */
struct grid {
	const struct moment *moment;
	const struct grid_column *column;	/* both borrowed */
	int x;					/* of the panel */
	unsigned int n;
	struct layout_column at[GRID_IDS];
};

/* What the columns of grid_id have of one reason, or of the total. */
struct grid_row {
	unsigned int slot;		/* REASON_SLOTS: the total */
	struct state state;
	enum screen_attr plain;		/* of the figures */
	double before, average;		/* exits/s; NAN: not known */
	const char *when;
};

/*
 * Fits @n of @column, but for those of width 0, on @canvas and paints their
 * heads, one of them @sorted (NULL: none).
 */
void grid_begin(struct grid *grid, const struct canvas *canvas,
		const struct moment *moment, const struct grid_column *column,
		unsigned int n, const struct config *sorted);

void grid_row(const struct grid *grid, struct pen *pen,
	      const struct grid_row *row);

#endif
