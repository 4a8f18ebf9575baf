/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_SANDBOX_H
#define EXITTOP_SANDBOX_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * sandbox: gives up the system calls that the rest of the program has no use
 * for, by a seccomp filter. From then on a fault in it, provoked by a file or
 * by what a host answers, cannot run a program, open a socket, type into the
 * terminal, or, unless files are to be written, write one.
 *
 * What it uses is allowed, some with a look at their arguments. What no
 * program like this one asks for (execve, fork, socket, ptrace, ...) ends it
 * by SIGSYS. All else answers ENOSYS, as an older kernel would: a libc may
 * try new calls first and has another way then. So a libc that is not known
 * here costs at most a feature, and an attack no more than one call.
 *
 * The filter is for good and children inherit it: launch.h enters when the
 * last COMMAND runs.
 */
struct sandbox {
	bool writes;	/* files may be made, changed, renamed and removed */
	pid_t child;	/* may be sent signals, as this process itself; or 0 */
};

/*
 * Returns whether the filter is in force. It is not where the kernel has no
 * seccomp, or this exittop was built without libseccomp: that is no error.
 */
bool sandbox_enter(const struct sandbox *needs);

#endif
