/* SPDX-License-Identifier: GPL-2.0-only */
#include <math.h>
#include <stdio.h>

#include "panels.h"

/* "up x540", "new", "stopped", "down x0.08": at most 12 cells. */
static void shift_words(const struct row *row, char buf[COLUMN_TEXT])
{
	bool up = row->shift == SHIFT_UP;
	const char *word = up ? "up" : "down";
	char number[COLUMN_TEXT];

	format_ratio(row->shift_ratio, number);
	if (row->shift != SHIFT_UP && row->shift != SHIFT_DOWN)
		snprintf(buf, COLUMN_TEXT, "%s",
			 snapshot_shift_words(row->shift));
	else if (!(row->has & HAS_RATIO))
		snprintf(buf, COLUMN_TEXT, "%s", word);
	else if (up && !isfinite(row->shift_ratio))
		snprintf(buf, COLUMN_TEXT, "new");
	else if (!up && row->shift_to <= 0)
		snprintf(buf, COLUMN_TEXT, "stopped");
	else
		snprintf(buf, COLUMN_TEXT, "%s x%.30s", word, number);
}

/* Only what is unusual has a colour: rows whose exits go on are calm. */
void state_of(const struct row *row, bool utf8, struct state *state)
{
	const struct pen_glyphs *glyph = pen_glyphs(utf8);
	bool up = row->shift == SHIFT_UP || row->shift == SHIFT_LIKELY_UP;

	state->sign = " ";
	state->attr = SCREEN_NORMAL;
	state->words[0] = '\0';
	switch (row->shift) {
	case SHIFT_UP:
	case SHIFT_DOWN:
	case SHIFT_LIKELY_UP:
	case SHIFT_LIKELY_DOWN:
		state->sign = up ? glyph->up : glyph->down;
		state->attr = up ? SCREEN_UP : SCREEN_DOWN;
		shift_words(row, state->words);
		break;
	case SHIFT_NOTICE:
		state->sign = glyph->notice;
		state->attr = SCREEN_NOTICE;
		snprintf(state->words, COLUMN_TEXT, "notice");
		break;
	case SHIFT_LEARNING:
		state->attr = SCREEN_DIM;
		snprintf(state->words, COLUMN_TEXT, "learning");
		break;
	case SHIFT_NONE:
		if (row->watched && row->moved)
			state->sign = glyph->moves;
		if (row->has & HAS_RATIO)	/* an alert that is over */
			snprintf(state->words, COLUMN_TEXT, "was %s",
				 row->shift_to > row->shift_from ? "up" :
				 "down");
		break;
	}
}
