/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_OFFLINE_H
#define EXITTOP_OFFLINE_H

#include "exittop/base/err.h"
#include "exittop/app/options.h"
#include "session.h"

/*
 * offline: the modes that ask no host: --explain, --compare and --report. All
 * write to standard output, or for the latter two to --output, and return an
 * exit code, with @err unless it is EXIT_FINE.
 */

/*
 * The explanation of options->explain, wrapped to the terminal's width; with
 * options->replay also what its exits in that recording were about. @session
 * and @warn as below.
 */
int offline_explain(const struct options *options, struct session *session,
		    void (*warn)(const struct err *), struct err *err);

/*
 * Replays options->runs one after the other through @session, which is not
 * open before or after, and compares (MODE_COMPARE) or reports (MODE_REPORT).
 * What is to be said of a recording that was read goes to @warn.
 */
int offline_runs(const struct options *options, struct session *session,
		 void (*warn)(const struct err *), struct err *err);

#endif
