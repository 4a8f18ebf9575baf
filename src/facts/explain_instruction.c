/* SPDX-License-Identifier: GPL-2.0-only */
#include "explain_text.h"

/*
 * Texts of instructions, ports and MSRs. Read from Linux 6.1 and 6.12; the
 * index names the functions.
 */

const struct explain_text explain_instruction[] = {
[EXPLAIN_CPUID] = {
	.kvm = "kvm_emulate_cpuid() answers from the table that QEMU has set "
	       "for this VM (-cpu). A host patched for exit counters answers "
	       "their leaves here too.",
	.high = "Programs are being started, as each asks dozens of times in "
		"its dynamic loader and libraries; or a program uses CPUID to "
		"serialize its measurements; or someone reads exit counters "
		"(exittop knows its own and leaves them out).",
	.paging = PAGING_SAME,
	.advice = "Look for shell scripts and builds that start many short "
		  "programs, and for other monitors.",
},

[EXPLAIN_HLT] = {
	.kvm = "KVM puts the vCPU to sleep until an interrupt is there for it, "
	       "after looking out for one for a while (halt polling, at most "
	       "kvm.halt_poll_ns). The cycles of this exit are the guest "
	       "asleep, and no cost.",
	.high = "Many short sleeps: a guest that is idle in between, as with "
		"requests over the network, or programs that wake up by the "
		"clock. No HLT at all: the guest is busy, polls (idle=poll), "
		"or may halt the CPU itself.",
	.paging = PAGING_SAME,
	.advice = "If waking up takes too long: raise kvm.halt_poll_ns on the "
		  "host, use the cpuidle haltpoll governor in the guest, or on "
		  "a host with CPUs to spare QEMU's -overcommit cpu-pm=on, "
		  "which lets the guest halt without an exit.",
},

[EXPLAIN_PAUSE] = {
	.kvm = "KVM takes it that the guest waits for a lock whose holder has "
	       "lost its CPU: it gives the time to another vCPU of this VM "
	       "that is ready but not running (kvm_vcpu_on_spin()), and waits "
	       "longer before it asks again.",
	.high = "The guest's CPUs wait for each other: the host has more vCPUs "
		"to run than CPUs, or a lock in the guest is fought over.",
	.paging = PAGING_SAME,
	.advice = "Fewer vCPUs, or pinned ones; keep paravirtual spinlocks in "
		  "the guest's kernel (CONFIG_PARAVIRT_SPINLOCKS).",
},

[EXPLAIN_MWAIT] = {
	.kvm = "KVM skips it: the guest does not sleep. Where QEMU asks for "
	       "strictness and does not offer the instruction, the guest gets "
	       "#UD.",
	.high = "The guest idles by MWAIT though it was not offered, and so "
		"burns a CPU.",
	.paging = PAGING_SAME,
	.advice = "Boot the guest with idle=halt, or let it sleep by itself: "
		  "QEMU's -overcommit cpu-pm=on.",
},

[EXPLAIN_MONITOR] = {
	.kvm = "KVM skips it. Where QEMU asks for strictness and does not "
	       "offer the instruction, the guest gets #UD.",
	.high = "The guest idles by MONITOR and MWAIT though they were not "
		"offered.",
	.paging = PAGING_SAME,
	.advice = "Boot the guest with idle=halt, or let it sleep by itself: "
		  "QEMU's -overcommit cpu-pm=on.",
},

[EXPLAIN_IO] = {
	.kvm = "kvm_fast_pio() hands the access to the device behind the port: "
	       "in KVM (timer, interrupt controllers, virtio doorbells as "
	       "ioeventfd) or, dearer, in QEMU. String instructions are "
	       "emulated in full.",
	.high = "The guest uses emulated hardware: a serial console, the ACPI "
		"timer as clock, IDE disks, PCI configuration by ports, old "
		"virtio doorbells.",
	.paging = PAGING_SAME,
	.advice = "See that the guest's clock is kvm-clock or tsc, not acpi_pm "
		  "(current_clocksource in "
		  "/sys/devices/system/clocksource/clocksource0). Use virtio "
		  "1.0 devices; write less to the serial console.",
},

[EXPLAIN_MSR_READ] = {
	.kvm = "kvm_emulate_rdmsr() gives the guest the value KVM keeps for "
	       "it, or asks QEMU where QEMU wants to decide; an unknown "
	       "register is #GP in the guest.",
	.high = "The guest reads its APIC (x2APIC), performance counters, or "
		"registers of the machine, as monitors of power and heat do.",
	.paging = PAGING_SAME,
	.advice = "Look for perf and for tools that read /dev/cpu/*/msr in the "
		  "guest.",
},

[EXPLAIN_MSR_WRITE] = {
	.kvm = "Writes that set the APIC timer (TSC deadline) or send an IPI "
	       "to another CPU (x2APIC ICR) take a fast path with interrupts "
	       "off; all else goes through kvm_emulate_wrmsr(). Registers the "
	       "guest may have, such as FS_BASE, make no exit.",
	.high = "The guest sets timers often (busy network, short sleeps), or "
		"its CPUs send each other IPIs: wake-ups, TLB flushes. Also "
		"ends of interrupts where the host has no APIC virtualization, "
		"and perf in the guest.",
	.paging = "Hardly. Flushes of other CPUs' TLBs are IPIs and write here "
		  "under both.",
	.advice = "Fewer timers and fewer IPIs: fewer vCPUs, threads that "
		  "share data on the same ones. Host: APIC virtualization "
		  "(kvm_intel.enable_apicv=1), and IPI virtualization where "
		  "the CPU has it.",
},

[EXPLAIN_MSR] = {
	.kvm = "EXITINFO1 says which: a write goes to kvm_emulate_wrmsr(), a "
	       "read to kvm_emulate_rdmsr(). Writes that set the APIC timer "
	       "(TSC deadline) or send an IPI to another CPU (x2APIC ICR) take "
	       "a fast path with interrupts off.",
	.high = "The guest sets timers often, or its CPUs send each other "
		"IPIs: wake-ups, TLB flushes. Also ends of interrupts where "
		"AVIC is off, perf in the guest, and tools that read "
		"/dev/cpu/*/msr.",
	.paging = "Hardly. Flushes of other CPUs' TLBs are IPIs and write here "
		  "under both.",
	.advice = "Fewer timers and fewer IPIs: fewer vCPUs, threads that "
		  "share data on the same ones. Host: kvm_amd.avic=1 where the "
		  "CPU has it.",
},

[EXPLAIN_DR] = {
	.kvm = "At the first access KVM loads the guest's debug registers into "
	       "the CPU and lets it use them freely until its next exit. Only "
	       "while QEMU itself debugs the guest is each access emulated.",
	.high = "Programs in the guest are debugged by hardware breakpoints or "
		"watchpoints, which Linux sets anew at every switch between "
		"threads.",
	.paging = PAGING_SAME,
	.advice = "Fewer watchpoints (gdb, perf mem: events) in the guest.",
},

[EXPLAIN_RDPMC] = {
	.kvm = "kvm_pmu_rdpmc() reads the guest's virtual performance counter, "
	       "or injects #GP where it has none.",
	.high = "perf runs in the guest, whose kernel reads counters by this "
		"instruction, or a program reads them itself, as libraries "
		"such as PAPI do.",
	.paging = PAGING_SAME,
	.advice = "Read counters less often; the exit also distorts what is "
		  "being measured.",
},

[EXPLAIN_INVD] = {
	.kvm = "KVM skips it: to drop the caches unwritten would lose data of "
	       "the host.",
	.high = "Only firmware uses it, for a moment at boot.",
	.paging = PAGING_SAME,
	.advice = "Nothing.",
},

[EXPLAIN_WBINVD] = {
	.kvm = "KVM skips it, unless a device with DMA that does not snoop the "
	       "caches was given to the VM: then it writes back the caches of "
	       "every CPU the vCPU has used, which is slow and felt by all.",
	.high = "A driver in the guest changes how memory is cached, as of "
		"graphics; or firmware at boot.",
	.paging = PAGING_SAME,
	.advice = "Look at the drivers of devices given to the guest.",
},

[EXPLAIN_XSETBV] = {
	.kvm = "KVM checks the new value and sets XCR0 for the guest, or "
	       "injects #GP. The guest's idea of CPUID leaf 0xD follows it.",
	.high = "A kernel does it once for each CPU it starts; more means CPUs "
		"being taken off and on, or a hypervisor inside the guest that "
		"switches between guests.",
	.paging = "Nested and shadow paging make no difference: the same few "
		  "at boot under both.",
	.advice = "Nothing, as long as it is rare.",
},

[EXPLAIN_DESC] = {
	.kvm = "KVM emulates it. It asks for this exit only to give the guest "
	       "UMIP (no SGDT, SIDT, SLDT, STR in user mode) on a CPU without "
	       "it, and then has to see the loads of these registers too.",
	.high = "The guest's kernel loads these registers often; programs that "
		"store them (old 16-bit and some protected ones) are rare.",
	.paging = PAGING_SAME,
	.advice = "Take UMIP off the guest's CPU (in QEMU -cpu ...,-umip).",
},

[EXPLAIN_HIDDEN] = {
	.kvm = "KVM asks for this exit only where the instruction is hidden "
	       "from the guest though the CPU has it, and injects #UD, as a "
	       "CPU without it would.",
	.high = "A program in the guest uses the instruction without asking "
		"CPUID first.",
	.paging = PAGING_SAME,
	.advice = "Repair the program, or offer the instruction to the guest "
		  "(QEMU's -cpu) where KVM can.",
},

[EXPLAIN_RSM] = {
	.kvm = "KVM emulates system-management mode in software; RSM makes it "
	       "restore what the guest's CPU was before.",
	.high = "The guest's firmware is called often: UEFI with Secure Boot "
		"keeps its variables there.",
	.paging = PAGING_SAME,
	.advice = "Look for what reads or writes UEFI variables in the guest.",
},
};
