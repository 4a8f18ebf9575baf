/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is sent, read by a terminal made of cells: whatever the screens are, it
 * shows the last one.
 */
#include "unit.h"

#include <locale.h>
#include <stdlib.h>
#include <wchar.h>

#include "../src/tui_parts.h"

#define WIDTH  40
#define HEIGHT 9

struct shown {
	char text[16];			/* "": the rest of a wide character */
	unsigned int look;
};

static struct shown terminal[HEIGHT][WIDTH];
static int at_y, at_x;			/* -1: in nobody's knowledge */
static unsigned int at_look;
static size_t sent;
static struct draw draw;
static struct screen screen;

/* ---- the terminal ---- */

static const struct shown nothing = { " ", 0 };

static void clear(void)
{
	for (int y = 0; y < HEIGHT; y++)
		for (int x = 0; x < WIDTH; x++)
			terminal[y][x] = nothing;
	at_y = at_x = -1;
	at_look = 0;
}

static const char *term_move(int y, int x)
{
	static char text[32];

	assert_in_range(y, 0, HEIGHT - 1);
	assert_in_range(x, 0, WIDTH - 1);
	snprintf(text, sizeof(text), "\033M%d;%d;", y, x);
	return text;
}

static const char *term_right(int cells)
{
	static char text[32];

	assert_in_range(cells, 1, WIDTH - 1);
	snprintf(text, sizeof(text), "\033R%d;", cells);
	return text;
}

static const char *no_right(int cells)
{
	(void)cells;
	return NULL;
}

static const char *term_look(unsigned int from, unsigned int to)
{
	static char text[32];

	snprintf(text, sizeof(text), "\033L%u;%u;", from, to);
	return text;
}

/* A half of a wide character does not stay without the other. */
static void break_wide(int y, int x)
{
	if (!terminal[y][x].text[0])
		for (int i = x - 1; i >= 0; i--) {
			bool lead = terminal[y][i].text[0];

			terminal[y][i] = nothing;
			if (lead)
				break;
		}
	for (int i = x + 1; i < WIDTH && !terminal[y][i].text[0]; i++)
		terminal[y][i] = nothing;
}

static void show(const char *bytes, size_t n, int width)
{
	assert_true(at_y >= 0 && at_x >= 0);
	if (width == 0) {
		assert_true(at_x > 0);
		strncat(terminal[at_y][at_x - 1].text, bytes, n);
		return;
	}
	assert_true(at_x + width <= WIDTH);
	for (int i = 0; i < width; i++)
		break_wide(at_y, at_x + i);
	for (int i = 0; i < width; i++)
		terminal[at_y][at_x + i] = (struct shown){ "", at_look };
	memcpy(terminal[at_y][at_x].text, bytes, n);
	at_x += width;
	if (at_x == WIDTH)
		at_x = -1;
}

static const char *command(const char *bytes)
{
	char *end;
	int a = (int)strtol(bytes + 1, &end, 10), b;

	if (*bytes == 'E') {
		assert_int_equal(at_look, 0);
		for (int x = at_x; x < WIDTH; x++)
			terminal[at_y][x] = nothing;
		return bytes + 1;
	}
	if (*bytes == 'R') {
		assert_true(at_x >= 0);
		at_x += a;
		assert_in_range(at_x, 0, WIDTH - 1);
		return end + 1;
	}
	b = (int)strtol(end + 1, &end, 10);
	if (*bytes == 'L') {
		assert_int_equal(a, at_look);
		at_look = (unsigned int)b;
	} else {
		assert_int_equal(*bytes, 'M');
		assert_true(!at_look || draw.term->moves_in_looks);
		at_y = a;
		at_x = b;
	}
	return end + 1;
}

static void term_send(const char *bytes, size_t n)
{
	static char all[70000];
	const char *p = all;

	assert_true(n < sizeof(all));
	sent += n;
	memcpy(all, bytes, n);
	all[n] = '\0';
	while (*p) {
		wchar_t code;
		int length;

		if (*p == '\033') {
			p = command(p + 1);
			continue;
		}
		length = mbtowc(&code, p, MB_CUR_MAX);
		assert_true(length > 0);
		show(p, (size_t)length, wcwidth(code));
		p += length;
	}
}

