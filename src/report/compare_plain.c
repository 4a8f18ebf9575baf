/* SPDX-License-Identifier: GPL-2.0-only */
/* A comparison for a person: words, a picture, a table. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare_plain.h"
#include "exittop/base/format.h"
#include "plain.h"

#define WIDTH_WORDS   78	/* of running text, where there is no limit */
#define PICTURE_ROWS  12
#define PICTURE_NAME  20
#define PICTURE_RATE  9
#define PICTURE_BAR   24	/* cells of one side, at most */
#define PICTURE_LEAST 1.0	/* exits per second at the foot of the scale */

static void write_run(FILE *file, const struct run *run, char side, int width)
{
	const struct host *host = &run->host;
	char words[1024], lead[8];

	snprintf(words, sizeof(words), "%s: %.1f s in %u round%s, dialect %s, "
		 "scope %s%s%s", run->name, run->seconds, run->rounds,
		 run->rounds == 1 ? "" : "s", host_dialect_name(run->dialect),
		 run->scope == SCOPE_VM ? "this VM" : "the whole host",
		 host->brand[0] || host->vendor[0] ? ", " : "",
		 host->brand[0] ? host->brand : host->vendor);
	snprintf(lead, sizeof(lead), "%c  ", side);
	plain_words(file, lead, words, width);
	snprintf(words, sizeof(words), "%s paging  %s",
		 snapshot_paging_name(run->paging), run->evidence);
	plain_words(file, "   ", words, width);
}

/* ---- the picture ---- */

/* Length of a bar in half cells: logarithmic, and never 0 for an exit. */
static int bar_halves(double rate, double most, int cells)
{
	double part = log(fmax(1, rate / PICTURE_LEAST)) /
		      log(most / PICTURE_LEAST);
	int halves = (int)(part * cells * 2 + 0.5);

	if (!(rate > 0))
		return 0;
	return halves < 1 ? 1 : halves > cells * 2 ? cells * 2 : halves;
}

static void write_cells(FILE *file, const char *cell, int n)
{
	while (n-- > 0)
		fputs(cell, file);
}

/* One side's bar: A's grows to the left, B's to the right. */
static void write_bar(FILE *file, int halves, int cells, bool left, bool utf8)
{
	int full = utf8 ? halves / 2 : (halves + 1) / 2;
	bool half = utf8 && halves % 2;

	if (left) {
		write_cells(file, " ", cells - full - half);
		write_cells(file, "▐", half);
		write_cells(file, utf8 ? "█" : "#", full);
		return;
	}
	write_cells(file, utf8 ? "█" : "#", full);
	write_cells(file, "▌", half);
	write_cells(file, " ", cells - full - half);
}

static void write_picture_row(FILE *file, const struct comparison *cmp,
			      const struct compare_row *row, double most,
			      int cells, bool utf8)
{
	char name[REASON_NAME], a[FORMAT_TEXT], b[FORMAT_TEXT];

	format_rate(row->rate_a, PICTURE_RATE, a);
	format_rate(row->rate_b, PICTURE_RATE, b);
	fprintf(file, "%-*.*s %*s ", PICTURE_NAME, PICTURE_NAME,
		reason_name(cmp->a->isa, row->slot, name), PICTURE_RATE, a);
	write_bar(file, bar_halves(row->rate_a, most, cells), cells, true,
		  utf8);
	fputs(utf8 ? "│" : "|", file);
	write_bar(file, bar_halves(row->rate_b, most, cells), cells, false,
		  utf8);
	fprintf(file, " %*s\n", PICTURE_RATE, b);
}

