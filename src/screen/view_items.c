/* SPDX-License-Identifier: GPL-2.0-only */
/* The lines of the table: which, in what order, and which is selected. */
#include "view_parts.h"

static bool is_wanted(const struct view *view, unsigned int slot)
{
	if (view->config.watched && !view->shown.rows[slot].watched)
		return false;
	return !view->filter.on || view->filter.match[slot];
}

/* Peaks are the view's own: column.c cannot sort by them. */
static void sort_by_peak(const struct view *view, unsigned int *order,
			 unsigned int n)
{
	double sign = view->config.reverse ? -1 : 1;

	for (unsigned int i = 1; i < n; i++) {
		unsigned int slot = order[i], k = i;

		while (k && sign * view->peak[order[k - 1]] <
		       sign * view->peak[slot]) {
			order[k] = order[k - 1];
			k--;
		}
		order[k] = slot;
	}
}

static void add_item(struct view *view, int slot, enum reason_group group)
{
	view->item[view->items].slot = slot;
	view->item[view->items].group = group;
	view->items++;
}

static void add_group(struct view *view, enum reason_group group,
		      const unsigned int *order, unsigned int n)
{
	bool begun = false;

	for (unsigned int i = 0; i < n; i++) {
		if (reason_get(view->shown.isa, order[i])->group != group)
			continue;
		if (!begun)
			add_item(view, -1, group);
		begun = true;
		add_item(view, (int)order[i], group);
	}
}

/* Finds the selected reason again; where it has gone, its place is kept. */
static void find_selection(struct view *view)
{
	unsigned int last = view->items ? view->items - 1 : 0;

	if (view->selected < 0)
		return;
	for (unsigned int i = 0; i < view->items; i++) {
		if (view->item[i].slot == view->selected) {
			view->position = i;
			return;
		}
	}
	if (view->position > last)
		view->position = last;
	if (view->items)
		view->selected = view->item[view->position].slot;
}

/* The first refresh knows counts and no rates. */
static const struct column *sorted_by(const struct view *view)
{
	bool first = !(view->shown.total.has & HAS_DELTA);

	return column_get(first && view->config.sort == COLUMN_RATE ?
			  COLUMN_COUNT : view->config.sort);
}

void items_update(struct view *view)
{
	const struct config *config = &view->config;
	const struct column *col = sorted_by(view);
	unsigned int order[REASON_SLOTS], n, kept = 0;

	n = column_order(col, config->reverse, config->zero || config->watched,
			 &view->shown, order);
	for (unsigned int i = 0; i < n; i++)
		if (is_wanted(view, order[i]))
			order[kept++] = order[i];
	if (config->sort == COLUMN_PEAK)
		sort_by_peak(view, order, kept);

	view->items = 0;
	if (config->groups)
		for (unsigned int g = 0; g < GROUP_COUNT; g++)
			add_group(view, (enum reason_group)g, order, kept);
	else
		for (unsigned int i = 0; i < kept; i++)
			add_item(view, (int)order[i], GROUP_UNDEFINED);
	find_selection(view);
}

/* The nearest reason at @position or beyond it, in steps of @by. */
static int nearest(const struct view *view, int position, int by)
{
	while (position >= 0 && position < (int)view->items) {
		if (view->item[position].slot >= 0)
			return position;
		position += by;
	}
	return -1;
}

void items_select(struct view *view, unsigned int position)
{
	int at;

	if (!view->items)
		return;
	if (position >= view->items)
		position = view->items - 1;
	at = nearest(view, (int)position, 1);
	if (at < 0)
		at = nearest(view, (int)position, -1);
	if (at < 0)
		return;
	view->position = (unsigned int)at;
	view->selected = view->item[at].slot;
}

void items_move(struct view *view, int by)
{
	int position = (int)view->position + by, at;

	if (view->selected < 0) {
		/* The first key selects what is on the screen already. */
		items_select(view, view->top + (by > 1 ? (unsigned int)by : 0));
		return;
	}
	if (position < 0)
		position = 0;
	if (position >= (int)view->items)
		position = (int)view->items - 1;
	at = nearest(view, position, by < 0 ? -1 : 1);
	if (at < 0)
		at = nearest(view, position, by < 0 ? 1 : -1);
	if (at >= 0)
		items_select(view, (unsigned int)at);
}

void items_find(struct view *view, int direction)
{
	int n = (int)view->items;
	int from = view->selected < 0 ? -1 : (int)view->position;

	if (!view->find.on || view->find.bad.text[0])
		return;
	for (int i = 1; i <= n; i++) {
		int at = ((from + i * direction) % n + n) % n;
		int slot = view->item[at].slot;

		if (slot >= 0 && view->find.match[slot]) {
			items_select(view, (unsigned int)at);
			return;
		}
	}
	view_say(view, SCREEN_NOTICE, "no reason shown matches \"%s\"",
		 view->find.text);
}

void items_scroll(struct view *view, unsigned int lines)
{
	unsigned int most = view->items > lines ? view->items - lines : 0;

	if (view->selected >= 0 && view->position < view->top)
		view->top = view->position;
	if (view->selected >= 0 && lines &&
	    view->position >= view->top + lines)
		view->top = view->position - lines + 1;
	if (view->top > most)
		view->top = most;
}
