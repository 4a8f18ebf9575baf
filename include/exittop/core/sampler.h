/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_SAMPLER_H
#define EXITTOP_SAMPLER_H

#include <stdbool.h>
#include <stdint.h>

#include "exittop/core/counter.h"
#include "exittop/base/err.h"
#include "exittop/core/leaf.h"
#include "exittop/core/probe.h"
#include "exittop/data/snapshot.h"
#include "exittop/source/source.h"

/*
 * sampler: from registers to 64-bit counts and differences, with as few VM
 * exits of its own as a correct answer needs (the audited sweep, sampler.c).
 */

/* Own exits that a counter should hold and lacks, over some rounds. */
struct pulse_memory {
	uint64_t expected, missing;
};

struct sampler {
	struct leaf_map map;
	struct source *src;
	enum isa isa;
	unsigned int vcpu, reasons;
	unsigned int cpuid;	/* slot of our own exits */
	double max_rate;	/* exits/s no host can exceed */
	uint64_t round, now_ns;	/* the round's number and time */
	uint64_t interval_ns;	/* since the round before */
	bool force_full;	/* read everything in the next round */

	struct counter total;	/* as last read */
	struct counter first;	/* as read first in this round */
	struct counter shown;	/* that, since it was read first before */
	uint64_t tail, tail_own, tail_cycles;	/* between those two */
	uint64_t slack;		/* exits that came while this round and the one
				 * before were read */
	struct counter counters[REASON_SLOTS];

	bool total_bad;		/* dead, goes back, or below the sum */
	bool audit;		/* the total adds up so far */
	bool late;		/* cycles may be booked after their exit was
				 * read: other vCPUs run meanwhile */
	bool audit_ready;	/* excess_* hold a full sweep's finding */
	int64_t excess_low;	/* what the total holds beyond the sum */
	int64_t excess_high;
	unsigned int torn;	/* how surely exits come during a sweep, 0..3 */
	uint64_t full_ns;	/* when the last full sweep was */
	unsigned int next_cold;	/* round-robin position */
	unsigned int recorded_vcpu;	/* that a recording was made of, where
					 * another one is asked for */
	uint64_t twins;		/* exits that 46 and 47 both had, round by round */
	unsigned int notes;	/* NOTE_* of this round */
	unsigned int quirks;	/* QUIRK_* found by sampling */

	/* presence.c: is the host still there? */
	bool lost;		/* it does not answer: no numbers */
	bool again;		/* first answers are a new beginning */
	bool unserved, changed, stopped;	/* seen in this round */
	bool identified;	/* ... and identity_leaf was asked for */
	uint32_t identity_leaf;	/* LEAF_EPOCH, else LEAF_INFO; 0: none */
	struct regs identity;	/* its answer, as probed */
	unsigned int known_quirks;	/* as probed */
	unsigned int strikes;	/* rounds that lacked few own exits */
	struct pulse_memory pulse[2];	/* of CPUID's row and the total */
	struct counter all_cpuids;	/* CPUIDs of all vCPUs, where one of
					 * many is chosen: ours are in these */
};

/* Fills the caller's struct; @src and @probe's facts are borrowed. */
void sampler_init(struct sampler *sampler, struct source *src,
		  const struct probe *probe, unsigned int vcpu);

/*
 * Begins anew on the host that @probe found, after it was lost: what is read
 * next is a new beginning, in the round that is going on.
 */
void sampler_restart(struct sampler *sampler, const struct probe *probe);

/* A round in which nothing is asked: the host was lost, and still is. */
void sampler_skip(struct sampler *sampler, const struct stamp *stamp);

/* What was read in this round is a new beginning: no differences. */
void sampler_forget(struct sampler *sampler);

/*
 * Reads what this round needs; @stamp is the round's. Afterwards every row of
 * sampler->counters[0..reasons-1] is what it was when the total was read, but
 * where the round had to go on reading after that (audit.c): then the rows
 * lack, together, at most as many exits as came while it did. No row lacks
 * anything for longer than a minute, or than one interval where that is
 * longer. CPUID's own row is read as any other, when CPUIDs of others came;
 * its cycles are those of then.
 * A recording's round gives what was read when it was made.
 * Where the host does not count any more, `lost` is set, NOTE_SILENT with it,
 * and no counter has a reading.
 * Returns 0, or -1 with @err.
 */
int sampler_sweep(struct sampler *sampler, const struct stamp *stamp,
		  struct err *err);

#endif
