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
#include "exittop/sampler.h"
#include "exittop/quirk.h"

#include <string.h>

#define HOT_ROUNDS	8	/* a reason is read this long after it moved */
#define COLD_BUDGET	1	/* cold reads of a round that cannot be told */
#define FULL_NS		60000000000ull	/* a full sweep every minute */
#define NARROW		32	/* bits of an assignment's count */
#define TWIN_EXITS	8	/* so many equal ones are no chance (H16) */
#define TWIN_A		46	/* GDTR_IDTR and LDTR_TR share a handler */
#define TWIN_B		47

/* A tally, and how many CPUIDs we had issued when its count was read. */
struct answer {
	struct tally tally;
	uint64_t issued;
};

void sampler_init(struct sampler *sampler, struct source *src,
		  const struct probe *probe, unsigned int vcpu)
{
	memset(sampler, 0, sizeof(*sampler));
	sampler->map = leaf_map_of(probe->dialect, probe->quirks);
	sampler->src = src;
	sampler->isa = probe->isa;
	sampler->vcpu = vcpu;
	sampler->reasons = probe->reasons;
	sampler->cpuid = reason_roles(probe->isa)->cpuid;
	sampler->max_rate = COUNTER_MOST_PER_HOST;
	if (probe->scope == SCOPE_VM && probe->vcpus)
		sampler->max_rate = COUNTER_MOST_PER_VCPU *
				    (vcpu ? 1 : probe->vcpus);
	/*
	 * Which vCPU our own CPUIDs ran on is not known, so with one of many
	 * chosen they can be taken out neither of its counts nor of its sums.
	 */
	if (!vcpu || probe->vcpus == 1) {
		sampler->total.weight = 1;
		sampler->counters[sampler->cpuid].weight =
			probe->quirks & QUIRK_DOUBLE ? 2 : 1;
		sampler->audit = !(probe->quirks & (QUIRK_NO_TOTAL |
					QUIRK_DOUBLE | QUIRK_LOSSY));
	}
	sampler->force_full = true;
}

/* When, and against what, an answer is judged. */
static struct counter_time when(const struct sampler *sampler,
				const struct answer *answer)
{
	return (struct counter_time){
		.round = sampler->round, .now_ns = sampler->now_ns,
		.issued = answer->issued, .max_rate = sampler->max_rate,
		.wide = sampler->map.wide,
	};
}

/*
 * Would this answer be a reset? Or has the high word of its cycles moved, so
 * that it may not belong to the low one? Then it is asked once more: some
 * hosts read the words in two steps, and one sample is off by 2^32 (H12).
 */
static bool is_doubtful(const struct sampler *sampler,
			const struct counter *counter,
			const struct answer *answer)
{
	const struct tally *tally = &answer->tally;
	struct counter_time time = when(sampler, answer);

	if (!tally->has_count || counter->reading == READING_NONE)
		return false;
	if (!time.wide && tally->has_cycles && counter->has_cycles &&
	    tally->cycles >> 32 != counter->cycles >> 32)
		return true;
	return counter_judge(counter, tally, &time) == READING_RESET;
}

/* Takes one answer into its counter. */
static void take(struct sampler *sampler, struct counter *counter,
		 const struct answer *answer)
{
	struct counter_time time = when(sampler, answer);
	enum reading reading = counter_take(counter, &answer->tally, &time);

	if (reading == READING_WRAP)
		sampler->notes |= NOTE_WRAP;
	if (reading == READING_RESET && counter != &sampler->total)
		sampler->notes |= NOTE_RESET;
}

static int read_total(struct sampler *sampler, struct err *err)
{
	struct answer answer;

	for (int try = 0; try < 2; try++) {
		if (leaf_read_total(&sampler->map, sampler->src, sampler->vcpu,
				    false, &answer.tally, err))
			return -1;
		answer.issued = sampler->src->issued;
		if (!is_doubtful(sampler, &sampler->total, &answer))
			break;
	}
	take(sampler, &sampler->total, &answer);
	return 0;
}

/*
 * One reason's count, and its cycles: where they are on a leaf of their own,
 * only if it moved.
 */
static int ask_slot(struct sampler *sampler, const struct counter *counter,
		    unsigned int code, struct answer *answer, struct err *err)
{
	struct tally *tally = &answer->tally;

	if (leaf_read_reason(&sampler->map, sampler->src, sampler->vcpu, code,
			     false, tally, err))
		return -1;
	answer->issued = sampler->src->issued;
	if (!tally->has_count || tally->has_cycles || !sampler->map.cycles)
		return 0;
	if (counter->reading != READING_NONE &&
	    tally->count == counter->raw_count) {
		tally->has_cycles = counter->has_cycles;
		tally->cycles = counter->cycles;
		return 0;
	}
	return leaf_read_cycles(&sampler->map, sampler->src, code, tally, err);
}

static int read_slot(struct sampler *sampler, unsigned int slot,
		     struct err *err)
{
	struct counter *counter = &sampler->counters[slot];
	unsigned int code = reason_code(sampler->isa, slot);
	struct answer answer;

	if (!leaf_may_ask(&sampler->map, sampler->isa, code))
		return 0;
	for (int try = 0; try < 2; try++) {
		if (ask_slot(sampler, counter, code, &answer, err))
			return -1;
		if (!is_doubtful(sampler, counter, &answer))
			break;
	}
	take(sampler, counter, &answer);
	/* H19: what we made ourselves has to be there. */
	if (counter->delta < counter->own)
		sampler->quirks |= QUIRK_LOSSY;
	if (counter->delta > counter->own || counter->cycles_delta)
		counter->moved_round = sampler->round;
	return 0;
}

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

