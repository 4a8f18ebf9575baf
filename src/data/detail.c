/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/data/detail.h"

#include <math.h>
#include <stdio.h>

double detail_edge(unsigned int i)
{
	if (!i)
		return 0;
	if (i >= DETAIL_BUCKETS)
		return HUGE_VAL;
	i--;
	return ldexp(4 + i % 4, (int)(6 + i / 4));
}

void detail_octaves(const struct durations *durations,
		    uint64_t octave[DETAIL_OCTAVES])
{
	for (unsigned int i = 0; i < DETAIL_OCTAVES; i++)
		octave[i] = 0;
	for (unsigned int i = 0; i < DETAIL_BUCKETS; i++)
		octave[(i + 3) / 4] += durations->n[i];
}

double detail_quantile(const struct durations *durations, double q)
{
	double before = 0, want = q * (double)durations->sum;

	if (!durations->known || !durations->sum)
		return NAN;
	for (unsigned int i = 0; i < DETAIL_BUCKETS; i++) {
		double n = (double)durations->n[i];
		double low = detail_edge(i), high = detail_edge(i + 1);

		if (n > 0 && before + n >= want)
			return isinf(high) ? HUGE_VAL :
			       low + (high - low) * (want - before) / n;
		before += n;
	}
	return NAN;
}

double detail_share(const struct detail *detail, unsigned int i)
{
	const struct detail_key *key = &detail->key[i];

	if (detail->keys_now && detail->keys_delta)
		return (double)key->delta / (double)detail->keys_delta;
	if (detail->keys_known && detail->keys_sum)
		return (double)(key->count - key->error) /
		       (double)detail->keys_sum;
	return -1;
}

bool detail_top(const struct detail *detail, char text[EXITKEY_TEXT])
{
	char name[EXITKEY_TEXT];
	double share;

	if (!detail->keys)
		return false;
	share = detail_share(detail, 0);
	exitkey_name(detail->key[0].key, name);
	if (share < 0)
		return false;
	snprintf(text, EXITKEY_TEXT, "%.50s %.0f %%", name, floor(share * 100));
	return true;
}
