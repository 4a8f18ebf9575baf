/* SPDX-License-Identifier: GPL-2.0-only */
/* The rates of B over those of A with their intervals, on a log scale. */
#include "picture_parts.h"

#include <math.h>
#include <stdlib.h>

#include "exittop/base/format.h"
#include "markup.h"
#include "svg.h"

#define ROWS   14
#define LEFT   156
#define RIGHT  352
#define TOP    26
#define LINE   20
#define LOW    1e-6	/* the most that the scale spans */
#define HIGH   1e6

struct scale {
	double low, high;	/* logarithms to base 10 of the ends */
};

static double scale_x(const struct scale *scale, double ratio)
{
	double part = (log10(ratio) - scale->low) / (scale->high - scale->low);

	return LEFT + (RIGHT - LEFT) * fmin(fmax(part, 0), 1);
}

/* A bound that is known: neither nothing nor without end. */
static bool is_bound(double value)
{
	return value > 0 && isfinite(value);
}

static void scale_take(struct scale *scale, double ratio)
{
	if (!is_bound(ratio))
		return;
	ratio = log10(fmin(fmax(ratio, LOW), HIGH));
	scale->low = fmin(scale->low, ratio);
	scale->high = fmax(scale->high, ratio);
}

static struct scale scale_of(const struct comparison *cmp, unsigned int rows)
{
	struct scale scale = { -1, 1 };

	for (unsigned int i = 0; i < rows; i++) {
		scale_take(&scale, cmp->rows[i].rate.value);
		scale_take(&scale, cmp->rows[i].rate.low);
		scale_take(&scale, cmp->rows[i].rate.high);
	}
	/* Room for the arrow of a bound without end. */
	scale.low = floor(scale.low - 0.3);
	scale.high = ceil(scale.high + 0.3);
	return scale;
}

static void draw_axis(FILE *file, const struct scale *scale, double bottom)
{
	int step = scale->high - scale->low > 6 ? 2 : 1;

	svg_text(file, "q", scale_x(scale, 1) - 7, TOP - 8, SVG_END,
		 "◀ more in A");
	svg_text(file, "q", scale_x(scale, 1) + 7, TOP - 8, SVG_START,
		 "more in B ▶");
	svg_text(file, "q", SVG_WIDTH - 2, TOP - 8, SVG_END, "A/s → B/s");
	for (int power = (int)scale->low; power <= scale->high; power++) {
		double x = scale_x(scale, pow(10, power));

		svg_line(file, power ? "grid" : "axis", x, TOP, x, bottom);
		if (power % step)
			continue;
		if (power >= 0 && power < 4)
			svg_text(file, "q", x, bottom + 14, SVG_MIDDLE, "×%g",
				 pow(10, power));
		else if (power == -1)
			svg_text(file, "q", x, bottom + 14, SVG_MIDDLE,
				 "×0.1");
		else
			svg_text(file, "q", x, bottom + 14, SVG_MIDDLE,
				 "10%s%s", power < 0 ? "⁻" : "",
				 (const char *const[]){ "⁰", "¹", "²", "³",
				 "⁴", "⁵", "⁶", "⁷" }[abs(power)]);
	}
}

static void draw_arrow(FILE *file, const char *class, double x, double y,
		       bool right)
{
	double back = right ? -7 : 7;

	fprintf(file, "<path class=\"%s\" d=\"M%.1f %.1fL%.1f %.1fL%.1f "
		"%.1fZ\"/>\n", class, x, y, x + back, y - 4, x + back, y + 4);
}

/* Where the ratio lies: a dot in its interval, or one bound and an arrow. */
static void draw_interval(FILE *file, const struct scale *scale,
			  const struct compare_row *row, double y)
{
	bool low = is_bound(row->rate.low), high = is_bound(row->rate.high);
	double x1 = low ? scale_x(scale, row->rate.low) : LEFT;
	double x2 = high ? scale_x(scale, row->rate.high) : RIGHT;
	bool same = !compare_is_change(row->change);
	bool up = row->change == CHANGE_UP || row->change == CHANGE_ONLY_B;
	const char *line = same ? "lq" : up ? "lb" : "la";
	const char *fill = same ? "quiet" : up ? "b" : "a";

	if (!low && !high)
		return;
	svg_line(file, line, x1, y, x2, y);
	if (low)
		svg_line(file, line, x1, y - 4, x1, y + 4);
	else
		draw_arrow(file, fill, x1, y, false);
	if (high)
		svg_line(file, line, x2, y - 4, x2, y + 4);
	else
		draw_arrow(file, fill, x2, y, true);
	if (is_bound(row->rate.value))
		fprintf(file, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" "
			"r=\"4\"/>\n", fill, scale_x(scale, row->rate.value), y);
}

static void draw_row(FILE *file, const struct comparison *cmp,
		     const struct scale *scale, const struct compare_row *row,
		     double y)
{
	char name[REASON_NAME], a[FORMAT_TEXT], b[FORMAT_TEXT];
	char ratio[COMPARE_RATIO];

	format_rate(row->rate_a, 6, a);
	format_rate(row->rate_b, 6, b);
	reason_name(cmp->a->isa, row->slot, name);
	fprintf(file, "<g><title>%s: ", name);
	markup_escape(file, a);		/* "<0.01" */
	fputs(" to ", file);
	markup_escape(file, b);
	fputs(" exits per second, ", file);
	markup_escape(file, compare_ratio(&row->rate, ratio));
	fputs("</title>\n", file);
	svg_text(file, compare_is_change(row->change) ? "t" : "q", LEFT - 8,
		 y + 4, SVG_END, "%s", name);
	draw_interval(file, scale, row, y);
	svg_text(file, "q", SVG_WIDTH - 2, y + 4, SVG_END, "%s → %s", a, b);
	fputs("</g>\n", file);
}

/* Rows that can be drawn come first: changed ones, then by their rate. */
static unsigned int count_rows(const struct comparison *cmp)
{
	unsigned int n = 0;

	while (n < cmp->rows_n && n < ROWS && (is_bound(cmp->rows[n].rate.low) ||
					       is_bound(cmp->rows[n].rate.high)))
		n++;
	return n;
}

void picture_compare(const struct picture_of *of, const char *id,
		     const char *title, bool alone, FILE *file)
{
	const struct comparison *cmp = of->cmp;
	unsigned int n = count_rows(cmp);
	struct scale scale = scale_of(cmp, n);
	double bottom = TOP + (n ? n : 1) * LINE;

	svg_open(file, id, bottom + 22, title, cmp->headline, alone);
	draw_axis(file, &scale, bottom);
	for (unsigned int i = 0; i < n; i++)
		draw_row(file, cmp, &scale, &cmp->rows[i],
			 TOP + (i + 0.5) * LINE);
	svg_close(file);
}