static struct draw_term term = {
	.move = term_move, .right = term_right, .look = term_look,
	.send = term_send, .erase_end = "\033E", .moves_in_looks = true,
	.corner = true,
	.plain = { [SCREEN_NORMAL] = true, [SCREEN_BOLD] = true,
		   [SCREEN_DIM] = true, [SCREEN_UP] = true },
};

/* ---- the screens ---- */

static uint64_t seed;

static unsigned int random_below(unsigned int n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned int)(seed >> 33) % n;
}

static void add(struct screen_line *line, const char *text, unsigned int attr,
		bool selected)
{
	struct screen_run *run = &line->run[line->runs++];

	run->byte = (uint16_t)line->bytes;
	run->cell = (uint16_t)line->cells;
	run->attr = (uint8_t)attr;
	run->selected = selected;
	strcpy(line->text + line->bytes, text);
	line->bytes += (unsigned int)strlen(text);
}

static int cells(const char *text)
{
	wchar_t codes[64];

	return wcswidth(codes, mbstowcs(codes, text, 64));
}

/* Some pieces of text, each in some look. */
static void invent(struct screen_line *line)
{
	static const char *const pieces[] = {
		"CR_ACCESS", "1 640 347", " ", "          ", "8140.2", "▁▂▃▄",
		"█", "漢字", "e\u0301", "x", "-", "42.0 %", "…", "日",
		"                          ", "▁▁▁▁▁▁▁▁",
	};
	unsigned int n = random_below(8);
	int room = WIDTH;

	memset(line, 0, sizeof(*line));
	while (n--) {
		const char *piece = pieces[random_below(16)];
		unsigned int attr = random_below(2) ? SCREEN_NORMAL :
				    random_below(SCREEN_ATTRS);

		room -= cells(piece);
		if (room < 0)
			break;
		add(line, piece, attr, !random_below(6));
	}
}

/* As view_pen.c leaves it: each run has a part of the text. */
static void assert_line(int y)
{
	const struct screen_line *line = &screen.line[y];
	const char *p = line->text;
	int x = 0;

	for (unsigned int i = 0; i < line->runs; i++) {
		const struct screen_run *run = &line->run[i];
		const char *end = line->text + (i + 1 < line->runs ?
						run[1].byte : line->bytes);
		unsigned int look = run->attr +
			(run->selected ? (unsigned int)SCREEN_ATTRS : 0);

		while (p < end) {
			struct shown *cell = &terminal[y][x];
			wchar_t code;
			int n = mbtowc(&code, p, MB_CUR_MAX);
			int width = wcwidth(code);

			if (width == 0) {
				p += n;
				continue;
			}
			assert_memory_equal(cell->text, p, (size_t)n);
			/* In the last column what goes onto it is left out. */
			if (p[0] == 'e' && p[1] & 0x80 && x < WIDTH - 1)
				assert_string_equal(cell->text, "e\u0301");
			if (*p != ' ' || !term.plain[look] ||
			    !term.plain[cell->look])
				assert_int_equal(cell->look, look);
			p += n;
			x += width;
		}
	}
	for (; x < WIDTH; x++) {
		assert_string_equal(terminal[y][x].text, " ");
		assert_true(term.plain[terminal[y][x].look]);
	}
}

static void assert_shown(void)
{
	for (int y = 0; y < HEIGHT; y++)
		assert_line(y);
	assert_int_equal(at_look, 0);
	assert_int_equal(at_y, screen.cursor_y);
	assert_int_equal(at_x, screen.cursor_x);
}

static void play(int rounds)
{
	seed = 283;
	memset(&screen, 0, sizeof(screen));
	screen.width = WIDTH;
	screen.height = HEIGHT;
	clear();
	draw_begin(&draw, &term, WIDTH, HEIGHT);
	for (int i = 0; i < rounds; i++) {
		int changes = (int)random_below(HEIGHT + 1);

		while (changes--)
			invent(&screen.line[random_below(HEIGHT)]);
		screen.cursor_y = (int)random_below(HEIGHT);
		screen.cursor_x = (int)random_below(WIDTH);
		draw_screen(&draw, &screen);
		assert_shown();
	}
}

