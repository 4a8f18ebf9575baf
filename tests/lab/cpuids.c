/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cpuids: every CPUID leaf that this machine has, the hypervisor's ones, and
 * those at and around where exittop_host answers. A line each: "LEAF
 * SUBLEAF EAX EBX ECX EDX".
 */
#include <stdio.h>

#include "ask.h"

static void print(uint32_t leaf, uint32_t ecx)
{
	struct answer a = ask(leaf, ecx);

	printf("%08x %08x %08x %08x %08x %08x\n", leaf, ecx, a.eax, a.ebx,
	       a.ecx, a.edx);
}

static void print_range(uint32_t first, uint32_t last)
{
	for (uint32_t leaf = first; leaf <= last; leaf++) {
		for (uint32_t ecx = 0; ecx < 40; ecx++)
			print(leaf, ecx);
		print(leaf, 0x00010000);
		print(leaf, 0x80000000);
		print(leaf, 0xFFFFFFFF);
	}
}

int main(void)
{
	print_range(0, ask(0, 0).eax + 2);
	print_range(0x40000000, 0x40000020);
	print_range(0x40000100, 0x40000102);
	print_range(0x4FFFFEFE, 0x4FFFFF10);
	print_range(0x4FFFFF3E, 0x4FFFFF82);
	print_range(0x4FFFFFF0, 0x50000001);
	print_range(0x80000000, ask(0x80000000, 0).eax + 2);
	print_range(0xC0000000, 0xC0000001);
	return 0;
}
