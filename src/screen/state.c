/* SPDX-License-Identifier: GPL-2.0-only */
/* How a row stands: a sign, words and a look, never one of them alone. */
#include "panels.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* "up x540", "up new", "down gone", "down x0.08": at most 12 cells. */
static void shift_words(const struct row *row, char buf[COLUMN_TEXT])
{
	bool up = row->shift == SHIFT_UP;
	const char *word = up ? "up" : "down";
	double ratio = row->shift_ratio;
	char number[COLUMN_TEXT];

	format_count((uint64_t)llround(fmin(fmax(ratio, 0), 1e18)), 6, number);
	if (!(row->has & HAS_RATIO))
		snprintf(buf, COLUMN_TEXT, "%s", word);
	else if (up && !isfinite(ratio))
		snprintf(buf, COLUMN_TEXT, "up new");
	else if (!up && row->shift_to <= 0)
		snprintf(buf, COLUMN_TEXT, "down gone");
	else if (up && ratio < 10)
		snprintf(buf, COLUMN_TEXT, "up x%.1f", ratio);
	else if (up)
		snprintf(buf, COLUMN_TEXT, "up x%.30s", number);
	else if (ratio >= 0.01)
		snprintf(buf, COLUMN_TEXT, "down x%.2f", ratio);
	else
		snprintf(buf, COLUMN_TEXT, "down x<0.01");
}

static void moved_words(const struct row *row, struct state *state,
			const struct pen_glyphs *glyph)
{
	char number[COLUMN_TEXT];

	format_count(row->delta, 5, number);
	state->sign = row->moved ? glyph->moved : glyph->moves;
	state->attr = row->moved ? SCREEN_NOTICE : SCREEN_BOLD;
	snprintf(state->words, COLUMN_TEXT, "%s +%.30s",
		 row->moved ? "moved" : "moves", number);
}

void state_of(const struct row *row, bool utf8, struct state *state)
{
	const struct pen_glyphs *glyph = pen_glyphs(utf8);

	state->sign = " ";
	state->attr = SCREEN_NORMAL;
	state->words[0] = '\0';
	if (row->shift == SHIFT_UP || row->shift == SHIFT_DOWN) {
		bool up = row->shift == SHIFT_UP;

		state->sign = up ? glyph->up : glyph->down;
		state->attr = up ? SCREEN_UP : SCREEN_DOWN;
		shift_words(row, state->words);
	} else if (row->shift == SHIFT_NOTICE) {
		state->sign = glyph->notice;
		state->attr = SCREEN_NOTICE;
		snprintf(state->words, COLUMN_TEXT, "notice");
	} else if ((row->has & HAS_DELTA) && row->delta && row->watched) {
		moved_words(row, state, glyph);
	} else if (row->shift == SHIFT_LEARNING) {
		state->attr = SCREEN_DIM;
		snprintf(state->words, COLUMN_TEXT, "learning");
	}
}
