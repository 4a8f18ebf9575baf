/* SPDX-License-Identifier: GPL-2.0-only */
#include "reason_table.h"

#define HANDLED   true, true
#define UNHANDLED true, false
#define TRAP(code, handled, reg)					\
	{ code, true, handled, GROUP_REGISTER, reg "_WRITE_TRAP",	\
	  "Write of " reg " (after the instruction)",			\
	  "An encrypted guest has written " reg "." }

/*
 * SVM exit codes 0x060..0x0a6, interrupts, instructions and traps: APM vol. 2,
 * appendix C; names as in the kernel's uapi/asm/svm.h, or made in its style
 * where it has none (0x0a0, 0x0a1, 0x0a3, 0x0a4). Handled: svm_exit_handlers[]
 * of arch/x86/kvm/svm/svm.c, Linux 6.1 and 6.12; 0x0a5 and 0x0a6 only in later
 * ones.
 */
const struct reason reason_svm_events[SVM_EVENTS] = {
	{ 0x060, HANDLED, GROUP_INTERRUPT, "INTR",
	  "Physical INTR (maskable interrupt)",
	  "An interrupt of the physical CPU arrives while the guest runs." },
	{ 0x061, HANDLED, GROUP_INTERRUPT, "NMI", "Physical NMI",
	  "An NMI of the physical CPU arrives while the guest runs." },
	{ 0x062, HANDLED, GROUP_INTERRUPT, "SMI", "Physical SMI",
	  "A system-management interrupt arrives while the guest runs, and "
	  "the host intercepts it." },
	{ 0x063, UNHANDLED, GROUP_EVENT, "INIT", "Physical INIT",
	  "An INIT signal arrives at the physical CPU." },
	{ 0x064, HANDLED, GROUP_INTERRUPT, "VINTR", "Virtual INTR",
	  "The guest becomes able to take a virtual interrupt, and the host "
	  "has asked for an exit then." },
	{ 0x065, HANDLED, GROUP_REGISTER, "CR0_SEL_WRITE",
	  "Write of CR0 that changes bits other than CR0.TS or CR0.MP",
	  "The guest writes CR0 and changes a bit other than TS and MP." },
	{ 0x066, UNHANDLED, GROUP_INSTRUCTION, "IDTR_READ", "Read of IDTR",
	  "The guest executes SIDT, and the host intercepts it." },
	{ 0x067, UNHANDLED, GROUP_INSTRUCTION, "GDTR_READ", "Read of GDTR",
	  "The guest executes SGDT, and the host intercepts it." },
	{ 0x068, UNHANDLED, GROUP_INSTRUCTION, "LDTR_READ", "Read of LDTR",
	  "The guest executes SLDT, and the host intercepts it." },
	{ 0x069, UNHANDLED, GROUP_INSTRUCTION, "TR_READ", "Read of TR",
	  "The guest executes STR, and the host intercepts it." },
	{ 0x06a, UNHANDLED, GROUP_INSTRUCTION, "IDTR_WRITE", "Write of IDTR",
	  "The guest executes LIDT, and the host intercepts it." },
	{ 0x06b, UNHANDLED, GROUP_INSTRUCTION, "GDTR_WRITE", "Write of GDTR",
	  "The guest executes LGDT, and the host intercepts it." },
	{ 0x06c, UNHANDLED, GROUP_INSTRUCTION, "LDTR_WRITE", "Write of LDTR",
	  "The guest executes LLDT, and the host intercepts it." },
	{ 0x06d, UNHANDLED, GROUP_INSTRUCTION, "TR_WRITE", "Write of TR",
	  "The guest executes LTR, and the host intercepts it." },
	{ 0x06e, UNHANDLED, GROUP_TIMER, "RDTSC", "RDTSC instruction",
	  "The guest executes RDTSC, and the host intercepts it." },
	{ 0x06f, HANDLED, GROUP_INSTRUCTION, "RDPMC", "RDPMC instruction",
	  "The guest reads a performance counter by RDPMC." },
	{ 0x070, UNHANDLED, GROUP_INSTRUCTION, "PUSHF", "PUSHF instruction",
	  "The guest executes PUSHF, and the host intercepts it." },
	{ 0x071, UNHANDLED, GROUP_INSTRUCTION, "POPF", "POPF instruction",
	  "The guest executes POPF, and the host intercepts it." },
	{ 0x072, HANDLED, GROUP_INSTRUCTION, "CPUID", "CPUID instruction",
	  "The guest executes CPUID, and the host intercepts it." },
	{ 0x073, HANDLED, GROUP_INSTRUCTION, "RSM", "RSM instruction",
	  "The guest executes RSM, to leave system-management mode." },
	{ 0x074, HANDLED, GROUP_INSTRUCTION, "IRET", "IRET instruction",
	  "The guest executes IRET while the host waits for an NMI handler "
	  "to end." },
	{ 0x075, UNHANDLED, GROUP_INSTRUCTION, "SWINT",
	  "Software interrupt (INTn instruction)",
	  "The guest executes INT n, and the host intercepts it." },
	{ 0x076, HANDLED, GROUP_INSTRUCTION, "INVD", "INVD instruction",
	  "The guest executes INVD, to drop the caches unwritten." },
	{ 0x077, HANDLED, GROUP_INSTRUCTION, "PAUSE", "PAUSE instruction",
	  "The guest spins: it executes more PAUSEs close together than the "
	  "host allows." },
	{ 0x078, HANDLED, GROUP_INSTRUCTION, "HLT", "HLT instruction",
	  "The guest executes HLT: it has nothing to do." },
	{ 0x079, HANDLED, GROUP_TLB, "INVLPG", "INVLPG instruction",
	  "The guest executes INVLPG, to drop one page's translation, and "
	  "the host intercepts it." },
	{ 0x07a, HANDLED, GROUP_VIRT, "INVLPGA", "INVLPGA instruction",
	  "A hypervisor inside the guest executes INVLPGA, to drop one "
	  "page's translation of its own guest." },
	{ 0x07b, HANDLED, GROUP_IO, "IOIO",
	  "IN or OUT accessing protected port",
	  "The guest executes IN, OUT, INS or OUTS on a port the host "
	  "intercepts." },
	{ 0x07c, HANDLED, GROUP_MSR, "MSR",
	  "RDMSR or WRMSR access to protected MSR",
	  "The guest executes RDMSR or WRMSR on a register the host "
	  "intercepts." },
	{ 0x07d, HANDLED, GROUP_EVENT, "TASK_SWITCH", "Task switch",
	  "The guest attempts a hardware task switch, by CALL, JMP, IRET or "
	  "a task gate." },
	{ 0x07e, UNHANDLED, GROUP_EVENT, "FERR_FREEZE",
	  "x87 frozen, waiting for an interrupt",
	  "The guest's x87 unit stands still until an interrupt reports its "
	  "error in the old way (FERR)." },
	{ 0x07f, HANDLED, GROUP_EVENT, "SHUTDOWN", "Shutdown",
	  "The guest's CPU shuts down, as after a triple fault." },
	{ 0x080, HANDLED, GROUP_VIRT, "VMRUN", "VMRUN instruction",
	  "A hypervisor inside the guest executes VMRUN, to enter its own "
	  "guest." },
	{ 0x081, HANDLED, GROUP_VIRT, "VMMCALL", "VMMCALL instruction",
	  "The guest executes VMMCALL: a call to the hypervisor." },
	{ 0x082, HANDLED, GROUP_VIRT, "VMLOAD", "VMLOAD instruction",
	  "A hypervisor inside the guest executes VMLOAD." },
	{ 0x083, HANDLED, GROUP_VIRT, "VMSAVE", "VMSAVE instruction",
	  "A hypervisor inside the guest executes VMSAVE." },
	{ 0x084, HANDLED, GROUP_VIRT, "STGI", "STGI instruction",
	  "A hypervisor inside the guest executes STGI, to let interrupts "
	  "in." },
	{ 0x085, HANDLED, GROUP_VIRT, "CLGI", "CLGI instruction",
	  "A hypervisor inside the guest executes CLGI, to keep interrupts "
	  "out." },
	{ 0x086, HANDLED, GROUP_VIRT, "SKINIT", "SKINIT instruction",
	  "The guest executes SKINIT, to start a measured boot." },
	{ 0x087, HANDLED, GROUP_TIMER, "RDTSCP", "RDTSCP instruction",
	  "The guest executes RDTSCP, and the host intercepts it." },
	{ 0x088, UNHANDLED, GROUP_EVENT, "ICEBP", "ICEBP instruction",
	  "The guest executes ICEBP (opcode F1), and the host intercepts "
	  "it." },
	{ 0x089, HANDLED, GROUP_INSTRUCTION, "WBINVD",
	  "WBINVD or WBNOINVD instruction",
	  "The guest executes WBINVD or WBNOINVD, to write back the caches." },
	{ 0x08a, HANDLED, GROUP_INSTRUCTION, "MONITOR",
	  "MONITOR or MONITORX instruction",
	  "The guest executes MONITOR or MONITORX, and the host intercepts "
	  "it." },
	{ 0x08b, HANDLED, GROUP_INSTRUCTION, "MWAIT",
	  "MWAIT or MWAITX instruction",
	  "The guest executes MWAIT or MWAITX, and the host intercepts it." },
	{ 0x08c, UNHANDLED, GROUP_INSTRUCTION, "MWAIT_COND",
	  "MWAIT or MWAITX instruction, if monitor hardware is armed",
	  "The guest executes MWAIT or MWAITX while its monitor is armed, and "
	  "the host intercepts it." },
	{ 0x08d, HANDLED, GROUP_INSTRUCTION, "XSETBV", "XSETBV instruction",
	  "The guest executes XSETBV, to choose the register sets that XSAVE "
	  "manages." },
	{ 0x08e, HANDLED, GROUP_INSTRUCTION, "RDPRU", "RDPRU instruction",
	  "The guest executes RDPRU, to read a processor register from user "
	  "mode, and the host intercepts it." },
	{ 0x08f, HANDLED, GROUP_MSR, "EFER_WRITE_TRAP",
	  "Write of EFER MSR (after the instruction)",
	  "An encrypted guest has written EFER." },
	TRAP(0x090, true, "CR0"),
	TRAP(0x092, false, "CR2"),
	TRAP(0x093, false, "CR3"),
	TRAP(0x094, true, "CR4"),
	TRAP(0x098, true, "CR8"),
	{ 0x0a0, UNHANDLED, GROUP_TLB, "INVLPGB", "INVLPGB instruction",
	  "The guest executes INVLPGB, to drop translations on all CPUs, and "
	  "the host intercepts it." },
	{ 0x0a1, UNHANDLED, GROUP_TLB, "INVLPGB_ILLEGAL",
	  "Illegal INVLPGB instruction",
	  "The guest executes INVLPGB with operands that guests may not "
	  "use." },
	{ 0x0a2, HANDLED, GROUP_TLB, "INVPCID", "INVPCID instruction",
	  "The guest executes INVPCID, to drop translations by address-space "
	  "number, and the host intercepts it." },
	{ 0x0a3, UNHANDLED, GROUP_INSTRUCTION, "MCOMMIT",
	  "MCOMMIT instruction",
	  "The guest executes MCOMMIT, to commit its stores to memory, and "
	  "the host intercepts it." },
	{ 0x0a4, UNHANDLED, GROUP_TLB, "TLBSYNC", "TLBSYNC instruction",
	  "The guest executes TLBSYNC, to wait for INVLPGB on all CPUs, and "
	  "the host intercepts it." },
	{ 0x0a5, HANDLED, GROUP_EVENT, "BUS_LOCK",
	  "Bus lock while the bus lock threshold counter is 0",
	  "The guest is about to lock the bus and has used up the locks the "
	  "host allowed it." },
	{ 0x0a6, HANDLED, GROUP_INSTRUCTION, "IDLE_HLT",
	  "HLT instruction, if no virtual interrupt is pending",
	  "The guest executes HLT and has no virtual interrupt waiting." },
};
