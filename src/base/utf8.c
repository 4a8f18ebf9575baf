/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/base/utf8.h"

#include <string.h>

uint32_t utf8_decode(const char *text, size_t *n)
{
	/* The least character that needs so many bytes. */
	static const uint32_t least[UTF8_MOST + 1] = { 0, 0, 0x80, 0x800,
						       0x10000 };
	const unsigned char *s = (const unsigned char *)text;
	size_t bytes = s[0] < 0x80 ? 1 : s[0] < 0xc0 ? 0 : s[0] < 0xe0 ? 2 :
		       s[0] < 0xf0 ? 3 : s[0] < 0xf8 ? 4 : 0;
	uint32_t code = bytes > 1 ? s[0] & (0x7fu >> bytes) : s[0];

	*n = 1;
	for (size_t i = 1; i < bytes; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return UTF8_INVALID;
		code = code << 6 | (s[i] & 0x3fu);
	}
	if (!bytes || code < least[bytes] || code > 0x10ffff ||
	    (code >= 0xd800 && code <= 0xdfff))
		return UTF8_INVALID;
	*n = bytes;
	return code;
}

size_t utf8_encode(uint32_t code, char bytes[UTF8_MOST])
{
	size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

	for (size_t i = n - 1; i; i--, code >>= 6)
		bytes[i] = (char)(0x80 | (code & 0x3f));
	bytes[0] = (char)(n == 1 ? code : (0xf00u >> n & 0xff) | code);
	return n;
}

bool utf8_is_visible(uint32_t code)
{
	static const struct {
		uint32_t first, last;
	} hidden[] = {
		{ 0, 0x1f }, { 0x7f, 0x9f },	/* C0, DEL, C1 */
		{ 0x61c, 0x61c }, { 0x200e, 0x200f },	/* direction marks */
		{ 0x2028, 0x202e },	/* separators, embeddings, overrides */
		{ 0x2066, 0x2069 },	/* isolates */
		{ 0xfeff, 0xfeff }, { 0xfff9, 0xfffb },
		{ 0xe0000, 0xe007f },	/* tags */
		{ 0x110000, UTF8_INVALID },
	};

	for (size_t i = 0; i < sizeof(hidden) / sizeof(*hidden); i++)
		if (code >= hidden[i].first && code <= hidden[i].last)
			return false;
	return true;
}

void utf8_visible(char *text)
{
	char *to = text;

	for (size_t n; *text; text += n) {
		if (utf8_is_visible(utf8_decode(text, &n))) {
			memmove(to, text, n);
			to += n;
		} else {
			*to++ = '?';
		}
	}
	*to = '\0';
}
