/* SPDX-License-Identifier: GPL-2.0-only */
/* The probe of a course's assignment leaves. */
#include "exittop/core/probe.h"
#include "exittop/facts/quirk.h"
#include "probe_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define ATTEMPTS	3

static void take_look(struct asker *asker, struct look *look, int when)
{
	look->other[when] = probe_ask_noted(asker, look->leaf,
					    asker->probe->isa == ISA_SVM ?
					    LOOK_UNDEFINED_SVM :
					    LOOK_UNDEFINED);
	look->cpuid[when] = probe_ask_noted(asker, look->leaf,
					    asker->code_cpuid);
}

/*
 * Looks at the leaves @first..@last, before and after CPUIDs of our own.
 * Returns whether any is patched.
 */
static bool take_looks(struct asker *asker, struct look *looks, int first,
		       int last, const struct look *control)
{
	bool patched = false;

	for (int when = 0; when < 2; when++) {
		for (int i = last; i >= first; i--) {
			looks[i].leaf = classify_leaf(i);
			take_look(asker, &looks[i], when);
		}
		if (!when)
			probe_provoke(asker);
	}
	for (int i = last; i >= first; i--) {
		classify_judge(&looks[i], control, asker->code_cpuid);
		probe_note(asker->probe, "leaf 0x%08" PRIX32 " gives %s",
		     looks[i].leaf, classify_says(&looks[i]));
		patched |= looks[i].patched;
	}
	return patched;
}

static bool same(const struct regs *a, const struct regs *b)
{
	return leaf_same(a, b) && a->edx == b->edx;
}

/*
 * H1: on a host of 2017, F changes the vendor string of CPUID.0 with every
 * read. Such a host serves no other leaf, so it is not reached here; should
 * one do both, two reads put it back, and it is seen.
 */
static bool f_is_safe(struct asker *asker)
{
	struct regs before = probe_ask(asker, 0, 0), between, after;

	probe_ask(asker, LEAF_F, asker->code_cpuid);
	between = probe_ask(asker, 0, 0);
	probe_ask(asker, LEAF_F, asker->code_cpuid);
	after = probe_ask(asker, 0, 0);
	if (same(&before, &between) && same(&before, &after))
		return true;
	probe_note(asker->probe, "leaf 0x4FFFFFFF changes CPUID.0");
	asker->probe->quirks |= QUIRK_UNSAFE_F;
	return false;
}

static int unpatched(struct asker *asker)
{
	if (host_is_amd(&asker->src->host) && !asker->probe->isa)
		err_set(asker->err, "this host does not answer; a course's "
			"AMD host needs --dialect 2020-svm");
	else
		err_set(asker->err, "this KVM host does not answer with exit "
			"counters: " SEE_README);
	return 0;
}

/* "leaf 0x4FFFFFFE gives ..., leaf ...": what was seen instead. */
static void say_seen(const struct look looks[LOOKS], char *buf, size_t size)
{
	size_t used = 0;

	buf[0] = '\0';
	for (int i = 0; i < LOOKS && used < size; i++)
		if (looks[i].patched)
			used += (size_t)snprintf(buf + used, size - used,
				"%sleaf 0x%08" PRIX32 " gives %s",
				used ? ", " : "", looks[i].leaf,
				classify_says(&looks[i]));
	if (!used)
		snprintf(buf, size, "no leaf answers");
}

/* Names the dialects that could be chosen, where there are any. */
static int undecided(struct asker *asker, const struct look looks[LOOKS])
{
	char seen[256], names[64] = "";
	size_t used = 0;

	for (int d = DIALECT_2020; d < DIALECT_2020_SVM; d++)
		if (classify_counts(looks, (enum dialect)d))
			used += (size_t)snprintf(names + used,
				sizeof(names) - used, "%s%s",
				used ? " or " : "",
				host_dialect_name((enum dialect)d));
	say_seen(looks, seen, sizeof(seen));
	err_set(asker->err, "this host answers, but exittop cannot tell in "
		"which dialect (%s)%s%s", seen, used ? ": choose one with "
		"--dialect " : "; none has a count of CPUID exits that "
		"follows", names);
	return 0;
}

static int contradicted(struct asker *asker, const struct look looks[LOOKS])
{
	char seen[256];

	say_seen(looks, seen, sizeof(seen));
	err_set(asker->err, "this host does not speak dialect %s: its count "
		"of CPUID exits does not follow %d CPUIDs (%s)",
		host_dialect_name(asker->probe->dialect), LOOK_CPUIDS, seen);
	return 0;
}

