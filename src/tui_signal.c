/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Signals while the screen is up. Those that ask to end are blocked but while
 * we wait for input, so that the loop sees each of them; those that tell of a
 * crash restore the terminal by themselves with what POSIX allows a handler.
 */
#include "tui_parts.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

static const int ending[] = { SIGTERM, SIGHUP, SIGINT };
static const int crashing[] = { SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL };

#define COUNTOF(array) (sizeof(array) / sizeof((array)[0]))

/* Handlers have nothing but static storage to look at. */
static volatile sig_atomic_t caught, continued;
static struct {
	sigset_t mask;			/* before us */
	struct sigaction ending[COUNTOF(ending)];
	struct sigaction crashing[COUNTOF(crashing)];
	struct sigaction cont;
	struct termios modes;
	int fd;
	bool has_modes;
	char bytes[256];
	size_t length;
} saved;

static void on_end(int number)
{
	caught = number;
}

static void on_continue(int number)
{
	(void)number;
	continued = 1;
}

/* SA_RESETHAND: the second time it is the system's own. */
static void on_crash(int number)
{
	ssize_t ignored;

	if (saved.has_modes)
		tcsetattr(saved.fd, TCSANOW, &saved.modes);
	ignored = write(STDOUT_FILENO, saved.bytes, saved.length);
	(void)ignored;
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

void signal_open(int fd)
{
	sigset_t block;

	caught = continued = 0;
	saved.fd = fd;
	saved.has_modes = tcgetattr(fd, &saved.modes) == 0;
	sigemptyset(&block);
	sigaddset(&block, SIGWINCH);
	for (size_t i = 0; i < COUNTOF(ending); i++) {
		catch(ending[i], on_end, 0, &saved.ending[i]);
		sigaddset(&block, ending[i]);
	}
	catch(SIGCONT, on_continue, SA_RESTART, &saved.cont);
	sigprocmask(SIG_BLOCK, &block, &saved.mask);
}

void signal_on_crash(const char *bytes)
{
	size_t length = strlen(bytes);

	saved.length = length < sizeof(saved.bytes) ? length :
		       sizeof(saved.bytes);
	memcpy(saved.bytes, bytes, saved.length);
	for (size_t i = 0; i < COUNTOF(crashing); i++)
		catch(crashing[i], on_crash, (int)SA_RESETHAND | SA_NODEFER,
		      &saved.crashing[i]);
}

void signal_close(void)
{
	for (size_t i = 0; i < COUNTOF(ending); i++)
		sigaction(ending[i], &saved.ending[i], NULL);
	for (size_t i = 0; i < COUNTOF(crashing) && saved.length; i++)
		sigaction(crashing[i], &saved.crashing[i], NULL);
	sigaction(SIGCONT, &saved.cont, NULL);
	saved.length = 0;
	sigprocmask(SIG_SETMASK, &saved.mask, NULL);
}

bool signal_wait(int fd, int64_t wait_ns)
{
	struct timespec wait = {
		.tv_sec = (time_t)(wait_ns / 1000000000),
		.tv_nsec = (long)(wait_ns % 1000000000),
	};
	sigset_t open = saved.mask;
	fd_set set;

	sigdelset(&open, SIGWINCH);
	for (size_t i = 0; i < COUNTOF(ending); i++)
		sigdelset(&open, ending[i]);
	FD_ZERO(&set);
	FD_SET(fd, &set);
	return pselect(fd + 1, &set, NULL, NULL, wait_ns < 0 ? NULL : &wait,
		       &open) > 0;
}

int signal_caught(void)
{
	return caught;
}

bool signal_continued(void)
{
	bool was = continued;

	continued = 0;
	return was;
}
