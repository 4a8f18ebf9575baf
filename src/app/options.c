/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/app/options.h"
#include "options_check.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	OPT_ONCE = 256, OPT_FORMAT, OPT_RECORD, OPT_REPLAY, OPT_SPEED,
	OPT_VCPU, OPT_DIALECT, OPT_FORCE, OPT_PROBE, OPT_EXPLAIN, OPT_COMPARE,
	OPT_REPORT, OPT_SUMMARY, OPT_ALL, OPT_WATCH, OPT_FALSE_ALARMS, OPT_EXIT_ON_SHIFT,
	OPT_KEYS, OPT_ASCII, OPT_PLAIN, OPT_NO_COLOR,
	OPT_NO_MOUSE, OPT_BASELINE
};

static const struct option_row rows[] = {
	{ OPT_ONCE, "once", NULL,
	  "two samples one interval apart, one table" },
	{ 'b', "batch", NULL, "a table per interval, appended" },
	{ 'n', "iterations", "N", "so many tables with --batch" },
	{ 'r', "repeat", "N", "run COMMAND N times: mean and spread" },
	{ OPT_BASELINE, "baseline", "SECONDS",
	  "of the idle guest first; its exits are taken out" },
	{ 'd', "delay", "SECONDS", "between samples, 0.01..3600 (1)" },
	{ 's', "sort", "COLUMN", "order of the rows (rate)" },
	{ 'f', "filter", "REGEX", "only reasons whose name matches" },
	{ OPT_FORMAT, "format", "FORMAT", "plain, csv, json, openmetrics or html" },
	{ OPT_ALL, "all", NULL, "openmetrics: reasons without exits, too" },
	{ 'o', "output", "FILE",
	  "append there; openmetrics: replace it" },
	{ OPT_RECORD, "record", "FILE", "keep every answer of the host" },
	{ OPT_REPLAY, "replay", "FILE", "answers from a recording" },
	{ OPT_SPEED, "speed", "X",
	  "of a replay; 0: no waiting (1; 0 without screen)" },
	{ OPT_VCPU, "vcpu", "N", "only vCPU N, from 0; all (all)" },
	{ OPT_DIALECT, "dialect", "DIALECT",
	  "auto, native, 2020, 2021, 2022, 2020-svm (auto)" },
	{ OPT_FORCE, "force", NULL, "ask even without a KVM signature" },
	{ OPT_WATCH, "watch", "LIST",
	  "watch these for shifts: names or numbers, or all" },
	{ OPT_FALSE_ALARMS, "false-alarms", "DURATION",
	  "one false alarm per that long is tolerated (8h)" },
	{ OPT_EXIT_ON_SHIFT, "exit-on-shift", NULL,
	  "end with exit code 4 at the first shift" },
	{ OPT_PLAIN, "plain", NULL,
	  "a sentence per event, no screen (speech, logs)" },
	{ OPT_ASCII, "ascii", NULL, "no characters beyond ASCII" },
	{ OPT_NO_COLOR, "no-color", NULL, "no colour (as NO_COLOR)" },
	{ OPT_NO_MOUSE, "no-mouse", NULL, "leave the mouse to the terminal" },
	{ OPT_KEYS, "keys", "STRING",
	  "with --replay: keys to press, one a round" },
	{ OPT_PROBE, "probe", NULL,
	  "what this host answers, and the dialect it makes" },
	{ OPT_EXPLAIN, "explain", "REASON", "what an exit reason means" },
	{ OPT_COMPARE, "compare", "A B", "two recordings side by side" },
	{ OPT_REPORT, "report", "A [B]",
	  "one or two as Markdown, or as a page (html)" },
	{ OPT_SUMMARY, "summary", "FILE...",
	  "one line a recording, and what is wrong with it" },
	{ 'h', "help", NULL, "this text" },
	{ 'V', "version", NULL, "the version" },
};

#define ROWS (sizeof(rows) / sizeof(*rows))

const struct option_row *options_all(unsigned int *n)
{
	*n = ROWS;
	return rows;
}

void options_help(FILE *out)
{
	fputs("exittop: the VM exits of this KVM guest, live\n\n"
	      "usage: exittop [options]\n"
	      "       exittop [options] -- COMMAND [ARG...]\n"
	      "       exittop --once | --batch | --probe [options]\n"
	      "       exittop --compare A B | --report A [B] | --summary FILE...\n"
	      "       exittop --explain REASON\n\n", out);
	for (size_t i = 0; i < ROWS; i++) {
		const struct option_row *row = &rows[i];
		char left[40], letter[8] = "    ";

		if (row->id < 256)
			snprintf(letter, sizeof(letter), "-%c, ", row->id);
		snprintf(left, sizeof(left), "%s--%s %s", letter, row->name,
			 row->argument ? row->argument : "");
		fprintf(out, "  %-28s %s\n", left, row->help);
	}
	fputs("\nExit codes: 0 fine, 1 failed, 2 usage, 3 this host does not "
	      "answer, 4 a shift\n(with --exit-on-shift). More in "
	      "exittop(1).\n", out);
}

