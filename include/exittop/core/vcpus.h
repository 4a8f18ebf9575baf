/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_VCPUS_H
#define EXITTOP_VCPUS_H

#include <stdbool.h>
#include <stdint.h>

#include "exittop/base/err.h"
#include "exittop/core/counter.h"
#include "exittop/core/odd.h"
#include "exittop/core/probe.h"
#include "exittop/core/sampler.h"
#include "exittop/data/snapshot.h"

/*
 * vcpus: all vCPUs of the guest side by side (native leaves).
 *
 * After a refresh of all vCPUs together each vCPU is asked for its total and
 * for those reasons whose exits moved: some ten CPUIDs a vCPU, and only where
 * somebody looks. What comes of it is one snapshot a vCPU, with the odd ones
 * marked (odd.h).
 */

#define VCPUS_MOST 128

struct vcpus {
	unsigned int n;			/* vCPUs; 0: not set up */
	bool alone;			/* one vCPU: our own exits are its */
	bool told;			/* any was ever answered */
	uint64_t round;			/* read last; 0: never */
	uint64_t seen[REASON_SLOTS];	/* of all together, when read last */
	struct odd odd[REASON_SLOTS];
	struct vcpus_column {
		struct counter total, counters[REASON_SLOTS];
	} *column;			/* [n]; owned */
	struct rate_count *recent;	/* [REASON_SLOTS][n]; owned */
	struct snapshot *each;		/* [n]; owned */
};

/*
 * Allocates what the vCPUs of @probe's host take. Returns 0, or -1 with @err:
 * the host does not tell vCPUs apart, or there are more than VCPUS_MOST.
 */
int vcpus_init(struct vcpus *vcpus, const struct probe *probe,
	       struct err *err);

/* Gives it back; safe on what was never set up. */
void vcpus_free(struct vcpus *vcpus);

/*
 * Reads each vCPU in the round that @sampler has just read, whose rows and
 * notes @all holds. A first reading, or one after a pause, gives counts and no
 * differences; a recording may have no answers of single vCPUs, which leaves
 * vcpus->told false. Returns 0, or -1 with @err.
 */
int vcpus_read(struct vcpus *vcpus, struct sampler *sampler,
	       const struct snapshot *all, struct err *err);

/* Makes the snapshots of it: @all->each, borrowed until the next refresh. */
void vcpus_fill(struct vcpus *vcpus, struct snapshot *all);

#endif
