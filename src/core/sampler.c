/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/core/sampler.h"
#include "exittop/facts/quirk.h"
#include "presence.h"
#include "sampler_parts.h"

#include <string.h>

#define FULL_NS		60000000000ull	/* a full sweep every minute */
#define TWIN_EXITS	8	/* so many equal ones are no chance (H16) */
#define TWIN_A		46	/* GDTR_IDTR and LDTR_TR share a handler */
#define TWIN_B		47

/* The total is believed until it is seen not to add up. */
static void trust_total(struct sampler *sampler)
{
	sampler->total_bad = sampler->known_quirks & QUIRK_NO_TOTAL;
	sampler->audit = sampler->total.weight &&
			 !(sampler->known_quirks & (QUIRK_NO_TOTAL |
					QUIRK_DOUBLE | QUIRK_LOSSY));
	sampler->audit_ready = false;
}

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
	sampler->known_quirks = probe->quirks;
	sampler->map.other = probe->has_other;
	sampler->map.has_control = probe->has_control;
	sampler->map.control = probe->control;
	sampler->identity_leaf = probe->identity_leaf;
	sampler->identity = probe->identity;
	/*
	 * Which vCPU our own CPUIDs ran on is not known, so with one of many
	 * chosen they are subtracted neither from its counts nor its sums.
	 */
	if (!vcpu || probe->vcpus == 1) {
		sampler->total.weight = 1;
		sampler->counters[sampler->cpuid].weight =
			probe->quirks & QUIRK_DOUBLE ? 2 : 1;
	} else {
		sampler->all_cpuids.weight = 1;
	}
	trust_total(sampler);
	sampler->late = sampler->map.wide && probe->vcpus != 1;
	sampler->force_full = true;
}

void sampler_restart(struct sampler *sampler, const struct probe *probe)
{
	struct sampler old = *sampler;

	sampler_init(sampler, old.src, probe, old.vcpu);
	sampler->round = old.round - 1;
	sampler->now_ns = old.now_ns - old.interval_ns;
	sampler->again = true;
}

/* A counter began again: nothing that was known before holds. */
void sampler_forget(struct sampler *sampler)
{
	sampler->audit_ready = false;
	sampler->force_full = true;
	sampler->notes |= NOTE_RESET;
	for (unsigned int i = 0; i < sampler->reasons; i++)
		counter_forget(&sampler->counters[i]);
	counter_forget(&sampler->total);
	counter_forget(&sampler->all_cpuids);
	sampler->shown = sampler->total;
	sampler->tail = sampler->tail_own = sampler->tail_cycles = 0;
}

/* The host does not count: nothing that was read is a number. */
static void lose(struct sampler *sampler)
{
	sampler->lost = sampler->again = true;
	sampler->notes = NOTE_SILENT;
	for (unsigned int i = 0; i < sampler->reasons; i++)
		sampler->counters[i].reading = READING_NONE;
	sampler->total.reading = sampler->shown.reading = READING_NONE;
}

static void begin(struct sampler *sampler, const struct stamp *stamp)
{
	sampler->interval_ns = sampler->round++ &&
			       stamp->mono_ns > sampler->now_ns ?
			       stamp->mono_ns - sampler->now_ns : 0;
	sampler->now_ns = stamp->mono_ns;
	sampler->notes = 0;
	sampler->unserved = sampler->changed = sampler->stopped = false;
	sampler->identified = false;
	for (unsigned int i = 0; i < sampler->reasons; i++) {
		audit_remember(&sampler->counters[i], sampler->round);
		counter_begin(&sampler->counters[i]);
	}
	counter_begin(&sampler->total);
	counter_begin(&sampler->all_cpuids);
}

/*
 * Must this round read everything, lest a reason gets older than FULL_NS? The
 * first two do: --once is exact, and from then on it is known what moves.
 */
static bool wants_all(const struct sampler *sampler)
{
	return sampler->force_full || sampler->round <= 2 || !sampler->audit ||
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
	if (!sampler_began_again(sampler))
		return 0;
	if (sampler_read_all(sampler, true, err))
		return -1;
	if (sampler->notes & NOTE_RESET) {
		sampler_forget(sampler);
		return 0;
	}
	sampler->total_bad = true;
	sampler->audit = false;
	return 0;
}

