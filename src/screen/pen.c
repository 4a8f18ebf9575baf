/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines of text, written from left to right and never beyond their end. */
#include "pen.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "exittop/base/utf8.h"

static const struct pen_glyphs unicode = {
	.up = "▲", .down = "▼", .notice = "!", .mark = "●", .moves = "•",
	.cut = "…", .descending = "▼", .ascending = "▲", .rule = "─",
	.spark = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" },
	.fill = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" },
};

static const struct pen_glyphs ascii = {
	.up = "^", .down = "v", .notice = "!", .mark = "*", .moves = "+",
	.cut = "~", .descending = "v", .ascending = "^", .rule = "-",
	.spark = { "_", ".", ",", ":", "-", "=", "*", "#" },
	.fill = { ".", ".", ".", ":", ":", "|", "|", "#" },
};

const struct pen_glyphs *pen_glyphs(bool utf8)
{
	return utf8 ? &unicode : &ascii;
}

/* Cells of one character. wcwidth() knows none where the locale is C. */
static int width_of(uint32_t code)
{
	int width = code < 0xa0 || code == UTF8_INVALID ? 1 :
		    wcwidth((wchar_t)code);

	return width < 0 ? 1 : width;
}

/* How many bytes at @text are ASCII that can be shown. */
static size_t plain(const char *text)
{
	const char *from = text;

	while (*text >= 0x20 && *text < 0x7f)
		text++;
	return (size_t)(text - from);
}

int pen_width(const char *text)
{
	size_t length = plain(text);
	int width = (int)length;

	for (text += length; *text; text += length)
		width += width_of(utf8_decode(text, &length));
	return width;
}

struct pen pen_at(const struct canvas *canvas, int y)
{
	const struct layout_box *box = &canvas->box;
	struct pen pen = {
		.line = &canvas->screen->line[box->y + y],
		.end = box->x + box->width,
		.utf8 = canvas->utf8,
	};

	pen_move(&pen, SCREEN_NORMAL, box->x);
	return pen;
}

/* Begins a new run where the look changes; out of runs, the last goes on. */
static void look(struct pen *pen, enum screen_attr attr)
{
	struct screen_line *line = pen->line;
	struct screen_run *run = &line->run[line->runs ? line->runs - 1 : 0];

	if (line->runs && run->attr == attr && run->selected == pen->selected)
		return;
	if (line->runs == SCREEN_RUNS)
		return;
	run = &line->run[line->runs++];
	run->byte = (uint16_t)line->bytes;
	run->cell = (uint16_t)line->cells;
	run->attr = (uint8_t)attr;
	run->selected = pen->selected;
}

/* Returns false where the line is full. */
static bool put(struct pen *pen, enum screen_attr attr, const char *bytes,
		size_t length, int width)
{
	struct screen_line *line = pen->line;

	if (line->bytes + length >= SCREEN_BYTES)
		return false;
	if (!length)
		return true;
	look(pen, attr);
	memcpy(line->text + line->bytes, bytes, length);
	line->bytes += (unsigned int)length;
	line->text[line->bytes] = '\0';
	line->cells += (unsigned int)width;
	return true;
}

