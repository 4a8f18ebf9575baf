/* SPDX-License-Identifier: GPL-2.0-only */
/* The sentence in the bottom line. */
#include "view_parts.h"
#include "exittop/base/utf8.h"

#include <stdarg.h>
#include <stdio.h>

#define SAID_ROUNDS 8	/* refreshes that a sentence stays for */

void view_say(struct view *view, enum screen_attr attr, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(view->said, sizeof(view->said), fmt, args);
	va_end(args);
	utf8_visible(view->said);
	view->said_as = attr;
	view->said_rounds = SAID_ROUNDS;
}
