/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include "exittop/facts/exitkey.h"

static void keys_are_called_what_they_are(void **state)
{
	/* The examples of host/README.md among them. */
	static const struct {
		uint64_t key;
		const char *name;
	} rows[] = {
		{ 0x0200000000000003, "CR3 write" },
		{ 0x0200000000000010, "CR0 read" },
		{ 0x0200000000000020, "CLTS" },
		{ 0x0200000000000030, "LMSW" },
		{ 0x010000000000000e, "#PF" },
		{ 0x0100000000000002, "NMI" },
		{ 0x0100000000000009, "vector 9" },
		{ 0x03000001000006e0, "IA32_TSC_DEADLINE write" },
		{ 0x0300000000001234, "MSR 0x1234 read" },
		{ 0x0300000100000830, "x2APIC ICR write" },
		{ 0x0400000003f80000, "port 0x3f8 out (serial)" },
		{ 0x040000000cfc000b, "port 0xcfc in 32 bits (PCI data)" },
		{ 0x0400000012340001, "port 0x1234 out 16 bits" },
		{ 0x0500000000000002, "RAM write" },
		{ 0x0500000000000000, "RAM" },
		{ 0x05000000fee00018, "MMIO 0xfee00000" },
		{ 0x05000000fee0001a, "MMIO 0xfee00000 write" },
		{ 0x0500000000000009, "MMIO read" },
		{ 0x0600000000000005, "KVM_HC_KICK_CPU" },
		{ 0x0600000000000063, "hypercall 99" },
		{ 0x070000000000000d, "leaf 0xd (XSAVE)" },
		{ EXITKEY_COUNTERS, "leaf 0x4fffff00 (exit counters, "
		  "exittop's own)" },
		{ 0x08000000000000ec, "host vector 0xec" },
	};
	char name[EXITKEY_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_string_equal(exitkey_name(rows[i].key, name),
				    rows[i].name);
}

/* A newer host may have kinds and bits that this table does not know. */
static void what_is_not_known_is_a_number(void **state)
{
	static const uint64_t keys[] = {
		0, 1, 0x0900000000000001, 0xff00000000000000,
		0x0200000000000043, 0x0100000000000100, 0x0300000200000010,
		0x0400000003f80010, 0x0500000012345000, 0x0500000000000022,
		0x0600000100000000, 0x0700000100000000, 0x0800000000000100,
	};
	char name[EXITKEY_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		assert_memory_equal(exitkey_name(keys[i], name), "key 0x", 6);
}

static void this_machines_ports_are_known_better(void **state)
{
	char name[EXITKEY_TEXT];

	(void)state;
	exitkey_port_line("0000-0cf7 : PCI Bus 0000:00\n");
	exitkey_port_line("  03f8-03ff : 16550A-port\n");
	exitkey_port_line("  c000-ffff : PCI Bus 0000:01\n");
	exitkey_port_line("  c040-c05f : virtio-pci-legacy\n");
	exitkey_port_line("  0000-0000 : hidden\n");
	exitkey_port_line("garbage\n");
	exitkey_port_line("  c060-c050 : backwards\n");
	assert_string_equal(exitkey_name(0x04000000c0500001, name),
			    "port 0xc050 out 16 bits (virtio-pci-legacy)");
	assert_string_equal(exitkey_name(0x0400000003f80000, name),
			    "port 0x3f8 out (16550A-port)");
	assert_string_equal(exitkey_name(0x0400000000000000, name),
			    "port 0x0 out (DMA)");
	assert_string_equal(exitkey_name(0x04000000c0550000, name),
			    "port 0xc055 out (virtio-pci-legacy)");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(keys_are_called_what_they_are),
	cmocka_unit_test(what_is_not_known_is_a_number),
	cmocka_unit_test(this_machines_ports_are_known_better),
};

RUN_TESTS(tests)
