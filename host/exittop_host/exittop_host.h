/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * exittop_host: VM-exit counters that a guest reads with CPUID, for any KVM.
 *
 * Nothing of KVM is rebuilt, linked against or held. Probes on the tracepoints
 * kvm:kvm_exit and kvm:kvm_entry count (count.c); CPUID is answered in place of
 * kvm_cpuid() (answer.c); attach.c puts both in place while KVM is there, and
 * main.c has the parameters. compat.h alone knows kernel versions. What is
 * counted and answered: host/README.md.
 */
#ifndef EXITTOP_HOST_H
#define EXITTOP_HOST_H

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kvm_host.h>
#include <linux/types.h>

/* The leaves. v is ECX[31:16], n is ECX[15:0]. */
#define LEAF_SIGNATURE	0x4FFFFF00
#define LEAF_INFO	0x4FFFFF01
#define LEAF_TOTAL	0x4FFFFF02
#define LEAF_CODE	0x4FFFFF03
#define LEAF_LONGEST	0x4FFFFF04
#define LEAF_EPOCH	0x4FFFFF05
#define LEAF_HIGHEST	LEAF_EPOCH
#define LEAF_ASSIGNMENT	0x4FFFFFFC	/* the first of four */

#define INFO_VERSION	1
#define INFO_SCOPE_VM	BIT(8)
#define INFO_SVM	BIT(9)
#define INFO_EPOCH	BIT(10)
#define INFO_OTHER	BIT(11)		/* N_OTHER and negative SVM codes */

#define N_OTHER		0xFFF0		/* in the total, but in no other n */

/*
 * A vCPU has an array of counters. The first is all of its exits, the second
 * those whose code has no counter. On VMX the basic exit reasons follow. On
 * SVM three runs of codes do: the numbers of the VMCB's intercept bits, those
 * from nested page faults on, and the four negative ones.
 */
#define SLOT_ALL	0
#define SLOT_OTHER	1
#define SLOT_CODE	2

#define VMX_REASONS	86
#define SVM_LOW		192
#define SVM_NPF		0x400
#define SVM_HIGH	8
#define SVM_NEGATIVE	4
#define SLOT_SVM_HIGH	(SLOT_CODE + SVM_LOW)
#define SLOT_SVM_NEG	(SLOT_SVM_HIGH + SVM_HIGH)
#define SVM_CODES	(SVM_NPF + SVM_HIGH)

/* Written by the vCPU it belongs to and by nobody else. */
struct counter {
	u64 count;
	u64 cycles;	/* of the host's TSC */
	u64 longest;
};

/* main.c: what the parameter exit_leaves says. */
struct dialect {
	const char *name;
	u32 year;
	u8 leaf[4];	/* what 0x4FFFFFFC, D, E and F answer, ANSWER_*; 0:
			 * what they answer on any host
			 */
};

#define ANSWER_COUNT	BIT(0)	/* in EAX */
#define ANSWER_CYCLES	BIT(1)	/* in EBX (high) and ECX (low) */
#define ANSWER_OF_CODE	BIT(2)	/* of the code in ECX, not of all */

extern bool is_svm;

/* count.c. A new epoch begins with no counters at all. */
int count_init(void);
void count_exit(void);
void count_begin(void);
void count_forget_all(void);
void count_forget(struct kvm_vcpu *vcpu);
u64 count_epoch(struct kvm *kvm);
void *count_exit_probe(void);
void *count_entry_probe(void);
void count_entry(struct kvm_vcpu *vcpu);

/*
 * Is @vcpu where an exit by CPUID put it? Not if KVM emulates a CPUID among
 * other instructions, nor where the exit was not seen, or not understood.
 */
bool count_is_at_cpuid(struct kvm_vcpu *vcpu);

/* Adds up @slot over all vCPUs (@v 0), or takes it of vCPU @v - 1. */
void count_read(struct kvm *kvm, u32 v, int slot, struct counter *sum);

/* The number of vCPUs with counters, of VMs, and of exits without. */
unsigned int count_vcpus(void);
unsigned int count_vms(void);
unsigned int count_missed(void);

/* answer.c */
bool answer_is_ours(u32 leaf);
bool answer_cpuid(struct kvm_vcpu *vcpu, u32 *eax, u32 *ebx, u32 *ecx,
		  u32 *edx, bool exact_only);

/* attach.c */
int attach_init(void);
void attach_exit(void);

/* Is KVM there, and are its exits counted unless all is off? */
bool attach_is(void);

/* Takes @dialect into use: NULL is off. Counters begin again. */
int attach_serve(const struct dialect *dialect);
const struct dialect *attach_dialect(void);

/* From any context: KVM is not as this module knows it; counting ends. */
void attach_refuse(const char *why);

#endif
