/* SPDX-License-Identifier: GPL-2.0-only */
/* The lines of the table: which, in what order, and which is selected. */
#include "list.h"

#include <string.h>

#include "exittop/data/filter.h"

void list_pattern(struct pattern *pattern, const char *text, enum isa isa)
{
	if (text != pattern->text)
		memccpy(pattern->text, text, '\0', PATTERN_TEXT - 1);
	pattern->bad.text[0] = '\0';
	if (!pattern->text[0])
		pattern->on = false;
	else if (!filter_match(pattern->text, isa, pattern->match,
			       &pattern->bad))
		pattern->on = true;
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

void list_update(struct list *list, const struct config *config,
		 const struct moment *moment)
{
	const struct snapshot *snap = &moment->shown;
	/* The first refresh knows counts and no rates. */
	bool rates = config->sort != COLUMN_RATE || snap->total.has & HAS_DELTA;
	unsigned int order[REASON_SLOTS], n;

	n = column_order(column_get(rates ? config->sort : COLUMN_COUNT),
			 config->reverse, config->zero || config->watched, snap,
			 order);
	list->items = 0;
	for (unsigned int i = 0; i < n; i++)
		if ((!config->watched || snap->rows[order[i]].watched) &&
		    (!list->filter.on || list->filter.match[order[i]]))
			list->item[list->items++] = order[i];
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