/* A decimal number in [low, high]. */
static int number(const char *option, const char *text, double low,
		  double high, double *out, struct err *err)
{
	char *end;
	double value = strtod(text, &end);

	if (end == text || *end || !isfinite(value) || value < low ||
	    value > high)
		return err_set(err, "--%s takes a number from %g to %g, not "
			       "'%s'", option, low, high, text);
	*out = value;
	return 0;
}

/* The same, whole. */
static int whole(const char *option, const char *text, double high,
		 uint64_t *out, struct err *err)
{
	double value = 0;

	if (number(option, text, 1, high, &value, err))
		return -1;
	if (value != floor(value))
		return err_set(err, "--%s takes a whole number, not '%s'",
			       option, text);
	*out = (uint64_t)value;
	return 0;
}

/* "8h", "30m", "90s", "2d", or seconds. */
static int duration(const char *option, const char *text, double *out,
		    struct err *err)
{
	static const char units[] = "smhd";
	static const double seconds[] = { 1, 60, 3600, 86400 };
	char *end;
	double value = strtod(text, &end);
	const char *unit = *end ? strchr(units, *end) : units;

	if (end == text || !unit || (*end && end[1]) ||
	    !isfinite(value * seconds[unit - units]) ||
	    value * seconds[unit - units] < 1)
		return err_set(err, "--%s takes a time such as 8h, 30m or 90s "
			       "(at least 1s), not '%s'", option, text);
	*out = value * seconds[unit - units];
	return 0;
}

static int vcpu(const char *text, unsigned int *out, struct err *err)
{
	struct err ignored;
	double value = 0;

	*out = 0;
	if (!strcmp(text, "all"))
		return 0;
	if (number("vcpu", text, 0, 0xfffe, &value, &ignored) ||
	    value != floor(value))
		return err_set(err, "--vcpu takes a number from 0, or all, not "
			       "'%s'", text);
	*out = (unsigned int)value + 1;
	return 0;
}

static int set_mode(struct options *options, enum mode mode, struct err *err)
{
	if (options->mode != MODE_LIVE && options->mode != mode)
		return err_set(err, "only one of --once, --batch, --probe, "
			       "--explain, --compare, --report and a COMMAND "
			       "can be done at a time");
	options->mode = mode;
	return 0;
}

static int set_sort(struct options *options, const char *key, struct err *err)
{
	const struct column *col = column_find(key, err);

	if (!col)
		return -1;
	if (col->id == COLUMN_HISTORY)
		return err_set(err, "rows cannot be sorted by their history");
	options->sort = col->id;
	options->has_sort = true;
	return 0;
}

static int set_enum(int value, int *out)
{
	*out = value;
	return value < 0 ? -1 : 0;
}

/*
 * A recording, given to the option or as a word. They are kept in argv, whose
 * words before this one have been read.
 */
static void take_run(struct options *options, char *path)
{
	options->runs[options->runs_n++] = path;
}

/* Options that take a value. Returns 1 where @id is none of them. */
static int take_value(struct options *options, int id, char *text,
		      struct err *err)
{
	int choice = 0;

	switch (id) {
	case 'n':
		return whole("iterations", text, 1e15, &options->iterations,
			     err);
	case 'r':
		return whole("repeat", text, 1e6, &options->repeat, err);
	case OPT_BASELINE:
		return number("baseline", text, 0.01, 86400,
			      &options->baseline_s, err);
	case 'd':
		options->has_delay = true;
		return number("delay", text, 0.01, 3600, &options->delay_s,
			      err);
	case 's':
		return set_sort(options, text, err);
	case OPT_FORMAT:
		if (set_enum(report_format(text, err), &choice))
			return -1;
		options->format = (enum report_format)choice;
		return 0;
	case OPT_DIALECT:
		if (set_enum(leaf_dialect(text, err), &choice))
			return -1;
		options->dialect = (enum dialect)choice;
		return 0;
	case OPT_SPEED:
		return number("speed", text, 0, 1e6, &options->speed, err);
	case OPT_VCPU:
		return vcpu(text, &options->vcpu, err);
	case OPT_FALSE_ALARMS:
		return duration("false-alarms", text, &options->false_alarm_s,
				err);
	case OPT_EXPLAIN:
		options->explain = text;
		return set_mode(options, MODE_EXPLAIN, err);
	case OPT_COMPARE:
		take_run(options, text);
		return set_mode(options, MODE_COMPARE, err);
	case OPT_REPORT:
		take_run(options, text);
		return set_mode(options, MODE_REPORT, err);
	case OPT_SUMMARY:
		take_run(options, text);
		return set_mode(options, MODE_SUMMARY, err);
	default:
		return 1;
	}
}

