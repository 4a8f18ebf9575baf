/* SPDX-License-Identifier: GPL-2.0-only */
/* Which moment the screen tells: pause, the past, resets, marks; details. */
#include "unit.h"

#include "view_sample.h"

static void a_reset_counts_from_zero(void **state)
{
	uint64_t count = view.moment.shown.rows[28].count;

	(void)state;
	assert_true(count > 80000);
	press("r");
	assert_int_equal(view.moment.shown.rows[28].count, 0);
	sample_run(1);
	assert_int_equal(view.moment.shown.rows[28].count, 8140);
	press("[");
	assert_int_equal(view.moment.shown.rows[28].count, 0);
	press("[");
	assert_int_equal(view.moment.shown.rows[28].count, count - 8140);
	press(".");
	assert_int_equal(view.moment.shown.rows[28].count, 8140);
	press("l");
	sample_run(9);
	expect("counted since 15:04:49");
}

static void a_host_that_begins_again_undoes_the_reset(void **state)
{
	(void)state;
	press("r");
	snap.rows[28].count = 5;
	view_update(&view, &snap);
	assert_int_equal(view.moment.shown.rows[28].count, 5);
}

static void paused_the_screen_stands_still(void **state)
{
	uint64_t round = view.moment.shown.round;

	(void)state;
	press("<Space>");
	sample_run(20);
	expect("PAUSED");
	assert_int_equal(view.moment.shown.round, round);
	press("e");
	expect("15:04:49");
	press("e<Space>");
	expect_not("PAUSED");
	assert_int_equal(view.moment.shown.round, round + 20);
}

/* Details and vCPUs are of the latest refresh, which is not what is shown. */
static void paused_or_looking_back_has_nothing_from_inside(void **state)
{
	static struct detail details[REASON_SLOTS];
	static struct snapshot next;

	(void)state;
	next = view.moment.live;
	next.details = details;
	next.each = &view.moment.still;
	next.each_n = 1;
	for (int i = 0; i < 2; i++) {
		next.round++;
		next.mono_ns += 1000000000;
		view_update(&view, &next);
		if (i)
			break;
		assert_ptr_equal(view.moment.shown.details, details);
		press("<Space>");
		assert_ptr_equal(view.moment.shown.details, details);
	}
	assert_null(view.moment.shown.details);
	press("v");
	expect("vCPUs are not kept in the history");
	press("v<Space>");
	assert_ptr_equal(view.moment.shown.details, details);
	press("[");
	assert_null(view.moment.shown.details);
}

static void one_can_look_back(void **state)
{
	(void)state;
	press("[[[");
	expect("BACK 00:00:03");
	expect("looking back");
	sample_run(5);
	expect("BACK 00:00:08");
	press("{");
	expect("the history begins here");
	assert_int_equal(view.moment.at, 0);
	assert_int_equal(view.moment.shown.paging, PAGING_NESTED);
	expect_not("is shadow");
	press("}");
	assert_false(view.moment.back);
	press("<Space>[<Esc>");
	assert_false(view.moment.paused || view.moment.back);
}

static void a_mark_is_compared_with(void **state)
{
	(void)state;
	press("c");
	expect("no mark to compare with yet");
	press("mbefore the change");
	assert_int_equal(view_key(&view, KEYCODE_ENTER), VIEW_MARK);
	assert_string_equal(view.moment.mark.name, "before the change");
	expect("mark \"before the change\"");
	snap.paging = PAGING_NESTED;
	sample_run(10);
	press("c");
	expect("SINCE/s");
	expect("stopped");
	expect("x1.00");
	press("c");
	expect_not("SINCE/s");
	press("m<Enter>");
	assert_string_equal(view.moment.mark.name, "mark");
}

static void shifts_and_marks_are_gone_to(void **state)
{
	(void)state;
	press("mhere<Enter>");
	sample_run(5);
	press("N");
	expect("BACK 00:00:05");
	assert_string_equal(view.moment.mark.name, "mark \"here\"");
	press("N");
	assert_int_equal(view.moment.shown.paging, PAGING_SHADOW);
	expect("c compares before and since");
	press("c");
	expect("SINCE/s");
	press("cNNN");
	expect("no earlier shift or mark");
	press("nn");
	expect("BACK 00:00:05");
	press("n");
	expect("no later shift or mark");
}

/* 15:04:39 is when it began, 15:04:40 when it was sure. */
static void a_shift_is_compared_with_what_was_before_it(void **state)
{
	(void)state;
	press("N");
	assert_int_equal(view.moment.mark.wall_ns,
			 snap.rows[14].shift_wall_ns);
	expect("BACK 00:00:09");
	press("c");
	expect("SINCE/s");
	expect("new");
}

static void one_can_go_to_a_time(void **state)
{
	(void)state;
	press("b15:04:20<Enter>");
	expect("15:04:20");
	assert_true(view.moment.back);
	press("b-5<Enter>");
	expect("BACK 00:00:05");
	press("b15:05<Enter>");
	expect("is not a time kept");
	press("<Esc>");
}

