/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hostile MODE [STEP]: what an ill-meaning user of the guest can try. Asks
 * every leaf that exittop_host answers in the mode exit_leaves=MODE with
 * 2^16 values of ECX (or every STEP-th of them), and their neighbours and the
 * leaves of details with fewer of these. Each answer is held against what host/README.md says of
 * it: a number of this VM's own, the answer of a host without exittop_host, or
 * the one for numbers that do not exist. Ends with 1 if one is anything else.
 *
 * Prints "questions N", "wrong N", and "calls BEFORE AFTER": how many
 * hypercalls this VM has made.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "ask.h"

#define SAMPLES		65536u
#define ALWAYS		128u		/* whatever STEP is */
#define MAX_VCPUS	8u
#define MAX_CODES	2048u
#define ALL_CODES	MAX_CODES	/* the slot of the total */

#define KIND(n)		((uint64_t)(n) << 56)
#define WRITE_OF_MSR	(UINT64_C(1) << 32)
#define PAGE		(UINT64_C(0xFFFFFFFFFF) << 12 | 16)	/* and its flag */

/* In cycles, half an hour on any machine; addresses of a kernel are above. */
#define LARGEST		(UINT64_C(1) << 43)

enum counted { COUNT, CYCLES, LONGEST, NR_COUNTED };

/* What a leaf of the course answers in a mode: of all, or of the code n. */
enum course { NOTHING, COUNT_ALL, CYCLES_ALL, BOTH_ALL, COUNT_N, CYCLES_N };

static const struct mode {
	const char *name;
	uint32_t native;
	uint32_t year;
	enum course leaf[4];	/* 0x4FFFFFFC, D, E, F */
	uint32_t details;	/* INFO_* */
} modes[] = {
	{ "off", 0, 0, { NOTHING, NOTHING, NOTHING, NOTHING }, 0 },
	{ "native", 1, 0, { NOTHING, NOTHING, NOTHING, NOTHING }, 0 },
	{ "2020", 1, 2020, { NOTHING, NOTHING, COUNT_N, BOTH_ALL }, 0 },
	{ "2021", 1, 2021, { CYCLES_N, COUNT_N, CYCLES_ALL, COUNT_ALL }, 0 },
	{ "2022", 1, 2022, { COUNT_ALL, CYCLES_ALL, COUNT_N, CYCLES_N }, 0 },
	/* exit_details, with the usual exit_leaves */
	{ "keys", 1, 2021, { CYCLES_N, COUNT_N, CYCLES_ALL, COUNT_ALL },
	  INFO_DURATIONS | INFO_KEYS },
	{ "pages", 1, 2021, { CYCLES_N, COUNT_N, CYCLES_ALL, COUNT_ALL },
	  INFO_DURATIONS | INFO_KEYS | INFO_PAGES },
};

static const uint32_t leaves[] = {
	LEAF_SIGNATURE, LEAF_INFO, LEAF_TOTAL, LEAF_CODE, LEAF_LONGEST,
	LEAF_EPOCH, LEAF_ASSIGNMENT, LEAF_ASSIGNMENT + 1, LEAF_ASSIGNMENT + 2,
	LEAF_ASSIGNMENT + 3,
};

static const uint32_t neighbours[] = {
	0x4FFFFEFF, 0x4FFFFF06, 0x4FFFFF3F, 0x4FFFFF5D, 0x4FFFFF5F, 0x4FFFFF80,
	0x4FFFFFFB, 0x50000000,
};

#define NR(array)	(sizeof(array) / sizeof((array)[0]))

static const struct answer zero;
static const struct answer no_such = { ~0u, ~0u, ~0u, ~0u };
static const struct answer undefined = { 0, 0, 0, ~0u };

static const struct mode *mode;
static struct answer info, epoch;
static int amd;
static uint32_t last_leaf;	/* the highest basic one */
static uint32_t vcpus, codes;
static unsigned long questions, wrong;

/* The last value read of each, by vCPU (0: all), code and kind. */
static uint64_t seen[MAX_VCPUS + 1][MAX_CODES + 1][NR_COUNTED];

/* Whether the manuals define a code. */
static int defined(uint32_t n)
{
	static const uint32_t gaps[] = { 35, 38, 42, 71, 82, 83 };

	if (amd)
		return n <= 0xa6 || (n >= 0x400 && n <= 0x403) || n == 0x407;
	for (size_t i = 0; i < NR(gaps); i++) {
		if (n == gaps[i])
			return 0;
	}
	return n < 86;
}

/*
 * Numbers that are easily got wrong, then some of all that ECX can hold: each
 * has other high bits than the one before it.
 */
