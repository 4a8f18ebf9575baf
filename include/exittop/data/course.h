/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_COURSE_H
#define EXITTOP_COURSE_H

#include <stdbool.h>
#include <stdint.h>

#include "exittop/data/event.h"
#include "exittop/data/snapshot.h"

/*
 * course: a run over time, in the same memory however long it is: exits of
 * every reason in at most COURSE_PARTS parts, the time spent in them, and what
 * happened (shifts, marks, resets). Seconds count from the run's first round.
 */

#define COURSE_PARTS 128
#define COURSE_ROUGH 64		/* parts that course_rough() leaves */

/* A stretch of rounds. Times without a difference are in its span only. */
struct course_part {
	double from_s, to_s;		/* its span */
	double seconds;			/* of it, those with differences */
	uint64_t exits;			/* in these */
	uint32_t rows[REASON_SLOTS];	/* of each reason; stops at 2^32 - 1 */
};

struct course {
	bool begun;
	uint64_t start_mono_ns;
	unsigned int parts;
	unsigned int part_rounds;	/* rounds of a full part */
	unsigned int filled;		/* rounds in the last one */
	struct course_part part[COURSE_PARTS];

	/* Seconds of the vCPUs' time, as a share of all of them. */
	double timed_s;			/* with time in exits known */
	double in_exits_s;		/* in exits, HLT left out */
	double asleep_s;		/* in HLT */
	double rows_s[REASON_SLOTS];

	struct event_log log;
	double at_s[EVENTS];		/* of event i, at i % EVENTS */
};

/* Fills the caller's struct (large: static storage). */
void course_init(struct course *course);

/* Adds the next round. */
void course_add(struct course *course, const struct snapshot *snap);

/* Adds a mark that the user set in the round of @snap. */
void course_mark(struct course *course, const struct snapshot *snap,
		 const char *text);

/* Exits per second in @part, of @slot or of all (REASON_SLOTS); or NAN. */
double course_rate(const struct course_part *part, unsigned int slot);

/*
 * The parts, neighbours joined until there are at most COURSE_ROUGH. Returns
 * how many.
 */
unsigned int course_rough(const struct course *course,
			  struct course_part parts[COURSE_PARTS]);

/* The first event that is kept; the last is course->log.end - 1. */
uint64_t course_first(const struct course *course);

#endif
