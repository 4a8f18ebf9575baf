/* SPDX-License-Identifier: GPL-2.0-only */
#include "classify.h"
#include "exittop/facts/quirk.h"

/*
 * Bounds that let a counter through and hardly ever a register of garbage
 * (H9). Between before and after lie LOOK_CPUIDS and a few more.
 */
#define GREW_LEAST    (LOOK_CPUIDS * 3 / 4)	/* H19: some get lost */
#define GREW_MOST     CLASSIFY_MOST		/* others exit, too */
#define GREW_OTHER    8				/* of a reason that rests */
#define CYCLES_LEAST  20			/* of a part of an exit (H14) */
#define CYCLES_MOST   100000000

static const uint32_t leaves[LOOKS] = { LEAF_C, LEAF_D, LEAF_E, LEAF_F };

uint32_t classify_leaf(int at)
{
	return leaves[at];
}

/* H8: the registers come back as they were given. */
static bool is_echo(const struct look *look, uint32_t code)
{
	return look->cpuid[0].eax == look->leaf &&
	       look->cpuid[0].ecx == code;
}

static bool within(uint64_t step, uint64_t least, uint64_t most)
{
	return step >= least && step <= most;
}

static uint64_t cycles_of(const struct regs *r, bool swapped)
{
	return swapped ? (uint64_t)r->ecx << 32 | r->ebx
		       : (uint64_t)r->ebx << 32 | r->ecx;
}

static bool cycles_grew(const struct regs *before, const struct regs *after,
			bool swapped)
{
	return within(cycles_of(after, swapped) - cycles_of(before, swapped),
		      (uint64_t)LOOK_CPUIDS * CYCLES_LEAST,
		      (uint64_t)LOOK_CPUIDS * CYCLES_MOST);
}

/* H9: another "no such reason". */
static bool is_ones(const struct regs *r)
{
	return r->eax == UINT32_MAX && !r->ebx && !r->ecx;
}

static void judge_count(struct look *look)
{
	uint32_t cpuid = look->cpuid[1].eax - look->cpuid[0].eax;
	uint32_t other = look->other[1].eax - look->other[0].eax;
	uint32_t apart = look->cpuid[0].eax - look->other[0].eax;

	look->count = within(cpuid, GREW_LEAST, GREW_MOST) &&
		      other <= GREW_OTHER;
	look->total = within(cpuid, GREW_LEAST, GREW_MOST) &&
		      within(other, GREW_LEAST, GREW_MOST) &&
		      apart <= GREW_MOST;
}

/* H11: swapped words make steps that no time can hold. */
static void judge_cycles(struct look *look)
{
	bool plain = cycles_grew(&look->cpuid[0], &look->cpuid[1], false);
	bool grew, other;

	look->swapped = !plain && cycles_grew(&look->cpuid[0],
					      &look->cpuid[1], true);
	grew = plain || look->swapped;
	other = cycles_grew(&look->other[0], &look->other[1], look->swapped);
	look->cycles = grew && !other;
	look->total_cycles = grew && other;
}

void classify_judge(struct look *look, const struct look *control, uint32_t code)
{
	look->ones = is_ones(&look->other[0]) && is_ones(&look->other[1]) &&
		     !is_ones(&control->other[0]);
	look->refuses = look->ones ||
			(leaf_is_sentinel(&look->other[0]) &&
			 !leaf_is_sentinel(&control->other[0]));
	look->patched = look->refuses;
	for (int i = 0; i < 2; i++)
		if (!leaf_same(&look->cpuid[i], &control->cpuid[0]) ||
		    !leaf_same(&look->other[i], &control->other[0]))
			look->patched = true;
	if (is_echo(look, code))
		look->patched = false;
	if (!look->patched)
		return;
	judge_count(look);
	judge_cycles(look);
}

static const struct look *look_at(const struct look looks[LOOKS],
				  uint32_t leaf)
{
	for (int i = 0; i < LOOKS; i++)
		if (leaves[i] == leaf)
			return &looks[i];
	return NULL;
}

bool classify_counts(const struct look looks[LOOKS], enum dialect dialect)
{
	const struct look *count = look_at(looks, leaf_map(dialect)->count);

	return count && count->count;
}

const char *classify_says(const struct look *look)
{
	if (!look->patched)
		return "as an unpatched host";
	if (look->count)
		return "the count of one exit reason";
	if (look->total && look->total_cycles)
		return "a count and cycles of all exits";
	if (look->total)
		return "a count of all exits";
	if (look->cycles)
		return look->swapped ? "the cycles of one reason, words swapped"
				     : "the cycles of one exit reason";
	if (look->total_cycles)
		return look->swapped ? "the cycles of all exits, words swapped"
				     : "the cycles of all exits";
	if (look->refuses)
		return "\"no such reason\" to an undefined one";
	return "something that does not count";
}

/*
 * D counts reasons in 2021 alone. E does in 2020 and 2022: there C and D add
 * up all exits in 2022 and are not served in 2020, and F is about one reason
 * in 2022 and about all in 2020 (dialect table in leaf.c). A leaf may be dead
 * (H6), so what is missing proves little.
 */
enum dialect classify_dialect(const struct look looks[LOOKS], bool f_seen)
{
	const struct look *c = &looks[LOOK_C], *d = &looks[LOOK_D];
	const struct look *e = &looks[LOOK_E], *f = &looks[LOOK_F];

	if (d->count == e->count)
		return DIALECT_NONE;
	if (d->count)
		return DIALECT_2021;
	if (c->total || d->total_cycles)
		return DIALECT_2022;
	if (!f_seen)
		return DIALECT_2020;
	if (f->total && !f->refuses && !c->patched && !d->patched)
		return DIALECT_2020;
	if ((f->cycles || f->refuses) && !f->total)
		return DIALECT_2022;
	return DIALECT_NONE;
}

unsigned int classify_quirks(const struct look looks[LOOKS],
			 enum dialect dialect)
{
	const struct leaf_map *map = leaf_map(dialect);
	const struct look *count = look_at(looks, map->count);
	const struct look *total = look_at(looks, map->total_count);
	const struct look *cycles = look_at(looks, map->cycles);
	unsigned int quirks = 0;

	if (total && !total->total)
		quirks |= QUIRK_NO_TOTAL;
	if (total && total->total_cycles && total->swapped)
		quirks |= QUIRK_SWAPPED;
	if (count && count->ones)
		quirks |= QUIRK_ONES;
	if (!cycles)
		return quirks;
	if (cycles->swapped)
		quirks |= QUIRK_SWAPPED;
	/* H14: the cycles of the last exit only are a sum of nothing. */
	if (!cycles->cycles || !count ||
	    cycles_of(&cycles->cpuid[1], cycles->swapped) <
	    (uint64_t)count->cpuid[1].eax * CYCLES_LEAST)
		quirks |= QUIRK_NO_CYCLES;
	return quirks;
}
