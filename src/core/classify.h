/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_LOOK_H
#define EXITTOP_LOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "exittop/core/leaf.h"
#include "exittop/source/source.h"

/*
 * look: what an assignment's leaf does, judged by its answers alone, and
 * which dialect and which quirks that makes. Pure: the probe asks.
 */

#define LOOK_UNDEFINED 35	/* no such VMX exit reason: provokes the
				 * assignment's "no such reason" (H2) */
#define LOOK_UNDEFINED_SVM 0x2a	/* likewise of SVM: reads of DR10 */
#define LOOK_CPUIDS    64	/* exits provoked between before and after */

/*
 * No host makes more exits while we provoke ours: some milliseconds at 1e9/s.
 * A register of garbage passes once in a hundred times, so it has to pass
 * often (probe_is_alive()).
 */
#define CLASSIFY_MOST  30000000

enum { LOOK_C, LOOK_D, LOOK_E, LOOK_F, LOOKS };

/* Answers to the code of CPUID and to an undefined one, before and after. */
struct look {
	uint32_t leaf;
	struct regs cpuid[2], other[2];
	bool patched;		/* not what an unpatched host answers */
	bool refuses;		/* "no such reason" to the undefined one */
	bool ones;		/* ... as 0xFFFFFFFF in EAX (H9) */
	bool count;		/* EAX: the exits of one reason */
	bool total;		/* EAX: exits, whatever is asked */
	bool cycles;		/* EBX:ECX: the cycles of one reason */
	bool total_cycles;	/* EBX:ECX: cycles, whatever is asked */
	bool swapped;		/* ... with the two words swapped */
};

/* The leaf of LOOK_C, ... */
uint32_t classify_leaf(int at);

/*
 * Fills in the judgement from the answers. @control holds the answers of a
 * leaf that nobody serves, @code is that of CPUID.
 */
void classify_judge(struct look *look, const struct look *control, uint32_t code);

/* One phrase of what the leaf gives. */
const char *classify_says(const struct look *look);

/*
 * The dialect that the leaves make together; DIALECT_NONE where it cannot be
 * told. @f_seen is false as long as LOOK_F was not asked: then DIALECT_2020
 * stands for "2020 or 2022".
 */
enum dialect classify_dialect(const struct look looks[LOOKS], bool f_seen);

/* Is there the count of one exit reason where @dialect has it? */
bool classify_counts(const struct look looks[LOOKS], enum dialect dialect);

/* What of @dialect this host does not serve, or serves wrongly. */
unsigned int classify_quirks(const struct look looks[LOOKS],
			 enum dialect dialect);

#endif
