/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PROBE_PARTS_H
#define PROBE_PARTS_H

/* What probe.c and probe_course.c share. */

#include <stdbool.h>
#include <stdint.h>

#include "classify.h"
#include "exittop/core/probe.h"

#define SEE_README "see host/README.md"

struct asker {
	struct probe *probe;
	struct source *src;
	struct err *err;
	bool failed;			/* with err; answers are zeros then */
	unsigned int code_cpuid;	/* exit reason of CPUID */
};

/* Adds a line of evidence. */
void probe_note(struct probe *probe, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

struct regs probe_ask(struct asker *asker, uint32_t leaf, uint32_t subleaf);

/* As probe_ask(); question and answer are evidence. */
struct regs probe_ask_noted(struct asker *asker, uint32_t leaf,
			    uint32_t subleaf);

/* Asks what a leaf that nobody serves answers: probe->control. */
void probe_control(struct asker *asker);

/* LOOK_CPUIDS exits of our own. */
void probe_provoke(struct asker *asker);

/*
 * Do the counters of probe->dialect follow exits of our own? Finds the quirks
 * of counting.
 */
bool probe_is_alive(struct asker *asker);

/*
 * Looks at the assignment leaves and finds their dialect, or tries @wanted.
 * Returns as probe_run().
 */
int probe_course(struct asker *asker, enum dialect wanted);

#endif
