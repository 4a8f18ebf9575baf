/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_MONITOR_H
#define EXITTOP_MONITOR_H

#include <stdbool.h>

#include "exittop/base/err.h"
#include "exittop/core/details.h"
#include "exittop/core/paging.h"
#include "exittop/core/probe.h"
#include "exittop/core/sampler.h"
#include "exittop/core/shift.h"
#include "exittop/core/vcpus.h"
#include "exittop/data/snapshot.h"
#include "exittop/data/story.h"
#include "exittop/source/source.h"

/*
 * monitor: one call, one snapshot. Pure above the source: it never prints,
 * sleeps, allocates, or asks the clock.
 */

struct monitor_options {
	unsigned int vcpu;		/* 0: all, k: vCPU k - 1 */
	double delay_s;			/* nominal interval, to know a gap */
	double false_alarm_s;		/* budget of the shift detector */
	bool watch_default;		/* watch reason_roles()->watch */
	bool watched[REASON_SLOTS];	/* else these slots */
	struct vcpus *vcpus;		/* set up: each vCPU is read, too;
					 * borrowed. NULL: none is */
	struct details *details;	/* likewise */
};

struct monitor {
	struct source *src;
	struct probe probe;
	struct sampler sampler;
	struct story story;
	struct paging_judge paging;
	struct monitor_options options;
	struct stamp first, last;
	double tsc_hz;			/* as measured last */
	bool short_cycles;		/* of CPUID, where its cost is known */
	struct snapshot previous;
	uint64_t resets, wraps, gaps, silent;
	uint64_t total;			/* as shown last */
	uint64_t other;			/* exits that no reason holds, as found
					 * out; with the next */
	bool has_other;
	uint64_t retry_ns;		/* lost: when to probe again */
	struct shift shift;		/* last: large, and little of it used */
};

/*
 * Fills the caller's struct, which is zero or comes from an earlier use: see
 * shift_init(). @src is borrowed; @probe found it answering.
 */
void monitor_init(struct monitor *monitor, struct source *src,
		  const struct probe *probe,
		  const struct monitor_options *options);

/*
 * Begins a round, sweeps, and writes everything it found into @snap.
 * Returns 1, 0 at the end of a recording, -1 with @err.
 */
int monitor_refresh(struct monitor *monitor, struct snapshot *snap,
		    struct err *err);

/* Watches @slot for shifts from the next refresh on, or no longer. */
void monitor_watch(struct monitor *monitor, unsigned int slot);

/* Acknowledges the alerts of all rows. */
void monitor_acknowledge(struct monitor *monitor);

#endif
