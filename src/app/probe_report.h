/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef APP_PROBE_REPORT_H
#define APP_PROBE_REPORT_H

#include <stdio.h>

#include "exittop/core/probe.h"

/* What the probe asked, heard and decided. */
void probe_report_write(FILE *out, const struct probe *probe);

#endif
