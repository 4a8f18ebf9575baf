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

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(keys_are_called_what_they_are),
	cmocka_unit_test(what_is_not_known_is_a_number),
};

RUN_TESTS(tests)
