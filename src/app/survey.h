/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_SURVEY_H
#define EXITTOP_SURVEY_H

#include "exittop/app/options.h"
#include "exittop/base/err.h"
#include "session.h"

/*
 * survey: --summary. Plays each of options->runs through @session, which is
 * not open before or after, and has it summed up (summary.h). A recording that
 * cannot be read does not keep the others from it. Returns an exit code, with
 * @err unless it is EXIT_FINE: EXIT_FAILED where one could not be read.
 */
int survey_run(const struct options *options, struct session *session,
	       struct err *err);

#endif
