/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/base/err.h"
#include "exittop/base/utf8.h"

#include <stdarg.h>
#include <stdio.h>

int err_set(struct err *err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, args);
	va_end(args);
	utf8_visible(err->text);
	return -1;
}
