/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LAYOUT_H
#define LAYOUT_H

#include <stdbool.h>

/*
 * layout: where everything goes on a screen of a given size. Pure: sizes and
 * counts in, boxes out; the same input gives the same screen.
 *
 * Panels from top to bottom:
 *
 *	header    1 line
 *	verdict   1 line; 2 below 160 columns, where there are 16 lines; and what
 *		  happened: one line from 16 lines on, three from 24
 *	watch     a title and one line a watched row: six, or half of
 *	          the lines there are
 *	table     a head and the rows
 *	details   of one row, where asked for
 *	log       a title and the latest events; from 160 columns on it
 *	          stands to the right of the watch panel
 *	footer    1 line
 *
 * When the height does not suffice, they shrink and go in this order: the log
 * shrinks to one event and goes, the watch panel shrinks to two rows and
 * goes, the table shrinks to three rows. With details open there is no log,
 * and the watch panel goes, then the table. Header, verdict and footer always
 * stay.
 */

#define LAYOUT_MIN_WIDTH  40
#define LAYOUT_MIN_HEIGHT 10
#define LAYOUT_MAX_WIDTH  400	/* a wider terminal is left blank beyond */
#define LAYOUT_MAX_HEIGHT 120
#define LAYOUT_SIDE_WIDTH 160	/* from here on the log stands beside */

enum layout_panel {
	PANEL_HEADER, PANEL_VERDICT, PANEL_WATCH, PANEL_TABLE, PANEL_DETAILS,
	PANEL_LOG, PANEL_FOOTER, PANEL_COUNT
};

/* In cells; a height of 0 says that the panel is not shown. */
struct layout_box {
	int x, y, width, height;
};

struct layout {
	int width, height;	/* of the screen, at most LAYOUT_MAX_* */
	bool small;		/* below the minimum: no panel is shown */
	struct layout_box panel[PANEL_COUNT];
};

/* What there is to show. */
struct layout_want {
	unsigned int watched;	/* rows of the watch panel */
	unsigned int events;	/* in the log */
	bool log;		/* the user wants to see it */
	bool details;		/* the pane is open */
	int story;		/* lines for what happened, below the verdict */
};

/* Places the panels on a screen of @width x @height cells. */
void layout_panels(struct layout *layout, int width, int height,
		   const struct layout_want *want);

/* A column that would like to be shown, in the order from left to right. */
struct layout_wish {
	int id;			/* the caller's */
	int width;		/* cells it needs, never less */
	int grow;		/* further cells it can use */
	int rank;		/* 0 stays longest; highest goes first */
};

struct layout_column {
	int id, x, width;
};

/*
 * Fits @n wishes into @width cells with @gap cells between two. Where they do
 * not all fit, the ones of the highest rank go (of equal rank, the rightmost
 * first), until the rest does; spare cells then go to those that can grow,
 * from left to right. A column is shown with all the width it needs or not
 * at all, so no number is ever cut.
 *
 * Writes the columns shown to @out (room for @n), x counted from 0. Returns
 * how many.
 */
unsigned int layout_columns(const struct layout_wish *wish, unsigned int n,
			    int width, int gap, struct layout_column *out);

#endif
