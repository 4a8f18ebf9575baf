/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * leafdump [PORT]: every count of the native leaves as this VM reads it, by
 * a reader that shares no code with exittop. With PORT, a byte is written
 * there, and all counts are read again: what the host counts up to that
 * marker lies between the two. Needs root with PORT.
 *
 * Prints "total BEFORE [AFTER]", then "CODE BEFORE [AFTER]" for each code
 * that is not zero.
 */
#define _DEFAULT_SOURCE
#include <cpuid.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/io.h>

/* host/README.md has these leaves. */
#define LEAF_SIGNATURE	0x4FFFFF00u
#define LEAF_INFO	0x4FFFFF01u
#define LEAF_TOTAL	0x4FFFFF02u
#define LEAF_REASON	0x4FFFFF03u
#define MAX_CODES	2048u

static uint64_t counts[2][MAX_CODES + 1];	/* the last one: the total */

static unsigned int codes_served(void)
{
	uint32_t eax, ebx, ecx, edx;
	char text[12];

	__cpuid(LEAF_SIGNATURE, eax, ebx, ecx, edx);
	memcpy(text, &ebx, 4);
	memcpy(text + 4, &ecx, 4);
	memcpy(text + 8, &edx, 4);
	if (memcmp(text, "EXITCOUNTERS", 12))
		return 0;
	__cpuid(LEAF_INFO, eax, ebx, ecx, edx);
	return ebx < MAX_CODES ? ebx : MAX_CODES;
}

static uint64_t read_count(uint32_t leaf, uint32_t code)
{
	uint32_t eax, ebx, ecx, edx;

	__cpuid_count(leaf, code, eax, ebx, ecx, edx);
	return (uint64_t)ebx << 32 | eax;
}

static void read_all(uint64_t *count, unsigned int codes)
{
	for (unsigned int code = 0; code < codes; code++)
		count[code] = read_count(LEAF_REASON, code);
	count[MAX_CODES] = read_count(LEAF_TOTAL, 0);
}

static void print_row(const char *name, unsigned int slot, int sweeps)
{
	printf("%s %" PRIu64, name, counts[0][slot]);
	if (sweeps == 2)
		printf(" %" PRIu64, counts[1][slot]);
	printf("\n");
}

int main(int argc, char **argv)
{
	unsigned int codes = codes_served();
	int sweeps = argc > 1 ? 2 : 1;

	if (!codes) {
		fprintf(stderr, "leafdump: no native leaves\n");
		return 3;
	}
	if (sweeps == 2 && iopl(3)) {
		perror("leafdump: iopl");
		return 1;
	}

	/* Nothing is printed in between: writing makes exits of its own. */
	read_all(counts[0], codes);
	if (sweeps == 2) {
		outb(0, (unsigned short)strtoul(argv[1], NULL, 0));
		read_all(counts[1], codes);
	}

	print_row("total", MAX_CODES, sweeps);
	for (unsigned int code = 0; code < codes; code++) {
		char name[16];

		if (!counts[sweeps - 1][code])
			continue;
		snprintf(name, sizeof(name), "%u", code);
		print_row(name, code, sweeps);
	}
	return 0;
}
