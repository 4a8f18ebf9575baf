/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_DETAILS_H
#define EXITTOP_DETAILS_H

#include <stdbool.h>
#include <stdint.h>

#include "exittop/base/err.h"
#include "exittop/core/probe.h"
#include "exittop/core/sampler.h"
#include "exittop/data/detail.h"
#include "exittop/data/snapshot.h"

/*
 * details: reads how long the exits of a reason take and what they are about
 * (detail.h), of hosts that say so, for reasons that somebody looks at.
 *
 * It costs: 30 CPUIDs for the durations of a reason, and for its keys up to 33
 * a vCPU. A reason without new exits is not asked for again. What the host says
 * is checked against its own counts, read after it: what contradicts them, or
 * changes while it is read, is not known in this round.
 */

/* What was read of one reason; `marked` is what differences start from. */
struct details_memory {
	bool read;			/* anything, since it was begun */
	bool has_durations, has_keys;	/* the last reading holds them */
	bool marked_durations, marked_keys;
	uint64_t seen;			/* exits of the row, when read last */
	uint64_t least, most;		/* exits counted before and after the
					 * durations were read */
	uint64_t marked_least, marked_most;
	uint32_t raw[DETAIL_BUCKETS];	/* modulo 2^32 */
	uint64_t total[DETAIL_BUCKETS], marked_total[DETAIL_BUCKETS];
};

/* One slot of a vCPU's keys: a key's stay in it. */
struct details_stay {
	uint64_t key, count, error, cycles;
};

struct details {
	unsigned int n;			/* vCPUs; 0: not set up */
	unsigned int vcpu, first;	/* of durations: 0 all; of keys */
	bool durations, keys;		/* the host says */
	bool hold;			/* differences are since the mark,
					 * else since the last reading */
	bool told;			/* anything was ever known */
	bool heard;			/* an answer came, of the reason that
					 * is being read */
	uint64_t round;
	bool wanted[REASON_SLOTS];
	/* All owned: [REASON_SLOTS], the stays [REASON_SLOTS][n][KEYS]. */
	struct details_memory *memory;
	struct details_stay *stay, *marked;
	struct details_count {
		uint64_t after;		/* exits, read after its keys */
		bool known;
	} *count;			/* [REASON_SLOTS][n] */
	struct detail_key *merged;	/* [n * DETAIL_KEYS], for a moment */
	struct detail *found;		/* snapshot.details */
};

/*
 * Allocates what the host of @probe can say; @vcpu: 0 of all vCPUs, k of vCPU
 * k - 1. Nothing is wanted yet. Returns 0, or -1 with @err: it says nothing of
 * the kind, or has more than 128 vCPUs.
 */
int details_init(struct details *details, const struct probe *probe,
		 unsigned int vcpu, struct err *err);

/* Gives it back; safe on what was never set up. */
void details_free(struct details *details);

/* From the next refresh on @slot is read, or no more. */
void details_want(struct details *details, unsigned int slot, bool on);

/* With `hold`: differences start from the last reading. */
void details_mark(struct details *details);

/*
 * Reads what is wanted, in the round that @sampler has just read, whose rows and
 * notes @all holds, into details->found. Returns 0, or -1 with @err.
 */
int details_read(struct details *details, struct sampler *sampler,
		 const struct snapshot *all, struct err *err);

#endif
