/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/facts/exitkey.h"
#include "exitkey_table.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define ONE(number, name) { number, number, name }
#define NAMES(rows) { rows, sizeof(rows) / sizeof(*(rows)) }

/* Source: Intel's manual, volume 3, 7.15; arch/x86/include/asm/trapnr.h. */
static const struct exitkey_row exceptions[] = {
	ONE(0, "#DE"), ONE(1, "#DB"), ONE(2, "NMI"), ONE(3, "#BP"),
	ONE(4, "#OF"), ONE(5, "#BR"), ONE(6, "#UD"), ONE(7, "#NM"),
	ONE(8, "#DF"), ONE(10, "#TS"), ONE(11, "#NP"), ONE(12, "#SS"),
	ONE(13, "#GP"), ONE(14, "#PF"), ONE(16, "#MF"), ONE(17, "#AC"),
	ONE(18, "#MC"), ONE(19, "#XM"), ONE(20, "#VE"), ONE(21, "#CP"),
	ONE(28, "#HV"), ONE(29, "#VC"), ONE(30, "#SX"),
};

/*
 * Source: ports of a PC and of QEMU's machines (hw/i386, docs/specs of QEMU:
 * fw_cfg, ACPI and PCI hotplug, the ACPI timer of i440FX and Q35).
 */
static const struct exitkey_row ports[] = {
	{ 0x00, 0x1f, "DMA" }, { 0x20, 0x21, "PIC" }, { 0x40, 0x43, "PIT" },
	{ 0x60, 0x60, "keyboard" }, { 0x61, 0x61, "NMI status, speaker" },
	{ 0x64, 0x64, "keyboard" }, { 0x70, 0x71, "CMOS, RTC" },
	ONE(0x80, "POST code, delay"), { 0x81, 0x8f, "DMA page" },
	ONE(0x92, "A20 gate"), { 0xa0, 0xa1, "PIC" },
	{ 0xb2, 0xb3, "SMI command" }, { 0xc0, 0xdf, "DMA" },
	{ 0xf0, 0xf1, "FPU" }, { 0x170, 0x177, "IDE" }, { 0x1f0, 0x1f7, "IDE" },
	{ 0x220, 0x22f, "sound" }, { 0x2e8, 0x2ef, "serial" },
	{ 0x2f8, 0x2ff, "serial" }, ONE(0x376, "IDE"),
	{ 0x378, 0x37f, "parallel" }, { 0x3b0, 0x3df, "VGA" },
	{ 0x3e8, 0x3ef, "serial" }, { 0x3f0, 0x3f5, "floppy" },
	ONE(0x3f6, "IDE"), ONE(0x3f7, "floppy"), { 0x3f8, 0x3ff, "serial" },
	{ 0x402, 0x402, "firmware debug" }, { 0x4d0, 0x4d1, "PIC" },
	{ 0x505, 0x505, "pvpanic" }, { 0x510, 0x51b, "QEMU fw_cfg" },
	{ 0x600, 0x607, "ACPI PM (Q35)" }, ONE(0x608, "ACPI timer (Q35)"),
	{ 0x620, 0x62f, "ACPI GPE (Q35)" }, { 0x700, 0x73f, "SMBus" },
	{ 0xae00, 0xae13, "PCI hotplug" }, { 0xaf00, 0xaf1f, "CPU hotplug" },
	{ 0xafe0, 0xafe3, "ACPI GPE" }, { 0xb000, 0xb007, "ACPI PM" },
	ONE(0xb008, "ACPI timer"), { 0xb100, 0xb13f, "SMBus" },
	ONE(0xcf8, "PCI address"), { 0xcf9, 0xcf9, "reset" },
	{ 0xcfc, 0xcff, "PCI data" }, { 0x5658, 0x5659, "VMware backdoor" },
};

/* Source: include/uapi/linux/kvm_para.h. */
static const struct exitkey_row hypercalls[] = {
	ONE(1, "KVM_HC_VAPIC_POLL_IRQ"), ONE(2, "KVM_HC_MMU_OP"),
	ONE(3, "KVM_HC_FEATURES"), ONE(4, "KVM_HC_PPC_MAP_MAGIC_PAGE"),
	ONE(5, "KVM_HC_KICK_CPU"), ONE(6, "KVM_HC_MIPS_GET_CLOCK_FREQ"),
	ONE(7, "KVM_HC_MIPS_EXIT_VM"), ONE(8, "KVM_HC_MIPS_CONSOLE_OUTPUT"),
	ONE(9, "KVM_HC_CLOCK_PAIRING"), ONE(10, "KVM_HC_SEND_IPI"),
	ONE(11, "KVM_HC_SCHED_YIELD"), ONE(12, "KVM_HC_MAP_GPA_RANGE"),
};

