/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_LAUNCH_H
#define EXITTOP_LAUNCH_H

#include <stdint.h>

#include "command.h"
#include "exittop/base/err.h"
#include "exittop/app/options.h"
#include "sandbox.h"
#include "session.h"
#include "writer.h"

/*
 * launch: exittop -- COMMAND: the exits made while COMMAND runs.
 *
 * A recording made meanwhile (--record) bears a mark where the baseline and
 * each run ends. With --replay COMMAND runs as well, but the counts are the
 * recording's, up to such a mark or its end: that gives the report once more.
 */
struct launch {
	struct session *session;	/* started; borrowed */
	const struct options *options;	/* borrowed */
	struct writer *writer;		/* open; borrowed */
	/* Entered while the last COMMAND runs; NULL: never. Borrowed. */
	const struct sandbox *rights;
	struct command command;
	struct report_run told;
	struct report_spread spread;
	struct paging_judge judge;	/* as it was when the interval began */
	uint64_t begin_ns;		/* CLOCK_MONOTONIC, likewise */
	struct snapshot now, sum;	/* the last sample; the interval */
	struct snapshot idle, all;	/* the baseline; all runs */
};

/*
 * The longest time between two samples, in seconds; 0: none is needed between
 * begin and end. 32-bit counts could wrap twice unseen.
 */
double launch_step_s(const struct options *options, const struct probe *probe);

/*
 * Measures the baseline, runs COMMAND as often as asked, and reports. The
 * caller's struct is large and holds the pointers above.
 *
 * Returns the exit code: COMMAND's, as a shell gives it (of several runs the
 * first that is not 0), 126 or 127 with @err where it cannot be run, or
 * EXIT_FAILED with @err. @err may also be set beside COMMAND's own code: the
 * report could not be written. err->text is empty otherwise.
 */
int launch_command(struct launch *launch, struct err *err);

#endif