static void write_picture(FILE *file, const struct comparison *cmp,
			  const struct compare_style *style, int width)
{
	int cells = (width - PICTURE_NAME - 2 * PICTURE_RATE - 4) / 2;
	double most = 10 * PICTURE_LEAST;
	unsigned int n = 0;

	cells = cells > PICTURE_BAR ? PICTURE_BAR : cells;
	/* Changed rows come first. */
	while (n < cmp->rows_n && n < PICTURE_ROWS &&
	       compare_is_change(cmp->rows[n].change)) {
		most = fmax(most, fmax(cmp->rows[n].rate_a,
				       cmp->rows[n].rate_b));
		n++;
	}
	if (!n || cells < 4)
		return;
	fprintf(file, "\n%-*s %*s %*s|%-*s %*s\n", PICTURE_NAME, "CHANGED",
		PICTURE_RATE, "A/s", cells, "A ", cells,
		cells < 18 ? " B" : " B (log. scale)", PICTURE_RATE, "B/s");
	for (unsigned int i = 0; i < n; i++)
		write_picture_row(file, cmp, &cmp->rows[i], most, cells,
				  style->utf8);
}

/* ---- what the exits of changed reasons are about ---- */

static void write_changed_keys(FILE *file, const struct comparison *cmp,
			       int width)
{
	for (unsigned int i = 0; i < cmp->rows_n; i++) {
		unsigned int slot = cmp->rows[i].slot;
		char name[REASON_NAME], about[EXITKEY_TEXT], text[512];
		char a[FORMAT_TEXT], b[FORMAT_TEXT];
		uint64_t key = compare_is_change(cmp->rows[i].change) ?
			       compare_key(cmp, slot) : 0;

		if (!key)
			continue;
		format_rate(run_key_rate(cmp->a, slot, key), 9, a);
		format_rate(run_key_rate(cmp->b, slot, key), 9, b);
		snprintf(text, sizeof(text), "%s: most of it is %s, %s/s in A "
			 "and %s/s in B", reason_name(cmp->a->isa, slot, name),
			 exitkey_name(key, about), a, b);
		plain_words(file, "inside   ", text, width);
	}
}

/* ---- the table ---- */

enum cell { CODE, NAME, EXITS_A, EXITS_B, RATE_A, RATE_B, RATIO, INTERVAL,
	    CHANGE, COST_A, COST_B, COST };

/* A column is left out from its level on. Negative widths: left-aligned. */
static const struct {
	enum cell cell;
	const char *header;
	int width, level;
} columns[] = {
	{ CODE, "#", 5, 9 },
	{ NAME, "REASON", -20, 9 },
	{ EXITS_A, "A EXITS", 10, 2 },
	{ EXITS_B, "B EXITS", 10, 2 },
	{ RATE_A, "A/s", 9, 9 },
	{ RATE_B, "B/s", 9, 9 },
	{ RATIO, "B/A", 9, 9 },
	{ INTERVAL, "95 %", 15, 3 },
	{ CHANGE, "CHANGE", -7, 9 },
	{ COST_A, "A CYC/EX", 9, 1 },
	{ COST_B, "B CYC/EX", 9, 1 },
	{ COST, "COST B/A", 8, 1 },
};

#define COLUMNS (sizeof(columns) / sizeof(*columns))

static void interval_text(const struct compare_ratio *row,
			  char buf[FORMAT_TEXT])
{
	char low[FORMAT_TEXT] = "", high[FORMAT_TEXT] = "";

	if (isnan(row->low)) {
		strcpy(buf, "-");
		return;
	}
	if (row->low > 0)
		format_ratio(row->low, low);
	if (!isinf(row->high))
		format_ratio(row->high, high);
	snprintf(buf, FORMAT_TEXT, "%.17s..%.17s", low, high);
}

/* How cycles per exit changed: the ratio, or why there is none to show. */
static void cost_text(const struct compare_row *row, char buf[FORMAT_TEXT])
{
	char ratio[COMPARE_RATIO];

	if (row->cost_change == CHANGE_UNKNOWN)
		strcpy(buf, "-");
	else
		strcpy(buf, compare_is_change(row->cost_change) ?
			    compare_ratio(&row->cost, ratio) :
			    compare_change_word(row->cost_change));
}

static void exits_text(const struct run_row *row, int width,
		       char buf[FORMAT_TEXT])
{
	if (row->rounds)
		format_count(row->exits, width, buf);
	else
		strcpy(buf, "-");
}

