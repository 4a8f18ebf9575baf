/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_SIGNALS_H
#define EXITTOP_SIGNALS_H

#include <stdbool.h>
#include <stdint.h>

/* signals: what --batch does at a signal, and waiting for one. */

/* Why a wait ended. */
enum wake {
	WAKE_DUE,
	WAKE_SAMPLE,	/* SIGUSR1: a sample is wanted now */
	WAKE_REOPEN,	/* SIGHUP: the file was moved */
	WAKE_STOP
};

/*
 * From now on SIGINT and SIGTERM end the wait, the second one the program;
 * so does SIGHUP, unless it @rotates: asks for the file to be opened anew.
 * SIGUSR1 asks for a sample. A SIGINT or SIGHUP that was ignored when we were
 * started (nohup, a job of sh) stays so.
 */
void signals_catch(bool rotates);

/*
 * Where a file reaches RLIMIT_FSIZE, write(2) is to fail as on a full disk:
 * SIGXFSZ is ignored. A COMMAND gets it back as it was.
 */
void signals_ignore_limit(void);
void signals_restore_limit(void);

/* Until a signal, or @now_ns() is @when_ns; at once if that is past. */
enum wake signals_wait(uint64_t (*now_ns)(void), uint64_t when_ns);

/* The signal that asked to end; 0: none did. */
int signals_stopped(void);

/* Ends as the signal would have ended us, so that a shell sees it. */
void signals_die(int sig);

#endif
