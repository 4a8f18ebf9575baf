/* SPDX-License-Identifier: GPL-2.0-only */
#include "screen.h"

#include <stdarg.h>
#include <stdio.h>

#include "exittop/base/utf8.h"

#define ROUNDS 8	/* refreshes that a sentence stays for */

void say(struct say *say, enum screen_attr attr, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(say->text, sizeof(say->text), fmt, args);
	va_end(args);
	utf8_visible(say->text);
	say->attr = attr;
	say->rounds = ROUNDS;
}

void say_update(struct say *say)
{
	if (say->rounds && !--say->rounds)
		say->text[0] = '\0';
}