static void an_ended_recording_is_played_again(void **state)
{
	(void)state;
	view.moment.ended = true;
	press("v");
	expect("the recording has ended: press v before its end");
	press("v");
	assert_int_equal(view_key(&view, 'w'), VIEW_NOTHING);
	expect("nothing is left to record");
	view.recording = true;
	assert_int_equal(view_key(&view, 'w'), VIEW_RECORD);
	view.recording = false;
	press("<Space>");
	assert_true(view.moment.playing);
	expect("15:04:11");
	for (int i = 0; i < 38; i++)
		moment_play(&view.moment);
	expect("15:04:49");
	assert_true(view.moment.playing);
	moment_play(&view.moment);
	assert_false(view.moment.playing || view.moment.back);
}

static void events_are_on_a_timeline(void **state)
{
	const char *line;

	(void)state;
	line = look()->line[sample_find(look(), "EVENTS")].text;
	assert_non_null(strstr(line, "15:04:11 "));
	assert_non_null(strstr(line, "15:04:49"));
	assert_non_null(strstr(line, "─"));
	assert_null(strstr(line, "|"));
	press("[");
	line = look()->line[sample_find(look(), "EVENTS")].text;
	assert_non_null(strstr(line, "|"));
}

static void the_details_explain(void **state)
{
	static const int heights[] = { 10, 16, 24, 43, 60, 100 };

	(void)state;
	press("/CR_ACC<Enter>e");
	for (size_t i = 0; i < sizeof(heights) / sizeof(heights[0]); i++) {
		const struct screen *screen =
			sample_screen(80, heights[i], true);

		assert_true(sample_find(screen, " 28 CR_ACCESS") > 0);
		assert_true(sample_find(screen, "now 8 140/s") > 0);
		assert_true(sample_find(screen, "What raises it") > 0);
	}
	expect("▲ CR_ACCESS up from 15.1/s");
	expect("15:04:11");
	press("<Down>");
	expect_not("CR_ACCESS  Control-register");
	press("e");
	expect("REASON ");
}

static void the_text_of_the_details_scrolls(void **state)
{
	const struct screen *screen;

	(void)state;
	press("/CR_ACC<Enter>e");
	sample_screen(80, 16, true);
	press("<PgDn><PgDn>");
	screen = sample_screen(80, 16, true);
	assert_int_equal(sample_find(screen, "What raises it"), -1);
	press("<PgUp:50>");
	screen = sample_screen(80, 16, true);
	assert_true(sample_find(screen, "What raises it") > 0);
	press("<PgDn:500>");
	screen = sample_screen(80, 16, true);
	assert_true(screen->line[14].cells > 0 || screen->line[13].cells > 0);
}

static void the_delay_is_asked_for(void **state)
{
	(void)state;
	snap.replay = false;
	sample_run(1);
	press("d<^U>0.5");
	assert_int_equal(view_key(&view, KEYCODE_ENTER), VIEW_DELAY);
	assert_near(view.delay_s, 0.5, 0);
	assert_near(view.config.delay_s, 0.5, 0);
	press("d<^U>0.01<Enter>");
	expect("is not a number from 0.1 to 3600");
	press("<^U>nan<Enter>");
	expect("is not a number from 0.1 to 3600");
	press("<Esc>+++++");
	assert_near(view.delay_s, 0.1, 1e-9);
	press("<-:20>");
	assert_near(view.delay_s, 3600, 0);
}

static void a_replay_has_a_speed(void **state)
{
	(void)state;
	view.speed = 1;
	press("+");
	assert_near(view.speed, 2, 0);
	press("++++++");
	assert_near(view.speed, 0, 0);
	press("-");
	assert_near(view.speed, 64, 0);
	press("d<^U>0<Enter>");
	assert_near(view.speed, 0, 0);
	assert_near(view.config.delay_s, 0, 0);
}

static const struct CMUnitTest tests[] = {
	VIEW_TEST(a_reset_counts_from_zero),
	VIEW_TEST(a_host_that_begins_again_undoes_the_reset),
	VIEW_TEST(paused_the_screen_stands_still),
	VIEW_TEST(one_can_look_back),
	VIEW_TEST(a_mark_is_compared_with),
	VIEW_TEST(shifts_and_marks_are_gone_to),
	VIEW_TEST(a_shift_is_compared_with_what_was_before_it),
	VIEW_TEST(one_can_go_to_a_time),
	VIEW_TEST(an_ended_recording_is_played_again),
	VIEW_TEST(events_are_on_a_timeline),
	VIEW_TEST(paused_or_looking_back_has_nothing_from_inside),
	VIEW_TEST(the_details_explain),
	VIEW_TEST(the_text_of_the_details_scrolls),
	VIEW_TEST(the_delay_is_asked_for),
	VIEW_TEST(a_replay_has_a_speed),
};

RUN_TESTS(tests)
