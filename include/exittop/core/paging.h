/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_PAGING_H
#define EXITTOP_PAGING_H

#include <stdbool.h>
#include <stdint.h>

#include "exittop/data/snapshot.h"

/*
 * paging: does the guest run on nested paging (EPT, NPT) or on shadow paging?
 *
 * Two kinds of exits tell. EPT and NPT exits cannot occur without nested
 * paging. INVLPG, INVPCID and, on AMD, page faults and moves to and from CR3
 * exit under shadow paging only: KVM drops those intercepts with nested
 * paging. paging.c names the lines of the kernel. What merely grows
 * under shadow paging (CR_ACCESS, EXCEPTION_NMI on Intel) is shown beside the
 * evidence and decides nothing.
 *
 * What is counted as evidence depends on the scope:
 *
 *	this VM		the counts themselves. They began with the VM, so an
 *			idle guest gets its verdict at once.
 *	the host	differences since exittop began. The counters of most
 *			hosts outlive a reload of kvm_intel, and then hold
 *			the exits of both modes. As long as there are none,
 *			counts of EPT or NPT exits with not a single one of
 *			the other kind tell of nested paging.
 *
 * Verdicts, and what they stand on:
 *
 *	nested	an EPT or NPT exit was seen
 *	shadow	an exit of the other kind was seen. On a host's counters an
 *		odd tenth of the other kind within a single round is put down
 *		to what ran before, and named in the evidence.
 *	mixed	both kinds, in one round and the next ones. The mode is
 *		kvm_intel's own, so all VMs of a host share it; both kinds at
 *		a time mean that the host has nested paging and that a guest
 *		of a guest (L2) runs on shadow paging: KVM adds the exits of
 *		L2 to the vCPU of L1. Before exittop began it may have been a
 *		change of the mode, too.
 *	unknown	neither, and no guess. No exit is never taken as evidence:
 *		some hosts cannot see some reasons (paging.c, fast paths).
 *
 * A verdict stays until newer evidence comes: over idle rounds, and over a
 * RESET, a gap or a host without an answer, after which the guest may be on
 * another host. What lies in a gap itself counts only where there is nothing
 * better. Another mode is believed when its exits alone come for some rounds;
 * snap->paging_since_ns is when they began, snap->paging_was what was before.
 */

#define PAGING_CLUES 12		/* room for the rows of either table */

/* What was seen of one reason of the table. */
struct paging_clue {
	uint64_t exits;		/* evidence, by the scope's rule */
	unsigned int rounds;	/* rounds with any */
	uint64_t seen_ns;	/* the last of them, CLOCK_MONOTONIC */
};

/* Rounds in a row that have evidence, all of it of one kind. */
struct paging_streak {
	unsigned int rounds;
	uint64_t exits;
	int64_t wall_ns;	/* of the first, CLOCK_REALTIME */
};

struct paging_judge {
	struct paging_clue clues[PAGING_CLUES];
	struct paging_streak alone[2];	/* nested, shadow */
	unsigned int both;	/* rounds with evidence of both kinds */
	enum paging paging;	/* the last verdict, and the one before */
	enum paging was;
	int64_t since_wall_ns;	/* when the last began, CLOCK_REALTIME */
	bool by_counts;		/* it stands on counts from before exittop */
	bool started;		/* a round was seen */
	bool told;		/* evidence was seen */
	bool stale;		/* all of it before or in a gap */
	uint64_t since_ns;	/* CLOCK_MONOTONIC when gathering began */
};

/* Fills the caller's struct: nothing seen yet. */
void paging_init(struct paging_judge *judge);

/*
 * Takes in one round and writes snap->paging and snap->evidence: one line
 * without a newline, such as "INVLPG 312/s, CR_ACCESS 8140/s, no EPT exits".
 * Reads the rows, total, scope, dialect, isa, notes and times of @snap, which
 * the monitor has filled in.
 */
void paging_update(struct paging_judge *judge, struct snapshot *snap);

/*
 * Does this host count too late to see every exit? A hook behind the
 * kernel's fast paths never sees the reasons they serve: their zeros mean
 * nothing. Judged by interrupts, HLT and the like having no exit among at
 * least a thousand. Never so of a native host.
 */
bool paging_is_blind(const struct snapshot *snap);

/* Is @code one of the reasons such a host cannot see? */
bool paging_blind_reason(enum isa isa, unsigned int code);

#endif
