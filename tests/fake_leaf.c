/* SPDX-License-Identifier: GPL-2.0-only */
/* What the fake host's CPUID leaves answer, hazards included. */
#include "fake_host.h"

#include <string.h>

#include "exittop/core/leaf.h"

#define ONES 0xFFFFFFFFu

/* What a leaf of an assignment carries, in the order C, D, E, F. */
enum holds { NOTHING, COUNT, CYCLES, TOTAL, TOTAL_CYCLES, TOTAL_BOTH, TOGGLE };

static const enum holds leaves[FAKE_KINDS][4] = {
	[FAKE_2017] = { NOTHING, NOTHING, NOTHING, TOGGLE },
	[FAKE_2020] = { NOTHING, NOTHING, COUNT, TOTAL_BOTH },
	[FAKE_2020_SVM] = { NOTHING, NOTHING, COUNT, TOTAL_BOTH },
	[FAKE_2021] = { CYCLES, COUNT, TOTAL_CYCLES, TOTAL },
	[FAKE_2022] = { TOTAL, TOTAL_CYCLES, COUNT, CYCLES },
};

static bool has(const struct fake_host *host, uint64_t hazard)
{
	return host->config.hazards & hazard;
}

/*
 * KVM's get_out_of_range_cpuid_entry(): an Intel guest gets the data of the
 * highest basic leaf, others get zeros. Leaves 0xb and 0x1f hold the x2APIC
 * id of the CPU one runs on.
 */
static struct regs unpatched(struct fake_host *host, uint32_t subleaf)
{
	uint32_t cpu = host->config.wandering ?
		       (uint32_t)fake_random(host, 8) : 3;

	if (host->config.amd || host->config.kind == FAKE_XEN)
		return (struct regs){ 0, 0, 0, 0 };
	switch (host->config.basic) {
	case 0xb:
	case 0x1f:
		if (subleaf == 0)
			return (struct regs){ 1, 2, 0x100, cpu };
		if (subleaf == 1)
			return (struct regs){ 4, 8, 0x201, cpu };
		return (struct regs){ 0, 0, subleaf & 0xff, cpu };
	case 0xd:
		if (subleaf == 0)
			return (struct regs){ 0x2e7, 0xa88, 0xa88, 0 };
		if (subleaf == 2)
			return (struct regs){ 0x100, 0x240, 0, 0 };
		return (struct regs){ 0, 0, 0, 0 };
	case 0x16:
		return (struct regs){ 0xaf0, 0xe10, 0x64, 0 };
	default:
		return (struct regs){ 0, 1, 0x0240abcd, 0 };
	}
}

static struct regs vendor(const struct fake_host *host)
{
	struct regs r = { host->config.basic, 0, 0, 0 };
	const char *name = host->changed ? "FakeFakeFake" :
			   host->source.host.vendor;

	memcpy(&r.ebx, name, 4);
	memcpy(&r.edx, name + 4, 4);
	memcpy(&r.ecx, name + 8, 4);
	return r;
}

static struct regs join(uint64_t count, uint64_t cycles)
{
	return (struct regs){ (uint32_t)count, (uint32_t)(count >> 32),
			      (uint32_t)cycles, (uint32_t)(cycles >> 32) };
}

static struct regs native(struct fake_host *host, uint32_t leaf,
			  uint32_t subleaf)
{
	const struct fake_config *c = &host->config;
	unsigned int vcpu = subleaf >> LEAF_VCPU_SHIFT;
	unsigned int reasons = reason_count(c->isa);
	int slot;

	switch (leaf) {
	case LEAF_SIGNATURE: {
		struct regs r = { c->details ? LEAF_DETAILS_END - 1 :
				  c->epoch ? LEAF_EPOCH : LEAF_LONGEST,
				  0, 0, 0 };

		memcpy(&r.ebx, "EXIT", 4);
		memcpy(&r.ecx, "COUN", 4);
		memcpy(&r.edx, "TERS", 4);
		return r;
	}
	case LEAF_INFO:
		return (struct regs){
			(c->version ? c->version : 1) | (c->host_scope ? 0 : 1u << 8) |
			(c->isa == ISA_SVM ? 1u << 9 : 0) |
			(c->epoch ? 1u << 10 : 0) |
			(c->other ? 1u << 11 : 0) |
			(c->details ? 3u << 12 : 0) |
			(c->details > 1 ? 1u << 14 : 0) | c->vcpus << 16,
			c->isa == ISA_SVM ? 0x408 : 86,
			(uint32_t)(c->tsc_hz / 1000), c->served };
	case LEAF_EPOCH:
		return c->epoch ? (struct regs){ (uint32_t)host->epoch,
						 (uint32_t)(host->epoch >> 32),
						 0, 0 }
				: unpatched(host, subleaf);
	default:
		break;
	}
	slot = reason_slot(c->isa, subleaf & 0xffff);
	if (!c->other && (subleaf & 0xffff) >= REASON_OTHER)
		slot = -1;
	if (c->details && (leaf == LEAF_LONGEST || leaf >= LEAF_DURATIONS) &&
	    leaf < LEAF_DETAILS_END)
		return fake_details_answer(host, leaf, vcpu, (unsigned int)slot);
	if (vcpu > c->vcpus || (leaf == LEAF_REASON &&
				(slot < 0 || (unsigned int)slot >= reasons)))
		return (struct regs){ ONES, ONES, ONES, ONES };
	if (leaf == LEAF_TOTAL)
		return join(fake_served_total(host, vcpu, false),
			    fake_served_total(host, vcpu, true));
	if (leaf == LEAF_LONGEST)
		return join(9000, 0);
	return join(fake_served(host, vcpu, (unsigned int)slot, false),
		    fake_served(host, vcpu, (unsigned int)slot, true));
}

