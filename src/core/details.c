/* SPDX-License-Identifier: GPL-2.0-only */
#include "details_parts.h"

#include <stdlib.h>
#include <string.h>

#define MOST_VCPUS 128
#define TRIES	   3		/* a key may be replaced while it is read */
#define GROUPS	   28		/* of four buckets; one more for both ends */
#define ONES	   0xFFFFFFFFu

int details_init(struct details *details, const struct probe *probe,
		 unsigned int vcpu, struct err *err)
{
	size_t n = vcpu ? 1 : probe->vcpus, slots = REASON_SLOTS;

	memset(details, 0, sizeof(*details));
	if (!probe->has_durations && !probe->has_keys)
		return err_set(err, "this host does not say what is inside a "
			       "reason: its administrator allows it by "
			       "exit_details=keys (host/README.md)");
	if (n > MOST_VCPUS)
		return err_set(err, "details of %u vCPUs are too many: choose "
			       "one with --vcpu N", probe->vcpus);
	details->vcpu = vcpu;
	details->first = vcpu ? vcpu : 1;
	details->durations = probe->has_durations;
	details->keys = probe->has_keys;
	details->memory = calloc(slots, sizeof(*details->memory));
	details->stay = calloc(slots * n * DETAIL_KEYS,
			       sizeof(*details->stay));
	details->marked = calloc(slots * n * DETAIL_KEYS,
				 sizeof(*details->marked));
	details->count = calloc(slots * n, sizeof(*details->count));
	details->merged = calloc(n * DETAIL_KEYS, sizeof(*details->merged));
	details->found = calloc(slots, sizeof(*details->found));
	details->n = (unsigned int)n;
	if (details->memory && details->stay && details->marked &&
	    details->count && details->merged && details->found)
		return 0;
	details_free(details);
	return err_set(err, "out of memory");
}

void details_free(struct details *details)
{
	free(details->memory);
	free(details->stay);
	free(details->marked);
	free(details->count);
	free(details->merged);
	free(details->found);
	memset(details, 0, sizeof(*details));
}

/* What was known of @slot holds no more. */
static void forget(struct details *details, unsigned int slot)
{
	memset(&details->memory[slot], 0, sizeof(details->memory[slot]));
	memset(&details->found[slot], 0, sizeof(details->found[slot]));
	for (unsigned int v = 0; v < details->n; v++)
		details->count[slot * details->n + v].known = false;
}

void details_want(struct details *details, unsigned int slot, bool on)
{
	if (details->wanted[slot] != on)
		forget(details, slot);
	details->wanted[slot] = on;
}

static void mark_slot(struct details *details, unsigned int slot)
{
	struct details_memory *memory = &details->memory[slot];

	memory->marked_durations = memory->has_durations;
	memory->marked_keys = memory->has_keys;
	memory->marked_least = memory->least;
	memory->marked_most = memory->most;
	memcpy(memory->marked_total, memory->total, sizeof(memory->total));
	memcpy(details_stays(details, details->marked, slot, 0),
	       details_stays(details, details->stay, slot, 0),
	       details->n * DETAIL_KEYS * sizeof(*details->stay));
}

void details_mark(struct details *details)
{
	for (unsigned int i = 0; i < REASON_SLOTS; i++)
		if (details->wanted[i] && details->memory[i].read)
			mark_slot(details, i);
}

/* Asks one leaf about @code of @vcpu. 1, 0: no answer, -1 with @err. */
static int ask(struct details *details, struct sampler *sampler, uint32_t leaf,
	       unsigned int vcpu, unsigned int code, struct regs *regs,
	       struct err *err)
{
	int got;

	memset(regs, 0, sizeof(*regs));
	got = source_query(sampler->src, leaf, vcpu << LEAF_VCPU_SHIFT | code,
			   regs, err);
	details->heard |= got > 0;
	if (got > 0 && regs->eax == ONES && regs->ebx == ONES &&
	    regs->ecx == ONES && regs->edx == ONES)
		return 0;
	return got;
}

static uint64_t join(uint32_t high, uint32_t low)
{
	return (uint64_t)high << 32 | low;
}

