/* SPDX-License-Identifier: GPL-2.0-only */
#include "explain_text.h"

/*
 * Texts of interrupts, timers and the APIC. Read from Linux 6.1 and 6.12; the
 * index names the functions.
 */

#define ADVICE_APICV							\
	"Let the CPU deliver interrupts: kvm_intel.enable_apicv=1 "	\
	"(the default where the CPU can) or kvm_amd.avic=1 on the host."

const struct explain_text explain_interrupt[] = {
[EXPLAIN_INTERRUPT] = {
	.kvm = "The interrupt is the host's own. KVM runs the host's handler "
	       "for it right after the exit, and goes back to the guest unless "
	       "the scheduler now has something better for this CPU.",
	.high = "The CPUs that run the guest also serve the host: its timer "
		"tick, its devices, its own IPIs. Timers that KVM keeps for "
		"the guest by the host's clock arrive here too (on AMD always, "
		"on Intel with kvm_intel.preemption_timer=0).",
	.paging = PAGING_SAME,
	.advice = "On the host: pin the vCPUs to CPUs with nothing else to do "
		  "(isolcpus, nohz_full), and move device interrupts away from "
		  "them. Posted interrupts spare the exit for devices given to "
		  "the guest.",
},

[EXPLAIN_INTERRUPT_WINDOW] = {
	.kvm = "KVM had an interrupt for the guest while the guest had them "
	       "off, and asked for an exit when it turns them on. It stops "
	       "asking and injects the interrupt on the way back in.",
	.high = "Many interrupts meet a guest that has them off. Each costs "
		"this exit on top of the interrupt itself.",
	.paging = "No difference on Intel. AVIC, which spares these exits on "
		  "AMD, needs nested paging.",
	.advice = ADVICE_APICV " These exits then all but vanish.",
},

[EXPLAIN_NMI] = {
	.kvm = "The NMI is the host's own, and its handler runs there; KVM has "
	       "nothing to do for the guest.",
	.high = "Profiling (perf) or a watchdog on the host samples by NMIs "
		"while the guest runs.",
	.paging = PAGING_SAME,
	.advice = "See who profiles on the host.",
},

[EXPLAIN_NMI_WINDOW] = {
	.kvm = "KVM had an NMI for the guest while the guest was still in the "
	       "handler of another. It stops asking and injects the next on "
	       "the way back in.",
	.high = "The guest gets NMIs faster than it handles them, as when perf "
		"runs in it.",
	.paging = PAGING_SAME,
	.advice = "Sample less often in the guest.",
},

[EXPLAIN_IRET] = {
	.kvm = "After KVM has injected an NMI it waits for the IRET that ends "
	       "its handler, as only then the guest may have the next one.",
	.high = "One for each NMI of the guest, as when perf runs in it.",
	.paging = PAGING_SAME,
	.advice = "Sample less often in the guest. CPUs with virtual NMIs, and "
		  "kernels after 6.1, need no such exits (kvm_amd.vnmi).",
},

[EXPLAIN_SMI] = {
	.kvm = "The interrupt goes to the host's firmware; KVM has nothing to "
	       "do for the guest.",
	.high = "The host's firmware interrupts the CPU: power, memory errors, "
		"emulated hardware. Every CPU stops for it, guest or not.",
	.paging = PAGING_SAME,
	.advice = "Look into the host's firmware settings and updates.",
},

[EXPLAIN_TPR] = {
	.kvm = "KVM works out anew which of the waiting interrupts the guest "
	       "may now have (kvm_apic_update_ppr()), and injects it.",
	.high = "The guest raises and lowers its task priority around "
		"interrupts that are waiting. Windows does, Linux does not.",
	.paging = PAGING_SAME,
	.advice = ADVICE_APICV,
},

[EXPLAIN_CR8_READ] = {
	.kvm = "cr_interception() gives the guest its task priority. KVM does "
	       "not ask for this exit for itself, only for a hypervisor inside "
	       "the guest that does.",
	.high = "A hypervisor inside the guest intercepts the task priority of "
		"its own guests.",
	.paging = PAGING_SAME,
	.advice = "Nothing here; look at the inner hypervisor.",
},

[EXPLAIN_CR8_WRITE] = {
	.kvm = "KVM sets the task priority and delivers what it held back. It "
	       "intercepts the write only while an interrupt waits behind the "
	       "guest's priority.",
	.high = "The guest raises and lowers its task priority around "
		"interrupts that are waiting. Windows does, Linux does not.",
	.paging = PAGING_SAME,
	.advice = ADVICE_APICV,
},

[EXPLAIN_APIC_ACCESS] = {
	.kvm = "A plain write that ends an interrupt (EOI) is recognized and "
	       "done at once; for anything else KVM decodes the instruction "
	       "and emulates it on its model of the APIC.",
	.high = "The guest uses its APIC through memory (xAPIC): ends of "
		"interrupts, IPIs between CPUs, timer settings.",
	.paging = PAGING_SAME,
	.advice = "Let the guest use x2APIC (in QEMU -cpu ...,+x2apic), which "
		  "needs no decoding. " ADVICE_APICV,
},

[EXPLAIN_APIC_WRITE] = {
	.kvm = "The CPU has already stored the value; KVM does what the write "
	       "means: send an IPI to another CPU, start a timer.",
	.high = "The guest sends many IPIs between its CPUs, or sets its timer "
		"often.",
	.paging = PAGING_SAME,
	.advice = "Fewer IPIs: fewer vCPUs, or threads that share data on the "
		  "same ones. CPUs with IPI virtualization send them without "
		  "an exit.",
},

[EXPLAIN_EOI_INDUCED] = {
	.kvm = "KVM notifies its I/O APIC that the interrupt is over, which "
	       "raises it again if the device still asks for it.",
	.high = "Devices with level-triggered interrupts are busy, as emulated "
		"and old PCI devices have.",
	.paging = PAGING_SAME,
	.advice = "Use devices with MSI or MSI-X, such as virtio.",
},

[EXPLAIN_AVIC_IPI] = {
	.kvm = "AVIC has marked the interrupt for its targets. KVM wakes those "
	       "that are not running, or sends the interrupt itself where it "
	       "is of a kind AVIC does not know.",
	.high = "The guest's CPUs send IPIs to others that sleep.",
	.paging = "AVIC needs nested paging: zero with npt=0.",
	.advice = "Fewer, busier vCPUs; idle=poll in a guest that must answer "
		  "fast and may burn its CPUs.",
},

[EXPLAIN_AVIC_ACCESS] = {
	.kvm = "Writes that the CPU has already stored are carried out; for "
	       "the rest KVM decodes the instruction and emulates it on its "
	       "model of the APIC.",
	.high = "The guest sets its timer often, or ends level-triggered "
		"interrupts.",
	.paging = "AVIC needs nested paging: zero with npt=0.",
	.advice = "Fewer timers in the guest; devices with MSI or MSI-X, such "
		  "as virtio.",
},

[EXPLAIN_PREEMPTION_TIMER] = {
	.kvm = "KVM lets this timer of the CPU stand for the guest's APIC "
	       "timer while the guest runs. When it ends, KVM marks the timer "
	       "interrupt and goes straight back in, by a fast path. KVM also "
	       "sets it to zero to get the guest out at once.",
	.high = "Timer ticks of busy guest CPUs, and short sleeps and timeouts "
		"in programs. An idle CPU's timer is kept by the host's clock "
		"and does not show here.",
	.paging = PAGING_SAME,
	.advice = "A tickless guest (nohz_full) or one with a lower HZ; fewer "
		  "programs that wake up by the clock.",
},
};
