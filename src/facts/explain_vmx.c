/* SPDX-License-Identifier: GPL-2.0-only */
#include "explain_text.h"

/*
 * VMX: which text explains a reason, and where it was read. The manual's
 * sections are given by title, as their numbers change from edition to
 * edition; files are those of arch/x86/kvm in Linux 6.1 and 6.12. Ascending.
 */

#define SDM(title) "SDM vol. 3C, \"" title "\"; "
#define ALWAYS SDM("Instructions That Cause VM Exits Unconditionally")
#define WHERE  SDM("Instructions That Cause VM Exits Conditionally")
#define OTHER  SDM("Other Causes of VM Exits")
#define STEP   SDM("Monitor Trap Flag")
#define APIC   SDM("APIC Virtualization and Virtual Interrupts")
#define ENTRY  SDM("VM Entries")
#define EPT    SDM("The Extended Page Table Mechanism (EPT)")
#define PML    SDM("Page-Modification Logging")
#define TABLE  "SDM vol. 3D, appendix C; "

const struct explanation explain_vmx[] = {
	{ 0, 0, &explain_paging[EXPLAIN_EXCEPTION],
	  OTHER "handle_exception_nmi() and vmx_update_exception_bitmap() in "
	  "vmx/vmx.c, kvm_handle_page_fault() in mmu/mmu.c." },
	{ 1, 1, &explain_interrupt[EXPLAIN_INTERRUPT],
	  OTHER "handle_external_interrupt_irqoff() in vmx/vmx.c." },
	{ 2, 2, &explain_event[EXPLAIN_TRIPLE_FAULT],
	  OTHER "handle_triple_fault() in vmx/vmx.c." },
	{ 7, 7, &explain_interrupt[EXPLAIN_INTERRUPT_WINDOW],
	  OTHER "vmx_enable_irq_window() and handle_interrupt_window() in "
	  "vmx/vmx.c." },
	{ 8, 8, &explain_interrupt[EXPLAIN_NMI_WINDOW],
	  OTHER "vmx_enable_nmi_window() and handle_nmi_window() in "
	  "vmx/vmx.c." },
	{ 9, 9, &explain_event[EXPLAIN_TASK_SWITCH],
	  OTHER "handle_task_switch() in vmx/vmx.c, kvm_task_switch() in "
	  "x86.c." },
	{ 10, 10, &explain_instruction[EXPLAIN_CPUID],
	  ALWAYS "kvm_emulate_cpuid() in cpuid.c." },
	{ 12, 12, &explain_instruction[EXPLAIN_HLT],
	  WHERE "kvm_emulate_halt() in x86.c, kvm_vcpu_halt() in "
	  "virt/kvm/kvm_main.c." },
	{ 13, 13, &explain_instruction[EXPLAIN_INVD],
	  ALWAYS "kvm_emulate_invd() in x86.c." },
	{ 14, 14, &explain_paging[EXPLAIN_INVLPG],
	  WHERE "vmx_exec_control() and handle_invlpg() in vmx/vmx.c, "
	  "kvm_mmu_invlpg() in mmu/mmu.c." },
	{ 15, 15, &explain_instruction[EXPLAIN_RDPMC],
	  WHERE "kvm_emulate_rdpmc() in x86.c." },
	{ 18, 18, &explain_virt[EXPLAIN_HYPERCALL],
	  ALWAYS "kvm_emulate_hypercall() in x86.c." },
	{ 19, 19, &explain_virt[EXPLAIN_VMX_INSTRUCTION],
	  ALWAYS "handle_vmclear() in vmx/nested.c, handle_vmx_instruction() "
	  "in vmx/vmx.c." },
	{ 20, 20, &explain_virt[EXPLAIN_VMX_ENTRY],
	  ALWAYS "handle_vmlaunch() and nested_vmx_run() in vmx/nested.c." },
	{ 21, 22, &explain_virt[EXPLAIN_VMX_INSTRUCTION],
	  ALWAYS "handle_vmptrld() and handle_vmptrst() in vmx/nested.c, "
	  "handle_vmx_instruction() in vmx/vmx.c." },
	{ 23, 23, &explain_virt[EXPLAIN_VMCS_FIELD],
	  WHERE "handle_vmread() in vmx/nested.c." },
	{ 24, 24, &explain_virt[EXPLAIN_VMX_ENTRY],
	  ALWAYS "handle_vmresume() and nested_vmx_run() in vmx/nested.c." },
	{ 25, 25, &explain_virt[EXPLAIN_VMCS_FIELD],
	  WHERE "handle_vmwrite() in vmx/nested.c." },
	{ 26, 27, &explain_virt[EXPLAIN_VMX_INSTRUCTION],
	  ALWAYS "handle_vmxoff() and handle_vmxon() in vmx/nested.c, "
	  "handle_vmx_instruction() in vmx/vmx.c." },
	{ 28, 28, &explain_paging[EXPLAIN_CR_ACCESS],
	  WHERE "vmx_exec_control(), set_cr4_guest_host_mask() and handle_cr() "
	  "in vmx/vmx.c, kvm_set_cr3() in x86.c." },
	{ 29, 29, &explain_instruction[EXPLAIN_DR],
	  WHERE "handle_dr() and vmx_sync_dirty_debug_regs() in vmx/vmx.c." },
	{ 30, 30, &explain_instruction[EXPLAIN_IO],
	  WHERE "handle_io() in vmx/vmx.c, kvm_fast_pio() in x86.c." },
	{ 31, 31, &explain_instruction[EXPLAIN_MSR_READ],
	  WHERE "kvm_emulate_rdmsr() in x86.c." },
	{ 32, 32, &explain_instruction[EXPLAIN_MSR_WRITE],
	  WHERE "handle_fastpath_set_msr_irqoff() and kvm_emulate_wrmsr() in "
	  "x86.c." },
	{ 33, 33, &explain_paging[EXPLAIN_INVALID_STATE],
	  ENTRY "vmx_vcpu_run(), __vmx_handle_exit() and "
	  "handle_invalid_guest_state() in vmx/vmx.c." },
	{ 34, 34, &explain_event[EXPLAIN_MSR_LOAD_FAIL],
	  ENTRY "__vmx_handle_exit() in vmx/vmx.c." },
	{ 36, 36, &explain_instruction[EXPLAIN_MWAIT],
	  WHERE "kvm_emulate_mwait() in x86.c." },
	{ 37, 37, &explain_event[EXPLAIN_MONITOR_TRAP],
	  STEP "vmx_exec_control() and handle_monitor_trap() in vmx/vmx.c." },
	{ 39, 39, &explain_instruction[EXPLAIN_MONITOR],
	  WHERE "kvm_emulate_monitor() in x86.c." },
	{ 40, 40, &explain_instruction[EXPLAIN_PAUSE],
	  WHERE "handle_pause() in vmx/vmx.c, kvm_vcpu_on_spin() in "
	  "virt/kvm/kvm_main.c." },
	{ 41, 41, &explain_event[EXPLAIN_MCE_ENTRY],
	  ENTRY "vmx_vcpu_run() and __vmx_handle_exit() in vmx/vmx.c." },
	{ 43, 43, &explain_interrupt[EXPLAIN_TPR],
	  APIC "handle_tpr_below_threshold() in vmx/vmx.c." },
	{ 44, 44, &explain_interrupt[EXPLAIN_APIC_ACCESS],
	  APIC "handle_apic_access() in vmx/vmx.c." },
	{ 45, 45, &explain_interrupt[EXPLAIN_EOI_INDUCED],
	  APIC "handle_apic_eoi_induced() in vmx/vmx.c, "
	  "kvm_ioapic_scan_entry() in ioapic.c." },
	{ 46, 47, &explain_instruction[EXPLAIN_DESC],
	  WHERE "vmx_set_cr4() and handle_desc() in vmx/vmx.c." },
	{ 48, 48, &explain_paging[EXPLAIN_EPT_VIOLATION],
	  EPT "handle_ept_violation() in vmx/vmx.c, kvm_mmu_page_fault() in "
	  "mmu/mmu.c." },
	{ 49, 49, &explain_paging[EXPLAIN_EPT_MISCONFIG],
	  EPT "handle_ept_misconfig() in vmx/vmx.c, handle_mmio_page_fault() "
	  "in mmu/mmu.c, kvm_mmu_set_ept_masks() in mmu/spte.c." },
	{ 50, 50, &explain_virt[EXPLAIN_VMX_FLUSH],
	  ALWAYS "handle_invept() in vmx/nested.c." },
	{ 52, 52, &explain_interrupt[EXPLAIN_PREEMPTION_TIMER],
	  OTHER "vmx_set_hv_timer() and handle_fastpath_preemption_timer() in "
	  "vmx/vmx.c." },
	{ 53, 53, &explain_virt[EXPLAIN_VMX_FLUSH],
	  ALWAYS "handle_invvpid() in vmx/nested.c." },
	{ 54, 54, &explain_instruction[EXPLAIN_WBINVD],
	  WHERE "kvm_emulate_wbinvd() in x86.c." },
	{ 55, 55, &explain_instruction[EXPLAIN_XSETBV],
	  ALWAYS "kvm_emulate_xsetbv() in x86.c." },
	{ 56, 56, &explain_interrupt[EXPLAIN_APIC_WRITE],
	  APIC "handle_apic_write() in vmx/vmx.c." },
	{ 57, 57, &explain_instruction[EXPLAIN_HIDDEN],
	  WHERE "vmx_secondary_exec_control() in vmx/vmx.c, "
	  "kvm_handle_invalid_op() in x86.c." },
	{ 58, 58, &explain_paging[EXPLAIN_INVPCID],
	  WHERE "handle_invpcid() in vmx/vmx.c, kvm_handle_invpcid() in "
	  "x86.c." },
	{ 59, 59, &explain_virt[EXPLAIN_VMFUNC],
	  WHERE "handle_vmfunc() in vmx/nested.c." },
	{ 60, 60, &explain_virt[EXPLAIN_ENCLS],
	  WHERE "handle_encls() in vmx/sgx.c." },
	{ 61, 61, &explain_instruction[EXPLAIN_HIDDEN],
	  WHERE "vmx_secondary_exec_control() in vmx/vmx.c, "
	  "kvm_handle_invalid_op() in x86.c." },
	{ 62, 62, &explain_paging[EXPLAIN_PML_FULL],
	  PML "handle_pml_full() and vmx_flush_pml_buffer() in vmx/vmx.c." },
	{ 74, 74, &explain_event[EXPLAIN_BUS_LOCK],
	  OTHER "handle_bus_lock_vmexit() and vmx_handle_exit() in "
	  "vmx/vmx.c." },
	{ 75, 75, &explain_event[EXPLAIN_NOTIFY],
	  OTHER "handle_notify() in vmx/vmx.c." },
	{ 76, 77, &explain_virt[EXPLAIN_TDX],
	  "Intel TDX module specification; handle_tdx_instruction() in "
	  "vmx/vmx.c, Linux after 6.17." },
	{ 84, 84, &explain_instruction[EXPLAIN_MSR_READ],
	  TABLE "handle_rdmsr_imm() in vmx/vmx.c, Linux after 6.17." },
	{ 85, 85, &explain_instruction[EXPLAIN_MSR_WRITE],
	  TABLE "handle_wrmsr_imm() in vmx/vmx.c, Linux after 6.17." },
};

const size_t explain_vmx_n = sizeof(explain_vmx) / sizeof(explain_vmx[0]);
