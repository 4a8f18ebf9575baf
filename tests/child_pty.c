/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>	/* login_tty() */

#include "child_pty.h"

#define PATIENCE_NS 30000000000ull	/* then the test fails */

char pty_output[4 * 1024 * 1024];
size_t pty_used;

static struct termios modes_before;

uint64_t pty_now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

struct pty pty_begin(void (*child)(const void *), const void *with, bool bare)
{
	struct winsize size = { .ws_row = 24, .ws_col = 80 };
	struct pty pty;

	pty_used = 0;
	pty_output[0] = '\0';
	assert_int_equal(openpty(&pty.fd, &pty.slave, NULL, NULL, &size), 0);
	assert_int_equal(tcgetattr(pty.slave, &modes_before), 0);
	pty.pid = fork();
	assert_true(pty.pid >= 0);
	if (pty.pid)
		return pty;
	close(pty.fd);
	if (bare) {
		setsid();
		for (int i = 0; i < 3; i++)
			dup2(pty.slave, i);
		close(pty.slave);
	} else {
		login_tty(pty.slave);
	}
	child(with);
	_exit(99);
}

bool pty_take(const struct pty *pty, int ms)
{
	struct pollfd poll_fd = { .fd = pty->fd, .events = POLLIN };
	ssize_t n;

	if (poll(&poll_fd, 1, ms) <= 0)
		return true;
	n = read(pty->fd, pty_output + pty_used,
		 sizeof(pty_output) - pty_used - 1);
	if (n <= 0)
		return false;
	pty_used += (size_t)n;
	pty_output[pty_used] = '\0';
	return true;
}

bool pty_await(const struct pty *pty, const char *text)
{
	uint64_t until = pty_now_ns() + PATIENCE_NS;

	while (!text || !strstr(pty_output, text))
		if (pty_now_ns() > until || !pty_take(pty, 1000))
			return !text;
	return true;
}

void pty_type(const struct pty *pty, const char *keys)
{
	assert_int_equal(write(pty->fd, keys, strlen(keys)), strlen(keys));
}

static int wait_for(const struct pty *pty, bool reading)
{
	uint64_t until = pty_now_ns() + PATIENCE_NS;
	int status;

	while (waitpid(pty->pid, &status, WNOHANG) == 0) {
		if (pty_now_ns() > until)
			kill(pty->pid, SIGKILL);
		if (reading)
			pty_take(pty, 20);
		else
			poll(NULL, 0, 20);
	}
	return status;
}

static void expect_modes(const struct pty *pty)
{
	struct termios modes;

	assert_int_equal(tcgetattr(pty->slave, &modes), 0);
	assert_int_equal(modes.c_lflag, modes_before.c_lflag);
	assert_int_equal(modes.c_iflag, modes_before.c_iflag);
	assert_int_equal(modes.c_oflag, modes_before.c_oflag);
}

static void put_away(const struct pty *pty)
{
	expect_modes(pty);
	close(pty->slave);
	pty_await(pty, NULL);
	close(pty->fd);
}

int pty_finish(const struct pty *pty)
{
	int status = wait_for(pty, true);

	put_away(pty);
	return status;
}

int pty_wait(const struct pty *pty)
{
	int status = wait_for(pty, false);

	put_away(pty);
	return status;
}
