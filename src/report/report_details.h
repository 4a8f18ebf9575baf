/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef REPORT_REPORT_DETAILS_H
#define REPORT_REPORT_DETAILS_H

#include "exittop/report/report.h"
#include "json.h"

/* report_details: what is inside reasons, for programs. */

/* Members of a reason's object, where its details were asked for. */
void report_details_json(struct json *json, const struct snapshot *snap,
			 unsigned int slot);

/* Lines of a CSV of its own: report_details_head(). */
void report_details_csv(const struct report *report,
			const struct snapshot *snap);
const char *report_details_head(void);

/* The families of a scrape. */
void report_details_metrics(const struct snapshot *snap,
			    const bool match[REASON_SLOTS], FILE *out);

#endif
