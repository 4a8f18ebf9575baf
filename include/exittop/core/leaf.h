/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_LEAF_H
#define EXITTOP_LEAF_H

#include <stdbool.h>
#include <stdint.h>

#include "exittop/base/err.h"
#include "exittop/facts/host.h"
#include "exittop/facts/reason.h"
#include "exittop/source/source.h"

/*
 * leaf: what each host dialect answers on which CPUID leaf.
 *
 * The native leaves are those of host/README.md. The others are the leaves of
 * a course's assignment texts, named by the year of the text (the year of a
 * host says nothing about the dialect it speaks).
 */

#define LEAF_SIGNATURE	0x4FFFFF00u	/* native: "EXIT" "COUN" "TERS" */
#define LEAF_INFO	0x4FFFFF01u	/* native: version, scope, vCPUs */
#define LEAF_TOTAL	0x4FFFFF02u	/* native: totals */
#define LEAF_REASON	0x4FFFFF03u	/* native: one reason */
#define LEAF_LONGEST	0x4FFFFF04u	/* native: longest exit */
#define LEAF_EPOCH	0x4FFFFF05u	/* native: another one whenever the
					 * counters began again */
#define LEAF_DURATIONS	0x4FFFFF40u	/* native: and the 28 leaves after it,
					 * exits by their length */
#define LEAF_KEYS	0x4FFFFF60u	/* native: 16 keys of a reason, ... */
#define LEAF_KEY_CYCLES	0x4FFFFF70u	/* ... and their cycles and errors */
#define LEAF_DETAILS_END 0x4FFFFF80u
#define LEAF_CONTROL	0x4FFFFFF0u	/* nobody serves it: what an unpatched
					 * host answers */
#define LEAF_C		0x4FFFFFFCu
#define LEAF_D		0x4FFFFFFDu
#define LEAF_E		0x4FFFFFFEu
#define LEAF_F		0x4FFFFFFFu

#define LEAF_VCPU_SHIFT	16		/* native: ECX = vCPU << 16 | code */
#define LEAF_SAFE_CODES	69		/* assignment hosts index arrays of 50
					 * to 76 entries without a check (H2):
					 * codes from here on are never sent */

/* One row per dialect. A leaf of 0 is one the dialect does not have. */
struct leaf_map {
	enum dialect dialect;
	bool wide;			/* counts are 64 bits, else 32 */
	uint32_t total_count;
	uint32_t total_cycles;
	uint32_t count;			/* of one reason */
	uint32_t cycles;		/* of one reason */
	bool swapped;			/* cycles are low word first (H11) */
	bool ones;			/* a count of 0xFFFFFFFF is none (H9) */
	bool other;			/* REASON_OTHER and the SVM codes
					 * after it can be asked */
	bool has_control;		/* the next is known */
	struct regs control;		/* LEAF_CONTROL's answer to subleaf 0:
					 * what a host that counts nothing
					 * answers everywhere */
};

/* One answer taken apart. */
struct tally {
	bool has_count, has_cycles;
	uint64_t count;			/* exits; 32 bits unless `wide` */
	uint64_t cycles;		/* TSC cycles */
	bool unserved;			/* a total: the answer is that of a
					 * leaf that nobody serves */
};

/* The row of @dialect; DIALECT_NONE's has no leaves. Never NULL. */
const struct leaf_map *leaf_map(enum dialect dialect);

/*
 * The row as a host with these QUIRK_* serves it: without the leaves that
 * are dead or not to be read.
 */
struct leaf_map leaf_map_of(enum dialect dialect, unsigned int quirks);

/*
 * The dialect called @name, or -1 with @err listing those there are. "auto"
 * is DIALECT_NONE: to be probed.
 */
int leaf_dialect(const char *name, struct err *err);

/*
 * May @code be sent to a host of this dialect? Native hosts check their
 * index, assignment hosts do not (LEAF_SAFE_CODES).
 */
bool leaf_may_ask(const struct leaf_map *map, enum isa isa, unsigned int code);

/*
 * Reads the totals of @vcpu (0: all of them together, k: vCPU k - 1; native
 * only). One CPUID on native and 2020 hosts, two on others; @want_cycles
 * false leaves the second out.
 *
 * Returns 0, with has_* false for what the dialect does not tell or a
 * recording does not hold; -1 with @err.
 */
int leaf_read_total(const struct leaf_map *map, struct source *src,
		    unsigned int vcpu, bool want_cycles, struct tally *out,
		    struct err *err);

/*
 * Reads the count of one exit reason; as leaf_read_total(). The
 * assignment's "no such reason" answer (leaf_is_sentinel()) and the native
 * one (0xFFFFFFFF in all) give has_count false: unknown, not zero.
 */
int leaf_read_reason(const struct leaf_map *map, struct source *src,
		     unsigned int vcpu, unsigned int code, bool want_cycles,
		     struct tally *out, struct err *err);

/*
 * Is this the question of leaf_read_total(), or of leaf_read_reason() for
 * @code?
 */
bool leaf_is_total(const struct leaf_map *map, unsigned int vcpu,
		   uint32_t leaf, uint32_t subleaf);
bool leaf_is_reason(const struct leaf_map *map, unsigned int vcpu,
		    uint32_t leaf, uint32_t subleaf, unsigned int *code);

/*
 * Fills in the cycles of one reason where leaf_read_reason() was asked
 * without them and the dialect keeps them on a leaf of their own.
 */
int leaf_read_cycles(const struct leaf_map *map, struct source *src,
		     unsigned int code, struct tally *out, struct err *err);

/*
 * Is this the assignment's answer for a reason that does not exist: EAX = EBX
 * = ECX = 0 and EDX = 0xFFFFFFFF? Or what some hosts make of it: EDX =
 * 0x0FFFFFFF (H9)?
 */
bool leaf_is_sentinel(const struct regs *regs);

/*
 * Are two answers the same? EDX is left out: where the highest basic leaf is
 * 0xB or 0x1F it is the x2APIC id of the CPU one happens to run on.
 */
bool leaf_same(const struct regs *a, const struct regs *b);

#endif
