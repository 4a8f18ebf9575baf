/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_HISTORY_H
#define EXITTOP_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "exittop/data/snapshot.h"

/*
 * history: the last hour of every reason, to draw and to look back into.
 *
 * A ring of entries. An entry covers one refresh, or as many as it takes to
 * fill HISTORY_SPAN_S, so that an hour fits at any delay. Entries are numbered
 * 0, 1, ... for ever; the last HISTORY_ENTRIES of them are kept.
 *
 * The arrays are fixed and large, but memory is touched only for slots that
 * have a count: twenty such reasons cost 2 MB after an hour.
 */

#define HISTORY_ENTRIES 3600
#define HISTORY_SPAN_S	0.9	/* 1 s, less what a timer may be early */
#define HISTORY_TOTAL	REASON_SLOTS	/* the slot of the total */

/* What all reasons have in common in one entry. */
struct history_entry {
	uint64_t round;		/* the snapshot's, the last one it covers */
	uint64_t mono_ns;
	int64_t wall_ns;
	double seconds;		/* covered; 0: the first round */
	double in_exits;	/* negative: unknown */
	uint64_t self_exits, self_delta;
	enum paging paging;
	unsigned int notes;	/* of all rounds covered */
};

/* One reason in one entry: sums over the seconds covered. */
struct history_cell {
	uint64_t count;		/* at the end of the entry */
	float exits;		/* rate is exits / seconds */
	float cycles;
	float busy;		/* seconds of the vCPUs' time */
	uint8_t has;		/* HAS_* */
	uint8_t shift;		/* enum shift_state */
	bool written;		/* else: nothing counted yet */
};

struct history {
	uint64_t end;		/* number of the next entry */
	bool touched[REASON_SLOTS + 1];	/* the slot's cells are in use */
	struct history_entry entry[HISTORY_ENTRIES];
	struct history_cell cell[REASON_SLOTS + 1][HISTORY_ENTRIES];
};

/*
 * Empties the caller's struct, without touching its large arrays: they must
 * be zero already (static storage, calloc) or come from an earlier use.
 */
void history_init(struct history *history);

/* Adds one refresh. */
void history_add(struct history *history, const struct snapshot *snap);

/* The number of the oldest entry kept; history->end where there is none. */
uint64_t history_first(const struct history *history);

/* The entry @index, history_first() <= index < history->end. */
const struct history_entry *history_entry(const struct history *history,
					  uint64_t index);

/*
 * Exits per second of @slot (HISTORY_TOTAL: of all) in entry @index; NAN where
 * not known or not kept.
 */
double history_rate(const struct history *history, unsigned int slot,
		    uint64_t index);

/*
 * Fills @snap, a copy of a later snapshot of the same session, with what entry
 * @index knew: times, counts, rates, shares, costs and shift states.
 */
void history_recall(const struct history *history, uint64_t index,
		    struct snapshot *snap);

#endif
