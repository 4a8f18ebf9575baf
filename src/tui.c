/* SPDX-License-Identifier: GPL-2.0-only */
/* The only file that knows curses. */
#include "tui_parts.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>

#define ESC_MS	 100	/* a serial line may take its time for an arrow */
#define DEAF_MAX 3
/* What comes in one burst, curses makes clicks of by itself. */
#define MOUSE_EVENTS (BUTTON1_PRESSED | BUTTON1_CLICKED | \
		      BUTTON1_DOUBLE_CLICKED | BUTTON4_PRESSED | \
		      BUTTON5_PRESSED)
#define COUNTOF(array) (sizeof(array) / sizeof((array)[0]))

/* curses itself is one terminal for the whole process. */
static struct {
	SCREEN *screen;
	bool utf8, mono, colours;
	bool redraw;
	unsigned int deaf;	/* readable, but nothing came: hung up */
	const char *move, *right;
	char erase_end[16];
	attr_t look[DRAW_LOOKS];
	char change[DRAW_LOOKS][DRAW_LOOKS][64];	/* "": not known yet */
	struct draw_term term;
	struct draw draw;
} tui;

/* ---- looks ---- */

static attr_t attr_of(const struct palette_look *look, short pair)
{
	short colour = COLORS >= 256 ? look->many : look->few;
	attr_t attr = (look->attr & LOOK_BOLD ? A_BOLD : 0) |
		      (look->attr & LOOK_REVERSE ? A_REVERSE : 0) |
		      (look->attr & LOOK_UNDERLINE ? A_UNDERLINE : 0);

	if (!tui.colours || colour < 0)
		return attr;
	init_pair(pair, colour, -1);
	return attr | COLOR_PAIR(pair);
}

void tui_look(const struct config *config)
{
	enum palette palette = tui.mono ? PALETTE_MONO : config->palette;

	for (unsigned int i = 0; i < SCREEN_ATTRS; i++) {
		tui.look[i] = attr_of(&palettes[palette][i], (short)(i + 1));
		tui.look[SCREEN_ATTRS + i] = tui.look[i] ^ A_REVERSE;
	}
	for (unsigned int i = 0; i < DRAW_LOOKS; i++)
		tui.term.plain[i] = !(tui.look[i] & (A_REVERSE | A_UNDERLINE));
	memset(tui.change, 0, sizeof(tui.change));
	mouseinterval(0);
	mousemask(config->mouse ? MOUSE_EVENTS : 0, NULL);
	tui.redraw = true;
}

/* ---- what the terminal understands ---- */

/* The string of a capability of the terminal, "" where it has none. */
static const char *capability(const char *name)
{
	const char *string = tigetstr(name);

	return string && string != (const char *)-1 ? string : "";
}

static struct {
	char bytes[64];
	size_t n;
} caught;

static int catch_byte(int byte)
{
	if (caught.n < sizeof(caught.bytes) - 1)
		caught.bytes[caught.n++] = (char)byte;
	caught.bytes[caught.n] = '\0';
	return byte;
}

/* The capability @string as it is sent: with its padding. */
static const char *expand(const char *string)
{
	caught.n = 0;
	caught.bytes[0] = '\0';
	tputs(string, 1, catch_byte);
	return caught.bytes;
}

/* Appends a number, which is below 1000. */
static void catch_number(int number)
{
	if (number >= 100)
		catch_byte('0' + number / 100);
	if (number >= 10)
		catch_byte('0' + number / 10 % 10);
	catch_byte('0' + number % 10);
}

/* Most terminals move like this: told apart once, not parsed each time. */
static const char *term_move(int y, int x)
{
	if (strcmp(tui.move, "\033[%i%p1%d;%p2%dH") != 0)
		return expand(tiparm(tui.move, y, x));
	caught.n = 0;
	catch_byte('\033');
	catch_byte('[');
	catch_number(y + 1);
	catch_byte(';');
	catch_number(x + 1);
	catch_byte('H');
	return caught.bytes;
}

static const char *term_right(int cells)
{
	if (strcmp(tui.right, "\033[%p1%dC") != 0)
		return *tui.right ? expand(tiparm(tui.right, cells)) : NULL;
	caught.n = 0;
	catch_byte('\033');
	catch_byte('[');
	catch_number(cells);
	catch_byte('C');
	return caught.bytes;
}

