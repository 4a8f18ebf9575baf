/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exittop/source/recorder.h"
#include "source/recording.h"
#include "exittop/source/replay.h"
#include "exittop/report/report.h"
#include "rig.h"

#define ROUNDS 12

static struct rig rig;
static struct recorder recorder;
static char dir[64], file[128];

static int make_dir(void **state)
{
	(void)state;
	/* In memory where there is such a place: many files are written. */
	strcpy(dir, access("/dev/shm", W_OK) ? "/tmp/exittop.XXXXXX"
					     : "/dev/shm/exittop.XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	snprintf(file, sizeof(file), "%s/run.exits", dir);
	return 0;
}

static int remove_dir(void **state)
{
	(void)state;
	unlink(file);
	return rmdir(dir);
}

static char *slurp(const char *path, size_t *n)
{
	FILE *f = fopen(path, "r");
	char *text;

	assert_non_null(f);
	fseek(f, 0, SEEK_END);
	*n = (size_t)ftell(f);
	rewind(f);
	text = malloc(*n + 1);
	assert_non_null(text);
	assert_int_equal(fread(text, 1, *n, f), *n);
	text[*n] = '\0';
	fclose(f);
	return text;
}

static void spit(const char *path, const char *text, size_t n)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, n, f), n);
	fclose(f);
}

/*
 * Reads the file to its end. Returns how many rounds it has, or -1 with the
 * error; @cut: was an unfinished last round left out?
 */
static int read_all(bool *cut, struct err *err)
{
	struct source *src = replay_open(file, err);
	struct stamp stamp;
	int rounds = 0, got;

	if (!src)
		return -1;
	while ((got = source_next(src, &stamp, err)) > 0)
		rounds++;
	*cut = replay_was_cut(src);
	source_close(src);
	return got < 0 ? -1 : rounds;
}

static void report(FILE *out, const struct snapshot *snap)
{
	struct err err;

	for (int format = 0; format < REPORT_FORMATS; format++) {
		struct report r;
		struct snapshot shown = *snap;

		shown.replay = false;	/* said, and the one difference */
		report_init(&r, out, (enum report_format)format);
		assert_int_equal(report_snapshot(&r, &shown, &err), 0);
	}
}

/* Probes and samples as session.c does; every round goes to @out. */
static void sample(struct source *src, unsigned int rounds, double delay_s,
		   FILE *out)
{
	struct probe_options probing = { DIALECT_NONE, false };
	struct monitor_options options = { .delay_s = delay_s,
		.watch_default = true, .false_alarm_s = 8 * 3600 };
	char words[HOST_TEXT];
	struct stamp stamp;
	struct err err;

	assert_int_equal(source_next(src, &stamp, &err), 1);
	assert_int_equal(probe_run(&rig.probe, src, &probing, &err), 1);
	if (src == &recorder.source)
		assert_int_equal(recorder_start(&recorder, probe_words(
					&rig.probe, words), stamp.wall_ns,
					&err), 0);
	monitor_init(&rig.monitor, src, &rig.probe, &options);
	for (unsigned int r = 0; !rounds || r < rounds; r++) {
		int got = monitor_refresh(&rig.monitor, &rig.snap, &err);

		assert_true(got >= 0);
		if (!got)
			break;
		report(out, &rig.snap);
		if (!src->replay && r == rounds / 2)
			fake_wait(&rig.host, 60);	/* a gap */
		if (!src->replay && r == rounds / 2 + 3)
			fake_wait(&rig.host, 0);
	}
}

/* Records a host into the file and gives what was shown meanwhile. */
static char *record(struct fake_config *c, unsigned int rounds, size_t *n)
{
	char *text = NULL;
	struct err err;
	FILE *out = open_memstream(&text, n);

	for (int i = 0; i < 60; i += 3)
		c->rate[i] = 10 * i + 1;
	c->cpuid_ns = 20000;	/* much happens within a sweep */
	fake_init(&rig.host, c);
	recorder_init(&recorder, &rig.host.source);
	assert_int_equal(recorder_open(&recorder, file, &err), 0);
	sample(&recorder.source, rounds, rig.host.config.step_s, out);
	assert_int_equal(recorder_finish(&recorder, &err), 0);
	fake_free(&rig.host);
	fclose(out);
	return text;
}

