/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TTY_H
#define TTY_H

#include <stdbool.h>
#include <stdint.h>

/* tty: signals and terminal modes; gives the terminal back whatever happens. */

/*
 * The size of the terminal, at most as large as @width and @height were; false
 * where it is not known.
 */
bool tty_size(int *width, int *height);

/* Has curses, which is to start, take no larger one: it costs memory alone. */
void tty_limit(int width, int height);

/*
 * Before curses starts; keeps the modes of the terminal @fd. From here on
 * SIGTERM, SIGHUP, SIGINT, SIGTSTP and SIGWINCH come only within tty_wait(),
 * so that none is missed. Of the first three the terminal is made to go on if
 * Ctrl-S has stopped it, and where it takes nothing for a second more they end
 * the program as they are.
 */
void tty_open(int fd);

/*
 * The bytes that make the terminal usable again, sent when any other signal
 * ends the program; its modes are restored from tty_open() on.
 */
void tty_on_crash(const char *bytes);

/* As before tty_open(). */
void tty_close(void);

/* Lets the first three come in between, for what a terminal may block. */
void tty_let(bool come);

/*
 * Waits until @fd can be read or a signal came, @wait_ns at most (negative:
 * as long as it takes). Returns whether it can be read.
 */
bool tty_wait(int fd, int64_t wait_ns);

/* The signal that asks to end, 0: none. */
int tty_signal(void);

/* Has it another size, or did others use it, since the last call? */
bool tty_changed(void);

/* Is the program to be suspended (Ctrl-Z), since the last call? */
bool tty_stops(void);

/* Gives the terminal back and suspends it; returns when it goes on. */
void tty_stop(void);

#endif
