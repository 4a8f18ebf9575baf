/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PANELS_H
#define PANELS_H

#include "moment.h"
#include "pen.h"

/* panels: painters. Each gets a place, the moment, and what else it shows. */

/* log: the panel of events, newest first. */

void log_paint(const struct canvas *canvas, const struct moment *moment);

/* The latest events of @slot (-1: of all), without a title. */
void log_lines(const struct canvas *canvas, const struct moment *moment,
	       int slot);

/* How many events of @slot (-1: of all) are kept. */
int log_count(const struct moment *moment, int slot);

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
	char words[COLUMN_TEXT];	/* "up x540", "moved +12" */
};

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

/* grid: rows of rates before and after, as two panels show them. */

enum grid_id {
	GRID_SIGN, GRID_NUMBER, GRID_NAME, GRID_BEFORE, GRID_RATE, GRID_NOW,
	GRID_CHANGE, GRID_SINCE, GRID_HISTORY
};

/* A column: where it goes, and its head. */
struct grid_column {
	struct layout_wish wish;	/* id: enum grid_id */
	const char *head;
	bool left;
};

#define GRID_COLUMNS 9

/* The columns that fit, in the order from left to right. */
struct grid {
	const struct grid_column *column;	/* borrowed */
	unsigned int n;
	struct layout_column at[GRID_COLUMNS];
	int x;				/* of the panel */
};

/* What is known of one reason. */
struct grid_row {
	unsigned int slot;
	const char *sign;
	enum screen_attr attr;		/* of sign and change */
	enum screen_attr plain;		/* of name and rate now */
	enum screen_attr dim;		/* of the rate before */
	double before, rate;		/* exits/s; NAN: not known */
	const char *change;
	int64_t since_ns;		/* 0: none */
};

/* Fits @n of @column on @canvas, @without one (-1: none), and paints heads. */
void grid_begin(struct grid *grid, const struct canvas *canvas,
		const struct grid_column *column, unsigned int n, int without);

void grid_row(const struct grid *grid, struct pen *pen,
	      const struct moment *moment, const struct grid_row *row);

#endif