static void the_terminal_shows_the_last_screen_whatever_came_before(
	void **state)
{
	(void)state;
	play(20000);
}

static void a_terminal_that_can_do_little_shows_it_as_well(void **state)
{
	(void)state;
	term.right = no_right;
	term.erase_end = NULL;
	term.moves_in_looks = false;
	play(5000);
	term.right = term_right;
	term.erase_end = "\033E";
	term.moves_in_looks = true;
}

static void write_line(int y, const char *text)
{
	memset(&screen.line[y], 0, sizeof(screen.line[y]));
	add(&screen.line[y], text, SCREEN_NORMAL, false);
}

/* Bytes that it takes to make the line that text. */
static size_t cost(const char *from, const char *to)
{
	memset(&screen, 0, sizeof(screen));
	screen.width = WIDTH;
	screen.height = HEIGHT;
	clear();
	draw_begin(&draw, &term, WIDTH, HEIGHT);
	write_line(1, from);
	draw_screen(&draw, &screen);
	sent = 0;
	write_line(1, to);
	draw_screen(&draw, &screen);
	assert_shown();
	return sent;
}

static void only_what_differs_is_sent(void **state)
{
	/* "\033M1;8;2" and the cursor's "\033M0;0;" */
	(void)state;
	assert_int_equal(cost("the same", "the same"), 0);
	assert_int_equal(cost("rate   1", "rate   2"), 6 + 1 + 6);
	/* Two near each other are one, two far from each other are two. */
	assert_int_equal(cost("a 1 2 c", "a 3 4 c"), 6 + 3 + 6);
	assert_int_equal(cost("1 and so on 2", "3 and so on 4"),
			 6 + 1 + 5 + 1 + 6);
	/* The end of a line is erased at once. */
	assert_int_equal(cost("a long line, and then none", "a"),
			 6 + 2 + 6);
}

static void the_corner_is_left_alone_where_it_would_scroll(void **state)
{
	char text[WIDTH + 1];

	(void)state;
	memset(text, 'x', WIDTH);
	text[WIDTH] = '\0';
	term.corner = false;
	memset(&screen, 0, sizeof(screen));
	clear();
	draw_begin(&draw, &term, WIDTH, HEIGHT);
	write_line(0, text);
	write_line(HEIGHT - 1, text);
	draw_screen(&draw, &screen);
	assert_string_equal(terminal[0][WIDTH - 1].text, "x");
	assert_string_equal(terminal[HEIGHT - 1][WIDTH - 2].text, "x");
	assert_string_equal(terminal[HEIGHT - 1][WIDTH - 1].text, " ");
	term.corner = true;
}

static void a_screen_larger_than_the_room_for_bytes_is_sent_in_parts(
	void **state)
{
	(void)state;
	memset(&screen, 0, sizeof(screen));
	clear();
	draw_begin(&draw, &term, WIDTH, HEIGHT);
	for (int y = 0; y < HEIGHT; y++)
		for (int i = 0; i < 40; i++)
			add(&screen.line[y], "x", i % 3 ? SCREEN_BOLD :
			    SCREEN_HEAD, i % 5 == 0);
	sent = 0;
	for (int i = 0; i < 4; i++) {
		draw_screen(&draw, &screen);
		assert_shown();
		draw_begin(&draw, &term, WIDTH, HEIGHT);
		clear();
	}
	assert_true(sent > sizeof(draw.out));
}

static int set_up(void **state)
{
	(void)state;
	return !setlocale(LC_ALL, "C.UTF-8");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(
		the_terminal_shows_the_last_screen_whatever_came_before),
	cmocka_unit_test(a_terminal_that_can_do_little_shows_it_as_well),
	cmocka_unit_test(only_what_differs_is_sent),
	cmocka_unit_test(the_corner_is_left_alone_where_it_would_scroll),
	cmocka_unit_test(
		a_screen_larger_than_the_room_for_bytes_is_sent_in_parts),
};

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, set_up, NULL);
}
