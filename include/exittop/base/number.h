/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_NUMBER_H
#define EXITTOP_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/* number: arithmetic that stays defined whatever a host answers. */

/* Is it a number that can be shown: finite and not negative? */
bool number_is_known(double value);

/* @value rounded; 0 below 0 and of no number, UINT64_MAX where it is more. */
uint64_t number_whole(double value);

/* a + b, at most UINT64_MAX; of each row in each round. */
static inline uint64_t number_sum(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

#endif
