/* SPDX-License-Identifier: GPL-2.0-only */
#include "panels.h"

static const struct grid_column *column_of(const struct grid *grid, int id)
{
	const struct grid_column *column = grid->column;

	while (column->wish.id != id)
		column++;
	return column;
}

void grid_begin(struct grid *grid, const struct canvas *canvas,
		const struct grid_column *column, unsigned int n, int without)
{
	struct layout_wish wish[GRID_COLUMNS];
	struct pen pen = pen_at(canvas, 0);
	unsigned int wishes = 0;

	for (unsigned int i = 0; i < n; i++)
		if (column[i].wish.id != without)
			wish[wishes++] = column[i].wish;
	grid->column = column;
	grid->x = canvas->box.x;
	grid->n = layout_columns(wish, wishes, canvas->box.width, 1, grid->at);
	for (unsigned int i = 0; i < grid->n; i++) {
		const struct grid_column *col = column_of(grid,
							  grid->at[i].id);

		pen_move(&pen, SCREEN_HEAD, grid->x + grid->at[i].x);
		pen_cell(&pen, SCREEN_HEAD, col->head, grid->at[i].width,
			 col->left);
	}
	pen_move(&pen, SCREEN_HEAD, pen.end);
}

static void paint_cell(struct pen *pen, const struct layout_column *at,
		       bool left, const struct moment *moment,
		       const struct grid_row *row)
{
	enum screen_attr attr = row->plain;
	char text[COLUMN_TEXT] = "", name[REASON_NAME];
	const char *cell = text;

	switch ((enum grid_id)at->id) {
	case GRID_SIGN:
		cell = row->sign;
		attr = row->attr == SCREEN_DIM ? SCREEN_NORMAL : row->attr;
		break;
	case GRID_NUMBER:
		column_text(column_get(COLUMN_NUMBER), &moment->shown,
			    row->slot, text);
		break;
	case GRID_NAME:
		cell = reason_name(moment->shown.isa, row->slot, name);
		break;
	case GRID_BEFORE:
		format_rate(row->before, at->width, text);
		attr = row->dim;
		break;
	case GRID_RATE:
		format_rate(row->rate, at->width, text);
		break;
	case GRID_NOW:
		column_text(column_get(COLUMN_RATE), &moment->shown, row->slot,
			    text);
		break;
	case GRID_CHANGE:
		cell = row->change;
		attr = row->attr;
		break;
	case GRID_SINCE:
		if (row->since_ns)
			format_clock(row->since_ns, text);
		attr = SCREEN_DIM;
		break;
	case GRID_HISTORY:
		graph_spark(pen, moment, row->plain == SCREEN_UP ||
			    row->plain == SCREEN_DOWN ? row->plain :
			    SCREEN_GRAPH, row->slot, at->width);
		return;
	}
	pen_cell(pen, attr, cell, at->width, left);
}

void grid_row(const struct grid *grid, struct pen *pen,
	      const struct moment *moment, const struct grid_row *row)
{
	for (unsigned int i = 0; i < grid->n; i++) {
		const struct layout_column *at = &grid->at[i];

		pen_move(pen, SCREEN_NORMAL, grid->x + at->x);
		paint_cell(pen, at, column_of(grid, at->id)->left, moment,
			   row);
	}
}
