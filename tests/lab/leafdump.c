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
#define NR_SPECIAL	5u

/* Those beyond the range that this host can be asked for, if it says so. */
static const uint32_t special[NR_SPECIAL] = {
	CODE_OTHER, CODE_NEGATIVE, CODE_NEGATIVE + 1, CODE_NEGATIVE + 2,
	CODE_NEGATIVE + 3
};

/* By code; then the special ones; the last one is the total. */
static uint64_t counts[2][MAX_CODES + NR_SPECIAL + 1];
#define TOTAL		(MAX_CODES + NR_SPECIAL)

static unsigned int specials;

static unsigned int codes_served(void)
{
	struct answer a = ask(LEAF_SIGNATURE, 0);

	if (memcmp((char *)&a + 4, "EXITCOUNTERS", 12))
		return 0;
	a = ask(LEAF_INFO, 0);
	if (a.eax & INFO_OTHER)
		specials = a.eax & INFO_SVM ? NR_SPECIAL : 1;
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
	for (unsigned int i = 0; i < specials; i++)
		count[MAX_CODES + i] = read_count(LEAF_CODE, special[i]);
	count[TOTAL] = read_count(LEAF_TOTAL, 0);
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

	print_row("total", TOTAL, sweeps);
	for (unsigned int slot = 0; slot < TOTAL; slot++) {
		char name[16];

		if (!counts[sweeps - 1][slot])
			continue;
		snprintf(name, sizeof(name), "%u", slot < MAX_CODES ? slot :
			 special[slot - MAX_CODES]);
		print_row(name, slot, sweeps);
	}
	return 0;
}
