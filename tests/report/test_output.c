/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include "exittop/report/output.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static struct output output;
static struct err err;
static char folder[] = "/tmp/exittop-output-XXXXXX";
static char path[PATH_MAX], aside[PATH_MAX];

static int make_folder(void **state)
{
	(void)state;
	strcpy(folder + strlen(folder) - 6, "XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/report", folder);
	snprintf(aside, sizeof(aside), "%s/aside", folder);
	return 0;
}

static int remove_folder(void **state)
{
	char command[PATH_MAX];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

/* Writes a round; returns what output_end() did. */
static int put(const char *text)
{
	assert_int_equal(output_begin(&output, &err), 0);
	fputs(text, output.stream);
	return output_end(&output, &err);
}

static const char *content(const char *file)
{
	static char text[1 << 16];
	FILE *in = fopen(file, "r");
	size_t n;

	if (!in)
		return NULL;
	n = fread(text, 1, sizeof(text) - 1, in);
	text[n] = '\0';
	fclose(in);
	return text;
}

static unsigned int files(void)
{
	DIR *dir = opendir(folder);
	unsigned int n = 0;

	while (readdir(dir))
		n++;
	closedir(dir);
	return n - 2;
}

static void begin(bool whole)
{
	assert_int_equal(output_open(&output, path, -1, whole, &err), 0);
}

static void rounds_are_appended_to_what_is_there(void **state)
{
	(void)state;
	begin(false);
	assert_int_equal(put("one\n"), 0);
	assert_int_equal(output_close(&output, &err), 0);
	begin(false);
	assert_int_equal(put("two\n"), 0);
	assert_int_equal(output_close(&output, &err), 0);
	assert_string_equal(content(path), "one\ntwo\n");
}

static void an_empty_file_begins_with_the_head_and_no_other(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		begin(false);
		output.head = "head\n";
		put("a\n");
		put("b\n");
		assert_int_equal(output_close(&output, &err), 0);
	}
	assert_string_equal(content(path), "head\na\nb\na\nb\n");
}

static void a_file_that_was_moved_is_followed_until_told(void **state)
{
	(void)state;
	begin(false);
	output.head = "head\n";
	put("one\n");
	assert_int_equal(rename(path, aside), 0);
	put("two\n");
	output_reopen(&output);
	put("three\n");
	assert_int_equal(output_close(&output, &err), 0);
	assert_string_equal(content(aside), "head\none\ntwo\n");
	assert_string_equal(content(path), "head\nthree\n");
}

static void a_file_that_was_removed_is_made_anew(void **state)
{
	(void)state;
	begin(false);
	put("one\n");
	unlink(path);
	put("two\n");
	assert_int_equal(output_close(&output, &err), 0);
	assert_string_equal(content(path), "two\n");
}

static void limit(rlim_t bytes)
{
	struct rlimit rl;

	signal(SIGXFSZ, SIG_IGN);	/* EFBIG, as ENOSPC on a full disk */
	getrlimit(RLIMIT_FSIZE, &rl);
	rl.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &rl), 0);
}

static void what_does_not_fit_is_kept_and_nothing_is_torn(void **state)
{
	(void)state;
	begin(false);
	assert_int_equal(put("one\n"), 0);
	limit(6);			/* a part of the second one */
	assert_int_equal(put("two\n"), 1);
	assert_non_null(strstr(err.text, "kept in memory"));
	assert_string_equal(content(path), "one\n");
	assert_int_equal(put("three\n"), 0);	/* told once */
	assert_string_equal(content(path), "one\n");
	limit(RLIM_INFINITY);
	assert_int_equal(put("four\n"), 1);
	assert_non_null(strstr(err.text, "again"));
	assert_string_equal(content(path), "one\ntwo\nthree\nfour\n");
	assert_int_equal(output_close(&output, &err), 0);
}

static void what_is_kept_is_tried_at_the_end_once_more(void **state)
{
	(void)state;
	begin(false);
	limit(2);
	assert_int_equal(put("one\n"), 1);
	limit(RLIM_INFINITY);
	assert_int_equal(output_close(&output, &err), 0);
	assert_string_equal(content(path), "one\n");
}

static void lost_rounds_are_counted_at_the_end(void **state)
{
	(void)state;
	begin(false);
	limit(2);
	put("one\n");
	put("two\n");
	assert_int_equal(output_close(&output, &err), -1);
	limit(RLIM_INFINITY);
	assert_non_null(strstr(err.text, "2 rounds are lost: cannot write"));
	assert_string_equal(content(path), "");
}

static void memory_for_what_is_kept_has_an_end(void **state)
{
	char *big = malloc(OUTPUT_KEPT / 4 + 1);

	(void)state;
	memset(big, 'x', OUTPUT_KEPT / 4);
	big[OUTPUT_KEPT / 4] = '\0';
	begin(false);
	limit(2);
	for (int i = 0; i < 20; i++)
		put(big);
	assert_true(output.kept <= OUTPUT_KEPT);
	assert_int_equal(output.lost, 16);
	assert_int_equal(output_close(&output, &err), -1);
	limit(RLIM_INFINITY);
	assert_non_null(strstr(err.text, "20 rounds are lost"));
	free(big);
}

