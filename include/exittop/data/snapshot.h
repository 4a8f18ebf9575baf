/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_SNAPSHOT_H
#define EXITTOP_SNAPSHOT_H

#include <stdbool.h>
#include <stdint.h>

#include "exittop/data/detail.h"
#include "exittop/facts/host.h"
#include "exittop/facts/reason.h"

/*
 * snapshot: everything one refresh found out. Data only.
 *
 * The monitor fills it in; the screen and the writers see it and nothing
 * else, so they cannot disagree. A value that is not known is absent from
 * the row's `has` bits: shown as "-", left out of JSON and metrics, never 0.
 */

/* How a counter stands against its previous reading. */
enum reading {
	READING_NONE,	/* the host has none for this one */
	READING_FIRST,	/* the first reading: a count, but no difference */
	READING_OK,
	READING_WRAP,	/* as OK, and the host's counter passed 2^32 */
	READING_RESET	/* the host's counter began again: no difference */
};

enum shift_state {
	SHIFT_NONE,	/* no shift */
	SHIFT_LEARNING,	/* not enough seen to know what is usual */
	SHIFT_NOTICE,	/* something moves, not yet certain */
	SHIFT_UP,	/* an alert, until the rate is back, the alert is
			 * acknowledged or the next one comes */
	SHIFT_DOWN,
	SHIFT_LIKELY_UP,	/* evidence enough for an alert, which has not */
	SHIFT_LIKELY_DOWN	/* lasted long enough to be one */
};

/* Does this vCPU stand out among the others? Only in snapshot.each. */
enum odd_one { ODD_NOT, ODD_MORE, ODD_FEWER };

enum paging {
	PAGING_UNKNOWN,
	PAGING_NESTED,	/* EPT or NPT */
	PAGING_SHADOW,	/* ept=0 or npt=0 */
	PAGING_MIXED	/* both kinds of evidence: several VMs, or L2 */
};

/* Bits of row.has: which members hold a value. */
enum {
	HAS_COUNT	= 1 << 0,
	HAS_DELTA	= 1 << 1,	/* delta and rate */
	HAS_SHARE	= 1 << 2,
	HAS_CYCLES	= 1 << 3,	/* cycles since the VM (host) started */
	HAS_CYCLES_DELTA = 1 << 4,
	HAS_COST	= 1 << 5,	/* cycles_per_exit */
	HAS_TIME	= 1 << 6,	/* time_share */
	HAS_RATIO	= 1 << 7,	/* shift_*: of the last alert, on or over,
					 * until it is acknowledged */
	HAS_USUAL	= 1 << 8,	/* shift_usual */
	HAS_PEAK	= 1 << 9	/* peak */
};

/*
 * One reason. Members marked * are the base, what the host told; rate, share,
 * cost and time follow from them (snapshot_derive()).
 */
struct row {
	unsigned int has;
	enum reading reading;	/* * */
	uint64_t count;		/* * exits, exittop's own excluded */
	uint64_t delta;		/* * exits in this interval, likewise */
	uint64_t own;		/* * exittop's own in this interval */
	double rate;		/* exits per second */
	double share;		/* of all exits of the interval, 0..1 */
	uint64_t cycles;	/* * TSC cycles spent, as the host counts */
	uint64_t cycles_delta;	/* * in this interval, own excluded */
	uint64_t own_cycles;	/* * those of `own` */
	double cycles_per_exit;	/* over this interval, own included */
	double time_share;	/* of the time of the VM's vCPUs (scope host:
				 * of one CPU), 0..1; absent for HLT */

	double peak;		/* highest rate the screen has seen */
	bool watched;
	bool moved;		/* delta > 0, and the last one was 0 */
	enum shift_state shift;
	double shift_usual;	/* exits per second that are usual now */
	double shift_from;	/* exits per second before the shift */
	double shift_from_low;	/* and their 95 % interval */
	double shift_from_high;
	double shift_to;	/* exits per second after it */
	double shift_ratio;	/* to / from with its 95 % interval; infinite */
	double shift_low;	/* where there was nothing before */
	double shift_high;
	int64_t shift_wall_ns;	/* when it began, CLOCK_REALTIME */
	int64_t shift_over_ns;	/* when the rate was back; 0: it is not */
	uint32_t shift_seq;	/* grows by one with every alert of this row */
	enum odd_one odd;
	double odd_ratio;	/* rate over the median of the other vCPUs';
				 * infinite, or NAN: not known */
};

