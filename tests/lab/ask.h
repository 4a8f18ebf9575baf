/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the lab's programs in the guest share: a CPUID question, and the
 * leaves that host/README.md describes.
 */
#ifndef LAB_ASK_H
#define LAB_ASK_H

#include <cpuid.h>
#include <stdint.h>
#include <string.h>

#define LEAF_SIGNATURE	0x4FFFFF00u
#define LEAF_INFO	0x4FFFFF01u
#define LEAF_TOTAL	0x4FFFFF02u
#define LEAF_CODE	0x4FFFFF03u
#define LEAF_LONGEST	0x4FFFFF04u
#define LEAF_EPOCH	0x4FFFFF05u
#define LEAF_DURATION	0x4FFFFF40u
#define DURATION_LEAVES	29u
#define LEAF_KEY	0x4FFFFF60u
#define LEAF_KEY_CYCLES	0x4FFFFF70u
#define KEY_SLOTS	16u
#define LEAF_ASSIGNMENT	0x4FFFFFFCu	/* the first of four */

/* Bits of LEAF_INFO's EAX, and the codes beyond the others that bit 11 is for. */
#define INFO_SVM	(1u << 9)
#define INFO_EPOCH	(1u << 10)
#define INFO_OTHER	(1u << 11)
#define INFO_DURATIONS	(1u << 12)
#define INFO_KEYS	(1u << 13)
#define INFO_PAGES	(1u << 14)
#define CODE_OTHER	0xFFF0u
#define CODE_NEGATIVE	0xFFFCu		/* to 0xFFFF, on AMD */

struct answer {
	uint32_t eax, ebx, ecx, edx;
};

static inline struct answer ask(uint32_t leaf, uint32_t ecx)
{
	struct answer a;

	__cpuid_count(leaf, ecx, a.eax, a.ebx, a.ecx, a.edx);
	return a;
}

static inline uint64_t pair(uint32_t low, uint32_t high)
{
	return (uint64_t)high << 32 | low;
}

static inline int same(struct answer a, struct answer b)
{
	return !memcmp(&a, &b, sizeof(a));
}

/* Whether the CPU's vendor, as leaf 0 has it, is AMD. */
static inline int is_amd(void)
{
	return ask(0, 0).ebx == signature_AMD_ebx;
}

#endif
