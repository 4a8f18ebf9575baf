/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_OPTIONS_CHECK_H
#define EXITTOP_OPTIONS_CHECK_H

#include "exittop/app/options.h"
#include "exittop/base/err.h"

/* Do the options make sense together? Returns 0, or -1 with @err. */
int options_check(const struct options *options, struct err *err);

#endif
