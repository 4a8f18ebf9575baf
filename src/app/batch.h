/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_BATCH_H
#define EXITTOP_BATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "exittop/base/err.h"
#include "exittop/app/options.h"
#include "session.h"
#include "signals.h"
#include "exittop/data/event.h"
#include "writer.h"

/* batch: --once, --batch and --plain: a report per interval, no screen. */

struct batch {
	struct session *session;	/* started; borrowed */
	const struct options *options;	/* borrowed */
	struct writer *writer;		/* open; borrowed */
	/* What only main can: the clock and the signals. */
	uint64_t (*now_ns)(void);	/* CLOCK_MONOTONIC */
	enum wake (*wait)(uint64_t (*now_ns)(void), uint64_t when_ns);
	struct snapshot snap;
	struct event_log events;	/* of --plain */
	uint64_t due_ns;		/* of the next sample */
	uint64_t last_mono_ns;		/* of a recording: the last sample */
	uint64_t tables;		/* written so far */
	bool early;			/* the last sample was not yet due */
	bool unread;			/* nobody reads any more */
	bool shifted;			/* --exit-on-shift, and one came */
};

/*
 * Samples and reports until @most tables are written (0: without end), the
 * recording ends, a signal or a shift ends it, or nobody reads any more. The
 * caller's struct is large, empty, and holds the borrowed pointers.
 * Returns an exit code, with @err.
 */
int batch_run(struct batch *batch, uint64_t most, struct err *err);

#endif