static void a_replay_shows_byte_for_byte_what_the_session_showed(
	void **state)
{
	static const struct fake_config configs[] = {
		{ .kind = FAKE_NATIVE, .vcpus = 2 },
		{ .kind = FAKE_NATIVE, .isa = ISA_SVM },
		{ .kind = FAKE_NATIVE, .step_s = 7 },
		{ .kind = FAKE_2020, .step_s = 20 },
		{ .kind = FAKE_2021 },
		{ .kind = FAKE_2022, .hazards = HZ_GARBAGE },
		{ .kind = FAKE_2021, .hazards = HZ_TOTAL_DEAD | HZ_SWAPPED },
		{ .kind = FAKE_2022, .hazards = HZ_TOTAL_BACK | HZ_ECHO_F },
		{ .kind = FAKE_2021, .hazards = HZ_LOST | HZ_DEAD_C },
		{ .kind = FAKE_2020, .hazards = HZ_SENTINEL_EAX | HZ_DOUBLE },
		{ .kind = FAKE_2021, .hazards = HZ_TWINS | HZ_TORN_AHEAD },
	};

	for (size_t i = 0; i < sizeof(configs) / sizeof(*configs); i++) {
		struct fake_config c = configs[i];
		char *live, *again = NULL;
		size_t live_n, again_n;
		struct source *src;
		struct err err;
		FILE *out;

		make_dir(state);
		live = record(&c, 80, &live_n);
		src = replay_open(file, &err);
		if (!src)
			print_message("# %s\n", err.text);
		assert_non_null(src);
		out = open_memstream(&again, &again_n);
		sample(src, 0, 1, out);
		fclose(out);
		assert_false(replay_was_cut(src));
		source_close(src);
		assert_int_equal(live_n, again_n);
		assert_string_equal(live, again);
		free(live);
		free(again);
		remove_dir(state);
	}
}

/* Offsets behind the ends of rounds; returns their number. */
static unsigned int find_rounds(const char *text, size_t *ends)
{
	unsigned int n = 0;

	for (const char *p = text; (p = strstr(p, "\nend ")); ) {
		p = strchr(p + 1, '\n');
		assert_non_null(p);
		ends[n++] = (size_t)(p + 1 - text);
	}
	return n;
}

static void cut_at_any_offset_all_complete_rounds_are_there(void **state)
{
	struct fake_config c = { .kind = FAKE_NATIVE };
	size_t n, shown_n, ends[ROUNDS + 1];
	unsigned int rounds;
	char *text, *shown;

	make_dir(state);
	shown = record(&c, ROUNDS, &shown_n);
	text = slurp(file, &n);
	rounds = find_rounds(text, ends);
	assert_int_equal(rounds, ROUNDS + 1);
	for (size_t cut = 0; cut <= n; cut++) {
		unsigned int whole = 0;
		struct err err;
		bool torn;
		int got;

		while (whole < rounds && ends[whole] <= cut)
			whole++;
		spit(file, text, cut);
		got = read_all(&torn, &err);
		if (!whole) {
			assert_int_equal(got, -1);
			assert_non_null(strstr(err.text, file));
			continue;
		}
		assert_int_equal(got, whole);
		assert_int_equal(torn, cut != ends[whole - 1]);
	}
	free(text);
	free(shown);
	remove_dir(state);
}

