/* SPDX-License-Identifier: GPL-2.0-only */
#include "paging_parts.h"
#include "exittop/base/number.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/*
 * Which exits are evidence. Sources, Linux 6.1 (6.12 is the same):
 * VMX: vmx_exec_control() clears CR3 load, CR3 store and INVLPG exiting "when
 * using EPT". INVPCID exits only with INVLPG exiting (SDM vol. 3, 26.1.3).
 * PML needs EPT (hardware_setup()). 0 and 28 have other causes too, so they
 * only support: vmx_update_exception_bitmap(), the CR0 and CR4 masks.
 * SVM: init_vmcb() clears INVLPG, #PF, CR3 read and CR3 write `if
 * (npt_enabled)`; svm_recalc_instruction_intercepts() keeps INVPCID with NPT
 * only to refuse it to a guest whose CPUID lacks it.
 */
static const struct paging_row vmx_clues[] = {
	{ 48, NESTED },		/* EPT_VIOLATION */
	{ 49, NESTED },		/* EPT_MISCONFIG */
	{ 62, NESTED },		/* PML_FULL */
	{ 14, SHADOW },		/* INVLPG */
	{ 58, SHADOW },		/* INVPCID */
	{ 28, SUPPORT },	/* CR_ACCESS */
	{ 0, SUPPORT },		/* EXCEPTION_NMI */
};

static const struct paging_row svm_clues[] = {
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

/* Rounds in which one kind alone moves, until what was before is over: */
#define SURE_ROUNDS  2		/* with SURE_EXITS or more, */
#define SURE_EXITS   20
#define FEW_ROUNDS   5		/* with fewer, */
#define MIXED_ROUNDS 30		/* and where both kinds moved before */
#define BOTH_ROUNDS  2		/* rounds in which both move: mixed */

#define LIST(array) array, sizeof(array) / sizeof((array)[0])

static const struct paging_table tables[] = {
	[ISA_VMX] = { LIST(vmx_clues), LIST(vmx_fast),
		      { "EPT", "INVLPG or INVPCID", "" } },
	[ISA_SVM] = { LIST(svm_clues), LIST(svm_fast),
		      { "NPT", "INVLPG or CR3", "" } },
};

void paging_init(struct paging_judge *judge)
{
	memset(judge, 0, sizeof(*judge));
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
	const struct paging_table *t = &tables[snap->isa];
	uint64_t sum = 0;

	if (snap->dialect == DIALECT_NATIVE)
		return false;
	for (size_t i = 0; i + 1 < t->fast_n; i++) {
		const struct row *row = paging_row_of(snap, t->fast[i]);

		if (row->has & HAS_COUNT && row->count)
			return false;
	}
	for (unsigned int i = 0; i < snap->reasons; i++)
		if (snap->rows[i].has & HAS_COUNT)
			sum += snap->rows[i].count;
	return sum >= BLIND_EXITS;
}

/* Is there evidence in this round's differences? */
static bool tells(const struct paging_table *t, const struct snapshot *snap)
{
	for (size_t i = 0; i < t->clues_n; i++)
		if (t->clues[i].kind != SUPPORT &&
		    paging_row_moved(paging_row_of(snap, t->clues[i].code)))
			return true;
	return false;
}

/* What was seen so far is of another host or mode; the verdict stands. */
static void forget(struct paging_judge *judge, uint64_t now_ns)
{
	memset(judge->clues, 0, sizeof(judge->clues));
	memset(judge->alone, 0, sizeof(judge->alone));
	judge->both = 0;
	judge->told = judge->stale = false;
	judge->started = true;
	judge->since_ns = now_ns;
}

/* What one more round shows; @take: its differences are worth something. */
static void gather_clue(struct paging_clue *clue, const struct row *row,
			const struct snapshot *snap, bool take)
{
	if (paging_row_moved(row) && take) {
		clue->rounds++;
		clue->seen_ns = snap->mono_ns;
		clue->exits = number_sum(clue->exits, row->delta);
	}
	if (snap->scope == SCOPE_VM && row->has & HAS_COUNT)
		clue->exits = row->count;
}

static void gather(struct paging_judge *judge, const struct snapshot *snap)
{
	const struct paging_table *t = &tables[snap->isa];
	bool gap = snap->notes & NOTE_GAP, take = true;
	bool told = tells(t, snap);

	if (snap->notes & NOTE_SILENT) {
		judge->stale = true;
		return;
	}
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
		gather_clue(&judge->clues[i],
			    paging_row_of(snap, t->clues[i].code), snap, take);
}

/* Which zeros mean something: is every clue known, and the first ones? */
static void look(struct paging_view *v)
{
	const struct paging_table *t = v->table;
	bool blind = paging_is_blind(v->snap);

	v->whole[NESTED] = v->whole[SHADOW] = true;
	for (size_t i = 0; i < t->clues_n; i++) {
		unsigned int code = t->clues[i].code;
		enum kind kind = t->clues[i].kind;
		bool told = paging_row_of(v->snap, code)->has & HAS_COUNT &&
			    !(blind && paging_blind_reason(v->snap->isa, code));

		if (kind == SUPPORT)
			continue;
		if (i == paging_first_of(t, kind))
			v->first[kind] = told;
		v->whole[kind] &= told;
		v->any |= told;
	}
}

/* Adds up the clues by kind. */
static void weigh(struct paging_view *v)
{
	const struct paging_table *t = v->table;
	bool gap = v->snap->notes & NOTE_GAP;

	for (size_t i = 0; i < t->clues_n; i++) {
		const struct paging_clue *clue = &v->judge->clues[i];
		const struct row *row = paging_row_of(v->snap,
						      t->clues[i].code);
		enum kind kind = t->clues[i].kind;

		v->exits[kind] = number_sum(v->exits[kind], clue->exits);
		if (row->has & HAS_COUNT)
			v->counts[kind] = number_sum(v->counts[kind],
						     row->count);
		if (clue->rounds > v->rounds[kind])
			v->rounds[kind] = clue->rounds;
		if (paging_row_moved(row) && !gap)
			v->deltas[kind] = number_sum(v->deltas[kind],
						     row->delta);
	}
}

/* Which kinds have moved lately, and which alone? */
static void follow(struct paging_view *v)
{
	struct paging_judge *judge = v->judge;

	if (v->deltas[NESTED] && v->deltas[SHADOW]) {
		judge->both++;
		memset(judge->alone, 0, sizeof(judge->alone));
		return;
	}
	for (int kind = NESTED; kind <= SHADOW; kind++) {
		struct paging_streak *alone = &judge->alone[kind];

		if (!v->deltas[kind])
			continue;
		if (!alone->rounds++)
			alone->wall_ns = v->snap->wall_ns - (int64_t)
					 (v->snap->interval_s * 1e9);
		alone->exits = number_sum(alone->exits, v->deltas[kind]);
		judge->alone[!kind] = (struct paging_streak){ 0, 0, 0 };
	}
}

/*
 * Is the little there is of @minor what another mode left behind? Only a
 * host's counters can hold that, and in one round only: what goes on beside us
 * shares our mode.
 */
static bool is_remnant(const struct paging_view *v, enum kind minor,
		       enum kind major)
{
	return v->snap->scope == SCOPE_HOST && v->rounds[minor] <= 1 &&
	       v->exits[minor] <= v->exits[major] / REMNANT_PART;
}

/* By all that was seen, whenever that was. */
static enum paging verdict_of_all(const struct paging_view *v)
{
	if (!v->exits[NESTED] && !v->exits[SHADOW])
		return PAGING_UNKNOWN;
	if (!v->exits[SHADOW] || is_remnant(v, SHADOW, NESTED))
		return PAGING_NESTED;
	if (!v->exits[NESTED] || is_remnant(v, NESTED, SHADOW))
		return PAGING_SHADOW;
	return PAGING_MIXED;
}

/*
 * By the counts from before exittop began, of a host: EPT or NPT exits, and
 * none at all that shadow paging would make. It errs where the host changed to
 * shadow paging and no guest has made such an exit yet.
 */
static bool is_nested_by_counts(const struct paging_view *v)
{
	return v->snap->scope == SCOPE_HOST && v->snap->interval_s > 0 &&
	       v->counts[NESTED] && !v->counts[SHADOW] && v->whole[SHADOW];
}

/* Has @kind alone moved for so long that what was before is over? */
static bool is_over(const struct paging_judge *judge, enum kind kind)
{
	const struct paging_streak *alone = &judge->alone[kind];
	unsigned int rounds = alone->exits >= SURE_EXITS ? SURE_ROUNDS
							 : FEW_ROUNDS;

	if (judge->paging == PAGING_MIXED)
		rounds = MIXED_ROUNDS;
	return alone->rounds >= rounds;
}

/*
 * What moves now, where that is clear; else the verdict stays. Kinds that both
 * move in many rounds are a guest of a guest beside or below this one.
 */
static enum paging verdict(struct paging_view *v)
{
	struct paging_judge *judge = v->judge;
	enum paging all = verdict_of_all(v);

	if (judge->paging == PAGING_UNKNOWN || v->by_counts ||
	    judge->by_counts) {
		if (all != PAGING_UNKNOWN || !is_nested_by_counts(v))
			return all != PAGING_UNKNOWN ? all : judge->paging;
		v->by_counts = true;
		return PAGING_NESTED;
	}
	if (is_over(judge, NESTED) || is_over(judge, SHADOW)) {
		judge->both = 0;
		return is_over(judge, NESTED) ? PAGING_NESTED : PAGING_SHADOW;
	}
	if (judge->both >= BOTH_ROUNDS && all == PAGING_MIXED)
		return PAGING_MIXED;
	return judge->paging;
}

/* A new verdict: since when, and what was before. */
static void settle(struct paging_view *v, enum paging paging)
{
	struct paging_judge *judge = v->judge;
	enum kind kind = paging == PAGING_SHADOW ? SHADOW : NESTED;

	if (paging != judge->paging) {
		judge->was = judge->by_counts ? PAGING_UNKNOWN
					      : judge->paging;
		judge->since_wall_ns = v->snap->wall_ns;
		if (paging != PAGING_MIXED && judge->alone[kind].rounds)
			judge->since_wall_ns = judge->alone[kind].wall_ns;
		/* What was seen of the mode before is no evidence of this. */
		if (judge->was != PAGING_UNKNOWN && paging != PAGING_MIXED)
			forget(judge, v->snap->mono_ns);
	}
	judge->paging = paging;
	judge->by_counts = v->by_counts;
	v->snap->paging = paging;
	v->snap->paging_was = judge->was;
	v->snap->paging_since_ns = judge->since_wall_ns;
}

void paging_update(struct paging_judge *judge, struct snapshot *snap)
{
	struct paging_view v = {
		.table = &tables[snap->isa], .judge = judge, .snap = snap,
	};

	gather(judge, snap);
	look(&v);
	weigh(&v);
	follow(&v);
	settle(&v, verdict(&v));
	paging_say(&v);
}
