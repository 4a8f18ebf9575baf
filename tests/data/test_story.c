/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include <math.h>

#include "exittop/data/event.h"
#include "exittop/data/story.h"

#define START_NS 1700000000000000000	/* 22:13:20 */
#define SECOND_NS 1000000000LL

static struct story story;
static struct snapshot snap;

static void begin(enum isa isa)
{
	story = (struct story){ 0 };
	memset(&snap, 0, sizeof(snap));
	snap.isa = isa;
	snap.reasons = reason_count(isa);
	snap.wall_ns = START_NS;
	snap.interval_s = 1;
}

/* One second in which @in_exits of the time was in exits. */
static const char *next(double in_exits)
{
	snap.wall_ns += SECOND_NS;
	snap.in_exits = in_exits;
	story_update(&story, &snap);
	return snap.story;
}

static struct row *row(unsigned int code)
{
	return &snap.rows[reason_slot(snap.isa, code)];
}

/* An alert that is found now and began @ago seconds ago. */
static void shifts(unsigned int code, double from, double to, int ago)
{
	row(code)->has |= HAS_RATIO;
	row(code)->shift = to > from ? SHIFT_UP : SHIFT_DOWN;
	row(code)->shift_from = from;
	row(code)->shift_to = to;
	row(code)->shift_wall_ns = snap.wall_ns + (1 - ago) * SECOND_NS;
	row(code)->shift_over_ns = 0;
	row(code)->shift_seq++;
}

static void ends(unsigned int code, int ago)
{
	row(code)->shift = SHIFT_NONE;
	row(code)->shift_over_ns = snap.wall_ns + (1 - ago) * SECOND_NS;
}

static void paging_that_switched_is_one_sentence(void **state)
{
	(void)state;
	begin(ISA_VMX);
	for (int i = 0; i < 40; i++)
		assert_string_equal(next(0.001), "");
	/* The alerts come three rounds after the shift. */
	next(0.04);
	next(0.04);
	shifts(0, 0, 5413, 3);
	shifts(14, 0, 306.4, 3);
	shifts(48, 120.9, 0, 3);
	shifts(49, 61.4, 0, 3);
	next(0.04);
	assert_int_equal(snap.story_seq, 0);
	shifts(28, 0.3, 8260, 4);
	assert_string_equal(next(0.04), "paging changed from nested to shadow: "
			    "EXCEPTION_NMI 0 to 5 413/s, INVLPG 0 to 306.4/s, "
			    "CR_ACCESS 0.3 to 8 260/s, EPT exits stopped; "
			    "time in exits 0.1 to 4.0 %");
	assert_int_equal(snap.story_seq, 0);
	next(0.04);
	assert_int_equal(snap.story_seq, 1);
	assert_true(snap.story_wall_ns == START_NS + 40LL * SECOND_NS);
	/* One that is found late joins, and makes no second sentence. */
	for (int i = 0; i < 20; i++)
		next(0.04);
	shifts(58, 0, 2.7, 24);
	assert_non_null(strstr(next(0.04), "INVPCID 0 to 2.7/s"));
	next(0.04);
	next(0.04);
	assert_int_equal(snap.story_seq, 1);
}

