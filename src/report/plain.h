/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef REPORT_PLAIN_H
#define REPORT_PLAIN_H

/* plain: reports for people. */

#include "exittop/report/report.h"

void plain_round(const struct report *report, const struct snapshot *snap);

/* Exits/s of each vCPU, the odd ones marked and named: snap->each. */
void plain_vcpus(const struct report *report, const struct snapshot *snap);

/* What is inside the reasons that were asked for: snap->details. */
void plain_details(const struct report *report, const struct snapshot *snap);

/* "KVM guest, 2 vCPU, Intel ..., dialect native, scope this VM". */
void plain_host(FILE *out, const struct snapshot *snap);

/* The verdict and the totals: two lines. */
void plain_totals(FILE *out, const struct snapshot *snap);

/* One line per note that a reader of the numbers must know. */
void plain_notes(FILE *out, const struct snapshot *snap);

/* A line of a table: cells, a blank between two of them. */
struct plain_line {
	char text[256];
	size_t used;
	int cells, over;	/* of the cells so far, and text beyond them */
};

struct plain_column {
	enum column_id id;
	int width;		/* negative for left-aligned */
};

/* Adds a cell; one that is too narrow takes from the next. */
void plain_add(struct plain_line *line, int width, const char *cell);
/* Adds the cells of @slot, or the headers where @slot is negative. */
void plain_row(struct plain_line *line, const struct plain_column *cols,
	       size_t n, const struct snapshot *snap, int slot);
/* Writes the line without blanks at its end, and empties it. */
void plain_end(struct plain_line *line, FILE *out);

#define PLAIN_WIDTH 80		/* cells of every line */

/*
 * Writes @text in lines of @width, the first after @lead, the others indented
 * as far.
 */
void plain_words(FILE *out, const char *lead, const char *text, int width);

/* One line of the head, wrapped: "paging   nested  EPT_VIOLATION 433, ...". */
void plain_say(FILE *out, const char *lead, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* ---- plain_run.c: the runs of a COMMAND ---- */

void plain_run(const struct report *report, const struct snapshot *snap);
void plain_runs(const struct report *report, const struct snapshot *sum,
		const struct report_spread *spread);

#endif