/* Replaces line @at (from 1) of @text, writes it, and expects the error. */
static void damage(const char *text, unsigned int at, const char *line,
		   const char *what)
{
	FILE *f = fopen(file, "w");
	unsigned int number = 1;
	char place[160];
	struct err err;
	bool cut;

	for (const char *p = text; *p; number++) {
		size_t n = strcspn(p, "\n") + 1;

		if (number == at)
			fputs(line, f);
		else
			fwrite(p, 1, n, f);
		p += n;
	}
	fclose(f);
	assert_int_equal(read_all(&cut, &err), -1);
	snprintf(place, sizeof(place), "%s:%u: ", file, at);
	if (strncmp(err.text, place, strlen(place)) ||
	    !strstr(err.text, what))
		fail_msg("%s: line %u '%s': %s", what, at, line, err.text);
}

/* Adds the checksum to a recording of one round that ends with "end N ". */
static void seal(const char *text, char whole[512])
{
	const char *round = strstr(text, "round "), *end = strstr(text, "end ");

	snprintf(whole, 512, "%s%08x\n", text,
		 recording_checksum(round, (size_t)(end - round)));
}

static void every_damaged_line_is_named_by_file_and_line(void **state)
{
	static const char text[] =
		"exittop-recording 1\nstart 1\nvendor v\nbrand b\n"
		"codename c\nhypervisor KVMKVMKVM\ndialect native\n"
		"round 1 2 3 4 5\na 4fffff00 0 1 2 3 4\nmark x\n"
		"end 1 ";
	static const struct {
		unsigned int line;
		const char *by, *what;
	} rows[] = {
		{ 1, "exittop-recording 2\n", "version '2'" },
		{ 1, "nothing of ours\n", "not a recording" },
		{ 2, "start soon\n", "'start' needs a number" },
		{ 2, "vendor v\n", "'start TEXT' is missing" },
		{ 7, "\n", "'dialect TEXT' is missing" },
		{ 8, "round 1 2\n", "should begin here" },
		{ 8, "round 1 2 3 4 5 6\n", "should begin here" },
		{ 8, "round 1 2 x\n", "should begin here" },
		{ 8, "round 1 2 99999999999999999999\n", "should begin" },
		{ 8, "Round 1 2 3\n", "should begin here" },
		{ 9, "a 4fffff00 0 1 2 3\n", "six hexadecimal" },
		{ 9, "a 4fffff00 0 1 2 3 4 5\n", "six hexadecimal" },
		{ 9, "a 4fffff00 0 1 2 3 100000000\n", "six hexadecimal" },
		{ 9, "a 4fffff00 0 1 2 3 -4\n", "six hexadecimal" },
		{ 9, "a 4fffff00 0 1 2  3 4\n", "six hexadecimal" },
		{ 9, "b 4fffff00 0 1 2 3 4\n", "neither an answer" },
		{ 9, "round 1 2 3 4 5\n", "neither an answer" },
		{ 11, "end 2 00000000\n", "does not have the answers" },
		{ 11, "end 1 00000000\n", "checksum" },
		{ 11, "end 1\n", "needs a count and a checksum" },
		{ 11, "end one 0\n", "needs a count and a checksum" },
	};
	char whole[512];

	make_dir(state);
	seal(text, whole);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		damage(whole, rows[i].line, rows[i].by, rows[i].what);
	remove_dir(state);
}

static void any_changed_byte_of_a_round_is_seen(void **state)
{
	struct fake_config c = { .kind = FAKE_NATIVE };
	size_t n, shown_n, first;
	char *text, *shown;

	make_dir(state);
	shown = record(&c, 2, &shown_n);
	text = slurp(file, &n);
	first = (size_t)(strstr(text, "\nround ") + 1 - text);
	for (size_t at = first; at < n; at += 1 + at % 7) {
		char old = text[at];
		struct err err;
		bool cut = false;
		int got;

		text[at] = (char)(old ^ (1 << at % 7));
		spit(file, text, n);
		got = read_all(&cut, &err);
		/* Without its last newline a file is cut, not damaged. */
		if (at == n - 1) {
			assert_int_equal(got, 2);
			assert_true(cut);
		} else if (got >= 0) {
			fail_msg("byte %zu: '%c' for '%c' was not seen", at,
				 text[at], old);
		}
		text[at] = old;
	}
	free(text);
	free(shown);
	remove_dir(state);
}

