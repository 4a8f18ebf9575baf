/* SPDX-License-Identifier: GPL-2.0-only */
#include "json.h"

#include "exittop/base/utf8.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static void write_string(FILE *out, const char *text)
{
	size_t n;

	fputc('"', out);
	for (; *text; text += n) {
		uint32_t code = utf8_decode(text, &n);

		if (code == '"' || code == '\\')
			fprintf(out, "\\%c", *text);
		else if (utf8_is_visible(code))
			fprintf(out, "%.*s", (int)n, text);
		else
			fprintf(out, "\\u%04x", code <= 0xffff ?
				(unsigned int)code : 0xfffdu);
	}
	fputc('"', out);
}

static void write_key(struct json *json, const char *key)
{
	if (json->more)
		fputc(',', json->out);
	json->more = true;
	if (!key)
		return;
	write_string(json->out, key);
	fputc(':', json->out);
}

void json_open(struct json *json, const char *key, char bracket)
{
	write_key(json, key);
	fputc(bracket, json->out);
	json->more = false;
}

void json_close(struct json *json, char bracket)
{
	fputc(bracket, json->out);
	json->more = true;
}

void json_text(struct json *json, const char *key, const char *text)
{
	write_key(json, key);
	write_string(json->out, text);
}

void json_count(struct json *json, const char *key, uint64_t value)
{
	write_key(json, key);
	fprintf(json->out, "%" PRIu64, value);
}

void json_number(struct json *json, const char *key, double value,
		 int decimals)
{
	if (!(value >= 0) || isinf(value))
		return;
	write_key(json, key);
	if (decimals < 0)
		fprintf(json->out, "%.6g", value);
	else
		fprintf(json->out, "%.*f", decimals, value);
}

void json_literal(struct json *json, const char *key, const char *number)
{
	if (!*number)
		return;
	write_key(json, key);
	fputs(number, json->out);
}
