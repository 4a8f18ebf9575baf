/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LIST_H
#define LIST_H

#include "exittop/screen/config.h"
#include "moment.h"
#include "pen.h"

/* list: the lines of the table: which, in what order, which is selected. */

#define PATTERN_TEXT 128

/* list_pattern: a regular expression over reasons, compiled only when typed. */
struct pattern {
	char text[PATTERN_TEXT];	/* as typed, also when it is bad */
	struct err bad;			/* text empty: it is good */
	bool match[REASON_SLOTS];	/* by the last good one */
	bool on;
};

/*
 * Takes @text, which may be pattern->text; with a bad one, all stays as the last
 * good one had it, and off where there was none.
 */
void list_pattern(struct pattern *pattern, const char *text, enum isa isa);

struct list {
	struct pattern filter, find;
	unsigned int items, item[REASON_SLOTS];	/* slots */
	int selected;			/* slot; -1: none */
	unsigned int position, top;	/* of the selection; first line */
};

/* Makes the lines from what is shown, and finds the selection again. */
void list_update(struct list *list, const struct config *config,
		 const struct moment *moment);

void list_select(struct list *list, unsigned int position);
void list_move(struct list *list, int by);

/* Selects the next match of list->find; returns whether there is one. */
bool list_find(struct list *list, int direction);

/*
 * Paints the lines from line 1 of the canvas on, @lines of them at most,
 * scrolled so that the selection is among them. @paint writes one of them.
 */
void list_paint(struct list *list, const struct canvas *canvas, int lines,
		void (*paint)(const void *ctx, struct pen *pen,
			      unsigned int slot), const void *ctx);

#endif