static void a_file_that_drives_a_terminal_is_printed_with_question_marks(
	void **state)
{
	struct source *src;
	struct err err;
	char text[] = "exittop-recording 1\nstart 1\nvendor \033[2J\nbrand \a\n"
		"codename \x7f\nhypervisor h\ndialect \033]0;x\a\n"
		"round 1 2 3\nmark \033[31m\nend 0 ";
	char whole[512];

	make_dir(state);
	seal(text, whole);
	spit(file, whole, strlen(whole));
	src = replay_open(file, &err);
	assert_non_null(src);
	assert_string_equal(src->host.vendor, "?[2J");
	assert_string_equal(src->host.dialect, "?]0;x?");
	assert_int_equal(source_next(src, &(struct stamp){ 0 }, &err), 1);
	assert_string_equal(replay_mark(src), "?[31m");
	source_close(src);
	spit(file, "exittop-recording \033[2J\n", 23);
	assert_null(replay_open(file, &err));
	assert_null(strchr(err.text, '\033'));
	remove_dir(state);
}

static void a_file_that_is_no_recording_is_left_alone(void **state)
{
	struct err err;
	char *text;
	size_t n;

	make_dir(state);
	spit(file, "my thesis\n", 10);
	recorder_init(&recorder, &rig.host.source);
	assert_int_equal(recorder_open(&recorder, file, &err), -1);
	assert_non_null(strstr(err.text, "left alone"));
	text = slurp(file, &n);
	assert_string_equal(text, "my thesis\n");
	free(text);
	remove_dir(state);
}

static void two_writers_of_one_file_are_refused(void **state)
{
	static struct recorder second;
	struct fake_config c = { .kind = FAKE_NATIVE };
	struct err err;

	make_dir(state);
	fake_init(&rig.host, &c);
	recorder_init(&recorder, &rig.host.source);
	recorder_init(&second, &rig.host.source);
	assert_int_equal(recorder_open(&recorder, file, &err), 0);
	assert_int_equal(recorder_open(&second, file, &err), -1);
	assert_non_null(strstr(err.text, "another exittop"));
	assert_int_equal(recorder_finish(&recorder, &err), 0);
	assert_int_equal(recorder_open(&second, file, &err), 0);
	assert_int_equal(recorder_finish(&second, &err), 0);
	fake_free(&rig.host);
	remove_dir(state);
}

static void an_old_recording_is_kept_until_the_host_has_answered(void **state)
{
	struct fake_config c = { .kind = FAKE_NATIVE };
	size_t n, later, shown;
	struct err err;

	make_dir(state);
	free(record(&c, 3, &shown));
	free(slurp(file, &n));
	recorder_init(&recorder, &rig.host.source);
	assert_int_equal(recorder_open(&recorder, file, &err), 0);
	assert_int_equal(recorder_finish(&recorder, &err), 0);
	free(slurp(file, &later));
	assert_int_equal(n, later);
	free(record(&c, 1, &shown));
	free(slurp(file, &later));
	assert_true(later < n);
	remove_dir(state);
}

static void a_full_disk_ends_the_recording_and_is_said(void **state)
{
	struct err err;

	(void)state;
	recorder_init(&recorder, &rig.host.source);
	assert_int_equal(recorder_open(&recorder, "/dev/full", &err), 0);
	assert_int_equal(recorder_start(&recorder, "native", 0, &err), -1);
	assert_non_null(strstr(err.text, "No space left"));
	assert_int_equal(recorder_finish(&recorder, &err), -1);
}

