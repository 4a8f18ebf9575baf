/* SPDX-License-Identifier: GPL-2.0-only */
#include "layout.h"

#include <string.h>

#define VERDICT_WIDE	160	/* from here on the verdict is one line */
#define VERDICT_TALL	16	/* and below this height */
#define STORY_TALL	24	/* from here on what happened may have 3 lines */
#define TABLE_MIN	4	/* a head and three rows */
#define TABLE_WELL	7	/* what it is left before the log grows */
#define WATCH_MIN	3	/* a title and two rows */
#define WATCH_WELL	7	/* a title and the six rows of the default */
#define LOG_MIN		2	/* a title and an event */
#define LOG_WELL	3	/* before the table grows, too */
#define LOG_MAX		9
#define DETAILS_WELL	22

static int min(int a, int b)
{
	return a < b ? a : b;
}

static int max(int a, int b)
{
	return a > b ? a : b;
}

/* Gives @panel the next @height lines, whole width. */
static void place(struct layout *layout, enum layout_panel panel, int *y,
		  int height)
{
	struct layout_box *box = &layout->panel[panel];

	box->x = 0;
	box->y = *y;
	box->width = layout->width;
	box->height = height;
	*y += height;
}

/*
 * The watch panel would like six rows, or half of a tall screen; of @lines,
 * @others are not for it. Nothing where that leaves less than its least.
 */
static int watch_height(const struct layout_want *want, int lines, int others)
{
	int height = min(1 + (int)want->watched, max(WATCH_WELL, lines / 2));

	height = min(height, lines - others);
	return !want->watched || height < WATCH_MIN ? 0 : height;
}

/* How many lines of @spare go to the log below the table. */
static int log_height(const struct layout_want *want, int spare)
{
	int height;

	if (!want->log)
		return 0;
	spare = min(spare, LOG_WELL) + max(0, spare - 2 * LOG_WELL);
	height = min(1 + (int)want->events, min(LOG_MAX, spare));
	return height < LOG_MIN ? 0 : height;
}

/*
 * The lines between verdict and footer: the table takes its least, then the
 * watch panel what it needs, then the log, and the table all that is left.
 */
static void split_table(struct layout *layout, const struct layout_want *want,
			int y, int lines)
{
	bool side = layout->width >= LAYOUT_SIDE_WIDTH && want->log;
	int watch = watch_height(want, lines, TABLE_MIN), log;

	side = side && watch > LOG_MIN;
	log = side ? 0 : log_height(want, lines - watch - TABLE_WELL);

	place(layout, PANEL_WATCH, &y, watch);
	place(layout, PANEL_TABLE, &y, lines - watch - log);
	place(layout, PANEL_LOG, &y, log);
	if (side) {
		struct layout_box *left = &layout->panel[PANEL_WATCH];
		struct layout_box *right = &layout->panel[PANEL_LOG];

		*right = *left;
		left->width = layout->width * 3 / 5 - 1;
		right->x = left->width + 2;
		right->width = layout->width - right->x;
	}
}

/* As split_table(), with the details pane between table and footer. */
static void split_details(struct layout *layout,
			  const struct layout_want *want, int y, int lines)
{
	int watch = watch_height(want, lines, DETAILS_WELL + TABLE_MIN);
	int table = 0, details = lines - watch;

	if (details >= DETAILS_WELL + TABLE_MIN) {
		table = max(TABLE_MIN, (details - DETAILS_WELL) * 2 / 3);
		details -= table;
	}
	place(layout, PANEL_WATCH, &y, watch);
	place(layout, PANEL_TABLE, &y, table);
	place(layout, PANEL_DETAILS, &y, details);
}

void layout_panels(struct layout *layout, int width, int height,
		   const struct layout_want *want)
{
	int verdict, y = 0, lines;

	memset(layout, 0, sizeof(*layout));
	layout->width = min(width, LAYOUT_MAX_WIDTH);
	layout->height = min(height, LAYOUT_MAX_HEIGHT);
	layout->small = width < LAYOUT_MIN_WIDTH || height < LAYOUT_MIN_HEIGHT;
	if (layout->small)
		return;

	verdict = width < VERDICT_WIDE && height >= VERDICT_TALL ? 2 : 1;
	place(layout, PANEL_HEADER, &y, 1);
	if (height >= VERDICT_TALL)
		verdict += min(want->story, height >= STORY_TALL ? 3 : 1);
	place(layout, PANEL_VERDICT, &y, verdict);
	lines = layout->height - y - 1;
	if (want->details)
		split_details(layout, want, y, lines);
	else
		split_table(layout, want, y, lines);
	y += lines;
	place(layout, PANEL_FOOTER, &y, 1);
}

/* The width of all that are @shown, gaps included. */
static int total(const struct layout_wish *wish, const bool *shown,
		 unsigned int n, int gap)
{
	int width = -gap;

	for (unsigned int i = 0; i < n; i++)
		if (shown[i])
			width += wish[i].width + gap;
	return width;
}

/* The shown wish that goes first, or n where only one is left. */
static unsigned int least(const struct layout_wish *wish, const bool *shown,
			  unsigned int n)
{
	unsigned int worst = n, left = 0;

	for (unsigned int i = 0; i < n; i++) {
		if (!shown[i])
			continue;
		left++;
		if (worst == n || wish[i].rank >= wish[worst].rank)
			worst = i;
	}
	return left ? worst : n;
}

#define WISHES 64

unsigned int layout_columns(const struct layout_wish *wish, unsigned int n,
			    int width, int gap, struct layout_column *out)
{
	bool shown[WISHES];
	unsigned int count = 0, worst;
	int spare, x = 0;

	if (n > WISHES)
		n = WISHES;
	memset(shown, true, sizeof(shown));
	while ((spare = width - total(wish, shown, n, gap)) < 0) {
		worst = least(wish, shown, n);
		if (worst == n)
			return 0;
		shown[worst] = false;
	}
	for (unsigned int i = 0; i < n; i++) {
		int more;

		if (!shown[i])
			continue;
		more = min(spare, wish[i].grow);
		out[count].id = wish[i].id;
		out[count].x = x;
		out[count].width = wish[i].width + more;
		spare -= more;
		x += out[count++].width + gap;
	}
	return count;
}
