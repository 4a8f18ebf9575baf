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

/* explain_paging.c: page tables, TLB, control registers */
extern const struct explain_text explain_exception;
extern const struct explain_text explain_page_fault;
extern const struct explain_text explain_invlpg;
extern const struct explain_text explain_invpcid;
extern const struct explain_text explain_cr_access;
extern const struct explain_text explain_cr3_read;
extern const struct explain_text explain_cr3_write;
extern const struct explain_text explain_cr0;
extern const struct explain_text explain_cr0_selective;
extern const struct explain_text explain_cr4;
extern const struct explain_text explain_ept_violation;
extern const struct explain_text explain_ept_misconfig;
extern const struct explain_text explain_npf;
extern const struct explain_text explain_pml_full;
extern const struct explain_text explain_invalid_state;

/* explain_interrupt.c: interrupts, timers, the APIC */
extern const struct explain_text explain_interrupt;
extern const struct explain_text explain_interrupt_window;
extern const struct explain_text explain_nmi;
extern const struct explain_text explain_nmi_window;
extern const struct explain_text explain_iret;
extern const struct explain_text explain_smi;
extern const struct explain_text explain_tpr;
extern const struct explain_text explain_cr8_read;
extern const struct explain_text explain_cr8_write;
extern const struct explain_text explain_apic_access;
extern const struct explain_text explain_apic_write;
extern const struct explain_text explain_eoi_induced;
extern const struct explain_text explain_avic_ipi;
extern const struct explain_text explain_avic_access;
extern const struct explain_text explain_preemption_timer;

/* explain_instruction.c: instructions, ports and MSRs */
extern const struct explain_text explain_cpuid;
extern const struct explain_text explain_hlt;
extern const struct explain_text explain_pause;
extern const struct explain_text explain_mwait;
extern const struct explain_text explain_monitor;
extern const struct explain_text explain_io;
extern const struct explain_text explain_msr_read;
extern const struct explain_text explain_msr_write;
extern const struct explain_text explain_msr;
extern const struct explain_text explain_dr;
extern const struct explain_text explain_rdpmc;
extern const struct explain_text explain_invd;
extern const struct explain_text explain_wbinvd;
extern const struct explain_text explain_xsetbv;
extern const struct explain_text explain_desc;
extern const struct explain_text explain_hidden;
extern const struct explain_text explain_rsm;

/* explain_event.c: exceptions and other accidents */
extern const struct explain_text explain_triple_fault;
extern const struct explain_text explain_shutdown;
extern const struct explain_text explain_task_switch;
extern const struct explain_text explain_debug;
extern const struct explain_text explain_breakpoint;
extern const struct explain_text explain_invalid_opcode;
extern const struct explain_text explain_general_protection;
extern const struct explain_text explain_alignment;
extern const struct explain_text explain_machine_check;
extern const struct explain_text explain_mce_entry;
extern const struct explain_text explain_monitor_trap;
extern const struct explain_text explain_bus_lock;
extern const struct explain_text explain_bus_lock_threshold;
extern const struct explain_text explain_notify;
extern const struct explain_text explain_msr_load_fail;

/* explain_virt.c: hypercalls, nested hypervisors, encrypted guests */
extern const struct explain_text explain_hypercall;
extern const struct explain_text explain_vmx_instruction;
extern const struct explain_text explain_vmx_entry;
extern const struct explain_text explain_vmcs_field;
extern const struct explain_text explain_vmx_flush;
extern const struct explain_text explain_vmfunc;
extern const struct explain_text explain_vmrun;
extern const struct explain_text explain_vmload;
extern const struct explain_text explain_gif;
extern const struct explain_text explain_invlpga;
extern const struct explain_text explain_skinit;
extern const struct explain_text explain_encls;
extern const struct explain_text explain_tdx;
extern const struct explain_text explain_vmgexit;
extern const struct explain_text explain_write_trap;

#endif
