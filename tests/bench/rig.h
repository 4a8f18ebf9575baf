/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BENCH_RIG_H
#define BENCH_RIG_H

#include <stdint.h>

#include "exittop/core/shift.h"
#include "random.h"

/* rig: a shift detector that is fed with simulated counts. */

/* The detector and the snapshots it is fed with, one simulation a row. */
struct rig {
	struct random random;
	struct shift shift;
	struct snapshot snaps[2];
	struct process processes[REASON_SLOTS];
	unsigned int rows;
	uint64_t round;
	unsigned int likely;	/* times that a row began to be so */
};

/* Begins anew with @rows watched rows; their processes are the caller's. */
void rig_init(struct rig *rig, unsigned int rows);

/* One interval of every row. The snapshot is valid until the next but one. */
const struct snapshot *rig_next(struct rig *rig);

/* @quiet intervals at one rate in every row, and then at another. */
const struct snapshot *rig_step(struct rig *rig, double before, double after,
				double phi, int quiet);

#endif
