/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXPLAIN_TEXT_H
#define EXPLAIN_TEXT_H

#include <stddef.h>

#include "exittop/facts/explain.h"

/*
 * explain_text: the texts and the two indexes into them, between the files of
 * explain; nobody else includes this. A text that holds for both vendors, or
 * for many reasons, stands once; the index gives each its own sources.
 */

#define PAGING_SAME "Nested and shadow paging make no difference."

extern const struct explanation explain_vmx[];
extern const size_t explain_vmx_n;
extern const struct explanation explain_svm[];
extern const size_t explain_svm_n;

/* The texts of explain_event.c. */
enum {
	EXPLAIN_TRIPLE_FAULT,
	EXPLAIN_SHUTDOWN,
	EXPLAIN_TASK_SWITCH,
	EXPLAIN_DEBUG,
	EXPLAIN_BREAKPOINT,
	EXPLAIN_INVALID_OPCODE,
	EXPLAIN_GENERAL_PROTECTION,
	EXPLAIN_ALIGNMENT,
	EXPLAIN_MACHINE_CHECK,
	EXPLAIN_MCE_ENTRY,
	EXPLAIN_MONITOR_TRAP,
	EXPLAIN_BUS_LOCK,
	EXPLAIN_BUS_LOCK_THRESHOLD,
	EXPLAIN_NOTIFY,
	EXPLAIN_MSR_LOAD_FAIL,
};

extern const struct explain_text explain_event[];

/* The texts of explain_instruction.c. */
enum {
	EXPLAIN_CPUID,
	EXPLAIN_HLT,
	EXPLAIN_PAUSE,
	EXPLAIN_MWAIT,
	EXPLAIN_MONITOR,
	EXPLAIN_IO,
	EXPLAIN_MSR_READ,
	EXPLAIN_MSR_WRITE,
	EXPLAIN_MSR,
	EXPLAIN_DR,
	EXPLAIN_RDPMC,
	EXPLAIN_INVD,
	EXPLAIN_WBINVD,
	EXPLAIN_XSETBV,
	EXPLAIN_DESC,
	EXPLAIN_HIDDEN,
	EXPLAIN_RSM,
};

extern const struct explain_text explain_instruction[];

/* The texts of explain_interrupt.c. */
enum {
	EXPLAIN_INTERRUPT,
	EXPLAIN_INTERRUPT_WINDOW,
	EXPLAIN_NMI,
	EXPLAIN_NMI_WINDOW,
	EXPLAIN_IRET,
	EXPLAIN_SMI,
	EXPLAIN_TPR,
	EXPLAIN_CR8_READ,
	EXPLAIN_CR8_WRITE,
	EXPLAIN_APIC_ACCESS,
	EXPLAIN_APIC_WRITE,
	EXPLAIN_EOI_INDUCED,
	EXPLAIN_AVIC_IPI,
	EXPLAIN_AVIC_ACCESS,
	EXPLAIN_PREEMPTION_TIMER,
};

extern const struct explain_text explain_interrupt[];

/* The texts of explain_paging.c. */
enum {
	EXPLAIN_EXCEPTION,
	EXPLAIN_PAGE_FAULT,
	EXPLAIN_INVLPG,
	EXPLAIN_INVPCID,
	EXPLAIN_CR_ACCESS,
	EXPLAIN_CR3_READ,
	EXPLAIN_CR3_WRITE,
	EXPLAIN_CR0,
	EXPLAIN_CR0_SELECTIVE,
	EXPLAIN_CR4,
	EXPLAIN_EPT_VIOLATION,
	EXPLAIN_EPT_MISCONFIG,
	EXPLAIN_NPF,
	EXPLAIN_PML_FULL,
	EXPLAIN_INVALID_STATE,
};

extern const struct explain_text explain_paging[];

/* The texts of explain_virt.c. */
enum {
	EXPLAIN_HYPERCALL,
	EXPLAIN_VMX_INSTRUCTION,
	EXPLAIN_VMX_ENTRY,
	EXPLAIN_VMCS_FIELD,
	EXPLAIN_VMX_FLUSH,
	EXPLAIN_VMFUNC,
	EXPLAIN_VMRUN,
	EXPLAIN_VMLOAD,
	EXPLAIN_GIF,
	EXPLAIN_INVLPGA,
	EXPLAIN_SKINIT,
	EXPLAIN_ENCLS,
	EXPLAIN_TDX,
	EXPLAIN_VMGEXIT,
	EXPLAIN_WRITE_TRAP,
};

extern const struct explain_text explain_virt[];

#endif
