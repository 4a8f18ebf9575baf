/* SPDX-License-Identifier: GPL-2.0-only */
#include "svg.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "markup.h"

/* What a class looks like on light and on dark paper. */
static const struct {
	const char *class, *rule, *light, *dark;
} looks[] = {
	{ "paper", "fill", "#ffffff", "#14181d" },
	{ "t", "font-size:11.5px;fill", "#1f2933", "#e4e8ec" },
	{ "q", "font-size:11.5px;fill", "#586472", "#a3adb8" },
	{ "grid", "stroke-width:1;stroke", "#e3e7eb", "#2b323a" },
	{ "axis", "stroke-width:1;stroke", "#7b8794", "#7b8794" },
	{ "event", "stroke-width:1.2;stroke-dasharray:3 2;stroke", "#1f2933",
	  "#e4e8ec" },
	{ "c0", "fill", "#2f6fb0", "#5b9bd9" },
	{ "c1", "fill", "#e08a1e", "#e9a64c" },
	{ "c2", "fill", "#2a9d76", "#4fbf99" },
	{ "c3", "fill", "#b5477d", "#d97aa8" },
	{ "c4", "fill", "#7a5ea8", "#a68bd6" },
	{ "cx", "fill", "#b8c0c8", "#59636e" },
	{ "a", "fill", "#2f6fb0", "#5b9bd9" },
	{ "b", "fill", "#c2571a", "#ec8a4f" },
	{ "la", "stroke-width:2;stroke", "#2f6fb0", "#5b9bd9" },
	{ "lb", "stroke-width:2;stroke", "#c2571a", "#ec8a4f" },
	{ "lq", "stroke-width:2;stroke", "#8b95a0", "#8b95a0" },
	{ "quiet", "fill", "#8b95a0", "#8b95a0" },
	{ "free", "fill", "#e9edf0", "#252c34" },
	{ "asleep", "fill", "#cdd5dc", "#3d4751" },
	{ "unknown", "fill-opacity:.5;fill", "#d9dee3", "#39424b" },
};

#define LOOKS (sizeof(looks) / sizeof(*looks))

void svg_style(FILE *file)
{
	fputs("svg.picture{font-family:system-ui,-apple-system,\"Segoe UI\","
	      "\"DejaVu Sans\",sans-serif}\n", file);
	for (size_t i = 0; i < LOOKS; i++)
		fprintf(file, ".picture .%s{%s:%s}\n", looks[i].class,
			looks[i].rule, looks[i].light);
	fputs("@media screen and (prefers-color-scheme:dark){\n", file);
	for (size_t i = 0; i < LOOKS; i++) {
		const char *what = strrchr(looks[i].rule, ';');

		fprintf(file, ".picture .%s{%s:%s}\n", looks[i].class,
			what ? what + 1 : looks[i].rule, looks[i].dark);
	}
	fputs("}\n", file);
}

void svg_open(FILE *file, const char *id, double height, const char *title,
	      const char *description, bool alone)
{
	fprintf(file, "<svg xmlns=\"http://www.w3.org/2000/svg\" "
		"class=\"picture\" viewBox=\"0 0 %d %.0f\" %s role=\"img\" "
		"aria-labelledby=\"%s-title %s-desc\">\n<title "
		"id=\"%s-title\">", SVG_WIDTH, height,
		alone ? "width=\"720\"" : "", id, id, id);
	markup_escape(file, title);
	fprintf(file, "</title>\n<desc id=\"%s-desc\">", id);
	markup_escape(file, description);
	fputs("</desc>\n", file);
	if (!alone)
		return;
	fputs("<style>\n", file);
	svg_style(file);
	fputs("</style>\n", file);
	svg_rect(file, "paper", 0, 0, SVG_WIDTH, height);
}

void svg_close(FILE *file)
{
	fputs("</svg>\n", file);
}

void svg_text(FILE *file, const char *class, double x, double y,
	      enum svg_anchor anchor, const char *fmt, ...)
{
	static const char *const anchors[] = { "start", "middle", "end" };
	char text[256];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	fprintf(file, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" "
		"text-anchor=\"%s\">", class, x, y, anchors[anchor]);
	markup_escape(file, text);
	fputs("</text>\n", file);
}

void svg_line(FILE *file, const char *class, double x1, double y1, double x2,
	      double y2)
{
	fprintf(file, "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" "
		"x2=\"%.1f\" y2=\"%.1f\"/>\n", class, x1, y1, x2, y2);
}

void svg_rect(FILE *file, const char *class, double x, double y, double width,
	      double height)
{
	fprintf(file, "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" "
		"width=\"%.2f\" height=\"%.1f\"/>\n", class, x, y, width,
		height);
}

double svg_step(double span, int most)
{
	double least = span / most, power = pow(10, floor(log10(least)));

	return least <= power ? power : least <= 2 * power ? 2 * power :
	       least <= 5 * power ? 5 * power : 10 * power;
}

void svg_number(double value, char buf[SVG_NUMBER])
{
	static const char units[] = "kMGT";
	int unit = -1;

	while (value >= 1000 && unit < 3) {
		value /= 1000;
		unit++;
	}
	snprintf(buf, SVG_NUMBER, "%.3g%.1s", value, unit < 0 ? "" :
		 &units[unit]);
}
