/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The audited sweep. Every CPUID is a VM exit, so a round reads the total,
 * the reasons that moved lately, and the total again. All sums here are free
 * of our own CPUIDs. With
 *
 *	T0, T1	the total before and after the reads
 *	S	the sum of all last known counts
 *	X	what the total holds beyond the sum, by the last full sweep
 *
 * the reasons that were not read have moved by at least T0 - X - S exits, and
 * by at most T1 - X - S. Is the first above 0, one of them surely moved, and
 * they are read in turn until it is not. Is the second 0, none has, and the
 * round ends after 2 + the active reasons in exits. In between it cannot be
 * told: a few are read each round.
 *
 * X must stay what it is. Where it does not (H15, H18, H19, H21), the total
 * does not add up, and every round reads everything.
 */
#include "sampler_parts.h"

#define HOT_ROUNDS	8	/* a reason is read this long after it moved */
#define COLD_BUDGET	1	/* cold reads of a round that cannot be told */
#define NARROW		32	/* bits of an assignment's count */

/*
 * A counter's count without our own CPUIDs, for sums that must compare: only
 * differences of such sums mean anything.
 */
static int64_t free_of_own(const struct counter *counter)
{
	return (int64_t)(counter->count - counter->weight * counter->issued);
}

static int64_t sum_free(const struct sampler *sampler)
{
	int64_t sum = 0;

	for (unsigned int i = 0; i < sampler->reasons; i++)
		if (sampler->counters[i].reading != READING_NONE)
			sum += free_of_own(&sampler->counters[i]);
	return sum;
}

int64_t audit_total(const struct sampler *sampler)
{
	return free_of_own(&sampler->total);
}

static bool is_hot(const struct sampler *sampler, unsigned int slot)
{
	uint64_t moved = sampler->counters[slot].moved_round;

	return moved && moved + HOT_ROUNDS >= sampler->round;
}

/*
 * The hot reason to read next, the busiest first: what moves between T0 and
 * its reading hides what a cold reason did. Returns -1 when all were read.
 */
static int next_hot(const struct sampler *sampler)
{
	uint64_t most = 0;
	int found = -1;

	for (unsigned int i = 0; i < sampler->reasons; i++) {
		uint64_t delta = sampler->counters[i].last_delta;

		if (!is_hot(sampler, i) || sampler_was_read(sampler, i) ||
		    (found >= 0 && delta <= most))
			continue;
		most = delta;
		found = (int)i;
	}
	return found;
}

/*
 * The cold reason to read next: first those that ever moved, then the others,
 * each kind in turn. Returns -1 when all were read in this round.
 */
static int next_cold(struct sampler *sampler)
{
	for (int zero = 0; zero < 2; zero++) {
		for (unsigned int i = 0; i < sampler->reasons; i++) {
			unsigned int slot = (sampler->next_cold + i) %
					    sampler->reasons;
			bool is_zero = !sampler->counters[slot].count;

			if (is_zero != (zero == 1) ||
			    sampler_was_read(sampler, slot))
				continue;
			if (!leaf_may_ask(&sampler->map, sampler->isa,
					  reason_code(sampler->isa, slot)))
				continue;
			sampler->next_cold = slot + 1;
			return (int)slot;
		}
	}
	return -1;
}

/*
 * H13: a total of 32 bits passed 2^32 more often than its reasons did, so it
 * may be @below their sum by a multiple of that. Returns what it was lifted
 * by.
 */
static int64_t lift_total(struct sampler *sampler, int64_t below)
{
	int64_t half = (int64_t)1 << (NARROW - 1), lift;

	if (sampler->map.wide || below < half)
		return 0;
	lift = (below + half) >> NARROW << NARROW;
	sampler->total.count += (uint64_t)lift;
	return lift;
}

/*
 * After a full sweep: what does the total hold beyond the sum? Between @t0
 * and @t1, since exits went on meanwhile. It has to be what it was.
 */
void audit_learn(struct sampler *sampler, int64_t t0, int64_t t1)
{
	int64_t sum = sum_free(sampler);
	int64_t low = t0 - sum, high = t1 - sum, lift;

	if (!sampler->audit_ready) {
		lift = lift_total(sampler, sum - t1);
		low += lift;
		high += lift;
	}
	if (high < 0)
		sampler->total_bad = true;
	if (sampler->audit_ready &&
	    (low > sampler->excess_high || high < sampler->excess_low))
		sampler->audit = false;
	if (!sampler->audit_ready) {
		sampler->excess_low = low;
		sampler->excess_high = high;
		sampler->audit_ready = true;
		return;
	}
	/* Each sweep narrows it down. */
	if (low > sampler->excess_low)
		sampler->excess_low = low;
	if (high < sampler->excess_high)
		sampler->excess_high = high;
}

/* The X to reckon with: none at all where that is possible. */
static int64_t excess(const struct sampler *sampler)
{
	if (sampler->excess_low <= 0 && sampler->excess_high >= 0)
		return 0;
	return sampler->excess_low;
}

/* Reads hot reasons, then cold ones as the audit demands. */
int audit_sweep(struct sampler *sampler, int64_t t0, struct err *err)
{
	int64_t surely, perhaps;
	int slot, budget = COLD_BUDGET;

	while ((slot = next_hot(sampler)) >= 0)
		if (sampler_read_slot(sampler, (unsigned int)slot, err))
			return -1;
	if (sampler_read_total(sampler, err))
		return -1;
	/* Less than the least that is possible: exits are missing (H19). */
	if (!sampler_began_again(sampler) && audit_total(sampler) -
				     sum_free(sampler) < sampler->excess_low) {
		sampler->audit = false;
		return sampler_read_all(sampler, false, err);
	}
	for (;;) {
		int64_t sum = sum_free(sampler);

		surely = t0 - excess(sampler) - sum;
		perhaps = audit_total(sampler) -
			  excess(sampler) - sum;
		if (perhaps <= 0 || (surely <= 0 && !budget--))
			return 0;
		slot = next_cold(sampler);
		if (slot < 0)
			break;
		if (sampler_read_slot(sampler, (unsigned int)slot, err))
			return -1;
	}
	/* Everything was read, and something is still missing. */
	sampler->notes |= NOTE_FULL_SWEEP;
	sampler->full_ns = sampler->now_ns;
	if (surely > 0)
		audit_learn(sampler, t0, audit_total(sampler));
	return 0;
}
