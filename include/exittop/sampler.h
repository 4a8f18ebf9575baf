/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_SAMPLER_H
#define EXITTOP_SAMPLER_H

#include <stdbool.h>
#include <stdint.h>

#include "exittop/counter.h"
#include "exittop/error.h"
#include "exittop/leaf.h"
#include "exittop/probe.h"
#include "exittop/snapshot.h"
#include "exittop/source.h"

/*
 * sampler: from registers to 64-bit counts and differences, with as few VM
 * exits of its own as a correct answer needs (the audited sweep, sampler.c).
 */

struct sampler {
	const struct leaf_map *map;
	struct source *src;
	enum isa isa;
	unsigned int vcpu, reasons;
	unsigned int cpuid;	/* slot of our own exits */
	double max_rate;	/* exits/s no host can exceed */
	uint64_t round, now_ns;	/* the round's number and time */
	uint64_t base_issued;	/* source->issued when counters last reset */
	bool own_known;		/* our own CPUIDs are within these counts */
	bool force_full;	/* read everything in the next round */

	struct counter total;
	struct counter counters[REASON_SLOTS];

	bool total_bad;		/* dead, goes back, or below the sum */
	bool audit;		/* the total adds up so far */
	bool audit_ready;	/* excess_* hold a full sweep's finding */
	int64_t excess_low;	/* what the total holds beyond the sum */
	int64_t excess_high;
	uint64_t full_ns;	/* when the last full sweep was */
	unsigned int next_cold;	/* round-robin position */
	unsigned int notes;	/* NOTE_* of this round */
};

/* Fills the caller's struct; @src and @probe's facts are borrowed. */
void sampler_init(struct sampler *sampler, struct source *src,
		  const struct probe *probe, unsigned int vcpu);

/*
 * Reads what this round needs; @stamp is the round's. Afterwards every
 * counter of sampler->counters[0..reasons-1] and the total are current.
 * Returns 0, or -1 with @err.
 */
int sampler_sweep(struct sampler *sampler, const struct stamp *stamp,
		  struct err *err);

/*
 * The count of CPUID's counter, or of the total, with exittop's own CPUIDs
 * taken out; as it is where they cannot be known.
 */
uint64_t sampler_count(const struct sampler *sampler,
		       const struct counter *counter);

#endif
