// SPDX-License-Identifier: GPL-2.0-only
/*
 * answer: what a guest's CPUID gets at the leaves of host/README.md.
 */
#include "exittop_host.h"

#include <linux/nospec.h>
#include <linux/string.h>

#include <asm/tsc.h>

/* No slots: a number in range that is no exit, and one out of range. */
#define SLOT_NONE	(-1)
#define SLOT_BEYOND	(-2)

static u32 nr_codes(void)
{
	return is_svm ? SVM_CODES : VMX_REASONS;
}

/* @n is the guest's own choice, so it is clamped for speculation as well. */
static int slot_of(u32 n)
{
	const u32 low = is_svm ? SVM_LOW : VMX_REASONS;
	u32 high = n - SVM_NPF, negative = n - N_SVM_NEGATIVE;

	if (n < low)
		return SLOT_CODE + array_index_nospec(n, low);
	if (n == N_OTHER)
		return SLOT_OTHER;
	if (is_svm && high < SVM_HIGH)
		return SLOT_SVM_HIGH + array_index_nospec(high, SVM_HIGH);
	if (is_svm && negative < SVM_NEGATIVE)
		return SLOT_SVM_NEG + array_index_nospec(negative, SVM_NEGATIVE);
	return n < nr_codes() ? SLOT_NONE : SLOT_BEYOND;
}

/* Whether the vendor's manual, as it stands today, defines an exit code. */
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

static const u32 info_details[] = {
	[DETAILS_KEYS] = INFO_DURATIONS | INFO_KEYS,
	[DETAILS_PAGES] = INFO_DURATIONS | INFO_KEYS | INFO_PAGES,
};

static void answer_native(struct kvm *kvm, u32 leaf, u32 ecx, u32 *out)
{
	u32 nr_vcpus = atomic_read(&kvm->online_vcpus);
	int slot = leaf == LEAF_TOTAL ? SLOT_ALL : slot_of((u16)ecx);
	u32 v = ecx >> 16;

	switch (leaf) {
	case LEAF_SIGNATURE:
		out[0] = detail_level ? LEAF_LAST : LEAF_EPOCH;
		memcpy(&out[1], "EXITCOUNTERS", 12);
		return;
	case LEAF_INFO:
		out[0] = INFO_VERSION | INFO_SCOPE_VM | INFO_EPOCH |
			 INFO_OTHER | (is_svm ? INFO_SVM : 0) |
			 info_details[detail_level] | nr_vcpus << 16;
		out[1] = nr_codes();
		out[2] = tsc_khz;
		out[3] = attach_dialect()->year;
		return;
	case LEAF_EPOCH:
		put_u64(out, count_epoch(kvm));
		return;
	}
	/* Keys of several vCPUs are for the reader to put together. */
	if (slot == SLOT_BEYOND || v > nr_vcpus || (leaf >= LEAF_KEY && !v))
		memset(out, 0xff, 4 * sizeof(*out));
	else if (slot != SLOT_NONE)
		count_read(kvm, v, slot, leaf, out);
}

static void answer_assignment(struct kvm *kvm, u8 kind, u32 code, u32 *out)
{
	u32 sum[4] = {};

	if (kind & ANSWER_OF_CODE && !is_defined(code)) {
		out[3] = U32_MAX;
		return;
	}
	count_read(kvm, 0, kind & ANSWER_OF_CODE ? slot_of(code) : SLOT_ALL,
		   LEAF_CODE, sum);
	if (kind & ANSWER_COUNT)
		out[0] = sum[0];
	if (kind & ANSWER_CYCLES) {
		out[1] = sum[3];
		out[2] = sum[2];
	}
}

u8 answer_kind(u32 leaf)
{
	const struct dialect *dialect = attach_dialect();
	u32 i = leaf - LEAF_ASSIGNMENT;

	if (leaf >= LEAF_SIGNATURE && leaf <= LEAF_EPOCH)
		return ANSWER_NATIVE;
	if (detail_level && (leaf - LEAF_DURATION < DURATION_LEAVES ||
			     (leaf >= LEAF_KEY && leaf <= LEAF_LAST)))
		return ANSWER_NATIVE;
	if (i >= ARRAY_SIZE(dialect->leaf))
		return 0;
	return dialect->leaf[array_index_nospec(i, ARRAY_SIZE(dialect->leaf))];
}

bool answer_cpuid(struct kvm_vcpu *vcpu, u32 *eax, u32 *ebx, u32 *ecx,
		  u32 *edx, bool exact_only)
{
	u8 kind = answer_kind(*eax);
	u32 out[4] = {};

	if (kind == ANSWER_NATIVE)
		answer_native(vcpu->kvm, *eax, *ecx, out);
	else
		answer_assignment(vcpu->kvm, kind, *ecx, out);
	*eax = out[0];
	*ebx = out[1];
	*ecx = out[2];
	*edx = out[3];
	return true;
}
