/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A round of a recording. What was asked then is asked now, in that order and
 * whatever rule it was by, and nothing else: a replay shows what was shown.
 */
#include "presence.h"
#include "sampler_parts.h"

/* One question of then; what the probing asked is passed over. */
static int ask(struct sampler *sampler, uint32_t leaf, uint32_t subleaf,
	       struct err *err)
{
	struct regs regs = { 0, 0, 0, 0 };
	unsigned int code;
	int slot;

	if (leaf_is_total(&sampler->map, sampler->vcpu, leaf, subleaf))
		return sampler_read_total(sampler, err);
	if (leaf_is_reason(&sampler->map, sampler->vcpu, leaf, subleaf,
			   &code)) {
		slot = reason_slot(sampler->isa, code);
		if (slot >= 0 && (unsigned int)slot < sampler->reasons &&
		    leaf_may_ask(&sampler->map, sampler->isa, code))
			return sampler_read_slot(sampler, (unsigned int)slot,
						 err);
	}
	if (sampler->all_cpuids.weight &&
	    leaf_is_reason(&sampler->map, 0, leaf, subleaf, &code) &&
	    code == reason_code(sampler->isa, sampler->cpuid))
		return sampler_read_pulse(sampler, err);
	if (sampler->map.wide && (leaf == sampler->map.total_count ||
				  leaf == sampler->map.count))
		sampler->recorded_vcpu = subleaf >> LEAF_VCPU_SHIFT;
	if (source_query(sampler->src, leaf, subleaf, &regs, err) < 0)
		return -1;
	presence_take(sampler, leaf, &regs);
	return 0;
}

/* Was everything read between the first total and the last? */
static bool was_full(const struct sampler *sampler)
{
	for (unsigned int i = 0; i < sampler->reasons; i++) {
		const struct counter *counter = &sampler->counters[i];

		/* A newer table has rows that nobody asked for then. */
		if (counter->reading == READING_NONE)
			continue;
		if (!sampler_was_read(sampler, i) ||
		    counter->issued < sampler->first.issued ||
		    counter->issued > sampler->total.issued)
			return false;
	}
	return true;
}

/*
 * Single vCPUs and details are asked for after all that the sampler reads
 * (vcpus.c, details.c): their answers are left to those.
 */
static bool is_others(const struct sampler *sampler, uint32_t leaf,
		      uint32_t subleaf)
{
	if (!sampler->map.wide)
		return false;
	if (leaf >= LEAF_DURATIONS && leaf < LEAF_DETAILS_END)
		return true;
	/* Where the total was not read, the recording is of that vCPU. */
	return (leaf == LEAF_TOTAL || leaf == LEAF_REASON) &&
	       sampler->total.read_round == sampler->round &&
	       subleaf >> LEAF_VCPU_SHIFT &&
	       subleaf >> LEAF_VCPU_SHIFT != sampler->vcpu;
}

int sampler_replay(struct sampler *sampler, struct err *err)
{
	const struct source_ops *ops = sampler->src->ops;
	uint32_t leaf, subleaf;

	while (ops->pending && ops->pending(sampler->src, &leaf, &subleaf)) {
		/* The host was lost, and probed again (monitor.c). */
		if (leaf == LEAF_SIGNATURE) {
			sampler->changed = true;
			return 0;
		}
		if (is_others(sampler, leaf, subleaf))
			break;
		if (ask(sampler, leaf, subleaf, err))
			return -1;
	}
	/* The probing's answers may be all that there is for a start. */
	if (sampler->round == 1 &&
	    ((sampler->total.read_round != 1 &&
	      sampler_read_total(sampler, err)) ||
	     sampler_read_all(sampler, false, err)))
		return -1;
	if (sampler->lost || !was_full(sampler))
		return 0;
	sampler->notes |= NOTE_FULL_SWEEP;
	audit_learn(sampler, audit_first(sampler), audit_total(sampler));
	return 0;
}
