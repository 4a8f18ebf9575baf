/* SPDX-License-Identifier: GPL-2.0-only */
/* What the terminal understands, by terminfo. */
#include "tui_parts.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

#define CAPABILITY 32	/* bytes that one takes, at most */

/* There is one terminal for the whole process. */
static struct {
	const char *move, *right;
	char erase_end[CAPABILITY], normal[CAPABILITY];
	char enter[DRAW_LOOKS][3 * CAPABILITY];	/* from look 0 to each */
	bool mono;
	int colours;
} known;

/* The string of a capability of the terminal, "" where it has none. */
const char *term_string(const char *name)
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
static const char *move(int y, int x)
{
	if (strcmp(known.move, "\033[%i%p1%d;%p2%dH") != 0)
		return expand(tiparm(known.move, y, x));
	caught.n = 0;
	catch_byte('\033');
	catch_byte('[');
	catch_number(y + 1);
	catch_byte(';');
	catch_number(x + 1);
	catch_byte('H');
	return caught.bytes;
}

static const char *right(int cells)
{
	if (strcmp(known.right, "\033[%p1%dC") != 0)
		return *known.right ? expand(tiparm(known.right, cells)) : NULL;
	caught.n = 0;
	catch_byte('\033');
	catch_byte('[');
	catch_number(cells);
	catch_byte('C');
	return caught.bytes;
}

static const char *change_look(unsigned int from, unsigned int to)
{
	static char bytes[4 * CAPABILITY];

	strcpy(stpcpy(bytes, from ? known.normal : ""), known.enter[to]);
	return bytes;
}

/* Nobody is told of errors: a terminal that went away is noticed in reading. */
static void send_bytes(const char *bytes, size_t n)
{
	while (n) {
		ssize_t sent = write(STDOUT_FILENO, bytes, n);

		if (sent < 0 && errno != EINTR)
			return;
		bytes += sent > 0 ? sent : 0;
		n -= sent > 0 ? (size_t)sent : 0;
	}
}

static void keep(char to[CAPABILITY], const char *name)
{
	snprintf(to, CAPABILITY, "%s", expand(term_string(name)));
}

/*
 * What ends all looks. Most terminals leave the drawing characters of old with
 * it, before or after, in which nobody was.
 */
static void learn_normal(void)
{
	const char *leave = term_string("rmacs");
	size_t n = strlen(leave), all;
	char *at = known.normal;

	keep(at, "sgr0");
	all = strlen(at);
	if (!n || all <= n)
		return;
	if (!strncmp(at, leave, n))
		memmove(at, at + n, all - n + 1);
	else if (!strcmp(at + all - n, leave))
		at[all - n] = '\0';
}

#define NCV_REVERSE 4	/* terminfo(5), no_color_video */
#define NCV_BOLD    32

/*
 * Colours that can be taken back, so that the ground stays the user's, and
 * that go together with the other looks.
 */
static int learn_colours(void)
{
	int n = tigetnum("colors"), not_with = tigetnum("ncv");

	if (n < 8 || !*term_string("setaf") || !*term_string("op") ||
	    (not_with > 0 && not_with & (NCV_REVERSE | NCV_BOLD)))
		return 0;
	return n;
}

void term_learn(struct draw_term *term, bool mono)
{
	*term = (struct draw_term){
		.move = move, .right = right, .look = change_look,
		.send = send_bytes, .moves_in_looks = tigetflag("msgr") > 0,
		.corner = tigetflag("am") <= 0 || tigetflag("xenl") > 0,
	};
	known.move = term_string("cup");
	known.right = term_string("cuf");
	known.mono = mono;
	known.colours = mono ? 0 : learn_colours();
	keep(known.erase_end, "el");
	if (*known.erase_end)
		term->erase_end = known.erase_end;
	learn_normal();
}

/* ---- looks ---- */

/* What brings the terminal from look 0 into this one. */
static void learn_look(unsigned int attr, int colour, char *to, size_t room)
{
	char bold[CAPABILITY] = "", reverse[CAPABILITY] = "";
	char underline[CAPABILITY] = "", setaf[CAPABILITY] = "";

	if (attr & LOOK_BOLD)
		keep(bold, "bold");
	if (attr & LOOK_REVERSE)
		keep(reverse, "rev");
	if (attr & LOOK_UNDERLINE)
		keep(underline, "smul");
	if (known.colours && colour >= 0)
		snprintf(setaf, sizeof(setaf), "%s",
			 expand(tiparm(term_string("setaf"), colour)));
	snprintf(to, room, "%s%s%s%s", bold, reverse, underline, setaf);
}

void term_look(struct draw_term *term, enum palette palette)
{
	if (known.mono)
		palette = PALETTE_MONO;
	for (unsigned int i = 0; i < DRAW_LOOKS; i++) {
		const struct palette_look *look =
			&palettes[palette][i % SCREEN_ATTRS];
		unsigned int attr = look->attr ^
				    (i < SCREEN_ATTRS ? 0 : LOOK_REVERSE);

		learn_look(attr, known.colours >= 256 ? look->many : look->few,
			   known.enter[i], sizeof(known.enter[i]));
		term->plain[i] = !(attr & (LOOK_REVERSE | LOOK_UNDERLINE));
	}
}
