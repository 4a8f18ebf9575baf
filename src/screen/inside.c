/* SPDX-License-Identifier: GPL-2.0-only */
/* What is inside a reason: how long its exits take, what they are about. */
#include <math.h>
#include <stdio.h>

#include "inside.h"

#define LEFT   40	/* cells of the histogram */
#define WIDE   76	/* where keys have a place beside it */
#define EDGE   10
#define COUNT  9
#define RATE   9
#define SHARE  8
#define NAME   44

struct inside {
	const struct detail *detail;
	const struct durations *durations;	/* that are shown */
	double interval_s;
	uint64_t octave[DETAIL_OCTAVES], most;
	unsigned int first, bars;
};

static void look(struct inside *inside, const struct snapshot *snap,
		 unsigned int slot)
{
	const struct detail *detail = &snap->details[slot];

	*inside = (struct inside){ .detail = detail,
				   .interval_s = snap->interval_s,
				   .durations = detail_durations(detail) };
	if (!inside->durations->known)
		return;
	detail_octaves(inside->durations, inside->octave);
	for (unsigned int i = 0; i < DETAIL_OCTAVES; i++) {
		if (!inside->octave[i])
			continue;
		if (!inside->most)
			inside->first = i;
		inside->bars = i + 1 - inside->first;
		if (inside->octave[i] > inside->most)
			inside->most = inside->octave[i];
	}
}

static bool is_here(const struct moment *moment, unsigned int slot)
{
	return moment->live.details && moment->live.details[slot].asked;
}

/* "CR3 write 98 %, one for every process switch": where there are words. */
static bool put_why(struct pen *pen, const struct detail *detail)
{
	const char *why = detail->keys ? exitkey_why(detail->key[0].key) : NULL;
	char top[EXITKEY_TEXT];

	if (!why || !detail_top(detail, EXITKEY_TEXT - 8, top))
		return false;
	if (pen)
		pen_format(pen, SCREEN_NORMAL, " %s, %s", top, why);
	return true;
}

int inside_lines(const struct moment *moment, unsigned int slot, int width)
{
	struct inside inside;
	unsigned int keys, head = 1;

	if (!is_here(moment, slot))
		return 0;
	if (!moment->shown.details)
		return 1;
	look(&inside, &moment->shown, slot);
	keys = inside.detail->keys ? inside.detail->keys + 1 : 0;
	if (put_why(NULL, inside.detail))
		head++;
	if (width < WIDE)
		return (int)(head + inside.bars + keys);
	return (int)(head + (inside.bars > keys ? inside.bars : keys));
}

static void paint_quantiles(struct pen *pen, const struct inside *inside)
{
	static const struct {
		const char *name;
		double q;
	} rows[] = { { "p50", 0.5 }, { "p90", 0.9 }, { "p99", 0.99 } };
	const struct detail *detail = inside->detail;
	char text[COLUMN_TEXT];

	pen_text(pen, SCREEN_BOLD, " cycles ");
	if (!inside->durations->known) {
		pen_text(pen, SCREEN_NOTICE, detail->keys ? "unknown" :
			 "unknown: the host's answers do not fit its counts");
		return;
	}
	for (unsigned int i = 0; i < COUNTOF(rows); i++) {
		detail_cycles(detail_quantile(inside->durations,
					      rows[i].q), 12, text);
		pen_format(pen, SCREEN_NORMAL, " %s %s ", rows[i].name, text);
	}
	if (detail->has_longest) {
		detail_cycles((double)detail->longest, 12, text);
		pen_format(pen, SCREEN_NORMAL, " longest %s", text);
	}
	if (detail->has_longest && detail->longest_ns) {
		format_clock(detail->longest_ns, text);
		pen_format(pen, SCREEN_NORMAL, " at %.8s", text);
	}
	pen_text(pen, SCREEN_DIM, inside->durations == &detail->now ?
		 "  (now)" : "  (since the start)");
}

static void paint_bar(struct pen *pen, const struct inside *inside,
		      unsigned int i)
{
	const struct pen_glyphs *glyph = pen_glyphs(pen->utf8);
	uint64_t n = inside->octave[inside->first + i];
	int room = LEFT - EDGE - COUNT - 4;
	int cells = (int)ceil((double)n * room / (double)inside->most);
	char text[COLUMN_TEXT];

	i += inside->first;
	format_count(i ? (uint64_t)1 << (7 + i) : 0, EDGE, text);
	pen_text(pen, SCREEN_DIM, " ");
	pen_cell(pen, SCREEN_DIM, text, EDGE, false);
	pen_text(pen, SCREEN_DIM, "+");
	format_count(n, COUNT, text);
	pen_cell(pen, SCREEN_NORMAL, text, COUNT, false);
	pen_text(pen, SCREEN_NORMAL, " ");
	while (cells-- > 0)
		pen_glyph(pen, SCREEN_GRAPH, glyph->fill[7]);
}

/* Line 0 is the head. */
static void paint_key(struct pen *pen, const struct inside *inside,
		      unsigned int line)
{
	const struct detail *detail = inside->detail;
	int room = pen->end - (int)pen->line->cells - RATE - SHARE - 1;
	const struct detail_key *key = &detail->key[line - (line > 0)];
	char name[EXITKEY_TEXT], rate[COLUMN_TEXT] = "NOW/s";
	char share[COLUMN_TEXT] = "SHARE";
	double part;

	if (room > NAME)
		room = NAME;
	if (line > detail->keys || !detail->keys || room < 8)
		return;
	if (line) {
		part = detail_share(detail, line - 1);
		snprintf(rate, sizeof(rate), "-");
		snprintf(share, sizeof(share), "-");
		if (part >= 0)
			format_percent(part, share);
		if (detail->keys_now && inside->interval_s > 0)
			format_rate((double)key->delta / inside->interval_s,
				    RATE - 1, rate);
	}
	pen_cell(pen, line ? SCREEN_NORMAL : SCREEN_BOLD, line ?
		 exitkey_name(key->key, name) : "WHAT THEY ARE ABOUT", room,
		 true);
	pen_text(pen, SCREEN_NORMAL, line && detail->keys_now && !key->exact ?
		 ">" : " ");
	pen_cell(pen, SCREEN_NORMAL, rate, RATE - 1, false);
	pen_cell(pen, SCREEN_NORMAL, share, SHARE, false);
}

void inside_paint(const struct canvas *canvas, const struct moment *moment,
		  unsigned int slot)
{
	struct pen pen = pen_at(canvas, 0);
	struct inside inside;
	bool wide = canvas->box.width >= WIDE;
	int first;

	if (!moment->shown.details) {
		pen_text(&pen, SCREEN_NOTICE, " what is inside is not kept in "
			 "the history: . returns to now");
		return;
	}
	look(&inside, &moment->shown, slot);
	paint_quantiles(&pen, &inside);
	pen = pen_at(canvas, 1);
	first = 1 + (canvas->box.height > 1 && put_why(&pen, inside.detail));
	for (int y = first; y < canvas->box.height; y++) {
		unsigned int line = (unsigned int)(y - first);

		pen = pen_at(canvas, y);
		if (line < inside.bars)
			paint_bar(&pen, &inside, line);
		if (wide)
			pen_move(&pen, SCREEN_NORMAL, canvas->box.x + LEFT + 2);
		if (wide)
			paint_key(&pen, &inside, line);
		else if (line >= inside.bars)
			paint_key(&pen, &inside, line - inside.bars);
	}
}
