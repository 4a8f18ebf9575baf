/* SPDX-License-Identifier: GPL-2.0-only */
#include "explain_text.h"

/*
 * SVM: which text explains an exit code, and where it was read. Files are
 * those of arch/x86/kvm in Linux 6.1 and 6.12. Ascending.
 */

#define APM(section) "APM vol. 2, " section "; "
#define INSN  APM("15.9")
#define IOIO  APM("15.10")
#define MSR   APM("15.11")
#define EXCP  APM("15.12")
#define INTR  APM("15.13")
#define MISC  APM("15.14")
#define VINTR APM("15.21")
#define NPT   APM("15.25")
#define AVIC  APM("15.29")
#define ES    APM("15.35")
#define CR    INSN "init_vmcb() and cr_interception() in svm/svm.c"
#define DR    INSN "dr_interception() in svm/svm.c."
#define TRAPS ES "sev_es_init_vmcb() in svm/sev.c, "

const struct explanation explain_svm[] = {
	{ 0x000, 0x000, &explain_paging[EXPLAIN_CR0],
	  CR ", svm_set_cr0()." },
	{ 0x003, 0x003, &explain_paging[EXPLAIN_CR3_READ],
	  CR "." },
	{ 0x004, 0x004, &explain_paging[EXPLAIN_CR4],
	  CR "." },
	{ 0x008, 0x008, &explain_interrupt[EXPLAIN_CR8_READ],
	  CR "." },
	{ 0x010, 0x010, &explain_paging[EXPLAIN_CR0],
	  CR ", svm_set_cr0()." },
	{ 0x013, 0x013, &explain_paging[EXPLAIN_CR3_WRITE],
	  CR ", kvm_set_cr3() in x86.c." },
	{ 0x014, 0x014, &explain_paging[EXPLAIN_CR4],
	  CR ", svm_set_cr4()." },
	{ 0x018, 0x018, &explain_interrupt[EXPLAIN_CR8_WRITE],
	  VINTR "svm_update_cr8_intercept() and cr8_write_interception() in "
	  "svm/svm.c." },
	{ 0x020, 0x027, &explain_instruction[EXPLAIN_DR],
	  DR },
	{ 0x030, 0x037, &explain_instruction[EXPLAIN_DR],
	  DR },
	{ 0x041, 0x041, &explain_event[EXPLAIN_DEBUG],
	  EXCP "db_interception() and svm_enable_nmi_window() in svm/svm.c." },
	{ 0x043, 0x043, &explain_event[EXPLAIN_BREAKPOINT],
	  EXCP "bp_interception() in svm/svm.c." },
	{ 0x046, 0x046, &explain_event[EXPLAIN_INVALID_OPCODE],
	  EXCP "ud_interception() in svm/svm.c, handle_ud() in x86.c." },
	{ 0x04d, 0x04d, &explain_event[EXPLAIN_GENERAL_PROTECTION],
	  EXCP "gp_interception() and svm_set_efer() in svm/svm.c." },
	{ 0x04e, 0x04e, &explain_paging[EXPLAIN_PAGE_FAULT],
	  EXCP "init_vmcb() and pf_interception() in svm/svm.c, "
	  "kvm_handle_page_fault() in mmu/mmu.c." },
	{ 0x051, 0x051, &explain_event[EXPLAIN_ALIGNMENT],
	  EXCP "ac_interception() in svm/svm.c." },
	{ 0x052, 0x052, &explain_event[EXPLAIN_MACHINE_CHECK],
	  EXCP "svm_handle_mce() and mc_interception() in svm/svm.c." },
	{ 0x060, 0x060, &explain_interrupt[EXPLAIN_INTERRUPT],
	  INTR "intr_interception() in svm/svm.c." },
	{ 0x061, 0x061, &explain_interrupt[EXPLAIN_NMI],
	  INTR "nmi_interception() in svm/svm.c." },
	{ 0x062, 0x062, &explain_interrupt[EXPLAIN_SMI],
	  INTR "smi_interception() in svm/svm.c." },
	{ 0x064, 0x064, &explain_interrupt[EXPLAIN_INTERRUPT_WINDOW],
	  VINTR "svm_enable_irq_window() and interrupt_window_interception() "
	  "in svm/svm.c." },
	{ 0x065, 0x065, &explain_paging[EXPLAIN_CR0_SELECTIVE],
	  CR "." },
	{ 0x06f, 0x06f, &explain_instruction[EXPLAIN_RDPMC],
	  INSN "kvm_emulate_rdpmc() in x86.c." },
	{ 0x072, 0x072, &explain_instruction[EXPLAIN_CPUID],
	  INSN "kvm_emulate_cpuid() in cpuid.c." },
	{ 0x073, 0x073, &explain_instruction[EXPLAIN_RSM],
	  INSN "rsm_interception() in svm/svm.c." },
	{ 0x074, 0x074, &explain_interrupt[EXPLAIN_IRET],
	  INSN "svm_inject_nmi() and iret_interception() in svm/svm.c." },
	{ 0x076, 0x076, &explain_instruction[EXPLAIN_INVD],
	  INSN "kvm_emulate_invd() in x86.c." },
	{ 0x077, 0x077, &explain_instruction[EXPLAIN_PAUSE],
	  MISC "pause_interception() in svm/svm.c, kvm_vcpu_on_spin() in "
	  "virt/kvm/kvm_main.c." },
	{ 0x078, 0x078, &explain_instruction[EXPLAIN_HLT],
	  INSN "kvm_emulate_halt() in x86.c, kvm_vcpu_halt() in "
	  "virt/kvm/kvm_main.c." },
	{ 0x079, 0x079, &explain_paging[EXPLAIN_INVLPG],
	  INSN "init_vmcb() and invlpg_interception() in svm/svm.c, "
	  "kvm_mmu_invlpg() in mmu/mmu.c." },
	{ 0x07a, 0x07a, &explain_virt[EXPLAIN_INVLPGA],
	  INSN "invlpga_interception() in svm/svm.c." },
	{ 0x07b, 0x07b, &explain_instruction[EXPLAIN_IO],
	  IOIO "io_interception() in svm/svm.c, kvm_fast_pio() in x86.c." },
	{ 0x07c, 0x07c, &explain_instruction[EXPLAIN_MSR],
	  MSR "msr_interception() in svm/svm.c, "
	  "handle_fastpath_set_msr_irqoff() in x86.c." },
	{ 0x07d, 0x07d, &explain_event[EXPLAIN_TASK_SWITCH],
	  MISC "task_switch_interception() in svm/svm.c, kvm_task_switch() in "
	  "x86.c." },
	{ 0x07f, 0x07f, &explain_event[EXPLAIN_SHUTDOWN],
	  MISC "shutdown_interception() in svm/svm.c." },
	{ 0x080, 0x080, &explain_virt[EXPLAIN_VMRUN],
	  INSN "vmrun_interception() in svm/svm.c, nested_svm_vmrun() in "
	  "svm/nested.c." },
	{ 0x081, 0x081, &explain_virt[EXPLAIN_HYPERCALL],
	  INSN "kvm_emulate_hypercall() in x86.c." },
	{ 0x082, 0x083, &explain_virt[EXPLAIN_VMLOAD],
	  INSN "init_vmcb_after_set_cpuid() and vmload_vmsave_interception() "
	  "in svm/svm.c." },
	{ 0x084, 0x085, &explain_virt[EXPLAIN_GIF],
	  INSN "stgi_interception(), clgi_interception() and "
	  "svm_enable_nmi_window() in svm/svm.c." },
	{ 0x086, 0x086, &explain_virt[EXPLAIN_SKINIT],
	  INSN "skinit_interception() in svm/svm.c." },
	{ 0x087, 0x087, &explain_instruction[EXPLAIN_HIDDEN],
	  INSN "svm_recalc_instruction_intercepts() in svm/svm.c, "
	  "kvm_handle_invalid_op() in x86.c." },
	{ 0x089, 0x089, &explain_instruction[EXPLAIN_WBINVD],
	  INSN "kvm_emulate_wbinvd() in x86.c." },
	{ 0x08a, 0x08a, &explain_instruction[EXPLAIN_MONITOR],
	  INSN "kvm_emulate_monitor() in x86.c." },
	{ 0x08b, 0x08b, &explain_instruction[EXPLAIN_MWAIT],
	  INSN "kvm_emulate_mwait() in x86.c." },
	{ 0x08d, 0x08d, &explain_instruction[EXPLAIN_XSETBV],
	  INSN "kvm_emulate_xsetbv() in x86.c." },
	{ 0x08e, 0x08e, &explain_instruction[EXPLAIN_HIDDEN],
	  INSN "init_vmcb() in svm/svm.c, kvm_handle_invalid_op() in x86.c." },
	{ 0x08f, 0x08f, &explain_virt[EXPLAIN_WRITE_TRAP],
	  TRAPS "efer_trap() in svm/svm.c." },
	{ 0x090, 0x090, &explain_virt[EXPLAIN_WRITE_TRAP],
	  TRAPS "cr_trap() in svm/svm.c." },
	{ 0x094, 0x094, &explain_virt[EXPLAIN_WRITE_TRAP],
	  TRAPS "cr_trap() in svm/svm.c." },
	{ 0x098, 0x098, &explain_virt[EXPLAIN_WRITE_TRAP],
	  TRAPS "cr_trap() in svm/svm.c." },
	{ 0x0a2, 0x0a2, &explain_paging[EXPLAIN_INVPCID],
	  INSN "svm_recalc_instruction_intercepts() and invpcid_interception() "
	  "in svm/svm.c, kvm_handle_invpcid() in x86.c." },
	{ 0x0a5, 0x0a5, &explain_event[EXPLAIN_BUS_LOCK_THRESHOLD],
	  MISC "bus_lock_exit() in svm/svm.c, Linux after 6.12." },
	{ 0x0a6, 0x0a6, &explain_instruction[EXPLAIN_HLT],
	  INSN "kvm_emulate_halt() in x86.c, for this exit in Linux after "
	  "6.12." },
	{ 0x400, 0x400, &explain_paging[EXPLAIN_NPF],
	  NPT "npf_interception() in svm/svm.c, kvm_mmu_page_fault() in "
	  "mmu/mmu.c." },
	{ 0x401, 0x401, &explain_interrupt[EXPLAIN_AVIC_IPI],
	  AVIC "avic_incomplete_ipi_interception() in svm/avic.c." },
	{ 0x402, 0x402, &explain_interrupt[EXPLAIN_AVIC_ACCESS],
	  AVIC "avic_unaccelerated_access_interception() in svm/avic.c." },
	{ 0x403, 0x403, &explain_virt[EXPLAIN_VMGEXIT],
	  ES "sev_handle_vmgexit() in svm/sev.c." },
	{ 0x407, 0x407, &explain_paging[EXPLAIN_PML_FULL],
	  NPT "pml_full_interception() in svm/svm.c, Linux after 6.17." },
};

const size_t explain_svm_n = sizeof(explain_svm) / sizeof(explain_svm[0]);
