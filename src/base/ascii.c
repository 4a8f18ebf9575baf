/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/base/ascii.h"

char ascii_upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

bool ascii_same(const char *a, const char *b)
{
	for (; *a && ascii_upper(*a) == ascii_upper(*b); a++)
		b++;
	return *a == *b;
}

bool ascii_begins(const char *text, const char *word)
{
	for (; *word && ascii_upper(*text) == ascii_upper(*word); word++)
		text++;
	return !*word;
}
