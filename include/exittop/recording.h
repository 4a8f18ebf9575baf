/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_RECORDING_H
#define EXITTOP_RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "exittop/error.h"
#include "exittop/source.h"

/*
 * recording: raw answers on disk. A text file, one fact a line:
 *
 *	exittop-recording 1
 *	start 1700000000123456789
 *	vendor GenuineIntel
 *	brand Intel(R) Core(TM) ...
 *	codename Haswell
 *	hypervisor KVMKVMKVM
 *	dialect native
 *	round MONO_NS WALL_NS TSC
 *	a LEAF SUBLEAF EAX EBX ECX EDX		hexadecimal
 *	mark TEXT				a mark the user set
 *	end ANSWERS CHECKSUM
 *
 * The first round holds the probe's questions. A round is written whole by
 * one write(2). CHECKSUM is FNV-1a (32 bits) over the round's bytes from its
 * "round" to the newline before "end"; ANSWERS counts its "a" lines.
 */

/* Writing: a source that passes every call on and keeps what was answered. */
struct recorder {
	struct source source;		/* used in place of `inner` */
	struct source *inner;		/* borrowed */
	int fd;				/* -1: closed */
	char path[4096];
	struct err failed;		/* why writing ended; text empty: fine */
	bool started;			/* the header is written */
	bool in_round;
	unsigned int answers;
	size_t used;
	char buf[64 * 1024];		/* one round; a longer one fails */
};

/*
 * Opens @path for a new recording (an existing file is replaced, a file that
 * another exittop writes is refused) and puts the recorder before @inner.
 * Returns 0, or -1 with @err.
 */
int recorder_open(struct recorder *rec, struct source *inner,
		  const char *path, struct err *err);

/* Writes the header; rounds kept so far follow. Call once, after the probe. */
int recorder_start(struct recorder *rec, const char *dialect, int64_t wall_ns,
		   struct err *err);

/* Puts a named mark into the round that is going on. */
void recorder_mark(struct recorder *rec, const char *text);

/*
 * Ends the round that is going on and closes the file; the inner source
 * stays open. Returns 0, or -1 with @err where any round was lost.
 */
int recorder_finish(struct recorder *rec, struct err *err);

/* Reading: a source that answers from a file. */
struct replay;

/*
 * Opens @path. On success the source is returned; close it with
 * source_close(), which frees it. NULL with @err on any damage but an
 * unfinished last round, which is dropped.
 */
struct source *replay_open(const char *path, struct err *err);

/* Was the last round cut off and dropped? */
bool replay_was_cut(const struct source *src);

/* Rounds in the recording. */
unsigned int replay_rounds(const struct source *src);

/*
 * The mark set in the round that next() began last, or NULL. The text is the
 * source's, valid until it is closed.
 */
const char *replay_mark(const struct source *src);

#endif
