/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef APP_FILES_H
#define APP_FILES_H

#include "exittop/app/options.h"
#include "exittop/base/err.h"

/*
 * Is a file that is read also to be written, or one written twice, by
 * whatever names or links? Returns 0, or -1 with @err naming both.
 */
int files_check(const struct options *options, struct err *err);

#endif
