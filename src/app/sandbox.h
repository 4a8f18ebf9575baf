/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_SANDBOX_H
#define EXITTOP_SANDBOX_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * sandbox: gives up the system calls that the rest of the program does not
 * use, by a seccomp filter. From then on a fault in it, provoked by a file or
 * by what a host answers, cannot run a program, open a socket, type into the
 * terminal, or, unless files are to be written, write one.
 *
 * What it uses is allowed, some calls with a look at their arguments. What no
 * program like this one asks for (execve, fork, socket, ptrace, ...) ends it
 * by SIGSYS. All else answers ENOSYS, as an older kernel would: a libc may
 * try new calls first and falls back then. So a libc that is not known here
 * costs at most a feature, and an attack no more than one call.
 *
 * The filter cannot be removed, and children inherit it. So what runs programs
 * has to start before: launch.h enters when the last COMMAND runs.
 */
struct sandbox {
	bool writes;	/* files may be made, changed, renamed and removed */
	pid_t child;	/* may be sent signals, as this process itself; or 0 */
};

/* What is in force, the strongest first. */
enum sandbox_filter {
	SANDBOX_FULL,
	/*
	 * The kernel (before 4.14) or a filter around us (systemd's
	 * SystemCallFilter) refuses seccomp(2), and it was set by prctl(2): a
	 * forbidden call ends the thread. exittop has only one.
	 */
	SANDBOX_THREAD,
	SANDBOX_REFUSED,	/* none: the kernel has refused it */
	SANDBOX_NOT_BUILT	/* none: built without libseccomp */
};

/* Enters the sandbox, the strongest that works. */
enum sandbox_filter sandbox_enter(const struct sandbox *needs);

/* The same as words, for --probe and the log. */
const char *sandbox_words(enum sandbox_filter filter);

#endif
