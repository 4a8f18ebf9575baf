/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_SESSION_H
#define EXITTOP_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "exittop/base/err.h"
#include "exittop/core/monitor.h"
#include "exittop/app/options.h"
#include "exittop/source/recorder.h"
#include "exittop/source/source.h"

/*
 * session: what the command line asked for, put together: a source (the CPU
 * or a recording), the recorder before it, the probe, the monitor.
 */
struct session {
	struct source cpuid;
	struct source *inner;		/* the CPU's source or a recording's */
	struct probe_options probing;
	struct probe probe;
	struct details details;		/* as session_inside() did */
	struct vcpus vcpus;		/* as session_each() set it up */
	struct monitor monitor;		/* cleared by monitor_init() */
	struct recorder recorder;	/* its end is memory not yet touched */
};

/*
 * Opens the source and asks the probe. The caller's struct is large: static
 * storage. Close it in every case.
 * Returns an exit code: EXIT_FINE, or another with @err.
 */
int session_open(struct session *session, const struct options *options,
		 struct err *err);

/*
 * Starts the monitor, after session_open() said EXIT_FINE. Checks what only
 * the probe knows: --vcpu, --watch, --delay.
 * Returns an exit code likewise.
 */
int session_start(struct session *session, const struct options *options,
		  struct err *err);

/*
 * Has the next refreshes read each vCPU, or no more (@on false); what that takes
 * is allocated the first time. Returns 0, or -1 with @err: not on this host.
 */
int session_each(struct session *session, bool on, struct err *err);

/*
 * Has the next refreshes read what is inside of @slots and of no other reason;
 * NULL: of none. Returns 0, or -1 with @err: the host does not say.
 */
int session_inside(struct session *session, const bool slots[REASON_SLOTS],
		   struct err *err);

/*
 * Begins a recording in the middle: asks the probe anew, so that the file
 * stands alone, and has the next round read everything.
 * Returns 0, or -1 with @err.
 */
int session_record(struct session *session, const char *path,
		   struct err *err);

/*
 * Is the session the replay of @path, read to its end, where an unfinished
 * last round was left out? @said then says so.
 */
bool session_was_cut(const struct session *session, const char *path,
		     struct err *said);

/* Ends the recording and closes the source. 0, or -1 with @err: data lost. */
int session_close(struct session *session, struct err *err);

#endif
