/* SPDX-License-Identifier: GPL-2.0-only */
/* The only file that knows curses. */
#include "tui_parts.h"

#include <curses.h>
#include <langinfo.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
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
	bool utf8;
	bool redraw;
	unsigned int deaf;	/* readable, but nothing came: hung up */
	struct draw_term term;
	struct draw draw;
} tui;

void tui_look(const struct config *config)
{
	term_look(&tui.term, config->palette);
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

/* What endwin() would send, for a handler that cannot call it. */
static void arm_crash(void)
{
	char bytes[256];

	snprintf(bytes, sizeof(bytes), "%s%s%s%s%s\r\n",
		 *term_string("kmous") ? "\033[?1006l\033[?1000l" : "",
		 term_string("sgr0"), term_string("rmkx"), term_string("rmcup"),
		 term_string("cnorm"));
	signal_on_crash(bytes);
}

static void set_up(const struct tui_options *options,
		   const struct config *config)
{
	arm_crash();
	term_learn(&tui.term, options->mono);
	cbreak();
	noecho();
	nonl();
	intrflush(stdscr, FALSE);
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	if (!getenv("ESCDELAY"))
		set_escdelay(ESC_MS);
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
	if (!*term_string("cup")) {
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
	if (!readable || read_now(event)) {
		tui.deaf = 0;
	} else if (++tui.deaf > DEAF_MAX) {
		/* Always readable, never anything: the terminal is gone. */
		event->input = TUI_SIGNAL;
		event->code = SIGHUP;
	}
}
