/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/probe.h"
#include "exittop/quirk.h"
#include "probe_parts.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define LIVE_TIMES	3	/* so often counters must follow our CPUIDs */
#define LIVE_MOST	1000000	/* no host makes more meanwhile */
#define ABI_VERSION	1

void probe_note(struct probe *probe, const char *fmt, ...)
{
	va_list args;

	if (probe->lines == PROBE_LINES)
		return;
	va_start(args, fmt);
	vsnprintf(probe->evidence[probe->lines], PROBE_TEXT, fmt, args);
	va_end(args);
	err_sanitize(probe->evidence[probe->lines++]);
}

struct regs probe_ask(struct asker *asker, uint32_t leaf, uint32_t subleaf)
{
	struct regs regs = { 0, 0, 0, 0 };

	if (!asker->failed &&
	    source_query(asker->src, leaf, subleaf, &regs, asker->err) < 0)
		asker->failed = true;
	return regs;
}

struct regs probe_ask_noted(struct asker *asker, uint32_t leaf,
			     uint32_t subleaf)
{
	struct regs r = probe_ask(asker, leaf, subleaf);

	probe_note(asker->probe, "0x%08" PRIX32 " ecx %-6" PRIu32 " answers %08"
	     PRIx32 " %08" PRIx32 " %08" PRIx32 " %08" PRIx32,
	     leaf, subleaf, r.eax, r.ebx, r.ecx, r.edx);
	return r;
}

void probe_provoke(struct asker *asker)
{
	for (int i = 0; i < LOOK_CPUIDS; i++)
		probe_ask(asker, LEAF_CONTROL, 0);
}

