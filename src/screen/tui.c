/* SPDX-License-Identifier: GPL-2.0-only */
/* The only file that knows curses. */
#include "terminal.h"
#include "tty.h"
#include "exittop/base/utf8.h"

#include <curses.h>
#include <langinfo.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#define ESC_MS	 100	/* a serial line may take its time for an arrow */
#define DEAF_MAX 3
/* What comes in one burst, curses makes clicks of by itself. */
#define MOUSE_EVENTS (BUTTON1_PRESSED | BUTTON1_CLICKED | \
		      BUTTON1_DOUBLE_CLICKED | BUTTON4_PRESSED | \
		      BUTTON5_PRESSED)

/* curses itself is one terminal for the whole process. */
static struct {
	SCREEN *screen;
	const char *kind;	/* stands in for TERM */
	bool utf8, mono, colours;
	bool redraw;
	unsigned int deaf;	/* readable, but nothing came: hung up */
	attr_t look[SCREEN_ATTRS];
} tui;

/* ---- looks ---- */

static attr_t attr_of(struct palette_look look, short pair)
{
	short colour = COLORS >= 256 ? look.many : look.few;
	attr_t attr = (look.attr & LOOK_BOLD ? A_BOLD : 0) |
		      (look.attr & LOOK_REVERSE ? A_REVERSE : 0) |
		      (look.attr & LOOK_UNDERLINE ? A_UNDERLINE : 0);

	if (!tui.colours || colour < 0)
		return attr;
	init_pair(pair, colour, -1);
	return attr | COLOR_PAIR(pair);
}

void tui_look(const struct config *config)
{
	enum palette palette = tui.mono ? PALETTE_MONO :
			       palette_fit(config->palette,
					   getenv("COLORFGBG"));

	for (unsigned int i = 0; i < SCREEN_ATTRS; i++)
		tui.look[i] = attr_of(palette_look(palette, i), (short)(i + 1));
	mouseinterval(0);
	mousemask(config->mouse ? MOUSE_EVENTS : 0, NULL);
	tui.redraw = true;
}

/* ---- taking the terminal, and giving it back ---- */

/* The Linux console's fonts lack most of the blocks. */
static bool can_unicode(const char *term)
{
	return !strcmp(nl_langinfo(CODESET), "UTF-8") &&
	       strncmp(term, "linux", 5) != 0;
}

/* The string of a capability of the terminal, "" where it has none. */
static const char *capability(const char *name)
{
	const char *string = tigetstr(name);

	return string && string != (const char *)-1 ? string : "";
}

/* What endwin() would send, for a handler that cannot call it. */
static void arm_crash(void)
{
	char bytes[256];

	snprintf(bytes, sizeof(bytes), "%s%s%s%s%s\r\n",
		 *capability("kmous") ? "\033[?1006l\033[?1000l" : "",
		 capability("sgr0"), capability("rmkx"), capability("rmcup"),
		 capability("cnorm"));
	tty_on_crash(bytes);
}

static void set_up(const struct tui_options *options,
		   const struct config *config)
{
	arm_crash();
	cbreak();
	noecho();
	nonl();
	intrflush(stdscr, FALSE);
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	if (!getenv("ESCDELAY"))
		set_escdelay(ESC_MS);
	tui.mono = options->mono;
	tui.colours = !options->mono && has_colors() &&
		      start_color() == OK && use_default_colors() == OK;
	tui.deaf = 0;
	tui_look(config);
}

/* curses for @term, or for the terminal that it is a kind of. */
static SCREEN *start(const char *term)
{
	SCREEN *screen;
	const char *entry;

	tty_limit(SCREEN_WIDTH, SCREEN_HEIGHT);
	tui.kind = NULL;
	screen = newterm(term, stdout, stdin);
	if (screen)
		return screen;
	tui.kind = terminfo_kind(term, &entry);
	if (entry)
		setenv("TERMINFO", entry, 1);
	return tui.kind ? newterm(tui.kind, stdout, stdin) : NULL;
}

int tui_open(const struct tui_options *options, const struct config *config,
	     struct err *err)
{
	const char *term = getenv("TERM");

