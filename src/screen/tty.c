/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Signals while the screen is up. Those that ask to end are blocked but while
 * we wait for input, so that the loop sees each of them, and while we paint,
 * which a terminal may block for ever: it is stopped by Ctrl-S, or nobody
 * reads what it gets. SIGTSTP is the loop's, too: what curses' own handler does
 * is not for the middle of a resize. All others that end a program restore the terminal by
 * themselves, with what POSIX allows a handler, and then end it.
 */
#include "tty.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

#include "exittop/base/countof.h"

static const int ending[] = { SIGTERM, SIGHUP, SIGINT };
/* Whoever handled these before: the terminal comes first. */
static const int crashing[] = { SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL };
/* What does not end a program by default (signal(7)); the last has its own. */
static const int harmless[] = {
	SIGKILL, SIGSTOP, SIGCHLD, SIGCONT, SIGWINCH, SIGURG, SIGTSTP,
	SIGTTIN, SIGTTOU, SIGALRM
};

#define STUCK_S 1	/* a terminal may take so long for its farewell */

/* Handlers have nothing but static storage to look at. */
static volatile sig_atomic_t caught, changed, stops;
static struct {
	sigset_t mask;			/* before us */
	sigset_t ends;			/* all of ending[] */
	struct sigaction ending[COUNTOF(ending)];
	struct sigaction fatal[NSIG];
	bool is_fatal[NSIG];		/* give_back() is its handler */
	struct sigaction cont, winch, alrm, tstp;
	struct termios modes;
	int fd;
	bool has_modes, taken, armed;
	char bytes[256];
	size_t length;
} saved;

bool tty_size(int *width, int *height)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || !size.ws_row ||
	    !size.ws_col)
		return false;
	*width = size.ws_col < *width ? size.ws_col : *width;
	*height = size.ws_row < *height ? size.ws_row : *height;
	return true;
}

static void limit(const char *name, int size, int most)
{
	const char *set = getenv(name);
	char text[16];

	snprintf(text, sizeof(text), "%d", most);
	if ((set && atoi(set) > 0 ? atoi(set) : size) > most)
		setenv(name, text, 1);
}

void tty_limit(int width, int height)
{
	struct winsize size = { .ws_row = 0 };

	ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
	limit("LINES", size.ws_row, height);
	limit("COLUMNS", size.ws_col, width);
}

/* With what a handler may call, and without waiting for the terminal. */
static void give_back(void)
{
	int flags = fcntl(STDOUT_FILENO, F_GETFL);
	ssize_t ignored;

	if (saved.has_modes)
		tcsetattr(saved.fd, TCSANOW, &saved.modes);
	fcntl(STDOUT_FILENO, F_SETFL, flags | O_NONBLOCK);
	ignored = write(STDOUT_FILENO, saved.bytes, saved.length);
	(void)ignored;
	fcntl(STDOUT_FILENO, F_SETFL, flags);	/* others have it open, too */
}

/* Where it has no memory, curses says so and calls exit(). */
static void on_exit_of_curses(void)
{
	if (saved.taken)
		give_back();
}

/* A terminal that Ctrl-S stopped goes on when that key means nothing. */
static void go_on(void)
{
	struct termios modes;

	if (tcgetpgrp(saved.fd) != getpgrp() || tcgetattr(saved.fd, &modes))
		return;
	modes.c_iflag &= ~(tcflag_t)IXON;
	tcsetattr(saved.fd, TCSANOW, &modes);
}

static void on_end(int number)
{
	int why = errno;

	caught = number;
	go_on();
	alarm(STUCK_S);
	errno = why;
}

/*
 * Nobody reads it: the end without a farewell. Or the alarm is not ours, and
 * ends the program as any other.
 */
static void on_alarm(int number)
{
	int why = caught ? caught : number;
	sigset_t open;

	give_back();
	signal(why, SIG_DFL);
	sigemptyset(&open);
	sigaddset(&open, why);
	sigprocmask(SIG_UNBLOCK, &open, NULL);
	raise(why);
}

static void on_note(int number)
{
	if (number == SIGTSTP)
		stops = 1;
	else
		changed = 1;
}

/* SA_RESETHAND: the second time it is the system's own. */
static void on_crash(int number)
{
	give_back();
	raise(number);
}

static void catch(int number, void (*handler)(int), int flags,
		  struct sigaction *old)
{
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	action.sa_handler = handler;
	action.sa_flags = flags;
	sigemptyset(&action.sa_mask);
	sigaction(number, &action, old);
}

