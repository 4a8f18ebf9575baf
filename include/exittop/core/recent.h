/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_RECENT_H
#define EXITTOP_RECENT_H

#include <stdint.h>

#include "exittop/base/rate.h"

/*
 * recent: the counts of the last intervals of one reason, to find a step in.
 */

/* Kept at most; at least half of these once there were so many. */
#define RECENT_INTERVALS 256

/* All zero, but for what the arrays hold: empty. */
struct recent {
	struct rate_count older;	/* what came before, fading */
	unsigned int n;
	struct rate_count counts[RECENT_INTERVALS];
	int64_t began_ns[RECENT_INTERVALS];	/* CLOCK_REALTIME */
};

void recent_add(struct recent *recent, struct rate_count count,
		int64_t began_ns);

/* Forgets what came before @step; @older is to stand for it. */
void recent_cut(struct recent *recent, const struct rate_step *step,
		struct rate_count older);

#endif
