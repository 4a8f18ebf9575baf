/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/base/error.h"

#include <stdarg.h>
#include <stdio.h>

void err_sanitize(char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < 0x20 || c == 0x7f)
			*text = '?';
	}
}

int err_set(struct err *err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, args);
	va_end(args);
	err_sanitize(err->text);
	return -1;
}
