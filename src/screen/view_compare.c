/* SPDX-License-Identifier: GPL-2.0-only */
/* The table while comparing: the rates before the mark, since it, and now. */
#include "view_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { COMPARE_SIGN, COMPARE_NUMBER, COMPARE_NAME, COMPARE_BEFORE,
       COMPARE_SINCE, COMPARE_NOW, COMPARE_CHANGE, COMPARE_HISTORY };

static const struct layout_wish wishes[] = {
	{ COMPARE_SIGN, 1, 0, 3 },
	{ COMPARE_NUMBER, 5, 0, 5 },
	{ COMPARE_NAME, 19, 6, 0 },
	{ COMPARE_BEFORE, 9, 0, 1 },
	{ COMPARE_SINCE, 9, 0, 0 },
	{ COMPARE_NOW, 9, 0, 2 },
	{ COMPARE_CHANGE, 8, 0, 2 },
	{ COMPARE_HISTORY, 8, 120, 4 },
};

static const struct head heads[] = {
	[COMPARE_SIGN] = { "", false }, [COMPARE_NUMBER] = { "#", false },
	[COMPARE_NAME] = { "REASON", true },
	[COMPARE_BEFORE] = { "BEFORE/s", false },
	[COMPARE_SINCE] = { "SINCE/s", false },
	[COMPARE_NOW] = { "NOW/s", false },
	[COMPARE_CHANGE] = { "CHANGE", false },
	[COMPARE_HISTORY] = { "HISTORY", true },
};

void compare_toggle(struct view *view)
{
	if (!view->mark.set) {
		view_say(view, SCREEN_NOTICE,
			 "no mark to compare with yet: m sets one");
		return;
	}
	view->compare = !view->compare;
	if (view->compare)
		view_say(view, SCREEN_NORMAL,
			 "before and since the mark \"%.60s\"",
			 view->mark.name);
}

/* Exits per second from @a to the counts @to at @to_ns; NAN: unknown. */
static double rate_since(const struct view_mark *a, unsigned int slot,
			 uint64_t to, uint64_t to_ns)
{
	if (!a->known[slot] || to < a->count[slot] || to_ns <= a->mono_ns)
		return NAN;
	return (double)(to - a->count[slot]) /
	       ((double)(to_ns - a->mono_ns) / 1e9);
}

struct rates {
	double before, since;
};

static void rates_of(const struct view *view, unsigned int slot,
		     struct rates *rates)
{
	const struct snapshot *now = view->paused ? &view->still :
				     &view->live;
	const struct view_mark *mark = &view->mark;
	const struct view_mark *from = &view->first;

	if (view->reset.set && view->reset.mono_ns < mark->mono_ns)
		from = &view->reset;
	rates->before = rates->since = NAN;
	if (mark->known[slot])
		rates->before = rate_since(from, slot, mark->count[slot],
					   mark->mono_ns);
	if (now->rows[slot].has & HAS_COUNT)
		rates->since = rate_since(mark, slot, now->rows[slot].count,
					  now->mono_ns);
}

/* A ratio is a figure here, not a finding: --compare tests, this shows. */
static enum screen_attr change_text(const struct rates *rates,
				    char buf[COLUMN_TEXT])
{
	double ratio = rates->since / rates->before;
	char number[COLUMN_TEXT];

	buf[0] = '\0';
	if (isnan(rates->before) || isnan(rates->since) ||
	    (rates->before <= 0 && rates->since <= 0))
		return SCREEN_NORMAL;
	if (rates->before <= 0)
		snprintf(buf, COLUMN_TEXT, "new");
	else if (rates->since <= 0)
		snprintf(buf, COLUMN_TEXT, "gone");
	else if (ratio >= 10) {
		format_count((uint64_t)llround(ratio), 6, number);
		snprintf(buf, COLUMN_TEXT, "x%.30s", number);
	} else if (ratio >= 0.01)
		snprintf(buf, COLUMN_TEXT, "x%.2f", ratio);
	else
		snprintf(buf, COLUMN_TEXT, "x<0.01");
	if (ratio > 1.5)
		return SCREEN_UP;
	return ratio < 1 / 1.5 ? SCREEN_DOWN : SCREEN_NORMAL;
}

static void paint_cell(const struct view *view, struct pen *pen,
		       const struct layout_column *at, unsigned int slot,
		       const struct rates *rates)
{
	enum screen_attr attr = SCREEN_NORMAL;
	char text[COLUMN_TEXT] = "", name[REASON_NAME];

	switch (at->id) {
	case COMPARE_SIGN:
		attr = change_text(rates, text);
		snprintf(text, sizeof(text), "%s", attr == SCREEN_UP ?
			 glyphs(view->utf8)->up : attr == SCREEN_DOWN ?
			 glyphs(view->utf8)->down : "");
		break;
	case COMPARE_NUMBER:
		column_text(column_get(COLUMN_NUMBER), &view->shown, slot,
			    text);
		break;
	case COMPARE_NAME:
		pen_cell(pen, attr, reason_name(view->shown.isa, slot, name),
			 at->width, true);
		return;
	case COMPARE_BEFORE:
		rate_text(rates->before, at->width, text);
		break;
	case COMPARE_SINCE:
		rate_text(rates->since, at->width, text);
		break;
	case COMPARE_NOW:
		column_text(column_get(COLUMN_RATE), &view->shown, slot, text);
		break;
	case COMPARE_CHANGE:
		attr = change_text(rates, text);
		break;
	case COMPARE_HISTORY:
		graph_spark(view, pen, SCREEN_GRAPH, slot, at->width);
		return;
	}
	pen_cell(pen, attr, text, at->width, false);
}

static void paint_row(const struct view *view, struct pen *pen, int x,
		      const struct layout_column *cols, unsigned int n,
		      const struct view_item *item)
{
	struct rates rates;

	if (item->slot < 0) {
		pen_format(pen, SCREEN_BOLD, "  %s",
			   reason_group_name(item->group));
		return;
	}
	rates_of(view, (unsigned int)item->slot, &rates);
	pen->selected = item->slot == view->selected;
	for (unsigned int i = 0; i < n; i++) {
		pen_move(pen, SCREEN_NORMAL, x + cols[i].x);
		paint_cell(view, pen, &cols[i], (unsigned int)item->slot,
			   &rates);
	}
	pen_move(pen, SCREEN_NORMAL, pen->end);
}

void compare_paint(struct view *view, struct screen *screen,
		   const struct layout_box *box)
{
	struct layout_column cols[COUNTOF(wishes)];
	unsigned int n = layout_columns(wishes, COUNTOF(wishes), box->width,
					1, cols);
	int lines = box->height - 1;

	view->columns = 0;	/* these heads do not sort */
	items_scroll(view, (unsigned int)lines);
	pen_heads(view, screen, box, heads, cols, n);
	for (int i = 0; i < lines; i++) {
		unsigned int at = view->top + (unsigned int)i;
		struct pen pen;

		if (at >= view->items)
			break;
		pen = pen_at(view, screen, box->x, box->y + 1 + i, box->width);
		paint_row(view, &pen, box->x, cols, n, &view->item[at]);
		if (view->selected >= 0 && at == view->position)
			screen->cursor_y = box->y + 1 + i;
	}
}
