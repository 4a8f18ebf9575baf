/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_PAGE_H
#define EXITTOP_PAGE_H

#include <stdio.h>

#include "exittop/base/err.h"
#include "exittop/report/picture.h"

/*
 * page: one or two runs as one HTML file that needs nothing else: what
 * markdown.h says of them, pictures, the counts as a table that can be sorted,
 * and what each reason means. A browser that runs no script misses the
 * sorting and nothing else; the only script that the page lets run is its own
 * (Content-Security-Policy, by its SHA-256).
 */

/*
 * Writes the page on @of, whose runs hold something (run_check()), and
 * flushes. Returns 0, or -1 with @err where @file cannot be written.
 */
int page_write(const struct picture_of *of, FILE *file, struct err *err);

#endif
