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

/* How much a row matters: 4 a shift, 3 a likely one, ... 0 none. */
static int shifted(const struct row *row)
{
	static const int weight[] = {
		[SHIFT_UP] = 4, [SHIFT_DOWN] = 4, [SHIFT_LIKELY_UP] = 3,
		[SHIFT_LIKELY_DOWN] = 3, [SHIFT_NOTICE] = 2,
	};

	return row->shift < COUNTOF(weight) && weight[row->shift] ?
	       weight[row->shift] : (row->has & HAS_RATIO) != 0;
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

#define QUIET 60	/* entries without exits */

/* How much a row matters, -1 where it is quiet. */
static int weight(const struct moment *moment, unsigned int slot)
{
	const struct row *row = &moment->shown.rows[slot];
	uint64_t end = graph_end(moment);

	if (shifted(row) || ((row->has & HAS_DELTA) && row->delta))
		return shifted(row);
	return graph_mean(moment, slot, end > QUIET ? end - QUIET : 0, end)
	       <= 0 ? -1 : 0;
}

/* What shifted comes first, what is quiet last: @quiet gets how many. */
static unsigned int order(const struct moment *moment,
			  unsigned int slots[REASON_SLOTS],
			  unsigned int *quiet)
{
	int weights[REASON_SLOTS];
	unsigned int n = gather(&moment->shown, slots);

	*quiet = 0;
	for (unsigned int i = 0; i < n; i++) {
		unsigned int slot = slots[i], k = i;
		int w = weight(moment, slot);

		for (; k && weights[k - 1] < w; k--) {
			weights[k] = weights[k - 1];
			slots[k] = slots[k - 1];
		}
		weights[k] = w;
		slots[k] = slot;
		*quiet += w < 0;
	}
	return n;
}

unsigned int watch_lines(const struct moment *moment)
{
	unsigned int slots[REASON_SLOTS], quiet, n;

	n = order(moment, slots, &quiet);
	return n - quiet + (quiet > 0);
}

/* The rate before the shift, or the usual one. */
static double before(const struct row *row)
{
	bool shift = row->shift == SHIFT_UP || row->shift == SHIFT_DOWN;

	return shift && (row->has & HAS_RATIO) ? row->shift_from :
	       row->has & HAS_USUAL ? row->shift_usual : NAN;
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
	cells.before = before(row);
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

/* "quiet: A, B", and how many rows did not fit. */
static void paint_rest(const struct canvas *canvas, int y,
		       const struct snapshot *snap, const unsigned int *slot,
		       unsigned int quiet, unsigned int more)
{
	struct pen pen = pen_at(canvas, y);
	char name[REASON_NAME];

	pen_text(&pen, SCREEN_DIM, "  ");
	if (more)
		pen_format(&pen, SCREEN_DIM, "+%u more%s", more,
			   quiet ? ", " : "");
	for (unsigned int i = 0; i < quiet; i++)
		pen_format(&pen, SCREEN_DIM, "%s%s", i ? ", " : "quiet: ",
			   reason_name(snap->isa, slot[i], name));
}

void watch_paint(struct watch *watch, const struct canvas *canvas,
		 const struct moment *moment)
{
	unsigned int lines = (unsigned int)canvas->box.height - 1, n, quiet;
	struct grid grid;

	grid_begin(&grid, canvas, columns, COUNTOF(columns),
		   has_times(&moment->shown) ? -1 : GRID_SINCE);
	n = order(moment, watch->slot, &quiet);
	watch->rows = n - quiet;
	if (watch->rows + (quiet > 0) > lines)
		watch->rows = lines > 2 ? lines - 1 : lines;
	for (unsigned int k = 0; k < watch->rows; k++) {
		struct pen pen = pen_at(canvas, 1 + (int)k);

		paint_row(&grid, &pen, moment, watch->slot[k]);
	}
	if (watch->rows < lines && watch->rows < n)
		paint_rest(canvas, 1 + (int)watch->rows, &moment->shown,
			   watch->slot + n - quiet, quiet,
			   n - quiet - watch->rows);
}
