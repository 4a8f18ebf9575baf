/* SPDX-License-Identifier: GPL-2.0-only */
/* The evidence of a verdict as one line. */
#include "paging_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "exittop/base/format.h"
#include "exittop/base/number.h"

static void say(const struct paging_view *v, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Adds to the evidence, which is cut at its end. */
static void say(const struct paging_view *v, const char *fmt, ...)
{
	size_t used = strlen(v->snap->evidence);
	va_list args;

	va_start(args, fmt);
	vsnprintf(v->snap->evidence + used, SNAPSHOT_TEXT - used, fmt, args);
	va_end(args);
}

static double seconds_since(const struct paging_view *v, uint64_t then_ns)
{
	return v->snap->mono_ns > then_ns ?
	       (double)(v->snap->mono_ns - then_ns) / 1e9 : 0;
}

static void say_name(const struct paging_view *v, size_t clue)
{
	unsigned int code = v->table->clues[clue].code;
	int slot = reason_slot(v->snap->isa, code);
	char name[REASON_NAME];

	if (slot >= 0)
		say(v, "%s",
		    reason_name(v->snap->isa, (unsigned int)slot, name));
}

/* " 98 810" */
static void say_count(const struct paging_view *v, uint64_t count)
{
	char number[FORMAT_TEXT];

	format_count(count, 26, number);
	say(v, " %s", number);
}

/* "INVLPG 312/s": what moves, of the kinds to @show. */
static void say_rates(const struct paging_view *v, const bool show[KINDS])
{
	const char *comma = "";

	for (size_t i = 0; i < v->table->clues_n; i++) {
		const struct paging_row *clue = &v->table->clues[i];
		const struct row *row = paging_row_of(v->snap, clue->code);

		if (!show[clue->kind] || !paging_row_moved(row))
			continue;
		say(v, "%s", comma);
		say_name(v, i);
		if (row->rate < 9.95)
			say(v, " %.1f", row->rate);
		else
			say_count(v, number_whole(row->rate));
		say(v, "/s");
		comma = ", ";
	}
}

/* "INVLPG 98810": what was seen so far, and since when. */
static void say_counts(const struct paging_view *v, const bool show[KINDS])
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
		say_count(v, clue->exits);
		comma = ", ";
		if (clue->seen_ns > seen_ns)
			seen_ns = clue->seen_ns;
	}
	if (v->snap->scope == SCOPE_VM)
		say(v, " since the VM began");
	else if (seen_ns)
		say(v, ", the last %.0f s ago", seconds_since(v, seen_ns));
}

/* "EPT_VIOLATION 29630 since the host began to count". */
static void say_all_counts(const struct paging_view *v)
{
	const char *comma = "";

	for (size_t i = 0; i < v->table->clues_n; i++) {
		const struct row *row = paging_row_of(v->snap,
						v->table->clues[i].code);

		if (v->table->clues[i].kind != NESTED || !row->count)
			continue;
		say(v, "%s", comma);
		say_name(v, i);
		say_count(v, row->count);
		comma = ", ";
	}
	say(v, " since the host began to count");
}

/* ", no EPT exits", where that is certain. */
static void say_other(const struct paging_view *v, enum kind other)
{
	const char *exits = v->table->exits[other];

	if (v->exits[other]) {
		say(v, ",");
		say_count(v, v->exits[other]);
		say(v, " %s exits of an earlier mode", exits);
	} else if (v->whole[other])
		say(v, ", no %s exits", exits);
	else if (v->first[other]) {
		say(v, ", no ");
		say_name(v, paging_first_of(v->table, other));
		say(v, " exits");
	}
}

static void say_unknown(const struct paging_view *v)
{
	const char *const *exits = v->table->exits;

	if (!v->any)
		say(v, "the host counts no %s or %s exits", exits[NESTED],
		    exits[SHADOW]);
	else if (v->snap->scope == SCOPE_HOST && !v->snap->interval_s)
		say(v, "the host counts all its VMs together: the second "
		    "round will show");
	else if (v->whole[NESTED])
		say(v, "no %s, %s exits in %.0f s", exits[NESTED],
		    exits[SHADOW], seconds_since(v, v->judge->since_ns));
	else
		say(v, "no %s exits in %.0f s, and this host does not see "
		    "all %s exits", exits[SHADOW],
		    seconds_since(v, v->judge->since_ns), exits[NESTED]);
}

static void say_evidence(const struct paging_view *v)
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

	if ((v->deltas[NESTED] || !show[NESTED]) &&
	    (v->deltas[SHADOW] || !show[SHADOW]))
		say_rates(v, show);
	else if (v->by_counts)
		say_all_counts(v);
	else if ((v->exits[NESTED] || !show[NESTED]) &&
		 (v->exits[SHADOW] || !show[SHADOW]))
		say_counts(v, show);
	else
		say(v, "no exit since has shown another mode");
	if (paging == PAGING_MIXED)
		say(v, ": a guest of a guest, or paging that was changed");
	else
		say_other(v, paging == PAGING_NESTED ? SHADOW : NESTED);
}


void paging_say(const struct paging_view *v)
{
	v->snap->evidence[0] = '\0';
	if (v->snap->notes & NOTE_SILENT)
		say(v, "the host does not answer");
	else if (v->snap->paging == PAGING_UNKNOWN)
		say_unknown(v);
	else
		say_evidence(v);
}
