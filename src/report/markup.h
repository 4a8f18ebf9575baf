/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef REPORT_MARKUP_H
#define REPORT_MARKUP_H

#include <stdbool.h>
#include <stdio.h>

#include "exittop/facts/reason.h"

/*
 * markup: sentences in Markdown or in HTML. What is written may be anybody's
 * text: it is escaped here, and bytes that no browser may get become '?'.
 */
struct markup {
	FILE *file;
	bool html;
};

void markup_text(const struct markup *out, const char *text);
void markup_format(const struct markup *out, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void markup_strong(const struct markup *out, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* A reason's name, as code. */
void markup_name(const struct markup *out, enum isa isa, unsigned int slot);

/* An exit count and a rate; "-" where not known (NAN). */
void markup_count(const struct markup *out, double count);
void markup_rate(const struct markup *out, double rate);

/* The time of the day, and a blank. */
void markup_clock(const struct markup *out, int64_t wall_ns);

/* An item of a list, and a new line in it. */
void markup_item(const struct markup *out);
void markup_item_line(const struct markup *out);
void markup_item_end(const struct markup *out);

/* @text for HTML and SVG, in an element or an attribute. */
void markup_escape(FILE *file, const char *text);

#endif
