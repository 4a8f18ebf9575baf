/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_MODE_H
#define EXITTOP_MODE_H

#include <stdint.h>

#include "exittop/app/options.h"
#include "exittop/base/err.h"
#include "sandbox.h"
#include "session.h"

/*
 * mode: what exittop can do, one table row for each: live, once, batch, run,
 * probe, explain, compare, report, summary, help, version.
 */

/* What all modes share. Large: static storage. */
struct program {
	struct options options;
	struct session session;
	int answer;			/* exit code of session_open() */
	uint64_t (*now_ns)(void);	/* CLOCK_MONOTONIC */
	void (*warn)(const struct err *said);	/* something to say at once */
	enum sandbox_filter filter;	/* that is in force */
	int ended_by;			/* a signal, or 0 */
};

enum mode_host {
	MODE_NO_HOST,		/* opens no session, or its own */
	MODE_ANY_ANSWER,	/* runs whatever session_open() returned */
	MODE_NEEDS_ANSWER
};

enum mode_files {
	MODE_READS,		/* writes no file */
	MODE_WRITES_NAMED,	/* only those of --output and --record */
	MODE_WRITES_ANY		/* the user may ask for more by keys */
};

enum mode_signals {
	MODE_DIES,		/* a signal ends it as any program */
	MODE_CATCHES,		/* signals.h */
	MODE_FORWARDS		/* they are COMMAND's: command.h */
};

struct mode_row {
	enum mode_host host;
	enum mode_files files;
	enum mode_signals signals;
	/* Returns an exit code, with @err; err->text is empty for none. */
	int (*run)(struct program *program, struct err *err);
};

const struct mode_row *mode_get(enum mode mode);

/* What a program with these options has to be allowed. */
struct sandbox mode_rights(const struct options *options);

#endif
