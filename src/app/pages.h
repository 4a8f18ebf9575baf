/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_PAGES_H
#define EXITTOP_PAGES_H

#include "exittop/app/options.h"
#include "exittop/base/err.h"
#include "exittop/data/compare.h"

/*
 * pages: what --report makes of one or two runs: a page, or Markdown with its
 * pictures. --output names a file that is replaced; those of its pictures are
 * FILE without its extension, and "-time-a.svg", "-share.svg", ...
 */

/* @b is NULL of one run. Returns 0, or -1 with @err. */
int pages_write(const struct options *options, const struct run *a,
		const struct run *b, struct err *err);

#endif
