/* SPDX-License-Identifier: GPL-2.0-only */
/* Exits per second over time: the largest reasons stacked, and events. */
#include "picture_parts.h"

#include <math.h>
#include <string.h>

#include "exittop/base/format.h"
#include "markup.h"
#include "svg.h"

#define LEFT   44
#define RIGHT  (SVG_WIDTH - 10)
#define LINES  3		/* of labels */
#define TOP    60		/* below them */
#define BOTTOM 216
#define LEGEND 250		/* base of its first line */
#define LINE   17
#define APART  8		/* events closer than that are one */
#define LABEL  64		/* bytes of an event's label */
#define ALIKE  8		/* runs within that factor share a scale */

struct plot {
	FILE *file;
	const struct run *run;
	double seconds, most;	/* at the ends of the axes */
	unsigned int slots[PICTURE_SERIES], n;
};

static double plot_x(const struct plot *plot, double at_s)
{
	return LEFT + (RIGHT - LEFT) * fmin(at_s / plot->seconds, 1);
}

static double plot_y(const struct plot *plot, double rate)
{
	return BOTTOM - (BOTTOM - TOP) * fmin(rate / plot->most, 1);
}

/* What shifted is shown before what is only much. */
static double weight_of(const struct run *run, unsigned int slot)
{
	const struct course *course = &run->course;
	double exits = (double)run->rows[slot].exits;

	for (uint64_t i = course_first(course); i < course->log.end; i++)
		if (course->log.event[i % EVENTS].slot == (int)slot)
			return exits * 1e6;
	return exits;
}

static double peak(const struct run *run)
{
	double most = 0;

	for (unsigned int i = 0; i < run->course.parts; i++)
		most = fmax(most, course_rate(&run->course.part[i],
					      REASON_SLOTS));
	return most;
}

static void plot_init(struct plot *plot, const struct picture_of *of,
		      const struct run *run, FILE *file)
{
	const struct course *course = &run->course;
	double other = of->b ? peak(run == of->a ? of->b : of->a) : 0;
	double step;

	*plot = (struct plot){ .file = file, .run = run };
	plot->n = picture_pick(of, weight_of, plot->slots, PICTURE_SERIES);
	plot->seconds = course->parts ?
			course->part[course->parts - 1].to_s : 1;
	plot->most = fmax(peak(run), 1e-3);
	if (other > plot->most && other < plot->most * ALIKE)
		plot->most = other;
	step = svg_step(plot->most, 4);
	plot->most = ceil(plot->most / step - 1e-9) * step;
}

/* ---- axes ---- */

/* "40 s", "5 min", "2 h" */
static void write_time(double at_s, double step_s, char buf[SVG_NUMBER])
{
	if (step_s >= 3600)
		snprintf(buf, SVG_NUMBER, "%.6g h", at_s / 3600);
	else if (step_s >= 60)
		snprintf(buf, SVG_NUMBER, "%.6g min", at_s / 60);
	else
		snprintf(buf, SVG_NUMBER, "%.6g s", at_s);
}

static double time_step(double seconds)
{
	double unit = seconds > 3 * 3600 ? 3600 : seconds > 180 ? 60 : 1;

	return svg_step(seconds / unit, 6) * unit;
}

static void draw_axes(const struct plot *plot)
{
	double step = svg_step(plot->most, 4), step_s = time_step(plot->seconds);
	char text[SVG_NUMBER];

	for (int i = 0; i * step <= plot->most * 1.001; i++) {
		double y = plot_y(plot, i * step);

		svg_line(plot->file, i ? "grid" : "axis", LEFT, y, RIGHT, y);
		svg_number(i * step, text);
		svg_text(plot->file, "q", LEFT - 5, y + 4, SVG_END, "%s",
			 text);
	}
	for (int i = 0; i * step_s <= plot->seconds * 1.001; i++) {
		double x = plot_x(plot, i * step_s);

		svg_line(plot->file, "axis", x, BOTTOM, x, BOTTOM + 4);
		write_time(i * step_s, step_s, text);
		svg_text(plot->file, "q", x, BOTTOM + 16,
			 x > RIGHT - 20 ? SVG_END : SVG_MIDDLE, "%s", text);
	}
	svg_text(plot->file, "q", 2, TOP - 10, SVG_START, "exits/s");
}

/* ---- what was counted ---- */

