/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cost: how many instructions the host needs for an exit, where the TSC
 * counts instructions, as an emulator's can. Of many tries the cheapest
 * counts: no interrupt came in between.
 *
 * Prints "nops N" for 1000 of them, "hypercall N" for one that does next to
 * nothing, "invalid N" for an instruction that KVM says is none, and "LEAF ECX N" for CPUIDs: those of any host, and those that
 * only exittop_host answers, with the numbers that make the most of it.
 */
#define _GNU_SOURCE
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <ucontext.h>

#include "ask.h"

#define TRIES	40

struct question {
	uint32_t leaf, ecx;
};

static uint64_t tsc(void)
{
	uint32_t low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high) : : "memory");
	return pair(low, high);
}

static void do_nothing(const struct question *q)
{
	(void)q;
}

static void do_nops(const struct question *q)
{
	(void)q;
	__asm__ volatile(".rept 1000; nop; .endr");
}

static void do_vmcall(const struct question *q)
{
	long result = -1;

	(void)q;
	__asm__ volatile("vmcall" : "+a"(result) : : "memory");
}

static void do_vmmcall(const struct question *q)
{
	long result = -1;

	(void)q;
	__asm__ volatile("vmmcall" : "+a"(result) : : "memory");
}

/*
 * An exit that has no key: VMXOFF on Intel, #UD on AMD. The kernel sends us a
 * signal, and we go on behind it.
 */
static void do_invalid(const struct question *q)
{
	(void)q;
	if (is_amd())
		__asm__ volatile("ud2; nop" : : : "memory");
	else
		__asm__ volatile("vmxoff" : : : "memory");
}

static void go_on(int number, siginfo_t *info, void *context)
{
	ucontext_t *c = context;

	(void)number;
	(void)info;
	c->uc_mcontext.gregs[REG_RIP] += 3;
}

static void do_cpuid(const struct question *q)
{
	ask(q->leaf, q->ecx);
}

/* The least of many tries, with what it takes to look at the clock. */
static uint64_t least(void (*volatile work)(const struct question *),
		      const struct question *q)
{
	uint64_t best = UINT64_MAX;

	for (int i = 0; i < TRIES; i++) {
		uint64_t begin = tsc(), cycles;

		work(q);
		cycles = tsc() - begin;
		if (cycles < best)
			best = cycles;
	}
	return best;
}

int main(void)
{
	static const uint32_t ordinary[] = {
		0, 1, 0x40000000, 0x80000000, 0x4FFFFF06
	};
	static const uint32_t answered[] = {
		LEAF_SIGNATURE, LEAF_INFO, LEAF_TOTAL, LEAF_CODE, LEAF_LONGEST,
		LEAF_EPOCH, LEAF_DURATION, LEAF_DURATION + DURATION_LEAVES - 1,
		LEAF_KEY, LEAF_KEY + KEY_SLOTS - 1, LEAF_KEY_CYCLES,
		LEAF_KEY_CYCLES + KEY_SLOTS - 1,
		LEAF_ASSIGNMENT, LEAF_ASSIGNMENT + 1, LEAF_ASSIGNMENT + 2,
		LEAF_ASSIGNMENT + 3
	};
	static const uint32_t numbers[] = {
		0, 10, 35, 71, 85, 86, 0xbf, 0xc0, 0x3ff, 0x400, 0x403, 0x407,
		0x408, 0xfff0, 0xfffc, 0xffff, 0x10000, 0x1000a, 0x10403, 0x20000, 0x2000a, 0x30000,
		0x7fffffff, 0x80000000, 0xffff0000, 0xffffffff
	};
	const struct sigaction invalid = {
		.sa_sigaction = go_on, .sa_flags = SA_SIGINFO
	};
	struct question q = { 0, 0 };
	uint64_t nothing = least(do_nothing, &q);

	sigaction(SIGILL, &invalid, NULL);

	printf("nops %" PRIu64 "\n", least(do_nops, &q) - nothing);
	printf("hypercall %" PRIu64 "\n",
	       least(is_amd() ? do_vmmcall : do_vmcall, &q) - nothing);
	printf("invalid %" PRIu64 "\n", least(do_invalid, &q) - nothing);
	for (size_t i = 0; i < sizeof(ordinary) / sizeof(*ordinary); i++) {
		q.leaf = ordinary[i];
		printf("%08x %08x %" PRIu64 "\n", q.leaf, q.ecx,
		       least(do_cpuid, &q) - nothing);
	}
	for (size_t i = 0; i < sizeof(answered) / sizeof(*answered); i++) {
		q.leaf = answered[i];
		for (size_t k = 0; k < sizeof(numbers) / sizeof(*numbers); k++) {
			q.ecx = numbers[k];
			printf("%08x %08x %" PRIu64 "\n", q.leaf, q.ecx,
			       least(do_cpuid, &q) - nothing);
		}
	}
	return 0;
}
