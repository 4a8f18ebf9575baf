/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The audited sweep. Every CPUID is a VM exit, so a round reads what is
 * expected to move, and the total, which shows whether that was all. All sums
 * here are free of our own CPUIDs: we know how many we issued, so these need
 * no reading. With
 *
 *	T	the total
 *	S	the sum of all last known counts
 *	X	what the total holds beyond the sum, by the last full sweep
 *
 * U = T - X - S exits happened that no row has yet.
 *
 * In a quiet guest T is read last. Is U 0, every row is what it was when T was
 * read, and the round ends, proven, after 1 + the expected rows in exits. Else
 * another row moved, or one that was read did so again, and rows are read until
 * U is 0, the likeliest first.
 *
 * In a busy guest, where exits come during most sweeps, that would end late or
 * never. There T is read first, and then all that moved lately. As long as U is
 * above 0, a row that was not read surely moved, and they are read in turn.
 *
 * Exits that come after T lower U before they are found, so the rows together
 * lack at most as many exits as came between T and the last reading
 * of the round. This does not add up: the next T has them.
 *
 * X must stay what it is. Where it does not (H15, H18, H19, H21), the total
 * does not add up, and every round reads everything.
 */
#include "sampler_parts.h"

#define NARROW	  32	/* bits of an assignment's count */
#define HEAT_MOST 3
#define HEAT_HOT  2	/* from here on it is expected to move */
#define LATELY	  8	/* rounds */
#define ONE_MORE  2	/* rounds from one to the next */

/*
 * A counter's count without our own CPUIDs, for sums that must compare: only
 * differences of such sums mean anything.
 */
static uint64_t free_of_own(const struct counter *counter)
{
	return counter->count - counter->weight * counter->issued;
}

/* Modulo 2^64, as all such sums: counts may be anything. */
static uint64_t sum_free(const struct sampler *sampler)
{
	uint64_t sum = 0;

	for (unsigned int i = 0; i < sampler->reasons; i++)
		if (sampler->counters[i].reading != READING_NONE)
			sum += free_of_own(&sampler->counters[i]);
	return sum;
}

uint64_t audit_total(const struct sampler *sampler)
{
	return free_of_own(&sampler->total);
}

uint64_t audit_first(const struct sampler *sampler)
{
	return free_of_own(&sampler->first);
}

/*
 * Two bits remember what happens in most rounds, as in a CPU that predicts
 * branches: one exception does not change their mind.
 */
static void remember(unsigned int *heat, bool happened)
{
	if (happened)
		*heat += *heat < HEAT_MOST;
	else
		*heat -= *heat > 0;
}

void audit_remember(struct counter *counter, uint64_t round)
{
	remember(&counter->heat, counter->moved_round &&
				 counter->moved_round + 1 == round);
}

enum kind {
	HOT,	/* expected to move */
	WARM,	/* moved lately */
	COLD,	/* moved since we began */
	AGAIN	/* was read in this round, before T; the others were not */
};

/*
 * HOT, with several vCPUs, is also what moved in the last round: the cycles of
 * an exit may be booked after it was counted and read.
 */
static bool is_of(const struct sampler *sampler, const struct counter *counter,
		  enum kind kind)
{
	uint64_t ago = sampler->round - counter->moved_round;

	if (kind == AGAIN)
		return counter->read_round == sampler->round &&
		       counter->issued < sampler->total.issued;
	if (counter->read_round == sampler->round || !counter->moved_round)
		return false;
	if (kind == HOT)
		return counter->heat >= HEAT_HOT || (sampler->late && ago == 1);
	return kind == COLD || ago <= LATELY;
}

/* Should @a be read before @b? What moved last, and then the busiest. */
static bool is_before(const struct counter *a, const struct counter *b)
{
	if (a->moved_round != b->moved_round)
		return a->moved_round > b->moved_round;
	return a->last_delta > b->last_delta;
}

/* The next row of that kind; -1 when all were read. */
static int next(const struct sampler *sampler, enum kind kind)
{
	const struct counter *counters = sampler->counters;
	int found = -1;

	for (unsigned int i = 0; i < sampler->reasons; i++)
		if (is_of(sampler, &counters[i], kind) &&
		    (found < 0 || is_before(&counters[i], &counters[found])))
			found = (int)i;
	return found;
}

/* In turn: first those that have exits, then the others. */
static int next_in_turn(struct sampler *sampler)
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
	if (below > INT64_MAX - half)
		return 0;
	lift = (below + half) >> NARROW << NARROW;
	sampler->total.count += (uint64_t)lift;
	return lift;
}

/*
 * After a full sweep: what does the total hold beyond the sum? Between @t0
 * and @t1, since exits went on meanwhile. It has to be what it was.
 */