/* RLIMIT_FSIZE is a disk that fills up in the middle of a round. */
static void a_disk_that_fills_up_leaves_all_complete_rounds(void **state)
{
	struct fake_config c = { .kind = FAKE_NATIVE };
	struct monitor_options options = { .delay_s = 1 };
	struct rlimit old, limit;
	struct stamp stamp;
	struct err err;
	bool cut;

	make_dir(state);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	limit = old;
	limit.rlim_cur = 20000;
	rig_begin(&rig, &c, DIALECT_NONE);
	recorder_init(&recorder, &rig.host.source);
	assert_int_equal(recorder_open(&recorder, file, &err), 0);
	assert_int_equal(source_next(&recorder.source, &stamp, &err), 1);
	assert_int_equal(recorder_start(&recorder, "native", 0, &err), 0);
	monitor_init(&rig.monitor, &recorder.source, &rig.probe, &options);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	/* Sampling goes on all the same. */
	for (int r = 0; r < 200; r++)
		assert_int_equal(monitor_refresh(&rig.monitor, &rig.snap,
						 &err), 1);
	assert_int_equal(recorder_finish(&recorder, &err), -1);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_non_null(strstr(err.text, "File too large"));
	assert_in_range(read_all(&cut, &err), 10, 190);
	assert_false(cut);
	rig_end(&rig);
	remove_dir(state);
}

static void what_cannot_be_opened_is_said_with_its_name(void **state)
{
	struct err err;

	(void)state;
	recorder_init(&recorder, &rig.host.source);
	assert_int_equal(recorder_open(&recorder, "/nowhere/x", &err), -1);
	assert_non_null(strstr(err.text, "/nowhere/x"));
	assert_int_equal(recorder_open(&recorder, "/tmp", &err), -1);
	assert_null(replay_open("/nowhere/x", &err));
	assert_non_null(strstr(err.text, "/nowhere/x"));
	assert_null(replay_open("/tmp", &err));
	assert_non_null(strstr(err.text, "/tmp"));
	assert_null(replay_open("/dev/null", &err));
}

static void a_question_never_asked_is_unknown_and_no_exit(void **state)
{
	struct fake_config c = { .kind = FAKE_NATIVE };
	struct source *src;
	struct stamp stamp;
	struct regs regs;
	struct err err;
	uint64_t issued;
	size_t n;

	make_dir(state);
	free(record(&c, 2, &n));
	src = replay_open(file, &err);
	assert_non_null(src);
	assert_int_equal(source_next(src, &stamp, &err), 1);
	issued = src->issued;
	assert_int_equal(source_query(src, 0x12345, 0, &regs, &err), 0);
	assert_int_equal(src->issued, issued);
	source_close(src);
	remove_dir(state);
}

/* A later exittop may ask in another order, and less or more. */
static void another_order_of_questions_gets_the_same_answers(void **state)
{
	struct fake_config c = { .kind = FAKE_2021 };
	struct leaf_map map = leaf_map_of(DIALECT_2021, 0);
	uint64_t last[REASON_SLOTS] = { 0 };
	struct tally tally;
	struct source *src;
	struct stamp stamp;
	struct err err;
	size_t n;

	make_dir(state);
	free(record(&c, 70, &n));
	src = replay_open(file, &err);
	assert_non_null(src);
	while (source_next(src, &stamp, &err) == 1) {
		uint64_t begun = src->issued;

		for (unsigned int i = 69; i--; ) {
			leaf_read_reason(&map, src, 0, i, true, &tally, &err);
			if (!tally.has_count)
				continue;
			assert_true(tally.count >= last[i]);
			last[i] = tally.count;
		}
		assert_true(begun <= rig.host.own);
		assert_true(src->issued <= rig.host.own);
	}
	source_close(src);
	/* The last full sweep is at most a minute back. */
	for (unsigned int i = 0; i < 60; i += 3)
		if (last[i])
			assert_in_range(last[i], (10 * i + 1) * 60,
					10 * i * 140 + 200000);
	remove_dir(state);
}

