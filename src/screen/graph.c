/* SPDX-License-Identifier: GPL-2.0-only */
/* Graphs of the history: one line high, or with axes. */
#include "panels.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Entries a cell stands for; an entry is a refresh, at least about 1 s. */
static const unsigned int steps[] = { 1, 5, 15, 60 };

uint64_t graph_end(const struct moment *moment)
{
	return moment->paused || moment->back ? moment->at + 1 : moment->history.end;
}

unsigned int graph_step(const struct moment *moment)
{
	return steps[moment->zoom % COUNTOF(steps)];
}

double graph_mean(const struct moment *moment, unsigned int slot, uint64_t from,
		  uint64_t to)
{
	uint64_t first = history_first(&moment->history);
	double exits = 0, seconds = 0;

	for (uint64_t i = from > first ? from : first; i < to; i++) {
		double rate = history_rate(&moment->history, slot, i);
		double s = history_entry(&moment->history, i)->seconds;

		if (isnan(rate))
			continue;
		exits += rate * s;
		seconds += s;
	}
	return seconds > 0 ? exits / seconds : NAN;
}

/*
 * The rates of @width cells, the newest last; NAN before the beginning.
 * Cells begin at multiples of the step, so that a graph does not flicker
 * while its last cell fills. Returns the highest.
 */
static double gather(const struct moment *moment, unsigned int slot, int width,
		     double *rate)
{
	uint64_t step = graph_step(moment);
	uint64_t end = (graph_end(moment) + step - 1) / step;
	double top = 0;

	for (int i = 0; i < width; i++) {
		uint64_t cell = end + (uint64_t)i - (uint64_t)width;
		uint64_t to = (cell + 1) * step;

		rate[i] = NAN;
		if (end + (uint64_t)i < (uint64_t)width)
			continue;
		if (to > graph_end(moment))
			to = graph_end(moment);
		rate[i] = graph_mean(moment, slot, cell * step, to);
		if (rate[i] > top)
			top = rate[i];
	}
	return top;
}

/* 0 has the lowest glyph for itself. */
static unsigned int level(double rate, double top)
{
	if (!(rate > 0))
		return 0;
	return 1 + (unsigned int)(rate / top * 6.999);
}

#define SCALED 14	/* from here on, a line ends with its highest rate */
#define SCALE  6

void graph_spark(struct pen *pen, const struct moment *moment,
		 enum screen_attr attr, unsigned int slot, int width)
{
	const struct pen_glyphs *glyph = pen_glyphs(pen->utf8);
	double rate[SCREEN_WIDTH], top;
	char text[COLUMN_TEXT];
	bool scaled = width >= SCALED;

	if (width > SCREEN_WIDTH)
		width = SCREEN_WIDTH;
	width -= scaled ? SCALE : 0;
	top = gather(moment, slot, width, rate);
	for (int i = 0; i < width; i++)
		pen_glyph(pen, attr, isnan(rate[i]) ? " " :
			  glyph->spark[level(rate[i], top)]);
	if (!scaled)
		return;
	format_rate(top, SCALE - 1, text);
	pen_cell(pen, SCREEN_DIM, text, SCALE, false);
}

/* The next round number, half of which is round too. */
static double round_up(double value)
{
	static const double rounds[] = { 1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10 };
	double unit = pow(10, floor(log10(value)));
	size_t i = 0;

	while (i < COUNTOF(rounds) - 1 && rounds[i] * unit < value)
		i++;
	return rounds[i] * unit;
}

/* One line of the graph: what of @rate is above @low, of a cell's @height. */
static void paint_bar(struct pen *pen, const struct pen_glyphs *glyph,
		      double rate, double low, double height)
{
	double part = (rate - low) / height;
	int eighth = isnan(rate) ? 0 : (int)ceil(part * 8);

	pen_glyph(pen, SCREEN_GRAPH, eighth <= 0 ? " " :
		  glyph->fill[eighth > 8 ? 7 : eighth - 1]);
}

#define AXIS 8	/* cells of the scale at the left */

/* The scale: the top, the middle where a line begins there, and 0. */
static void scale_text(double top, int line, int lines, char buf[COLUMN_TEXT])
{
	buf[0] = '\0';
	if (line == 0)
		format_rate(top, AXIS, buf);
	else if (2 * line == lines)
		format_rate(top / 2, AXIS, buf);
	else if (line == lines - 1)
		snprintf(buf, COLUMN_TEXT, "0");
}

/* Where the graph begins and ends in time. */
static void paint_times(const struct moment *moment, struct pen *pen, int width)
{
	uint64_t step = graph_step(moment), end = graph_end(moment);
	uint64_t cells = (end + step - 1) / step, from = 0;
	char clock[COLUMN_TEXT];
	int x = pen->end - width;

	if (!end)
		return;
	if (cells > (uint64_t)width)
		from = (cells - (uint64_t)width) * step;
	else
		x = pen->end - (int)cells;
	if (from < history_first(&moment->history))
		from = history_first(&moment->history);
	format_clock(history_entry(&moment->history, from)->wall_ns, clock);
	if (x + 18 < pen->end) {
		pen_move(pen, SCREEN_DIM, x);
		pen_text(pen, SCREEN_DIM, clock);
	}
	pen_move(pen, SCREEN_DIM, pen->end - 8);
	format_clock(history_entry(&moment->history, end - 1)->wall_ns, clock);
	pen_text(pen, SCREEN_DIM, clock);
}

void graph_paint(const struct canvas *canvas, const struct moment *moment,
		 unsigned int slot)
{
	const struct pen_glyphs *glyph = pen_glyphs(canvas->utf8);
	int lines = canvas->box.height - 1;
	int width = canvas->box.width - AXIS - 1;
	double rate[SCREEN_WIDTH], top = gather(moment, slot, width, rate);
	char label[COLUMN_TEXT];
	struct pen pen;

	top = top > 0 ? round_up(top) : 1;
	for (int i = 0; i < lines; i++) {
		double low = top * (lines - 1 - i) / lines;

		pen = pen_at(canvas, i);
		scale_text(top, i, lines, label);
		pen_cell(&pen, SCREEN_DIM, label, AXIS, false);
		pen_text(&pen, SCREEN_NORMAL, " ");
		for (int k = 0; k < width; k++)
			paint_bar(&pen, glyph, rate[k], low, top / lines);
	}
	pen = pen_at(canvas, lines);
	paint_times(moment, &pen, width);
}
