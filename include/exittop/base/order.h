/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_ORDER_H
#define EXITTOP_ORDER_H

/* Negative where slot @a comes before @b, positive where after. */
typedef int order_compare(const void *ctx, unsigned int a, unsigned int b);

/*
 * order: sorts the slots @order[0..n-1]. Equal ones stay as they are. By
 * insertion: slots are few, and nearly sorted from one refresh to the next.
 */
void order_sort(unsigned int *order, unsigned int n, order_compare *compare,
		const void *ctx);

#endif
