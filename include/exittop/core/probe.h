/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_PROBE_H
#define EXITTOP_PROBE_H

#include <stdbool.h>

#include "exittop/base/err.h"
#include "exittop/core/leaf.h"
#include "exittop/data/snapshot.h"
#include "exittop/source/source.h"

/*
 * probe: does this host answer, in which dialect, and is it alive?
 *
 * The order of questions keeps every known host safe (host/README.md and the
 * hazards named in probe.c): nothing is asked without a KVM signature, leaf
 * 0x4FFFFFFF never before another leaf proved the host patched, and no code
 * of LEAF_SAFE_CODES or more is sent to an assignment host but by the user's
 * word that it is one of AMD (--dialect 2020-svm).
 */

#define PROBE_LINES 48
#define PROBE_TEXT  128
#define PROBE_NONE  "none"	/* a recording's dialect where none was found */

struct probe_options {
	enum dialect dialect;	/* DIALECT_NONE: find out */
	bool force;		/* ask even without a KVM signature */
};

struct probe {
	enum dialect dialect;	/* DIALECT_NONE: nobody answers */
	enum isa isa;
	enum scope scope;
	unsigned int vcpus;	/* 0: unknown */
	unsigned int reasons;	/* slots worth reading */
	uint32_t tsc_khz;	/* of the host; 0: unknown */
	enum dialect served;	/* native: assignment dialect beside it */
	unsigned int quirks;	/* QUIRK_*: what is wrong and lived with */
	struct probe_options asked;	/* as probe_run() was asked */
	bool has_control;	/* the next is known */
	struct regs control;	/* of LEAF_CONTROL, subleaf 0 */
	uint32_t identity_leaf;	/* native: LEAF_EPOCH or LEAF_INFO; else 0 */
	struct regs identity;	/* its answer: another one, another host */
	bool has_other;		/* native: REASON_OTHER can be asked */
	bool has_durations;	/* native: how long exits take, */
	bool has_keys;		/* ... what they are about, */
	bool has_pages;		/* ... down to pages of devices */
	unsigned int lines;	/* evidence, in the order it was found */
	char evidence[PROBE_LINES][PROBE_TEXT];
};

/*
 * Asks @src, within the round that source_next() began. On a replay the
 * recording's dialect is taken, unless options->dialect says otherwise.
 *
 * Returns 1 and fills in @probe where the host answers; 0 where it does not,
 * with @err saying in one sentence why and what to do; -1 where asking
 * failed, with @err. The evidence is filled in every time.
 */
int probe_run(struct probe *probe, struct source *src,
	      const struct probe_options *options, struct err *err);

/*
 * As probe_run(), by questions alone, on a replay too: for a host that was lost
 * and may have become another.
 */
int probe_again(struct probe *probe, struct source *src,
		const struct probe_options *options, struct err *err);

/*
 * Writes what a recording keeps of the probe as its dialect: "2021 no-total".
 * Returns @buf.
 */
const char *probe_words(const struct probe *probe, char buf[HOST_TEXT]);

#endif
