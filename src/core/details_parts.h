/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DETAILS_PARTS_H
#define DETAILS_PARTS_H

/* What details.c (reading) and details_fill.c (its meaning) share. */

#include "exittop/core/details.h"

/* The stays of vCPU @v (from 0) in @slot, now or at the mark. */
static inline struct details_stay *details_stays(const struct details *details,
						 struct details_stay *stay,
						 unsigned int slot,
						 unsigned int v)
{
	return &stay[((size_t)slot * details->n + v) * DETAIL_KEYS];
}

/* Makes details->found[@slot] from what was read. */
void details_fill(struct details *details, unsigned int slot);

#endif
