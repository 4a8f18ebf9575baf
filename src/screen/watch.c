/* SPDX-License-Identifier: GPL-2.0-only */
#include "panels.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "exittop/base/order.h"

static const struct grid_column columns[] = {
	{ { GRID_SIGN, 1, 0, 0 }, "", true },
	{ { COLUMN_NAME, 15, 4, 0 }, "WATCH", true },
	{ { COLUMN_RATE, 9, 0, 0 }, "NOW/s", false },
	{ { GRID_BEFORE, 9, 0, 3 }, "BEFORE/s", false },
	{ { COLUMN_SHIFT, 12, 2, 1 }, "CHANGE", true },
	{ { GRID_WHEN, 0, 0, 4 }, "SINCE", true },
	{ { COLUMN_HISTORY, 8, 112, 2 }, "HISTORY", true },
};

#define NAME 1
#define WHEN 5	/* the column of times, as wide as they are */

#define QUIET 60	/* entries without exits */

/* How much a row matters: 5 a shift, 4 a likely one, ... 0 it is quiet. */
static int weight(const struct moment *moment, unsigned int slot)
{
	static const int weights[] = {
		[SHIFT_UP] = 5, [SHIFT_DOWN] = 5, [SHIFT_LIKELY_UP] = 4,
		[SHIFT_LIKELY_DOWN] = 4, [SHIFT_NOTICE] = 3,
		[SHIFT_NONE] = 0, [SHIFT_LEARNING] = 0,
	};
	const struct row *row = &moment->shown.rows[slot];
	uint64_t end = graph_end(moment);

	if (weights[row->shift] || row->has & HAS_RATIO)
		return weights[row->shift] ? weights[row->shift] : 2;
	return (row->has & HAS_DELTA && row->delta) ||
	       !(graph_mean(moment, slot, end > QUIET ? end - QUIET : 0,
			    end) <= 0);
}

static int by_weight(const void *ctx, unsigned int a, unsigned int b)
{
	const int *weights = ctx;

	return weights[b] - weights[a];
}

/* What shifted comes first, what is quiet last: @quiet gets how many. */
static unsigned int order(const struct moment *moment,
			  unsigned int slots[REASON_SLOTS],
			  unsigned int *quiet)
{
	int weights[REASON_SLOTS];
	unsigned int n = 0;

	*quiet = 0;
	for (unsigned int slot = 0; slot < moment->shown.reasons; slot++)
		if (moment->shown.rows[slot].watched) {
			slots[n++] = slot;
			weights[slot] = weight(moment, slot);
			*quiet += !weights[slot];
		}
	order_sort(slots, n, by_weight, weights);
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

/* "15:04:54", and of an alert that is over "15:04:54 to 15:05:30" */
static const char *times(const struct row *row, char buf[2 * COLUMN_TEXT])
{
	char from[COLUMN_TEXT], to[COLUMN_TEXT];

	buf[0] = '\0';
	if (!(row->has & HAS_RATIO))
		return buf;
	format_clock(row->shift_wall_ns, from);
	format_clock(row->shift_over_ns, to);
	snprintf(buf, 2 * COLUMN_TEXT, "%.9s%s%.9s", from,
		 row->shift_over_ns ? " to " : "",
		 row->shift_over_ns ? to : "");
	return buf;
}

static void paint_row(const struct grid *grid, struct pen *pen,
		      unsigned int slot)
{
	const struct row *row = &grid->moment->shown.rows[slot];
	struct grid_row cells = { .slot = slot, .before = before(row) };
	char when[2 * COLUMN_TEXT];

	state_of(row, pen->utf8, &cells.state);
	cells.plain = cells.state.attr;
	cells.when = times(row, when);
	grid_row(grid, pen, &cells);
}

/* The cells that the times of alerts take, 0 where there are none. */
static int times_width(const struct snapshot *snap)
{
	char when[2 * COLUMN_TEXT];
	int width = 0;

	for (unsigned int slot = 0; slot < snap->reasons; slot++) {
		const struct row *row = &snap->rows[slot];
		int cells = row->watched ? pen_width(times(row, when)) : 0;

		width = cells > width ? cells : width;
	}
	return width;
}

/* "quiet: A, B", and how many rows did not fit. */
static void paint_rest(const struct canvas *canvas, int y,
		       const struct snapshot *snap, const unsigned int *slot,
		       unsigned int quiet, unsigned int more)
{
	struct pen pen = pen_at(canvas, y);
	char text[SCREEN_WIDTH + 1] = "  ", name[REASON_NAME];
	size_t used = 2;

	if (more)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 "+%u more%s", more, quiet ? ", " : "");
	/* One text, so that it is cut once. */
	for (unsigned int i = 0; i < quiet && used < sizeof(text); i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 "%s%s", i ? ", " : "quiet: ",
					 reason_name(snap->isa, slot[i], name));
	pen_text(&pen, SCREEN_DIM, text);
}

void watch_paint(struct watch *watch, const struct canvas *canvas,
		 const struct moment *moment)
{
	unsigned int lines = (unsigned int)canvas->box.height - 1, n, quiet;
	struct grid_column shown[COUNTOF(columns)];
	struct grid grid;
	char head[32];

	memcpy(shown, columns, sizeof(columns));
	shown[WHEN].wish.width = times_width(&moment->shown);
	n = order(moment, watch->slot, &quiet);
	watch->rows = n - quiet;
	if (watch->rows + (quiet > 0) > lines)
		watch->rows = lines > 2 ? lines - 1 : lines;
	/* Where no line is left for the rest, the head says how many. */
	if (watch->rows == lines && n > lines) {
		snprintf(head, sizeof(head), "WATCH +%u more", n - lines);
		shown[NAME].head = head;
	}
	grid_begin(&grid, canvas, moment, shown, COUNTOF(columns), NULL);
	for (unsigned int k = 0; k < watch->rows; k++) {
		struct pen pen = pen_at(canvas, 1 + (int)k);

		paint_row(&grid, &pen, watch->slot[k]);
	}
	if (watch->rows < lines && watch->rows < n)
		paint_rest(canvas, 1 + (int)watch->rows, &moment->shown,
			   watch->slot + n - quiet, quiet,
			   n - quiet - watch->rows);
}
