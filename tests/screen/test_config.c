/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include <sys/stat.h>
#include <unistd.h>

#include "exittop/screen/config.h"

static char folder[] = "/tmp/exittop-config-XXXXXX";
static char file[sizeof(folder) + 32];

static int make_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(file, sizeof(file), "%s/config", folder);
	return 0;
}

static int remove_folder(void **state)
{
	char command[sizeof(folder) + 16];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

static void put(const char *text)
{
	FILE *f = fopen(file, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void what_is_written_is_read(void **state)
{
	struct config config, again;
	struct err err;

	(void)state;
	config_init(&config);
	config.delay_s = 0.5;
	config.sort = COLUMN_COST;
	config.reverse = config.zero = true;
	config.log = config.mouse = false;
	config.palette = PALETTE_BRIGHT;
	config.column[COLUMN_CYCLES] = true;
	config.column[COLUMN_SHARE] = false;
	strcpy(config.filter, "^(ept|cr).*#");
	assert_int_equal(config_write(&config, file, &err), 0);
	config_init(&again);
	assert_int_equal(config_read(&again, file, &err), 1);
	/* A filter is never written: it hides what somebody may look for. */
	assert_string_equal(again.filter, "");
	memset(config.filter, 0, sizeof(config.filter));
	assert_memory_equal(&config, &again, sizeof(config));
}

static void the_defaults_are_written_and_read(void **state)
{
	struct config config, again;
	struct err err;

	(void)state;
	config_init(&config);
	assert_int_equal(config_write(&config, file, &err), 0);
	memset(&again, 0, sizeof(again));
	assert_int_equal(config_read(&again, file, &err), 1);
	assert_memory_equal(&config, &again, sizeof(config));
}

static void folders_are_made(void **state)
{
	char deep[sizeof(file) + 32];
	struct config config;
	struct stat st;
	struct err err;

	(void)state;
	snprintf(deep, sizeof(deep), "%s/a/b/exittop/config", folder);
	config_init(&config);
	assert_int_equal(config_write(&config, deep, &err), 0);
	assert_int_equal(stat(deep, &st), 0);
}

static void no_file_is_no_error(void **state)
{
	struct config config;
	struct err err;

	(void)state;
	config_init(&config);
	assert_int_equal(config_read(&config, "/nowhere/at/all", &err), 0);
	assert_int_equal(config_read(&config, "/etc/passwd/x", &err), 0);
}

static void comments_and_blanks_are_skipped(void **state)
{
	struct config config;
	struct err err;

	(void)state;
	config_init(&config);
	put("# a comment\n\n  \t\n  sort   count  \n\tzero yes\r\nfilter");
	assert_int_equal(config_read(&config, file, &err), 1);
	assert_int_equal(config.sort, COLUMN_COUNT);
	assert_true(config.zero);
	assert_string_equal(config.filter, "");
}

static void a_bad_line_is_named_and_the_others_taken(void **state)
{
	static const struct {
		const char *line, *says;
	} bad[] = {
		{ "colour blue", "unknown setting 'colour'" },
		{ "sort sideways", "sideways" },
		{ "reverse maybe", "neither yes nor no" },
		{ "reverse", "neither yes nor no" },
		{ "delay 0.01", "not a number of seconds" },
		{ "delay fast", "not a number of seconds" },
		{ "delay nan", "not a number of seconds" },
		{ "palette pink", "unknown palette 'pink'" },
		{ "columns name nonsense", "nonsense" },
	};
	struct config before, config;
	char text[256], where[sizeof(file) + 16];
	struct err err;

	(void)state;
	config_init(&before);
	snprintf(where, sizeof(where), "%s:3: ", file);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		config = before;
		snprintf(text, sizeof(text), "zero yes\n\n%s\n", bad[i].line);
		put(text);
		assert_int_equal(config_read(&config, file, &err), -1);
		assert_non_null(strstr(err.text, where));
		assert_non_null(strstr(err.text, bad[i].says));
		assert_true(config.zero);
		config.zero = false;
		assert_memory_equal(&config, &before, sizeof(config));
	}
}

static void a_line_without_end_is_refused(void **state)
{
	static char text[3000];
	struct config config;
	struct err err;

	(void)state;
	config_init(&config);
	memset(text, 'x', sizeof(text) - 1);
	put(text);
	assert_int_equal(config_read(&config, file, &err), -1);
	memcpy(text, "filter ", 7);
	text[900] = '\0';
	put(text);
	assert_int_equal(config_read(&config, file, &err), -1);
	assert_non_null(strstr(err.text, ":1: longer than"));
}

static void a_failed_write_leaves_the_old_file(void **state)
{
	char blocked[sizeof(file) + 16];
	struct config config;
	struct err err;

	(void)state;
	config_init(&config);
	assert_int_equal(config_write(&config, "/proc/exittop/config", &err),
			 -1);
	assert_non_null(strstr(err.text, "/proc/exittop"));
	put("zero yes\n");
	snprintf(blocked, sizeof(blocked), "%s/under/it", file);
	assert_int_equal(config_write(&config, blocked, &err), -1);
	assert_int_equal(config_read(&config, file, &err), 1);
	assert_true(config.zero);
}

static void a_link_stays_a_link(void **state)
{
	char link[sizeof(file) + 8];
	struct config config;
	struct stat st;
	struct err err;

	(void)state;
	snprintf(link, sizeof(link), "%s.link", file);
	put("zero yes\n");
	assert_int_equal(symlink(file, link), 0);
	config_init(&config);
	assert_int_equal(config_write(&config, link, &err), 0);
	assert_int_equal(lstat(link, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	config.zero = true;
	assert_int_equal(config_read(&config, file, &err), 1);
	assert_false(config.zero);
}

static void the_path_follows_the_environment(void **state)
{
	char path[CONFIG_PATH];
	struct err err;

	(void)state;
	setenv("HOME", "/home/x", 1);
	setenv("XDG_CONFIG_HOME", "/cfg", 1);
	assert_int_equal(config_path(path, &err), 0);
	assert_string_equal(path, "/cfg/exittop/config");
	setenv("XDG_CONFIG_HOME", "relative", 1);
	assert_int_equal(config_path(path, &err), 0);
	assert_string_equal(path, "/home/x/.config/exittop/config");
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("HOME");
	assert_int_equal(config_path(path, &err), -1);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(what_is_written_is_read),
	cmocka_unit_test(the_defaults_are_written_and_read),
	cmocka_unit_test(folders_are_made),
	cmocka_unit_test(no_file_is_no_error),
	cmocka_unit_test(comments_and_blanks_are_skipped),
	cmocka_unit_test(a_bad_line_is_named_and_the_others_taken),
	cmocka_unit_test(a_line_without_end_is_refused),
	cmocka_unit_test(a_failed_write_leaves_the_old_file),
	cmocka_unit_test(a_link_stays_a_link),
	cmocka_unit_test(the_path_follows_the_environment),
};

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