	if (!term || !*term)
		return err_set(err, "TERM is not set: set it to the type of "
			       "your terminal, or use --batch");
	tty_open(STDIN_FILENO);
	tui.screen = start(term);
	if (!tui.screen) {
		tty_close();
		return err_set(err, "unknown terminal type '%s' (TERM): set "
			       "TERM to a known one, such as vt100, or use "
			       "--batch", term);
	}
	set_term(tui.screen);
	if (!*capability("cup")) {
		tui_close();
		return err_set(err, "terminal type '%s' (TERM) cannot move "
			       "its cursor: use --batch", term);
	}
	tui.utf8 = !options->ascii && can_unicode(term);
	set_up(options, config);
	return 0;
}

const char *tui_kind(void)
{
	return tui.kind;
}

void tui_close(void)
{
	curs_set(1);
	endwin();
	delscreen(tui.screen);
	tui.screen = NULL;
	tty_close();
}

bool tui_is_utf8(void)
{
	return tui.utf8;
}

void tui_size(int *width, int *height)
{
	getmaxyx(stdscr, *height, *width);
}

/* ---- painting ---- */

/*
 * As finished cells: with a string, curses looks up each byte, which costs ten
 * times as much. Both return the bytes painted.
 */
static size_t paint_ascii(const char *text, size_t bytes, attr_t attr)
{
	chtype cells[SCREEN_WIDTH];
	size_t n;

	for (n = 0; n < bytes && n < SCREEN_WIDTH && !(text[n] & 0x80); n++)
		cells[n] = (chtype)text[n] | attr;
	addchnstr(cells, (int)n);
	move(getcury(stdscr), getcurx(stdscr) + (int)n);
	return n;
}

/* Ends before ASCII and before a character that takes no cell or two. */
static size_t paint_glyphs(const char *text, size_t bytes, attr_t attr)
{
	cchar_t cells[SCREEN_WIDTH];
	wchar_t glyph[2] = L"";
	size_t at, n;
	int count = 0;

	for (at = 0; at < bytes && count < SCREEN_WIDTH; at += n) {
		*glyph = (wchar_t)utf8_decode(text + at, &n);
		if (*glyph < 0x80 || wcwidth(*glyph) != 1)
			break;
		setcchar(&cells[count++], glyph, attr & ~A_COLOR,
			 (short)PAIR_NUMBER(attr), NULL);
	}
	add_wchnstr(cells, count);
	move(getcury(stdscr), getcurx(stdscr) + count);
	return at;
}

static void paint_run(const char *text, size_t bytes, attr_t attr)
{
	size_t at = 0, done = 1;

	/* A glyph without attributes would take the last one's. */
	attrset((int)attr);
	while (done && at < bytes) {
		done = paint_ascii(text + at, bytes - at, attr);
		done += paint_glyphs(text + at + done, bytes - at - done,
				     attr);
		at += done;
	}
	/* The last cell of the screen fails, and is painted. */
	if (at < bytes)
		addnstr(text + at, (int)(bytes - at));
}

static void paint_line(int y, const struct screen_line *line)
{
	for (unsigned int i = 0; i < line->runs; i++) {
		const struct screen_run *run = &line->run[i];
		unsigned int end = i + 1 < line->runs ? run[1].byte :
				   line->bytes;

		move(y, run->cell);
		paint_run(line->text + run->byte, end - run->byte,
			  tui.look[run->attr] ^
			  (run->selected ? A_REVERSE : 0));
	}
}

void tui_redraw(void)
{
	tui.redraw = true;
}

/* What is used of it: a line has room for many more. */
static void keep_line(struct screen_line *to, const struct screen_line *from)
{
	memcpy(to->text, from->text, from->bytes);
	memcpy(to->run, from->run, from->runs * sizeof(from->run[0]));
	to->bytes = from->bytes;
	to->runs = from->runs;
}

/*
 * curses keeps what the terminal shows and sends the cells that differ. Handing
 * it a line costs time, so lines that did not change are not handed over.
 */
