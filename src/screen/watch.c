/* SPDX-License-Identifier: GPL-2.0-only */
#include "panels.h"

#include <math.h>
#include <string.h>

static const struct grid_column columns[] = {
	{ { GRID_SIGN, 1, 0, 0 }, "", true },
	{ { GRID_NAME, 15, 4, 0 }, "WATCH", true },
	{ { GRID_NOW, 9, 0, 0 }, "NOW/s", false },
	{ { GRID_BEFORE, 9, 0, 3 }, "BEFORE/s", false },
	{ { GRID_CHANGE, 12, 2, 1 }, "CHANGE", true },
	{ { GRID_SINCE, 8, 0, 4 }, "SINCE", true },
	{ { GRID_HISTORY, 8, 112, 2 }, "HISTORY", true },
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
static double before(const struct moment *moment, const struct row *row,
		     unsigned int slot)
{
	uint64_t end = graph_end(moment), from;

	if (row->has & HAS_RATIO)
		return row->shift_from;
	if (end < 2)
		return NAN;
	from = end > 61 ? end - 61 : 0;
	return graph_mean(moment, slot, from, end - 1);
}

static void paint_row(const struct grid *grid, struct pen *pen,
		      const struct moment *moment, unsigned int slot)
{
	const struct row *row = &moment->shown.rows[slot];
	struct state state;
	struct grid_row cells = { .slot = slot, .dim = SCREEN_DIM };

	state_of(row, pen->utf8, &state);
	cells.sign = state.sign;
	cells.attr = state.attr;
	cells.plain = state.attr == SCREEN_DIM ? SCREEN_NORMAL : state.attr;
	cells.before = before(moment, row, slot);
	cells.change = state.words;
	cells.since_ns = row->has & HAS_RATIO ? row->shift_wall_ns : 0;
	grid_row(grid, pen, moment, &cells);
}

/* The column of times is there only while there is one to show. */
static bool has_times(const struct snapshot *snap)
{
	for (unsigned int slot = 0; slot < snap->reasons; slot++)
		if (snap->rows[slot].watched &&
		    (snap->rows[slot].has & HAS_RATIO))
			return true;
	return false;
}

void watch_paint(struct watch *watch, const struct canvas *canvas,
		 const struct moment *moment)
{
	struct grid grid;

	grid_begin(&grid, canvas, columns, COUNTOF(columns),
		   has_times(&moment->shown) ? -1 : GRID_SINCE);
	watch->rows = keep(&moment->shown, watch->slot,
			   gather(&moment->shown, watch->slot),
			   (unsigned int)canvas->box.height - 1);
	for (unsigned int k = 0; k < watch->rows; k++) {
		struct pen pen = pen_at(canvas, 1 + (int)k);

		paint_row(&grid, &pen, moment, watch->slot[k]);
	}
}