static uint32_t sample(uint32_t i)
{
	static const uint32_t high[] = {
		0, 1, 2, 3, MAX_VCPUS, 255, 256, 1023, 1024, 4096,
		0x7FFE, 0x7FFF, 0x8000, 0x8001, 0xFFFE, 0xFFFF
	};
	const uint32_t low = 1040, edges = NR(high) * low;

	if (i < edges)
		return high[i / low] << 16 | i % low;
	i -= edges;
	if (i < 32 * 32)
		return 1u << i / 32 ^ 1u << i % 32;
	i -= 32 * 32;
	if (i < 64)
		return (1u << i / 2) - 1 + i % 2 * 2;
	/* Multiplied by an odd number, all are different. */
	return i * 2654435769u;
}

static void report(uint32_t leaf, uint32_t ecx, struct answer a)
{
	if (++wrong > 20)
		return;
	printf("leaf %08x ECX %08x: %08x %08x %08x %08x\n", leaf, ecx, a.eax,
	       a.ebx, a.ecx, a.edx);
}

/*
 * What a counter of this VM can hold: it never goes back, it is no address,
 * and a code that does not exist has none.
 */
static int believable(uint32_t v, uint32_t code, enum counted kind,
		      uint64_t value)
{
	uint64_t *before = &seen[v][code][kind];

	if (code < codes && !defined(code))
		return !value;
	if (value < *before || value >= LARGEST)
		return 0;
	*before = value;
	return 1;
}

/* The slot of a code that can be asked beyond the range, or 0. */
static uint32_t special(uint32_t code)
{
	if (code != CODE_OTHER && !(amd && code >= CODE_NEGATIVE))
		return 0;
	return MAX_CODES - 8 + code % 8;
}

/* What a key of a code can be: these bits always, and those perhaps. */
static const struct form {
	uint32_t intel, amd;
	uint64_t always, perhaps;
} forms[] = {
	{ 0, ~0u, KIND(1), 0xFF },
	{ 1, ~0u, KIND(8), 0xFF },
	{ 10, 0x72, KIND(7), UINT32_MAX },
	{ 18, 0x81, KIND(6), UINT32_MAX },
	{ 28, ~0u, KIND(2), 0x3F },
	{ 30, 0x7b, KIND(4), 0xFFFF000F },
	{ 31, ~0u, KIND(3), UINT32_MAX },
	{ 32, ~0u, KIND(3) | WRITE_OF_MSR, UINT32_MAX },
	{ ~0u, 0x7c, KIND(3), WRITE_OF_MSR | UINT32_MAX },
	{ 48, ~0u, KIND(5), 7 },
	{ 49, ~0u, KIND(5) | 8, PAGE },
	{ ~0u, 0x400, KIND(5), 15 | PAGE },
};

static int key_right(uint32_t code, uint64_t key)
{
	for (size_t i = 0; i < NR(forms); i++) {
		const struct form *f = &forms[i];

		if (code != (amd ? f->amd : f->intel))
			continue;
		if (key & PAGE && !((key & 8) && mode->details & INFO_PAGES))
			return 0;
		return (key & f->always) == f->always &&
		       !(key & ~(f->always | f->perhaps));
	}
	return 0;
}

/* None is more than the count and the cycles of the code, read after it. */
static int detail_right(uint32_t leaf, uint32_t ecx, struct answer a)
{
	uint64_t first = pair(a.eax, a.ebx), second = pair(a.ecx, a.edx);
	uint64_t count, cycles;
	struct answer all;

	if (same(a, zero))
		return 1;
	all = ask(LEAF_CODE, ecx);
	count = pair(all.eax, all.ebx);
	cycles = pair(all.ecx, all.edx);
	if (leaf >= LEAF_KEY_CYCLES)
		return first <= cycles && second < count;
	if (leaf >= LEAF_KEY)
		return key_right((uint16_t)ecx, first) && second &&
		       second <= count;
	if (leaf == LEAF_DURATION + DURATION_LEAVES - 1 && second)
		return 0;
	return (uint64_t)a.eax + a.ebx + a.ecx + a.edx <= count;
}

/* In nanoseconds since 1970: this century. */
static int time_right(uint64_t when, uint64_t longest)
{
	if (!mode->details || !longest)
		return !when;
	return when >= UINT64_C(946684800000000000) &&
	       when < UINT64_C(4102444800000000000);
}

