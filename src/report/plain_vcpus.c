/* SPDX-License-Identifier: GPL-2.0-only */
/* Reasons by vCPUs, for people. */
#include "plain.h"

#include <math.h>
#include <stdio.h>

#define BLOCK	  5	/* vCPUs side by side in 80 columns */
#define CELL	  9	/* and their width, the mark included */

static const struct plain_column names[] = {
	{ COLUMN_NUMBER, 5 }, { COLUMN_NAME, -22 },
};

static const char *mark(const struct row *row)
{
	return row->odd == ODD_MORE ? ">" : row->odd == ODD_FEWER ? "<" : "";
}

static void write_head(FILE *out, unsigned int from, unsigned int to,
		       const struct snapshot *snap)
{
	struct plain_line line = { .used = 0 };
	char cell[32];

	plain_row(&line, names, 2, snap, -1);
	for (unsigned int v = from; v < to; v++) {
		snprintf(cell, sizeof(cell), "vCPU %u", v);
		plain_add(&line, CELL, cell);
	}
	plain_end(&line, out);
}

static void add_rate(struct plain_line *line, const struct row *row)
{
	char rate[FORMAT_TEXT] = "-", cell[FORMAT_TEXT + 2];

	if (row->has & HAS_DELTA)
		format_rate(row->rate, CELL - 1, rate);
	snprintf(cell, sizeof(cell), "%s%s", mark(row), rate);
	plain_add(line, CELL, cell);
}

static void write_odd(FILE *out, const struct snapshot *snap,
		      unsigned int slot)
{
	char name[REASON_NAME], ratio[FORMAT_TEXT];

	for (unsigned int v = 0; v < snap->each_n; v++) {
		const struct row *row = &snap->each[v].rows[slot];

		if (row->odd == ODD_NOT)
			continue;
		reason_name(snap->isa, slot, name);
		if (isinf(row->odd_ratio)) {
			plain_say(out, "odd", "%s: vCPU %u makes nearly all of "
				  "them", name, v);
			continue;
		}
		format_ratio(row->odd_ratio, ratio);
		plain_say(out, "odd", "%s: vCPU %u makes %s times the exits "
			  "of the others", name, v, ratio);
	}
}

static void write_block(const struct report *report,
			const struct snapshot *snap, const unsigned int *order,
			unsigned int n, unsigned int from)
{
	unsigned int to = from + BLOCK < snap->each_n ? from + BLOCK :
						       snap->each_n;

	write_head(report->out, from, to, snap);
	for (unsigned int i = 0; i < n; i++) {
		struct plain_line line = { .used = 0 };

		if (!report->match[order[i]])
			continue;
		plain_row(&line, names, 2, snap, (int)order[i]);
		for (unsigned int v = from; v < to; v++)
			add_rate(&line, &snap->each[v].rows[order[i]]);
		plain_end(&line, report->out);
	}
}

void plain_vcpus(const struct report *report, const struct snapshot *snap)
{
	unsigned int order[REASON_SLOTS];
	unsigned int n = column_order(report->sort, false, false, snap, order);

	report_head(report->out, snap);
	for (unsigned int v = 0; v < snap->each_n; v += BLOCK)
		write_block(report, snap, order, n, v);
	for (unsigned int i = 0; i < n; i++)
		if (report->match[order[i]])
			write_odd(report->out, snap, order[i]);
	fputc('\n', report->out);
}
