/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat: all that differs from kernel to kernel, and what the VMCS and VMCB have.
 */
#ifndef EXITTOP_HOST_COMPAT_H
#define EXITTOP_HOST_COMPAT_H

#include <linux/ftrace.h>
#include <linux/kvm_host.h>
#include <linux/version.h>

#include <asm/hypervisor.h>
#include <asm/mshyperv.h>
#include <asm/svm.h>

/* Of EXITINFO1 at a nested page fault; not in all headers. */
#define FAULT_SVM_WRITE		BIT(1)
#define FAULT_SVM_RESERVED	BIT(3)	/* KVM's mark of MMIO */
#define FAULT_SVM_FETCH		BIT(4)

#define BEFORE(major, minor) \
	(KERNEL_VERSION(major, minor, 0) > LINUX_VERSION_CODE)

#if BEFORE(5, 10)
#error "exittop_host needs Linux 5.10 or newer"
#elif !defined(CONFIG_X86_64)
#error "exittop_host needs a 64-bit kernel"
#elif defined(CONFIG_PREEMPT_RT)
#error "exittop_host allocates where kvm:kvm_exit is, which PREEMPT_RT forbids"
#elif defined(CONFIG_CFI_CLANG) || defined(CONFIG_CFI)
#error "exittop_host has probes of other types than the tracepoints, not for CFI"
#elif !defined(CONFIG_TRACEPOINTS) || !defined(CONFIG_DYNAMIC_FTRACE_WITH_REGS)
#error "exittop_host needs CONFIG_TRACEPOINTS and CONFIG_FUNCTION_TRACER"
#endif

/*
 * kvm:kvm_exit is (reason, vcpu, isa) up to 5.15 and (vcpu, isa) later, but
 * vendors change their kernels without changing the version. So this is where
 * the version has the vCPU, and where it is: its address has the top bit set,
 * a reason has 32 bits.
 */
#define EXIT_PROBE(name, function, ...)					\
static void notrace name(void *data, unsigned long first,		\
			 unsigned long second)				\
{									\
	function(first, second, __VA_ARGS__);				\
}

#define USUAL_EXIT_VCPU(first, second)	\
	((struct kvm_vcpu *)(BEFORE(5, 16) ? (second) : (first)))

static inline struct kvm_vcpu *exit_vcpu(unsigned long first,
					 unsigned long second)
{
	return (struct kvm_vcpu *)((long)first < 0 ? first : second);
}

/*
 * Called before each entry of VMX. Before 5.12 its fast paths enter without
 * kvm:kvm_entry.
 */
#define VMX_ENTRY_FUNCTION (BEFORE(5, 12) ? "kvm_load_guest_xsave_state" : NULL)

/* struct vcpu_svm begins like this in all of them; count.c makes sure. */
struct svm_head {
	struct kvm_vcpu vcpu;
	struct vmcb *vmcb;
};

static inline struct vmcb *vmcb_of(struct kvm_vcpu *vcpu)
{
	return container_of(vcpu, struct svm_head, vcpu)->vmcb;
}

/* The VMCS is current wherever kvm:kvm_exit is. */
static __always_inline unsigned long vmcs_read(unsigned long field)
{
	unsigned long value = U16_MAX;

	asm volatile("vmread %1, %0" : "+r"(value) : "r"(field) : "cc");
	return value;
}

/* Intel's TDX module keeps the VMCS to itself; on Hyper-V it is no VMCS. */
static inline bool vmcs_unreadable(struct kvm *kvm)
{
#if IS_ENABLED(CONFIG_HYPERV)
	if (hypervisor_is_type(X86_HYPER_MS_HYPERV) &&
	    ms_hyperv.hints & HV_X64_ENLIGHTENED_VMCS_RECOMMENDED)
		return true;
#endif
#ifdef KVM_X86_TDX_VM
	return kvm->arch.vm_type == KVM_X86_TDX_VM;
#else
	return false;
#endif
}

/* What a hook at the beginning of a function is called with. */
#if BEFORE(5, 11)
#define hook_regs		pt_regs
#define hook_pt_regs(regs)	(regs)
#define HOOK_FLAGS	(FTRACE_OPS_FL_SAVE_REGS | FTRACE_OPS_FL_RECURSION_SAFE)
#else
#define hook_regs		ftrace_regs
#ifdef arch_ftrace_regs
#define hook_pt_regs(fregs)	(&arch_ftrace_regs(fregs)->regs)
#else
#define hook_pt_regs(fregs)	(&(fregs)->regs)
#endif
#ifdef CONFIG_DYNAMIC_FTRACE_WITH_ARGS
#define HOOK_FLAGS	0	/* the arguments are enough */
#else
#define HOOK_FLAGS	FTRACE_OPS_FL_SAVE_REGS
#endif
#endif

#endif
