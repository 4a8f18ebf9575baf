/* SPDX-License-Identifier: GPL-2.0-only */
/* Asking for one counter, or for all of them. */
#include "sampler_parts.h"
#include "exittop/facts/quirk.h"

/* A tally, and how many CPUIDs we had issued when its count was read. */
struct answer {
	struct tally tally;
	uint64_t issued;
};

/* When, and against what, an answer is judged. */
static struct counter_time when(const struct sampler *sampler,
				const struct answer *answer)
{
	return (struct counter_time){
		.round = sampler->round, .now_ns = sampler->now_ns,
		.issued = answer->issued, .max_rate = sampler->max_rate,
		.wide = sampler->map.wide, .again = sampler->again,
	};
}

static uint64_t swap_words(uint64_t cycles)
{
	return cycles << 32 | cycles >> 32;
}

/* Can @after - @before be cycles of that time, of all CPUs of a host? */
static bool is_step_of(uint64_t before, uint64_t after, double seconds)
{
	return after >= before &&
	       (double)(after - before) <= COUNTER_MOST_CYCLES * seconds;
}

/*
 * H11: are the words of the cycles swapped, or no more? Their steps are
 * impossible as they are read, and possible the other way. Then all cycles are
 * read that way, those of before, too.
 */
static void check_words(struct sampler *sampler,
			const struct counter *counter, struct tally *tally)
{
	double seconds;

	if (sampler->map.wide || !tally->has_cycles || !counter->has_cycles ||
	    counter->reading == READING_NONE ||
	    sampler->now_ns < counter->read_ns)
		return;
	seconds = (double)(sampler->now_ns - counter->read_ns) / 1e9 + 1;
	if (is_step_of(counter->cycles, tally->cycles, seconds) ||
	    !is_step_of(swap_words(counter->cycles), swap_words(tally->cycles),
			seconds))
		return;
	sampler->map.swapped = !sampler->map.swapped;
	sampler->quirks ^= QUIRK_SWAPPED;
	tally->cycles = swap_words(tally->cycles);
	sampler->total.cycles = swap_words(sampler->total.cycles);
	sampler->first.cycles = swap_words(sampler->first.cycles);
	for (unsigned int i = 0; i < sampler->reasons; i++)
		sampler->counters[i].cycles =
			swap_words(sampler->counters[i].cycles);
}

/*
 * Would this answer be a reset? Or is the high word of its cycles a new one,
 * so that it may not belong to the low one? Then it is asked once more: some
 * hosts read the words in two steps, and one sample is off by 2^32 (H12).
 */
static bool is_doubtful(const struct sampler *sampler,
			const struct counter *counter,
			const struct answer *answer)
{
	const struct tally *tally = &answer->tally;
	struct counter_time time = when(sampler, answer);

	if (!tally->has_count)
		return false;
	if (!time.wide && tally->has_cycles &&
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

int sampler_read_total(struct sampler *sampler, struct err *err)
{
	struct answer answer;
	bool first;

	for (int try = 0; try < 2; try++) {
		if (leaf_read_total(&sampler->map, sampler->src, sampler->vcpu,
				    false, &answer.tally, err))
			return -1;
		answer.issued = sampler->src->issued;
		check_words(sampler, &sampler->total, &answer.tally);
		if (!is_doubtful(sampler, &sampler->total, &answer))
			break;
	}
	first = sampler->total.read_round != sampler->round;
	sampler->unserved |= answer.tally.unserved ||
			     (!answer.tally.has_count &&
			      sampler->total.reading != READING_NONE);
	take(sampler, &sampler->total, &answer);
	if (first)
		sampler->first = sampler->total;
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

int sampler_read_slot(struct sampler *sampler, unsigned int slot,
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
		check_words(sampler, counter, &answer.tally);
		if (!is_doubtful(sampler, counter, &answer))
			break;
	}
	take(sampler, counter, &answer);
	if (counter->delta > counter->own) {
		counter->moved_round = sampler->round;
		counter->last_delta = counter->delta;
	}
	return 0;
}

int sampler_read_pulse(struct sampler *sampler, struct err *err)
{
	unsigned int code = reason_code(sampler->isa, sampler->cpuid);
	struct counter_time time;
	struct answer answer;

	if (leaf_read_reason(&sampler->map, sampler->src, 0, code, false,
			     &answer.tally, err))
		return -1;
	answer.issued = sampler->src->issued;
	time = when(sampler, &answer);
	counter_take(&sampler->all_cpuids, &answer.tally, &time);
	return 0;
}

bool sampler_was_read(const struct sampler *sampler, unsigned int slot)
{
	return sampler->counters[slot].read_round == sampler->round;
}

/* Reads all reasons; @again also those that were read in this round. */
int sampler_read_all(struct sampler *sampler, bool again, struct err *err)
{
	for (unsigned int i = 0; i < sampler->reasons; i++)
		if ((again || !sampler_was_read(sampler, i)) &&
		    sampler_read_slot(sampler, i, err))
			return -1;
	sampler->notes |= NOTE_FULL_SWEEP;
	sampler->full_ns = sampler->now_ns;
	return 0;
}

/* Has a counter begun again in this round? */
bool sampler_began_again(const struct sampler *sampler)
{
	return sampler->notes & NOTE_RESET ||
	       (sampler->total.reading == READING_RESET &&
		!sampler->total_bad);
}