static bool is_among(int number, const int *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == number)
			return true;
	return false;
}

/* All that would end the program; not what is ignored or handled already. */
static void catch_fatal(void)
{
	for (int n = 1; n < NSIG; n++) {
		struct sigaction *old = &saved.fatal[n];

		saved.is_fatal[n] = !sigaction(n, NULL, old) &&
			!is_among(n, ending, COUNTOF(ending)) &&
			!is_among(n, harmless, COUNTOF(harmless)) &&
			(old->sa_handler == SIG_DFL ||
			 is_among(n, crashing, COUNTOF(crashing)));
		if (saved.is_fatal[n])
			catch(n, on_crash, (int)SA_RESETHAND | SA_NODEFER, old);
	}
}

void tty_open(int fd)
{
	sigset_t block;

	caught = changed = stops = 0;
	saved.fd = fd;
	saved.taken = true;
	if (!saved.armed)
		saved.armed = !atexit(on_exit_of_curses);
	saved.has_modes = tcgetattr(fd, &saved.modes) == 0;
	sigemptyset(&saved.ends);
	for (size_t i = 0; i < COUNTOF(ending); i++) {
		catch(ending[i], on_end, SA_RESTART, &saved.ending[i]);
		sigaddset(&saved.ends, ending[i]);
	}
	block = saved.ends;
	sigaddset(&block, SIGWINCH);
	sigaddset(&block, SIGTSTP);
	catch(SIGCONT, on_note, SA_RESTART, &saved.cont);
	catch(SIGWINCH, on_note, SA_RESTART, &saved.winch);
	catch(SIGALRM, on_alarm, 0, &saved.alrm);
	catch(SIGTSTP, on_note, SA_RESTART, &saved.tstp);
	/* Of a shell without jobs, which could not have it go on. */
	if (saved.tstp.sa_handler == SIG_IGN)
		sigaction(SIGTSTP, &saved.tstp, NULL);
	catch_fatal();
	sigprocmask(SIG_BLOCK, &block, &saved.mask);
}

void tty_on_crash(const char *bytes)
{
	size_t length = strlen(bytes);

	saved.length = length < sizeof(saved.bytes) ? length :
		       sizeof(saved.bytes);
	memcpy(saved.bytes, bytes, saved.length);
}

void tty_close(void)
{
	for (size_t i = 0; i < COUNTOF(ending); i++)
		sigaction(ending[i], &saved.ending[i], NULL);
	for (int n = 1; n < NSIG; n++)
		if (saved.is_fatal[n])
			sigaction(n, &saved.fatal[n], NULL);
	sigaction(SIGCONT, &saved.cont, NULL);
	sigaction(SIGWINCH, &saved.winch, NULL);
	sigaction(SIGTSTP, &saved.tstp, NULL);
	alarm(0);
	saved.taken = false;
	sigaction(SIGALRM, &saved.alrm, NULL);
	saved.length = 0;
	sigprocmask(SIG_SETMASK, &saved.mask, NULL);
}

void tty_let(bool come)
{
	sigprocmask(come ? SIG_UNBLOCK : SIG_BLOCK, &saved.ends, NULL);
}

bool tty_wait(int fd, int64_t wait_ns)
{
	struct timespec wait = {
		.tv_sec = (time_t)(wait_ns / 1000000000),
		.tv_nsec = (long)(wait_ns % 1000000000),
	};
	sigset_t open = saved.mask;
	fd_set set;

	if (caught)			/* while we painted */
		return false;
	sigdelset(&open, SIGWINCH);
	sigdelset(&open, SIGTSTP);
	for (size_t i = 0; i < COUNTOF(ending); i++)
		sigdelset(&open, ending[i]);
	FD_ZERO(&set);
	FD_SET(fd, &set);
	return pselect(fd + 1, &set, NULL, NULL, wait_ns < 0 ? NULL : &wait,
		       &open) > 0;
}

int tty_signal(void)
{
	return caught;
}

bool tty_changed(void)
{
	bool was = changed;

	changed = 0;
	return was;
}

bool tty_stops(void)
{
	bool was = stops;

	stops = 0;
	return was;
}

void tty_stop(void)
{
	struct sigaction ours;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTSTP);
	sigaction(SIGTSTP, &saved.tstp, &ours);
	give_back();
	raise(SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	sigprocmask(SIG_BLOCK, &set, NULL);
	sigaction(SIGTSTP, &ours, NULL);
}
