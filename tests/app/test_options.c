/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include <ctype.h>

#include "exittop/app/options.h"

static struct options options;
static struct err err;

/* Parses a line of words divided by blanks. */
static int parse(const char *line)
{
	static char text[512], *argv[32];
	int argc = 1;

	argv[0] = strcpy(text, "exittop");
	snprintf(text + 8, sizeof(text) - 8, "%s", line);
	for (char *word = strtok(text + 8, " "); word;
	     word = strtok(NULL, " "))
		argv[argc++] = word;
	argv[argc] = NULL;
	err.text[0] = '\0';
	return options_parse(&options, argc, argv, &err);
}

static void fails(const char *line, const char *words)
{
	assert_int_equal(parse(line), -1);
	if (!strstr(err.text, words))
		fail_msg("'%s' said: %s", line, err.text);
}

static void nothing_means_the_live_screen_once_a_second(void **state)
{
	(void)state;
	assert_int_equal(parse(""), 0);
	assert_int_equal(options.mode, MODE_LIVE);
	assert_near(options.delay_s, 1, 0);
	assert_false(options.has_delay);
	assert_int_equal(options.dialect, DIALECT_NONE);
	assert_int_equal(options.vcpu, 0);
	assert_near(options.false_alarm_s, 8 * 3600, 0);
}

static void values_are_read(void **state)
{
	(void)state;
	assert_int_equal(parse("-b -n 5 -d 0.5 -s count -f EPT|CR --format "
			       "json --vcpu 3 --dialect 2020-svm --force"), 0);
	assert_int_equal(options.mode, MODE_BATCH);
	assert_int_equal(options.iterations, 5);
	assert_near(options.delay_s, 0.5, 0);
	assert_int_equal(options.sort, COLUMN_COUNT);
	assert_string_equal(options.filter, "EPT|CR");
	assert_int_equal(options.format, REPORT_JSON);
	assert_int_equal(options.vcpu, 4);
	assert_int_equal(options.dialect, DIALECT_2020_SVM);
	assert_true(options.force);
	assert_int_equal(parse("--replay x --speed 0 --vcpu all"), 0);
	assert_near(options.speed, 0, 0);
	assert_int_equal(options.vcpu, 0);
	assert_int_equal(parse("--compare a b"), 0);
	assert_string_equal(options.runs[0], "a");
	assert_string_equal(options.runs[1], "b");
	assert_int_equal(parse("--false-alarms 30m"), 0);
	assert_near(options.false_alarm_s, 1800, 0);
	assert_int_equal(parse("--false-alarms 90"), 0);
	assert_near(options.false_alarm_s, 90, 0);
	assert_int_equal(parse("--once --sort cyc"), -1);
	assert_int_equal(parse("--once --sort cycles_"), 0);
	assert_int_equal(options.sort, COLUMN_COST);
}

static void a_command_comes_behind_two_dashes(void **state)
{
	(void)state;
	assert_int_equal(parse("-r 3 -- ls -l --once"), 0);
	assert_int_equal(options.mode, MODE_RUN);
	assert_int_equal(options.repeat, 3);
	assert_string_equal(options.command[0], "ls");
	assert_string_equal(options.command[2], "--once");
	assert_null(options.command[3]);
	fails("ls", "put a command after --");
	fails("--once -- ls", "at a time");
}

