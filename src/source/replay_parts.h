/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef REPLAY_PARTS_H
#define REPLAY_PARTS_H

/* What replay.c (the source) and replay_round.c (the lines) share. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recording.h"
#include "stream.h"
#include "exittop/source/replay.h"

#define KEYS 32768	/* different questions; a power of two */
#define NONE UINT32_MAX	/* no answer left */

/* One answer of the round that is going on. */
struct answer {
	struct regs regs;
	uint32_t leaf, subleaf;
	bool used;
	uint32_t later;		/* the next one to the same question */
};

/* A question that was asked at least once. */
struct key {
	bool used;
	uint32_t leaf, subleaf;
	struct regs latest;
	uint64_t latest_issued;	/* CPUIDs issued, up to this answer */
	uint32_t first, last;	/* its answers in this round, or NONE */
	uint64_t round;		/* for which first and last hold */
};

struct replay {
	struct source source;
	char *path, mark[256];
	struct stream in;
	unsigned int rounds, keys_used;
	bool cut, has_mark;
	uint64_t round;
	uint64_t issued;	/* CPUIDs before this round's */
	unsigned int answers, pending;	/* all before that one are used */
	struct answer answer[RECORDING_ANSWERS];
	struct key keys[KEYS];
};

/* Returns -1 with @err, which names the file and the line read last. */
int replay_damage(const struct replay *replay, const char *what,
		  struct err *err);

/* The question's row, used or to be used. */
struct key *replay_key(struct replay *replay, uint32_t leaf, uint32_t subleaf);

/*
 * Reads one round into the tables. Returns 1, 0 at the end of the file (with
 * ->cut where a round was not finished), -1 with @err.
 */
int replay_round(struct replay *replay, struct stamp *stamp, struct err *err);

#endif
