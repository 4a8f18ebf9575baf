/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * detaildump [PORT]: durations and keys of each reason as this VM reads them,
 * by a reader that shares no code with exittop. With PORT, a byte is written
 * there, and all is read again. Needs root with PORT.
 *
 * For each sweep (1, 2), vCPU (0: all) and code that had an exit:
 *   H SWEEP V CODE COUNT CYCLES COUNT CYCLES LONGEST WHEN BUCKET...
 *   K SWEEP V CODE SLOT KEY COUNT ERROR CYCLES
 * Count and cycles are read before and after the rest; of the 114 buckets the
 * last two are those below 2^8 and from 2^36 on; KEY is 16 hex digits.
 */
#define _DEFAULT_SOURCE
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/io.h>

#include "ask.h"

#define BUCKETS		114u

static uint32_t vcpus;

/* Both halves of an answer, as two 64-bit numbers. */
struct two {
	uint64_t first, second;
};

static struct two ask_two(uint32_t leaf, uint32_t ecx)
{
	struct answer a = ask(leaf, ecx);

	return (struct two){ pair(a.eax, a.ebx), pair(a.ecx, a.edx) };
}

static void read_durations(uint32_t ecx, uint32_t *bucket)
{
	struct answer a;

	for (uint32_t group = 0; group < DURATION_LEAVES; group++) {
		a = ask(LEAF_DURATION + group, ecx);
		bucket[group * 4] = a.eax;
		bucket[group * 4 + 1] = a.ebx;
		bucket[group * 4 + 2] = a.ecx;
		bucket[group * 4 + 3] = a.edx;
	}
}

static void read_keys(int sweep, uint32_t v, uint32_t code)
{
	uint32_t ecx = v << 16 | code;
	struct two key, cycles;

	for (uint32_t slot = 0; slot < KEY_SLOTS; slot++) {
		do {
			key = ask_two(LEAF_KEY + slot, ecx);
			cycles = ask_two(LEAF_KEY_CYCLES + slot, ecx);
		} while (key.first && cycles.second >= key.second);
		if (!key.first)
			return;
		printf("K %d %u %u %u %016" PRIx64 " %" PRIu64 " %" PRIu64
		       " %" PRIu64 "\n", sweep, v, code, slot, key.first,
		       key.second, cycles.second, cycles.first);
	}
}

static void read_code(int sweep, uint32_t v, uint32_t code)
{
	uint32_t bucket[DURATION_LEAVES * 4], ecx = v << 16 | code;
	struct two before = ask_two(LEAF_CODE, ecx), after, longest;

	if (!before.first || before.first == UINT64_MAX)
		return;
	read_durations(ecx, bucket);
	if (v)
		read_keys(sweep, v, code);
	longest = ask_two(LEAF_LONGEST, ecx);
	after = ask_two(LEAF_CODE, ecx);
	printf("H %d %u %u %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %"
	       PRIu64 " %" PRIu64, sweep, v, code, before.first, before.second,
	       after.first, after.second, longest.first, longest.second);
	for (uint32_t i = 0; i < BUCKETS; i++)
		printf(" %" PRIu32, bucket[i]);
	printf("\n");
}

static void read_all(int sweep, uint32_t codes)
{
	for (uint32_t v = 0; v <= vcpus; v++) {
		for (uint32_t code = 0; code < codes; code++)
			read_code(sweep, v, code);
		read_code(sweep, v, CODE_OTHER);
	}
}

int main(int argc, char **argv)
{
	struct answer signature = ask(LEAF_SIGNATURE, 0);
	struct answer info = ask(LEAF_INFO, 0);

	if (memcmp((char *)&signature + 4, "EXITCOUNTERS", 12) ||
	    signature.eax < LEAF_KEY_CYCLES + KEY_SLOTS - 1 ||
	    !(info.eax & INFO_DURATIONS) || !(info.eax & INFO_KEYS)) {
		fprintf(stderr, "detaildump: the host answers no details\n");
		return 3;
	}
	vcpus = info.eax >> 16;
	if (argc > 1 && iopl(3)) {
		perror("detaildump: iopl");
		return 1;
	}
	read_all(1, info.ebx);
	if (argc > 1) {
		outb(0, (unsigned short)strtoul(argv[1], NULL, 0));
		read_all(2, info.ebx);
	}
	return 0;
}
