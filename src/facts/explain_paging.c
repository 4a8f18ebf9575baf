/* SPDX-License-Identifier: GPL-2.0-only */
#include "explain_text.h"

/*
 * Texts of the reasons that distinguish nested from shadow paging. Read from
 * Linux 6.1 and 6.12; the index names the functions. The factors are from the
 * published runs cvamsik, nakul32430, Qinwang1993 and set-11138458051.
 */

#define ADVICE_NESTED							\
	"Use nested paging where the host has it (ept=1 for "		\
	"kvm_intel, npt=1 for kvm_amd, both the default)."

const struct explain_text explain_paging[] = {
[EXPLAIN_EXCEPTION] = {
	.kvm = "KVM goes by the vector. A page fault under shadow paging: if "
	       "the guest's own tables do not allow the access, KVM hands the "
	       "fault to the guest; else it fills in the shadow page table, or "
	       "emulates the instruction if that wrote to a page table which "
	       "KVM keeps write-protected, or touched a device. An invalid "
	       "opcode is emulated if KVM can, else handed back; debug and "
	       "alignment exceptions are mostly handed back. An NMI is the "
	       "host's own and is served there.",
	.high = "Under shadow paging: new pages, fork, exec, and changes of "
		"page tables, thousands of cycles each. Under nested paging it "
		"should be near zero; if not, look for NMIs of the host (perf "
		"there uses them) and for invalid opcodes executed in a loop.",
	.paging = "Grows 37 to 243 times from nested to shadow paging in four "
		  "published pairs of runs. Shadow paging must see every page "
		  "fault of the guest; nested paging lets the guest take its "
		  "own, and exits by EPT_VIOLATION (48) only where the host "
		  "has to supply memory. Accesses to emulated devices count "
		  "here too under shadow paging, and as EPT_MISCONFIG (49) "
		  "under nested paging.",
	.advice = ADVICE_NESTED " With shadow paging: fewer and longer-lived "
		  "processes, huge pages in the guest, less memory given back "
		  "and taken again.",
},

[EXPLAIN_PAGE_FAULT] = {
	.kvm = "kvm_handle_page_fault() walks the guest's own page tables. If "
	       "they do not allow the access, the fault is the guest's, and "
	       "KVM hands it over. Else KVM fills in the shadow page table, or "
	       "emulates the instruction if that wrote to a page table which "
	       "KVM keeps write-protected, or touched a device.",
	.high = "New pages, fork, exec, and changes of page tables, thousands "
		"of cycles each. A page that is new to the guest costs two "
		"exits: one for the guest's fault, one to shadow the entry the "
		"guest then makes.",
	.paging = "Intercepted only under shadow paging (npt=0); zero under "
		  "nested paging, where the guest takes its page faults "
		  "without an exit and NPF (0x400) is for memory the host has "
		  "to supply.",
	.advice = ADVICE_NESTED " With shadow paging: fewer and longer-lived "
		  "processes, huge pages in the guest, less memory given back "
		  "and taken again.",
},

[EXPLAIN_INVLPG] = {
	.kvm = "kvm_mmu_invlpg() brings the shadow entries of that page, in "
	       "the current table and the few older ones it remembers, in step "
	       "with the guest's, and flushes the page from the real TLB.",
	.high = "The guest changes or unmaps single pages that were in use: "
		"munmap, mprotect, copy on write after fork, swapping.",
	.paging = "Zero under nested paging, where the TLB is the guest's own "
		  "and the instruction just executes. Above zero means shadow "
		  "paging, for this guest or for one that runs inside it: the "
		  "surest sign there is, with INVPCID.",
	.advice = ADVICE_NESTED " With shadow paging: huge pages in the guest, "
		  "and programs that keep their memory instead of returning "
		  "it.",
},

[EXPLAIN_INVPCID] = {
	.kvm = "KVM reads the operand from the guest's memory and drops the "
	       "shadow entries of that address, or the tables of that PCID; "
	       "the two forms for all PCIDs flush everything the guest has "
	       "(kvm_handle_invpcid()).",
	.high = "The guest flushes its TLB often: for the user half of its "
		"tables where page-table isolation is on, and for all of it "
		"when kernel memory is unmapped.",
	.paging = "Zero under nested paging, where the instruction just "
		  "executes. Above zero means shadow paging, for this guest or "
		  "for one that runs inside it; it can be zero under shadow "
		  "paging, too. AMD hosts also intercept it "
		  "from guests that are not offered it, to inject #UD.",
	.advice = ADVICE_NESTED,
},

[EXPLAIN_CR_ACCESS] = {
	.kvm = "handle_cr() does what the instruction would have done: it "
	       "checks the value and updates what the guest believes the "
	       "register to be, and the real one as far as KVM allows. A load "
	       "of CR3 under shadow paging makes KVM look for the shadow of "
	       "the new root among the few it remembers, or build one, and "
	       "bring in step whatever the guest meant to flush.",
	.high = "Under shadow paging: every switch between processes, every "
		"global TLB flush that toggles CR4.PGE, and, in a guest with "
		"page-table isolation, two with every system call and every "
		"interrupt or fault in user mode. Under nested paging only "
		"bits of CR0 and CR4 that KVM keeps for itself are left, so it "
		"is near zero after boot.",
	.paging = "CR3 is intercepted under shadow paging only (and under EPT "
		  "without \"unrestricted guest\" while the guest has paging "
		  "off); CR0.WP and CR4.PGE are the guest's own under EPT "
		  "only. 111 to 554 times more in four published pairs of "
		  "runs; above zero under both, so never a proof by itself.",
	.advice = ADVICE_NESTED " With shadow paging: see in the guest's "
		  "/sys/devices/system/cpu/vulnerabilities/meltdown whether it "
		  "needs page-table isolation at all; prefer threads to "
		  "processes.",
},

[EXPLAIN_CR3_READ] = {
	.kvm = "KVM gives the guest the CR3 it believes to have, as the real "
	       "one points to the shadow tables.",
	.high = "The guest saves CR3 often: suspend, crash dump, debuggers, "
		"and kernels that switch tables on entry (page-table "
		"isolation, which AMD CPUs do not need).",
	.paging = "Intercepted only under shadow paging (npt=0); zero under "
		  "nested paging.",
	.advice = ADVICE_NESTED,
},

[EXPLAIN_CR3_WRITE] = {
	.kvm = "kvm_set_cr3() looks for the shadow of the new root among the "
	       "few it remembers, or builds one, and brings in step whatever "
	       "the guest meant to flush.",
	.high = "Switches between processes, and TLB flushes by reloading CR3; "
		"in a guest with page-table isolation two with every system "
		"call and every interrupt or fault in user mode.",
	.paging = "Intercepted only under shadow paging (npt=0); zero under "
		  "nested paging.",
	.advice = ADVICE_NESTED " With shadow paging: no page-table isolation "
		  "in the guest (AMD CPUs do not need it), threads rather than "
		  "processes.",
},

[EXPLAIN_CR0] = {
	.kvm = "cr_interception() gives or takes the CR0 that the guest "
	       "believes to have; svm_set_cr0() then stops these exits as soon "
	       "as the real CR0 is the same.",
	.high = "Firmware or a boot loader at work, or an old system that "
		"turns caching or paging off and on.",
	.paging = "Shadow paging keeps paging (PG) and write protection (WP) "
		  "on in the real CR0, so both differ, and exit, while the "
		  "guest has either off. Under nested paging they differ only "
		  "while the guest has caching (CD, NW) off. Few after boot in "
		  "both.",
	.advice = "Nothing: it ends with the boot.",
},

[EXPLAIN_CR0_SELECTIVE] = {
	.kvm = "cr_interception() checks the value and sets CR0 by "
	       "kvm_set_cr0(), which rebuilds what depends on paging.",
	.high = "The guest switches protection, paging, caching or write "
		"protection: while booting, or an older kernel that clears "
		"CR0.WP to patch its own code.",
	.paging = "Intercepted under both. Under shadow paging a change of WP "
		  "or PG also changes which shadow tables are used.",
	.advice = "Nothing: it is rare after boot.",
},

[EXPLAIN_CR4] = {
	.kvm = "cr_interception() gives the guest its own CR4, or checks and "
	       "sets it by kvm_set_cr4(), and flushes the TLB where the "
	       "changed bits ask for it.",
	.high = "Writes: the guest flushes its whole TLB by toggling CR4.PGE, "
		"two exits each, which Linux does on CPUs without INVPCID. A "
		"guest may also be running a profiler that switches RDPMC for "
		"user programs.",
	.paging = "Intercepted under both. A global flush is dearer under "
		  "shadow paging, where KVM has to bring its tables in step.",
	.advice = "Offer INVPCID to the guest if the CPU has it; under nested "
		  "paging it then flushes without an exit.",
},

[EXPLAIN_EPT_VIOLATION] = {
	.kvm = "kvm_mmu_page_fault() finds the memory slot of the address, has "
	       "the host's memory manager supply the page and enters it into "
	       "the EPT. If only the right to write was missing, as while "
	       "writes are tracked, it is given back quickly, without the "
	       "lock. An address that is no memory gets an entry that marks a "
	       "device, and the instruction is emulated.",
	.high = "The guest touches memory for the first time (boot, growing "
		"programs, page cache), or the host has taken it back or "
		"write-protected it: ballooning, swapping, KSM, NUMA "
		"balancing, snapshots, live migration. One exit maps 4 KiB, or "
		"2 MiB or 1 GiB with huge pages.",
	.paging = "Nested paging's own: zero under shadow paging, whose faults "
		  "are EXCEPTION_NMI (0). It comes once for each page the host "
		  "supplies, not with every change of the guest's tables.",
	.advice = "It should fade once the guest is warm. Back the guest with "
		  "huge pages (hugetlbfs, or transparent huge pages on the "
		  "host), keep the host from swapping, and see whether "
		  "kvm.nx_huge_pages splits them.",
},

[EXPLAIN_EPT_MISCONFIG] = {
	.kvm = "Not an error: KVM gives the addresses of emulated devices an "
	       "entry no CPU accepts (writable, not readable), so that each "
	       "access exits. It tries the fast bus, where virtio's doorbells hang "
	       "(ioeventfd); else the entry itself says which address it is, "
	       "and the instruction is emulated, by KVM or by QEMU.",
	.high = "The guest talks to devices through memory: virtio doorbells, "
		"the HPET as clock, a display, an APIC that the CPU does not "
		"virtualize.",
	.paging = "Nested paging's own: zero under shadow paging, where the "
		  "same accesses are page faults and count as EXCEPTION_NMI "
		  "(0). With kvm.mmio_caching=0 they come as EPT_VIOLATION "
		  "(48).",
	.advice = "See that the guest's clock is kvm-clock or tsc, not hpet "
		  "(current_clocksource in "
		  "/sys/devices/system/clocksource/clocksource0). Use virtio "
		  "devices with vhost, which ring less often the busier they "
		  "are.",
},

[EXPLAIN_NPF] = {
	.kvm = "kvm_mmu_page_fault() finds the memory slot of the address, has "
	       "the host's memory manager supply the page and enters it into "
	       "the nested page tables; a missing right to write, as while "
	       "writes are tracked, is given back quickly. Addresses of "
	       "emulated devices have entries with a reserved bit, and there "
	       "the instruction is emulated, by KVM or by QEMU.",
	.high = "Either memory: the guest touches it for the first time, or "
		"the host has taken it back or write-protected it (ballooning, "
		"swapping, KSM, NUMA balancing, snapshots, live migration). Or "
		"devices: virtio doorbells, the HPET as clock, a display, an "
		"APIC that AVIC does not virtualize. Intel has two reasons for "
		"these, EPT_VIOLATION and EPT_MISCONFIG.",
	.paging = "Nested paging's own: zero under shadow paging (npt=0), "
		  "where memory and devices alike are page faults (0x4e).",
	.advice = "Memory: back the guest with huge pages, keep the host from "
		  "swapping. Devices: see that the guest's clock is kvm-clock "
		  "or tsc, not hpet; use virtio with vhost.",
},

[EXPLAIN_PML_FULL] = {
	.kvm = "The CPU has logged 512 pages the guest has dirtied. KVM copies "
	       "the log to its bitmap of dirty pages at every exit, so nothing "
	       "is left to do.",
	.high = "Live migration, a snapshot or a measurement of the dirty rate "
		"is under way, and the guest writes to many pages.",
	.paging = "Needs nested paging: zero under shadow paging, where KVM "
		  "finds dirty pages by write-protecting them and taking the "
		  "page faults.",
	.advice = "Nothing: it ends with the migration, and is far cheaper "
		  "than a fault for each page.",
},

[EXPLAIN_INVALID_STATE] = {
	.kvm = "If the CPU refused the entry, KVM dumps the VMCS to the host's "
	       "log and the VM ends with KVM_EXIT_FAIL_ENTRY. But without "
	       "\"unrestricted guest\" KVM also writes this reason itself, "
	       "with no exit, while the guest is in a mode that VMX cannot "
	       "enter, as on its way from real to protected mode: "
	       "handle_invalid_guest_state() then emulates up to 130 "
	       "instructions at a time.",
	.high = "The guest is booting, rebooting or starting CPUs without "
		"\"unrestricted guest\".",
	.paging = "\"Unrestricted guest\" needs EPT, so ept=0 turns it off: "
		  "published runs show 12314 and 21948 of these under shadow "
		  "paging. Only hosts that count in vmx_handle_exit() see "
		  "them; the CPU makes no exit for them.",
	.advice = ADVICE_NESTED " It ends with the boot. A VM that stops with "
		  "it has hit a bug: read the host's log.",
},
};
