/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/core/probe.h"
#include "exittop/facts/quirk.h"
#include "probe_parts.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define ABI_VERSION	1

/* Bits of LEAF_INFO's EAX. */
#define INFO_VM		(1u << 8)	/* the counters are this VM's */
#define INFO_SVM	(1u << 9)	/* codes are SVM's */
#define INFO_EPOCH	(1u << 10)	/* LEAF_EPOCH is there */
#define INFO_OTHER	(1u << 11)	/* so is the code of what is no reason */

#define INFO_DURATIONS	(1u << 12)
#define INFO_KEYS	(1u << 13)
#define INFO_PAGES	(1u << 14)	/* keys name pages of devices */

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
	bool svm = r.eax & INFO_SVM;
	unsigned int next;

	if (asker->failed)
		return false;
	if ((r.eax & 0xff) != ABI_VERSION) {
		err_set(asker->err, "this host answers version %" PRIu32 " of "
			"the native leaves, this exittop reads version %d: "
			"use an exittop as new as the host's module",
			r.eax & 0xff, ABI_VERSION);
		return false;
	}
	probe->identity_leaf = r.eax & INFO_EPOCH ? LEAF_EPOCH : LEAF_INFO;
	probe->identity = r.eax & INFO_EPOCH ?
			  probe_ask_noted(asker, LEAF_EPOCH, 0) : r;
	probe->has_other = r.eax & INFO_OTHER;
	probe->has_durations = r.eax & INFO_DURATIONS;
	probe->has_keys = r.eax & INFO_KEYS;
	probe->has_pages = r.eax & INFO_PAGES;
	probe->isa = svm ? ISA_SVM : ISA_VMX;
	probe->scope = r.eax & INFO_VM ? SCOPE_VM : SCOPE_HOST;
	probe->vcpus = r.eax >> 16;
	probe->tsc_khz = r.ecx;
	probe->served = served_dialect(r.edx, svm);
	probe->reasons = reason_count(probe->isa);
	/* A newer host may know more codes than our table. */
	next = reason_code(probe->isa, probe->reasons);
	if (r.ebx > next)
		probe->reasons += r.ebx - next < REASON_SLOTS - probe->reasons ?
				  r.ebx - next : REASON_SLOTS - probe->reasons;
	asker->code_cpuid = reason_code(probe->isa,
					reason_roles(probe->isa)->cpuid);
	return true;
}

static int probe_native(struct asker *asker)
{
	asker->probe->dialect = DIALECT_NATIVE;
	if (probe_is_alive(asker))
		return 1;
	if (asker->failed)
		return -1;
	err_set(asker->err, "the host's native leaves answer, but their "
		"counters do not follow %d CPUIDs: it stopped counting or "
		"began again meanwhile, or does not count this VM; try again, "
		"and look at the host's log; " SEE_README, LOOK_CPUIDS);
	return 0;
}

/*
 * Is what the hypervisor leaf answered a name? With none served it is the data
 * of another leaf, or zeros.
 */
static bool is_signature(const struct asker *asker)
{
	const char *name = asker->src->host.hypervisor;
	size_t letters = 0;

	for (size_t i = 0; name[i]; i++) {
		if (name[i] < ' ' || name[i] > '~' || name[i] == '?')
			return false;
		letters += name[i] >= 'A';
	}
	return letters >= 4;
}

static int probe_live(struct asker *asker, const struct probe_options *options)
{
	const struct host *host = &asker->src->host;
	bool native;

	if (!host->has_hypervisor && !options->force)
		return err_set(asker->err, "this is no virtual machine "
			       "(CPUID.1:ECX[31] is clear): run exittop inside "
			       "a guest of a KVM host that counts exits; "
			       SEE_README), 0;
	if (!host->is_kvm && !options->force && !is_signature(asker))
		return err_set(asker->err, "this virtual machine shows no "
			       "hypervisor signature (QEMU's kvm=off hides "
			       "it): if its host is a KVM host that counts "
			       "exits, say --force"), 0;
	if (!host->is_kvm && !options->force)
		return err_set(asker->err, "the hypervisor here is '%s', not "
			       "KVM: run exittop inside a guest of a KVM host "
			       "that counts exits; " SEE_README,
			       host->hypervisor), 0;
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
				host_dialect_name(probe->dialect) : PROBE_NONE);
	if (probe->isa == ISA_SVM && !leaf_map(probe->dialect)->wide &&
	    probe->dialect != DIALECT_2020_SVM)
		used += (size_t)snprintf(buf + used, HOST_TEXT - used, " svm");
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
 * recording of a host that was not identified is asked again.
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
	probe_control(asker);
	if (ask_signature(asker) && !ask_info(asker))
		return asker->failed ? -1 : 0;
	if (strstr(words, " svm"))
		probe->isa = ISA_SVM;
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
			probe_note(probe, "%s", quirk_text(&quirk[i],
						       probe->isa));
}

static int run(struct probe *probe, struct source *src,
	       const struct probe_options *options, bool replay,
	       struct err *err)
{
	struct asker asker = { .probe = probe, .src = src, .err = err };
	int got;

	memset(probe, 0, sizeof(*probe));
	probe->isa = ISA_VMX;
	asker.code_cpuid = reason_code(ISA_VMX, reason_roles(ISA_VMX)->cpuid);
	probe_note(probe, "cpu %s, hypervisor %s", src->host.vendor[0] ?
	     src->host.vendor : "unknown", src->host.hypervisor[0] ?
	     src->host.hypervisor : "none");
	probe->asked = *options;
	got = replay ? probe_replay(&asker, options)
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

int probe_run(struct probe *probe, struct source *src,
	      const struct probe_options *options, struct err *err)
{
	return run(probe, src, options, src->replay, err);
}

int probe_again(struct probe *probe, struct source *src,
		const struct probe_options *options, struct err *err)
{
	return run(probe, src, options, false, err);
}