void audit_learn(struct sampler *sampler, uint64_t t0, uint64_t t1)
{
	uint64_t sum = sum_free(sampler);
	int64_t low = (int64_t)(t0 - sum), high = (int64_t)(t1 - sum), lift;

	if (!sampler->audit || sampler_began_again(sampler) ||
	    sampler->total.reading == READING_NONE)
		return;
	if (!sampler->audit_ready) {
		lift = lift_total(sampler, (int64_t)(sum - t1));
		low = (int64_t)((uint64_t)low + (uint64_t)lift);
		high = (int64_t)((uint64_t)high + (uint64_t)lift);
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

/* Exits by the total that no row has: U. */
static int64_t missing(const struct sampler *sampler)
{
	return (int64_t)(audit_total(sampler) - (uint64_t)excess(sampler) -
			 sum_free(sampler));
}

/* Reads all rows of that kind. */
static int read_all_of(struct sampler *sampler, enum kind kind,
		       struct err *err)
{
	int slot;

	while ((slot = next(sampler, kind)) >= 0)
		if (sampler_read_slot(sampler, (unsigned int)slot, err))
			return -1;
	return 0;
}

/* Reads rows of that kind as long as exits are missing. */
static int search(struct sampler *sampler, enum kind kind, struct err *err)
{
	int slot;

	while (missing(sampler) > 0 && (slot = next(sampler, kind)) >= 0)
		if (sampler_read_slot(sampler, (unsigned int)slot, err))
			return -1;
	return 0;
}

static int search_in_turn(struct sampler *sampler, struct err *err)
{
	int slot;

	while (missing(sampler) > 0 && (slot = next_in_turn(sampler)) >= 0)
		if (sampler_read_slot(sampler, (unsigned int)slot, err))
			return -1;
	return 0;
}

/*
 * T, checked: what was read before it cannot be more than it has, or exits are
 * lost (H19). Returns 1 with U in @left, 0 where the round is to end, -1 with
 * @err.
 */
static int read_total(struct sampler *sampler, int64_t *left, struct err *err)
{
	if (sampler_read_total(sampler, err))
		return -1;
	if (sampler_began_again(sampler))
		return 0;
	*left = missing(sampler);
	if ((int64_t)(audit_total(sampler) - sum_free(sampler)) >=
	    sampler->excess_low)
		return 1;
	sampler->audit = false;
	return sampler_read_all(sampler, false, err);
}

/* T last. What is most likely depends on whether exits came during a sweep. */
static int quiet_sweep(struct sampler *sampler, struct err *err)
{
	int64_t left;
	int got;

	if (read_all_of(sampler, HOT, err))
		return -1;
	got = read_total(sampler, &left, err);
	if (got <= 0)
		return got;
	if (search(sampler, WARM, err) ||
	    (!sampler->torn && search(sampler, COLD, err)))
		return -1;
	left = missing(sampler);
	if (search(sampler, AGAIN, err))
		return -1;
	remember(&sampler->torn, missing(sampler) < left);
	return search(sampler, COLD, err);
}

/* T first. Where exits came after it, now and then one more is read, in turn. */
static int busy_sweep(struct sampler *sampler, struct err *err)
{
	int64_t left;
	int got = read_total(sampler, &left, err), slot;

	if (got <= 0)
		return got;
	if (left && (read_all_of(sampler, HOT, err) ||
		     read_all_of(sampler, WARM, err)))
		return -1;
	left = missing(sampler);
	if (left <= 0)
		remember(&sampler->torn, left < 0);
	if (left >= 0 || sampler->round % ONE_MORE)
		return search(sampler, COLD, err);
	slot = next_in_turn(sampler);
	return slot < 0 ? 0 :
	       sampler_read_slot(sampler, (unsigned int)slot, err);
}

/* Everything was read, and yet the total holds more: X is to be learned. */
static int learn_again(struct sampler *sampler, struct err *err)
{
	uint64_t before = audit_total(sampler);

	sampler->notes |= NOTE_FULL_SWEEP;
	sampler->full_ns = sampler->now_ns;
	if (sampler_read_total(sampler, err))
		return -1;
	audit_learn(sampler, before, audit_total(sampler));
	return 0;
}

int audit_sweep(struct sampler *sampler, struct err *err)
{
	if (sampler->torn >= HEAT_HOT ? busy_sweep(sampler, err)
				      : quiet_sweep(sampler, err))
		return -1;
	if (!sampler->audit || sampler_began_again(sampler))
		return 0;
	if (search_in_turn(sampler, err))
		return -1;
	return missing(sampler) > 0 ? learn_again(sampler, err) : 0;
}
