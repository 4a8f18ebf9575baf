/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * durations: the buckets of a histogram of cycles, four to a power of two from
 * 2^8 on. Bucket 4 * g + j has those from (4 + j) << (6 + g) on; the last two
 * have what is below 2^8, and from 2^36 on.
 *
 * Without an include, for the kernel and for tests/host: u64 is the caller's.
 */
#ifndef EXITTOP_HOST_DURATIONS_H
#define EXITTOP_HOST_DURATIONS_H

#define DURATIONS_FINE	112
#define DURATIONS	(DURATIONS_FINE + 4)	/* the last two are not used */

static inline unsigned int duration_bucket(u64 cycles)
{
	/* The 4 does not change a bucket, and saves asking about 0. */
	unsigned int top = 63 ^ (unsigned int)__builtin_clzll(cycles | 4);
	unsigned int bucket = 4 * top + (unsigned int)(cycles >> (top - 2)) -
			      4 * 8 - 4;

	if (__builtin_expect(bucket < DURATIONS_FINE, 1))
		return bucket;
	return DURATIONS_FINE + (top > 8);
}

#endif