static void a_folder_that_vanishes_loses_no_round_if_it_comes_back(void **state)
{
	char hidden[PATH_MAX];

	(void)state;
	snprintf(hidden, sizeof(hidden), "%s.hidden", folder);
	begin(false);
	put("one\n");
	rename(folder, hidden);
	output_reopen(&output);
	assert_int_equal(put("two\n"), 1);
	assert_int_equal(put("three\n"), 0);
	rename(hidden, folder);
	assert_int_equal(put("four\n"), 1);
	assert_int_equal(output_close(&output, &err), 0);
	assert_string_equal(content(path), "one\ntwo\nthree\nfour\n");
}

static void a_whole_file_holds_the_last_round_only(void **state)
{
	(void)state;
	begin(true);
	assert_null(content(path));	/* nothing empty meanwhile */
	put("a long first round\n");
	assert_string_equal(content(path), "a long first round\n");
	put("short\n");
	assert_string_equal(content(path), "short\n");
	assert_int_equal(files(), 1);
	assert_int_equal(output_close(&output, &err), 0);
	assert_int_equal(files(), 1);
}

static void a_whole_file_stays_what_it_was_when_a_round_fails(void **state)
{
	(void)state;
	begin(true);
	put("old\n");
	limit(4);
	assert_int_equal(put("newer\n"), 1);
	assert_string_equal(content(path), "old\n");
	assert_int_equal(files(), 1);
	assert_int_equal(put("newest\n"), 0);
	limit(RLIM_INFINITY);
	/* What the latest replaces anyway is not lost. */
	assert_int_equal(output_close(&output, &err), 0);
	assert_string_equal(content(path), "newest\n");
}

static void readers_of_a_whole_file_never_see_a_part(void **state)
{
	int fd;
	char text[8] = "";

	(void)state;
	begin(true);
	put("old\n");
	fd = open(path, O_RDONLY);
	put("new\n");
	assert_int_equal(read(fd, text, sizeof(text) - 1), 4);
	assert_string_equal(text, "old\n");
	close(fd);
	output_close(&output, &err);
}

static void a_device_is_written_to_and_not_replaced(void **state)
{
	char link[PATH_MAX];
	struct stat st;

	(void)state;
	snprintf(link, sizeof(link), "%s/null", folder);
	assert_int_equal(symlink("/dev/null", link), 0);
	assert_int_equal(output_open(&output, link, -1, true, &err), 0);
	assert_int_equal(put("one\n"), 0);
	assert_int_equal(output_close(&output, &err), 0);
	assert_int_equal(lstat(link, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
}

static void what_cannot_be_opened_is_said_at_once(void **state)
{
	(void)state;
	for (int whole = 0; whole < 2; whole++) {
		assert_int_equal(output_open(&output, "/no/such/file", -1,
					     whole, &err), -1);
		assert_non_null(strstr(err.text, "'/no/such/file'"));
	}
}

static void a_pipe_that_nobody_reads_is_the_end_and_no_loss(void **state)
{
	int ends[2];

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(output_open(&output, NULL, ends[1], false, &err), 0);
	output.head = "head\n";
	assert_int_equal(put("one\n"), 0);
	close(ends[0]);
	assert_int_equal(put("two\n"), -1);
	assert_int_equal(output_close(&output, &err), 0);
	close(ends[1]);
}

static void a_pipe_gets_the_head_once(void **state)
{
	int ends[2];
	char text[32] = "";

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(output_open(&output, NULL, ends[1], true, &err), 0);
	output.head = "head\n";
	put("one\n");
	put("two\n");
	assert_int_equal(read(ends[0], text, sizeof(text) - 1), 13);
	assert_string_equal(text, "head\none\ntwo\n");
	assert_int_equal(output_close(&output, &err), 0);
	close(ends[0]);
	close(ends[1]);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

static const struct CMUnitTest tests[] = {
	TEST(rounds_are_appended_to_what_is_there),
	TEST(an_empty_file_begins_with_the_head_and_no_other),
	TEST(a_file_that_was_moved_is_followed_until_told),
	TEST(a_file_that_was_removed_is_made_anew),
	TEST(what_does_not_fit_is_kept_and_nothing_is_torn),
	TEST(what_is_kept_is_tried_at_the_end_once_more),
	TEST(lost_rounds_are_counted_at_the_end),
	TEST(memory_for_what_is_kept_has_an_end),
	TEST(a_folder_that_vanishes_loses_no_round_if_it_comes_back),
	TEST(a_whole_file_holds_the_last_round_only),
	TEST(a_whole_file_stays_what_it_was_when_a_round_fails),
	TEST(readers_of_a_whole_file_never_see_a_part),
	TEST(a_device_is_written_to_and_not_replaced),
	TEST(what_cannot_be_opened_is_said_at_once),
	TEST(a_pipe_that_nobody_reads_is_the_end_and_no_loss),
	TEST(a_pipe_gets_the_head_once),
};

RUN_TESTS(tests)
