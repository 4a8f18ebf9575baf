/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plainloop [SECONDS]: what one writes first to look at all counters: ask
 * every leaf of dialect 2021, for every code, and again after SECONDS (without
 * them: once). For bench to compare exittop with. Prints a line a sweep.
 */
#define _DEFAULT_SOURCE
#include <cpuid.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define LEAF_INFO	  0x4FFFFF01u	/* host/README.md */
#define INFO_SVM	  (1u << 9)
#define LEAF_TOTAL	  0x4FFFFFFFu
#define LEAF_TOTAL_CYCLES 0x4FFFFFFEu
#define LEAF_COUNT	  0x4FFFFFFDu
#define LEAF_CYCLES	  0x4FFFFFFCu
#define VMX_CODES	  70u		/* those of the course's texts */
#define SVM_CODES	  0xA7u		/* host/README.md, and from */
#define SVM_HIGH	  0x400u	/* on */
#define SVM_HIGH_CODES	  4u

static uint32_t eax, ebx, ecx, edx;	/* as answered last */

static void ask(uint32_t leaf, uint32_t code)
{
	__cpuid_count(leaf, code, eax, ebx, ecx, edx);
}

/* Returns how many CPUIDs it took. */
static unsigned int ask_codes(uint32_t first, uint32_t codes)
{
	for (uint32_t code = first; code < first + codes; code++) {
		ask(LEAF_COUNT, code);
		ask(LEAF_CYCLES, code);
	}
	return 2 * codes;
}

static unsigned int sweep(int svm)
{
	unsigned int asked = 2;

	ask(LEAF_TOTAL, 0);
	ask(LEAF_TOTAL_CYCLES, 0);
	asked += ask_codes(0, svm ? SVM_CODES : VMX_CODES);
	if (svm)
		asked += ask_codes(SVM_HIGH, SVM_HIGH_CODES);
	return asked;
}

int main(int argc, char **argv)
{
	double seconds = argc > 1 ? atof(argv[1]) : 0;
	int svm;

	ask(LEAF_INFO, 0);
	svm = (eax & INFO_SVM) != 0;
	do {
		printf("%u\n", sweep(svm));
		fflush(stdout);
		usleep((useconds_t)(seconds * 1e6));
	} while (seconds > 0);
	return 0;
}
