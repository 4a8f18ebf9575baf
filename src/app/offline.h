/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_STUDY_H
#define EXITTOP_STUDY_H

#include "exittop/base/error.h"
#include "exittop/app/options.h"
#include "session.h"

/*
 * study: the modes that ask no host: --explain, --compare and --report. All
 * write to standard output, or for the latter two to --output, and return an
 * exit code, with @err unless it is EXIT_FINE.
 */

/* The explanation of options->explain, wrapped to the terminal's width. */
int study_explain(const struct options *options, struct err *err);

/*
 * Replays options->runs one after the other through @session, which is not
 * open before or after, and compares (MODE_COMPARE) or reports (MODE_COURSE).
 */
int study_runs(const struct options *options, struct session *session,
	       struct err *err);

#endif
