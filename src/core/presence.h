/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PRESENCE_H
#define PRESENCE_H

/* Is the host that was probed still there, and does it count? presence.c. */

#include <stdbool.h>
#include <stdint.h>

#include "exittop/base/err.h"
#include "exittop/core/sampler.h"

/* What the round shows of the host. */
enum presence {
	PRESENCE_OK,
	PRESENCE_LACKED,	/* a few own exits were lost, for once */
	PRESENCE_AGAIN,		/* it counts, and no difference is known */
	PRESENCE_NONE		/* it does not count, or is another one */
};

/* Takes in an answer that may be one of sampler->identity_leaf. */
void presence_take(struct sampler *sampler, uint32_t leaf,
		   const struct regs *regs);

/*
 * Is it for certain the host that was probed, with the same counters? 1: it
 * has an epoch, and the epoch is the same; 0: it is not certain; -1: @err.
 */
int presence_is_same(struct sampler *sampler, struct err *err);

/* Does anything look odd? */
bool presence_is_doubtful(const struct sampler *sampler);

/* Issues CPUIDs that settle a doubt. 0, or -1 with @err. */
int presence_confirm(struct sampler *sampler, struct err *err);

/* Once a round, when all was read. */
enum presence presence_judge(struct sampler *sampler);

#endif
