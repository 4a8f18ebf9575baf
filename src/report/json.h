/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/*
 * json: writes JSON (RFC 8259) as it comes, without blanks or newlines.
 *
 *	struct json json = { out, false };
 *
 *	json_open(&json, NULL, '{');
 *	json_text(&json, "name", name);
 *	json_close(&json, '}');
 *
 * A @key of NULL makes an element of an array. What is not known is absent:
 * a number that is negative or not finite writes nothing.
 */
struct json {
	FILE *out;
	bool more;	/* the object or array has a member already */
};

/* Opens an object '{' or an array '['; closes it by '}' or ']'. */
void json_open(struct json *json, const char *key, char bracket);
void json_close(struct json *json, char bracket);

/* Valid whatever @text holds: bytes that are no UTF-8 become U+FFFD. */
void json_text(struct json *json, const char *key, const char *text);

void json_count(struct json *json, const char *key, uint64_t value);
/* With so many @decimals; negative: six digits, as large as they may be. */
void json_number(struct json *json, const char *key, double value,
		 int decimals);

/* A number that is text already; "" is one that is not known. */
void json_literal(struct json *json, const char *key, const char *number);

#endif
