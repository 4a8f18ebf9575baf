/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_UTF8_H
#define EXITTOP_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * utf8: the only place that knows how characters are made of bytes (RFC 3629:
 * no surrogates, nothing longer than needed, nothing beyond U+10FFFF).
 *
 * Text of a recording, a host, a file name or a mark goes through
 * utf8_visible() before anything prints it.
 */

#define UTF8_INVALID UINT32_MAX
#define UTF8_MOST    4		/* bytes of one character */

/*
 * The character that @text, which is not empty, begins with, and in @n its
 * bytes. A byte that begins none is UTF8_INVALID, and one byte.
 */
uint32_t utf8_decode(const char *text, size_t *n);

/* Writes the character @code, which is valid; returns its bytes. */
size_t utf8_encode(uint32_t code, char bytes[UTF8_MOST]);

/*
 * Is it a character that shows, and moves nothing else? Not so control
 * characters (C0, DEL, C1), line and paragraph separators, those that turn
 * the direction of what follows (U+202A to U+202E, U+2066 to U+2069 and the
 * like), tags, and UTF8_INVALID.
 */
bool utf8_is_visible(uint32_t code);

/*
 * Puts '?' in the place of every character of @text that is not visible, and
 * of every byte that is no UTF-8. It never gets longer.
 */
void utf8_visible(char *text);

#endif
