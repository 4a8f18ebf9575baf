/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef COMPARE_PARTS_H
#define COMPARE_PARTS_H

#include "exittop/data/compare.h"

/* compare_parts: what compare.c's files share; nobody else includes this. */

/* What changed, in one sentence: fills in cmp->headline. Rows are sorted. */
void compare_headline(struct comparison *cmp);

/* What a reader of the numbers must know: fills in cmp->warning. */
void compare_warn(struct comparison *cmp);

#endif
