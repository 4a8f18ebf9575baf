/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/core/leaf.h"
#include "exittop/facts/quirk.h"

#include <stdio.h>
#include <string.h>

#define ALL_ONES 0xFFFFFFFFu

/*
 * Source: host/README.md for native; the assignment texts of the years named
 * for the others. Columns: total count, total cycles, count, cycles of n.
 */
#define MAP(id, wide_, total, total_cycles_, count_, cycles_)	\
	[id] = { .dialect = (id), .wide = (wide_),		\
		 .total_count = (total), .total_cycles = (total_cycles_), \
		 .count = (count_), .cycles = (cycles_) }

static const struct leaf_map maps[DIALECT_COUNT] = {
	MAP(DIALECT_NONE, false, 0, 0, 0, 0),
	MAP(DIALECT_NATIVE, true, LEAF_TOTAL, LEAF_TOTAL, LEAF_REASON,
	    LEAF_REASON),
	MAP(DIALECT_2020, false, LEAF_F, LEAF_F, LEAF_E, 0),
	MAP(DIALECT_2021, false, LEAF_F, LEAF_E, LEAF_D, LEAF_C),
	MAP(DIALECT_2022, false, LEAF_C, LEAF_D, LEAF_E, LEAF_F),
	MAP(DIALECT_2020_SVM, false, LEAF_F, LEAF_F, LEAF_E, 0),
};

const struct leaf_map *leaf_map(enum dialect dialect)
{
	return &maps[dialect];
}

static void leave_out_f(uint32_t *leaf)
{
	if (*leaf == LEAF_F)
		*leaf = 0;
}

struct leaf_map leaf_map_of(enum dialect dialect, unsigned int quirks)
{
	struct leaf_map map = maps[dialect];

	map.swapped = quirks & QUIRK_SWAPPED;
	map.ones = quirks & QUIRK_ONES;
	if (map.wide)
		return map;
	if (quirks & QUIRK_NO_TOTAL)
		map.total_count = map.total_cycles = 0;
	if (quirks & QUIRK_NO_CYCLES)
		map.cycles = 0;
	if (quirks & QUIRK_UNSAFE_F) {
		leave_out_f(&map.total_count);
		leave_out_f(&map.total_cycles);
		leave_out_f(&map.cycles);
	}
	return map;
}

int leaf_dialect(const char *name, struct err *err)
{
	for (int i = 0; i < DIALECT_COUNT; i++)
		if (!strcmp(host_dialect_name(i), name))
			return i;
	return err_set(err, "no dialect '%s': there are auto, native, 2020, "
		       "2021, 2022 and 2020-svm", name);
}

bool leaf_may_ask(const struct leaf_map *map, enum isa isa, unsigned int code)
{
	if (map->wide)
		return code < REASON_OTHER || map->other;
	/* SVM hosts index by exit code: there the codes KVM knows are safe. */
	if (isa == ISA_SVM) {
		int slot = reason_slot(isa, code);

		return slot >= 0 && code < REASON_OTHER &&
		       reason_get(isa, (unsigned int)slot)->defined;
	}
	return code < LEAF_SAFE_CODES;
}

bool leaf_is_sentinel(const struct regs *regs)
{
	return !regs->eax && !regs->ebx && !regs->ecx &&
	       (regs->edx == ALL_ONES || regs->edx == ALL_ONES >> 4);
}

static bool is_all_ones(const struct regs *regs)
{
	return regs->eax == ALL_ONES && regs->ebx == ALL_ONES &&
	       regs->ecx == ALL_ONES && regs->edx == ALL_ONES;
}

bool leaf_same(const struct regs *a, const struct regs *b)
{
	return a->eax == b->eax && a->ebx == b->ebx && a->ecx == b->ecx;
}

/* Is the total asked of a leaf that this host does not serve (any more)? */
static bool is_unserved(const struct leaf_map *map, uint32_t leaf,
			uint32_t subleaf, const struct regs *regs)
{
	return map->has_control && leaf == map->total_count && !subleaf &&
	       leaf_same(regs, &map->control);
}

static uint64_t join(uint32_t high, uint32_t low)
{
	return (uint64_t)high << 32 | low;
}

