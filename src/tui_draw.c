/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The bytes that make the terminal show a screen: what it shows is kept cell
 * by cell, and what differs is sent. Knows no curses: struct draw_term tells
 * what the terminal understands. curses could do this, but prices every move
 * of the cursor by several ways to make it, which took twice the time of all
 * the rest of a refresh.
 */
#include "tui_parts.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define ERASE_LEAST 4	/* blanks that cost more than to erase the line's end */
#define GAP_MOST    4	/* bytes that cost no more than to move over them */
#define UNKNOWN	    -1

/* ---- cells ---- */

/* In one step: x86, which CPUID is of, has the first byte lowest. */
static union draw_cell ascii_cell(char c, unsigned int look)
{
	return (union draw_cell){ .all = (unsigned char)c |
				  (uint64_t)look << 8 * DRAW_TEXT };
}

static void set_cell(union draw_cell *cell, const char *bytes, size_t n,
		     unsigned int look)
{
	cell->all = 0;
	memcpy(cell->as.text, bytes, n);
	cell->as.look = (uint8_t)look;
}

static bool is_blank(const union draw_cell *cell)
{
	return cell->as.text[0] == ' ' && !cell->as.text[1];
}

/*
 * Columns of the character at @s, and its bytes. Lines, blocks and the like
 * have one; what users type is looked up.
 */
static int measure(const char *s, size_t *n)
{
	const unsigned char *u = (const unsigned char *)s;
	wchar_t code;
	int length, width;

	*n = 3;
	if (u[0] == 0xe2 && (u[1] == 0x80 || (u[1] >= 0x94 && u[1] <= 0x97)))
		return 1;
	length = mbtowc(&code, s, MB_CUR_MAX);
	*n = length > 0 ? (size_t)length : 1;
	width = length > 0 ? wcwidth(code) : 1;
	return width < 0 ? 1 : width;
}

/* What goes onto the character before it, as far as there is room. */
static void combine(union draw_cell *cell, const char *bytes, size_t n)
{
	size_t used = strnlen(cell->as.text, DRAW_TEXT);

	if (used + n <= DRAW_TEXT)
		memcpy(cell->as.text + used, bytes, n);
}

/* A character that is not ASCII. Returns the bytes it has. */
static size_t take_wide(struct draw *draw, int *x, const char *s,
			unsigned int look)
{
	union draw_cell *line = draw->line;
	size_t n;
	int width = measure(s, &n);

	if (n > DRAW_TEXT) {
		set_cell(&line[(*x)++], "?", 1, look);
	} else if (width == 0) {
		if (*x)
			combine(&line[*x - 1], s, n);
	} else if (*x + width <= draw->width) {
		set_cell(&line[(*x)++], s, n, look);
		/* The rest of a wide one holds nothing. */
		for (int i = 1; i < width; i++)
			set_cell(&line[(*x)++], "", 0, look);
	} else {
		set_cell(&line[(*x)++], " ", 1, look);
	}
	return n;
}

/* A blank looks like any other where only its letters would look different. */
static unsigned int look_of_blank(const struct draw *draw, unsigned int look)
{
	return draw->term->plain[look] ? 0 : look;
}

static void take_run(struct draw *draw, int *x, const char *s,
		     const char *end, unsigned int look)
{
	union draw_cell blank = ascii_cell(' ', look_of_blank(draw, look));
	union draw_cell *cell = draw->line + *x;
	const union draw_cell *stop = draw->line + draw->width;

	while (s < end && cell < stop) {
		if (*s & 0x80) {
			*x = (int)(cell - draw->line);
			s += take_wide(draw, x, s, look);
			cell = draw->line + *x;
		} else {
			*cell++ = *s == ' ' ? blank : ascii_cell(*s, look);
			s++;
		}
	}
	*x = (int)(cell - draw->line);
}

/* The line's cells into draw->line. */
static void take_line(struct draw *draw, const struct screen_line *line)
{
	int x = 0;

	for (unsigned int i = 0; i < line->runs; i++) {
		const struct screen_run *run = &line->run[i];
		const char *end = line->text + (i + 1 < line->runs ?
						run[1].byte : line->bytes);

		take_run(draw, &x, line->text + run->byte, end, run->attr +
			 (run->selected ? (unsigned int)SCREEN_ATTRS : 0));
	}
	while (x < draw->width)
		draw->line[x++] = ascii_cell(' ', 0);
}

/* ---- bytes ---- */

static void flush(struct draw *draw)
{
	draw->term->send(draw->out, draw->used);
	draw->used = 0;
}

static void put(struct draw *draw, const char *bytes, size_t n)
{
	if (draw->used + n > sizeof(draw->out))
		flush(draw);
	memcpy(draw->out + draw->used, bytes, n);
	draw->used += n;
}

static void put_text(struct draw *draw, const char *text)
{
	put(draw, text, strlen(text));
}

