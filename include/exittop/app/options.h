/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_OPTIONS_H
#define EXITTOP_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "exittop/data/column.h"
#include "exittop/base/err.h"
#include "exittop/core/leaf.h"
#include "exittop/report/report.h"

/*
 * options: the command line. One table gives getopt_long, --help and the test
 * against the man page.
 */

/* What is to be done. */
enum mode {
	MODE_LIVE, MODE_ONCE, MODE_BATCH, MODE_PROBE, MODE_EXPLAIN,
	MODE_COMPARE, MODE_REPORT, MODE_SUMMARY, MODE_RUN, MODE_HELP, MODE_VERSION
};

/* Exit codes. */
enum {
	EXIT_FINE = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_NO_ANSWER = 3,	/* this host does not answer */
	EXIT_SHIFT = 4		/* --exit-on-shift, and there was one */
};

struct options {
	enum mode mode;
	double delay_s;			/* 0.01..3600 */
	bool has_delay;			/* given, not the default */
	uint64_t iterations;		/* 0: without end */
	enum column_id sort;
	bool has_sort;
	const char *filter;		/* regular expression; NULL: all */
	enum report_format format;
	bool all;			/* openmetrics: every reason */
	const char *output;		/* -o; NULL: standard output */
	const char *record, *replay;
	double speed;			/* of a replay, 0: no waiting */
	unsigned int vcpu;		/* 0: all, k: --vcpu k - 1 */
	bool each;			/* --vcpu each */
	bool details;			/* --details[=REASON] */
	const char *inside;		/* that REASON; NULL: all */
	enum dialect dialect;		/* DIALECT_NONE: auto */
	bool force;
	double false_alarm_s;
	const char *watch;		/* list; NULL: the default rows */
	bool watch_kept;		/* ... of the settings: where it fits */
	bool exit_on_shift;
	const char *keys;
	bool ascii, mono, plain, no_mouse;
	const char *explain;		/* reason of --explain */
	char **runs;			/* files of --compare, --report, --summary;
				 * kept in argv */
	unsigned int runs_n;
	char **command;			/* COMMAND and its arguments, to NULL */
	uint64_t repeat;		/* runs of COMMAND; 0: not given */
	double baseline_s;		/* of --baseline; 0: none */
};

/* One row per option. */
struct option_row {
	int id;			/* its letter, or a number above 255 */
	const char *name;	/* long name */
	const char *argument;	/* "SECONDS"; NULL: takes none */
	const char *help;
};

/* The table, in the order of --help; @n gets the number of rows. */
const struct option_row *options_all(unsigned int *n);

/*
 * Reads the command line into @options, which points into @argv.
 * Returns 0, or -1 with @err saying what was wrong and what is accepted.
 */
int options_parse(struct options *options, int argc, char **argv,
		  struct err *err);

/* Writes --help to @out. */
void options_help(FILE *out);

#endif