static void cell_text(const struct comparison *cmp,
		      const struct compare_row *row, enum cell cell, int width,
		      char buf[FORMAT_TEXT])
{
	const struct run_row *a = &cmp->a->rows[row->slot];
	const struct run_row *b = &cmp->b->rows[row->slot];
	enum isa isa = cmp->a->isa;
	char name[REASON_NAME], ratio[COMPARE_RATIO];

	switch (cell) {
	case CODE:
		reason_number(isa, row->slot, buf);
		break;
	case NAME:
		snprintf(buf, FORMAT_TEXT, "%s",
			 reason_name(isa, row->slot, name));
		break;
	case EXITS_A:	exits_text(a, width, buf); break;
	case EXITS_B:	exits_text(b, width, buf); break;
	case RATE_A:	format_rate(row->rate_a, width, buf); break;
	case RATE_B:	format_rate(row->rate_b, width, buf); break;
	case RATIO:
		strcpy(buf, compare_ratio(&row->rate, ratio));
		break;
	case INTERVAL:	interval_text(&row->rate, buf); break;
	case CHANGE:
		strcpy(buf, compare_change_word(row->change));
		break;
	case COST_A:	format_whole(row->cost_a, width, buf); break;
	case COST_B:	format_whole(row->cost_b, width, buf); break;
	case COST:	cost_text(row, buf); break;
	}
}

/* The lowest level of leaving columns out that fits into @width. */
static int level_for(int width, bool costs)
{
	int level = costs ? 0 : 1;

	for (; width && level < 3; level++) {
		int used = -1;

		for (size_t i = 0; i < COLUMNS; i++)
			if (columns[i].level > level)
				used += abs(columns[i].width) + 1;
		if (used <= width)
			break;
	}
	return level;
}

static void write_table_row(FILE *file, const struct comparison *cmp,
			    const struct compare_row *row, int level)
{
	char line[512], cell[FORMAT_TEXT];
	size_t used = 0;

	for (size_t i = 0; i < COLUMNS; i++) {
		int width = abs(columns[i].width);

		if (columns[i].level <= level)
			continue;
		if (row)
			cell_text(cmp, row, columns[i].cell, width, cell);
		else
			strcpy(cell, columns[i].header);
		used += (size_t)snprintf(line + used, sizeof(line) - used,
					 columns[i].width < 0 ? "%s%-*s" :
								"%s%*s",
					 used ? " " : "", width, cell);
	}
	while (used && line[used - 1] == ' ')
		line[--used] = '\0';
	fprintf(file, "%s\n", line);
}

static void write_table(FILE *file, const struct comparison *cmp, int width)
{
	bool costs = false;
	int level;

	for (unsigned int i = 0; i < cmp->rows_n; i++)
		costs |= cmp->a->rows[cmp->rows[i].slot].timed ||
			 cmp->b->rows[cmp->rows[i].slot].timed;
	level = level_for(width, costs);
	fputc('\n', file);
	write_table_row(file, cmp, NULL, level);
	for (unsigned int i = 0; i < cmp->rows_n; i++) {
		unsigned int slot = cmp->rows[i].slot;

		if (cmp->a->rows[slot].exits || cmp->b->rows[slot].exits)
			write_table_row(file, cmp, &cmp->rows[i], level);
	}
}

void compare_plain(const struct comparison *cmp,
		   const struct compare_style *style, FILE *file)
{
	int width = style->width ? style->width : WIDTH_WORDS;

	write_run(file, cmp->a, 'A', width);
	write_run(file, cmp->b, 'B', width);
	fputc('\n', file);
	plain_words(file, "", cmp->headline, width);
	write_changed_keys(file, cmp, width);
	write_picture(file, cmp, style, width);
	write_table(file, cmp, style->width);
	for (unsigned int i = 0; i < cmp->warnings; i++) {
		if (!i)
			fputc('\n', file);
		plain_words(file, "note  ", cmp->warning[i], width);
	}
}
