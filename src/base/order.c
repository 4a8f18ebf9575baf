/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/base/order.h"

void order_sort(unsigned int *order, unsigned int n, order_compare *compare,
		const void *ctx)
{
	for (unsigned int i = 1; i < n; i++) {
		unsigned int slot = order[i], at = i;

		for (; at && compare(ctx, order[at - 1], slot) > 0; at--)
			order[at] = order[at - 1];
		order[at] = slot;
	}
}
