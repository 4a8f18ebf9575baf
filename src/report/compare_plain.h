/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef REPORT_COMPARE_PLAIN_H
#define REPORT_COMPARE_PLAIN_H

#include "exittop/report/compare_write.h"

/* compare_plain: a comparison for a person; of compare_write(). */
void compare_plain(const struct comparison *cmp,
		   const struct compare_style *style, FILE *file);

#endif