/* Source: Intel's manual, CPUID; AMD's APM, volume 3, appendix E. */
static const struct exitkey_row leaves[] = {
	ONE(0x0, "vendor"), ONE(0x1, "features"), ONE(0x2, "caches, TLB"),
	ONE(0x4, "caches"), ONE(0x5, "MONITOR"), ONE(0x6, "power"),
	ONE(0x7, "features"), ONE(0xa, "performance counters"),
	ONE(0xb, "topology"), ONE(0xd, "XSAVE"), ONE(0x12, "SGX"),
	ONE(0x14, "PT"), ONE(0x15, "TSC"), ONE(0x16, "frequency"),
	ONE(0x1f, "topology"), { 0x40000000, 0x400000ff, "hypervisor" },
	{ 0x4fffff00, 0x4fffffff, "exit counters, exittop's own" },
	ONE(0x80000000, "vendor"), ONE(0x80000001, "features"),
	{ 0x80000002, 0x80000004, "brand" }, ONE(0x80000008, "addresses"),
	ONE(0x8000001e, "topology"), ONE(0x8000001f, "SEV"),
};

static const struct exitkey_names names[EXITKEY_KINDS] = {
	[EXITKEY_EXCEPTION] = NAMES(exceptions),
	[EXITKEY_PORT] = NAMES(ports),
	[EXITKEY_HYPERCALL] = NAMES(hypercalls),
	[EXITKEY_CPUID] = NAMES(leaves),
};

static const char *find(const struct exitkey_names *table, uint32_t number)
{
	for (size_t i = 0; i < table->n; i++)
		if (number >= table->rows[i].first &&
		    number <= table->rows[i].last)
			return table->rows[i].name;
	return NULL;
}

/* Each writes the name, or returns false for bits that it does not know. */

static bool name_exception(uint64_t bits, char *buf)
{
	const char *name = find(&names[EXITKEY_EXCEPTION], (uint32_t)bits);

	if (bits > 0xff)
		return false;
	if (name)
		snprintf(buf, EXITKEY_TEXT, "%s", name);
	else
		snprintf(buf, EXITKEY_TEXT, "vector %u", (unsigned int)bits);
	return true;
}

static bool name_cr(uint64_t bits, char *buf)
{
	unsigned int number = bits & 0xf, access = bits >> 4 & 3;

	if (bits > 0x3f)
		return false;
	if (access > 1)
		snprintf(buf, EXITKEY_TEXT, access == 2 ? "CLTS" : "LMSW");
	else
		snprintf(buf, EXITKEY_TEXT, "CR%u %s", number,
			 access ? "read" : "write");
	return true;
}

static bool name_msr(uint64_t bits, char *buf)
{
	const char *access = bits >> 32 & 1 ? "write" : "read";
	const char *name = find(&exitkey_msrs, (uint32_t)bits);

	if (bits >> 33)
		return false;
	if (name)
		snprintf(buf, EXITKEY_TEXT, "%s %s", name, access);
	else
		snprintf(buf, EXITKEY_TEXT, "MSR 0x%" PRIx32 " %s",
			 (uint32_t)bits, access);
	return true;
}

static bool name_port(uint64_t bits, char *buf)
{
	uint32_t port = bits >> 16 & 0xffff;
	const char *name = find(&names[EXITKEY_PORT], port);
	unsigned int size = 8 * ((bits & 7) + 1);

	if (bits >> 32 || bits & 0xfff0)
		return false;
	snprintf(buf, EXITKEY_TEXT, "port 0x%" PRIx32 " %s%s%s%s%s", port,
		 bits & 8 ? "in" : "out", size == 16 ? " 16 bits" :
		 size == 32 ? " 32 bits" : size == 8 ? "" : " ? bits",
		 name ? " (" : "", name ? name : "", name ? ")" : "");
	return true;
}

