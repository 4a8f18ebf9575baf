/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_SPOKEN_H
#define EXITTOP_SPOKEN_H

#include <stdio.h>

#include "exittop/data/event.h"

/*
 * spoken: lines for a voice and for logs, one sentence each, with its time:
 * "5326 per second", "39 times", "4.0 percent" instead of 5 326/s, x39, 4.0 %.
 */

/* One event; one that was seen late says when it happened. */
void spoken_event(FILE *out, const struct event *event);

/* The exits of one interval: all of them, then each reason by its rate. */
void spoken_round(FILE *out, const struct snapshot *snap);

#endif
