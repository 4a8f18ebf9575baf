/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * exittop_host: VM-exit counters that a guest reads with CPUID, for any KVM.
 *
 * Nothing of KVM is rebuilt, linked against or held. Probes at the tracepoints
 * kvm:kvm_exit and kvm:kvm_entry count (count.c), a hook sends CPUIDs that are
 * ours away from kvm_cpuid() (answer.c), attach.c puts all that in place while
 * KVM is there, and main.c has the parameters. Kernel versions are the business
 * of compat.h alone. What is counted and answered: host/README.md.
 */
#ifndef EXITTOP_HOST_H
#define EXITTOP_HOST_H

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kvm_host.h>
#include <linux/types.h>

#define LEAF_SIGNATURE	0x4FFFFF00
#define LEAF_INFO	0x4FFFFF01
#define LEAF_TOTAL	0x4FFFFF02
#define LEAF_CODE	0x4FFFFF03
#define LEAF_LONGEST	0x4FFFFF04
#define LEAF_EPOCH	0x4FFFFF05
#define LEAF_DURATION	0x4FFFFF40	/* the first of so many */
#define LEAF_KEY	0x4FFFFF60	/* of each slot; and */
#define LEAF_KEY_CYCLES	0x4FFFFF70
#define LEAF_LAST	0x4FFFFF7F
#define LEAF_ASSIGNMENT	0x4FFFFFFC	/* the first of four */

#define INFO_VERSION	1
#define INFO_SCOPE_VM	BIT(8)
#define INFO_SVM	BIT(9)
#define INFO_EPOCH	BIT(10)
#define INFO_OTHER	BIT(11)		/* N_OTHER, and negative codes of SVM */

#define INFO_DURATIONS	BIT(12)
#define INFO_KEYS	BIT(13)
#define INFO_PAGES	BIT(14)

#define DURATION_LEAVES	29

/* Bits 63:56 of a key are its kind, the others what is said of it here. */
#define KEY_KIND(kind)	((u64)(kind) << 56)
#define KEY_EXCEPTION	KEY_KIND(1)	/* 7:0 vector */
#define KEY_CR		KEY_KIND(2)	/* 3:0 number, 5:4 access */
#define KEY_MSR		KEY_KIND(3)	/* 31:0 index */
#define KEY_MSR_WRITE	BIT_ULL(32)
#define KEY_PORT	KEY_KIND(4)	/* 31:16 port, 3 IN, 2:0 size - 1 */
#define KEY_MEMORY	KEY_KIND(5)
#define KEY_READ	BIT_ULL(0)
#define KEY_WRITE	BIT_ULL(1)
#define KEY_FETCH	BIT_ULL(2)
#define KEY_MMIO	BIT_ULL(3)
#define KEY_PAGE	BIT_ULL(4)	/* which is in these bits: */
#define KEY_PAGE_MASK	GENMASK_ULL(51, 12)
#define KEY_HYPERCALL	KEY_KIND(6)	/* 31:0 number */
#define KEY_CPUID	KEY_KIND(7)	/* 31:0 leaf */
#define KEY_INTERRUPT	KEY_KIND(8)	/* 7:0 vector */

#define N_OTHER		0xFFF0		/* all that has no other number n */
#define N_SVM_NEGATIVE	0xFFFC		/* -4; and so on to -1 */

/*
 * A vCPU has an array of counters: one of all its exits, one of those whose
 * code has no counter, and then one for each code. On VMX that is the basic
 * exit reason. On SVM there are three runs of codes: the numbers of the VMCB's
 * intercept bits, those from nested page faults on, and four negative ones.
 */
#define SLOT_ALL	0
#define SLOT_OTHER	1
#define SLOT_CODE	2

#define VMX_REASONS	86
#define SVM_LOW		192
#define SVM_NPF		0x400
#define SVM_HIGH	8
#define SVM_VMGEXIT	0x403	/* not in all headers */
#define SVM_NEGATIVE	4
#define SVM_CODES	(SVM_NPF + SVM_HIGH)
#define SLOT_SVM_HIGH	(SLOT_CODE + SVM_LOW)
#define SLOT_SVM_NEG	(SLOT_SVM_HIGH + SVM_HIGH)

struct counter {
	u64 count;
	u64 cycles;	/* of the host's TSC */
	u64 longest;
	struct detail *detail;	/* details.h; NULL: none yet, or never */
};

/* One instruction: whoever reads meanwhile sees the old sum or the new one. */
static __always_inline void add_to(u64 *sum, u64 value)
{
	asm volatile("addq %1, %0" : "+m"(*sum) : "er"(value));
}

/* A 64-bit value in two of the registers that CPUID answers. */
static inline u64 get_u64(const u32 *out)
{
	return (u64)out[1] << 32 | out[0];
}

static inline void put_u64(u32 *out, u64 value)
{
	out[0] = lower_32_bits(value);
	out[1] = upper_32_bits(value);
}

/* A value of exit_leaves. */
struct dialect {
	const char *name;
	u32 year;
	u8 leaf[4];	/* 0x4FFFFFFC, D, E, F answer; 0: as on any host */
};

#define ANSWER_COUNT	BIT(0)	/* in EAX */
#define ANSWER_CYCLES	BIT(1)	/* in EBX (high) and ECX (low) */
#define ANSWER_OF_CODE	BIT(2)	/* of the code in ECX, not of all */
#define ANSWER_NATIVE	BIT(3)

extern bool is_svm;

/* A value of exit_details; it does not change while exits are counted. */
enum detail_level { DETAILS_OFF, DETAILS_KEYS, DETAILS_PAGES };
extern enum detail_level detail_level;

/*
 * count.c: counters begin at 0 with each epoch. It is another one for each VM,
 * or two of them could see by it that they share a host.
 */
void count_begin(void);
u64 count_epoch(struct kvm *kvm);
void *count_exit_probe(void);
void *count_entry_probe(void);
void count_entry(struct kvm_vcpu *vcpu);
void count_forget(struct kvm_vcpu *vcpu);	/* NULL: all of them */

/*
 * Adds to @out what @leaf answers of @slot, LEAF_CODE or one that has details:
 * of all vCPUs (@v 0), or of vCPU @v - 1.
 */
void count_read(struct kvm *kvm, u32 v, int slot, u32 leaf, u32 *out);

/*
 * Did the CPUID that KVM is about to answer for @vcpu exit? One that KVM
 * emulates among other instructions did not.
 */
bool count_is_at_cpuid(struct kvm_vcpu *vcpu);

/*
 * VMs and vCPUs with counters, and exits that found no memory for them or for
 * their details.
 */
enum count_state { COUNT_VMS, COUNT_VCPUS, COUNT_MISSED };
unsigned int count_state(enum count_state what);

/*
 * answer.c: what a leaf answers, ANSWER_*, 0 if it is not ours; and what is
 * called in place of kvm_cpuid() if it is. KVM has seen to CPUID faulting, and
 * writes the registers.
 */
u8 answer_kind(u32 leaf);
bool answer_cpuid(struct kvm_vcpu *vcpu, u32 *eax, u32 *ebx, u32 *ecx,
		  u32 *edx, bool exact_only);

/* attach.c. Is KVM there and, but with off, counted? */
int attach_init(void);
void attach_exit(void);
bool attach_is(void);

/* What is served, NULL: off. With something else counters begin again. */
int attach_serve(const struct dialect *dialect, enum detail_level level);
const struct dialect *attach_dialect(void);

/* Has KVM called kvm_cpuid() since counting began? */
extern bool attach_asked;

/* From any context: KVM is not as this module knows it, it counts no more. */
void attach_refuse(const char *why);

#endif
