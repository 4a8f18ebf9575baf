/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_COMMAND_H
#define EXITTOP_COMMAND_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

#include "exittop/base/err.h"

/*
 * command: another program, run as time(1) runs it. Its terminal, its signals
 * and its standard files are the ones we were started with. While it runs,
 * SIGINT and SIGQUIT are its own affair and ignored here; SIGTERM and SIGHUP
 * are passed on to it; SIGPIPE and SIGUSR1 do not end us.
 */

/* What an exit status says about a program that was not run. */
enum { COMMAND_NOT_RUN = 126, COMMAND_NOT_FOUND = 127 };

struct command {
	char **argv;		/* NULL-terminated; borrowed */
	pid_t pid;
	int status;		/* as a shell gives it: 128 + n by signal n */
	bool interrupted;	/* ended by SIGINT or SIGQUIT */
	double user_s, system_s;	/* CPU time */
	sigset_t mask;		/* as we were started */
	struct sigaction old[4];
};

/*
 * Fills the caller's struct. @argv is searched in PATH. From here on the
 * signals are as above.
 */
void command_init(struct command *command, char **argv);

/*
 * Starts it. Returns 0; or -1 with @err where it cannot be run, and
 * command->status then says why as a shell would.
 */
int command_start(struct command *command, struct err *err);

/*
 * Waits for its end, at most @seconds (0: without end). Returns 1 when it has
 * ended and status, interrupted, user_s and system_s are filled in; 0 when
 * the time is over.
 */
int command_wait(struct command *command, double seconds);

#endif
