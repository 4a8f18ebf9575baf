/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_METRICS_H
#define EXITTOP_METRICS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "exittop/data/snapshot.h"

/*
 * metrics: a snapshot as text that Prometheus reads.
 *
 * The text is OpenMetrics 1.0 and the older Prometheus text format 0.0.4 at
 * once, since node_exporter's textfile collector reads only the latter. They
 * differ in one thing that matters: the TYPE of a counter is told by the name
 * without _total in the one and with it in the other, and each refuses what
 * the other demands. So counters are left without a TYPE, which both allow;
 * their names end with _total, and rate() needs no more. Gauges have one. The
 * last line is "# EOF", to 0.0.4 a comment.
 *
 * A reason that the guest never had has no series, unless `all` is set: a
 * guest has some fifteen of them, not 173 to 342. Every sample has the label
 * vcpu where the snapshot is of one vCPU.
 *
 * No sample has a time: the textfile collector takes none.
 */

struct metrics {
	bool all;	/* reasons that never came are written, too */
	bool ever[REASON_SLOTS];	/* they came, since the VM began */
	/* Counted here, since exittop began. HLT's seconds are idle_s. */
	double seconds[REASON_SLOTS], idle_s;
	bool timed;		/* cycles were time in an interval at least */
	uint64_t up[REASON_SLOTS], down[REASON_SLOTS];	/* shifts */
	uint32_t seen[REASON_SLOTS];	/* shift_seq */
};

/* Takes in one interval. All zeros is an empty struct. */
void metrics_update(struct metrics *metrics, const struct snapshot *snap);

/*
 * Writes the exposition; @match: slots that the filter lets pass. Where @each is
 * not NULL, exits and their seconds are those of each vCPU in snap->each, by
 * the label vcpu, and of each its own metrics: their sum is the VM's.
 */
void metrics_write(const struct metrics *metrics, const struct metrics *each,
		   const struct snapshot *snap, const bool match[REASON_SLOTS],
		   FILE *out);

#endif
