/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_CHILD_PTY_H
#define TESTS_CHILD_PTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* child_pty: a child on a terminal of its own, 80 x 24, and what it gets. */

struct pty {
	pid_t pid;
	int fd;			/* where a person would sit */
	int slave;		/* open here, too, to look at its modes */
};

/* What the terminal got; reset pty_used to forget. A string. */
extern char pty_output[4 * 1024 * 1024];
extern size_t pty_used;

/*
 * Starts @child, which has the terminal as its own and must not return. With
 * @bare it is not the session's: nobody sends SIGHUP when it goes.
 */
struct pty pty_begin(void (*child)(const void *), const void *with, bool bare);

/* Reads until @text has come; NULL: until the terminal was closed. */
bool pty_await(const struct pty *pty, const char *text);

/* Reads what comes within @ms. False: there will be no more. */
bool pty_take(const struct pty *pty, int ms);

/* Types. */
void pty_type(const struct pty *pty, const char *keys);

/*
 * Waits for the child's end and closes the terminal; returns the status, of
 * SIGKILL where it did not end by itself. Fails the test unless the modes are
 * as they were.
 */
int pty_finish(const struct pty *pty);

/* The same without reading what the terminal gets. */
int pty_wait(const struct pty *pty);

uint64_t pty_now_ns(void);	/* CLOCK_MONOTONIC */

#endif
