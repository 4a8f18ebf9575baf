/* SPDX-License-Identifier: GPL-2.0-only */
#include "reason_table.h"

#define HANDLED   true, true
#define UNHANDLED true, false
#define UNDEFINED(code)							\
	{ code, false, false, GROUP_UNDEFINED, NULL, "(not defined)",	\
	  "The manual gives this number no meaning." }

/*
 * VMX basic exit reasons: numbers, titles and causes from Intel SDM vol. 3,
 * appendix C, table C-1; names from the kernel's uapi/asm/vmx.h, or made in its
 * style where it has none (5, 11, 17, 65, 66, 69, 70, 72, 73, 78..81).
 * Handled: kvm_vmx_exit_handlers[] of arch/x86/kvm/vmx/vmx.c, Linux 6.1 and
 * 6.12; 76, 77, 84 and 85 only in later ones.
 */
static const struct reason rows[] = {
	{ 0, HANDLED, GROUP_EVENT, "EXCEPTION_NMI",
	  "Exception or non-maskable interrupt (NMI)",
	  "The guest raises an exception that the host intercepts, or an NMI "
	  "arrives." },
	{ 1, HANDLED, GROUP_INTERRUPT, "EXTERNAL_INTERRUPT",
	  "External interrupt",
	  "An interrupt of the physical CPU arrives while the guest runs." },
	{ 2, HANDLED, GROUP_EVENT, "TRIPLE_FAULT", "Triple fault",
	  "The guest faults while a double fault is being delivered." },
	{ 3, UNHANDLED, GROUP_EVENT, "INIT_SIGNAL", "INIT signal",
	  "An INIT signal arrives at the physical CPU." },
	{ 4, UNHANDLED, GROUP_EVENT, "SIPI_SIGNAL", "Start-up IPI (SIPI)",
	  "A start-up IPI arrives while the CPU waits for one." },
	{ 5, UNHANDLED, GROUP_INTERRUPT, "IO_SMI",
	  "I/O system-management interrupt (SMI)",
	  "An SMI arrives right after an I/O instruction and goes to a "
	  "monitor of system-management mode." },
	{ 6, UNHANDLED, GROUP_INTERRUPT, "OTHER_SMI", "Other SMI",
	  "An SMI that does not follow an I/O instruction goes to a monitor "
	  "of system-management mode." },
	{ 7, HANDLED, GROUP_INTERRUPT, "INTERRUPT_WINDOW", "Interrupt window",
	  "The guest becomes able to take an interrupt, and the host has "
	  "asked for an exit then." },
	{ 8, HANDLED, GROUP_INTERRUPT, "NMI_WINDOW", "NMI window",
	  "The guest becomes able to take an NMI, and the host has asked for "
	  "an exit then." },
	{ 9, HANDLED, GROUP_EVENT, "TASK_SWITCH", "Task switch",
	  "The guest attempts a hardware task switch, by CALL, JMP, IRET or "
	  "a task gate." },
	{ 10, HANDLED, GROUP_INSTRUCTION, "CPUID", "CPUID",
	  "The guest executes CPUID." },
	{ 11, UNHANDLED, GROUP_INSTRUCTION, "GETSEC", "GETSEC",
	  "The guest executes GETSEC, of trusted execution (SMX)." },
	{ 12, HANDLED, GROUP_INSTRUCTION, "HLT", "HLT",
	  "The guest executes HLT: it has nothing to do." },
	{ 13, HANDLED, GROUP_INSTRUCTION, "INVD", "INVD",
	  "The guest executes INVD, to drop the caches unwritten." },
	{ 14, HANDLED, GROUP_TLB, "INVLPG", "INVLPG",
	  "The guest executes INVLPG, to drop one page's translation, and "
	  "the host intercepts it." },
	{ 15, HANDLED, GROUP_INSTRUCTION, "RDPMC", "RDPMC",
	  "The guest reads a performance counter by RDPMC." },
	{ 16, UNHANDLED, GROUP_TIMER, "RDTSC", "RDTSC",
	  "The guest executes RDTSC, and the host intercepts it." },
	{ 17, UNHANDLED, GROUP_INSTRUCTION, "RSM", "RSM",
	  "The guest executes RSM in system-management mode." },
	{ 18, HANDLED, GROUP_VIRT, "VMCALL", "VMCALL",
	  "The guest executes VMCALL: a call to the hypervisor." },
	{ 19, HANDLED, GROUP_VIRT, "VMCLEAR", "VMCLEAR",
	  "A hypervisor inside the guest executes VMCLEAR." },
	{ 20, HANDLED, GROUP_VIRT, "VMLAUNCH", "VMLAUNCH",
	  "A hypervisor inside the guest executes VMLAUNCH." },
	{ 21, HANDLED, GROUP_VIRT, "VMPTRLD", "VMPTRLD",
	  "A hypervisor inside the guest executes VMPTRLD." },
	{ 22, HANDLED, GROUP_VIRT, "VMPTRST", "VMPTRST",
	  "A hypervisor inside the guest executes VMPTRST." },
	{ 23, HANDLED, GROUP_VIRT, "VMREAD", "VMREAD",
	  "A hypervisor inside the guest executes a VMREAD that VMCS "
	  "shadowing does not cover." },
	{ 24, HANDLED, GROUP_VIRT, "VMRESUME", "VMRESUME",
	  "A hypervisor inside the guest executes VMRESUME." },
	{ 25, HANDLED, GROUP_VIRT, "VMWRITE", "VMWRITE",
	  "A hypervisor inside the guest executes a VMWRITE that VMCS "
	  "shadowing does not cover." },
	{ 26, HANDLED, GROUP_VIRT, "VMOFF", "VMXOFF",
	  "A hypervisor inside the guest executes VMXOFF." },
	{ 27, HANDLED, GROUP_VIRT, "VMON", "VMXON",
	  "A hypervisor inside the guest executes VMXON." },
	{ 28, HANDLED, GROUP_REGISTER, "CR_ACCESS", "Control-register accesses",
	  "The guest accesses CR0, CR3, CR4 or CR8 by MOV CR, CLTS or LMSW in "
	  "a way the host intercepts." },
	{ 29, HANDLED, GROUP_REGISTER, "DR_ACCESS", "MOV DR",
	  "The guest moves to or from a debug register." },
	{ 30, HANDLED, GROUP_IO, "IO_INSTRUCTION", "I/O instruction",
	  "The guest executes IN, OUT, INS or OUTS on a port the host "
	  "intercepts." },
	{ 31, HANDLED, GROUP_MSR, "MSR_READ", "RDMSR",
	  "The guest executes RDMSR on a register the host intercepts." },
	{ 32, HANDLED, GROUP_MSR, "MSR_WRITE", "WRMSR",
	  "The guest executes WRMSR on a register the host intercepts." },
	{ 33, UNHANDLED, GROUP_ENTRY, "INVALID_STATE",
	  "VM-entry failure due to invalid guest state",
	  "The CPU refuses to enter the guest because the guest state in the "
	  "VMCS breaks a rule." },
	{ 34, UNHANDLED, GROUP_ENTRY, "MSR_LOAD_FAIL",
	  "VM-entry failure due to MSR loading",
	  "The CPU cannot load one of the MSRs listed for VM entry." },
	UNDEFINED(35),
	{ 36, HANDLED, GROUP_INSTRUCTION, "MWAIT_INSTRUCTION", "MWAIT",
	  "The guest executes MWAIT, and the host intercepts it." },
	{ 37, HANDLED, GROUP_EVENT, "MONITOR_TRAP_FLAG", "Monitor trap flag",
	  "The guest completes one instruction while the host single-steps "
	  "it by the monitor trap flag." },
	UNDEFINED(38),
	{ 39, HANDLED, GROUP_INSTRUCTION, "MONITOR_INSTRUCTION", "MONITOR",
	  "The guest executes MONITOR, and the host intercepts it." },
	{ 40, HANDLED, GROUP_INSTRUCTION, "PAUSE_INSTRUCTION", "PAUSE",
	  "The guest spins: its kernel executes PAUSE in a loop for longer "
	  "than the host allows." },
	{ 41, HANDLED, GROUP_ENTRY, "MCE_DURING_VMENTRY",
	  "VM-entry failure due to machine-check event",
	  "A machine check occurs while the CPU enters the guest." },
	UNDEFINED(42),
	{ 43, HANDLED, GROUP_INTERRUPT, "TPR_BELOW_THRESHOLD",
	  "TPR below threshold",
	  "The guest lowers its task priority below the threshold the host "
	  "has set." },
	{ 44, HANDLED, GROUP_INTERRUPT, "APIC_ACCESS", "APIC access",
	  "The guest touches its APIC page in a way the CPU does not "
	  "virtualize." },
	{ 45, HANDLED, GROUP_INTERRUPT, "EOI_INDUCED", "Virtualized EOI",
	  "The guest ends an interrupt (EOI) of a vector the host has marked "
	  "in the EOI-exit bitmap." },
	{ 46, HANDLED, GROUP_INSTRUCTION, "GDTR_IDTR",
	  "Access to GDTR or IDTR",
	  "The guest executes LGDT, LIDT, SGDT or SIDT, and the host "
	  "intercepts them." },
	{ 47, HANDLED, GROUP_INSTRUCTION, "LDTR_TR", "Access to LDTR or TR",
	  "The guest executes LLDT, LTR, SLDT or STR, and the host intercepts "
	  "them." },
	{ 48, HANDLED, GROUP_PAGING, "EPT_VIOLATION", "EPT violation",
	  "The guest accesses a guest-physical address that the EPT does not "
	  "map, or does not allow in this way." },
	{ 49, HANDLED, GROUP_PAGING, "EPT_MISCONFIG", "EPT misconfiguration",
	  "The guest accesses a guest-physical address whose EPT entry holds "
	  "a setting the CPU does not support." },
	{ 50, HANDLED, GROUP_VIRT, "INVEPT", "INVEPT",
	  "A hypervisor inside the guest executes INVEPT." },
	{ 51, UNHANDLED, GROUP_TIMER, "RDTSCP", "RDTSCP",
	  "The guest executes RDTSCP, and the host intercepts it." },
	{ 52, HANDLED, GROUP_TIMER, "PREEMPTION_TIMER",
	  "VMX-preemption timer expired",
	  "The timer that the host gave the CPU for this guest counts down to "
	  "zero." },
	{ 53, HANDLED, GROUP_VIRT, "INVVPID", "INVVPID",
	  "A hypervisor inside the guest executes INVVPID." },
	{ 54, HANDLED, GROUP_INSTRUCTION, "WBINVD", "WBINVD or WBNOINVD",
	  "The guest executes WBINVD or WBNOINVD, to write back the caches, "
	  "and the host intercepts it." },
	{ 55, HANDLED, GROUP_INSTRUCTION, "XSETBV", "XSETBV",
	  "The guest executes XSETBV, to choose the register sets that XSAVE "
	  "manages." },
	{ 56, HANDLED, GROUP_INTERRUPT, "APIC_WRITE", "APIC write",
	  "The guest has written an APIC register whose effect the host has "
	  "to produce." },
	{ 57, HANDLED, GROUP_INSTRUCTION, "RDRAND", "RDRAND",
	  "The guest executes RDRAND, and the host intercepts it." },
	{ 58, HANDLED, GROUP_TLB, "INVPCID", "INVPCID",
	  "The guest executes INVPCID, to drop translations by address-space "
	  "number, and the host intercepts it." },
	{ 59, HANDLED, GROUP_VIRT, "VMFUNC", "VMFUNC",
	  "The guest executes VMFUNC with a function that is not enabled, or "
	  "that ends in an exit." },
	{ 60, HANDLED, GROUP_ENCLAVE, "ENCLS", "ENCLS",
	  "The guest's kernel executes ENCLS, to manage an SGX enclave, with "
	  "a leaf the host intercepts." },
	{ 61, HANDLED, GROUP_INSTRUCTION, "RDSEED", "RDSEED",
	  "The guest executes RDSEED, and the host intercepts it." },
	{ 62, HANDLED, GROUP_PAGING, "PML_FULL", "Page-modification log full",
	  "The guest dirties a page and the log of dirty pages has no room "
	  "left." },
	{ 63, UNHANDLED, GROUP_INSTRUCTION, "XSAVES", "XSAVES",
	  "The guest executes XSAVES on a state component the host "
	  "intercepts." },
	{ 64, UNHANDLED, GROUP_INSTRUCTION, "XRSTORS", "XRSTORS",
	  "The guest executes XRSTORS on a state component the host "
	  "intercepts." },
	{ 65, UNHANDLED, GROUP_INSTRUCTION, "PCONFIG", "PCONFIG",
	  "The guest executes PCONFIG, to set platform features, with a leaf "
	  "the host intercepts." },
	{ 66, UNHANDLED, GROUP_PAGING, "SPP_EVENT", "SPP-related event",
	  "The CPU finds no valid entry while it looks up the write "
	  "permission of a part of a page." },
	{ 67, UNHANDLED, GROUP_INSTRUCTION, "UMWAIT", "UMWAIT",
	  "The guest executes UMWAIT, and the host intercepts it." },
	{ 68, UNHANDLED, GROUP_INSTRUCTION, "TPAUSE", "TPAUSE",
	  "The guest executes TPAUSE, and the host intercepts it." },
	{ 69, UNHANDLED, GROUP_INSTRUCTION, "LOADIWKEY", "LOADIWKEY",
	  "The guest executes LOADIWKEY, to load a Key Locker wrapping key, "
	  "and the host intercepts it." },
	{ 70, UNHANDLED, GROUP_ENCLAVE, "ENCLV", "ENCLV",
	  "The guest executes ENCLV, of SGX, with a leaf the host "
	  "intercepts." },
	{ 71, false, false, GROUP_UNDEFINED, NULL, "(not defined)",
	  "The manual gives this number no meaning; Intel's TDX module calls "
	  "it an SGX conflict." },
	{ 72, UNHANDLED, GROUP_INSTRUCTION, "ENQCMD_PASID_FAIL",
	  "ENQCMD PASID translation failure",
	  "The guest executes ENQCMD, and its process's PASID cannot be "
	  "translated." },
	{ 73, UNHANDLED, GROUP_INSTRUCTION, "ENQCMDS_PASID_FAIL",
	  "ENQCMDS PASID translation failure",
	  "The guest executes ENQCMDS, and the PASID it names cannot be "
	  "translated." },
	{ 74, HANDLED, GROUP_EVENT, "BUS_LOCK", "Bus lock",
	  "The guest has locked the bus, by a locked access across two cache "
	  "lines or to uncached memory." },
	{ 75, HANDLED, GROUP_EVENT, "NOTIFY", "Instruction timeout",
	  "The guest keeps the CPU from any interrupt window for longer than "
	  "the host allows." },
	{ 76, HANDLED, GROUP_ENCLAVE, "SEAMCALL", "SEAMCALL",
	  "The guest executes SEAMCALL, of TDX." },
	{ 77, HANDLED, GROUP_ENCLAVE, "TDCALL", "TDCALL",
	  "The guest executes TDCALL, of TDX." },
	{ 78, UNHANDLED, GROUP_MSR, "RDMSRLIST", "RDMSRLIST",
	  "The guest executes RDMSRLIST on a register the host intercepts." },
	{ 79, UNHANDLED, GROUP_MSR, "WRMSRLIST", "WRMSRLIST",
	  "The guest executes WRMSRLIST on a register the host intercepts." },
	{ 80, UNHANDLED, GROUP_MSR, "URDMSR", "URDMSR",
	  "The guest executes URDMSR on a register the host intercepts." },
	{ 81, UNHANDLED, GROUP_MSR, "UWRMSR", "UWRMSR",
	  "The guest executes UWRMSR on a register the host intercepts." },
	UNDEFINED(82),
	UNDEFINED(83),
	{ 84, HANDLED, GROUP_MSR, "MSR_READ_IMM", "RDMSR (immediate form)",
	  "The guest executes RDMSR with the register's number in the "
	  "instruction, and the host intercepts it." },
	{ 85, HANDLED, GROUP_MSR, "MSR_WRITE_IMM", "WRMSRNS (immediate form)",
	  "The guest executes WRMSRNS with the register's number in the "
	  "instruction, and the host intercepts it." },
};

static const struct reason other = REASON_OTHER_ROW;

static const struct reason_block blocks[] = {
	{ sizeof(rows) / sizeof(rows[0]), rows },
	{ 1, &other },
};

static const struct reason_alias aliases[] = {
	{ "PENDING_INTERRUPT", 7 },	/* before Linux 5.6 */
	{ "MTF", 37 },			/* as the manual shortens them */
	{ "PLE", 40 },
	{ "RDMSR_IMM", 84 },
	{ "WRMSR_IMM", 85 },
	{ "WRMSRNS_IMM", 85 },
	{ NULL, 0 }
};

const struct reason_table reason_vmx = {
	.isa = "VMX",
	.prefix = "EXIT_REASON_",
	.blocks = blocks,
	.blocks_n = sizeof(blocks) / sizeof(blocks[0]),
	.aliases = aliases,
	.next = 86,
	.cpuid = 10,
	.hlt = 12,
	.idle = 12,
	.watch = { 0, 14, 28, 48, 49, 58 },
};
