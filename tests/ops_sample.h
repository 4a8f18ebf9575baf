/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_OPS_SAMPLE_H
#define TESTS_OPS_SAMPLE_H

#include "exittop/screen/tui.h"

/* What a screen asks of the outside, refreshing aside: nothing happens. */
const char *sample_no_mark(void *ctx);
void sample_nothing(void *ctx);
void sample_no_text(void *ctx, const char *text);
void sample_no_delay(void *ctx, double delay_s);
void sample_no_watch(void *ctx, unsigned int slot);
bool sample_not_lost(void *ctx, struct err *said);
int sample_no_record(void *ctx, bool *on, struct err *said);
int sample_no_save(void *ctx, const struct snapshot *shown, struct err *said);

/* Nothing more is needed; each vCPU is not known. */
int sample_want(void *ctx, const struct tui_want *want, struct err *err);

#define SAMPLE_OPS							  \
	.replay_mark = sample_no_mark, .mark = sample_no_text,		  \
	.lost = sample_not_lost, .save = sample_no_save,		  \
	.acknowledge = sample_nothing, .delay = sample_no_delay,		  \
	.want = sample_want, .watch = sample_no_watch

#endif
