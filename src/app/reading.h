/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_READING_H
#define EXITTOP_READING_H

#include <stdbool.h>

#include "exittop/app/options.h"
#include "exittop/base/err.h"
#include "exittop/data/run.h"
#include "session.h"

/* reading: a recording from its first round to its last, as one run. */

/* What was odd about the file. */
struct reading_facts {
	bool cut;	/* its last round is unfinished, and left out */
	bool crlf;	/* its lines end in CR LF */
};

/*
 * Plays @path through @session, which is not open before or after, into @run.
 * Returns an exit code, with @err unless it is EXIT_FINE.
 */
int reading_run(const struct options *options, const char *path,
		struct session *session, struct run *run,
		struct reading_facts *reading, struct err *err);

#endif
