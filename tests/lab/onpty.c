/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * onpty DIR COMMAND...: runs COMMAND on a terminal of 80x24 and keeps what it
 * writes there: DIR/0001 is all it wrote until it was quiet for QUIET_MS,
 * DIR/0002 what followed, and so on. So each file ends with a finished screen.
 * SIGTERM presses q. Ends with the exit code of COMMAND.
 */
#define _DEFAULT_SOURCE
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#define QUIET_MS 250

static volatile sig_atomic_t over;

static void press_q(int signal)
{
	over = signal;
}


static int keep(int terminal, const char *dir)
{
	struct pollfd fd = { .fd = terminal, .events = POLLIN };
	char buffer[4096], path[256];
	int files = 0, ready;
	FILE *file = NULL;
	ssize_t got;

	for (;;) {
		ready = poll(&fd, 1, file ? QUIET_MS : -1);
		if (over) {
			over = 0;
			if (write(terminal, "q", 1) != 1)
				return 1;
		}
		if (ready < 0 && errno == EINTR)
			continue;
		if (!ready) {
			fclose(file);
			file = NULL;
			continue;
		}
		got = read(terminal, buffer, sizeof(buffer));
		if (got <= 0)
			break;
		if (!file) {
			snprintf(path, sizeof(path), "%s/%04d", dir, ++files);
			file = fopen(path, "w");
			if (!file)
				return 1;
		}
		fwrite(buffer, 1, (size_t)got, file);
	}
	return file && fclose(file);
}

int main(int argc, char **argv)
{
	struct winsize size = { .ws_row = 24, .ws_col = 80 };
	struct sigaction action = { .sa_handler = press_q };
	int terminal, status;
	pid_t child;

	if (argc < 3)
		return 2;
	sigaction(SIGTERM, &action, NULL);
	child = forkpty(&terminal, NULL, NULL, &size);
	if (child < 0)
		return 1;
	if (!child) {
		execvp(argv[2], argv + 2);
		_exit(127);
	}
	if (keep(terminal, argv[1]) || waitpid(child, &status, 0) < 0)
		return 1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