static void a_mark_is_kept_with_its_round(void **state)
{
	struct fake_config c = { .kind = FAKE_NATIVE };
	struct source *src;
	struct stamp stamp;
	struct err err;

	make_dir(state);
	fake_init(&rig.host, &c);
	recorder_init(&recorder, &rig.host.source);
	assert_int_equal(recorder_open(&recorder, file, &err), 0);
	source_next(&recorder.source, &stamp, &err);
	assert_int_equal(recorder_start(&recorder, "native", 5, &err), 0);
	recorder_mark(&recorder, "ept\noff");
	source_next(&recorder.source, &stamp, &err);
	assert_int_equal(recorder_finish(&recorder, &err), 0);
	src = replay_open(file, &err);
	assert_non_null(src);
	assert_int_equal(src->host.start_ns, 5);
	source_next(src, &stamp, &err);
	assert_string_equal(replay_mark(src), "ept?off");
	source_next(src, &stamp, &err);
	assert_null(replay_mark(src));
	source_close(src);
	fake_free(&rig.host);
	remove_dir(state);
}

static void a_host_that_cannot_be_told_is_recorded_for_those_who_can(
	void **state)
{
	struct fake_config c = { .kind = FAKE_2020, .hazards = HZ_DEAD_F };
	struct probe_options probing = { DIALECT_NONE, false };
	struct probe live;
	struct source *src;
	struct stamp stamp;
	char words[HOST_TEXT];
	struct err err;

	make_dir(state);
	fake_init(&rig.host, &c);
	recorder_init(&recorder, &rig.host.source);
	assert_int_equal(recorder_open(&recorder, file, &err), 0);
	source_next(&recorder.source, &stamp, &err);
	assert_int_equal(probe_run(&live, &recorder.source, &probing, &err),
			 0);
	assert_int_equal(recorder_start(&recorder, probe_words(&live, words),
					5, &err), 0);
	assert_int_equal(recorder_finish(&recorder, &err), 0);
	src = replay_open(file, &err);
	assert_non_null(src);
	source_next(src, &stamp, &err);
	assert_int_equal(probe_run(&rig.probe, src, &probing, &err), 0);
	assert_non_null(strstr(err.text, "cannot tell"));
	assert_memory_equal(rig.probe.evidence, live.evidence,
			    sizeof(live.evidence));
	source_close(src);
	fake_free(&rig.host);
	remove_dir(state);
}

static void a_recording_without_a_dialect_is_an_error(void **state)
{
	static const char *const dialects[] = { "auto", "", "1999", "2021x" };
	struct probe_options probing = { DIALECT_NONE, false };

	(void)state;
	for (size_t i = 0; i < sizeof(dialects) / sizeof(*dialects); i++) {
		struct fake_config c = { .kind = FAKE_NATIVE };
		struct err err;

		fake_init(&rig.host, &c);
		rig.host.source.replay = true;
		strcpy(rig.host.source.host.dialect, dialects[i]);
		assert_int_equal(probe_run(&rig.probe, &rig.host.source,
					   &probing, &err), -1);
		fake_free(&rig.host);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_replay_shows_byte_for_byte_what_the_session_showed),
	cmocka_unit_test(cut_at_any_offset_all_complete_rounds_are_there),
	cmocka_unit_test(every_damaged_line_is_named_by_file_and_line),
	cmocka_unit_test(any_changed_byte_of_a_round_is_seen),
	cmocka_unit_test(
		a_file_that_drives_a_terminal_is_printed_with_question_marks),
	cmocka_unit_test(a_file_that_is_no_recording_is_left_alone),
	cmocka_unit_test(two_writers_of_one_file_are_refused),
	cmocka_unit_test(an_old_recording_is_kept_until_the_host_has_answered),
	cmocka_unit_test(a_full_disk_ends_the_recording_and_is_said),
	cmocka_unit_test(a_disk_that_fills_up_leaves_all_complete_rounds),
	cmocka_unit_test(what_cannot_be_opened_is_said_with_its_name),
	cmocka_unit_test(a_question_never_asked_is_unknown_and_no_exit),
	cmocka_unit_test(another_order_of_questions_gets_the_same_answers),
	cmocka_unit_test(a_mark_is_kept_with_its_round),
	cmocka_unit_test(
		a_host_that_cannot_be_told_is_recorded_for_those_who_can),
	cmocka_unit_test(a_recording_without_a_dialect_is_an_error),
};

RUN_TESTS(tests)
