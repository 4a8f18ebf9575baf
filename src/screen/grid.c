/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdio.h>
#include <string.h>

#include "panels.h"

static const struct grid_column *column_of(const struct grid *grid, int id)
{
	const struct grid_column *column = grid->column;

	while (column->wish.id != id)
		column++;
	return column;
}

/* The head of one column, with a sign where the rows are sorted by it. */
static void paint_head(const struct grid *grid, struct pen *pen,
		       const struct layout_column *at,
		       const struct config *sorted)
{
	const struct pen_glyphs *glyph = pen_glyphs(pen->utf8);
	const struct grid_column *col = column_of(grid, at->id);
	bool is_sorted = sorted && at->id == (int)sorted->sort;
	char text[COLUMN_TEXT];

	snprintf(text, sizeof(text), "%s%s", col->head, !is_sorted ? "" :
		 column_get(sorted->sort)->descending != sorted->reverse ?
		 glyph->descending : glyph->ascending);
	pen_cell(pen, is_sorted ? SCREEN_SORTED : SCREEN_HEAD, text, at->width,
		 col->left);
}

void grid_begin(struct grid *grid, const struct canvas *canvas,
		const struct moment *moment, const struct grid_column *column,
		unsigned int n, const struct config *sorted)
{
	struct layout_wish wish[GRID_IDS];
	struct pen pen = pen_at(canvas, 0);
	unsigned int wishes = 0;

	for (unsigned int i = 0; i < n; i++)
		if (column[i].wish.width)
			wish[wishes++] = column[i].wish;
	grid->moment = moment;
	grid->column = column;
	grid->x = canvas->box.x;
	grid->n = layout_columns(wish, wishes, canvas->box.width, 1, grid->at);
	for (unsigned int i = 0; i < grid->n; i++) {
		pen_move(&pen, SCREEN_HEAD, grid->x + grid->at[i].x);
		paint_head(grid, &pen, &grid->at[i], sorted);
	}
	pen_move(&pen, SCREEN_HEAD, pen.end);
}

/* "up x540" where there is room for all of it, else "up". */
static const char *fit(const char *words, int width, char buf[COLUMN_TEXT])
{
	snprintf(buf, COLUMN_TEXT, "%s", words);
	if (pen_width(buf) > width)
		buf[strcspn(buf, " ")] = '\0';
	return buf;
}

static void paint_cell(const struct grid *grid, struct pen *pen,
		       const struct layout_column *at,
		       const struct grid_row *row)
{
	const struct moment *moment = grid->moment;
	const struct snapshot *snap = &moment->shown;
	bool total = row->slot == REASON_SLOTS;
	enum screen_attr attr = row->plain;
	char text[COLUMN_TEXT] = "", name[REASON_NAME];
	const char *cell = text;
	struct column col;

	switch (at->id) {
	case GRID_SIGN:
		cell = row->state.sign;
		attr = row->state.attr;
		break;
	case COLUMN_NAME:
		cell = total ? "total" : reason_name(snap->isa, row->slot, name);
		attr = row->state.attr;
		break;
	case COLUMN_SHIFT:
		cell = fit(row->state.words, at->width, text);
		attr = row->state.attr;
		break;
	case COLUMN_HISTORY:
		if (moment->peak[row->slot] > 0)
			graph_spark(pen, moment, row->plain == SCREEN_UP ||
				    row->plain == SCREEN_DOWN ? row->plain :
				    SCREEN_GRAPH, row->slot, at->width);
		return;
	case GRID_BEFORE:
		format_rate(row->before, at->width, text);
		attr = SCREEN_DIM;
		break;
	case GRID_AVERAGE:
		format_rate(row->average, at->width, text);
		break;
	case GRID_WHEN:
		cell = row->when;
		attr = SCREEN_DIM;
		break;
	case COLUMN_NUMBER: case COLUMN_GROUP: case COLUMN_STATE:
	case COLUMN_P99: case COLUMN_TOP:
		if (total)
			break;
		/* fallthrough */
	default:
		col = *column_get((enum column_id)at->id);
		col.width = at->width;
		column_text(&col, snap, row->slot, text);
	}
	pen_cell(pen, at->id == COLUMN_GROUP || !strcmp(cell, "-") ?
		 SCREEN_DIM : attr, cell, at->width,
		 column_of(grid, at->id)->left);
}

void grid_row(const struct grid *grid, struct pen *pen,
	      const struct grid_row *row)
{
	for (unsigned int i = 0; i < grid->n; i++) {
		pen_move(pen, SCREEN_NORMAL, grid->x + grid->at[i].x);
		paint_cell(grid, pen, &grid->at[i], row);
	}
	pen_move(pen, SCREEN_NORMAL, pen->end);
}