static bool name_memory(uint64_t bits, char *buf)
{
	static const char *const access[8] = {
		"", " read", " write", " read+write", " fetch", " read+fetch",
		" write+fetch", " read+write+fetch",
	};
	bool page = bits & 1 << 4;

	if (bits >> 52 || bits & 0xfe0 || (!page && bits >> 12))
		return false;
	if (page)
		snprintf(buf, EXITKEY_TEXT, "MMIO 0x%" PRIx64 "%s",
			 bits & 0xffffffffff000u, access[bits & 7]);
	else
		snprintf(buf, EXITKEY_TEXT, "%s%s", bits & 8 ? "MMIO" : "RAM",
			 access[bits & 7]);
	return true;
}

static bool name_hypercall(uint64_t bits, char *buf)
{
	const char *name = find(&names[EXITKEY_HYPERCALL], (uint32_t)bits);

	if (bits >> 32)
		return false;
	if (name)
		snprintf(buf, EXITKEY_TEXT, "%s", name);
	else
		snprintf(buf, EXITKEY_TEXT, "hypercall %" PRIu32,
			 (uint32_t)bits);
	return true;
}

static bool name_cpuid(uint64_t bits, char *buf)
{
	const char *name = find(&names[EXITKEY_CPUID], (uint32_t)bits);

	if (bits >> 32)
		return false;
	snprintf(buf, EXITKEY_TEXT, "leaf 0x%" PRIx32 "%s%s%s", (uint32_t)bits,
		 name ? " (" : "", name ? name : "", name ? ")" : "");
	return true;
}

static bool name_interrupt(uint64_t bits, char *buf)
{
	if (bits > 0xff)
		return false;
	snprintf(buf, EXITKEY_TEXT, "host vector 0x%02x", (unsigned int)bits);
	return true;
}

const char *exitkey_name(uint64_t key, char buf[EXITKEY_TEXT])
{
	static bool (*const writers[EXITKEY_KINDS])(uint64_t, char *) = {
		[EXITKEY_EXCEPTION] = name_exception, [EXITKEY_CR] = name_cr,
		[EXITKEY_MSR] = name_msr, [EXITKEY_PORT] = name_port,
		[EXITKEY_MEMORY] = name_memory,
		[EXITKEY_HYPERCALL] = name_hypercall,
		[EXITKEY_CPUID] = name_cpuid,
		[EXITKEY_INTERRUPT] = name_interrupt,
	};
	uint64_t kind = key >> 56, bits = key & 0xffffffffffffffu;

	if (kind >= EXITKEY_KINDS || !writers[kind] ||
	    !writers[kind](bits, buf))
		snprintf(buf, EXITKEY_TEXT, "key 0x%016" PRIx64, key);
	return buf;
}

/* Size and direction of a port, and access to memory, do not matter here. */
static const struct {
	uint64_t key, mask;
	const char *why;
} whys[] = {
	{ 0x0200000000000003, ~0ull, "one for every process switch" },
	{ 0x010000000000000e, ~0ull, "one for every page fault of the guest" },
	{ 0x0100000000000007, ~0ull, "one for every first use of the FPU" },
	{ 0x0100000000000002, ~0ull, "one for every NMI of the host" },
	{ 0x03000001000006e0, ~0ull, "one for every timer that is set" },
	{ 0x0300000100000838, ~0ull, "one for every timer that is set" },
	{ 0x0300000100000830, ~0ull, "one for every interrupt between vCPUs" },
	{ 0x030000010000080b, ~0ull, "one for every interrupt that ends" },
	{ 0x0300000100000048, ~0ull, "one for every switch of the speculation "
	  "controls" },
	{ 0x0400000003f80000, 0xffffffffffff0000, "one for every character on "
	  "the serial console" },
	{ 0x0400000000800000, 0xffffffffffff0000, "one for every short delay "
	  "of a driver" },
	{ 0x0600000000000005, ~0ull, "one for every vCPU that is woken" },
	{ 0x060000000000000a, ~0ull, "one for every group of interrupts "
	  "between vCPUs" },
	{ 0x0500000000000000, 0xff00000000000018, "one for every page that "
	  "the host has to provide" },
	{ 0x0500000000000008, 0xff00000000000008, "one for every access to a "
	  "device" },
};

const char *exitkey_why(uint64_t key)
{
	for (size_t i = 0; i < sizeof(whys) / sizeof(*whys); i++)
		if ((key & whys[i].mask) == whys[i].key)
			return whys[i].why;
	return NULL;
}