void pen_move(struct pen *pen, enum screen_attr attr, int x)
{
	static const char blanks[] = "                ";
	int stop = x < pen->end ? x : pen->end, n;

	while ((n = stop - (int)pen->line->cells) > 0) {
		if (n > (int)sizeof(blanks) - 1)
			n = (int)sizeof(blanks) - 1;
		if (!put(pen, attr, blanks, (size_t)n, n))
			return;
	}
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

size_t pen_wrap(const char *text, int room, bool clauses)
{
	size_t hard = 0, soft = 0, clause = 0, length;
	int left = room;

	if (pen_width(text) <= room)
		return strlen(text);
	for (; text[hard]; hard += length) {
		left -= width_of(utf8_decode(text + hard, &length));
		if (left < 0)
			break;
		if (text[hard] != ' ' || !hard ||
		    (is_digit(text[hard - 1]) && is_digit(text[hard + 1])))
			continue;
		soft = hard + 1;
		if (clauses && left < room / 2 && strchr(",;:", text[hard - 1]))
			clause = soft;
	}
	if (soft)
		return clause ? clause : soft;
	while (hard && is_digit(text[hard - 1]))
		hard--;
	return hard;
}

void pen_text(struct pen *pen, enum screen_attr attr, const char *text)
{
	const char *cut = pen_glyphs(pen->utf8)->cut;
	int room = pen->end - (int)pen->line->cells;
	size_t bytes = strlen(text), length;
	bool fits = pen_width(text) <= room;

	if (room <= 0)
		return;
	if (!fits)
		bytes = pen_wrap(text, room - 1, false);
	for (size_t i = 0; i < bytes; i += length) {
		uint32_t code;

		length = plain(text + i);
		if (i + length > bytes)
			length = bytes - i;
		if (length) {
			put(pen, attr, text + i, length, (int)length);
			continue;
		}
		code = utf8_decode(text + i, &length);
		if (utf8_is_visible(code) && (code < 0x80 || pen->utf8))
			put(pen, attr, text + i, length, width_of(code));
		else
			put(pen, attr, "?", 1, 1);
	}
	if (!fits)
		put(pen, attr, cut, strlen(cut), 1);
}

void pen_glyph(struct pen *pen, enum screen_attr attr, const char *glyph)
{
	if ((int)pen->line->cells < pen->end)
		put(pen, attr, glyph, strlen(glyph), 1);
}

void pen_format(struct pen *pen, enum screen_attr attr, const char *fmt, ...)
{
	char text[ERR_TEXT];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	pen_text(pen, attr, text);
}

void pen_cell(struct pen *pen, enum screen_attr attr, const char *text,
	      int width, bool left)
{
	int start = (int)pen->line->cells;
	int end = pen->end, blank = width - pen_width(text);

	if (start + width < pen->end)
		pen->end = start + width;
	if (!left && blank > 0)
		pen_move(pen, attr, start + blank);
	pen_text(pen, attr, text);
	pen_move(pen, attr, start + width);
	pen->end = end;
}

void pen_title(const struct canvas *canvas, const char *text)
{
	struct pen pen = pen_at(canvas, 0);

	pen_text(&pen, SCREEN_HEAD, text);
	pen_move(&pen, SCREEN_HEAD, pen.end);
}

#define FIELD_GAP 2

struct field *pen_add(struct fields *fields, enum screen_attr attr, int rank,
		      const char *fmt, ...)
{
	struct field *field = &fields->field[fields->n++];
	va_list args;

	memset(field, 0, sizeof(*field));
	field->attr = attr;
	field->rank = rank;
	va_start(args, fmt);
	vsnprintf(field->text, sizeof(field->text), fmt, args);
	va_end(args);
	return field;
}

void pen_fields(struct pen *pen, const struct fields *fields)
{
	struct layout_wish wish[FIELDS];
	struct layout_column at[FIELDS];
	int start = (int)pen->line->cells;
	unsigned int n;

	for (unsigned int i = 0; i < fields->n; i++) {
		const struct field *f = &fields->field[i];
		int width = pen_width(f->text);
		int least = f->least && f->least < width ? f->least : width;

		wish[i] = (struct layout_wish){
			(int)i, least,
			f->spring ? SCREEN_WIDTH : width - least, f->rank,
		};
	}
	n = layout_columns(wish, fields->n, pen->end - start, FIELD_GAP, at);
	for (unsigned int i = 0; i < n; i++) {
		const struct field *f = &fields->field[at[i].id];

		pen_move(pen, SCREEN_NORMAL, start + at[i].x);
		pen_cell(pen, f->attr, f->text, at[i].width, true);
	}
}
