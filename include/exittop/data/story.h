/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_STORY_H
#define EXITTOP_STORY_H

#include "exittop/data/snapshot.h"

/*
 * story: what happened when watched reasons shifted together, in one sentence.
 *
 *	paging changed from nested to shadow: EXCEPTION_NMI 0 to 5 326/s,
 *	INVLPG 0 to 313.3/s, CR_ACCESS 0.3 to 8 226/s, EPT exits stopped; time
 *	in exits 0.1 to 4.0 %
 *
 * Shifts whose alerts began, or ended, at the same time (within two seconds
 * and two intervals) are one. What they mean is a table of patterns in story.c:
 * which kinds of reasons must have gone up, down or not at all. What fits no
 * pattern is listed without a claim; a single shift that fits none makes no
 * sentence, as its own event says it all. The cost is the time in exits, in the
 * half minute before and since.
 *
 * Pure: no clock, no output, no memory of its own but `struct story`.
 */

#define STORY_CHANGES 6	/* more are counted, not named */
#define STORY_ROUNDS  64	/* whose time in exits is kept */

struct story_change {
	unsigned int slot;
	double from, to;	/* exits per second */
};

/* All zero: nothing happened yet. */
struct story {
	int64_t wall_ns;	/* when the first of its shifts began */
	int64_t last_ns;	/* ... of the story before */
	struct story_change changes[STORY_CHANGES];
	unsigned int n, more;
	int64_t joined_ns;	/* when the last one did; 0: finished */
	uint32_t seq;		/* of finished sentences */
	uint32_t shift_seq[REASON_SLOTS];	/* known already */
	int64_t over_ns[REASON_SLOTS];
	unsigned int rounds;	/* ever kept; i is at i % STORY_ROUNDS */
	struct story_round {
		int64_t began_ns;
		double seconds, in_exits;
	} round[STORY_ROUNDS];
};

/*
 * Takes in one refresh, its shifts judged, and writes snap->story, the sentence
 * from the first alert on, growing while others join it, until all alerts
 * are acknowledged or have been over for a minute; snap->story_wall_ns, when it happened; and snap->story_seq,
 * which grows by one when no other has joined for a second.
 */
void story_update(struct story *story, struct snapshot *snap);

#endif
