/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PAGING_PARTS_H
#define PAGING_PARTS_H

/* What paging.c (the verdict) and paging_words.c (its evidence) share. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "exittop/core/paging.h"

enum kind { NESTED, SHADOW, SUPPORT, KINDS };

struct paging_row {
	unsigned int code;
	enum kind kind;
};

struct paging_table {
	const struct paging_row *clues;
	size_t clues_n;
	const unsigned int *fast;	/* reasons of the fast paths */
	size_t fast_n;
	const char *exits[KINDS];	/* what "no ... exits" calls them */
};

/* The evidence as one round shows it. */
struct paging_view {
	const struct paging_table *table;
	struct paging_judge *judge;
	struct snapshot *snap;
	uint64_t exits[KINDS];		/* evidence, by the scope's rule */
	uint64_t counts[KINDS];		/* since the counters began */
	uint64_t deltas[KINDS];		/* in this round */
	unsigned int rounds[KINDS];	/* of the kind's most frequent clue */
	bool whole[KINDS];		/* every clue is known: 0 means 0 */
	bool first[KINDS];		/* the kind's first clue is */
	bool any;			/* at least one clue is */
	bool by_counts;			/* the counts from before exittop decide */
};

static inline const struct row *paging_row_of(const struct snapshot *snap,
					      unsigned int code)
{
	static const struct row untold;
	int slot = reason_slot(snap->isa, code);

	return slot < 0 ? &untold : &snap->rows[slot];
}

static inline bool paging_row_moved(const struct row *row)
{
	return row->has & HAS_DELTA && row->delta;
}

/* The kind's clue that comes first in the table, its most usual one. */
static inline size_t paging_first_of(const struct paging_table *t, enum kind kind)
{
	size_t i = 0;

	while (t->clues[i].kind != kind)
		i++;
	return i;
}

/* paging_words.c: writes snap->evidence. */
void paging_say(const struct paging_view *v);

#endif
