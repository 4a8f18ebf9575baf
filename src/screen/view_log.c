/* SPDX-License-Identifier: GPL-2.0-only */
/* The events, newest first. */
#include "view_parts.h"

#include <stdio.h>
#include <string.h>

static enum screen_attr sign_of(const struct view *view,
				const struct event *event, const char **sign)
{
	const struct glyphs *glyph = glyphs(view->utf8);

	*sign = " ";
	switch (event->kind) {
	case EVENT_SHIFT:
		*sign = event->up ? glyph->up : glyph->down;
		return event->up ? SCREEN_UP : SCREEN_DOWN;
	case EVENT_PAGING:
	case EVENT_RESET:
	case EVENT_GAP:
	case EVENT_QUIRK:
		*sign = glyph->notice;
		return SCREEN_NOTICE;
	case EVENT_MARK:
		*sign = glyph->moved;
		return SCREEN_BOLD;
	case EVENT_WRAP:
	case EVENT_TOLD:
		break;
	}
	return SCREEN_DIM;
}

static void paint_event(const struct view *view, struct pen *pen,
			const struct event *event)
{
	char clock[COLUMN_TEXT];
	const char *sign;
	enum screen_attr attr = sign_of(view, event, &sign);

	format_clock(event->wall_ns, clock);
	pen_format(pen, SCREEN_DIM, "%s ", clock);
	pen_format(pen, attr, "%s ", sign);
	pen_text(pen, attr == SCREEN_DIM ? SCREEN_NORMAL : attr, event->text);
}

void log_lines(const struct view *view, struct screen *screen,
	       const struct layout_box *box, int slot)
{
	const struct event_log *log = &view->events;
	uint64_t first = log->end > EVENTS ? log->end - EVENTS : 0;
	int line = 0;

	for (uint64_t i = log->end; i > first && line < box->height; i--) {
		const struct event *event = &log->event[(i - 1) % EVENTS];
		struct pen pen;

		/* Looking back, what is to come is not known yet. */
		if (event->wall_ns > view->shown.wall_ns ||
		    (slot >= 0 && event->slot != slot))
			continue;
		pen = pen_at(view, screen, box->x, box->y + line++,
			     box->width);
		paint_event(view, &pen, event);
	}
}

void log_paint(const struct view *view, struct screen *screen,
	       const struct layout_box *box)
{
	struct layout_box rest = { box->x, box->y + 1, box->width,
				   box->height - 1 };
	struct pen pen = pen_at(view, screen, box->x, box->y, box->width);

	pen_text(&pen, SCREEN_HEAD, "EVENTS");
	pen_move(&pen, SCREEN_HEAD, box->x + box->width);
	log_lines(view, screen, &rest, -1);
}