/* The rate of the first @n series; of all reasons for n > plot->n. */
static double stacked(const struct plot *plot, const struct course_part *part,
		      unsigned int n)
{
	double sum = 0;

	if (n > plot->n)
		return course_rate(part, REASON_SLOTS);
	for (unsigned int i = 0; i < n; i++)
		sum += course_rate(part, plot->slots[i]);
	return sum;
}

/* The band between two stacks, over the parts [from, to). */
static void draw_band(const struct plot *plot, unsigned int series,
		      unsigned int from, unsigned int to)
{
	const struct course_part *part = plot->run->course.part;
	FILE *file = plot->file;

	for (unsigned int i = from; i < to; i++) {
		double y = plot_y(plot, stacked(plot, &part[i], series + 1));

		fprintf(file, "%c%.1f %.1fH%.1f", i == from ? 'M' : 'L',
			plot_x(plot, part[i].from_s), y,
			plot_x(plot, part[i].to_s));
	}
	for (unsigned int i = to; i > from; i--) {
		const struct course_part *at = &part[i - 1];
		double y = plot_y(plot, stacked(plot, at, series));

		fprintf(file, "L%.1f %.1fH%.1f", plot_x(plot, at->to_s), y,
			plot_x(plot, at->from_s));
	}
	fputc('Z', file);
}

static bool is_known(const struct course_part *part)
{
	return part->seconds > 0;
}

static void series_name(const struct plot *plot, unsigned int series,
			char name[REASON_NAME])
{
	if (series < plot->n)
		reason_name(plot->run->isa, plot->slots[series], name);
	else
		strcpy(name, "all others");
}

static void series_class(const struct plot *plot, unsigned int series,
			 char class[4])
{
	snprintf(class, 4, "c%c", series < plot->n ? '0' + (char)series : 'x');
}

static void draw_series(const struct plot *plot, unsigned int series)
{
	const struct course *course = &plot->run->course;
	char name[REASON_NAME], class[4];

	series_class(plot, series, class);
	series_name(plot, series, name);
	fprintf(plot->file, "<path class=\"%s\" d=\"", class);
	for (unsigned int from = 0, to; from < course->parts; from = to + 1) {
		for (to = from; to < course->parts &&
		     is_known(&course->part[to]); to++)
			;
		if (to > from)
			draw_band(plot, series, from, to);
	}
	fprintf(plot->file, "\"><title>%s</title></path>\n", name);
}

/* Unknown is no rate of 0. */
static void draw_unknown(const struct plot *plot)
{
	const struct course *course = &plot->run->course;

	for (unsigned int i = 0; i < course->parts; i++) {
		const struct course_part *part = &course->part[i];
		double x = plot_x(plot, part->from_s);
		double width = plot_x(plot, part->to_s) - x;

		if (is_known(part))
			continue;
		svg_rect(plot->file, "unknown", x, TOP, width, BOTTOM - TOP);
		if (width > SVG_LETTER)
			svg_text(plot->file, "q", x + width / 2, BOTTOM - 6,
				 SVG_MIDDLE, "?");
	}
}

static void draw_legend(const struct plot *plot)
{
	double x = LEFT, y = LEGEND;

	for (unsigned int i = 0; i <= plot->n; i++) {
		char name[REASON_NAME], class[4];
		double width;

		series_class(plot, i, class);
		series_name(plot, i, name);
		width = 30 + SVG_LETTER * 1.2 * (double)strlen(name);
		if (x + width > SVG_WIDTH) {
			x = LEFT;
			y += LINE;
		}
		svg_rect(plot->file, class, x, y - 9, 10, 10);
		svg_text(plot->file, "t", x + 15, y, SVG_START, "%s", name);
		x += width;
	}
}

/* ---- what happened ---- */

static const char *event_sign(const struct event *event)
{
	switch (event->kind) {
	case EVENT_SHIFT:
		return event->over ? "■" : event->up ? "▲" : "▼";
	case EVENT_STORY:
	case EVENT_MARK:
		return "◆";
	case EVENT_RESET:
	case EVENT_GAP:
		return "✕";
	default:
		return NULL;	/* of the whole run, not of a moment */
	}
}

/*
 * "▲ EXCEPTION_NMI", "■ INVLPG is back", "◆ make -j2": cut where a label has no
 * more room, a story behind what it says in short.
 */