/* Options that are a text kept as it is, or a switch. */
static int take_plain(struct options *options, int id, char *text,
		      struct err *err)
{
	switch (id) {
	case OPT_ONCE:		return set_mode(options, MODE_ONCE, err);
	case 'b':		return set_mode(options, MODE_BATCH, err);
	case OPT_PROBE:		return set_mode(options, MODE_PROBE, err);
	case 'h':		options->mode = MODE_HELP; break;
	case 'V':		options->mode = MODE_VERSION; break;
	case 'f':		options->filter = text; break;
	case 'o':		options->output = text; break;
	case OPT_RECORD:	options->record = text; break;
	case OPT_REPLAY:	options->replay = text; break;
	case OPT_WATCH:		options->watch = text; break;
	case OPT_KEYS:		options->keys = text; break;
	case OPT_ALL:		options->all = true; break;
	case OPT_FORCE:		options->force = true; break;
	case OPT_EXIT_ON_SHIFT:	options->exit_on_shift = true; break;
	case OPT_ASCII:		options->ascii = true; break;
	case OPT_PLAIN:		options->plain = true; break;
	case OPT_NO_COLOR:	options->mono = true; break;
	case OPT_NO_MOUSE:	options->no_mouse = true; break;
	default:		break;
	}
	return 0;
}

/* What is left on the command line, behind "--": COMMAND. */
static int take_rest(struct options *options, int argc, char **argv,
		     struct err *err)
{
	if (optind == argc)
		return 0;
	options->command = &argv[optind];
	return set_mode(options, MODE_RUN, err);
}

/* Fills in getopt's two tables from ours. */
static void build(struct option *longs, char *shorts)
{
	/* '-': words come in their order, so that "--" is known. */
	*shorts++ = '-';
	*shorts++ = ':';
	for (size_t i = 0; i < ROWS; i++) {
		longs[i] = (struct option){
			rows[i].name, rows[i].argument ? required_argument
						       : no_argument,
			NULL, rows[i].id };
		if (rows[i].id > 255)
			continue;
		*shorts++ = (char)rows[i].id;
		if (rows[i].argument)
			*shorts++ = ':';
	}
	*shorts = '\0';
	longs[ROWS] = (struct option){ NULL, 0, NULL, 0 };
}

static int complain(int what, char **argv, struct err *err)
{
	const char *word = argv[optind - 1];

	if (what == ':')
		return err_set(err, "%s needs a value: see 'exittop --help'",
			       word);
	if (optopt > 255)
		return err_set(err, "%.*s takes no value: see 'exittop "
			       "--help'", (int)strcspn(word, "="), word);
	if (optopt && strncmp(word, "--", 2))
		return err_set(err, "unknown option -%c: see 'exittop --help'",
			       optopt);
	return err_set(err, "unknown option %s: see 'exittop --help'", word);
}

int options_parse(struct options *options, int argc, char **argv,
		  struct err *err)
{
	struct option longs[ROWS + 1];
	char shorts[2 * ROWS + 3];
	int id;

	*options = (struct options){
		.delay_s = 1, .sort = COLUMN_RATE, .speed = -1,
		.false_alarm_s = 8 * 3600, .runs = argv,
	};
	build(longs, shorts);
	opterr = 0;
	optind = 0;	/* glibc: forget all of a former command line */
	while ((id = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		int done = 0;

		if (id == '?' || id == ':')
			return complain(id, argv, err);
		if (id == 1)
			take_run(options, optarg);
		else
			done = take_value(options, id, optarg, err);
		if (done > 0)
			done = take_plain(options, id, optarg, err);
		if (done)
			return -1;
		if (options->mode == MODE_HELP ||
		    options->mode == MODE_VERSION)
			return 0;
	}
	if (take_rest(options, argc, argv, err))
		return -1;
	if (options->mode == MODE_RUN && !options->repeat)
		options->repeat = 1;
	return options_check(options, err);
}
