/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * details: what is inside a reason, where exit_details is not off: how long
 * its exits took, and which register, port and so on they were about. This is
 * what the probes do at each exit; the rest is in details.c. A detail belongs
 * to one vCPU and one code, and only that vCPU writes it.
 */
#ifndef EXITTOP_HOST_DETAILS_H
#define EXITTOP_HOST_DETAILS_H

#include "exittop_host.h"
#include "compat.h"
#include "durations.h"
#include "space_saving.h"

#include <linux/seqlock.h>

/* Where the key of an exit is, if not in a field of the VMCS. */
enum key_from {
	FROM_RAX = VCPU_REGS_RAX,
	FROM_RCX = VCPU_REGS_RCX,
	FROM_LEAF,		/* RAX of a CPUID */
	FROM_SVM_MSR,		/* EXITINFO1 and RCX */
	FROM_SVM_IO,		/* EXITINFO1 */
	FROM_SVM_FAULT,		/* EXITINFO1 and 2 */
	FROM_VMCS = 0x1000,	/* and above: the field itself */
};

/* A key is @base and those bits of what is found @from there that @mask has. */
struct key_source {
	u32 slot;
	u32 from;
	u64 base;		/* 0: there are no keys */
	u64 mask;
	enum detail_level least;
};

struct detail {
	u64 longest_at;		/* CLOCK_REALTIME at the end of the longest */
	seqcount_t seq;		/* of longest, and of which key has which slot */
	u32 from;
	u64 base, mask;
	unsigned int open;	/* the slot of the last exit's key */
	struct rcu_head rcu;
	u32 duration[DURATIONS];
	struct space_saving keys[];	/* one, if there is a base */
};

/* What is seldom: the first exit of a code, a key without a slot, a longest. */
void detail_first(struct kvm_vcpu *vcpu, struct counter *one, int slot);
void detail_replace(struct detail *d, u64 key);
void detail_longest(struct counter *one, u64 cycles);

/* Its longest exit; @at is when that was, 0 where it is not known. */
u64 detail_read_longest(const struct counter *one, u64 *at);

/*
 * The answer to a leaf from LEAF_DURATION on: durations are added to @out, keys
 * overwrite it.
 */
void detail_read(const struct counter *one, u32 leaf, u32 *out);

/* Of all @n counters. */
void detail_forget(struct counter *slot, u32 n);

/* Exits without a detail, for lack of memory. */
extern atomic_t detail_missed;

static __always_inline u64 vmx_key(const struct detail *d,
				   struct kvm_vcpu *vcpu)
{
	if (d->from >= FROM_VMCS)
		return vmcs_read(d->from);
	if (d->from == FROM_RCX)
		return vcpu->arch.regs[VCPU_REGS_RCX];
	return vcpu->arch.regs[VCPU_REGS_RAX];
}

/* In the shape that the VMCS has it, and host/README.md. */
static __always_inline u64 svm_key(const struct detail *d,
				   struct kvm_vcpu *vcpu)
{
	struct vmcb *vmcb = vmcb_of(vcpu);
	u64 info = vmcb->control.exit_info_1, key;

	if (d->from == FROM_SVM_MSR)
		return (info & 1) << 32 | (u32)vcpu->arch.regs[VCPU_REGS_RCX];
	if (d->from == FROM_SVM_IO)
		return (info & 0xffff0000) | (info & SVM_IOIO_TYPE_MASK) << 3 |
		       (((info & SVM_IOIO_SIZE_MASK) >> SVM_IOIO_SIZE_SHIFT) - 1);
	if (d->from != FROM_SVM_FAULT)
		return vmcb->save.rax;
	key = info & FAULT_SVM_FETCH ? KEY_FETCH :
	      info & FAULT_SVM_WRITE ? KEY_WRITE : KEY_READ;
	if (info & FAULT_SVM_RESERVED)
		key |= KEY_MMIO | KEY_PAGE |
		       (vmcb->control.exit_info_2 & KEY_PAGE_MASK);
	return key;
}

static __always_inline void detail_key(struct kvm_vcpu *vcpu, struct detail *d,
				       bool svm)
{
	unsigned int i;
	u64 key;

	key = (svm ? svm_key(d, vcpu) : vmx_key(d, vcpu)) & d->mask;
	/* A reader's own questions are one key, or they would take all slots. */
	if (d->from == FROM_LEAF && key >> 8 == LEAF_SIGNATURE >> 8)
		key = LEAF_SIGNATURE;
	key |= d->base;
	i = space_saving_find(d->keys, key, d->open);
	if (unlikely(i == KEYS)) {
		detail_replace(d, key);
		return;
	}
	d->open = i;
	add_to(&d->keys->count[i], 1);
}

static __always_inline void detail_open(struct kvm_vcpu *vcpu,
					struct counter *one, int slot, bool svm)
{
	struct detail *d = one->detail;

	if (unlikely(!d))
		detail_first(vcpu, one, slot);
	else if (d->base)
		detail_key(vcpu, d, svm);
}

static __always_inline void detail_close(struct counter *one, u64 cycles)
{
	struct detail *d = one->detail;

	if (unlikely(!d))
		return;
	d->duration[duration_bucket(cycles)]++;
	if (d->base)
		add_to(&d->keys->cycles[d->open], cycles);
}

#endif
