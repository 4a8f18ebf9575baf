/* SPDX-License-Identifier: GPL-2.0-only */
/* All there is to say about one reason. */
#include <math.h>

#include "inside.h"
#include "panels.h"
#include "modes.h"

#define GRAPH_TALL  10		/* with so many lines there is a graph */
#define GRAPH_MOST  14
#define SHIFT_LINES 3
#define TEXT_LINES  3
#define READABLE    100		/* longer lines are hard to follow */
#define SCROLL	    4

static void paint_stats(const struct canvas *canvas,
			const struct moment *moment, unsigned int slot)
{
	static const struct {
		int rank;
		const char *label;
		enum column_id id;
	} stats[] = {
		{ 0, "now", COLUMN_RATE }, { 1, "average", COLUMN_IDS },
		{ 2, "peak", COLUMN_PEAK }, { 3, "count", COLUMN_COUNT },
		{ 5, "share", COLUMN_SHARE }, { 4, "cycles/exit", COLUMN_COST },
		{ 6, "time", COLUMN_TIME },
	};
	double average = moment_average(moment,
					moment_start(moment, UINT64_MAX), NULL,
					slot);
	struct fields fields = { .n = 0 };
	struct pen pen = pen_at(canvas, 1);
	char text[COLUMN_TEXT];

	pen_text(&pen, SCREEN_NORMAL, " ");
	for (size_t i = 0; i < COUNTOF(stats); i++) {
		bool rate = stats[i].rank < 3;

		if (stats[i].id == COLUMN_IDS)
			format_rate(average, 9, text);
		else
			column_text(column_get(stats[i].id), &moment->shown,
				    slot, text);
		pen_add(&fields, SCREEN_NORMAL, stats[i].rank, "%s %s%s",
			stats[i].label, text,
			rate && text[0] != '-' ? "/s" : "");
	}
	pen_fields(&pen, &fields);
}

static void paint_title(const struct canvas *canvas,
			const struct snapshot *snap, unsigned int slot)
{
	struct pen pen = pen_at(canvas, 0);
	char name[REASON_NAME], number[REASON_NUMBER];
	struct state state;

	state_of(&snap->rows[slot], pen.utf8, &state);
	pen_format(&pen, SCREEN_HEAD, " %s %s  %s",
		   reason_number(snap->isa, slot, number),
		   reason_name(snap->isa, slot, name),
		   reason_get(snap->isa, slot)->title);
	if (state.words[0]) {
		pen_text(&pen, SCREEN_HEAD, "  ");
		pen_format(&pen, SCREEN_SORTED, " %s %s ", state.sign,
			   state.words);
	}
	pen_move(&pen, SCREEN_HEAD, pen.end);
}

/* The explanation without its heading, which the title says already. */
static void paint_text(const struct canvas *canvas, enum isa isa,
		       unsigned int slot, unsigned int *top)
{
	static char text[EXPLAIN_LINES][EXPLAIN_LINE];	/* large */
	int width = canvas->box.width - 2 < READABLE ? canvas->box.width - 2 :
		    READABLE;
	unsigned int n, lines, first = 0;

	lines = canvas->box.height > 0 ? (unsigned int)canvas->box.height : 0;
	n = explain_lines(isa, slot, width, text, EXPLAIN_LINES);
	if (n > EXPLAIN_LINES)
		n = EXPLAIN_LINES;
	while (first < n && text[first][0])
		first++;
	first += first < n;
	if (first + *top + lines > n)
		*top = n > first + lines ? n - first - lines : 0;
	first += *top;
	for (unsigned int i = 0; i < lines && first + i < n; i++) {
		struct pen pen = pen_at(canvas, (int)i);

		pen_text(&pen, SCREEN_NORMAL, " ");
		pen_text(&pen, SCREEN_NORMAL, text[first + i]);
	}
}

/* The graph, or one line of it where the pane is low. Returns its height. */
static int paint_graph(const struct canvas *canvas,
		       const struct moment *moment, unsigned int slot)
{
	struct canvas graph = *canvas;
	struct pen pen;

	if (graph.box.height < GRAPH_TALL) {
		pen = pen_at(canvas, 0);
		graph_spark(&pen, moment, SCREEN_GRAPH, slot,
			    graph.box.width);
		return 1;
	}
	graph.box.height /= 2;
	if (graph.box.height > GRAPH_MOST)
		graph.box.height = GRAPH_MOST;
	graph.box.height |= 1;	/* an even number of lines, and the times */
	graph_paint(&graph, moment, slot);
	return graph.box.height;
}

/* Takes @lines from the top of @canvas; returns them. */
static struct canvas split(struct canvas *canvas, int lines)
{
	struct canvas part = *canvas;

	part.box.height = lines;
	canvas->box.y += lines;
	canvas->box.height -= lines;
	return part;
}

static void paint(struct view *view, struct screen *screen)
{
	struct canvas rest = view_panel(view, screen, PANEL_DETAILS);
	const struct moment *moment = &view->moment;
	struct canvas part;
	unsigned int slot;
	int shifts, lines;

	if (!rest.box.height || view->list.selected < 0)
		return;
	slot = (unsigned int)view->list.selected;
	part = split(&rest, 2);
	paint_title(&part, &moment->shown, slot);
	paint_stats(&part, moment, slot);
	split(&rest, paint_graph(&rest, moment, slot));
	lines = inside_lines(moment, slot, rest.box.width);
	/* Some lines stay for the explanation. */
	if (lines > rest.box.height - TEXT_LINES)
		lines = rest.box.height - TEXT_LINES;
	if (lines > 0) {
		part = split(&rest, lines);
		inside_paint(&part, moment, slot);
	}
	shifts = log_lines(NULL, moment, (int)slot);
	if (shifts > SHIFT_LINES)
		shifts = SHIFT_LINES;
	if (shifts < rest.box.height) {
		part = split(&rest, shifts);
		part.box.x++;
		part.box.width--;
		log_lines(&part, moment, (int)slot);
	}
	paint_text(&rest, moment->shown.isa, slot, &view->text_top);
}

/* Text is scrolled by pages, reasons are stepped through. */
static bool key(struct view *view, int code, int first)
{
	(void)code;
	if (first == KEYCODE_ESC)
		view_close(view);
	else if (first == KEYCODE_PGUP)
		view->text_top -= view->text_top < SCROLL ? view->text_top :
				  SCROLL;
	else if (first == KEYCODE_PGDN)
		view->text_top += SCROLL;
	else
		return false;
	return true;
}

static void mouse(struct view *view, enum view_mouse what, int x, int y)
{
	if (what != MOUSE_WHEEL_UP && what != MOUSE_WHEEL_DOWN) {
		table_mouse(view, what, x, y);
		return;
	}
	list_move(&view->list, what == MOUSE_WHEEL_UP ? -1 : 1);
	view->text_top = 0;
}

static const struct view_word buttons[] = {
	{ KEYCODE_ESC, "close" }, { KEYCODE_PGDN, "down" },
	{ KEYCODE_PGUP, "up" }, { KEYCODE_DOWN, "next reason" },
	{ 'z', "stretch" }, { 0, NULL },
};

const struct view_mode details_mode = {
	false, paint, key, mouse, buttons, NULL,
};

void details_open(struct view *view, int unused)
{
	(void)unused;
	if (view->list.selected < 0)
		list_select(&view->list, view->list.top);
	if (view->list.selected >= 0 || view_has(view, &details_mode))
		view_toggle(view, &details_mode);
}
