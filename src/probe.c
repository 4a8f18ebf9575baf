/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/probe.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define CODE_UNDEFINED	35	/* no such VMX exit reason: provokes the
				 * assignment's "no such reason" (H2) */
#define LIVE_CPUIDS	64	/* exits provoked to see a counter move */
#define LIVE_MOST	1000000	/* no host makes more meanwhile: garbage (H9) */
#define ABI_VERSION	1

#define SEE_README "see host/README.md for how to patch a KVM host"

/* E, D and C: where the dialects differ. F is never among them (H1). */
enum { AT_E, AT_D, AT_C, LOOKS };

static const uint32_t look_leaf[LOOKS] = { LEAF_E, LEAF_D, LEAF_C };
static const char look_name[LOOKS] = { 'E', 'D', 'C' };

/* What one leaf answers to the code of CPUID and to an undefined code. */
struct look {
	struct regs cpuid[2], undefined[2];	/* before and after */
	bool patched;		/* differs from what an unpatched host says */
	bool counts;		/* the count of one reason */
	bool total;		/* grows whatever is asked */
};

struct asker {
	struct probe *probe;
	struct source *src;
	struct err *err;
	bool failed;
	unsigned int code_cpuid;
	struct regs control_cpuid, control_undefined;
};

static void note(struct probe *probe, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void note(struct probe *probe, const char *fmt, ...)
{
	va_list args;

	if (probe->lines == PROBE_LINES)
		return;
	va_start(args, fmt);
	vsnprintf(probe->evidence[probe->lines], PROBE_TEXT, fmt, args);
	va_end(args);
	err_sanitize(probe->evidence[probe->lines++]);
}

static struct regs ask(struct asker *asker, uint32_t leaf, uint32_t subleaf)
{
	struct regs regs = { 0, 0, 0, 0 };

	if (!asker->failed &&
	    source_query(asker->src, leaf, subleaf, &regs, asker->err) < 0)
		asker->failed = true;
	return regs;
}

static struct regs ask_noted(struct asker *asker, uint32_t leaf,
			     uint32_t subleaf)
{
	struct regs r = ask(asker, leaf, subleaf);

	note(asker->probe, "0x%08" PRIX32 " ecx %-6" PRIu32 " answers %08"
	     PRIx32 " %08" PRIx32 " %08" PRIx32 " %08" PRIx32,
	     leaf, subleaf, r.eax, r.ebx, r.ecx, r.edx);
	return r;
}

static bool same(const struct regs *a, const struct regs *b)
{
	return a->eax == b->eax && a->ebx == b->ebx && a->ecx == b->ecx &&
	       a->edx == b->edx;
}

static bool grew(uint64_t before, uint64_t after)
{
	uint64_t step = after - before;

	return step >= LIVE_CPUIDS && step < LIVE_MOST;
}

static void provoke(struct asker *asker)
{
	for (int i = 0; i < LIVE_CPUIDS; i++)
		ask(asker, LEAF_CONTROL, 0);
}

/* The native leaves' own signature: registers spell EXIT COUN TERS. */
static bool ask_signature(struct asker *asker)
{
	struct regs r = ask_noted(asker, LEAF_SIGNATURE, 0);

	return !memcmp(&r.ebx, "EXIT", 4) && !memcmp(&r.ecx, "COUN", 4) &&
	       !memcmp(&r.edx, "TERS", 4) && r.eax >= LEAF_REASON &&
	       r.eax < LEAF_CONTROL;
}

static enum dialect served_dialect(uint32_t year, bool svm)
{
	switch (year) {
	case 2020: return svm ? DIALECT_2020_SVM : DIALECT_2020;
	case 2021: return DIALECT_2021;
	case 2022: return DIALECT_2022;
	default:   return DIALECT_NONE;
	}
}

/* Returns false with err where the version is not one this build reads. */
static bool ask_info(struct asker *asker)
{
	struct probe *probe = asker->probe;
	struct regs r = ask_noted(asker, LEAF_INFO, 0);
	bool svm = r.eax & 1 << 9;

	if ((r.eax & 0xff) != ABI_VERSION) {
		err_set(asker->err, "this host answers version %" PRIu32 " of "
			"the native leaves, this exittop reads version %d: "
			"use an exittop as new as the host's patch",
			r.eax & 0xff, ABI_VERSION);
		return false;
	}
	probe->isa = svm ? ISA_SVM : ISA_VMX;
	probe->scope = r.eax & 1 << 8 ? SCOPE_VM : SCOPE_HOST;
	probe->vcpus = r.eax >> 16;
	probe->tsc_khz = r.ecx;
	probe->served = served_dialect(r.edx, svm);
	probe->reasons = reason_count(probe->isa);
	/* A newer host may know more VMX reasons than our table. */
	if (!svm && r.ebx < REASON_SLOTS)
		probe->reasons = r.ebx;
	asker->code_cpuid = reason_code(probe->isa,
					reason_roles(probe->isa)->cpuid);
	return true;
}

/* Do the counters that the dialect tells move with exits we provoke? */
static bool is_alive(struct asker *asker)
{
	const struct leaf_map *map = leaf_map(asker->probe->dialect);
	struct tally count[2], total[2];
	bool count_grew, total_grew;

	for (int i = 0; i < 2 && !asker->failed; i++) {
		if (leaf_read_total(map, asker->src, 0, false, &total[i],
				    asker->err) ||
		    leaf_read_reason(map, asker->src, 0, asker->code_cpuid,
				     false, &count[i], asker->err))
			asker->failed = true;
		if (!i)
			provoke(asker);
	}
	if (asker->failed)
		return false;
	/* 32-bit answers may wrap in between: compare modulo 2^32 (H13). */
	if (!map->wide) {
		total[1].count = (uint32_t)(total[1].count - total[0].count);
		count[1].count = (uint32_t)(count[1].count - count[0].count);
		total[0].count = count[0].count = 0;
	}
	count_grew = count[0].has_count && count[1].has_count &&
		     grew(count[0].count, count[1].count);
	total_grew = total[0].has_count && total[1].has_count &&
		     grew(total[0].count, total[1].count);
	note(asker->probe, "%d CPUIDs later: count of CPUID %s, total %s",
	     LIVE_CPUIDS, count_grew ? "grew by as many" : "did not follow",
	     total_grew ? "grew by as many" : "did not follow");
	asker->probe->total_dead = !total_grew;
	return count_grew;
}

/* Reads E, D and C with two codes, before and after CPUIDs of our own. */
static void take_looks(struct asker *asker, struct look look[LOOKS])
{
	memset(look, 0, LOOKS * sizeof(*look));
	for (int when = 0; when < 2; when++) {
		for (int i = 0; i < LOOKS; i++) {
			look[i].undefined[when] = ask_noted(asker,
					look_leaf[i], CODE_UNDEFINED);
			look[i].cpuid[when] = ask_noted(asker, look_leaf[i],
							asker->code_cpuid);
		}
		if (!when)
			provoke(asker);
	}
}

/* H8: EAX as the leaf and ECX as given is no answer. */
static bool is_echo(const struct regs *regs, uint32_t leaf, uint32_t subleaf)
{
	return regs->eax == leaf && regs->ecx == subleaf;
}

static void judge_look(struct asker *asker, struct look *look, int at)
{
	uint32_t step_cpuid = look->cpuid[1].eax - look->cpuid[0].eax;
	uint32_t step_other = look->undefined[1].eax - look->undefined[0].eax;
	const char *what = "as an unpatched host";

	look->patched = (!same(&look->cpuid[0], &asker->control_cpuid) ||
			 !same(&look->undefined[0],
			       &asker->control_undefined)) &&
			!is_echo(&look->cpuid[0], look_leaf[at],
				 asker->code_cpuid);
	look->counts = look->patched && grew(0, step_cpuid) &&
		       !grew(0, step_other);
	look->total = look->patched && grew(0, step_other);
	if (look->counts)
		what = "the count of one exit reason";
	else if (look->total)
		what = "a counter that does not depend on the reason";
	else if (leaf_is_sentinel(&look->undefined[0]))
		what = "\"no such reason\" to an undefined one";
	else if (look->patched)
		what = "something else than an unpatched host";
	note(asker->probe, "leaf %c gives %s", look_name[at], what);
}

/*
 * D counts reasons in 2021, E in 2020 and 2022; of those two, 2020 leaves D
 * and C as they were. (dialect table in leaf.c)
 */
static enum dialect tell_dialect(const struct look look[LOOKS])
{
	const struct look *e = &look[AT_E], *d = &look[AT_D], *c = &look[AT_C];

	if (d->counts && !e->counts)
		return DIALECT_2021;
	if (!e->counts || d->counts)
		return DIALECT_NONE;
	if (c->total || (d->patched && c->patched))
		return DIALECT_2022;
	return d->patched || c->patched ? DIALECT_NONE : DIALECT_2020;
}

/*
 * H1: on a host of 2017, F changes the vendor string of CPUID.0 with every
 * read. Such a host serves no other leaf, so it is not reached here; should
 * one do both, two reads put it back, and it is seen.
 */
static bool f_is_safe(struct asker *asker)
{
	struct regs before = ask(asker, 0, 0), between, after;

	ask(asker, LEAF_F, 0);
	between = ask(asker, 0, 0);
	ask(asker, LEAF_F, 0);
	after = ask(asker, 0, 0);
	if (same(&before, &between) && same(&before, &after))
		return true;
	note(asker->probe, "leaf F changes CPUID.0: not read again");
	return false;
}

static int unpatched(struct asker *asker)
{
	err_set(asker->err, "this KVM host does not answer with exit counters "
		"(leaves 0x4FFFFF00 and 0x4FFFFFFC..F are as on an unpatched "
		"host): " SEE_README);
	return 0;
}

static int undecided(struct asker *asker)
{
	err_set(asker->err, "this host answers, but in no dialect that can be "
		"told apart: see 'exittop --probe' and choose one with "
		"--dialect native, 2020, 2021, 2022 or 2020-svm");
	return 0;
}

static int probe_assignment(struct asker *asker, enum dialect wanted)
{
	struct probe *probe = asker->probe;
	struct look look[LOOKS];
	bool patched = false;

	take_looks(asker, look);
	for (int i = 0; i < LOOKS; i++) {
		judge_look(asker, &look[i], i);
		patched |= look[i].patched;
	}
	if (asker->failed)
		return -1;
	if (!patched)
		return unpatched(asker);
	probe->dialect = wanted ? wanted : tell_dialect(look);
	if (!probe->dialect)
		return undecided(asker);
	if (probe->dialect != DIALECT_2022 && !f_is_safe(asker))
		return undecided(asker);
	if (!is_alive(asker) && !asker->failed && !wanted)
		return undecided(asker);
	return asker->failed ? -1 : 1;
}

static int probe_native(struct asker *asker)
{
	asker->probe->dialect = DIALECT_NATIVE;
	if (is_alive(asker))
		return 1;
	if (asker->failed)
		return -1;
	err_set(asker->err, "the host's native leaves answer, but their "
		"counters do not move: is its kvm-intel (kvm-amd) of the same "
		"patch? " SEE_README);
	return 0;
}

/* On a replay the recording knows the dialect; its answers know the rest. */
static int probe_replay(struct asker *asker, enum dialect wanted)
{
	struct probe *probe = asker->probe;
	const char *name = asker->src->host.dialect;
	int dialect = wanted ? (int)wanted : leaf_dialect(name, asker->err);

	if (dialect < 0)
		return -1;
	note(probe, "the recording was made in dialect %s", name);
	if (ask_signature(asker) && !ask_info(asker))
		return -1;
	probe->dialect = (enum dialect)dialect;
	return 1;
}

static int probe_live(struct asker *asker, const struct probe_options *options)
{
	const struct host *host = &asker->src->host;
	bool native;

	if (!host->has_hypervisor && !options->force)
		return err_set(asker->err, "this is no virtual machine "
			       "(CPUID.1:ECX[31] is clear): run exittop inside "
			       "a guest of a patched KVM host; " SEE_README), 0;
	if (!host->is_kvm && !options->force)
		return err_set(asker->err, "the hypervisor here is '%s', not "
			       "KVM: run exittop inside a guest of a patched "
			       "KVM host; " SEE_README, host->hypervisor), 0;
	asker->control_undefined = ask_noted(asker, LEAF_CONTROL,
					     CODE_UNDEFINED);
	asker->control_cpuid = ask_noted(asker, LEAF_CONTROL,
					 asker->code_cpuid);
	native = ask_signature(asker);
	if (native && !ask_info(asker))
		return asker->failed ? -1 : 0;
	if (native && (!options->dialect ||
		       options->dialect == DIALECT_NATIVE))
		return probe_native(asker);
	if (options->dialect == DIALECT_NATIVE)
		return err_set(asker->err, "this host does not answer the "
			       "native leaves (no signature at 0x4FFFFF00): "
			       SEE_README), 0;
	/*
	 * The code of CPUID on AMD, 0x72, is beyond what an unknown host may
	 * be sent (H2): there the dialect has to be named.
	 */
	if (options->dialect == DIALECT_2020_SVM)
		asker->probe->isa = ISA_SVM;
	asker->code_cpuid = reason_code(asker->probe->isa,
			reason_roles(asker->probe->isa)->cpuid);
	return probe_assignment(asker, options->dialect);
}

int probe_run(struct probe *probe, struct source *src,
	      const struct probe_options *options, struct err *err)
{
	struct asker asker = { .probe = probe, .src = src, .err = err };
	int got;

	memset(probe, 0, sizeof(*probe));
	probe->isa = ISA_VMX;
	asker.code_cpuid = reason_code(ISA_VMX, reason_roles(ISA_VMX)->cpuid);
	note(probe, "cpu %s, hypervisor %s", src->host.vendor[0] ?
	     src->host.vendor : "unknown", src->host.hypervisor[0] ?
	     src->host.hypervisor : "none");
	got = src->replay ? probe_replay(&asker, options->dialect)
			  : probe_live(&asker, options);
	if (asker.failed)
		got = -1;
	if (got <= 0) {
		probe->dialect = DIALECT_NONE;
		return got;
	}
	if (!probe->reasons || probe->dialect == DIALECT_2020_SVM) {
		probe->isa = probe->dialect == DIALECT_2020_SVM ? ISA_SVM
								: probe->isa;
		probe->reasons = reason_count(probe->isa);
	}
	return 1;
}
