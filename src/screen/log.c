/* SPDX-License-Identifier: GPL-2.0-only */
#include "panels.h"

#include <stdio.h>
#include <string.h>

static enum screen_attr sign_of(const struct event *event, bool utf8,
				const char **sign)
{
	const struct pen_glyphs *glyph = pen_glyphs(utf8);

	*sign = " ";
	switch (event->kind) {
	case EVENT_SHIFT:
		*sign = event->up ? glyph->up : glyph->down;
		return event->up ? SCREEN_UP : SCREEN_DOWN;
	case EVENT_STORY:
	case EVENT_PAGING:
	case EVENT_RESET:
	case EVENT_GAP:
	case EVENT_QUIRK:
		*sign = glyph->notice;
		return SCREEN_NOTICE;
	case EVENT_MARK:
		*sign = glyph->mark;
		return SCREEN_BOLD;
	case EVENT_WRAP:
	case EVENT_TOLD:
		break;
	}
	return SCREEN_DIM;
}

static void paint_event(struct pen *pen, const struct event *event)
{
	char clock[COLUMN_TEXT];
	const char *sign;
	enum screen_attr attr = sign_of(event, pen->utf8, &sign);

	format_clock(event->wall_ns, clock);
	pen_format(pen, SCREEN_DIM, "%s ", clock);
	pen_format(pen, attr, "%s ", sign);
	pen_text(pen, attr == SCREEN_DIM ? SCREEN_NORMAL : attr, event->text);
}

int log_lines(const struct canvas *canvas, const struct moment *moment,
	      int slot)
{
	const struct event_log *log = &moment->events;
	uint64_t first = log->end > EVENTS ? log->end - EVENTS : 0;
	int line = 0;

	for (uint64_t i = log->end; i > first; i--) {
		const struct event *event = &log->event[(i - 1) % EVENTS];
		struct pen pen;

		/* The story that stands below the verdict is no news. */
		if (event->kind == EVENT_STORY && !moment->back &&
		    moment->shown.story[0] &&
		    event->at_ns == moment->shown.story_wall_ns)
			continue;
		/* Looking back, what is to come is not known yet. */
		if (event->wall_ns > moment->shown.wall_ns ||
		    (slot >= 0 && event->slot != slot))
			continue;
		if (canvas && line < canvas->box.height) {
			pen = pen_at(canvas, line);
			paint_event(&pen, event);
		}
		line++;
	}
	return line;
}

/* The cell of @ns in a line of @width from @from to @to; -1: outside of it. */
static int cell_of(int64_t ns, int64_t from, int64_t to, int width)
{
	if (from >= to || ns < from || ns > to)
		return -1;
	return (int)(((double)ns - (double)from) /
		     ((double)to - (double)from) * (width - 1));
}

/* Where in time the events are, and the moment shown where it is not now. */
static void paint_timeline(const struct canvas *canvas,
			   const struct moment *moment)
{
	const struct event_log *log = &moment->events;
	const struct history *history = &moment->history;
	struct pen pen = pen_at(canvas, 0);
	const char *cell[SCREEN_WIDTH] = { NULL }, *sign;
	int width = canvas->box.width - 9 - 18, at;
	int64_t from, to;
	char clock[COLUMN_TEXT];

	pen_text(&pen, SCREEN_HEAD, "EVENTS   ");
	if (width < 8 || history->end < 2) {
		pen_move(&pen, SCREEN_HEAD, pen.end);
		return;
	}
	from = history_entry(history, history_first(history))->wall_ns;
	to = moment->live.wall_ns;
	for (uint64_t i = log->end > EVENTS ? log->end - EVENTS : 0;
	     i < log->end; i++) {
		const struct event *event = &log->event[i % EVENTS];
		bool dim = sign_of(event, pen.utf8, &sign) == SCREEN_DIM;

		at = cell_of(event->wall_ns, from, to, width);
		if (at >= 0 && !dim)
			cell[at] = sign;
	}
	at = cell_of(moment->shown.wall_ns, from, to, width);
	if (moment->back && at >= 0)
		cell[at] = "|";
	format_clock(from, clock);
	pen_format(&pen, SCREEN_HEAD, "%s ", clock);
	for (int i = 0; i < width; i++)
		pen_glyph(&pen, SCREEN_HEAD, cell[i] ? cell[i] :
			  pen_glyphs(pen.utf8)->rule);
	format_clock(to, clock);
	pen_format(&pen, SCREEN_HEAD, " %s", clock);
}

void log_paint(const struct canvas *canvas, const struct moment *moment)
{
	struct canvas rest = *canvas;

	rest.box.y++;
	rest.box.height--;
	paint_timeline(canvas, moment);
	log_lines(&rest, moment, -1);
}
