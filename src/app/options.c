/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/app/options.h"
#include "options_check.h"
#include "value.h"

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
	OPT_NO_MOUSE, OPT_BASELINE, OPT_DETAILS
};

static const struct option_row rows[] = {
	{ OPT_ONCE, "once", NULL,
	  "take two samples one interval apart; one table" },
	{ 'b', "batch", NULL, "write a table per interval, appended" },
	{ 'n', "iterations", "N", "stop after N tables (with --batch)" },
	{ 'r', "repeat", "N", "run COMMAND N times: mean and spread" },
	{ OPT_BASELINE, "baseline", "SECONDS",
	  "measure the idle guest first, subtract its exits" },
	{ 'd', "delay", "SECONDS", "time between samples, 0.01..3600 (1)" },
	{ 's', "sort", "COLUMN", "order of the rows (rate)" },
	{ 'f', "filter", "REGEX", "only reasons whose name matches" },
	{ OPT_FORMAT, "format", "FORMAT", "plain, csv, json, openmetrics or html" },
	{ OPT_ALL, "all", NULL, "openmetrics: reasons without exits, too" },
	{ 'o', "output", "FILE", "append to FILE; openmetrics: replace it" },
	{ OPT_RECORD, "record", "FILE", "record every answer of the host" },
	{ OPT_REPLAY, "replay", "FILE",
	  "play a recording instead of asking the host" },
	{ OPT_SPEED, "speed", "X",
	  "speed of a replay; 0: no waiting (1)" },
	{ OPT_VCPU, "vcpu", "N", "only vCPU N, from 0; or all, or each (all)" },
	{ OPT_DETAILS, "details", "[=REASON]",
	  "how long its exits take, and what they are about" },
	{ OPT_DIALECT, "dialect", "DIALECT",
	  "auto, native, 2020, 2021, 2022, 2020-svm (auto)" },
	{ OPT_FORCE, "force", NULL, "probe even without a KVM signature" },
	{ OPT_WATCH, "watch", "LIST",
	  "watch these reasons for shifts; or all" },
	{ OPT_FALSE_ALARMS, "false-alarms", "DURATION",
	  "average time between false alarms (8h)" },
	{ OPT_EXIT_ON_SHIFT, "exit-on-shift", NULL,
	  "end with exit code 4 at the first shift" },
	{ OPT_PLAIN, "plain", NULL,
	  "a sentence per event instead of the screen" },
	{ OPT_ASCII, "ascii", NULL, "only ASCII characters" },
	{ OPT_NO_COLOR, "no-color", NULL, "no colour (as NO_COLOR)" },
	{ OPT_NO_MOUSE, "no-mouse", NULL, "leave the mouse to the terminal" },
	{ OPT_KEYS, "keys", "STRING",
	  "with --replay: keys to press, one per round" },
	{ OPT_PROBE, "probe", NULL,
	  "show what this host answers, and its dialect" },
	{ OPT_EXPLAIN, "explain", "REASON",
	  "explain an exit reason; 'list' names them all" },
	{ OPT_COMPARE, "compare", "A B", "compare two recordings" },
	{ OPT_REPORT, "report", "A [B]",
	  "one or two as Markdown, or as a page (html)" },
	{ OPT_SUMMARY, "summary", "FILE...",
	  "one line a recording, and what is wrong with it" },
	{ 'h', "help", NULL, "show this text" },
	{ 'V', "version", NULL, "show the version" },
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
		snprintf(left, sizeof(left), "%s--%s%s%s", letter, row->name,
			 row->argument && row->argument[0] != '[' ? " " : "",
			 row->argument ? row->argument : "");
		fprintf(out, "  %-28s %s\n", left, row->help);
	}
	fputs("\nExit codes: 0 success, 1 failure, 2 usage, 3 this host does "
	      "not answer,\n4 a shift (with --exit-on-shift). See also "
	      "exittop(1).\n", out);
}

static int vcpu(const char *text, struct options *options, struct err *err)
{
	struct err ignored;
	double value = 0;

	options->vcpu = 0;
	options->each = !strcmp(text, "each");
	if (options->each || !strcmp(text, "all"))
		return 0;
	if (value_number("vcpu", text, 0, 0xfffe, &value, &ignored) ||
	    value != floor(value))
		return err_set(err, "--vcpu takes a number from 0, all or "
			       "each, not '%s'", text);
	options->vcpu = (unsigned int)value + 1;
	return 0;
}

static int set_mode(struct options *options, enum mode mode, struct err *err)
{
	if (options->mode != MODE_LIVE && options->mode != mode)
		return err_set(err, "choose one of --once, --batch, --probe, "
			       "--explain, --compare, --report and a "
			       "command: only one can be done at a time");
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
		return value_whole("iterations", text, 1e15, &options->iterations,
			     err);
	case 'r':
		return value_whole("repeat", text, 1e6, &options->repeat, err);
	case OPT_BASELINE:
		return value_number("baseline", text, 0.01, 86400,
			      &options->baseline_s, err);
	case 'd':
		options->has_delay = true;
		return value_number("delay", text, 0.01, 3600, &options->delay_s,
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
		return value_number("speed", text, 0, 1e6, &options->speed, err);
	case OPT_VCPU:
		return vcpu(text, options, err);
	case OPT_FALSE_ALARMS:
		return value_duration("false-alarms", text, &options->false_alarm_s,
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
	case OPT_DETAILS:
		options->details = true;
		options->inside = text;
		break;
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
			rows[i].name, !rows[i].argument ? no_argument :
			rows[i].argument[0] == '[' ? optional_argument :
						     required_argument,
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

/* "--report --help" is not meant to open a file called --help. */
static bool is_option(const char *word)
{
	for (size_t i = 0; i < ROWS; i++)
		if (!strncmp(word, "--", 2) && !strcmp(word + 2, rows[i].name))
			return true;
	return false;
}

static int complain(int what, char **argv, struct err *err)
{
	const char *word = argv[optind - 1];

	if (what == ':')
		return err_set(err, "%s needs a value; see 'exittop --help'",
			       word);
	if (optopt > 255)
		return err_set(err, "%.*s takes no value; see 'exittop "
			       "--help'", (int)strcspn(word, "="), word);
	if (optopt && strncmp(word, "--", 2))
		return err_set(err, "unknown option -%c; see 'exittop --help'",
			       optopt);
	return err_set(err, "unknown option %s; see 'exittop --help'", word);
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
		if (id != 1 && optarg && is_option(optarg))
			return err_set(err, "option '%s' where a value is "
				       "expected; ./%s names a file", optarg,
				       optarg);
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
