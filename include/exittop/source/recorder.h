/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_RECORDER_H
#define EXITTOP_RECORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "exittop/base/err.h"
#include "exittop/source/source.h"

/*
 * recorder: a source in front of a source. It passes every call on, and while
 * a file is open keeps what was answered (the format is recording.h's).
 */

#define RECORDER_PATH   4096
#define RECORDER_BUFFER (1280 * 1024)	/* RECORDING_ANSWERS lines */

struct recorder {
	struct source source;		/* to be used in place of `inner` */
	struct source *inner;		/* borrowed */
	int fd;				/* -1: not recording */
	bool regular;			/* a file that can be cut back */
	bool replaces;			/* an older recording, once started */
	bool started;			/* the header is written */
	bool in_round;
	unsigned int answers;		/* in this round */
	off_t good;			/* the file is whole up to here */
	struct err failed;		/* why recording ended; "": it did not */
	bool said;			/* recorder_lost() has reported it */
	size_t used;
	char path[RECORDER_PATH];
	char buf[RECORDER_BUFFER];	/* the round that is going on */
};

/* Fills the caller's struct: a recorder that records nothing yet. */
void recorder_init(struct recorder *rec, struct source *inner);

/*
 * Opens @path and records from the next round on. An older recording of that
 * name is replaced; any other file that is not empty, and one that another
 * exittop is writing, is refused. "-" is standard output; a pipe waits for its
 * reader. Returns 0, or -1 with @err.
 */
int recorder_open(struct recorder *rec, const char *path, struct err *err);

/*
 * The same for a name that the user did not choose: only a new file is made,
 * and nothing that exists, a link included, is opened or followed.
 */
int recorder_create(struct recorder *rec, const char *path, struct err *err);

/* Is @path a file that begins as a recording does? */
bool recorder_knows(const char *path);

/*
 * Writes the header, once the probe knows the @dialect and before the round
 * that holds its questions ends. An older recording is emptied only now.
 * @wall_ns is when the recording began. Returns 0, or -1 with @err.
 */
int recorder_start(struct recorder *rec, const char *dialect, int64_t wall_ns,
		   struct err *err);

/* Puts a named mark into the round that is going on, if one is recorded. */
void recorder_mark(struct recorder *rec, const char *text);

/*
 * Has the recording ended before its time: the disk is full, the file was
 * removed, the reader of a pipe has left? The source goes on all the same.
 * True once, with @err, for each recording.
 */
bool recorder_lost(struct recorder *rec, struct err *err);

/*
 * Ends the round that is going on and closes the file; the inner source stays
 * open, and another file may be opened. Returns 0, or -1 where a round was
 * lost, with @err, whose text is empty where recorder_lost() gave it before.
 */
int recorder_finish(struct recorder *rec, struct err *err);

static inline bool recorder_is_open(const struct recorder *rec)
{
	return rec->fd >= 0;
}

#endif
