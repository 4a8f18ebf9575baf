/* SPDX-License-Identifier: GPL-2.0-only */
/* What a comparison says in words: its headline and its warnings. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "compare_parts.h"

#define NAMES_MOST 6		/* in one list of the headline */
#define LENGTHS_MOST 3.0	/* times one run may be as long as the other */

struct text {
	char *at;
	size_t size;
};

static void say(const struct text *text, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Adds to a text, which is cut at its end. */
static void say(const struct text *text, const char *fmt, ...)
{
	size_t used = strlen(text->at);
	va_list args;

	va_start(args, fmt);
	vsnprintf(text->at + used, text->size - used, fmt, args);
	va_end(args);
}

static bool is_told(enum paging paging)
{
	return paging == PAGING_NESTED || paging == PAGING_SHADOW;
}

/* "only with nested paging" where that distinguishes the runs, "only in A". */
static void say_only(const struct text *text, const struct comparison *cmp,
		     bool in_a)
{
	const struct run *run = in_a ? cmp->a : cmp->b;

	if (is_told(cmp->a->paging) && is_told(cmp->b->paging) &&
	    cmp->a->paging != cmp->b->paging)
		say(text, " only with %s paging",
		    snapshot_paging_name(run->paging));
	else
		say(text, " only in %s", in_a ? "A" : "B");
}

/* Is it a row to be named with others, as @change? */
typedef bool is_one_of(const struct comparison *cmp,
		       const struct compare_row *row, enum change change);

static bool has_changed(const struct comparison *cmp,
			const struct compare_row *row, enum change change)
{
	(void)cmp;
	return row->change == change;
}

static bool is_only(enum change change)
{
	return change == CHANGE_ONLY_A || change == CHANGE_ONLY_B;
}

/* The names of all rows that are: "INVLPG and INVPCID". Returns how many. */
static unsigned int say_names(const struct text *text,
			      const struct comparison *cmp, is_one_of *is,
			      enum change change)
{
	unsigned int all = 0, said = 0;
	char name[REASON_NAME], ratio[COMPARE_RATIO];
	bool only = is_only(change);

	for (unsigned int i = 0; i < cmp->rows_n; i++)
		all += is(cmp, &cmp->rows[i], change);
	for (unsigned int i = 0; i < cmp->rows_n && said < NAMES_MOST; i++) {
		const struct compare_row *row = &cmp->rows[i];

		if (!is(cmp, row, change))
			continue;
		if (said)
			say(text, only && said + 1 == all ? " and " : ", ");
		say(text, "%s", reason_name(cmp->a->isa, row->slot, name));
		if (!only)
			say(text, " %s", compare_ratio(&row->rate, ratio));
		said++;
	}
	if (all > said)
		say(text, " and %u more", all - said);
	return all;
}

/* Exits before A or B began, of reasons that only one of the VMs ever had. */
static bool was_ever_only(const struct comparison *cmp,
			  const struct compare_row *row, enum change change)
{
	const struct run_row *a = &cmp->a->rows[row->slot];
	const struct run_row *b = &cmp->b->rows[row->slot];
	bool in_a = change == CHANGE_ONLY_A;
	uint64_t here = in_a ? a->count : b->count;
	uint64_t there = in_a ? b->count : a->count;

	return row->change == CHANGE_SAME && a->counted && b->counted &&
	       here >= COMPARE_ONLY && !there;
}

/*
 * A device that is set up at boot, a page that is touched once: a run later on
 * has none of it, but where the host counts for each VM alone, its count is
 * evidence.
 */
static void say_ever(const struct text *text, const struct comparison *cmp)
{
	const char *before = "; before, since the VMs began, also ";

	if (cmp->a->scope != SCOPE_VM || cmp->b->scope != SCOPE_VM)
		return;
	for (enum change c = CHANGE_ONLY_A; c <= CHANGE_ONLY_B; c++) {
		char list[COMPARE_HEADLINE / 2] = "";
		struct text names = { list, sizeof(list) };

		if (!say_names(&names, cmp, was_ever_only, c))
			continue;
		say(text, "%s%s", before, list);
		say_only(text, cmp, c == CHANGE_ONLY_A);
		before = ", ";
	}
}

void compare_headline(struct comparison *cmp)
{
	static const enum change changes[] = {
		CHANGE_ONLY_A, CHANGE_ONLY_B, CHANGE_UP, CHANGE_DOWN
	};
	struct text text = { cmp->headline, sizeof(cmp->headline) };
	enum paging paging = cmp->a->paging;
	bool any = false;

	if (is_told(paging) && paging == cmp->b->paging)
		say(&text, "both with %s paging: ",
		    snapshot_paging_name(paging));
	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++) {
		char list[COMPARE_HEADLINE / 2] = "";
		struct text names = { list, sizeof(list) };

		if (!say_names(&names, cmp, has_changed, changes[i]))
			continue;
		say(&text, "%s%s", any ? "; " : "", list);
		if (is_only(changes[i]))
			say_only(&text, cmp, changes[i] == CHANGE_ONLY_A);
		any = true;
	}
	if (!any)
		say(&text, "no reason changed by more than 1.5 times and "
		    "1 exit/s");
	say_ever(&text, cmp);
}

