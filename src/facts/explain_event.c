/* SPDX-License-Identifier: GPL-2.0-only */
#include "explain_text.h"

/*
 * Texts of exceptions and other accidents. Read from Linux 6.1 and 6.12; the
 * index names the functions.
 */

#define ADVICE_NONE "Nothing: it costs nothing as long as it is rare."

const struct explain_text explain_event[] = {
[EXPLAIN_TRIPLE_FAULT] = {
	.kvm = "KVM stops the vCPU and notifies QEMU (KVM_EXIT_SHUTDOWN), which "
	       "resets the VM.",
	.high = "The guest crashes beyond repair and starts anew, or its "
		"kernel reboots in this way on purpose (reboot=triple).",
	.paging = PAGING_SAME,
	.advice = "Read the guest's console. One at each reboot is harmless.",
},

[EXPLAIN_SHUTDOWN] = {
	.kvm = "The VMCB is undefined after it, so KVM clears it, resets the "
	       "vCPU and notifies QEMU (KVM_EXIT_SHUTDOWN), which resets the VM. "
	       "An encrypted guest (SEV-ES) cannot go on.",
	.high = "The guest crashes beyond repair and starts anew, or its "
		"kernel reboots in this way on purpose (reboot=triple).",
	.paging = PAGING_SAME,
	.advice = "Read the guest's console. One at each reboot is harmless.",
},

[EXPLAIN_TASK_SWITCH] = {
	.kvm = "kvm_task_switch() does the whole switch in software, as the "
	       "CPU does none inside a VM.",
	.high = "An old 32-bit system that switches tasks by hardware. 64-bit "
		"systems cannot, and 32-bit Linux does so only for a double "
		"fault.",
	.paging = PAGING_SAME,
	.advice = ADVICE_NONE,
},

[EXPLAIN_DEBUG] = {
	.kvm = "KVM hands the exception to the guest, or to QEMU if that "
	       "debugs the guest. It always intercepts it, as a guest could "
	       "else hang the CPU in an endless chain of them. KVM itself "
	       "single-steps the guest now and then to find when it may have "
	       "an NMI.",
	.high = "Programs in the guest are single-stepped or watched by a "
		"debugger.",
	.paging = PAGING_SAME,
	.advice = "Less single-stepping in the guest.",
},

[EXPLAIN_BREAKPOINT] = {
	.kvm = "KVM notifies QEMU (KVM_EXIT_DEBUG). It intercepts breakpoints "
	       "only while QEMU debugs the guest.",
	.high = "Somebody debugs the guest through QEMU's gdb server.",
	.paging = PAGING_SAME,
	.advice = ADVICE_NONE,
},

[EXPLAIN_INVALID_OPCODE] = {
	.kvm = "KVM emulates the instruction if it knows it, so that a guest "
	       "may use instructions of another vendor's CPU (SYSENTER, "
	       "VMCALL), else hands the exception to the guest.",
	.high = "A program in the guest tries out instructions the CPU does "
		"not have, or the guest has moved here from another vendor's "
		"CPU.",
	.paging = PAGING_SAME,
	.advice = "Find the program: its signal is SIGILL.",
},

[EXPLAIN_GENERAL_PROTECTION] = {
	.kvm = "Intercepted only for VMware's backdoor ports "
	       "(kvm.enable_vmware_backdoor), or on CPUs where VMRUN, VMLOAD "
	       "and VMSAVE of an inner hypervisor fault by an erratum: KVM "
	       "emulates these, and hands all others to the guest.",
	.high = "VMware's tools run in the guest, or a hypervisor does.",
	.paging = PAGING_SAME,
	.advice = "Leave kvm.enable_vmware_backdoor off unless it is needed.",
},

[EXPLAIN_ALIGNMENT] = {
	.kvm = "KVM hands the exception to the guest. It always intercepts it, "
	       "as a guest could else hang the CPU in an endless chain of "
	       "them.",
	.high = "A program in the guest has alignment checks on and breaks "
		"them.",
	.paging = PAGING_SAME,
	.advice = "Repair the program: its signal is SIGBUS.",
},

[EXPLAIN_MACHINE_CHECK] = {
	.kvm = "The machine check is the host's own, and its handler has "
	       "already run when KVM gets here.",
	.high = "The host's hardware is failing.",
	.paging = PAGING_SAME,
	.advice = "Read the host's log (rasdaemon, dmesg).",
},

[EXPLAIN_MCE_ENTRY] = {
	.kvm = "KVM runs the host's handler for the machine check right after "
	       "the exit (kvm_machine_check()); as the entry failed, QEMU is "
	       "notified (KVM_EXIT_FAIL_ENTRY).",
	.high = "The host's hardware is failing.",
	.paging = PAGING_SAME,
	.advice = "Read the host's log (rasdaemon, dmesg).",
},

[EXPLAIN_MONITOR_TRAP] = {
	.kvm = "KVM goes straight back in. It does not use the flag for "
	       "itself; a hypervisor inside the guest may.",
	.high = "A hypervisor inside the guest single-steps its own guest.",
	.paging = PAGING_SAME,
	.advice = ADVICE_NONE,
},

[EXPLAIN_BUS_LOCK] = {
	.kvm = "KVM notifies QEMU at once (KVM_EXIT_X86_BUS_LOCK), which may slow "
	       "the guest down. It asks for this exit only if QEMU does.",
	.high = "A program in the guest makes locked accesses that cross two "
		"cache lines, and slows every CPU of the host by it.",
	.paging = PAGING_SAME,
	.advice = "Find and repair the program. The limit is QEMU's machine "
		  "option bus-lock-ratelimit.",
},

[EXPLAIN_BUS_LOCK_THRESHOLD] = {
	.kvm = "Linux after 6.12 notifies QEMU (KVM_EXIT_X86_BUS_LOCK) and lets "
	       "the guest have the next lock; earlier ones do not use it.",
	.high = "A program in the guest makes locked accesses that cross two "
		"cache lines, and slows every CPU of the host by it.",
	.paging = PAGING_SAME,
	.advice = "Find and repair the program. The limit is QEMU's machine "
		  "option bus-lock-ratelimit.",
},

[EXPLAIN_NOTIFY] = {
	.kvm = "KVM counts it and goes back in, or notifies QEMU "
	       "(KVM_EXIT_NOTIFY) if QEMU wants that or the guest's state is "
	       "lost. It asks for this exit only if QEMU does.",
	.high = "Code in the guest keeps the CPU from ever taking an "
		"interrupt, by a fault of its own or as an attack.",
	.paging = PAGING_SAME,
	.advice = "Find the program. QEMU's option is -accel "
		  "kvm,notify-vmexit=.",
},

[EXPLAIN_MSR_LOAD_FAIL] = {
	.kvm = "KVM dumps the VMCS to the host's log, and the VM ends with "
	       "KVM_EXIT_FAIL_ENTRY.",
	.high = "A bug of the host, or a value in the guest's MSRs that the "
		"CPU refuses.",
	.paging = PAGING_SAME,
	.advice = "Read the host's log and report it.",
},
};
