/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MONITOR_PARTS_H
#define MONITOR_PARTS_H

/* What monitor.c (a refresh) and monitor_fill.c (its numbers) share. */

#include <stdbool.h>

#include "exittop/core/monitor.h"

/* Fills in the rows, the total and the quirks of @snap. */
void monitor_fill(struct monitor *monitor, struct snapshot *snap);

/* Fills in one row from its counter, for the interval of @snap. */
void monitor_fill_row(const struct snapshot *snap,
		      const struct counter *counter, struct row *row);

/* Were the vCPUs longer in exits than there was time? */
bool monitor_takes_too_long(const struct snapshot *snap);

#endif