/* curses knows how to get from one to the other, and is asked once. */
static const char *term_look(unsigned int from, unsigned int to)
{
	char *bytes = tui.change[from][to];

	if (!*bytes) {
		vidputs(tui.look[from], catch_byte);
		caught.n = 0;
		caught.bytes[0] = '\0';
		vidputs(tui.look[to], catch_byte);
		strcpy(bytes, caught.bytes);
		vidputs(A_NORMAL, catch_byte);
	}
	return bytes;
}

/* Nobody is told of errors: a terminal that went away is noticed in reading. */
static void term_send(const char *bytes, size_t n)
{
	while (n) {
		ssize_t sent = write(STDOUT_FILENO, bytes, n);

		if (sent < 0 && errno != EINTR)
			return;
		bytes += sent > 0 ? sent : 0;
		n -= sent > 0 ? (size_t)sent : 0;
	}
}

static void learn_terminal(void)
{
	struct draw_term *term = &tui.term;

	term->move = term_move;
	term->right = term_right;
	term->look = term_look;
	term->send = term_send;
	term->moves_in_looks = tigetflag("msgr") > 0;
	term->corner = tigetflag("am") <= 0 || tigetflag("xenl") > 0;
	tui.move = capability("cup");
	tui.right = capability("cuf");
	snprintf(tui.erase_end, sizeof(tui.erase_end), "%s",
		 expand(capability("el")));
	term->erase_end = *tui.erase_end ? tui.erase_end : NULL;
}

/* ---- taking the terminal, and giving it back ---- */

/* The Linux console's fonts lack most of the blocks. */
static bool can_unicode(const char *term)
{
	return !strcmp(nl_langinfo(CODESET), "UTF-8") &&
	       strncmp(term, "linux", 5) != 0;
}

/* What endwin() would send, for a handler that cannot call it. */
static void arm_crash(void)
{
	char bytes[256];

	snprintf(bytes, sizeof(bytes), "%s%s%s%s%s\r\n",
		 *capability("kmous") ? "\033[?1006l\033[?1000l" : "",
		 capability("sgr0"), capability("rmkx"), capability("rmcup"),
		 capability("cnorm"));
	signal_on_crash(bytes);
}

static void set_up(const struct tui_options *options,
		   const struct config *config)
{
	arm_crash();
	learn_terminal();
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

int tui_open(const struct tui_options *options, const struct config *config,
	     struct err *err)
{
	const char *term = getenv("TERM");

	if (!term || !*term)
		return err_set(err, "TERM is not set, so the terminal cannot "
			       "be driven: set it, or use --batch");
	signal_open(STDIN_FILENO);
	tui.screen = newterm(term, stdout, stdin);
	if (!tui.screen) {
		signal_close();
		return err_set(err, "terminal type '%s' (TERM) is not known "
			       "here: set TERM to one that is, as vt100, or "
			       "use --batch", term);
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

void tui_close(void)
{
	curs_set(1);
	endwin();
	delscreen(tui.screen);
	tui.screen = NULL;
	signal_close();
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

void tui_redraw(void)
{
	tui.redraw = true;
}

/* curses clears the terminal, and believes that it stays so. */
static void clear_all(const struct screen *screen)
{
	clearok(curscr, TRUE);
	refresh();
	draw_begin(&tui.draw, &tui.term, screen->width, screen->height);
	tui.redraw = false;
}

void tui_paint(const struct screen *screen)
{
	if (tui.redraw || screen->width != tui.draw.width ||
	    screen->height != tui.draw.height)
		clear_all(screen);
	draw_screen(&tui.draw, screen);
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
	{ KEY_ENTER, KEYCODE_ENTER }, { KEY_F(1), KEYCODE_F1 },
	{ KEY_F(10), KEYCODE_F10 },
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
	if (got == KEY_RESIZE) {
		event->input = TUI_RESIZE;
	} else if (got == KEY_MOUSE) {
		read_mouse(event);
	} else {
		event->input = TUI_KEY;
		event->code = KEYCODE_NONE;
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
	event->code = (int)got;
	if (got == '\n' || got == '\r')
		event->code = KEYCODE_ENTER;
	else if (got == '\b')
		event->code = KEYCODE_BACKSPACE;
	return true;
}

/* After fg the terminal may have another size, and other things on it. */
static void go_on(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row)
		resize_term(size.ws_row, size.ws_col);
	tui.redraw = true;
}

void tui_read(int64_t wait_ns, struct tui_event *event)
{
	bool readable;

	event->input = TUI_NONE;
	if (read_now(event))
		return;
	readable = signal_wait(STDIN_FILENO, wait_ns);
	event->code = signal_caught();
	if (event->code) {
		event->input = TUI_SIGNAL;
		return;
	}
	if (signal_continued()) {
		go_on();
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