static void put_look(struct draw *draw, unsigned int look)
{
	if (look != draw->look)
		put_text(draw, draw->term->look(draw->look, look));
	draw->look = look;
}

static void put_cell(struct draw *draw, const union draw_cell *cell)
{
	/* A plain blank may be sent in any plain look. */
	if (!is_blank(cell) || cell->as.look ||
	    !draw->term->plain[draw->look])
		put_look(draw, cell->as.look);
	put(draw, cell->as.text, strnlen(cell->as.text, DRAW_TEXT));
	draw->x++;
}

/* Can the cells up to @x be sent again at less than it costs to move? */
static bool is_cheap_gap(const struct draw *draw, int x)
{
	size_t bytes = 0;

	for (int i = draw->x; i < x; i++) {
		const union draw_cell *cell = &draw->line[i];

		if (cell->as.look != draw->look &&
		    !(is_blank(cell) && !cell->as.look &&
		      draw->term->plain[draw->look]))
			return false;
		bytes += strnlen(cell->as.text, DRAW_TEXT);
		if (bytes > GAP_MOST)
			return false;
	}
	return true;
}

static void put_move(struct draw *draw, int y, int x)
{
	const char *right = NULL;

	if (y == draw->y && x == draw->x)
		return;
	if (y == draw->y && x > draw->x && draw->x != UNKNOWN) {
		if (is_cheap_gap(draw, x)) {
			while (draw->x < x)
				put_cell(draw, &draw->line[draw->x]);
			return;
		}
		right = draw->term->right(x - draw->x);
	}
	if (!draw->term->moves_in_looks)
		put_look(draw, 0);
	put_text(draw, right ? right : draw->term->move(y, x));
	draw->y = y;
	draw->x = x;
}

/* ---- lines ---- */

/* The first cell from @x on that differs; a whole character. */
static int next_change(const struct draw *draw, const union draw_cell *was,
		       int x, int end)
{
	while (x < end && draw->line[x].all == was[x].all)
		x++;
	while (x > 0 && x < end && !draw->line[x].as.text[0])
		x--;
	return x;
}

/* The cell behind the last that is no plain blank. */
static int text_end(const struct draw *draw)
{
	int end = draw->width;

	while (end > 0 && is_blank(&draw->line[end - 1]) &&
	       !draw->line[end - 1].as.look)
		end--;
	return end;
}

/* Is the corner of the screen one that would make it scroll? */
static bool is_forbidden(const struct draw *draw, int y, int x)
{
	return !draw->term->corner && y == draw->height - 1 &&
	       x == draw->width - 1;
}

static void send_cells(struct draw *draw, const union draw_cell *was, int y,
		       int from, int end)
{
	int x = next_change(draw, was, from, end);

	while (x < end && !is_forbidden(draw, y, x)) {
		put_move(draw, y, x);
		do {
			put_cell(draw, &draw->line[x++]);
		} while (x < end && !draw->line[x].as.text[0]);
		/* At the margin terminals disagree where the cursor is. */
		if (x >= draw->width)
			draw->x = UNKNOWN;
		x = next_change(draw, was, x, end);
	}
}

static void send_line(struct draw *draw, int y)
{
	union draw_cell *was = draw->was + y * draw->width;
	size_t size = (size_t)draw->width * sizeof(*was);
	int first, last = draw->width, end;

	if (!memcmp(was, draw->line, size))
		return;
	end = text_end(draw);
	first = next_change(draw, was, 0, draw->width);
	while (last > first && draw->line[last - 1].all == was[last - 1].all)
		last--;
	if (end < first)
		end = first;
	if (!draw->term->erase_end || last - end < ERASE_LEAST) {
		send_cells(draw, was, y, first, last);
	} else {
		send_cells(draw, was, y, first, end);
		put_move(draw, y, end);
		put_look(draw, 0);
		put_text(draw, draw->term->erase_end);
	}
	memcpy(was, draw->line, size);
}

void draw_begin(struct draw *draw, const struct draw_term *term, int width,
		int height)
{
	draw->term = term;
	draw->width = width;
	draw->height = height;
	draw->x = draw->y = UNKNOWN;
	draw->look = 0;
	draw->used = 0;
	for (int i = 0; i < width * height; i++)
		draw->was[i] = ascii_cell(' ', 0);
}

void draw_screen(struct draw *draw, const struct screen *screen)
{
	for (int y = 0; y < draw->height; y++) {
		take_line(draw, &screen->line[y]);
		send_line(draw, y);
	}
	put_look(draw, 0);
	if (draw->y != screen->cursor_y || draw->x != screen->cursor_x) {
		put_text(draw, draw->term->move(screen->cursor_y,
						screen->cursor_x));
		draw->y = screen->cursor_y;
		draw->x = screen->cursor_x;
	}
	if (draw->used)
		flush(draw);
}