/* The native leaves' own signature: registers spell EXIT COUN TERS. */
static bool ask_signature(struct asker *asker)
{
	struct regs r = probe_ask_noted(asker, LEAF_SIGNATURE, 0);

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
	struct regs r = probe_ask_noted(asker, LEAF_INFO, 0);
	bool svm = r.eax & 1 << 9;

	if (asker->failed)
		return false;
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

/* Counts that exits of our own must move. */
struct live {
	bool has_count, has_total;
	uint32_t count, total;	/* 32 bits of wide counts are enough */
	uint64_t issued;	/* own CPUIDs when the count was read */
};

static struct live read_live(struct asker *asker)
{
	struct leaf_map map = leaf_map_of(asker->probe->dialect,
					  asker->probe->quirks);
	struct tally count = { 0 }, total = { 0 };
	struct live live = { 0 };

	if (leaf_read_total(&map, asker->src, 0, false, &total, asker->err) ||
	    leaf_read_reason(&map, asker->src, 0, asker->code_cpuid, false,
			     &count, asker->err))
		asker->failed = true;
	live.issued = asker->src->issued;
	live.has_count = count.has_count;
	live.has_total = total.has_count;
	live.count = (uint32_t)count.count;
	live.total = (uint32_t)total.count;
	return live;
}

/*
 * Do the counters that the dialect tells move with exits we provoke? Three
 * times over, and at least as much: others may exit meanwhile. Less is a host
 * that loses some (H19), twice as much every time, once to the last one, a
 * host that counts them twice (H18).
 */
bool probe_is_alive(struct asker *asker)
{
	struct probe *probe = asker->probe;
	bool alive = true, total = true, lossy = false;
	bool twice = !leaf_map(probe->dialect)->wide, exactly = false;

	for (int i = 0; i < LIVE_TIMES && !asker->failed; i++) {
		struct live before = read_live(asker), after;
		uint32_t own, step;

		probe_provoke(asker);
		after = read_live(asker);
		own = (uint32_t)(after.issued - before.issued);
		step = after.count - before.count;
		alive &= before.has_count && after.has_count &&
			 step >= own / 4 * 3 && step < LIVE_MOST;
		lossy |= step < own;
		twice &= step >= own * 2;
		exactly |= step == own * 2;
		step = after.total - before.total;
		total &= before.has_total && after.has_total &&
			 step >= own / 4 * 3 && step < LIVE_MOST;
	}
	if (asker->failed)
		return false;
	twice &= exactly;
	probe_note(probe, "%d CPUIDs, %d times: count of CPUID %s, total %s",
		   LOOK_CPUIDS, LIVE_TIMES, !alive ? "did not follow" :
		   lossy ? "grew by fewer" : twice ? "grew by twice as many" :
		   "grew by as many", total ? "grew" : "did not follow");
	if (!total)
		probe->quirks |= QUIRK_NO_TOTAL;
	if (alive && lossy)
		probe->quirks |= QUIRK_LOSSY;
	if (alive && twice)
		probe->quirks |= QUIRK_DOUBLE;
	return alive;
}

static int probe_native(struct asker *asker)
{
	asker->probe->dialect = DIALECT_NATIVE;
	if (probe_is_alive(asker))
		return 1;
	if (asker->failed)
		return -1;
	err_set(asker->err, "the host's native leaves answer, but their "
		"counters do not move: is its kvm-intel (kvm-amd) of the same "
		"patch? " SEE_README);
	return 0;
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
	if (options->dialect == DIALECT_2020_SVM)
		asker->probe->isa = ISA_SVM;
	asker->code_cpuid = reason_code(asker->probe->isa,
			reason_roles(asker->probe->isa)->cpuid);
	return probe_course(asker, options->dialect);
}

const char *probe_words(const struct probe *probe, char buf[HOST_TEXT])
{
	size_t n, used;
	const struct quirk *quirk = quirk_all(&n);

	used = (size_t)snprintf(buf, HOST_TEXT, "%s", probe->dialect ?
				leaf_map(probe->dialect)->name : PROBE_NONE);
	for (size_t i = 0; i < n && used < HOST_TEXT; i++)
		if (probe->quirks & quirk[i].bit)
			used += (size_t)snprintf(buf + used, HOST_TEXT - used,
						 " %s", quirk[i].word);
	return buf;
}

/* The words behind the dialect's name; those of later versions are left. */
static unsigned int read_quirks(const char *words)
{
	unsigned int quirks = 0;

	while (*words) {
		size_t n = strcspn(words, " ");

		quirks |= quirk_find(words, n);
		words += n + (words[n] == ' ');
	}
	return quirks;
}

/*
 * On a replay the recording knows the dialect; its answers know the rest. A
 * recording of a host that could not be told is asked again.
 */
static int probe_replay(struct asker *asker,
			const struct probe_options *options)
{
	struct probe *probe = asker->probe;
	const char *words = asker->src->host.dialect;
	char name[HOST_TEXT];
	int dialect;

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(words, " "), words);
	if (!strcmp(name, PROBE_NONE))
		return probe_live(asker, options);
	dialect = leaf_dialect(name, asker->err);
	if (dialect < 0)
		return -1;
	if (!dialect)
		return err_set(asker->err, "the recording does not say its "
			       "dialect");
	probe_note(probe, "the recording was made in dialect %s", words);
	if (ask_signature(asker) && !ask_info(asker))
		return asker->failed ? -1 : 0;
	if (!options->dialect || (int)options->dialect == dialect)
		probe->quirks = read_quirks(words + strlen(name));
	probe->dialect = options->dialect ? options->dialect
					  : (enum dialect)dialect;
	return 1;
}

static void note_quirks(struct probe *probe)
{
	size_t n;
	const struct quirk *quirk = quirk_all(&n);

	for (size_t i = 0; i < n; i++)
		if (probe->quirks & quirk[i].bit)
			probe_note(probe, "%s", quirk[i].text);
}

int probe_run(struct probe *probe, struct source *src,
	      const struct probe_options *options, struct err *err)
{
	struct asker asker = { .probe = probe, .src = src, .err = err };
	int got;

	memset(probe, 0, sizeof(*probe));
	probe->isa = ISA_VMX;
	asker.code_cpuid = reason_code(ISA_VMX, reason_roles(ISA_VMX)->cpuid);
	probe_note(probe, "cpu %s, hypervisor %s", src->host.vendor[0] ?
	     src->host.vendor : "unknown", src->host.hypervisor[0] ?
	     src->host.hypervisor : "none");
	got = src->replay ? probe_replay(&asker, options)
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
	note_quirks(probe);
	return 1;
}
