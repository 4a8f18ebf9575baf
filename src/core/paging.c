/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/core/paging.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum kind { NESTED, SHADOW, SUPPORT, KINDS };

/*
 * Which exits tell. Sources, Linux 6.1 (6.12 is the same):
 * VMX: vmx_exec_control() clears CR3 load, CR3 store and INVLPG exiting "when
 * using EPT". INVPCID exits only with INVLPG exiting (SDM vol. 3, 26.1.3).
 * PML needs EPT (hardware_setup()). 0 and 28 have other causes too, so they
 * only support: vmx_update_exception_bitmap(), the CR0 and CR4 masks.
 * SVM: init_vmcb() clears INVLPG, #PF, CR3 read and CR3 write `if
 * (npt_enabled)`; svm_recalc_instruction_intercepts() keeps INVPCID with NPT
 * only to refuse it to a guest whose CPUID lacks it.
 */
static const struct clue {
	unsigned int code;
	enum kind kind;
} vmx_clues[] = {
	{ 48, NESTED },		/* EPT_VIOLATION */
	{ 49, NESTED },		/* EPT_MISCONFIG */
	{ 62, NESTED },		/* PML_FULL */
	{ 14, SHADOW },		/* INVLPG */
	{ 58, SHADOW },		/* INVPCID */
	{ 28, SUPPORT },	/* CR_ACCESS */
	{ 0, SUPPORT },		/* EXCEPTION_NMI */
}, svm_clues[] = {
	{ 0x400, NESTED },	/* NPF */
	{ 0x079, SHADOW },	/* INVLPG */
	{ 0x0a2, SHADOW },	/* INVPCID */
	{ 0x013, SHADOW },	/* WRITE_CR3 */
	{ 0x003, SHADOW },	/* READ_CR3 */
	{ 0x04e, SHADOW },	/* PF excp */
};

/*
 * Reasons served before the table of handlers is reached, which is where most
 * course patches count: __vmx_handle_exit() and svm_invoke_exit_handler()
 * under CONFIG_RETPOLINE. The last of each list is a clue itself.
 */
static const unsigned int vmx_fast[] = { 1, 7, 12, 32, 52, 49 };
static const unsigned int svm_fast[] = { 0x60, 0x64, 0x78, 0x7c, 0x400 };

#define BLIND_EXITS  1000	/* so many other exits make a zero speak */
#define REMNANT_PART 10		/* a remnant is at most one in so many */

#define LIST(array) array, sizeof(array) / sizeof((array)[0])

static const struct table {
	const struct clue *clues;
	size_t clues_n;
	const unsigned int *fast;
	size_t fast_n;
	const char *exits[KINDS];	/* what "no ... exits" calls them */
} tables[] = {
	[ISA_VMX] = { LIST(vmx_clues), LIST(vmx_fast),
		      { "EPT", "INVLPG or INVPCID", "" } },
	[ISA_SVM] = { LIST(svm_clues), LIST(svm_fast),
		      { "NPT", "INVLPG or CR3", "" } },
};

/* The evidence as one round shows it. */
struct view {
	const struct table *table;
	const struct paging_judge *judge;
	struct snapshot *snap;
	uint64_t exits[KINDS];
	unsigned int rounds[KINDS];	/* of the kind's most frequent clue */
	bool moved[KINDS];		/* in this round */
	bool whole[KINDS];		/* every clue is told: 0 means 0 */
	bool first[KINDS];		/* the kind's first clue is */
	bool any;			/* at least one clue is */
};

void paging_init(struct paging_judge *judge)
{
	memset(judge, 0, sizeof(*judge));
}

static const struct row *row_of(const struct snapshot *snap, unsigned int code)
{
	static const struct row untold;
	int slot = reason_slot(snap->isa, code);

	return slot < 0 ? &untold : &snap->rows[slot];
}

static bool row_moved(const struct row *row)
{
	return row->has & HAS_DELTA && row->delta;
}

bool paging_blind_reason(enum isa isa, unsigned int code)
{
	for (size_t i = 0; i < tables[isa].fast_n; i++)
		if (tables[isa].fast[i] == code)
			return true;
	return false;
}

bool paging_is_blind(const struct snapshot *snap)
{
	const struct table *t = &tables[snap->isa];
	uint64_t sum = 0;

	if (snap->dialect == DIALECT_NATIVE)
		return false;
	for (size_t i = 0; i + 1 < t->fast_n; i++) {
		const struct row *row = row_of(snap, t->fast[i]);

		if (row->has & HAS_COUNT && row->count)
			return false;
	}
	for (unsigned int i = 0; i < snap->reasons; i++)
		if (snap->rows[i].has & HAS_COUNT)
			sum += snap->rows[i].count;
	return sum >= BLIND_EXITS;
}

