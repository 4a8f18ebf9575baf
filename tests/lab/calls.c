/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * calls N: makes N hypercalls, which KVM refuses to user mode. Each is an
 * exit of a reason that a guest has hardly any of otherwise, and nothing
 * else happens.
 */
#include <stdio.h>
#include <stdlib.h>

#include "ask.h"

int main(int argc, char **argv)
{
	unsigned long n = argc > 1 ? strtoul(argv[1], NULL, 0) : 0;
	int amd = is_amd();

	if (!n) {
		fprintf(stderr, "usage: calls N\n");
		return 2;
	}
	while (n--) {
		long result = -1;

		if (amd)
			__asm__ volatile("vmmcall" : "+a"(result) : : "memory");
		else
			__asm__ volatile("vmcall" : "+a"(result) : : "memory");
	}
	return 0;
}
