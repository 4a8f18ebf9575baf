/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef APP_VALUE_H
#define APP_VALUE_H

#include <stdint.h>

#include "exittop/base/err.h"

/*
 * value: the values of options that are numbers. All return 0, or -1 with
 * @err naming the @option and what it takes.
 */

/* A decimal number in [low, high]. */
int value_number(const char *option, const char *text, double low,
		 double high, double *out, struct err *err);

/* A whole one, from 1 to @high. */
int value_whole(const char *option, const char *text, double high,
		uint64_t *out, struct err *err);

/* "8h", "30m", "90s", "2d", or seconds; at least one second. */
int value_duration(const char *option, const char *text, double *out,
		   struct err *err);

#endif
