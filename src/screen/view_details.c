/* SPDX-License-Identifier: GPL-2.0-only */
/* All there is to say about one reason. */
#include "view_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define GRAPH_TALL  10		/* with so many lines there is a graph */
#define GRAPH_MOST  14
#define SHIFT_LINES 3
#define READABLE    100		/* longer lines are hard to follow */

struct stats {
	struct field field[12];
	char text[12][COLUMN_TEXT * 2];
	unsigned int n;
};

static void add(struct stats *stats, int rank, const char *label,
		const char *value, const char *unit)
{
	unsigned int i = stats->n++;

	snprintf(stats->text[i], sizeof(stats->text[i]), "%s %s%s", label,
		 value, value[0] == '-' ? "" : unit);
	memset(&stats->field[i], 0, sizeof(stats->field[i]));
	stats->field[i].text = stats->text[i];
	stats->field[i].rank = rank;
}

static void add_rate(struct stats *stats, int rank, const char *label,
		     double rate)
{
	char text[COLUMN_TEXT] = "-";

	if (!isnan(rate))
		format_rate(rate, 9, text);
	add(stats, rank, label, text, "/s");
}

static void add_column(const struct view *view, struct stats *stats, int rank,
		       const char *label, enum column_id id, unsigned int slot)
{
	char text[COLUMN_TEXT];

	column_text(column_get(id), &view->shown, slot, text);
	add(stats, rank, label, text, "");
}

/* The mean rate since the start or the reset. */
static double average(const struct view *view, unsigned int slot)
{
	const struct view_mark *from = view->reset.set ? &view->reset :
				       &view->first;
	const struct snapshot *now = view->paused ? &view->still :
				     &view->live;
	const struct row *row = &now->rows[slot];

	if (!from->set || !from->known[slot] || !(row->has & HAS_COUNT) ||
	    row->count < from->count[slot] || now->mono_ns <= from->mono_ns)
		return NAN;
	return (double)(row->count - from->count[slot]) /
	       ((double)(now->mono_ns - from->mono_ns) / 1e9);
}

static void paint_stats(const struct view *view, struct pen *pen,
			unsigned int slot)
{
	const struct row *row = &view->shown.rows[slot];
	struct stats stats = { .n = 0 };

	add_rate(&stats, 0, "now", row->has & HAS_DELTA ? row->rate : NAN);
	add_rate(&stats, 1, "average", average(view, slot));
	add_rate(&stats, 2, "peak", view->peak[slot] > 0 ?
		 view->peak[slot] : NAN);
	add_column(view, &stats, 3, "count", COLUMN_COUNT, slot);
	add_column(view, &stats, 5, "share", COLUMN_SHARE, slot);
	add_column(view, &stats, 4, "cycles/exit", COLUMN_COST, slot);
	add_column(view, &stats, 6, "time", COLUMN_TIME, slot);
	pen_fields(pen, stats.field, stats.n);
}

static void paint_title(const struct view *view, struct pen *pen,
			unsigned int slot)
{
	const struct reason *reason = reason_get(view->shown.isa, slot);
	char name[REASON_NAME];
	struct state state;

	state_of(view, &view->shown.rows[slot], &state);
	pen_format(pen, SCREEN_HEAD, " %u %s", reason_code(view->shown.isa,
							   slot),
		   reason_name(view->shown.isa, slot, name));
	pen_format(pen, SCREEN_HEAD, "  %s", reason->title);
	if (state.words[0]) {
		pen_text(pen, SCREEN_HEAD, "  ");
		pen_format(pen, SCREEN_SORTED, " %s %s ", state.sign,
			   state.words);
	}
	pen_move(pen, SCREEN_HEAD, pen->end);
}

/* Shifts of this reason that the events still hold. */
static int count_shifts(const struct view *view, unsigned int slot)
{
	const struct event_log *log = &view->events;
	uint64_t first = log->end > EVENTS ? log->end - EVENTS : 0;
	int n = 0;

	for (uint64_t i = first; i < log->end; i++)
		n += log->event[i % EVENTS].slot == (int)slot;
	return n < SHIFT_LINES ? n : SHIFT_LINES;
}

/* The explanation without its heading, which the title says already. */
static void paint_text(struct view *view, struct screen *screen,
		       const struct layout_box *box, unsigned int slot)
{
	int width = box->width - 2 < READABLE ? box->width - 2 : READABLE;
	unsigned int n, lines, first = 0;

	lines = box->height > 0 ? (unsigned int)box->height : 0;
	n = explain_lines(view->shown.isa, slot, width, view->text,
			  EXPLAIN_LINES);
	if (n > EXPLAIN_LINES)
		n = EXPLAIN_LINES;
	while (first < n && view->text[first][0])
		first++;
	first += first < n;
	if (first + view->text_top + lines > n)
		view->text_top = n > first + lines ? n - first - lines : 0;
	first += view->text_top;
	for (unsigned int i = 0; i < lines && first + i < n; i++) {
		struct pen pen = pen_at(view, screen, box->x,
					box->y + (int)i, box->width);

		pen_text(&pen, SCREEN_NORMAL, " ");
		pen_text(&pen, SCREEN_NORMAL, view->text[first + i]);
	}
}

/* The graph, or one line of it where the pane is low. Returns its height. */
static int paint_graph(const struct view *view, struct screen *screen,
		       const struct layout_box *box, unsigned int slot)
{
	struct layout_box graph = *box;
	struct pen pen;

	if (box->height < GRAPH_TALL) {
		pen = pen_at(view, screen, box->x, box->y, box->width);
		graph_spark(view, &pen, SCREEN_GRAPH, slot, box->width);
		return 1;
	}
	graph.height = box->height / 2;
	if (graph.height > GRAPH_MOST)
		graph.height = GRAPH_MOST;
	graph.height |= 1;	/* an even number of lines, and the times */
	graph_paint(view, screen, &graph, slot);
	return graph.height;
}

void details_paint(struct view *view, struct screen *screen,
		   const struct layout_box *box)
{
	struct layout_box rest = *box;
	unsigned int slot;
	struct pen pen = pen_at(view, screen, box->x, box->y, box->width);
	int shifts;

	if (view->selected < 0) {
		pen_text(&pen, SCREEN_DIM, " no reason is selected");
		return;
	}
	slot = (unsigned int)view->selected;
	paint_title(view, &pen, slot);
	pen = pen_at(view, screen, box->x, box->y + 1, box->width);
	pen_text(&pen, SCREEN_NORMAL, " ");
	paint_stats(view, &pen, slot);
	rest.y += 2;
	rest.height -= 2;
	shifts = paint_graph(view, screen, &rest, slot);
	rest.y += shifts;
	rest.height -= shifts;
	shifts = count_shifts(view, slot);
	if (shifts < rest.height) {
		struct layout_box latest = { rest.x + 1, rest.y,
					     rest.width - 1, shifts };

		log_lines(view, screen, &latest, (int)slot);
		rest.y += shifts;
		rest.height -= shifts;
	}
	paint_text(view, screen, &rest, slot);
}
