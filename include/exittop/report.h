/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_REPORT_H
#define EXITTOP_REPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "exittop/column.h"
#include "exittop/error.h"
#include "exittop/probe.h"
#include "exittop/snapshot.h"

/*
 * report: snapshots as text for people (plain) and programs (CSV, JSON).
 * The names in CSV and JSON are an interface: other programs rely on them.
 */

enum report_format { REPORT_PLAIN, REPORT_CSV, REPORT_JSON, REPORT_FORMATS };

struct report {
	FILE *out;			/* borrowed */
	enum report_format format;
	const struct column *sort;
	bool match[REASON_SLOTS];	/* rows that the filter lets pass */
	bool headed;			/* the CSV header is written */
};

/* The format called @name, or -1 with @err listing those there are. */
int report_format(const char *name, struct err *err);

/* Fills the caller's struct; every row passes the filter. */
void report_init(struct report *report, FILE *out, enum report_format format);

/*
 * Lets only those rows pass whose name or code matches the extended regular
 * expression @pattern, in any case. Returns 0, or -1 with @err.
 */
int report_filter(struct report *report, const char *pattern, enum isa isa,
		  struct err *err);

/*
 * Writes one round whole and flushes it. Plain shows the rows with exits;
 * CSV and JSON all of them, unknown values left empty or out.
 * Returns 0, or -1 with @err where the output cannot be written; errno then
 * tells why (EPIPE: nobody reads any more).
 */
int report_snapshot(struct report *report, const struct snapshot *snap,
		    struct err *err);

/* The first lines of a plain report: host, paging verdict, totals. */
void report_head(FILE *out, const struct snapshot *snap);

/* What the probe asked, heard and decided. */
void report_probe(FILE *out, const struct probe *probe);

#endif
