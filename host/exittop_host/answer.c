// SPDX-License-Identifier: GPL-2.0-only
/*
 * answer: what a guest's CPUID gets at the leaves of host/README.md.
 */
#include "exittop_host.h"

#include <linux/nospec.h>
#include <linux/string.h>

#include <asm/tsc.h>

/* Not slots: a number in range that is no exit, and one out of range. */
#define SLOT_NONE	(-1)
#define SLOT_BEYOND	(-2)

/* Which slots the numbers n of the native leaves have. */
struct run {
	u32 first, length, slot;
};

static const struct run vmx_runs[] = {
	{ 0, VMX_REASONS, SLOT_CODE },
	{ N_OTHER, 1, SLOT_OTHER },
	{ }
};

static const struct run svm_runs[] = {
	{ 0, SVM_LOW, SLOT_CODE },
	{ SVM_NPF, SVM_HIGH, SLOT_SVM_HIGH },
	{ N_OTHER, 1, SLOT_OTHER },
	{ 0x10000 - SVM_NEGATIVE, SVM_NEGATIVE, SLOT_SVM_NEG },
	{ }
};

static u32 nr_codes(void)
{
	return is_svm ? SVM_CODES : VMX_REASONS;
}

/* @n is the guest's: it is clamped as well, for speculation. */
static int slot_of(u32 n)
{
	const struct run *run;

	for (run = is_svm ? svm_runs : vmx_runs; run->length; run++)
		if (n - run->first < run->length)
			return run->slot + array_index_nospec(n - run->first,
							      run->length);
	return n < nr_codes() ? SLOT_NONE : SLOT_BEYOND;
}

/* Whether the vendor's manual, as it is today, defines an exit code. */
static bool is_defined(u32 code)
{
	if (is_svm)
		return code <= 0xa6 || (code >= 0x400 && code <= 0x403) ||
		       code == 0x407;
	switch (code) {
	case 35: case 38: case 42: case 71: case 82: case 83:
		return false;
	default:
		return code < VMX_REASONS;
	}
}

static u32 nr_vcpus(struct kvm *kvm)
{
	return atomic_read(&kvm->online_vcpus);
}

static void answer_info(struct kvm *kvm, u32 *out)
{
	out[0] = INFO_VERSION | INFO_SCOPE_VM | (is_svm ? INFO_SVM : 0) |
		 INFO_EPOCH | INFO_OTHER | nr_vcpus(kvm) << 16;
	out[1] = nr_codes();
	out[2] = tsc_khz;
	out[3] = attach_dialect()->year;
}

static void put(u32 *out, u64 value)
{
	out[0] = lower_32_bits(value);
	out[1] = upper_32_bits(value);
}

static void answer_counter(struct kvm *kvm, u32 leaf, u32 ecx, u32 *out)
{
	int slot = leaf == LEAF_TOTAL ? SLOT_ALL : slot_of((u16)ecx);
	struct counter sum = {};
	u32 v = ecx >> 16;

	if (slot == SLOT_BEYOND || v > nr_vcpus(kvm)) {
		memset(out, 0xff, 4 * sizeof(*out));
		return;
	}
	if (slot != SLOT_NONE)
		count_read(kvm, v, slot, &sum);
	if (leaf == LEAF_LONGEST) {
		put(out, sum.longest);
		return;
	}
	put(out, sum.count);
	put(out + 2, sum.cycles);
}

static void answer_native(struct kvm *kvm, u32 leaf, u32 ecx, u32 *out)
{
	switch (leaf) {
	case LEAF_SIGNATURE:
		out[0] = LEAF_HIGHEST;
		memcpy(&out[1], "EXITCOUNTERS", 12);
		break;
	case LEAF_INFO:
		answer_info(kvm, out);
		break;
	case LEAF_EPOCH:
		put(out, count_epoch(kvm));
		break;
	default:
		answer_counter(kvm, leaf, ecx, out);
	}
}

static void answer_assignment(struct kvm *kvm, u8 what, u32 code, u32 *out)
{
	struct counter sum = {};
	int slot = SLOT_ALL;

	if (what & ANSWER_OF_CODE) {
		if (!is_defined(code)) {
			out[3] = U32_MAX;
			return;
		}
		slot = slot_of(code);
	}
	if (slot >= 0)
		count_read(kvm, 0, slot, &sum);
	if (what & ANSWER_COUNT)
		out[0] = lower_32_bits(sum.count);
	if (what & ANSWER_CYCLES) {
		out[1] = upper_32_bits(sum.cycles);
		out[2] = lower_32_bits(sum.cycles);
	}
}

static bool is_native(u32 leaf)
{
	return leaf >= LEAF_SIGNATURE && leaf <= LEAF_HIGHEST;
}

/* What an assignment leaf answers; 0: it is none that is served. */
static u8 assignment_leaf(u32 leaf)
{
	const struct dialect *dialect = attach_dialect();
	u32 i = leaf - LEAF_ASSIGNMENT;

	if (i >= ARRAY_SIZE(dialect->leaf))
		return 0;
	return dialect->leaf[array_index_nospec(i, ARRAY_SIZE(dialect->leaf))];
}

bool answer_is_ours(u32 leaf)
{
	return is_native(leaf) || assignment_leaf(leaf);
}

/*
 * In place of KVM's kvm_cpuid(), called as that is: KVM has seen to CPUID
 * faulting, and writes the registers. True: the leaf was found.
 */
bool answer_cpuid(struct kvm_vcpu *vcpu, u32 *eax, u32 *ebx, u32 *ecx,
		  u32 *edx, bool exact_only)
{
	u32 leaf = *eax, out[4] = {};

	if (is_native(leaf))
		answer_native(vcpu->kvm, leaf, *ecx, out);
	else
		answer_assignment(vcpu->kvm, assignment_leaf(leaf), *ecx, out);
	*eax = out[0];
	*ebx = out[1];
	*ecx = out[2];
	*edx = out[3];
	return true;
}
