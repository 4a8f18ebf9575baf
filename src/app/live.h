/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_LIVE_H
#define EXITTOP_LIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "exittop/screen/config.h"
#include "exittop/base/err.h"
#include "exittop/app/options.h"
#include "session.h"

/*
 * live: the screen put together: the session behind it, the user's settings
 * and the command line before it.
 */
struct live {
	struct session *session;	/* started; borrowed */
	const struct options *options;	/* borrowed */
	uint64_t (*now_ns)(void);	/* CLOCK_MONOTONIC */
	bool shifted;			/* --exit-on-shift, and one came */
	struct err lost;		/* a recording that was; or "" */
	struct config config;
	char config_file[CONFIG_PATH];	/* "": nowhere to keep settings */
	struct err warning;		/* about the settings; "": none */
};

/*
 * Reads the user's settings into live->config, the command line over them, and
 * the settings that are not of the screen into @options. What is wrong with
 * them is a warning on the screen.
 */
void live_settings(struct live *live, struct options *options);

/*
 * Runs the screen until the user quits; with --keys and no terminal on
 * standard output, writes the last screen there as text.
 * Returns 0, the number of the signal that ended it, or -1 with @err; with
 * --exit-on-shift live->shifted says whether that was a shift.
 */
int live_run(struct live *live, struct err *err);

#endif
