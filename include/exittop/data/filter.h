/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_FILTER_H
#define EXITTOP_FILTER_H

#include <stdbool.h>

#include "exittop/base/err.h"
#include "exittop/facts/reason.h"

/*
 * filter: which reasons does a regular expression mean? One answer for the
 * screen and the reports.
 */

/*
 * Fills @match, by slot: the extended regular expression @text is found, in
 * any case, in the code, the name, the group, or "28 CR_ACCESS register".
 * Returns 0, or -1 with @err saying what is wrong with the expression.
 */
int filter_match(const char *text, enum isa isa, bool match[REASON_SLOTS],
		 struct err *err);

#endif
