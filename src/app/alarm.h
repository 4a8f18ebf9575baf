/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_ALARM_H
#define EXITTOP_ALARM_H

#include <stdbool.h>
#include <stdint.h>

#include "exittop/base/error.h"
#include "exittop/data/snapshot.h"

/*
 * alarm: what happens at a shift: --on-shift and --exit-on-shift.
 *
 * The command gets the facts in its environment: EXITTOP_REASON (a name),
 * EXITTOP_DIRECTION (up, down), EXITTOP_OLD_RATE and EXITTOP_NEW_RATE (exits
 * per second). It runs beside us in a session of its own, its standard files
 * are /dev/null, and nobody waits for it.
 *
 * A helper process runs it, which does nothing else and ends with us: so this
 * process can go without fork and exec (sandbox.h), and what is run is free of
 * such a filter.
 */

#define ALARM_WORDS 32
#define ALARM_TEXT  1024

struct alarm {
	char text[ALARM_TEXT];		/* the command, cut into words */
	char *words[ALARM_WORDS + 1];	/* NULL-terminated; none: no command */
	uint32_t seen[REASON_SLOTS];	/* shift_seq of each row */
	uint64_t last_ns;		/* CLOCK_MONOTONIC of the last run */
	bool ran;
	int fd;				/* to the helper */
	uint64_t shifts;		/* seen since the start */
};

/*
 * Fills the caller's struct. @command is divided at blanks and run without a
 * shell; NULL: none. Where there is one the helper is started: before files
 * are opened, which it has no use for. Returns 0, or -1 with @err where the
 * program is neither a file that can be run nor found in PATH.
 */
int alarm_init(struct alarm *alarm, const char *command, struct err *err);

/*
 * Looks at one refresh. For every new shift runs the command, but never more
 * often than once a second: the strongest one counts then. A command that
 * cannot be run changes nothing.
 */
void alarm_update(struct alarm *alarm, const struct snapshot *snap);

#endif
