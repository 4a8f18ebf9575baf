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
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/io.h>

#include "ask.h"

#define MAX_CODES	2048u

static uint64_t counts[2][MAX_CODES + 1];	/* the last one: the total */

static unsigned int codes_served(void)
{
	struct answer a = ask(LEAF_SIGNATURE, 0);

	if (memcmp((char *)&a + 4, "EXITCOUNTERS", 12))
		return 0;
	a = ask(LEAF_INFO, 0);
	return a.ebx < MAX_CODES ? a.ebx : MAX_CODES;
}

static uint64_t read_count(uint32_t leaf, uint32_t code)
{
	struct answer a = ask(leaf, code);

	return pair(a.eax, a.ebx);
}

static void read_all(uint64_t *count, unsigned int codes)
{
	for (unsigned int code = 0; code < codes; code++)
		count[code] = read_count(LEAF_CODE, code);
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