/* H12: the low word wraps between the reads of the two words, once. */
static uint64_t tear(struct fake_host *host, unsigned int slot,
		     uint64_t value)
{
	uint32_t high = (uint32_t)(value >> 32), old = host->high[slot];

	host->high[slot] = high;
	if (!has(host, HZ_TORN_BACK | HZ_TORN_AHEAD) || high == old ||
	    !host->told[slot]) {
		host->told[slot] = true;
		return value;
	}
	host->torn++;
	if (has(host, HZ_TORN_BACK))
		return (uint64_t)old << 32 | (uint32_t)value;
	return (uint64_t)high << 32 | 0xFFFFFF00u;
}

static void put_cycles(const struct fake_host *host, struct regs *r,
		       uint64_t cycles)
{
	uint32_t high = (uint32_t)(cycles >> 32), low = (uint32_t)cycles;

	if (has(host, HZ_MASKED))
		high &= 0x0FFFFFFF;
	r->ebx = has(host, HZ_SWAPPED) ? low : high;
	r->ecx = has(host, HZ_SWAPPED) ? high : low;
}

static struct regs sentinel(const struct fake_host *host)
{
	if (has(host, HZ_SENTINEL_28))
		return (struct regs){ 0, 0, 0, 0x0FFFFFFF };
	if (has(host, HZ_SENTINEL_EAX))
		return (struct regs){ ONES, 0, 0, 0 };
	return (struct regs){ 0, 0, 0, ONES };
}

/* Does a per-reason leaf answer "no such reason" to this code? */
static bool is_refused(const struct fake_host *host, uint32_t code)
{
	const struct reason *reason;
	int slot = reason_slot(host->config.isa, code);

	if (slot < 0)
		return !has(host, HZ_NO_SENTINEL);
	reason = reason_get(host->config.isa, (unsigned int)slot);
	if (has(host, HZ_SENTINEL_65) && code == 65)
		return true;
	if (has(host, HZ_SENTINEL_OFF))
		return reason->defined && !reason->handled;
	return !reason->defined && !has(host, HZ_NO_SENTINEL);
}

static struct regs per_reason(struct fake_host *host, enum holds what,
			      uint32_t code, struct regs r)
{
	uint64_t cycles;
	int slot;

	if (has(host, HZ_CONSTANT) && what == COUNT)
		return (struct regs){ 12345, r.ebx, r.ecx, r.edx };
	if (has(host, HZ_ECX_LOST))
		code = 0;
	if (is_refused(host, code))
		return sentinel(host);
	slot = reason_slot(host->config.isa, code);
	if (slot < 0)
		return (struct regs){ 0, 0, 0, 0 };
	if (what == COUNT) {
		r.eax = (uint32_t)fake_served(host, 0, (unsigned int)slot,
					      false);
		return r;
	}
	cycles = fake_served(host, 0, (unsigned int)slot, true);
	put_cycles(host, &r, tear(host, (unsigned int)slot, cycles));
	return r;
}

static struct regs course(struct fake_host *host, enum fake_kind kind,
			  uint32_t leaf, uint32_t subleaf)
{
	unsigned int at = leaf - LEAF_C;
	enum holds what = leaves[kind][at];
	struct regs r = { 0, 0, 0, 0 };

	if (has(host, HZ_F_TOGGLES) && leaf == LEAF_F) {
		host->changed = !host->changed;
		host->toggles++;
	}
	if (what == NOTHING || has(host, HZ_DEAD_C << at))
		return unpatched(host, subleaf);
	if (has(host, HZ_ECHO_C << at))
		return (struct regs){ leaf, 0, subleaf, 0 };
	if (has(host, HZ_GARBAGE))
		r = (struct regs){ (uint32_t)fake_random(host, 0),
				   (uint32_t)fake_random(host, 0),
				   (uint32_t)fake_random(host, 0),
				   (uint32_t)fake_random(host, 0) };
	switch (what) {
	case TOGGLE:
		host->changed = !host->changed;
		host->toggles++;
		return unpatched(host, subleaf);
	case COUNT:
	case CYCLES:
		return per_reason(host, what, subleaf, r);
	case TOTAL_CYCLES:
		put_cycles(host, &r, fake_served_total(host, 0, true));
		return r;
	default:
		r.eax = (uint32_t)fake_served_total(host, 0, false);
		if (what == TOTAL_BOTH)
			put_cycles(host, &r, fake_served_total(host, 0, true));
		return r;
	}
}

struct regs fake_answer(struct fake_host *host, uint32_t leaf,
			uint32_t subleaf)
{
	enum fake_kind kind = host->config.kind;

	if (leaf == 0)
		return vendor(host);
	if (host->off)
		return unpatched(host, subleaf);
	if (kind == FAKE_NATIVE && leaf >= LEAF_SIGNATURE &&
	    (leaf <= LEAF_EPOCH ||
	     (host->config.details && leaf >= LEAF_DURATIONS &&
	      leaf < LEAF_DETAILS_END)))
		return native(host, leaf, subleaf);
	if (leaf < LEAF_C || leaf > LEAF_F)
		return unpatched(host, subleaf);
	if (kind == FAKE_NATIVE) {
		switch (host->config.served) {
		case 2020: kind = host->config.isa == ISA_SVM ?
				  FAKE_2020_SVM : FAKE_2020; break;
		case 2021: kind = FAKE_2021; break;
		case 2022: kind = FAKE_2022; break;
		default: break;
		}
	}
	return course(host, kind, leaf, subleaf);
}
