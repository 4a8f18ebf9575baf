/* SPDX-License-Identifier: GPL-2.0-only */
/* What was read of one reason, all vCPUs together, and since the mark. */
#include "details_parts.h"

#include <string.h>

static void fill_durations(const struct details_memory *memory,
			   struct detail *found)
{
	found->all.known = memory->has_durations;
	found->now.known = memory->has_durations && memory->marked_durations;
	found->all.sum = found->now.sum = 0;
	for (unsigned int i = 0; i < DETAIL_BUCKETS; i++) {
		found->all.n[i] = memory->total[i];
		found->now.n[i] = memory->total[i] - memory->marked_total[i];
		found->all.sum += found->all.n[i];
		found->now.sum += found->now.n[i];
	}
}

/* Is it the stay that began before the mark, gone on? */
static bool is_same(const struct details_stay *now,
		    const struct details_stay *then)
{
	return now->key == then->key &&
	       (now->error == then->error || now->error < then->count);
}

static struct detail_key *merged(struct details *details, unsigned int *n,
				 uint64_t key)
{
	for (unsigned int i = 0; i < *n; i++)
		if (details->merged[i].key == key)
			return &details->merged[i];
	details->merged[*n] = (struct detail_key){ .key = key, .exact = true };
	return &details->merged[(*n)++];
}

/* Exits of a stay since the mark; false: it went back. */
static bool add_delta(struct detail_key *to, const struct details_stay *now,
		      const struct details_stay *then)
{
	if (!is_same(now, then)) {
		/* A new stay: all that it counts itself came since. */
		to->delta += now->count - now->error;
		to->delta_cycles += now->cycles;
		to->exact &= !now->error;
		return true;
	}
	if (now->count < then->count || now->cycles < then->cycles)
		return false;
	to->delta += now->count - then->count;
	to->delta_cycles += now->cycles - then->cycles;
	return true;
}

/* What a vCPU's keys may hide of another key. */
struct hiding {
	uint64_t least;		/* count, where all slots are used */
	bool replaced;		/* a key since the mark */
};

static struct hiding hides(const struct details_stay *now,
			   const struct details_stay *then)
{
	struct hiding hiding = { now[DETAIL_KEYS - 1].key ? UINT64_MAX : 0,
				 false };

	for (unsigned int i = 0; i < DETAIL_KEYS; i++) {
		if (now[i].count < hiding.least)
			hiding.least = now[i].count;
		hiding.replaced |= then[i].key && !is_same(&now[i], &then[i]);
	}
	return hiding;
}

/* Adds one vCPU. What it hides is hidden of all keys but its own. */
static void add_vcpu(struct details *details, unsigned int slot, unsigned int v,
		     unsigned int *n, struct hiding *all, struct detail *found)
{
	const struct details_stay *now = details_stays(details, details->stay,
						       slot, v);
	const struct details_stay *then = details_stays(details,
							details->marked, slot,
							v);
	struct hiding hiding = hides(now, then);

	all->least += hiding.least;
	all->replaced |= hiding.replaced;
	for (unsigned int i = 0; i < DETAIL_KEYS && now[i].key; i++) {
		struct detail_key *key = merged(details, n, now[i].key);

		key->count += now[i].count;
		key->error += now[i].error;
		key->cycles += now[i].cycles;
		key->hidden += hiding.least;	/* taken off the sum below */
		found->keys_sum += now[i].count;
		found->keys_delta += now[i].count;
		found->keys_now &= add_delta(key, &now[i], &then[i]);
	}
	for (unsigned int i = 0; i < DETAIL_KEYS; i++)
		found->keys_delta -= then[i].count;
}

static bool is_heavier(const struct detail_key *a, const struct detail_key *b,
		       bool now)
{
	if (now && a->delta != b->delta)
		return a->delta > b->delta;
	return a->count - a->error > b->count - b->error;
}

/* The heaviest of all, sorted, into @found. */
static void choose(const struct details *details, unsigned int n,
		   struct detail *found)
{
	found->keys = 0;
	for (unsigned int i = 0; i < n; i++) {
		unsigned int at = found->keys;

		while (at && is_heavier(&details->merged[i],
					&found->key[at - 1], found->keys_now))
			at--;
		if (at == DETAIL_KEYS)
			continue;
		if (found->keys < DETAIL_KEYS)
			found->keys++;
		memmove(&found->key[at + 1], &found->key[at],
			(found->keys - 1 - at) * sizeof(found->key[0]));
		found->key[at] = details->merged[i];
	}
}

static void fill_keys(struct details *details, unsigned int slot)
{
	const struct details_memory *memory = &details->memory[slot];
	struct detail *found = &details->found[slot];
	struct hiding all = { 0, false };
	unsigned int n = 0;

	found->keys = 0;
	found->keys_sum = found->keys_delta = 0;
	found->keys_known = memory->has_keys;
	found->keys_now = memory->has_keys && memory->marked_keys;
	if (!memory->has_keys)
		return;
	for (unsigned int v = 0; v < details->n; v++)
		add_vcpu(details, slot, v, &n, &all, found);
	for (unsigned int i = 0; i < n; i++) {
		struct detail_key *key = &details->merged[i];

		key->hidden = all.least - key->hidden;
		key->exact &= !all.replaced;
	}
	choose(details, n, found);
}

void details_fill(struct details *details, unsigned int slot)
{
	fill_durations(&details->memory[slot], &details->found[slot]);
	fill_keys(details, slot);
}
