/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef RUN_SAMPLE_H
#define RUN_SAMPLE_H

#include "exittop/data/compare.h"

/* run_sample: runs to compare, from recordings and made by hand. */

#define GOLDEN "tests/golden/"

/* The snapshot that begin(), add() and make() work on. */
extern struct snapshot sample;

/* Gathers the run of a recording; fails the test where there is none. */
void sample_load(struct run *run, const char *path);

/* Begins a run of a VM with all VMX reasons, none of which has an exit yet. */
void sample_begin(struct run *run, const char *name);

/* Adds a round in which each reason has its `delta` of `sample`. */
void sample_add(struct run *run, double seconds);

/* A run of @rounds seconds with so many exits of CR_ACCESS in each. */
void sample_make(struct run *run, int rounds, uint64_t exits);

#endif
