// SPDX-License-Identifier: GPL-2.0-only
/*
 * details: which codes have keys and where these are, and all that need not be
 * quick at an exit.
 */
#include "details.h"

#include <linux/nospec.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include <asm/vmx.h>

enum detail_level detail_level;
atomic_t detail_missed = ATOMIC_INIT(0);

/* Of a code, the last row that holds. */
static const struct key_source vmx_sources[] = {
	{ SLOT_CODE + EXIT_REASON_EXCEPTION_NMI, VM_EXIT_INTR_INFO, KEY_EXCEPTION, 0xff },
	{ SLOT_CODE + EXIT_REASON_EXTERNAL_INTERRUPT, VM_EXIT_INTR_INFO, KEY_INTERRUPT,
	  0xff },
	{ SLOT_CODE + EXIT_REASON_CPUID, FROM_LEAF, KEY_CPUID, U32_MAX },
	{ SLOT_CODE + EXIT_REASON_VMCALL, FROM_RAX, KEY_HYPERCALL, U32_MAX },
	{ SLOT_CODE + EXIT_REASON_CR_ACCESS, EXIT_QUALIFICATION, KEY_CR, 0x3f },
	{ SLOT_CODE + EXIT_REASON_IO_INSTRUCTION, EXIT_QUALIFICATION, KEY_PORT,
	  0xffff000f },
	{ SLOT_CODE + EXIT_REASON_MSR_READ, FROM_RCX, KEY_MSR, U32_MAX },
	{ SLOT_CODE + EXIT_REASON_MSR_WRITE, FROM_RCX, KEY_MSR | KEY_MSR_WRITE, U32_MAX },
	{ SLOT_CODE + EXIT_REASON_EPT_VIOLATION, EXIT_QUALIFICATION, KEY_MEMORY,
	  KEY_READ | KEY_WRITE | KEY_FETCH },
	/* KVM's mark of MMIO; the qualification is undefined. */
	{ SLOT_CODE + EXIT_REASON_EPT_MISCONFIG, FROM_RAX, KEY_MEMORY | KEY_MMIO, 0 },
	{ SLOT_CODE + EXIT_REASON_EPT_MISCONFIG, GUEST_PHYSICAL_ADDRESS,
	  KEY_MEMORY | KEY_MMIO | KEY_PAGE, KEY_PAGE_MASK, DETAILS_PAGES },
	{}
};

static const struct key_source svm_sources[] = {
	{ SLOT_CODE + SVM_EXIT_CPUID, FROM_LEAF, KEY_CPUID, U32_MAX },
	{ SLOT_CODE + SVM_EXIT_IOIO, FROM_SVM_IO, KEY_PORT, 0xffff000f },
	{ SLOT_CODE + SVM_EXIT_MSR, FROM_SVM_MSR, KEY_MSR, KEY_MSR_WRITE | U32_MAX },
	{ SLOT_CODE + SVM_EXIT_VMMCALL, FROM_RAX, KEY_HYPERCALL, U32_MAX },
	{ SLOT_SVM_HIGH, FROM_SVM_FAULT, KEY_MEMORY,
	  KEY_READ | KEY_WRITE | KEY_FETCH | KEY_MMIO },
	{ SLOT_SVM_HIGH, FROM_SVM_FAULT, KEY_MEMORY,
	  KEY_READ | KEY_WRITE | KEY_FETCH | KEY_MMIO | KEY_PAGE |
	  KEY_PAGE_MASK, DETAILS_PAGES },
	{}
};

static const struct key_source *source_of(int slot)
{
	const struct key_source *s = is_svm ? svm_sources : vmx_sources;
	static const struct key_source none;
	const struct key_source *found = &none;

	for (; s->base; s++)
		if (s->slot == slot && s->least <= detail_level)
			found = s;
	return found;
}

void detail_first(struct kvm_vcpu *vcpu, struct counter *one, int slot)
{
	const struct key_source *s = source_of(slot);
	struct detail *d;

	d = kzalloc(struct_size(d, keys, s->base ? 1 : 0),
		    GFP_ATOMIC | __GFP_NOWARN);
	if (!d) {
		atomic_inc(&detail_missed);
		return;
	}
	seqcount_init(&d->seq);
	d->from = s->from;
	d->base = s->base;
	d->mask = s->mask;
	smp_store_release(&one->detail, d);	/* for detail_of() */
	if (d->base)
		detail_key(vcpu, d, is_svm);
}

void detail_forget(struct counter *slot, u32 n)
{
	struct detail *d;
	u32 i;

	for (i = 0; i < n; i++) {
		d = slot[i].detail;
		WRITE_ONCE(slot[i].detail, NULL);
		if (d)
			kfree_rcu(d, rcu);
	}
}

/* ---- what is seldom ---- */

void detail_longest(struct counter *one, u64 cycles)
{
	struct detail *d = one->detail;

	if (!d) {
		WRITE_ONCE(one->longest, cycles);
		return;
	}
	raw_write_seqcount_begin(&d->seq);
	WRITE_ONCE(d->longest_at, ktime_get_real_fast_ns());
	WRITE_ONCE(one->longest, cycles);
	raw_write_seqcount_end(&d->seq);
}

void detail_replace(struct detail *d, u64 key)
{
	raw_write_seqcount_begin(&d->seq);
	d->open = space_saving_replace(d->keys, key);
	d->keys->count[d->open]++;
	raw_write_seqcount_end(&d->seq);
}

/* ---- reading ---- */

/* A reader sees all of it. */
static const struct detail *detail_of(const struct counter *one)
{
	return smp_load_acquire(&one->detail);	/* detail_first() */
}

u64 detail_read_longest(const struct counter *one, u64 *at)
{
	const struct detail *d = detail_of(one);
	unsigned int seq;
	u64 longest;

	*at = 0;
	if (!d)
		return READ_ONCE(one->longest);
	do {
		seq = raw_read_seqcount_begin(&d->seq);
		longest = READ_ONCE(one->longest);
		*at = READ_ONCE(d->longest_at);
	} while (read_seqcount_retry(&d->seq, seq));
	return longest;
}

void detail_read(const struct counter *one, u32 leaf, u32 *out)
{
	const struct detail *d = detail_of(one);
	u32 group = leaf - LEAF_DURATION, i;
	const struct space_saving *keys;
	unsigned int seq;

	if (!d)
		return;
	if (group < DURATION_LEAVES) {
		group = array_index_nospec(group, DURATION_LEAVES);
		for (i = 0; i < 4; i++)
			out[i] += READ_ONCE(d->duration[4 * group + i]);
		return;
	}
	if (!d->base)
		return;
	keys = d->keys;
	i = leaf % KEYS;	/* a mask: in range in speculation, too */
	do {
		seq = raw_read_seqcount_begin(&d->seq);
		if (leaf < LEAF_KEY_CYCLES) {
			put_u64(out, READ_ONCE(keys->key[i]));
			put_u64(out + 2, READ_ONCE(keys->count[i]));
		} else {
			put_u64(out, READ_ONCE(keys->cycles[i]));
			put_u64(out + 2, READ_ONCE(keys->error[i]));
		}
	} while (read_seqcount_retry(&d->seq, seq));
}