/* What fits a pattern, on either instruction set. */
static void patterns_name_what_happened(void **state)
{
	static const struct {
		enum isa isa;
		const char *words;
		struct {
			unsigned int code;
			double from, to;
		} shifts[4];
	} cases[] = {
		{ ISA_VMX, "paging changed from shadow to nested",
		  { { 14, 300, 0 }, { 48, 0, 100 }, { 0, 5000, 0 } } },
		{ ISA_SVM, "paging changed from nested to shadow",
		  { { 0x400, 100, 0 }, { 0x79, 0, 30 }, { 0x4e, 0, 900 } } },
		{ ISA_VMX, "a fork or mmap load began under shadow paging",
		  { { 0, 0.3, 3000 }, { 14, 0, 300 }, { 28, 0, 190 } } },
		{ ISA_SVM, "a fork or mmap load ended under shadow paging",
		  { { 0x4e, 9000, 0 }, { 0x13, 300, 0 }, { 0x79, 90, 0 } } },
		{ ISA_VMX, "memory was first touched or ballooned under "
		  "nested paging", { { 48, 0, 1600 } } },
		{ ISA_SVM, "memory was first touched or ballooned under "
		  "nested paging", { { 0x400, 0.2, 6000 } } },
		{ ISA_VMX, "interrupts stormed", { { 1, 100, 90000 } } },
		{ ISA_VMX, "timers stormed", { { 52, 10, 9000 } } },
		{ ISA_VMX, "the guest came to life",
		  { { 12, 90, 9000 }, { 1, 20, 4000 } } },
		{ ISA_VMX, "the guest went idle",
		  { { 12, 9000, 90 }, { 1, 4000, 20 } } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		begin(cases[i].isa);
		next(-1);
		for (int k = 0; k < 4; k++)
			if (cases[i].shifts[k].from || cases[i].shifts[k].to)
				shifts(cases[i].shifts[k].code,
				       cases[i].shifts[k].from,
				       cases[i].shifts[k].to, 1);
		next(-1);
		if (strncmp(snap.story, cases[i].words,
			    strlen(cases[i].words)) != 0)
			fail_msg("'%s' is not '%s'", snap.story,
				 cases[i].words);
		/* A time in exits that is not known is left out. */
		assert_null(strstr(snap.story, "time in exits"));
	}
}

static void what_fits_no_pattern_is_listed_without_a_claim(void **state)
{
	(void)state;
	begin(ISA_VMX);
	next(0.01);
	shifts(10, 1, 900, 1);
	assert_string_equal(next(0.5), "");
	shifts(30, 0, 40, 2);
	assert_string_equal(next(0.5), "2 watched reasons shifted together: "
			    "CPUID 1.0 to 900.0/s, IO_INSTRUCTION 0 to "
			    "40.0/s; time in exits 1.0 to 50.0 %");
	/* A contradiction within a kind fits none. */
	begin(ISA_VMX);
	next(0.01);
	shifts(48, 100, 0, 1);
	shifts(49, 0, 100, 1);
	shifts(14, 0, 100, 1);
	assert_non_null(strstr(next(0.5), "3 watched reasons shifted"));
}

static void an_end_is_another_sentence(void **state)
{
	(void)state;
	begin(ISA_VMX);
	next(0.01);
	shifts(0, 0.3, 3000, 1);
	shifts(14, 0, 300, 1);
	assert_non_null(strstr(next(0.5), "load began"));
	/* At once: the first one is finished before. */
	ends(0, 1);
	ends(14, 1);
	assert_non_null(strstr(next(0.02), "load began"));
	assert_int_equal(snap.story_seq, 1);
	assert_string_equal(next(0.02), "a fork or mmap load ended under "
			    "shadow paging: EXCEPTION_NMI 3 000 to 0.3/s, "
			    "INVLPG 300.0 to 0/s; time in exits 50.0 to 2.0 %");
	next(0.01);
	assert_int_equal(snap.story_seq, 2);
	/* It is shown for a minute. */
	for (int i = 0; i < 50; i++)
		next(0.01);
	assert_true(snap.story[0]);
	for (int i = 0; i < 10; i++)
		next(0.01);
	assert_string_equal(snap.story, "");
	assert_int_equal(snap.story_seq, 2);
}

static void acknowledged_is_no_longer_shown(void **state)
{
	(void)state;
	begin(ISA_VMX);
	next(0.01);
	shifts(48, 0, 300, 1);
	assert_true(next(0.5)[0]);
	row(48)->has = 0;
	assert_string_equal(next(0.5), "");
}

static void more_than_fit_are_counted(void **state)
{
	(void)state;
	begin(ISA_VMX);
	next(0.01);
	next(0.01);
	for (unsigned int code = 15; code < 28; code++)
		shifts(code, 1000000, 2000000, 1);
	next(0.01);
	if (!strstr(snap.story, "13 watched reasons"))
		fail_msg("%s", snap.story);
	/* The cost is not cut off. */
	assert_non_null(strstr(snap.story, " and 7 more; time in exits"));
}

static void events_say_the_sentence_and_each_end_once(void **state)
{
	static struct event_log log;
	unsigned int stories = 0, ended = 0;

	(void)state;
	begin(ISA_VMX);
	event_log_init(&log);
	next(0.01);
	shifts(48, 0.3, 300, 1);
	for (int i = 0; i < 30; i++) {
		next(0.5);
		event_log_update(&log, &snap);
		if (i == 10)
			ends(48, 1);
	}
	for (uint64_t i = 0; i < log.end; i++) {
		stories += log.event[i].kind == EVENT_STORY;
		ended += !strcmp(log.event[i].text, "EPT_VIOLATION back at "
				 "0.3/s, was up 22:13:21 to 22:13:32");
	}
	assert_int_equal(stories, 2);
	assert_int_equal(ended, 1);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(paging_that_switched_is_one_sentence),
	cmocka_unit_test(patterns_name_what_happened),
	cmocka_unit_test(what_fits_no_pattern_is_listed_without_a_claim),
	cmocka_unit_test(an_end_is_another_sentence),
	cmocka_unit_test(acknowledged_is_no_longer_shown),
	cmocka_unit_test(more_than_fit_are_counted),
	cmocka_unit_test(events_say_the_sentence_and_each_end_once),
};

RUN_TESTS(tests)
