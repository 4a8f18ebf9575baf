/* SPDX-License-Identifier: GPL-2.0-only */
#include "reason_table.h"

/*
 * SVM exit codes 0x400..0x407, nested paging, AVIC, SEV-ES and the page
 * modification log: APM vol. 2, appendix C; names from the kernel's
 * uapi/asm/svm.h. Handled: svm_exit_handlers[] of arch/x86/kvm/svm/svm.c, Linux
 * 6.1 and 6.12; 0x407 only in later ones.
 */
static const struct reason nested[] = {
	{ 0x400, true, true, GROUP_PAGING, "NPF", "Nested page fault",
	  "The guest accesses a guest-physical address that the nested page "
	  "tables do not map, or do not allow in this way." },
	{ 0x401, true, true, GROUP_INTERRUPT, "AVIC_INCOMPLETE_IPI",
	  "AVIC virtual IPI delivery not completed",
	  "The guest sends an interrupt to a CPU and the virtual APIC cannot "
	  "deliver it alone." },
	{ 0x402, true, true, GROUP_INTERRUPT, "AVIC_UNACCELERATED_ACCESS",
	  "AVIC access to unaccelerated vAPIC register",
	  "The guest touches an APIC register that the virtual APIC does not "
	  "handle." },
	{ 0x403, true, true, GROUP_ENCLAVE, "VMGEXIT", "VMGEXIT instruction",
	  "An encrypted guest (SEV-ES) asks the hypervisor for a service by "
	  "VMGEXIT." },
	{ 0x407, true, true, GROUP_PAGING, "PML_FULL",
	  "Page modification log full",
	  "The guest has written so many pages that the log of dirty pages "
	  "is full." },
};

/*
 * Negative exit codes, the entries that failed: APM vol. 2, appendix C. Here,
 * as in the native leaves (host/README.md), their low 16 bits. KVM hands them
 * to user space or ends the VM.
 */
static const struct reason failures[] = {
	REASON_OTHER_ROW,
	{ 0xfffc, true, false, GROUP_ENTRY, "INVALID_PMC",
	  "VMEXIT_INVALID_PMC (-4)",
	  "The state of the guest's performance counters cannot be entered." },
	{ 0xfffd, true, false, GROUP_ENTRY, "IDLE_REQUIRED",
	  "VMEXIT_IDLE_REQUIRED (-3)",
	  "A CPU that must be idle for this entry is not." },
	{ 0xfffe, true, false, GROUP_ENTRY, "BUSY", "VMEXIT_BUSY (-2)",
	  "The encrypted state of the vCPU (SEV-ES) is in use." },
	{ 0xffff, true, false, GROUP_ENTRY, "INVALID", "VMEXIT_INVALID (-1)",
	  "The state of the guest cannot be entered." },
};

#define LENGTH(rows) (sizeof(rows) / sizeof((rows)[0]))

static const struct reason_block blocks[] = {
	{ SVM_REGISTERS, reason_svm_registers },
	{ SVM_EXCEPTIONS, reason_svm_exceptions },
	{ SVM_EVENTS, reason_svm_events },
	{ LENGTH(nested), nested },
	{ LENGTH(failures), failures },
};

/* The strings of kvm:kvm_exit and perf kvm, SVM_EXIT_REASONS in svm.h. */
static const struct reason_alias aliases[] = {
	{ "DE excp", 0x040 },
	{ "DB excp", 0x041 },
	{ "BP excp", 0x043 },
	{ "OF excp", 0x044 },
	{ "BR excp", 0x045 },
	{ "UD excp", 0x046 },
	{ "NM excp", 0x047 },
	{ "DF excp", 0x048 },
	{ "TS excp", 0x04a },
	{ "NP excp", 0x04b },
	{ "SS excp", 0x04c },
	{ "GP excp", 0x04d },
	{ "PF excp", 0x04e },
	{ "MF excp", 0x050 },
	{ "AC excp", 0x051 },
	{ "MC excp", 0x052 },
	{ "XF excp", 0x053 },
	{ "interrupt", 0x060 },
	{ "read_idtr", 0x066 },
	{ "read_gdtr", 0x067 },
	{ "read_ldtr", 0x068 },
	{ "read_rt", 0x069 },		/* sic */
	{ "read_tr", 0x069 },
	{ "write_idtr", 0x06a },
	{ "write_gdtr", 0x06b },
	{ "write_ldtr", 0x06c },
	{ "write_rt", 0x06d },		/* sic */
	{ "write_tr", 0x06d },
	{ "io", 0x07b },
	{ "hypercall", 0x081 },
	{ "write_efer_trap", 0x08f },
	{ "write_cr0_trap", 0x090 },
	{ "write_cr4_trap", 0x094 },
	{ "write_cr8_trap", 0x098 },
	{ "buslock", 0x0a5 },		/* Linux after 6.12, as the next */
	{ "idle-halt", 0x0a6 },
	{ "AVIC_NOACCEL", 0x402 },	/* the manual's name */
	{ "ERR", 0xffff },
	{ "invalid_guest_state", 0xffff },
	{ NULL, 0 }
};

/*
 * Watched: what KVM intercepts with npt=0 and not with npt=1, and NPF, which
 * is the reverse (init_vmcb() in svm.c clears INVLPG, #PF, CR3 reads and
 * writes under NPT; svm_recalc_instruction_intercepts() INVPCID). HLT with no
 * interrupt pending is 0x0a6 IDLE_HLT.
 */
const struct reason_table reason_svm = {
	.isa = "SVM",
	.prefix = "SVM_EXIT_",
	.blocks = blocks,
	.blocks_n = sizeof(blocks) / sizeof(blocks[0]),
	.aliases = aliases,
	.next = 0x408,
	.cpuid = 0x72,
	.hlt = 0x78,
	.idle = 0xa6,
	.watch = { 0x03, 0x13, 0x4e, 0x79, 0xa2, 0x400 },
};
