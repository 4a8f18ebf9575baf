/* SPDX-License-Identifier: GPL-2.0-only */
#include "markup.h"

#include <stdarg.h>
#include <string.h>

#include "exittop/base/format.h"
#include "exittop/base/utf8.h"

#define WIDE 24		/* cells that no number fills */
#define MOST 1024	/* bytes of a formatted text */

/* Writes one character of @text, and returns its bytes. */
static size_t write_character(FILE *file, const char *text)
{
	size_t n;
	uint32_t code = utf8_decode(text, &n);

	/* HTML has no control characters, escaped or not. */
	if (code != '\n' && !utf8_is_visible(code))
		fputc('?', file);
	else
		fwrite(text, 1, n, file);
	return n;
}

void markup_escape(FILE *file, const char *text)
{
	while (*text) {
		const char *name = *text == '&' ? "&amp;" :
				   *text == '<' ? "&lt;" :
				   *text == '>' ? "&gt;" :
				   *text == '"' ? "&quot;" :
				   *text == '\'' ? "&#39;" : NULL;

		if (name)
			fputs(name, file);
		text += name ? 1 : write_character(file, text);
	}
}

void markup_text(const struct markup *out, const char *text)
{
	if (out->html) {
		markup_escape(out->file, text);
		return;
	}
	while (*text) {
		if (strchr("\\`*_<>|[]#&", *text))
			fputc('\\', out->file);
		text += write_character(out->file, text);
	}
}

void markup_format(const struct markup *out, const char *fmt, ...)
{
	char text[MOST];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	markup_text(out, text);
}

void markup_strong(const struct markup *out, const char *fmt, ...)
{
	char text[MOST];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	fputs(out->html ? "<strong>" : "**", out->file);
	markup_text(out, text);
	fputs(out->html ? "</strong>" : "**", out->file);
}

void markup_name(const struct markup *out, enum isa isa, unsigned int slot)
{
	char name[REASON_NAME];

	fprintf(out->file, out->html ? "<code>%s</code>" : "`%s`",
		reason_name(isa, slot, name));
}

void markup_count(const struct markup *out, double count)
{
	char text[FORMAT_TEXT];

	format_whole(count, WIDE, text);
	markup_text(out, text);
}

void markup_rate(const struct markup *out, double rate)
{
	char text[FORMAT_TEXT];

	format_rate(rate, WIDE, text);
	markup_text(out, text);
}

void markup_clock(const struct markup *out, int64_t wall_ns)
{
	char clock[FORMAT_TEXT];

	format_clock(wall_ns, clock);
	fprintf(out->file, out->html ? "<time>%s</time> " : "%s ", clock);
}

void markup_item(const struct markup *out)
{
	fputs(out->html ? "<li>" : "- ", out->file);
}

void markup_item_line(const struct markup *out)
{
	fputs(out->html ? "<br>\n" : "\n  ", out->file);
}

void markup_item_end(const struct markup *out)
{
	fputs(out->html ? "</li>\n" : "\n", out->file);
}
