/* SPDX-License-Identifier: GPL-2.0-only */
#include "ops_sample.h"

#include <stddef.h>

const char *sample_no_mark(void *ctx)
{
	(void)ctx;
	return NULL;
}

void sample_nothing(void *ctx)
{
	(void)ctx;
}

void sample_no_text(void *ctx, const char *text)
{
	(void)ctx;
	(void)text;
}

void sample_no_delay(void *ctx, double delay_s)
{
	(void)ctx;
	(void)delay_s;
}

bool sample_not_lost(void *ctx, struct err *said)
{
	(void)ctx;
	(void)said;
	return false;
}

int sample_no_record(void *ctx, bool *on, struct err *said)
{
	(void)ctx;
	(void)on;
	return err_set(said, "recording is not possible here");
}

int sample_no_save(void *ctx, const struct snapshot *shown, struct err *said)
{
	(void)ctx;
	(void)shown;
	return err_set(said, "saving is not possible here");
}

int sample_want(void *ctx, const struct tui_want *want, struct err *err)
{
	(void)ctx;
	return want->each ? err_set(err, "not possible here") : 0;
}

void sample_no_watch(void *ctx, unsigned int slot)
{
	(void)ctx;
	(void)slot;
}
