/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include <math.h>

#include "run_sample.h"

static struct run run;
static struct course_part parts[COURSE_PARTS];

static void a_run_of_any_length_keeps_all_its_exits(void **state)
{
	static const int lengths[] = { 1, 127, 128, 129, 1000, 5000 };

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		uint64_t exits = 0;
		double at_s = 0;

		sample_make(&run, lengths[i], 7);
		assert_in_range(run.course.parts, 1, COURSE_PARTS);
		for (unsigned int p = 0; p < run.course.parts; p++) {
			const struct course_part *part = &run.course.part[p];

			assert_true(part->from_s == at_s);
			at_s = part->to_s;
			exits += part->exits;
			assert_int_equal(part->rows[28], part->exits);
			assert_true(course_rate(part, REASON_SLOTS) == 7);
		}
		assert_true(at_s == lengths[i]);
		assert_int_equal(exits, 7 * lengths[i]);
	}
}

static void rough_parts_join_neighbours(void **state)
{
	unsigned int n;
	uint64_t exits = 0;

	(void)state;
	sample_make(&run, 101, 3);
	n = course_rough(&run.course, parts);
	assert_int_equal(n, 51);
	for (unsigned int i = 0; i < n; i++)
		exits += parts[i].exits;
	assert_int_equal(exits, 303);
	assert_true(parts[50].seconds == 1 && parts[49].seconds == 2);
}

static void a_round_without_differences_is_unknown_not_0(void **state)
{
	(void)state;
	sample_make(&run, 3, 9);
	sample.notes = NOTE_RESET;
	sample_add(&run, 1);
	sample.notes = NOTE_SILENT;
	sample_add(&run, 1);
	sample.notes = 0;
	sample_add(&run, 1);
	assert_int_equal(run.course.parts, 6);
	assert_true(isnan(course_rate(&run.course.part[3], REASON_SLOTS)));
	assert_true(isnan(course_rate(&run.course.part[4], 28)));
	assert_true(course_rate(&run.course.part[5], 28) == 9);
}

static void a_shift_lies_where_it_began(void **state)
{
	(void)state;
	sample_make(&run, 20, 9);
	sample.wall_ns = 20000000000;
	sample.rows[28].shift = SHIFT_UP;
	sample.rows[28].shift_seq = 1;
	sample.rows[28].shift_wall_ns = 18000000000;
	sample_add(&run, 1);
	assert_int_equal(run.course.log.end, 1);
	assert_true(fabs(run.course.at_s[0] - 19) < 1e-6);
	course_mark(&run.course, &sample, "make -j2");
	assert_string_equal(run.course.log.event[1].text, "make -j2");
	assert_true(fabs(run.course.at_s[1] - 21) < 1e-6);
}

static void the_end_of_a_shift_lies_where_the_rate_was_back(void **state)
{
	unsigned int ends = 0;

	(void)state;
	sample_load(&run, GOLDEN "demo.exits");
	for (uint64_t i = 0; i < run.course.log.end; i++) {
		const struct event *event = &run.course.log.event[i];

		if (!event->over)
			continue;
		ends++;
		assert_int_equal(event->kind, EVENT_SHIFT);
		assert_true(fabs(run.course.at_s[i] - 79) < 1e-3);
	}
	assert_int_equal(ends, 5);
}

static void the_share_of_an_untimed_host_stays_unknown(void **state)
{
	(void)state;
	sample_begin(&run, "untimed");
	sample.in_exits = -1;
	sample_add(&run, 1);
	assert_true(run.course.timed_s == 0);
	sample.in_exits = 0.25;
	sample_add(&run, 2);
	assert_true(run.course.timed_s == 2 && run.course.in_exits_s == 0.5);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_run_of_any_length_keeps_all_its_exits),
	cmocka_unit_test(rough_parts_join_neighbours),
	cmocka_unit_test(a_round_without_differences_is_unknown_not_0),
	cmocka_unit_test(a_shift_lies_where_it_began),
	cmocka_unit_test(the_end_of_a_shift_lies_where_the_rate_was_back),
	cmocka_unit_test(the_share_of_an_untimed_host_stays_unknown),
};

RUN_TESTS(tests)