/* Notes: what a reader must know of this refresh. Bits of snapshot.notes. */
enum {
	NOTE_TOTAL_IS_SUM	= 1 << 0, /* the host's total is unusable */
	NOTE_FULL_SWEEP		= 1 << 1, /* every reason was read */
	NOTE_AUDIT_OFF		= 1 << 2, /* total does not add up: always
					   * sweeping fully */
	NOTE_GAP		= 1 << 3, /* far more time passed than asked */
	NOTE_RESET		= 1 << 4, /* counters began again */
	NOTE_WRAP		= 1 << 5,
	NOTE_CYCLES_SHORT	= 1 << 6, /* below 300 cycles an exit: the host
					   * times only a part of it (H14) */
	NOTE_SILENT		= 1 << 7  /* the host does not answer: no
					   * numbers in this round */
};

#define SNAPSHOT_TEXT 160
#define STORY_TEXT    320

struct snapshot {
	/* when */
	uint64_t round;			/* 1, 2, ... since the start */
	int64_t wall_ns;
	uint64_t mono_ns;
	double interval_s;		/* measured; 0 in the first round */
	double tsc_hz;			/* 0: not known yet */

	/* who answers */
	struct host host;
	bool replay;
	enum isa isa;
	enum dialect dialect;
	enum scope scope;
	unsigned int vcpus;		/* 0: unknown */
	unsigned int vcpu;		/* 0: all, k: only vCPU k - 1 */
	unsigned int reasons;		/* rows[0..reasons-1] are in use */

	/* what */
	struct row total;		/* watched, moved, shift unused */
	double in_exits;		/* share of time in exits, HLT's left
					 * out, 0..1; negative: unknown */
	uint64_t self_exits;		/* CPUIDs of our own since the start */
	uint64_t self_delta;		/* and in this round */

	enum paging paging;
	enum paging paging_was;		/* before that; UNKNOWN: nothing */
	int64_t paging_since_ns;	/* when it began, CLOCK_REALTIME */
	char evidence[SNAPSHOT_TEXT];	/* of the verdict, one line */
	char story[STORY_TEXT];		/* what shifted together, in one
					 * sentence (story.h); "": nothing */
	int64_t story_wall_ns;		/* when, CLOCK_REALTIME */
	uint32_t story_seq;		/* of sentences that are finished */
	unsigned int notes;
	unsigned int quirks;		/* QUIRK_* of the host (quirk.h) */
	uint64_t resets, wraps, gaps;	/* since the start */
	uint64_t silent;		/* rounds without an answer, likewise */
	/* Each vCPU, where that was asked for; else NULL. Of the refresh that
	 * came last, whatever copy holds this; borrowed. */
	const struct snapshot *each;
	unsigned int each_n;
	/* By slot, where details were asked for; likewise. */
	const struct detail *details;
	bool has_details;		/* the host gives them, if asked for */

	struct row rows[REASON_SLOTS];	/* by slot; the last member */
};

/* Copies @from without the rows that are not in use. */
void snapshot_copy(struct snapshot *to, const struct snapshot *from);

/*
 * Derives rate, share, cost and time of the rows, the total's rate, and
 * in_exits from the base members of the rows and the total and from
 * interval_s, tsc_hz, isa, scope, vcpus and vcpu.
 */
void snapshot_derive(struct snapshot *snap);

/*
 * Adds the interval of @next, which comes after that of @sum, to @sum:
 * afterwards @sum covers both. A @sum whose `round` is 0 is empty.
 * Counts, clocks and verdicts are the latest. An interval without differences
 * (a first round, counters that began again) is left out of interval_s; its
 * notes are not.
 */
void snapshot_add(struct snapshot *sum, const struct snapshot *next);

/*
 * Subtracts from @snap's differences what @idle's rates make in the same time;
 * none goes below 0. The cycles of HLT stay: an idle guest sleeps the more.
 * Returns in how many rows the exits would have gone below 0.
 */
unsigned int snapshot_subtract(struct snapshot *snap,
			       const struct snapshot *idle);

/* Makes counts and cycles those of the interval instead of since the start. */
void snapshot_rebase(struct snapshot *snap);

/* Has a watched reason shifted since the start? */
bool snapshot_has_shifted(const struct snapshot *snap);

/* vCPUs whose time is the whole: of `in_exits` and `time_share`. */
unsigned int snapshot_cpus(const struct snapshot *snap);

/* The row of a slot, or with REASON_SLOTS the total. */
static inline const struct row *snapshot_row(const struct snapshot *snap,
					     unsigned int slot)
{
	return slot == REASON_SLOTS ? &snap->total : &snap->rows[slot];
}

/* The names other programs rely on: "ok", "nested", "up", "vm", ... */
const char *snapshot_reading_name(enum reading reading);
const char *snapshot_shift_name(enum shift_state shift);
const char *snapshot_paging_name(enum paging paging);
const char *snapshot_odd_name(enum odd_one odd);

/* For people: "likely up" instead of "likely_up". */
const char *snapshot_shift_words(enum shift_state shift);

#endif
