/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_COUNTER_H
#define EXITTOP_COUNTER_H

#include <stdbool.h>
#include <stdint.h>

#include "exittop/core/leaf.h"
#include "exittop/data/snapshot.h"

/*
 * counter: one counter of the host, followed over time: 64-bit counts from
 * answers that may have 32 bits, and what happened between two of them.
 */

/*
 * No host makes more exits a second: an exit and the entry after it cost at
 * least some 500 cycles on any CPU with VMX or SVM. Per vCPU; a host-wide
 * counter may add up many.
 */
#define COUNTER_MOST_PER_VCPU 1e7
#define COUNTER_MOST_PER_HOST 1e10	/* a thousand of them */

/* Cycles a second, of a thousand CPUs, HLT's included. */
#define COUNTER_MOST_CYCLES 1e13

/*
 * A 32-bit count that went back has wrapped, or has begun again: it wrapped
 * where the step is no more than so many exits/s, or a few times as many as it
 * made lately.
 */
#define COUNTER_WRAP_RATE  5e7
#define COUNTER_WRAP_TIMES 2
#define COUNTER_JUMP_TIMES 1000	/* ... and forward, where it has a rate */

struct counter {
	enum reading reading;	/* the worst of this round */
	uint64_t count;		/* the host's, unwrapped to 64 bits */
	uint64_t raw_count;	/* last answer */
	uint64_t cycles;	/* last answer */
	bool has_cycles;
	uint64_t held;		/* exits of our own in `count` */
	uint64_t issued;	/* own CPUIDs issued when it was read */
	uint64_t read_ns;	/* CLOCK_MONOTONIC of the round it was read in */
	uint64_t read_round;	/* and that round's number, from 1 */
	uint64_t moved_round;	/* last round in which it moved; 0: never */
	uint64_t delta;		/* since the round it was read in before, own
				 * included */
	double rate;		/* exits/s over its last step */
	uint64_t last_delta;	/* `delta` of the round it moved in last */
	uint64_t cycles_delta;
	uint64_t own;		/* exits of our own within `delta` */
	uint64_t missing;	/* ... and those that it does not hold */
	unsigned int heat;	/* how surely it moves in the next round, 0..3
				 * (audit.c) */
	unsigned int weight;	/* a CPUID of our own counts here so often:
				 * 0 but for CPUID's counter and the total */
};

/* When an answer came, and what is possible on this host. */
struct counter_time {
	uint64_t round, now_ns;
	uint64_t issued;	/* own CPUIDs when the count was read, that
				 * one included */
	double max_rate;	/* exits/s that no host can exceed */
	bool wide;		/* counts have 64 bits */
	bool again;		/* a first answer is a new beginning */
};

/*
 * How does the answer @tally stand against the last one? A step that no host
 * can make in the time is no step but a counter that began again, and so are
 * cycles that go back. So is a pause after which a 32-bit count may have
 * wrapped unseen.
 */
enum reading counter_judge(const struct counter *counter,
			   const struct tally *tally,
			   const struct counter_time *time);

/*
 * Takes the answer in: count, differences, reading. Returns the verdict on
 * this answer; READING_NONE where it holds no count.
 */
enum reading counter_take(struct counter *counter, const struct tally *tally,
			  const struct counter_time *time);

/*
 * The count without exits of our own; as it is where they are not known. It
 * never falls but with a RESET: an exit of our own that the host did not count
 * is `missing`, and is not subtracted.
 */
uint64_t counter_net(const struct counter *counter);

/* Begins a round: no differences yet, and nothing bad seen. */
void counter_begin(struct counter *counter);

/* What was counted so far is a new beginning: a RESET, where it is known. */
void counter_forget(struct counter *counter);

#endif
