/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/core/recent.h"

#include <math.h>
#include <string.h>

#define OLDER_HALFLIFE 120.0	/* intervals */
#define NOTHING_SEEN   0.1	/* fewer faded exits than that: none */
#define HALF	       (RECENT_INTERVALS / 2)

/* Drops the first @n intervals. */
static void drop(struct recent *recent, unsigned int n)
{
	recent->n -= n;
	memmove(recent->counts, recent->counts + n,
		recent->n * sizeof(*recent->counts));
	memmove(recent->began_ns, recent->began_ns + n,
		recent->n * sizeof(*recent->began_ns));
}

/* Now and then, as moving costs. */
static void age(struct recent *recent)
{
	const double fade = exp2(-1 / OLDER_HALFLIFE);
	struct rate_count *older = &recent->older;

	for (unsigned int i = 0; i < HALF; i++) {
		older->exits = fade * older->exits + recent->counts[i].exits;
		older->seconds = fade * older->seconds +
				 recent->counts[i].seconds;
	}
	if (older->exits < NOTHING_SEEN)
		older->exits = 0;
	drop(recent, HALF);
}

void recent_add(struct recent *recent, struct rate_count count,
		int64_t began_ns)
{
	if (recent->n == RECENT_INTERVALS)
		age(recent);
	recent->counts[recent->n] = count;
	recent->began_ns[recent->n++] = began_ns;
}

void recent_cut(struct recent *recent, const struct rate_step *step,
		struct rate_count older)
{
	recent->older = older;
	drop(recent, step->at);
}