static void warn(struct comparison *cmp, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void warn(struct comparison *cmp, const char *fmt, ...)
{
	va_list args;

	if (cmp->warnings == COMPARE_WARNINGS)
		return;
	va_start(args, fmt);
	vsnprintf(cmp->warning[cmp->warnings++], COMPARE_WARNING, fmt, args);
	va_end(args);
}

/* What one run's host or recording leaves open. */
static void warn_run(struct comparison *cmp, const struct run *run, char side)
{
	if (run->paging == PAGING_MIXED || run->paging == PAGING_UNKNOWN)
		warn(cmp, "%c: its paging is %s: %.*s", side,
		     snapshot_paging_name(run->paging), SNAPSHOT_TEXT,
		     run->evidence);
	if (run->resets)
		warn(cmp, "%c: counters began again in %llu of its rounds, "
		     "which are left out", side,
		     (unsigned long long)run->resets);
	if (run->silent)
		warn(cmp, "%c: the host did not answer in %llu of its rounds, "
		     "which are left out", side,
		     (unsigned long long)run->silent);
	if (run->gaps)
		warn(cmp, "%c: %llu gaps in it count as its time", side,
		     (unsigned long long)run->gaps);
}

/* H15: counting after what the kernel serves first. */
static void warn_blind(struct comparison *cmp)
{
	bool a = cmp->a->blind, b = cmp->b->blind;

	if (a || b)
		warn(cmp, "%s behind the kernel's fast paths: no exits of "
		     "interrupts, HLT, MSR writes and %s mean nothing there",
		     a && b ? "the hosts of A and B count" :
		     a ? "A's host counts" : "B's host counts",
		     cmp->a->isa == ISA_VMX ? "EPT_MISCONFIG" : "NPF");
}

static void warn_spread(struct comparison *cmp)
{
	bool a = cmp->a->rounds < RUN_ROUNDS, b = cmp->b->rounds < RUN_ROUNDS;

	if (cmp->spread_known)
		return;
	warn(cmp, "dispersion unknown: %s fewer than %d rounds, so the "
	     "intervals take every exit for independent and are too narrow",
	     a && b ? "A and B have" : a ? "A has" : b ? "B has" :
	     "some reasons have", RUN_ROUNDS);
}

void compare_warn(struct comparison *cmp)
{
	const struct run *a = cmp->a, *b = cmp->b;
	double times = b->seconds / a->seconds;

	if (a->dialect != b->dialect)
		warn(cmp, "A speaks dialect %s, B %s: they may not count the "
		     "same", host_dialect_name(a->dialect),
		     host_dialect_name(b->dialect));
	if (a->scope != b->scope)
		warn(cmp, "%s counts its own VM, %s all VMs of its host",
		     a->scope == SCOPE_VM ? "A" : "B",
		     a->scope == SCOPE_VM ? "B" : "A");
	if (a->vcpu != b->vcpu || (a->vcpus && b->vcpus &&
				   a->vcpus != b->vcpus))
		warn(cmp, "A and B do not count the same vCPUs");
	if (strcmp(a->host.brand, b->host.brand) != 0)
		warn(cmp, "A ran on '%s', B on '%s'", a->host.brand,
		     b->host.brand);
	warn_blind(cmp);
	warn_spread(cmp);
	if (times > LENGTHS_MOST || times < 1 / LENGTHS_MOST)
		warn(cmp, "A lasts %.0f s, B %.0f s: exits per second are "
		     "compared, not counts", a->seconds, b->seconds);
	warn_run(cmp, a, 'A');
	warn_run(cmp, b, 'B');
}
