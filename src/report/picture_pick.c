/* SPDX-License-Identifier: GPL-2.0-only */
/* Which reasons get into a picture. */
#include "picture_parts.h"

#include <math.h>
#include <string.h>

#include "exittop/base/order.h"

static int by_weight(const void *ctx, unsigned int a, unsigned int b)
{
	const double *weights = ctx;

	return (weights[a] < weights[b]) - (weights[a] > weights[b]);
}

unsigned int picture_pick(const struct picture_of *of,
			  double (*weight)(const struct run *run,
					   unsigned int slot),
			  unsigned int *slots, unsigned int most)
{
	double weights[REASON_SLOTS];
	unsigned int order[REASON_SLOTS], n = 0;

	for (unsigned int slot = 0; slot < REASON_SLOTS; slot++) {
		weights[slot] = fmax(weight(of->a, slot),
				     of->b ? weight(of->b, slot) : 0);
		if (weights[slot] > 0)
			order[n++] = slot;
	}
	order_sort(order, n, by_weight, weights);
	n = n < most ? n : most;
	memcpy(slots, order, n * sizeof(*slots));
	return n;
}