/*
 * H16: a handler that two reasons share bumps both: what they add in every
 * round is the same. That two rest at the same count proves nothing.
 */
static void look_for_twins(struct sampler *sampler)
{
	const struct counter *a = &sampler->counters[TWIN_A];
	const struct counter *b = &sampler->counters[TWIN_B];

	if (sampler->isa != ISA_VMX || sampler->map.wide)
		return;
	if (a->delta != b->delta)
		sampler->twins = 0;
	else
		sampler->twins += a->delta;
	if (sampler->twins >= TWIN_EXITS)
		sampler->quirks |= QUIRK_TWINS;
	else
		sampler->quirks &= ~(unsigned int)QUIRK_TWINS;
}

/*
 * The round's interval reaches from one beginning to the next, and so must
 * the total that is shown, which a full sweep reads before and after: from one
 * first reading to the next.
 */
static void show_total(struct sampler *sampler)
{
	const struct counter *first = &sampler->first;
	const struct counter *last = &sampler->total;
	struct counter *shown = &sampler->shown;

	*shown = *last;
	if (last->reading == READING_NONE || last->reading == READING_RESET) {
		sampler->tail = sampler->tail_own = sampler->tail_cycles = 0;
		return;
	}
	shown->count = last->count - (last->delta - first->delta);
	shown->held = last->held - (last->own - first->own);
	shown->cycles = first->cycles;
	shown->delta = sampler->tail + first->delta;
	shown->own = sampler->tail_own + first->own;
	shown->cycles_delta = sampler->tail_cycles + first->cycles_delta;
	sampler->slack = sampler->tail - sampler->tail_own;
	sampler->tail = last->delta - first->delta;
	sampler->tail_own = last->own - first->own;
	sampler->tail_cycles = last->cycles_delta - first->cycles_delta;
	sampler->slack += sampler->tail - sampler->tail_own;
}

/* The total, everything, and the total again. */
static int full_sweep(struct sampler *sampler, struct err *err)
{
	uint64_t before;

	sampler->force_full = false;
	if (sampler_read_total(sampler, err))
		return -1;
	before = audit_total(sampler);
	if (sampler_read_all(sampler, false, err) ||
	    sampler_read_total(sampler, err))
		return -1;
	audit_learn(sampler, before, audit_total(sampler));
	return 0;
}

static int sweep(struct sampler *sampler, struct err *err)
{
	if (sampler->src->replay)
		return sampler_replay(sampler, err);
	if (wants_all(sampler))
		return full_sweep(sampler, err);
	return audit_sweep(sampler, err);
}

void sampler_skip(struct sampler *sampler, const struct stamp *stamp)
{
	begin(sampler, stamp);
	lose(sampler);
}

/* What the round is worth: numbers, a new beginning, or nothing. */
static int conclude(struct sampler *sampler, enum presence presence,
		    struct err *err)
{
	if (presence == PRESENCE_NONE) {
		lose(sampler);
		return 0;
	}
	if (presence == PRESENCE_LACKED) {
		/* Once is no habit: the total is believed again. */
		trust_total(sampler);
		sampler->force_full = true;
	}
	if (presence <= PRESENCE_LACKED && !sampler->again)
		return check_resets(sampler, err);
	trust_total(sampler);
	sampler_forget(sampler);
	sampler->lost = sampler->again = false;
	return 0;
}

int sampler_sweep(struct sampler *sampler, const struct stamp *stamp,
		  struct err *err)
{
	bool live = !sampler->src->replay;

	begin(sampler, stamp);
	if (sweep(sampler, err))
		return -1;
	if (live && !sampler->again && presence_is_doubtful(sampler) &&
	    presence_confirm(sampler, err))
		return -1;
	if (conclude(sampler, presence_judge(sampler), err))
		return -1;
	if (sampler->lost)
		return 0;
	show_total(sampler);
	if (sampler->quirks & QUIRK_LOSSY)
		sampler->audit = false;
	if (sampler->notes & NOTE_FULL_SWEEP)
		look_for_twins(sampler);
	if (!sampler->audit || sampler->total.reading == READING_NONE)
		sampler->notes |= NOTE_AUDIT_OFF;
	return 0;
}