/* Is there evidence in this round's differences? */
static bool tells(const struct table *t, const struct snapshot *snap)
{
	for (size_t i = 0; i < t->clues_n; i++)
		if (t->clues[i].kind != SUPPORT &&
		    row_moved(row_of(snap, t->clues[i].code)))
			return true;
	return false;
}

static void forget(struct paging_judge *judge, uint64_t now_ns)
{
	paging_init(judge);
	judge->started = true;
	judge->since_ns = now_ns;
}

/* What one more round tells; @take: its differences are worth something. */
static void gather_clue(struct paging_clue *clue, const struct row *row,
			const struct snapshot *snap, bool take)
{
	if (row_moved(row) && take) {
		clue->rounds++;
		clue->seen_ns = snap->mono_ns;
		clue->exits += row->delta;
	}
	if (snap->scope == SCOPE_VM && row->has & HAS_COUNT)
		clue->exits = row->count;
}

static void gather(struct paging_judge *judge, const struct snapshot *snap)
{
	const struct table *t = &tables[snap->isa];
	bool gap = snap->notes & NOTE_GAP, take = true;
	bool told = tells(t, snap);

	if (!judge->started || snap->notes & NOTE_RESET ||
	    (judge->stale && !gap && told))
		forget(judge, snap->mono_ns);
	/* A gap's difference may lie between two hosts: better than none. */
	if (gap) {
		take = judge->stale || !judge->told;
		judge->stale = true;
	}
	judge->told |= told;
	for (size_t i = 0; i < t->clues_n; i++)
		gather_clue(&judge->clues[i], row_of(snap, t->clues[i].code),
			    snap, take);
}

/* The kind's clue that comes first in the table, its most usual one. */
static size_t first_of(const struct table *t, enum kind kind)
{
	size_t i = 0;

	while (t->clues[i].kind != kind)
		i++;
	return i;
}

/* Which zeros mean something: is every clue told, and the first ones? */
static void look(struct view *v)
{
	const struct table *t = v->table;
	bool blind = paging_is_blind(v->snap);

	v->whole[NESTED] = v->whole[SHADOW] = true;
	for (size_t i = 0; i < t->clues_n; i++) {
		unsigned int code = t->clues[i].code;
		enum kind kind = t->clues[i].kind;
		bool told = row_of(v->snap, code)->has & HAS_COUNT &&
			    !(blind && paging_blind_reason(v->snap->isa, code));

		if (kind == SUPPORT)
			continue;
		if (i == first_of(t, kind))
			v->first[kind] = told;
		v->whole[kind] &= told;
		v->any |= told;
	}
}

/* Adds up the clues by kind. */
static void weigh(struct view *v)
{
	const struct table *t = v->table;

	for (size_t i = 0; i < t->clues_n; i++) {
		const struct paging_clue *clue = &v->judge->clues[i];
		enum kind kind = t->clues[i].kind;

		v->exits[kind] += clue->exits;
		if (clue->rounds > v->rounds[kind])
			v->rounds[kind] = clue->rounds;
		if (!(v->snap->notes & NOTE_GAP))
			v->moved[kind] |= row_moved(row_of(v->snap,
							   t->clues[i].code));
	}
}

/*
 * Is the little there is of @minor what another mode left behind? Only a
 * host's counters can hold that, and in one round only: what goes on beside us
 * shares our mode.
 */
static bool is_remnant(const struct view *v, enum kind minor, enum kind major)
{
	return v->snap->scope == SCOPE_HOST && v->rounds[minor] <= 1 &&
	       v->exits[minor] <= v->exits[major] / REMNANT_PART;
}

static enum paging verdict(const struct view *v)
{
	if (!v->exits[NESTED] && !v->exits[SHADOW])
		return PAGING_UNKNOWN;
	if (!v->exits[SHADOW] || is_remnant(v, SHADOW, NESTED))
		return PAGING_NESTED;
	if (!v->exits[NESTED] || is_remnant(v, NESTED, SHADOW))
		return PAGING_SHADOW;
	return PAGING_MIXED;
}

