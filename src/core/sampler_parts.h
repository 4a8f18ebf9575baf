/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SAMPLER_PARTS_H
#define SAMPLER_PARTS_H

/* What sampler.c (reading) and audit.c (what to read) share. */

#include <stdbool.h>
#include <stdint.h>

#include "exittop/base/err.h"
#include "exittop/core/sampler.h"

/* Each asks for one counter and takes the answer in. 0, or -1 with @err. */
int sampler_read_total(struct sampler *sampler, struct err *err);
int sampler_read_slot(struct sampler *sampler, unsigned int slot,
		      struct err *err);

/* Reads sampler->all_cpuids. Likewise. */
int sampler_read_pulse(struct sampler *sampler, struct err *err);

/* Reads all reasons; @again also those that were read in this round. */
int sampler_read_all(struct sampler *sampler, bool again, struct err *err);

bool sampler_was_read(const struct sampler *sampler, unsigned int slot);

/* Has a counter begun again in this round? */
bool sampler_began_again(const struct sampler *sampler);

/*
 * The total, as read last and first in this round, for comparing: free of our
 * own CPUIDs, up to a constant.
 */
uint64_t audit_total(const struct sampler *sampler);
uint64_t audit_first(const struct sampler *sampler);

/*
 * After a full sweep that took from @t0 to @t1, audit_total() before and after
 * it: what does the total hold beyond the sum?
 */
void audit_learn(struct sampler *sampler, uint64_t t0, uint64_t t1);

/* Reads what moved. 0, or -1 with @err. */
int audit_sweep(struct sampler *sampler, struct err *err);

/* sampler_replay.c: reads what the recording's round holds. Likewise. */
int sampler_replay(struct sampler *sampler, struct err *err);

/* At the beginning of @round: did the row move in the one before? */
void audit_remember(struct counter *counter, uint64_t round);

#endif
