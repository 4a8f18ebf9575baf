/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * space_saving: the heaviest keys of a stream, in KEYS slots whatever comes
 * (Metwally, Agrawal and El Abbadi, "Efficient Computation of Frequent and
 * Top-k Elements in Data Streams", 2005). A key without a slot gets that of the
 * least count, and goes on from there: it may have come up to error times
 * fewer than its count. So the counts always add up to the length n of the
 * stream, no error exceeds n / KEYS, and a key that came more often than that
 * has a slot.
 *
 * Without an include, for the kernel and for tests/host: u64 is the caller's.
 */
#ifndef EXITTOP_HOST_SPACE_SAVING_H
#define EXITTOP_HOST_SPACE_SAVING_H

#define KEYS	16

/* Slots are used from 0 up and never free again; a count of 0: not yet. */
struct space_saving {
	u64 key[KEYS];
	u64 count[KEYS];
	u64 error[KEYS];
	u64 cycles[KEYS];	/* of the count - error exits that it had here */
};

/* The slot of @key, or KEYS. The same as @last most of the time. */
static inline unsigned int
space_saving_find(const struct space_saving *s, u64 key, unsigned int last)
{
	unsigned int i;

	if (s->key[last] == key)
		return last;
#pragma GCC unroll 16
	for (i = 0; i < KEYS; i++)
		if (s->key[i] == key)
			break;
	return i;
}

/* A slot for @key, which has none; its count is without this time. */
static inline unsigned int
space_saving_replace(struct space_saving *s, u64 key)
{
	unsigned int i, least = 0;

	for (i = 1; i < KEYS; i++)
		if (s->count[i] < s->count[least])
			least = i;
	s->key[least] = key;
	s->error[least] = s->count[least];
	s->cycles[least] = 0;
	return least;
}

#endif
