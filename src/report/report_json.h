/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef REPORT_REPORT_JSON_H
#define REPORT_REPORT_JSON_H

#include "exittop/report/report.h"

/* report_json: a snapshot, or the run of a COMMAND, as one line of JSON. */
void report_json(const struct report *report, const struct snapshot *snap);

#endif
