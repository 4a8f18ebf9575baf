/* SPDX-License-Identifier: GPL-2.0-only */
/* The probe of a course's assignment leaves. */
#include "exittop/core/probe.h"
#include "exittop/facts/quirk.h"
#include "probe_parts.h"

#include <inttypes.h>
#include <string.h>

static void take_look(struct asker *asker, struct look *look, int when)
{
	look->other[when] = probe_ask_noted(asker, look->leaf, LOOK_UNDEFINED);
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
			looks[i].leaf = look_leaf(i);
			take_look(asker, &looks[i], when);
		}
		if (!when)
			probe_provoke(asker);
	}
	for (int i = last; i >= first; i--) {
		look_judge(&looks[i], control, asker->code_cpuid);
		probe_note(asker->probe, "leaf 0x%08" PRIX32 " gives %s",
		     looks[i].leaf, look_says(&looks[i]));
		patched |= looks[i].patched;
	}
	return patched;
}

static bool same(const struct regs *a, const struct regs *b)
{
	return a->eax == b->eax && a->ebx == b->ebx && a->ecx == b->ecx &&
	       a->edx == b->edx;
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

/* On AMD the code of CPUID is beyond what an unknown host may be sent. */
static int unpatched(struct asker *asker)
{
	bool amd = !strncmp(asker->src->host.vendor, "AuthenticAMD", 12) ||
		   !strncmp(asker->src->host.vendor, "HygonGenuine", 12);

	err_set(asker->err, "this KVM host does not answer with exit counters "
		"(leaves 0x4FFFFF00 and 0x4FFFFFFC..F are as on an unpatched "
		"host)%s: " SEE_README, amd && !asker->probe->isa ?
		", unless it is a course's AMD host, for which say --dialect "
		"2020-svm" : "");
	return 0;
}

static int undecided(struct asker *asker)
{
	err_set(asker->err, "this host answers, but cannot tell in which "
		"dialect: see 'exittop --probe' and choose one with "
		"--dialect 2020, 2021, 2022 or 2020-svm");
	return 0;
}

static int contradicted(struct asker *asker)
{
	err_set(asker->err, "this host does not speak dialect %s: its count "
		"of CPUID exits does not follow %d CPUIDs; see 'exittop "
		"--probe'", leaf_map(asker->probe->dialect)->name,
		LOOK_CPUIDS);
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

int probe_course(struct asker *asker, enum dialect wanted)
{
	struct look control = { .leaf = LEAF_CONTROL };
	struct look looks[LOOKS] = { 0 };
	struct probe *probe = asker->probe;

	take_look(asker, &control, 0);
	if (!take_looks(asker, looks, LOOK_C, LOOK_E, &control))
		return asker->failed ? -1 : unpatched(asker);
	if ((wanted || look_dialect(looks, false)) && f_is_safe(asker))
		take_looks(asker, looks, LOOK_F, LOOK_F, &control);
	if (asker->failed)
		return -1;
	probe->dialect = wanted ? wanted : look_dialect(looks, true);
	if (!probe->dialect)
		return undecided(asker);
	if (!look_counts(looks, probe->dialect))
		return contradicted(asker);
	probe->quirks |= look_quirks(looks, probe->dialect);
	look_for_ones(asker);
	if (probe_is_alive(asker))
		return 1;
	return asker->failed ? -1 : contradicted(asker);
}
