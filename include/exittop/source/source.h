/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_SOURCE_H
#define EXITTOP_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "exittop/base/err.h"
#include "exittop/facts/host.h"

/*
 * source: the seam between exittop and whatever answers CPUID.
 *
 * The real CPU (source_cpuid), a recording (recording) and the tests' fake
 * host stand behind it. Everything above sees registers and times and nothing
 * else, so a recording replays the whole program. The order of calls is
 *
 *	next query* next query* ... close
 *
 * where next() begins a round: one refresh, one instant.
 */

/* One answer: the four registers after CPUID. */
struct regs {
	uint32_t eax, ebx, ecx, edx;
};

/* When a round began, on three clocks read together. */
struct stamp {
	uint64_t mono_ns;	/* CLOCK_MONOTONIC */
	int64_t wall_ns;	/* CLOCK_REALTIME, since the epoch */
	uint64_t tsc;		/* time stamp counter, cycles */
};

struct source;

struct source_ops {
	/*
	 * Begins a round and fills in @stamp.
	 * Returns 1, 0 at the end of a recording, -1 with @err.
	 */
	int (*next)(struct source *src, struct stamp *stamp, struct err *err);
	/*
	 * Issues CPUID with EAX = @leaf, ECX = @subleaf.
	 * Returns 1 with the answer in @out, 0 where a recording never heard
	 * that question, -1 with @err (CPUID faulted).
	 */
	int (*query)(struct source *src, uint32_t leaf, uint32_t subleaf,
		     struct regs *out, struct err *err);
	/* Gives everything back. Safe on a source that failed to open. */
	void (*close)(struct source *src);
	/*
	 * Recordings: the next question, in the order of then, that the round
	 * going on holds an unused answer to. Returns false where there is
	 * none. NULL: the source is no recording.
	 */
	bool (*pending)(struct source *src, uint32_t *leaf, uint32_t *subleaf);
};

/* Embedded first in each implementation's struct. */
struct source {
	const struct source_ops *ops;
	struct host host;
	uint64_t issued;	/* CPUIDs issued so far: exits of our own; a
				 * replay sets it to what it was then */
	uint64_t issued_end;	/* replay: as the round that is going on had
				 * issued at its end, whatever is asked now */
	double delay_s;		/* interval asked for, 0: not known; set by the
				 * monitor, on a replay by the recording */
	bool replay;		/* the answers are recorded */
};

static inline int source_next(struct source *src, struct stamp *stamp,
			      struct err *err)
{
	return src->ops->next(src, stamp, err);
}

/* As ops->query; counts the CPUID, which is itself a VM exit. */
static inline int source_query(struct source *src, uint32_t leaf,
			       uint32_t subleaf, struct regs *out,
			       struct err *err)
{
	src->issued++;
	return src->ops->query(src, leaf, subleaf, out, err);
}

static inline void source_close(struct source *src)
{
	if (src && src->ops)
		src->ops->close(src);
}

#endif
