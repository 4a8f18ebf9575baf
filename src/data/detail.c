/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/data/detail.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define FEW 100	/* exits of an interval that say little of durations */

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

const struct durations *detail_durations(const struct detail *detail)
{
	return detail->now.known && detail->now.sum >= FEW ? &detail->now :
							     &detail->all;
}

void detail_cycles(double cycles, int width, char buf[FORMAT_TEXT])
{
	if (isinf(cycles))
		snprintf(buf, FORMAT_TEXT, ">2^36");
	else
		format_whole(cycles, width, buf);
}

bool detail_top(const struct detail *detail, int width,
		char text[EXITKEY_TEXT])
{
	char name[EXITKEY_TEXT], percent[8];
	double share;
	int room;

	if (!detail->keys)
		return false;
	share = detail_share(detail, 0);
	exitkey_name(detail->key[0].key, name);
	if (share < 0)
		return false;
	snprintf(percent, sizeof(percent), " %.0f %%", floor(share * 100));
	room = width - (int)strlen(percent);
	/* What a port is goes first. */
	if (room < (int)strlen(name) && strstr(name, " ("))
		*strstr(name, " (") = '\0';
	while (room > 0 && room < (int)strlen(name) && name[room - 1] == ' ')
		room--;
	snprintf(text, EXITKEY_TEXT, "%.*s%s", room < 0 ? 0 : room, name,
		 percent);
	return true;
}
