/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PEN_H
#define PEN_H

#include "exittop/base/countof.h"
#include "exittop/data/column.h"
#include "layout.h"
#include "screen.h"

/*
 * pen: writes lines of a screen from left to right, never beyond their end.
 * Text from outside may hold anything: control characters become '?'.
 */

/* Where a painter paints: a box of the screen. */
struct canvas {
	struct screen *screen;
	struct layout_box box;
	bool utf8;		/* else other characters become '?' */
};

struct pen {
	struct screen_line *line;
	int end;		/* first cell that may not be written */
	bool utf8;
	bool selected;
};

struct pen_glyphs {
	const char *up, *down, *notice, *mark, *moves;
	const char *cut;		/* ends a text that was cut */
	const char *descending, *ascending;
	const char *rule;
	const char *spark[8];		/* 0 and up to the highest */
	const char *fill[8];		/* eighths of a cell, then all of it */
};

const struct pen_glyphs *pen_glyphs(bool utf8);

/* Cells that @text takes. */
int pen_width(const char *text);

/*
 * How many bytes of @text go into a line of @room cells: all; or up to the
 * blank after a word, where there is one, with @clauses rather after a comma;
 * and never up to a digit, as a number that was cut would be another one.
 */
size_t pen_wrap(const char *text, int room, bool clauses);

/* A pen for line @y of the canvas' box. */
struct pen pen_at(const struct canvas *canvas, int y);

/* Blanks up to cell @x of the line. */
void pen_move(struct pen *pen, enum screen_attr attr, int x);

/* Writes @text; what does not fit is cut, with a sign that says so. */
void pen_text(struct pen *pen, enum screen_attr attr, const char *text);

/* Writes a glyph: one cell, if there is one left. */
void pen_glyph(struct pen *pen, enum screen_attr attr, const char *glyph);

void pen_format(struct pen *pen, enum screen_attr attr, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Writes @text into exactly @width cells. */
void pen_cell(struct pen *pen, enum screen_attr attr, const char *text,
	      int width, bool left);

/* The title of a panel, in reverse over the whole of line 0. */
void pen_title(const struct canvas *canvas, const char *text);

/* A text of a line that gives way to others where there is no room. */
struct field {
	enum screen_attr attr;
	int rank;		/* as in struct layout_wish */
	int least;		/* cells it can be cut to; 0: none */
	bool spring;		/* takes what is left over */
	char text[SNAPSHOT_TEXT];
};

#define FIELDS 24

struct fields {
	unsigned int n;
	struct field field[FIELDS];
};

/* Adds a field; returns it, to be refined. */
struct field *pen_add(struct fields *fields, enum screen_attr attr,
			 int rank, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* Writes those fields that fit, two blanks apart. */
void pen_fields(struct pen *pen, const struct fields *fields);

#endif