/* Adds the steps of 32 bits to what was counted before. */
static void take_durations(struct details_memory *memory,
			   const uint32_t raw[DETAIL_BUCKETS])
{
	for (unsigned int i = 0; i < DETAIL_BUCKETS; i++) {
		uint32_t step = raw[i] - memory->raw[i];

		memory->total[i] = memory->has_durations ?
				   memory->total[i] + step : raw[i];
		memory->raw[i] = raw[i];
	}
	memory->has_durations = true;
}

static int read_durations(struct details *details, struct sampler *sampler,
			  unsigned int slot, struct err *err)
{
	unsigned int code = reason_code(sampler->isa, slot);
	uint32_t raw[DETAIL_BUCKETS];
	struct regs r;
	int got = 1;

	for (unsigned int g = 0; got > 0 && g <= GROUPS; g++) {
		uint32_t *to = &raw[1 + 4 * g];

		got = ask(details, sampler, LEAF_DURATIONS + g, details->vcpu,
			  code, &r, err);
		if (g == GROUPS) {
			raw[0] = r.eax;
			raw[DETAIL_BUCKETS - 1] = r.ebx;
			break;
		}
		to[0] = r.eax;
		to[1] = r.ebx;
		to[2] = r.ecx;
		to[3] = r.edx;
	}
	if (got > 0)
		take_durations(&details->memory[slot], raw);
	else
		details->memory[slot].has_durations = false;
	return got < 0 ? -1 : 0;
}

static int read_longest(struct details *details, struct sampler *sampler,
			unsigned int slot, struct err *err)
{
	struct detail *found = &details->found[slot];
	struct regs r;
	int got = ask(details, sampler, LEAF_LONGEST, details->vcpu,
		      reason_code(sampler->isa, slot), &r, err);

	found->has_longest = got > 0;
	found->longest = join(r.ebx, r.eax);
	found->longest_ns = (int64_t)join(r.edx, r.ecx);
	return got < 0 ? -1 : 0;
}

/* A key twice is one that was replaced and came again meanwhile. */
static bool is_there(const struct details_stay *stays, unsigned int n,
		     uint64_t key)
{
	for (unsigned int i = 0; i < n; i++)
		if (stays[i].key == key)
			return true;
	return false;
}

/*
 * The keys of one vCPU, once. 1, 0: they do not belong together or there is no
 * answer, -1 with @err.
 */
static int read_stays(struct details *details, struct sampler *sampler,
		      unsigned int vcpu, unsigned int code,
		      struct details_stay *stays, struct err *err)
{
	memset(stays, 0, DETAIL_KEYS * sizeof(*stays));
	for (unsigned int i = 0; i < DETAIL_KEYS; i++) {
		struct regs a, b;
		int got = ask(details, sampler, LEAF_KEYS + i, vcpu, code, &a,
			      err);
		uint64_t key = join(a.ebx, a.eax);

		if (got <= 0 || !key)
			return got;
		got = ask(details, sampler, LEAF_KEY_CYCLES + i, vcpu, code,
			  &b, err);
		if (got <= 0)
			return got;
		stays[i].count = join(a.edx, a.ecx);
		stays[i].cycles = join(b.ebx, b.eax);
		stays[i].error = join(b.edx, b.ecx);
		if (stays[i].error >= stays[i].count ||
		    is_there(stays, i, key))
			return 0;
		stays[i].key = key;
	}
	return 1;
}

static uint64_t sum_of(const struct details_stay *stays)
{
	uint64_t sum = 0;

	for (unsigned int i = 0; i < DETAIL_KEYS; i++)
		sum += stays[i].count;
	return sum;
}

/* The count of one vCPU, after what is checked against it. */
static int read_count(struct sampler *sampler, unsigned int vcpu,
		      unsigned int code, struct details_count *count,
		      struct err *err)
{
	struct tally tally;

	if (leaf_read_reason(&sampler->map, sampler->src, vcpu, code, false,
			     &tally, err))
		return -1;
	count->known = tally.has_count;
	count->after = tally.count;
	return 0;
}

