/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the vCPUs' time went: the guest, exits by reason, asleep. */
#include "picture_parts.h"

#include <math.h>

#include "exittop/base/format.h"
#include "svg.h"

#define ROWS  8
#define LEFT  156
#define RIGHT 410
#define LINE  26	/* of one bar; two are closer */
#define PAIR  13
#define TALL  11

static bool is_timed(const struct run *run)
{
	return run->course.timed_s > 0;
}

static double share_of(const struct run *run, unsigned int slot)
{
	return is_timed(run) ? run->course.rows_s[slot] / run->course.timed_s :
			       0;
}

/* The whole of a run's time in three. */
static void draw_whole(FILE *file, const struct run *run, const char *name,
		       double y)
{
	const struct course *course = &run->course;
	double whole = course->timed_s, width = SVG_WIDTH - 30;
	double in = is_timed(run) ? fmin(course->in_exits_s / whole, 1) : 0;
	double asleep = is_timed(run) ? fmin(course->asleep_s / whole, 1 - in)
				      : 0;
	double x = 28, ends[3] = { 1 - in - asleep, in, asleep };
	static const struct {
		const char *class, *words;
		double at;
	} rows[3] = {
		{ "free", "the guest itself", 28 },
		{ "c4", "in exits", 200 },
		{ "asleep", "asleep in HLT", 324 },
	};

	svg_text(file, "t", 2, y + 12, SVG_START, "%s", name);
	if (!is_timed(run)) {
		svg_text(file, "q", x, y + 12, SVG_START,
			 "unknown: its host does not time exits");
		return;
	}
	for (int i = 0; i < 3; i++) {
		char percent[FORMAT_TEXT];

		format_percent(ends[i], percent);
		svg_rect(file, rows[i].class, x, y, width * ends[i], 14);
		svg_rect(file, rows[i].class, rows[i].at, y + 19, 10, 10);
		svg_text(file, "q", rows[i].at + 14, y + 28, SVG_START,
			 "%s %s", rows[i].words, percent);
		x += width * ends[i];
	}
}

static void draw_bar(FILE *file, const struct run *run, unsigned int slot,
		     const char *class, const char *name, double most,
		     double y)
{
	char percent[FORMAT_TEXT] = "-";
	double part = share_of(run, slot);

	if (is_timed(run))
		format_percent(part, percent);
	svg_rect(file, class, LEFT, y, (RIGHT - LEFT) * part / most, TALL);
	svg_text(file, "q", LEFT + (RIGHT - LEFT) * part / most + 5,
		 y + TALL - 1, SVG_START, "%s%s", name, percent);
}

void picture_share(const struct picture_of *of, const char *id,
		   const char *title, bool alone, FILE *file)
{
	unsigned int slots[ROWS], n = picture_pick(of, share_of, slots, ROWS);
	double line = of->b ? 2 * PAIR + 8 : LINE - 4, most = 1e-9;
	double top = of->b ? 92 : 50;
	char name[REASON_NAME];

	svg_open(file, id, top + n * line + 4, title, "The shares of the "
		 "vCPUs' time that the guest ran itself, that exits took, by "
		 "reason, and that it slept in HLT.", alone);
	draw_whole(file, of->a, of->b ? "A" : "", 6);
	if (of->b)
		draw_whole(file, of->b, "B", 46);
	for (unsigned int i = 0; i < n; i++)
		most = fmax(most, fmax(share_of(of->a, slots[i]), of->b ?
				       share_of(of->b, slots[i]) : 0));
	for (unsigned int i = 0; i < n; i++) {
		double y = top + i * line;

		svg_text(file, "t", LEFT - 8, y + line / 2, SVG_END, "%s",
			 reason_name(of->a->isa, slots[i], name));
		draw_bar(file, of->a, slots[i], "a", of->b ? "A " : "", most,
			 y);
		if (of->b)
			draw_bar(file, of->b, slots[i], "b", "B ", most,
				 y + PAIR);
	}
	svg_close(file);
}
