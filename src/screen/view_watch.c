/* SPDX-License-Identifier: GPL-2.0-only */
/* The pinned rows that tell nested from shadow paging. */
#include "view_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { WATCH_SIGN, WATCH_NAME, WATCH_NOW, WATCH_BEFORE, WATCH_CHANGE,
       WATCH_SINCE, WATCH_HISTORY };

static const struct layout_wish wishes[] = {
	{ WATCH_SIGN, 1, 0, 0 },
	{ WATCH_NAME, 15, 4, 0 },
	{ WATCH_NOW, 9, 0, 0 },
	{ WATCH_BEFORE, 9, 0, 3 },
	{ WATCH_CHANGE, 12, 2, 1 },
	{ WATCH_SINCE, 8, 0, 4 },
	{ WATCH_HISTORY, 8, 112, 2 },
};

static const struct head heads[] = {
	[WATCH_SIGN] = { "", true }, [WATCH_NAME] = { "WATCH", true },
	[WATCH_NOW] = { "NOW/s", false }, [WATCH_BEFORE] = { "BEFORE/s", false },
	[WATCH_CHANGE] = { "CHANGE", true }, [WATCH_SINCE] = { "SINCE", true },
	[WATCH_HISTORY] = { "HISTORY", true },
};

/* Which rows matter most where not all of them fit. */
static int weight(const struct row *row)
{
	if (row->shift == SHIFT_UP || row->shift == SHIFT_DOWN)
		return 3;
	if (row->shift == SHIFT_NOTICE || row->moved)
		return 2;
	return (row->has & HAS_DELTA) && row->delta ? 1 : 0;
}

/* The watched slots in their order: those of the roles first. */
static unsigned int gather(const struct snapshot *snap,
			   unsigned int slots[REASON_SLOTS])
{
	const struct reason_roles *roles = reason_roles(snap->isa);
	unsigned int n = 0;

	for (unsigned int i = 0; i < REASON_WATCH; i++)
		if (snap->rows[roles->watch[i]].watched)
			slots[n++] = roles->watch[i];
	for (unsigned int slot = 0; slot < snap->reasons; slot++) {
		bool listed = !snap->rows[slot].watched;

		for (unsigned int i = 0; i < n && !listed; i++)
			listed = slots[i] == slot;
		if (!listed)
			slots[n++] = slot;
	}
	return n;
}

/* Drops the least weighty of @n slots, the last of equals, until @room. */
static unsigned int keep(const struct snapshot *snap, unsigned int *slots,
			 unsigned int n, unsigned int room)
{
	while (n > room) {
		unsigned int worst = 0;

		for (unsigned int i = 1; i < n; i++)
			if (weight(&snap->rows[slots[i]]) <=
			    weight(&snap->rows[slots[worst]]))
				worst = i;
		memmove(slots + worst, slots + worst + 1,
			(n - worst - 1) * sizeof(*slots));
		n--;
	}
	return n;
}

/* The rate before the shift, or of the minute before now. */
static double before(const struct view *view, const struct row *row,
		     unsigned int slot)
{
	uint64_t end = graph_end(view), from;

	if (row->has & HAS_RATIO)
		return row->shift_from;
	if (end < 2)
		return NAN;
	from = end > 61 ? end - 61 : 0;
	return graph_mean(view, slot, from, end - 1);
}

static void paint_cell(const struct view *view, struct pen *pen,
		       const struct layout_column *col, unsigned int slot,
		       const struct state *state)
{
	const struct row *row = &view->shown.rows[slot];
	enum screen_attr attr = state->attr == SCREEN_DIM ? SCREEN_NORMAL :
				state->attr;
	char text[COLUMN_TEXT] = "", name[REASON_NAME];

	switch (col->id) {
	case WATCH_SIGN:
		pen_cell(pen, attr, state->sign, 1, true);
		break;
	case WATCH_NAME:
		pen_cell(pen, attr, reason_name(view->shown.isa, slot, name),
			 col->width, true);
		break;
	case WATCH_NOW:
		column_text(column_get(COLUMN_RATE), &view->shown, slot, text);
		pen_cell(pen, attr, text, col->width, false);
		break;
	case WATCH_BEFORE:
		rate_text(before(view, row, slot), col->width, text);
		pen_cell(pen, SCREEN_DIM, text, col->width, false);
		break;
	case WATCH_CHANGE:
		pen_cell(pen, state->attr, state->words, col->width, true);
		break;
	case WATCH_SINCE:
		if (row->has & HAS_RATIO)
			format_clock(row->shift_wall_ns, text);
		pen_cell(pen, SCREEN_DIM, text, col->width, true);
		break;
	case WATCH_HISTORY:
		graph_spark(view, pen, state->attr == SCREEN_UP ||
			    state->attr == SCREEN_DOWN ? state->attr :
			    SCREEN_GRAPH, slot, col->width);
		break;
	}
}

/* The column of times is there only while there is one to tell. */
static unsigned int fit_columns(const struct snapshot *snap, int width,
				struct layout_column *cols)
{
	struct layout_wish wish[COUNTOF(wishes)];
	unsigned int n = 0;
	bool any = false;

	for (unsigned int slot = 0; slot < snap->reasons; slot++)
		any |= snap->rows[slot].watched &&
		       (snap->rows[slot].has & HAS_RATIO);
	for (size_t i = 0; i < COUNTOF(wishes); i++)
		if (wishes[i].id != WATCH_SINCE || any)
			wish[n++] = wishes[i];
	return layout_columns(wish, n, width, 1, cols);
}

void watch_paint(struct view *view, struct screen *screen,
		 const struct layout_box *box)
{
	struct layout_column cols[COUNTOF(wishes)];
	unsigned int n = fit_columns(&view->shown, box->width, cols);
	struct pen pen;
	struct state state;

	pen_heads(view, screen, box, heads, cols, n);
	view->watches = keep(&view->shown, view->watch,
			     gather(&view->shown, view->watch),
			     (unsigned int)box->height - 1);
	for (unsigned int k = 0; k < view->watches; k++) {
		unsigned int slot = view->watch[k];

		pen = pen_at(view, screen, box->x, box->y + 1 + (int)k,
			     box->width);
		state_of(view, &view->shown.rows[slot], &state);
		for (unsigned int i = 0; i < n; i++) {
			pen_move(&pen, SCREEN_NORMAL, box->x + cols[i].x);
			paint_cell(view, &pen, &cols[i], slot, &state);
		}
	}
}