/* Native: count in EBX:EAX, cycles in EDX:ECX. */
static void take_native(const struct regs *regs, struct tally *out)
{
	if (is_all_ones(regs))
		return;
	out->has_count = out->has_cycles = true;
	out->count = join(regs->ebx, regs->eax);
	out->cycles = join(regs->edx, regs->ecx);
}

static int ask(struct source *src, uint32_t leaf, uint32_t subleaf,
	       struct regs *regs, struct err *err)
{
	memset(regs, 0, sizeof(*regs));
	return source_query(src, leaf, subleaf, regs, err);
}

/*
 * An assignment leaf: counts in EAX, cycles in EBX:ECX (H9: the registers it
 * does not define hold garbage).
 */
static int read_assignment(const struct leaf_map *map, struct source *src,
			   uint32_t leaf, uint32_t code, bool count,
			   bool cycles, struct tally *out, struct err *err)
{
	struct regs regs;
	int got;

	if (!leaf)
		return 0;
	got = ask(src, leaf, code, &regs, err);
	if (got <= 0)
		return got;
	/* H8: the registers come back as they were given: no answer. */
	if (regs.eax == leaf && regs.ecx == code)
		return 0;
	out->unserved = count && is_unserved(map, leaf, code, &regs);
	if (out->unserved)
		return 0;
	if (leaf != map->total_count &&
	    (leaf_is_sentinel(&regs) || (map->ones && regs.eax == ALL_ONES)))
		return 0;
	if (count) {
		out->has_count = true;
		out->count = regs.eax;
	}
	if (cycles) {
		out->has_cycles = true;
		out->cycles = map->swapped ? join(regs.ecx, regs.ebx)
					   : join(regs.ebx, regs.ecx);
	}
	return 0;
}

static int read_native(const struct leaf_map *map, struct source *src,
		       uint32_t leaf, unsigned int vcpu, unsigned int code,
		       struct tally *out, struct err *err)
{
	uint32_t subleaf = vcpu << LEAF_VCPU_SHIFT | code;
	struct regs regs;
	int got = ask(src, leaf, subleaf, &regs, err);

	out->unserved = got > 0 && is_unserved(map, leaf, subleaf, &regs);
	if (got > 0 && !out->unserved)
		take_native(&regs, out);
	return got < 0 ? -1 : 0;
}

int leaf_read_total(const struct leaf_map *map, struct source *src,
		    unsigned int vcpu, bool want_cycles, struct tally *out,
		    struct err *err)
{
	bool both = map->total_cycles == map->total_count;

	memset(out, 0, sizeof(*out));
	if (map->wide)
		return read_native(map, src, map->total_count, vcpu, 0, out,
				   err);
	if (read_assignment(map, src, map->total_count, 0, true, both, out,
			    err))
		return -1;
	if (both || !want_cycles)
		return 0;
	return read_assignment(map, src, map->total_cycles, 0, false, true,
			       out, err);
}

int leaf_read_reason(const struct leaf_map *map, struct source *src,
		     unsigned int vcpu, unsigned int code, bool want_cycles,
		     struct tally *out, struct err *err)
{
	memset(out, 0, sizeof(*out));
	if (map->wide)
		return read_native(map, src, map->count, vcpu, code, out, err);
	if (read_assignment(map, src, map->count, code, true, false, out,
			    err))
		return -1;
	if (!want_cycles)
		return 0;
	return leaf_read_cycles(map, src, code, out, err);
}

bool leaf_is_total(const struct leaf_map *map, unsigned int vcpu,
		   uint32_t leaf, uint32_t subleaf)
{
	return leaf && leaf == map->total_count &&
	       subleaf == (map->wide ? vcpu << LEAF_VCPU_SHIFT : 0);
}

bool leaf_is_reason(const struct leaf_map *map, unsigned int vcpu,
		    uint32_t leaf, uint32_t subleaf, unsigned int *code)
{
	uint32_t first = map->wide ? vcpu << LEAF_VCPU_SHIFT : 0;

	*code = subleaf - first;
	return leaf && leaf == map->count && subleaf >= first &&
	       *code < 1u << LEAF_VCPU_SHIFT;
}

int leaf_read_cycles(const struct leaf_map *map, struct source *src,
		     unsigned int code, struct tally *out, struct err *err)
{
	if (map->wide || !out->has_count)
		return 0;
	return read_assignment(map, src, map->cycles, code, false, true, out,
			       err);
}