static void event_label(const struct plot *plot, const struct event *event,
			char label[LABEL])
{
	const char *sign = event_sign(event);
	size_t most = event->kind == EVENT_STORY ? LABEL - 6 : REASON_NAME - 6;
	size_t n = event->kind == EVENT_STORY ? strcspn(event->text, ":")
					      : strlen(event->text);
	char name[REASON_NAME];

	if (event->kind == EVENT_SHIFT && event->slot >= 0) {
		snprintf(label, LABEL, "%s %s%s", sign,
			 reason_name(plot->run->isa,
				     (unsigned int)event->slot, name),
			 event->over ? " is back" : "");
		return;
	}
	if (event->kind != EVENT_MARK && event->kind != EVENT_STORY) {
		snprintf(label, LABEL, "%s %s", sign,
			 event->kind == EVENT_GAP ? "gap" : "break");
		return;
	}
	if (n < most)
		most = n;
	while (most && (event->text[most] & 0xc0) == 0x80)
		most--;		/* not within a character */
	snprintf(label, LABEL, "%s %.*s%s", sign, (int)most, event->text,
		 n > most ? "…" : "");
}

/* Of the events [first, end) the one that names them: what happened at all. */
static const struct event *main_event(const struct event_log *log,
				      uint64_t first, uint64_t end)
{
	for (uint64_t i = first; i < end; i++)
		if (log->event[i % EVENTS].kind == EVENT_STORY)
			return &log->event[i % EVENTS];
	return &log->event[first % EVENTS];
}

/* The labels of events: each line is free from here on. */
struct labels {
	double free[LINES];
};

/* A label at @x, left of it (@left) or right, in a line where it has room. */
static void draw_label(const struct plot *plot, struct labels *labels,
		       double x, const char *text)
{
	double width = SVG_LETTER * (double)strlen(text);
	bool left = x > (LEFT + RIGHT) / 2.0;
	double from = left ? x - 4 - width : x - 4;

	for (int i = 0; i < LINES; i++) {
		if (from < labels->free[i])
			continue;
		labels->free[i] = from + width + SVG_LETTER;
		svg_text(plot->file, "t", x - 4, 12 + i * 14,
			 left ? SVG_END : SVG_START, "%s", text);
		return;
	}
}

/* A line at @x for the events [first, end), of which @n are shown. */
static void draw_events(const struct plot *plot, struct labels *labels,
			double x, uint64_t first, uint64_t end, unsigned int n)
{
	const struct event_log *log = &plot->run->course.log;
	char label[LABEL + 16];

	event_label(plot, main_event(log, first, end), label);
	if (n > 1)
		snprintf(label + strlen(label), 16, " +%u", n - 1);
	fputs("<g><title>", plot->file);
	for (uint64_t i = first; i < end; i++) {
		const struct event *event = &log->event[i % EVENTS];

		if (!event_sign(event))
			continue;
		fputs(i > first ? "; " : "", plot->file);
		markup_escape(plot->file, event->text);
	}
	fputs("</title>\n", plot->file);
	svg_line(plot->file, "event", x, 4, x, BOTTOM);
	draw_label(plot, labels, x, label);
	fputs("</g>\n", plot->file);
}

/* Events in their order; those at nearly one place are one line. */
static void draw_log(const struct plot *plot)
{
	const struct course *course = &plot->run->course;
	uint64_t first = 0, i;
	unsigned int n = 0;
	double at = 0;
	struct labels labels = { { 0 } };

	for (i = course_first(course); i < course->log.end; i++) {
		double x = plot_x(plot, course->at_s[i % EVENTS]);

		if (!event_sign(&course->log.event[i % EVENTS]))
			continue;
		if (n && fabs(x - at) >= APART) {
			draw_events(plot, &labels, at, first, i, n);
			n = 0;
		}
		if (!n++) {
			first = i;
			at = x;
		}
	}
	if (n)
		draw_events(plot, &labels, at, first, i, n);
}

void picture_time(const struct picture_of *of, const struct run *run,
		  const char *id, const char *title, bool alone, FILE *file)
{
	char text[PICTURE_TITLE], mean[FORMAT_TEXT], most[FORMAT_TEXT];
	struct plot plot;

	plot_init(&plot, of, run, file);
	format_rate(run_rate(&run->total), 12, mean);
	format_rate(peak(run), 12, most);
	snprintf(text, sizeof(text), "%s exits per second on average and at "
		 "most %s, over %.1f seconds; the reasons with the most exits "
		 "are stacked. Shifts, marks and resets are listed below.",
		 mean, most, plot.seconds);
	svg_open(file, id, LEGEND + LINE + 8, title, text, alone);
	draw_axes(&plot);
	for (unsigned int i = 0; i <= plot.n; i++)
		draw_series(&plot, i);
	draw_unknown(&plot);
	draw_log(&plot);
	draw_legend(&plot);
	svg_close(file);
}