static void say(const struct view *v, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Adds to the evidence, which is cut at its end. */
static void say(const struct view *v, const char *fmt, ...)
{
	size_t used = strlen(v->snap->evidence);
	va_list args;

	va_start(args, fmt);
	vsnprintf(v->snap->evidence + used, SNAPSHOT_TEXT - used, fmt, args);
	va_end(args);
}

static double seconds_since(const struct view *v, uint64_t then_ns)
{
	return (double)(v->snap->mono_ns - then_ns) / 1e9;
}

static void say_name(const struct view *v, size_t clue)
{
	unsigned int code = v->table->clues[clue].code;
	int slot = reason_slot(v->snap->isa, code);
	char name[REASON_NAME];

	if (slot >= 0)
		say(v, "%s",
		    reason_name(v->snap->isa, (unsigned int)slot, name));
}

/* "INVLPG 312/s": what moves, of the kinds to @show. */
static void say_rates(const struct view *v, const bool show[KINDS])
{
	const char *comma = "";

	for (size_t i = 0; i < v->table->clues_n; i++) {
		const struct clue *clue = &v->table->clues[i];
		const struct row *row = row_of(v->snap, clue->code);

		if (!show[clue->kind] || !row_moved(row))
			continue;
		say(v, "%s", comma);
		say_name(v, i);
		say(v, " %.*f/s", row->rate < 9.95, row->rate);
		comma = ", ";
	}
}

/* "INVLPG 98810": what was seen so far, and since when. */
static void say_counts(const struct view *v, const bool show[KINDS])
{
	const char *comma = "";
	uint64_t seen_ns = 0;

	for (size_t i = 0; i < v->table->clues_n; i++) {
		const struct paging_clue *clue = &v->judge->clues[i];
		enum kind kind = v->table->clues[i].kind;

		if (!show[kind] || kind == SUPPORT || !clue->exits)
			continue;
		say(v, "%s", comma);
		say_name(v, i);
		say(v, " %llu", (unsigned long long)clue->exits);
		comma = ", ";
		if (clue->seen_ns > seen_ns)
			seen_ns = clue->seen_ns;
	}
	if (v->snap->scope == SCOPE_VM)
		say(v, " since the VM began");
	else
		say(v, ", the last %.0f s ago", seconds_since(v, seen_ns));
}

/* ", no EPT exits", where that is certain. */
static void say_other(const struct view *v, enum kind other)
{
	const char *exits = v->table->exits[other];

	if (v->exits[other])
		say(v, ", %llu %s exits of an earlier mode",
		    (unsigned long long)v->exits[other], exits);
	else if (v->whole[other])
		say(v, ", no %s exits", exits);
	else if (v->first[other]) {
		say(v, ", no ");
		say_name(v, first_of(v->table, other));
		say(v, " exits");
	}
}

static void say_unknown(const struct view *v)
{
	const char *const *exits = v->table->exits;

	if (!v->any)
		say(v, "the host counts no %s or %s exits", exits[NESTED],
		    exits[SHADOW]);
	else if (v->snap->scope == SCOPE_HOST && !v->snap->interval_s)
		say(v, "the host counts all its VMs together: a second round "
		    "will tell");
	else if (v->whole[NESTED])
		say(v, "no %s, %s exits in %.0f s", exits[NESTED],
		    exits[SHADOW], seconds_since(v, v->judge->since_ns));
	else
		say(v, "no %s exits in %.0f s, and this host does not see "
		    "all %s exits", exits[SHADOW],
		    seconds_since(v, v->judge->since_ns), exits[NESTED]);
}

static void say_evidence(const struct view *v)
{
	static const struct {
		bool show[KINDS];
	} views[] = {
		[PAGING_NESTED] = { { true, false, false } },
		[PAGING_SHADOW] = { { false, true, true } },
		[PAGING_MIXED] = { { true, true, false } },
	};
	enum paging paging = v->snap->paging;
	const bool *show = views[paging].show;

	if ((v->moved[NESTED] || !show[NESTED]) &&
	    (v->moved[SHADOW] || !show[SHADOW]))
		say_rates(v, show);
	else
		say_counts(v, show);
	if (paging == PAGING_MIXED)
		say(v, ": %s for %s, shadow paging for an L2 guest",
		    v->table->exits[NESTED],
		    v->snap->scope == SCOPE_VM ? "this VM" : "the host's VMs");
	else
		say_other(v, paging == PAGING_NESTED ? SHADOW : NESTED);
}

void paging_update(struct paging_judge *judge, struct snapshot *snap)
{
	struct view v = {
		.table = &tables[snap->isa], .judge = judge, .snap = snap,
	};

	gather(judge, snap);
	look(&v);
	weigh(&v);
	snap->paging = verdict(&v);
	snap->evidence[0] = '\0';
	if (snap->paging == PAGING_UNKNOWN)
		say_unknown(&v);
	else
		say_evidence(&v);
}
