/* SPDX-License-Identifier: GPL-2.0-only */
#include <math.h>
#include <stdio.h>

#include "panels.h"

void state_change(double ratio, double to, const char *word,
		  char buf[COLUMN_TEXT])
{
	char number[COLUMN_TEXT];

	format_ratio(ratio, number);
	if (isinf(ratio))
		snprintf(buf, COLUMN_TEXT, "new");
	else if (to <= 0)
		snprintf(buf, COLUMN_TEXT, "stopped");
	else
		snprintf(buf, COLUMN_TEXT, "%.9s%.30s", word, number);
}

/* Only what is unusual has a colour: rows whose exits go on are calm. */
void state_of(const struct row *row, bool utf8, struct state *state)
{
	const struct pen_glyphs *glyph = pen_glyphs(utf8);
	bool up = row->shift == SHIFT_UP || row->shift == SHIFT_LIKELY_UP;
	const char *words = snapshot_shift_words(row->shift);

	*state = (struct state){ " ", SCREEN_NORMAL, "" };
	switch (row->shift) {
	case SHIFT_UP:
	case SHIFT_DOWN:
		if (row->has & HAS_RATIO)
			state_change(row->shift_ratio, row->shift_to,
				     up ? "up x" : "down x", state->words);
		/* fallthrough */
	case SHIFT_LIKELY_UP:
	case SHIFT_LIKELY_DOWN:
		state->sign = up ? glyph->up : glyph->down;
		state->attr = up ? SCREEN_UP : SCREEN_DOWN;
		break;
	case SHIFT_NOTICE:
		state->sign = glyph->notice;
		state->attr = SCREEN_NOTICE;
		break;
	case SHIFT_LEARNING:
		words = "-";
		break;
	case SHIFT_NONE:
		if (row->watched && row->moved)
			state->sign = glyph->moves;
		/* An alert that is over. */
		words = !(row->has & HAS_RATIO) ? "" :
			row->shift_to > row->shift_from ? "was up" : "was down";
		break;
	}
	if (!state->words[0])
		snprintf(state->words, COLUMN_TEXT, "%s", words);
}