static bool was_read(const struct sampler *sampler, unsigned int slot)
{
	return sampler->counters[slot].read_round == sampler->round;
}

static bool is_hot(const struct sampler *sampler, unsigned int slot)
{
	uint64_t moved = sampler->counters[slot].moved_round;

	return moved && moved + HOT_ROUNDS >= sampler->round;
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

			if (is_zero != (zero == 1) || was_read(sampler, slot))
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

static int read_all(struct sampler *sampler, struct err *err)
{
	for (unsigned int i = 0; i < sampler->reasons; i++)
		if (!was_read(sampler, i) && read_slot(sampler, i, err))
			return -1;
	sampler->notes |= NOTE_FULL_SWEEP;
	sampler->full_ns = sampler->now_ns;
	return 0;
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
static void learn_excess(struct sampler *sampler, int64_t t0, int64_t t1)
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
static int read_audited(struct sampler *sampler, int64_t t0, struct err *err)
{
	int64_t surely, perhaps;
	int slot, budget = COLD_BUDGET;

	for (unsigned int i = 0; i < sampler->reasons; i++)
		if (is_hot(sampler, i) && read_slot(sampler, i, err))
			return -1;
	if (read_total(sampler, err))
		return -1;
	/* Less than the least that is possible: exits are missing (H19). */
	if (free_of_own(&sampler->total) - sum_free(sampler) <
	    sampler->excess_low) {
		sampler->audit = false;
		return read_all(sampler, err);
	}
	for (;;) {
		int64_t sum = sum_free(sampler);

		surely = t0 - excess(sampler) - sum;
		perhaps = free_of_own(&sampler->total) -
			  excess(sampler) - sum;
		if (perhaps <= 0 || (surely <= 0 && !budget--))
			return 0;
		slot = next_cold(sampler);
		if (slot < 0)
			break;
		if (read_slot(sampler, (unsigned int)slot, err))
			return -1;
	}
	/* Everything was read, and something is still missing. */
	sampler->notes |= NOTE_FULL_SWEEP;
	sampler->full_ns = sampler->now_ns;
	if (surely > 0)
		learn_excess(sampler, t0, free_of_own(&sampler->total));
	return 0;
}

static void forget_counter(struct counter *counter)
{
	counter_begin(counter);
	counter->count = counter->raw_count;
	counter->base = counter->issued;
	counter->moved_round = 0;
	if (counter->reading != READING_NONE)
		counter->reading = READING_RESET;
}

/* A counter began again: nothing that was known before holds. */
static void forget(struct sampler *sampler)
{
	sampler->audit_ready = false;
	sampler->force_full = true;
	for (unsigned int i = 0; i < sampler->reasons; i++)
		forget_counter(&sampler->counters[i]);
	forget_counter(&sampler->total);
}

static void begin(struct sampler *sampler, const struct stamp *stamp)
{
	sampler->interval_ns = sampler->round++ ?
			       stamp->mono_ns - sampler->now_ns : 0;
	sampler->now_ns = stamp->mono_ns;
	sampler->notes = 0;
	for (unsigned int i = 0; i < sampler->reasons; i++)
		counter_begin(&sampler->counters[i]);
	counter_begin(&sampler->total);
}

/* Must this round read everything, lest a reason gets older than FULL_NS? */
static bool wants_all(const struct sampler *sampler)
{
	return sampler->force_full || !sampler->audit ||
	       sampler->total.reading == READING_NONE ||
	       sampler->total.reading == READING_RESET ||
	       sampler->now_ns + sampler->interval_ns - sampler->full_ns >
	       FULL_NS;
}

/*
 * A counter that began again means that all did, so everything is read and
 * taken as a start. A total that does so alone goes back without a reason
 * (H21) and is not looked at again.
 */
static int check_resets(struct sampler *sampler, struct err *err)
{
	if (!(sampler->notes & NOTE_RESET)) {
		if (sampler->total.reading == READING_RESET) {
			sampler->total_bad = true;
			sampler->audit = false;
		}
		return 0;
	}
	if (!(sampler->notes & NOTE_FULL_SWEEP) && read_all(sampler, err))
		return -1;
	forget(sampler);
	return 0;
}

/* H16: a handler that two reasons share bumps both. */
static void look_for_twins(struct sampler *sampler)
{
	const struct counter *a = &sampler->counters[TWIN_A];
	const struct counter *b = &sampler->counters[TWIN_B];

	if (sampler->isa != ISA_VMX || sampler->map.wide)
		return;
	if (a->count == b->count && a->count >= TWIN_EXITS)
		sampler->quirks |= QUIRK_TWINS;
	else
		sampler->quirks &= ~(unsigned int)QUIRK_TWINS;
}

int sampler_sweep(struct sampler *sampler, const struct stamp *stamp,
		  struct err *err)
{
	int64_t t0;

	begin(sampler, stamp);
	if (read_total(sampler, err))
		return -1;
	t0 = free_of_own(&sampler->total);
	if (!wants_all(sampler)) {
		if (read_audited(sampler, t0, err))
			return -1;
	} else {
		sampler->force_full = false;
		if (read_all(sampler, err) || read_total(sampler, err))
			return -1;
		if (sampler->audit && !(sampler->notes & NOTE_RESET) &&
		    sampler->total.reading != READING_NONE)
			learn_excess(sampler, t0,
				     free_of_own(&sampler->total));
	}
	if (check_resets(sampler, err))
		return -1;
	if (sampler->quirks & QUIRK_LOSSY)
		sampler->audit = false;
	if (sampler->notes & NOTE_FULL_SWEEP)
		look_for_twins(sampler);
	if (!sampler->audit || sampler->total.reading == READING_NONE)
		sampler->notes |= NOTE_AUDIT_OFF;
	return 0;
}