/*
 * Every exit of a vCPU is in its keys: they hold at least what was counted
 * after they were read last, and no more than what is counted now.
 */
static int read_keys(struct details *details, struct sampler *sampler,
		     unsigned int slot, unsigned int v, struct err *err)
{
	unsigned int code = reason_code(sampler->isa, slot);
	struct details_count *count = &details->count[slot * details->n + v];
	struct details_count before = *count;
	struct details_stay *stays = details_stays(details, details->stay,
						   slot, v);
	int got = 0;

	for (int try = 0; details->keys && !got && try < TRIES; try++)
		got = read_stays(details, sampler, details->first + v, code,
				 stays, err);
	if (got < 0 || read_count(sampler, details->first + v, code, count,
				  err))
		return -1;
	if (got && stays[0].key &&
	    (!count->known || sum_of(stays) > count->after ||
	     (before.known && sum_of(stays) < before.after)))
		got = 0;
	details->memory[slot].has_keys &= got;
	return 0;
}

/*
 * Is @sum what buckets can hold of @least to @most exits? Those that are going
 * on are in none, and a few have no length (a TSC that went back).
 */
static bool is_plausible(uint64_t sum, uint64_t least, uint64_t most,
			 uint64_t going_on)
{
	return sum <= most + going_on && sum + going_on >= least / 2;
}

/* The buckets against the counts that were read before and after them. */
static void check_durations(struct details *details, unsigned int slot)
{
	struct details_memory *memory = &details->memory[slot];
	const struct details_count *count = &details->count[slot * details->n];
	uint64_t sum = 0, least, most;

	memory->most = 0;
	for (unsigned int v = 0; v < details->n; v++) {
		memory->has_durations &= count[v].known;
		memory->most += count[v].after;
	}
	for (unsigned int i = 0; i < DETAIL_BUCKETS; i++)
		sum += memory->total[i];
	if (memory->most <= ONES &&
	    !is_plausible(sum, memory->least, memory->most, details->n))
		memory->has_durations = false;
	if (!memory->marked_durations)
		return;
	for (unsigned int i = 0; i < DETAIL_BUCKETS; i++)
		sum -= memory->marked_total[i];
	least = memory->least > memory->marked_most ?
		memory->least - memory->marked_most : 0;
	most = memory->most - memory->marked_least;
	if (!is_plausible(sum, least, most, details->n))
		memory->has_durations = false;
}

static int read_slot(struct details *details, struct sampler *sampler,
		     unsigned int slot, struct err *err)
{
	struct details_memory *memory = &details->memory[slot];
	uint64_t raw_count = sampler->counters[slot].raw_count;

	if (!sampler->src->replay && memory->read && memory->seen == raw_count)
		return 0;
	memory->least = memory->seen = raw_count;
	details->heard = false;
	memory->has_keys = details->keys;
	if (details->durations &&
	    (read_durations(details, sampler, slot, err) ||
	     read_longest(details, sampler, slot, err)))
		return -1;
	for (unsigned int v = 0; v < details->n; v++)
		if (read_keys(details, sampler, slot, v, err))
			return -1;
	check_durations(details, slot);
	memory->read = true;
	details->found[slot].asked = details->heard;
	details->told |= memory->has_durations || memory->has_keys;
	return 0;
}

int details_read(struct details *details, struct sampler *sampler,
		 const struct snapshot *all, struct err *err)
{
	bool anew = details->round + 1 != sampler->round ||
		    sampler->notes & (NOTE_RESET | NOTE_SILENT);

	details->round = sampler->round;
	for (unsigned int i = 0; i < sampler->reasons; i++) {
		if (anew)
			forget(details, i);
		if (!details->wanted[i] || sampler->lost ||
		    !(all->rows[i].has & HAS_COUNT) ||
		    !sampler->counters[i].raw_count)
			continue;
		if (read_slot(details, sampler, i, err))
			return -1;
		details_fill(details, i);
		if (!details->hold || (!details->memory[i].marked_durations &&
				       !details->memory[i].marked_keys))
			mark_slot(details, i);
	}
	return 0;
}