static int native_right(uint32_t leaf, uint32_t ecx, struct answer a)
{
	uint32_t v = ecx >> 16, code = (uint16_t)ecx;
	uint64_t first = pair(a.eax, a.ebx), second = pair(a.ecx, a.edx);

	if (leaf == LEAF_SIGNATURE)
		return a.eax == (mode->details ? LEAF_KEY_CYCLES + 15 :
				 LEAF_EPOCH) &&
		       !memcmp((char *)&a + 4, "EXITCOUNTERS", 12);
	if (leaf == LEAF_INFO)
		return same(a, info);
	if (leaf == LEAF_EPOCH)
		return same(a, epoch) && first && !second;

	if (leaf == LEAF_TOTAL)
		code = ALL_CODES;
	else if (special(code))
		code = special(code);
	else if (code >= codes)
		return same(a, no_such);
	if (v > vcpus)
		return same(a, no_such);
	if (leaf >= LEAF_KEY && !v)
		return same(a, no_such);
	if (leaf >= LEAF_DURATION)
		return detail_right(leaf, ecx, a);
	if (leaf == LEAF_LONGEST)
		return time_right(second, first) && believable(v, code, LONGEST, first);
	return believable(v, code, COUNT, first) &&
	       believable(v, code, CYCLES, second);
}

static int course_right(enum course what, uint32_t code, struct answer a)
{
	uint64_t cycles = pair(a.ecx, a.ebx);
	int counts = what != CYCLES_ALL && what != CYCLES_N;
	int times = what != COUNT_ALL && what != COUNT_N;

	if (what != COUNT_N && what != CYCLES_N)
		code = ALL_CODES;
	else if (!defined(code))
		return same(a, undefined);
	return !a.edx &&
	       (counts ? believable(0, code, COUNT, a.eax) : !a.eax) &&
	       (times ? believable(0, code, CYCLES, cycles) : !cycles);
}

/* Intel's answer for a leaf beyond all others is the last basic one's. */
static int as_stock(uint32_t ecx, struct answer a)
{
	return same(a, amd ? zero : ask(last_leaf, ecx));
}

static int is_detail(uint32_t leaf)
{
	return leaf - LEAF_DURATION < DURATION_LEAVES ||
	       leaf - LEAF_KEY < 2 * KEY_SLOTS;
}

static int right(uint32_t leaf, uint32_t ecx, struct answer a)
{
	if (mode->native && leaf >= LEAF_SIGNATURE && leaf <= LEAF_EPOCH)
		return native_right(leaf, ecx, a);
	if (mode->details && is_detail(leaf))
		return native_right(leaf, ecx, a);
	if (leaf >= LEAF_ASSIGNMENT && leaf < LEAF_ASSIGNMENT + 4 &&
	    mode->leaf[leaf - LEAF_ASSIGNMENT])
		return course_right(mode->leaf[leaf - LEAF_ASSIGNMENT], ecx, a);
	return as_stock(ecx, a);
}

static void try(uint32_t leaf, uint32_t ecx)
{
	struct answer a = ask(leaf, ecx);

	questions++;
	if (!right(leaf, ecx, a))
		report(leaf, ecx, a);
}

static void try_all(uint32_t leaf, uint32_t step)
{
	for (uint32_t i = 0; i < SAMPLES; i++) {
		if (i < ALWAYS || i % step == 0)
			try(leaf, sample(i));
	}
}

/* Returns the number of hypercalls. */
static uint64_t learn(void)
{
	struct answer a;

	amd = is_amd();
	last_leaf = ask(0, 0).eax;
	if (!mode->native)
		return 0;
	info = ask(LEAF_INFO, 0);
	vcpus = info.eax >> 16;
	codes = info.ebx;
	epoch = ask(LEAF_EPOCH, 0);
	if ((info.eax & 0xFFFF) != ((amd ? 0xF01u : 0xD01u) | mode->details) ||
	    info.edx != mode->year || !vcpus || vcpus > MAX_VCPUS ||
	    codes != (amd ? 0x408u : 86u))
		report(LEAF_INFO, 0, info);
	a = ask(LEAF_CODE, amd ? 0x81 : 18);
	return pair(a.eax, a.ebx);
}

static int find_mode(const char *name)
{
	for (size_t i = 0; i < NR(modes); i++) {
		if (!strcmp(name, modes[i].name))
			mode = &modes[i];
	}
	return mode ? 0 : -1;
}

int main(int argc, char **argv)
{
	uint32_t step = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 0) : 1;
	uint64_t calls;

	if (argc < 2 || find_mode(argv[1]) || !step) {
		fprintf(stderr, "usage: hostile MODE [STEP]\n");
		return 2;
	}
	calls = learn();
	for (size_t leaf = 0; leaf < NR(leaves); leaf++)
		try_all(leaves[leaf], step);
	for (size_t leaf = 0; leaf < NR(neighbours); leaf++)
		try_all(neighbours[leaf], step * 8);
	for (uint32_t leaf = LEAF_DURATION; leaf < LEAF_KEY_CYCLES + 16; leaf++) {
		if (is_detail(leaf))
			try_all(leaf, step * (mode->details ? 8 : 64));
	}
	printf("questions %lu\nwrong %lu\n", questions, wrong);
	printf("calls %" PRIu64 " %" PRIu64 "\n", calls, learn());
	return wrong > 0;
}
