/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include <math.h>
#include <stdbool.h>

#include "well_formed.h"

static const char *whole;	/* what is being read, for the message */

static void bad(const char *what, const char *at)
{
	fail_msg("%s at byte %zu: %.120s", what, (size_t)(at - whole), at);
}

/* Bytes of the character at @at, or 0 where it is none. */
static int character(const unsigned char *at)
{
	static const struct {
		unsigned char mask, lead;
		unsigned int least;
	} kinds[] = {
		{ 0x80, 0x00, 0 }, { 0xe0, 0xc0, 0x80 },
		{ 0xf0, 0xe0, 0x800 }, { 0xf8, 0xf0, 0x10000 },
	};

	for (int n = 0; n < 4; n++) {
		unsigned int code = at[0] & (unsigned char)~kinds[n].mask;

		if ((at[0] & kinds[n].mask) != kinds[n].lead)
			continue;
		for (int i = 1; i <= n; i++) {
			if ((at[i] & 0xc0) != 0x80)
				return 0;
			code = code << 6 | (at[i] & 0x3f);
		}
		return code >= kinds[n].least && code <= 0x10ffff &&
		       code >> 11 != 0x1b &&	/* no surrogate */
		       (code >= ' ' || code == '\n') &&
		       (code < 0x7f || code > 0x9f) ? n + 1 : 0;
	}
	return 0;
}

void well_formed_utf8(const char *text)
{
	whole = text;
	while (*text) {
		int n = character((const unsigned char *)text);

		if (!n)
			bad("no character", text);
		text += n;
	}
}

static const char *value(const char *at, int depth);

static const char *string(const char *at)
{
	if (*at != '"')
		bad("no string", at);
	for (at++; *at != '"'; at++) {
		if ((unsigned char)*at < ' ')
			bad("a string that does not end", at);
		if (*at == '\\' && !strchr("\"\\/bfnrtu", *++at))
			bad("an unknown escape", at);
	}
	return at + 1;
}

static const char *number(const char *at)
{
	char *end;
	double x = strtod(at, &end);

	if (end == at || !strchr("0123456789", *at) || !isfinite(x))
		bad("no number, or one below 0", at);
	return end;
}

/* What stands between @open and its end: values, or names and values. */
static const char *members(const char *at, char end, int depth)
{
	if (*++at == end)
		return at + 1;
	for (;; at++) {
		if (end == '}') {
			at = string(at);
			if (*at++ != ':')
				bad("no colon", at);
		}
		at = value(at, depth + 1);
		if (*at == end)
			return at + 1;
		if (*at != ',')
			bad("no comma", at);
	}
}

static const char *value(const char *at, int depth)
{
	static const char *const words[] = { "true", "false", "null" };

	if (depth > 20)
		bad("too deep", at);
	for (int i = 0; i < 3; i++)
		if (!strncmp(at, words[i], strlen(words[i])))
			return at + strlen(words[i]);
	switch (*at) {
	case '"': return string(at);
	case '{': return members(at, '}', depth);
	case '[': return members(at, ']', depth);
	default:  return number(at);
	}
}

void well_formed_json(const char *text)
{
	whole = text;
	while (*text) {
		text = value(text, 0);
		if (*text++ != '\n')
			bad("more than a value in a line", text - 1);
	}
}

void well_formed_csv(const char *text)
{
	unsigned int fields = 0;

	whole = text;
	while (*text) {
		unsigned int n = 1;
		bool quoted = false;

		for (; *text && (*text != '\n' || quoted); text++) {
			quoted ^= *text == '"';
			n += *text == ',' && !quoted;
			if (*text == ',' && !quoted && text[1] == '-')
				bad("a number below 0", text);
			if (*text == ',' && !quoted &&
			    (!strncmp(text + 1, "nan", 3) ||
			     !strncmp(text + 1, "inf", 3)))
				bad("no number", text);
		}
		if (*text++ != '\n')
			bad("a line that does not end", text - 1);
		if (fields && n != fields)
			bad("too many fields or too few before", text);
		fields = n;
	}
}

void well_formed_metrics(const char *text,
			 void (*sample)(const char *series, double value))
{
	char series[512];

	whole = text;
	while (*text != '#' || strcmp(text, "# EOF\n") != 0) {
		size_t n = strcspn(text, "\n");
		const char *blank = text + n;
		char *end;

		if (!text[n])
			bad("no # EOF at the end", text);
		while (*text != '#' && blank > text && *blank != ' ')
			blank--;
		if (*text != '#') {
			double x = strtod(blank, &end);

			if (*end != '\n' || !isfinite(x))
				bad("no number", text);
			snprintf(series, sizeof(series), "%.*s",
				 (int)(blank - text), text);
			sample(series, x);
		}
		text += n + 1;
	}
}
