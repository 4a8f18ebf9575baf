/* SPDX-License-Identifier: GPL-2.0-only */
#include "explain_text.h"

/*
 * Texts of hypercalls, hypervisors inside the guest, and guests that are
 * shielded from their host. Read from Linux 6.1 and 6.12; the index names the
 * functions.
 */

#define HIGH_INNER							\
	"A hypervisor inside the guest is at work: each exit of its "	\
	"own guests costs several of ours."
#define ADVICE_INNER							\
	"Cut the exits of the inner guests; run exittop in one of "	\
	"them if the inner host is patched too."

const struct explain_text explain_virt[] = {
[EXPLAIN_HYPERCALL] = {
	.kvm = "kvm_emulate_hypercall() does what is asked: wake a vCPU that "
	       "waits for a lock, send IPIs to many CPUs at once, yield, "
	       "compare clocks; calls in Hyper-V's or Xen's way where the VM "
	       "has those on.",
	.high = "The guest uses paravirtual help a lot, each time instead of "
		"several dearer exits: many vCPUs that interrupt or wait for "
		"each other, or Windows with Hyper-V's TLB flushes.",
	.paging = PAGING_SAME,
	.advice = "Fewer vCPUs, or pinned ones. To turn the help off would "
		  "make it worse.",
},

[EXPLAIN_VMX_INSTRUCTION] = {
	.kvm = "KVM plays the CPU for the hypervisor inside the guest and does "
	       "the instruction in software; with kvm_intel.nested=0 the guest "
	       "gets #UD.",
	.high = HIGH_INNER,
	.paging = PAGING_SAME,
	.advice = ADVICE_INNER,
},

[EXPLAIN_VMX_ENTRY] = {
	.kvm = "KVM checks the inner hypervisor's VMCS, merges it with its own "
	       "and enters the inner guest on the real CPU; with "
	       "kvm_intel.nested=0 the guest gets #UD.",
	.high = "An inner guest is being run: one of these for each of its "
		"exits that its hypervisor handles. The slowest of the nested "
		"exits.",
	.paging = "Under shadow paging (ept=0) the inner hypervisor is offered "
		  "no EPT either, so its guests have far more exits.",
	.advice = ADVICE_INNER,
},

[EXPLAIN_VMCS_FIELD] = {
	.kvm = "KVM reads or writes the field in its copy of the inner "
	       "hypervisor's VMCS; with kvm_intel.nested=0 the guest gets #UD. "
	       "Fields the CPU shadows (VMCS shadowing) make no exit.",
	.high = HIGH_INNER " Many mean that the CPU, or the host's "
		"kvm_intel.enable_shadow_vmcs, has no VMCS shadowing.",
	.paging = PAGING_SAME,
	.advice = "Keep kvm_intel.enable_shadow_vmcs=1, the default; on "
		  "Hyper-V use the enlightened VMCS. " ADVICE_INNER,
},

[EXPLAIN_VMX_FLUSH] = {
	.kvm = "KVM drops what it has derived from the inner hypervisor's page "
	       "tables, and flushes the TLB as asked; with kvm_intel.nested=0 "
	       "the guest gets #UD.",
	.high = "A hypervisor inside the guest changes the memory of its own "
		"guests often.",
	.paging = "INVEPT needs EPT, which an inner hypervisor is only offered "
		  "with ept=1 here.",
	.advice = ADVICE_INNER,
},

[EXPLAIN_VMFUNC] = {
	.kvm = "For an inner guest KVM switches to the EPT it names, where its "
	       "hypervisor allows that, else hands the exit to that "
	       "hypervisor; the guest itself gets #UD.",
	.high = "An inner guest switches its views of memory often, as "
		"monitors for security do.",
	.paging = "Needs EPT in the inner hypervisor, so ept=1 here.",
	.advice = ADVICE_INNER,
},

[EXPLAIN_VMRUN] = {
	.kvm = "KVM checks the inner hypervisor's VMCB, merges it with its own "
	       "and enters the inner guest on the real CPU. A guest that has "
	       "no SVM, or has it off, gets #UD.",
	.high = "An inner guest is being run: one of these for each of its "
		"exits that its hypervisor handles.",
	.paging = "Under shadow paging (npt=0) the inner hypervisor is offered "
		  "no nested paging either, so its guests have far more exits.",
	.advice = ADVICE_INNER,
},

[EXPLAIN_VMLOAD] = {
	.kvm = "KVM copies the state between the inner hypervisor's VMCB and "
	       "the guest's registers. CPUs with virtual VMLOAD and VMSAVE "
	       "make no exit (kvm_amd.vls).",
	.high = HIGH_INNER,
	.paging = "Virtual VMLOAD and VMSAVE need nested paging, so npt=0 "
		  "brings these exits back.",
	.advice = "Keep kvm_amd.vls=1, the default. " ADVICE_INNER,
},

[EXPLAIN_GIF] = {
	.kvm = "KVM sets or clears the global interrupt flag it keeps for the "
	       "guest. CPUs with a virtual one make no exit (kvm_amd.vgif), "
	       "except that KVM waits for an STGI when an NMI is held back.",
	.high = HIGH_INNER,
	.paging = PAGING_SAME,
	.advice = "Keep kvm_amd.vgif=1, the default. " ADVICE_INNER,
},

[EXPLAIN_INVLPGA] = {
	.kvm = "KVM treats it as an INVLPG of that address, whatever the "
	       "address-space number.",
	.high = "A hypervisor inside the guest runs its own guests on shadow "
		"paging.",
	.paging = "It is about the inner guests' paging, not this one's.",
	.advice = "Use nested paging in the inner hypervisor.",
},

[EXPLAIN_SKINIT] = {
	.kvm = "KVM injects #UD: guests are not offered it.",
	.high = "A boot loader for measured boot in the guest does not ask "
		"CPUID first.",
	.paging = PAGING_SAME,
	.advice = "Nothing.",
},

[EXPLAIN_ENCLS] = {
	.kvm = "KVM intercepts all of it if the guest is not offered SGX, and "
	       "injects #UD. Else it does ECREATE and EINIT for the guest, so "
	       "that an enclave gets no more than the VM may have; the other "
	       "leaves make no exit.",
	.high = "The guest creates many SGX enclaves, or tries to.",
	.paging = PAGING_SAME,
	.advice = "Keep enclaves instead of creating them anew.",
},

[EXPLAIN_TDX] = {
	.kvm = "KVM injects #UD, as a CPU without TDX would. Linux 6.1 and "
	       "6.12 do not know this exit and stop the VM with an internal "
	       "error.",
	.high = "A program in the guest tries instructions of TDX.",
	.paging = PAGING_SAME,
	.advice = "Find the program; it should ask CPUID first.",
},

[EXPLAIN_VMGEXIT] = {
	.kvm = "KVM reads from a page shared with the guest what it asks for: "
	       "CPUID, an MSR, a port, a device's memory, a start of another "
	       "CPU. It then does as for the exit of that name, and writes the "
	       "answer to that page.",
	.high = "All that other guests do by many kinds of exit comes by this "
		"one in an encrypted guest (SEV-ES), CPUID included.",
	.paging = "Encrypted guests exist under nested paging only.",
	.advice = "Look in the guest for what is behind it: clock source, "
		  "serial console, virtio doorbells, programs being started.",
},

[EXPLAIN_WRITE_TRAP] = {
	.kvm = "The register is already written, out of the host's reach; KVM "
	       "takes note of the new value to know the guest's mode.",
	.high = "An encrypted guest (SEV-ES) is booting, or flushes its TLB by "
		"toggling CR4.PGE.",
	.paging = "Encrypted guests exist under nested paging only.",
	.advice = "Nothing.",
},
};
