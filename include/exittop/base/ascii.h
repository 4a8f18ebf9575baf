/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_ASCII_H
#define EXITTOP_ASCII_H

#include <stdbool.h>

/*
 * ascii: names, options and keys, which are ASCII, compared in any case and
 * whatever the locale. strcasecmp() and toupper() follow the locale, and in
 * Turkish and Azeri an 'i' is no 'I'.
 */

char ascii_upper(char c);

/* Is it the same word? */
bool ascii_same(const char *a, const char *b);

/* Does @text begin with @word? */
bool ascii_begins(const char *text, const char *word);

#endif
