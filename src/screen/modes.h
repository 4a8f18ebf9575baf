/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MODES_H
#define MODES_H

#include "panels.h"
#include "view.h"

/* modes: what can be on the screen, and how a key opens it. */

extern const struct view_mode table_mode;	/* the table of all reasons */
extern const struct view_mode details_mode;	/* all there is of one */

/* The lines at the top, which all modes have. */
void header_paint(const struct view *view, struct screen *screen);
/* The lines that what happened takes at @width; 0: there is nothing to say. */
int header_story_lines(const struct moment *moment, int width);

/* The panels that stand above the table. */
void table_panels(struct view *view, struct screen *screen);

/* The mouse on these panels. */
void table_mouse(struct view *view, enum view_mouse what, int x, int y);

extern const struct view_mode vcpus_mode;	/* reasons by vCPUs */
void vcpus_open(struct view *view, int unused);

/* Before and since the mark, instead of the table. */
void table_since(struct view *view, int unused);

void details_open(struct view *view, int unused);
void help_open(struct view *view, int unused);

enum menu { MENU_SORT, MENU_SETUP };

void menu_open(struct view *view, int menu);
/* Sorts by the column; by the one sorted by already: the other way round. */
void menu_sort(struct view *view, enum column_id id);
/* Sorts by the column @by columns further. */
void menu_sort_step(struct view *view, int by);

enum prompt_kind { PROMPT_FILTER, PROMPT_FIND, PROMPT_DELAY, PROMPT_MARK,
		   PROMPT_TIME };

void prompt_open(struct view *view, int kind);
#endif
