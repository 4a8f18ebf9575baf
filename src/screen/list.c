/* SPDX-License-Identifier: GPL-2.0-only */
/* The lines of the table: which, in what order, and which is selected. */
#include "list.h"

#include <string.h>

#include "exittop/base/order.h"
#include "exittop/data/filter.h"

void list_pattern(struct pattern *pattern, const char *text, enum isa isa)
{
	if (text != pattern->text)
		memccpy(pattern->text, text, '\0', PATTERN_TEXT - 1);
	pattern->bad.text[0] = '\0';
	pattern->on = pattern->text[0] != '\0';
	if (pattern->on)
		filter_match(pattern->text, isa, pattern->match,
			     &pattern->bad);
}

static bool is_wanted(const struct list *list, const struct config *config,
		      const struct row *row, unsigned int slot)
{
	if (config->watched && !row->watched)
		return false;
	return !list->filter.on || list->filter.match[slot];
}

/* Peaks are not the snapshot's: column.c cannot sort by them. */
static int by_peak(const void *peaks, unsigned int a, unsigned int b)
{
	const double *peak = peaks;

	return (peak[a] < peak[b]) - (peak[a] > peak[b]);
}

static int by_peak_reversed(const void *peaks, unsigned int a, unsigned int b)
{
	return by_peak(peaks, b, a);
}

/* Finds the selected reason again; where it has gone, its place is kept. */
static void find_selection(struct list *list)
{
	unsigned int last = list->items ? list->items - 1 : 0;

	if (list->selected < 0)
		return;
	for (unsigned int i = 0; i < list->items; i++) {
		if ((int)list->item[i] == list->selected) {
			list->position = i;
			return;
		}
	}
	if (list->position > last)
		list->position = last;
	if (list->items)
		list->selected = (int)list->item[list->position];
}

/* The first refresh knows counts and no rates. */
static const struct column *sorted_by(const struct config *config,
				      const struct snapshot *snap)
{
	bool first = !(snap->total.has & HAS_DELTA);

	return column_get(first && config->sort == COLUMN_RATE ?
			  COLUMN_COUNT : config->sort);
}

void list_update(struct list *list, const struct config *config,
		 const struct moment *moment)
{
	const struct snapshot *snap = &moment->shown;
	unsigned int order[REASON_SLOTS], n;

	n = column_order(sorted_by(config, snap), config->reverse,
			 config->zero || config->watched, snap, order);
	list->items = 0;
	for (unsigned int i = 0; i < n; i++)
		if (is_wanted(list, config, &snap->rows[order[i]], order[i]))
			list->item[list->items++] = order[i];
	if (config->sort == COLUMN_PEAK)
		order_sort(list->item, list->items, config->reverse ?
			   by_peak_reversed : by_peak, moment->peak);
	find_selection(list);
}

void list_select(struct list *list, unsigned int position)
{
	if (!list->items)
		return;
	list->position = position < list->items ? position : list->items - 1;
	list->selected = (int)list->item[list->position];
}

void list_move(struct list *list, int by)
{
	int position = (int)list->position + by;

	/* The first key selects what is on the screen already. */
	if (list->selected < 0)
		position = (int)list->top + (by > 1 ? by : 0);
	list_select(list, position < 0 ? 0 : (unsigned int)position);
}

bool list_find(struct list *list, int direction)
{
	int n = (int)list->items;
	int from = list->selected < 0 ? -1 : (int)list->position;

	if (!list->find.on || list->find.bad.text[0])
		return true;
	for (int i = 1; i <= n; i++) {
		int at = ((from + i * direction) % n + n) % n;

		if (list->find.match[list->item[at]]) {
			list_select(list, (unsigned int)at);
			return true;
		}
	}
	return false;
}

static void scroll(struct list *list, unsigned int lines)
{
	unsigned int most = list->items > lines ? list->items - lines : 0;

	if (list->selected >= 0 && list->position < list->top)
		list->top = list->position;
	if (list->selected >= 0 && lines &&
	    list->position >= list->top + lines)
		list->top = list->position - lines + 1;
	if (list->top > most)
		list->top = most;
}

void list_paint(struct list *list, const struct canvas *canvas, int lines,
		void (*paint)(const void *ctx, struct pen *pen,
			      unsigned int slot), const void *ctx)
{
	scroll(list, (unsigned int)lines);
	for (int i = 0; i < lines; i++) {
		unsigned int at = list->top + (unsigned int)i;
		struct pen pen;

		if (at >= list->items)
			break;
		pen = pen_at(canvas, 1 + i);
		pen.selected = (int)list->item[at] == list->selected;
		paint(ctx, &pen, list->item[at]);
		if (pen.selected)
			canvas->screen->cursor_y = canvas->box.y + 1 + i;
	}
}