/*
 * H9 and H10 together: 0xFFFFFFFF may stand for a reason that the SDM defines
 * and KVM does not handle, too.
 */
static void look_for_ones(struct asker *asker)
{
	struct probe *probe = asker->probe;
	const struct reason *reason = NULL;
	struct regs r;

	for (unsigned int i = 0; i < LEAF_SAFE_CODES; i++) {
		reason = reason_get(probe->isa, i);
		if (reason->defined && !reason->handled)
			break;
	}
	r = probe_ask_noted(asker, leaf_map(probe->dialect)->count,
			    reason->code);
	if (r.eax == UINT32_MAX)
		probe->quirks |= QUIRK_ONES;
}

/* Looks once. @patched: is any leaf not as on an unpatched host? */
static int attempt(struct asker *asker, enum dialect wanted, bool *patched)
{
	struct look control = { .leaf = LEAF_CONTROL };
	struct look looks[LOOKS] = { 0 };
	struct probe *probe = asker->probe;

	take_look(asker, &control, 0);
	*patched = take_looks(asker, looks, LOOK_C, LOOK_E, &control);
	if (!*patched)
		return asker->failed ? -1 : unpatched(asker);
	if ((wanted || classify_dialect(looks, false)) && f_is_safe(asker))
		take_looks(asker, looks, LOOK_F, LOOK_F, &control);
	if (asker->failed)
		return -1;
	probe->dialect = wanted ? wanted : classify_dialect(looks, true);
	if (!probe->dialect)
		return undecided(asker, looks);
	if (!classify_counts(looks, probe->dialect))
		return contradicted(asker, looks);
	probe->quirks |= classify_quirks(looks, probe->dialect);
	look_for_ones(asker);
	if (probe_is_alive(asker))
		return 1;
	return asker->failed ? -1 : contradicted(asker, looks);
}

/* What exits or is scheduled beside us can spoil a look: up to three. */
static int attempts(struct asker *asker, enum dialect wanted)
{
	unsigned int lines = asker->probe->lines;
	bool patched = true;
	int got = 0;

	for (int i = 0; i < ATTEMPTS && !got && patched; i++) {
		asker->probe->lines = lines;
		asker->probe->quirks &= QUIRK_UNSAFE_F;
		got = attempt(asker, wanted, &patched);
	}
	return got;
}

/* Has any of @codes exits at @leaf? */
static bool has_exits(struct asker *asker, uint32_t leaf,
		      const uint32_t codes[3])
{
	for (size_t i = 0; i < 3; i++) {
		struct regs control = probe_ask(asker, LEAF_CONTROL, codes[i]);
		struct regs r = probe_ask_noted(asker, leaf, codes[i]);

		if (r.eax && !leaf_same(&r, &control))
			return true;
	}
	return false;
}

/*
 * Does this host count by SVM exit codes? Writes of CR0 and CR4 and reads of
 * CR4 happen in every boot; the numbers of VMX's interrupts, moves to control
 * registers and I/O are those of registers that no CPU has. All are below
 * LEAF_SAFE_CODES. A host that counts by SVM codes may be asked for CPUID's,
 * by which it counts every CPUID.
 */
static bool counts_by_svm(struct asker *asker)
{
	static const uint32_t svm[] = { 0x10, 0x14, 0x04 };
	static const uint32_t vmx[] = { 1, 28, 30 };
	static const uint32_t count_leaves[] = { LEAF_E, LEAF_D };

	for (size_t i = 0; i < 2; i++)
		if (has_exits(asker, count_leaves[i], svm) &&
		    !has_exits(asker, count_leaves[i], vmx))
			return true;
	return false;
}

int probe_course(struct asker *asker, enum dialect wanted)
{
	struct probe *probe = asker->probe;
	int got = attempts(asker, wanted);

	if (got || probe->isa == ISA_SVM || !host_is_amd(&asker->src->host) ||
	    !(wanted || counts_by_svm(asker)))
		return got;
	probe->isa = ISA_SVM;
	asker->code_cpuid = reason_code(ISA_SVM, reason_roles(ISA_SVM)->cpuid);
	probe_note(probe, "the host counts by SVM exit codes");
	got = attempts(asker, wanted);
	if (got == 1 && probe->dialect == DIALECT_2020)
		probe->dialect = DIALECT_2020_SVM;
	return got;
}
