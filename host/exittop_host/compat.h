/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs from kernel to kernel, and nothing else does.
 */
#ifndef EXITTOP_HOST_COMPAT_H
#define EXITTOP_HOST_COMPAT_H

#include <linux/ftrace.h>
#include <linux/kvm_host.h>
#include <linux/version.h>

#include <asm/svm.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 10, 0)
#error "exittop_host needs Linux 5.10 or newer"
#endif
#ifndef CONFIG_X86_64
#error "exittop_host needs a 64-bit x86 kernel"
#endif
#ifndef CONFIG_TRACEPOINTS
#error "exittop_host needs a kernel with CONFIG_TRACEPOINTS"
#endif
#ifndef CONFIG_DYNAMIC_FTRACE_WITH_REGS
#error "exittop_host needs CONFIG_FUNCTION_TRACER and CONFIG_DYNAMIC_FTRACE"
#endif

/*
 * kvm:kvm_exit is (reason, vcpu, isa) up to 5.15 and (vcpu, isa) later, but
 * vendors' kernels differ from their version. A vCPU is a kernel's address,
 * which has its top bit set; a reason is 32 bits. Under kCFI the types must
 * match, and kernels that have it have the second form.
 */
#if defined(CONFIG_CFI_CLANG) || defined(CONFIG_CFI)
#define EXIT_PROBE(name)	\
	static void notrace name(void *data, struct kvm_vcpu *first, u32 second)
#define ENTRY_PROBE(name)	\
	static void notrace name(void *data, struct kvm_vcpu *vcpu, bool now)
#define exit_vcpu(first, second)	(first)
#else
#define EXIT_PROBE(name)						\
	static void notrace name(void *data, unsigned long first,	\
				 unsigned long second)
#define ENTRY_PROBE(name)	\
	static void notrace name(void *data, struct kvm_vcpu *vcpu)
#define exit_vcpu(first, second)	\
	((struct kvm_vcpu *)((long)(first) < 0 ? (first) : (second)))
#endif

/*
 * Before 5.12 VMX enters the guest again on its fast paths without a
 * kvm:kvm_entry. This function is called before each entry.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 12, 0)
#define VMX_ENTRY_FUNCTION	"kvm_load_guest_xsave_state"
#else
#define VMX_ENTRY_FUNCTION	""
#endif

/* In all kernels: struct vcpu_svm begins like this. count.c verifies it. */
struct vcpu_svm_head {
	struct kvm_vcpu vcpu;
	struct vmcb *vmcb;
};

/* Intel's TDX module has the exit reasons of such a VM, and no VMCS. */
static inline bool vm_is_tdx(struct kvm *kvm)
{
#ifdef KVM_X86_TDX_VM
	return kvm->arch.vm_type == KVM_X86_TDX_VM;
#else
	return false;
#endif
}

/* What a function's hook is called with. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 11, 0)
#define hook_regs	pt_regs
#define HOOK_FLAGS	(FTRACE_OPS_FL_SAVE_REGS | FTRACE_OPS_FL_RECURSION_SAFE)
#define hook_pt_regs(regs)	(regs)
#else
#define hook_regs	ftrace_regs
#ifdef CONFIG_DYNAMIC_FTRACE_WITH_ARGS
#define HOOK_FLAGS	0
#else
#define HOOK_FLAGS	FTRACE_OPS_FL_SAVE_REGS
#endif
#ifdef arch_ftrace_regs
#define hook_pt_regs(fregs)	(&arch_ftrace_regs(fregs)->regs)
#else
#define hook_pt_regs(fregs)	(&(fregs)->regs)
#endif
#endif

#endif