void tui_paint(const struct screen *screen)
{
	static struct screen told;
	bool anew = tui.redraw || screen->width != told.width ||
		    screen->height != told.height;

	if (anew)
		clear();
	for (int y = 0; y < screen->height; y++) {
		if (!anew && screen_same_line(&screen->line[y], &told.line[y]))
			continue;
		move(y, 0);
		clrtoeol();
		paint_line(y, &screen->line[y]);
		keep_line(&told.line[y], &screen->line[y]);
	}
	told.width = screen->width;
	told.height = screen->height;
	move(screen->cursor_y, screen->cursor_x);
	tui.redraw = false;
	refresh();
}

/* ---- reading ---- */

static const struct {
	int curses, code;
} codes[] = {
	{ KEY_UP, KEYCODE_UP }, { KEY_DOWN, KEYCODE_DOWN },
	{ KEY_LEFT, KEYCODE_LEFT }, { KEY_RIGHT, KEYCODE_RIGHT },
	{ KEY_PPAGE, KEYCODE_PGUP }, { KEY_NPAGE, KEYCODE_PGDN },
	{ KEY_HOME, KEYCODE_HOME }, { KEY_END, KEYCODE_END },
	{ KEY_FIND, KEYCODE_HOME }, { KEY_SELECT, KEYCODE_END },
	{ KEY_DC, KEYCODE_DELETE }, { KEY_BACKSPACE, KEYCODE_BACKSPACE },
	{ KEY_ENTER, KEYCODE_ENTER },
};

static void read_mouse(struct tui_event *event)
{
	MEVENT mouse;

	if (getmouse(&mouse) != OK)
		return;
	event->input = TUI_MOUSE;
	event->x = mouse.x;
	event->y = mouse.y;
	event->what = mouse.bstate & BUTTON4_PRESSED ? MOUSE_WHEEL_UP :
		      mouse.bstate & BUTTON5_PRESSED ? MOUSE_WHEEL_DOWN :
		      mouse.bstate & BUTTON1_DOUBLE_CLICKED ? MOUSE_DOUBLE :
		      MOUSE_CLICK;
}

static void read_special(wint_t got, struct tui_event *event)
{
	if (got == KEY_MOUSE) {
		read_mouse(event);
	} else {
		event->input = TUI_KEY;
		event->code = got >= KEY_F(1) && got <= KEY_F(10) ?
			      KEYCODE_F1 + (int)got - KEY_F(1) : KEYCODE_NONE;
		for (size_t i = 0; i < COUNTOF(codes); i++)
			if ((wint_t)codes[i].curses == got)
				event->code = codes[i].code;
	}
}

/* What curses has for us without waiting. Returns whether it is anything. */
static bool read_now(struct tui_event *event)
{
	wint_t got;
	int kind = get_wch(&got);

	if (kind == ERR)
		return false;
	if (kind == KEY_CODE_YES) {
		read_special(got, event);
		return true;
	}
	event->input = TUI_KEY;
	event->code = got == '\n' ? KEYCODE_ENTER :
		      got == '\b' ? KEYCODE_BACKSPACE : (int)got;
	return true;
}

/* The terminal may have another size, and other things on it. */
static void look_again(void)
{
	int width = SCREEN_WIDTH, height = SCREEN_HEIGHT;

	if (tty_size(&width, &height))
		resize_term(height, width);
	tui.redraw = true;
}

/* After endwin(), refresh() would take a size that is none of ours: a crash. */
static void suspend(void)
{
	mmask_t mouse;

	tty_stop();
	fputs(capability("smcup"), stdout);
	fflush(stdout);
	reset_prog_mode();
	mousemask(0, &mouse);
	mousemask(mouse, NULL);
	look_again();
}

void tui_read(int64_t wait_ns, struct tui_event *event)
{
	bool readable;

	event->input = TUI_NONE;
	if (read_now(event))
		return;
	readable = tty_wait(STDIN_FILENO, wait_ns);
	event->code = tty_signal();
	if (event->code) {
		event->input = TUI_SIGNAL;
		return;
	}
	if (tty_stops())
		suspend();
	if (tty_changed()) {
		look_again();
		event->input = TUI_RESIZE;
		return;
	}
	if (read_now(event) || !readable) {
		tui.deaf = 0;
	} else if (++tui.deaf > DEAF_MAX) {
		/* Always readable, never anything: the terminal is gone. */
		event->input = TUI_SIGNAL;
		event->code = SIGHUP;
	}
}