static void what_was_wrong_and_what_is_accepted_is_said(void **state)
{
	static const struct {
		const char *line, *words;
	} rows[] = {
		{ "--frob", "unknown option --frob" },
		{ "-x", "unknown option -x" },
		{ "-bx", "unknown option -x" },
		{ "--once=3", "--once takes no value" },
		{ "-d", "needs a value" },
		{ "--delay", "--delay needs a value" },
		{ "-d 0", "from 0.01 to 3600, not '0'" },
		{ "-d 4000", "from 0.01 to 3600" },
		{ "-d nan", "from 0.01 to 3600" },
		{ "-d inf", "from 0.01 to 3600" },
		{ "-d 1s", "not '1s'" },
		{ "-b -n 0", "from 1 to" },
		{ "-b -n -3", "from 1 to" },
		{ "-b -n 1.5", "whole number" },
		{ "-r 1.5 -- true", "whole number" },
		{ "-n 3", "goes with --batch" },
		{ "--vcpu each -- true", "--vcpu each goes with" },
		{ "--vcpu each --plain", "does not go with --vcpu each" },
		{ "--vcpu -1", "a number from 0, all or each" },
		{ "--vcpu 1.5", "a number from 0, all or each" },
		{ "--vcpu two", "a number from 0, all or each" },
		{ "--dialect 2019", "there are auto, native" },
		{ "--format xml", "choose from plain, csv" },
		{ "--sort frob", "choose from reason, name" },
		{ "--sort c", "ambiguous" },
		{ "--sort history", "cannot be sorted" },
		{ "--sort peak", "" },
		{ "--false-alarms 0", "such as 8h" },
		{ "--false-alarms 8y", "such as 8h" },
		{ "--false-alarms 1e308d", "such as 8h" },
		{ "--false-alarms 3hh", "such as 8h" },
		{ "--keys q", "--replay" },
		{ "--speed 2", "--replay" },
		{ "--replay x --speed -1", "from 0" },
		{ "--once --batch", "at a time" },
		{ "--compare a", "two recordings" },
		{ "--compare a b c", "--summary takes any number" },
		{ "--report a b c", "one or two recordings, not 3" },
		{ "--summary", "needs a value" },
		{ "--summary a --format openmetrics", "openmetrics does not go" },
		{ "--once --format html", "html goes with --report" },
		{ "--batch --all", "--all goes with" },
		{ "--report a --format csv", "Markdown" },
		{ "--replay --once", "where a value is expected" },
		{ "--repeat 3", "go with a command" },
		{ "--exit-on-shift -- true", "not go with a command" },
		{ "--format openmetrics -- true", "not go with a command" },
		{ "once", "put a command after --" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (*rows[i].words)
			fails(rows[i].line, rows[i].words);
}

static void control_characters_of_a_word_never_reach_the_terminal(
	void **state)
{
	(void)state;
	fails("--\033[2Jx", "unknown option --?[2Jx");
	fails("-d \a", "not '?'");
}

/* glibc's getopt goes on in the middle of a word unless told otherwise. */
static void one_command_line_does_not_leak_into_the_next(void **state)
{
	(void)state;
	assert_int_equal(parse("-xbbbbb"), -1);
	assert_int_equal(parse("--once"), 0);
	assert_int_equal(options.mode, MODE_ONCE);
}

static void every_option_is_in_the_help_and_the_help_is_narrow(void **state)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	unsigned int n;
	const struct option_row *row = options_all(&n);

	(void)state;
	options_help(out);
	fclose(out);
	for (unsigned int i = 0; i < n; i++) {
		char name[40];

		snprintf(name, sizeof(name), "--%s", row[i].name);
		assert_non_null(strstr(text, name));
		assert_non_null(strstr(text, row[i].help));
		assert_true(!isupper((unsigned char)row[i].help[0]));
	}
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		if (strlen(line) > 80)
			fail_msg("%zu: %s", strlen(line), line);
	free(text);
}

static void option_names_are_unique(void **state)
{
	unsigned int n;
	const struct option_row *row = options_all(&n);

	(void)state;
	for (unsigned int i = 0; i < n; i++)
		for (unsigned int j = 0; j < i; j++) {
			assert_string_not_equal(row[i].name, row[j].name);
			assert_int_not_equal(row[i].id, row[j].id);
		}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(nothing_means_the_live_screen_once_a_second),
	cmocka_unit_test(values_are_read),
	cmocka_unit_test(a_command_comes_behind_two_dashes),
	cmocka_unit_test(what_was_wrong_and_what_is_accepted_is_said),
	cmocka_unit_test(
		control_characters_of_a_word_never_reach_the_terminal),
	cmocka_unit_test(one_command_line_does_not_leak_into_the_next),
	cmocka_unit_test(every_option_is_in_the_help_and_the_help_is_narrow),
	cmocka_unit_test(option_names_are_unique),
};

RUN_TESTS(tests)
