/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include <math.h>

#include "bench/random.c"
#include "exittop/base/rate.h"
#include "exittop/core/shift.h"

#define BUDGET_S 28800.0	/* 8 h */
#define WATCHED  6
#define START_NS 1700000000000000000
#define SECOND_NS 1000000000

static struct shift shift;
static struct snapshot snaps[2];
static unsigned int turn;

static void begin(void)
{
	shift_init(&shift, WATCHED, BUDGET_S, 1);
	memset(snaps, 0, sizeof(snaps));
	turn = 0;
	for (int i = 0; i < 2; i++) {
		snaps[i].reasons = 2;
		snaps[i].wall_ns = START_NS;
		snaps[i].rows[0].watched = true;
	}
}

/* One interval of @seconds with @exits in row 0 and in the unwatched row 1. */
static const struct row *feed(double seconds, uint64_t exits,
			      unsigned int notes)
{
	struct snapshot *snap = &snaps[turn % 2];
	struct snapshot *last = &snaps[(turn + 1) % 2];

	snap->wall_ns = last->wall_ns + (int64_t)(seconds * SECOND_NS);
	snap->interval_s = seconds;
	snap->notes = notes;
	for (int i = 0; i < 2; i++) {
		snap->rows[i].has = HAS_COUNT | HAS_DELTA;
		snap->rows[i].delta = exits;
	}
	shift_update(&shift, snap, turn ? last : NULL);
	turn++;
	return &snap->rows[0];
}

static const struct row *feed_many(int intervals, uint64_t exits)
{
	const struct row *row = NULL;

	while (intervals--)
		row = feed(1, exits, 0);
	return row;
}

/* The snapshot that feed() made last. */
static struct snapshot *newest(void)
{
	return &snaps[(turn + 1) % 2];
}

static void test_threshold(void **state)
{
	(void)state;
	/* ln(2 m N), and a little for the charts of large steps. */
	shift_init(&shift, 6, 28800, 1);
	assert_near(shift.threshold, 12.77, 0.005);
	shift_init(&shift, 6, 28800, 0);
	assert_near(shift.threshold, 12.77, 0.005);
	shift_init(&shift, 0, 0.5, 1);
	assert_near(shift.threshold, log(2 + 1.0 / 32 + 2.0 / 512), 1e-9);
	/* Twice as many that are watched share the same false alarms. */
	shift_watch(&shift, 2);
	assert_near(shift.threshold,
		    log(2 * (2 + 1.0 / 32 + 2.0 / 512)), 1e-9);
	assert_near(shift.way[1], shift.threshold, 1e-9);
}

static void a_row_is_learned_in_thirty_intervals(void **state)
{
	(void)state;
	begin();
	for (int i = 1; i < 30; i++)
		assert_int_equal(feed(1, 100, 0)->shift, SHIFT_LEARNING);
	assert_int_equal(feed(1, 100, 0)->shift, SHIFT_NONE);
	assert_int_equal(snaps[0].rows[1].shift, SHIFT_NONE);
	/* So is one without exits, or with few: it is judged by what it has. */
	begin();
	assert_int_equal(feed_many(29, 0)->shift, SHIFT_LEARNING);
	assert_int_equal(feed_many(1, 0)->shift, SHIFT_NONE);
	begin();
	feed_many(20, 0);
	feed_many(1, 1);
	assert_int_equal(feed_many(8, 0)->shift, SHIFT_LEARNING);
	assert_int_equal(feed_many(1, 0)->shift, SHIFT_NONE);
}

static void a_jump_is_likely_at_once(void **state)
{
	const struct row *row;

	(void)state;
	begin();
	feed_many(100, 0);
	row = feed_many(1, 5000);
	assert_int_equal(row->shift, SHIFT_LIKELY_UP);
	assert_false(row->has & HAS_RATIO);
	assert_int_equal(row->shift_seq, 0);
	assert_near(row->shift_usual, 0, 0);
	assert_int_equal(feed_many(1, 5000)->shift, SHIFT_LIKELY_UP);
	assert_int_equal(feed_many(1, 5000)->shift, SHIFT_UP);
	begin();
	feed_many(100, 5000);
	assert_int_equal(feed_many(1, 0)->shift, SHIFT_LIKELY_DOWN);
}

static void a_row_that_bursts_is_likely_at_more_than_it_was(void **state)
{
	(void)state;
	begin();
	feed_many(100, 1);
	assert_int_equal(feed_many(1, 1000)->shift, SHIFT_LIKELY_UP);
	feed_many(300, 1);
	assert_int_equal(feed_many(1, 1000)->shift, SHIFT_NOTICE);
	assert_int_equal(newest()->rows[0].shift_seq, 0);
}

static void a_step_from_nothing_is_a_bound(void **state)
{
	const struct row *row;

	(void)state;
	begin();
	feed_many(100, 0);
	row = feed_many(3, 5000);
	assert_int_equal(row->shift, SHIFT_UP);
	assert_int_equal(row->shift_seq, 1);
	assert_true(row->has & HAS_RATIO);
	assert_near(row->shift_from, 0, 0);
	assert_near(row->shift_to, 5000, 1e-9);
	assert_true(isinf(row->shift_ratio) && isinf(row->shift_high));
	/* No more than a few bursts in all the time before. */
	assert_near(row->shift_from_low, 0, 0);
	assert_true(row->shift_from_high < 0.5);
	assert_true(row->shift_low > 10000 && isfinite(row->shift_low));
	assert_true(row->shift_wall_ns == START_NS + 100LL * SECOND_NS);
}

/* What tests/golden/screens/switch.exits shows of CR_ACCESS. */
static void few_exits_seen_are_no_part_of_the_step(void **state)
{
	const struct row *row;

	(void)state;
	begin();
	for (int i = 0; i < 43; i++)
		feed(1, i % 3 == 0, 0);
	assert_int_equal(feed_many(1, 8200)->shift, SHIFT_LIKELY_UP);
	assert_near(newest()->rows[0].shift_usual, 0.34, 0.03);
	row = feed_many(2, 8200);
	assert_int_equal(row->shift, SHIFT_UP);
	assert_near(row->shift_from, 0.35, 0.01);
	assert_true(row->shift_from_low < 0.3 && row->shift_from_high > 0.4);
	assert_near(row->shift_to, 8200, 1e-9);
	assert_true(row->shift_low < 20000 && row->shift_high > 30000);
	assert_true(row->shift_wall_ns == START_NS + 43LL * SECOND_NS);
}

static void test_down_to_nothing(void **state)
{
	const struct row *row;

	(void)state;
	begin();
	feed_many(100, 300);
	row = feed_many(3, 0);
	assert_int_equal(row->shift, SHIFT_DOWN);
	assert_near(row->shift_from, 300, 1);
	assert_near(row->shift_to, 0, 0);
	assert_near(row->shift_ratio, 0, 0);
	assert_near(row->shift_low, 0, 0);
	assert_true(row->shift_high > 0 && row->shift_high < 0.01);
}

static void an_alert_lasts_until_the_rate_is_back(void **state)
{
	const struct row *row;

	(void)state;
	begin();
	feed_many(100, 100);
	row = feed_many(4, 200);
	assert_int_equal(row->shift, SHIFT_UP);
	/* It stays, with its facts, while the row learns behind it. */
	row = feed_many(500, 200);
	assert_int_equal(row->shift, SHIFT_UP);
	assert_int_equal(row->shift_seq, 1);
	assert_near(row->shift_from, 100, 1);
	assert_near(row->shift_to, 200, 1);
	assert_near(row->shift_usual, 200, 1);
	assert_true(row->shift_low > 1.3 && row->shift_low < 2);
	assert_true(row->shift_high > 2 && row->shift_high < 3);
	assert_true(row->shift_over_ns == 0);
	row = feed_many(4, 100);
	assert_int_equal(row->shift, SHIFT_NONE);
	assert_int_equal(row->shift_seq, 1);
	assert_true(row->has & HAS_RATIO);
	assert_near(row->shift_from, 100, 1);
	assert_near(row->shift_to, 200, 1);
	assert_near(row->shift_usual, 100, 1);
	assert_true(row->shift_wall_ns == START_NS + 100LL * SECOND_NS);
	assert_true(row->shift_over_ns == START_NS + 604LL * SECOND_NS);
	/* The next one is another alert. */
	row = feed_many(4, 200);
	assert_int_equal(row->shift, SHIFT_UP);
	assert_int_equal(row->shift_seq, 2);
	assert_true(row->shift_over_ns == 0);
}

/* Up, further up, partly down, and back: over when it is back, and only then. */
static void steps_of_one_alert_are_over_together(void **state)
{
	const struct row *row;

	(void)state;
	begin();
	feed_many(100, 1);
	feed_many(50, 5000);
	row = feed_many(50, 20000);
	assert_int_equal(row->shift_seq, 2);
	assert_near(row->shift_from, 5000, 1);
	row = feed_many(50, 600);
	assert_int_equal(row->shift, SHIFT_DOWN);
	assert_int_equal(row->shift_seq, 3);
	assert_near(row->shift_from, 20000, 1);
	row = feed_many(5, 1);
	assert_int_equal(row->shift, SHIFT_NONE);
	assert_int_equal(row->shift_seq, 3);
	assert_near(row->shift_from, 1, 0.01);
	assert_near(row->shift_to, 600, 1);
	assert_true(row->shift_wall_ns == START_NS + 100LL * SECOND_NS);
	assert_true(row->shift_over_ns == START_NS + 250LL * SECOND_NS);
}

static void a_rate_that_drifts_back_ends_its_alert(void **state)
{
	const struct row *row = NULL;

	(void)state;
	begin();
	feed_many(200, 1000);
	feed_many(300, 2000);
	for (uint64_t exits = 2000; exits > 1000; exits--)
		row = feed(1, exits, 0);
	row = feed_many(200, 1000);
	assert_true(row->shift != SHIFT_UP && row->shift != SHIFT_DOWN);
	assert_int_equal(row->shift_seq, 1);
	assert_true(row->shift_over_ns > 0);
}

/* Held until it is over, but not for ever: a burst as a row began. */
static void a_row_that_fell_silent_is_soon_calm(void **state)
{
	(void)state;
	begin();
	feed_many(1, 24);
	feed_many(150, 0);
	feed_many(1, 4);
	assert_int_equal(feed_many(1800, 0)->shift, SHIFT_NONE);
	assert_near(newest()->rows[0].shift_usual, 0, 0.01);
}

static void acknowledged_is_usual(void **state)
{
	const struct row *row;

	(void)state;
	begin();
	feed_many(100, 100);
	feed_many(4, 200);
	shift_acknowledge(&shift, newest());
	assert_int_equal(newest()->rows[0].shift, SHIFT_LEARNING);
	assert_false(newest()->rows[0].has & HAS_RATIO);
	row = feed_many(1, 200);
	assert_int_equal(row->shift, SHIFT_LEARNING);
	assert_int_equal(row->shift_seq, 1);
	assert_near(row->shift_usual, 200, 1);
	row = feed_many(60, 200);
	assert_int_equal(row->shift, SHIFT_NONE);
	/* Back where it was is a shift now. */
	row = feed_many(4, 100);
	assert_int_equal(row->shift, SHIFT_DOWN);
	assert_int_equal(row->shift_seq, 2);
	assert_near(row->shift_from, 200, 1);
}

static void test_pause(void **state)
{
	const struct row *row = NULL;

	(void)state;
	begin();
	feed_many(100, 100);
	/* A gap holds what it likes; so do rounds without a difference. */
	assert_int_equal(feed(3600, 0, NOTE_GAP)->shift, SHIFT_NONE);
	for (int i = 0; i < 50; i++) {
		struct snapshot *snap = &snaps[turn % 2];

		snap->interval_s = 1;
		snap->notes = NOTE_RESET;
		snap->rows[0].has = HAS_COUNT;
		snap->rows[0].delta = 0;
		shift_update(&shift, snap, newest());
		turn++;
		assert_int_equal(snap->rows[0].shift, SHIFT_NONE);
	}
	assert_int_equal(feed_many(20, 100)->shift, SHIFT_NONE);
	/* Coming back to other exits than before is worth saying. */
	feed(60, 99999, NOTE_GAP);
	row = feed_many(3, 5000);
	assert_int_equal(row->shift, SHIFT_UP);
	assert_near(row->shift_from, 100, 1);
}

static void test_measured_interval(void **state)
{
	const struct row *row = NULL;

	(void)state;
	begin();
	for (int i = 0; i < 2000; i++) {
		double seconds = i % 7 == 0 ? 2.2 : i % 3 == 0 ? 0.5 : 1.0;

		row = feed(seconds, (uint64_t)(seconds * 300), 0);
	}
	assert_int_equal(row->shift_seq, 0);
	assert_int_equal(feed_many(3, 900)->shift, SHIFT_UP);
}

static void test_one_burst_is_no_alert(void **state)
{
	static const uint64_t usual[] = { 0, 1, 100 };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		begin();
		feed_many(400, usual[i]);
		feed_many(1, 100000);
		assert_int_equal(feed_many(1000, usual[i])->shift, SHIFT_NONE);
		assert_int_equal(newest()->rows[0].shift_seq, 0);
	}
}

static void test_unwatched(void **state)
{
	(void)state;
	begin();
	feed_many(100, 100);
	snaps[0].rows[0].watched = snaps[1].rows[0].watched = false;
	assert_int_equal(feed_many(5, 9000)->shift, SHIFT_NONE);
	snaps[0].rows[0].watched = snaps[1].rows[0].watched = true;
	assert_int_equal(feed_many(1, 9000)->shift, SHIFT_LEARNING);
}

/* Reference values: quantiles of the Beta distribution (Jeffreys). */
static void test_ratio(void **state)
{
	static const struct {
		double from, to, low, high;
	} cases[] = {
		{ 100, 100, 0.758, 1.32 },   { 10, 100, 5.44, 20.0 },
		{ 10, 10, 0.415, 2.41 },     { 3, 20, 2.24, 25.2 },
		{ 100, 10, 0.0501, 0.184 },  { 1000, 10000, 9.37, 10.7 },
	};
	struct rate_ratio r;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		r = rate_ratio(cases[i].from, 10, 1, cases[i].to, 10, 1);
		assert_near(r.low / cases[i].low, 1, 0.02);
		assert_near(r.high / cases[i].high, 1, 0.02);
		assert_near(r.value, cases[i].to / cases[i].from, 1e-9);
	}
	/* Nothing before: a bound, and 2.51 is the most that may have been. */
	r = rate_ratio(0, 10, 1, 10000, 20, 1);
	assert_true(isinf(r.value) && isinf(r.high));
	assert_near(r.low, 3980 / 2.0, 60);
	r = rate_ratio(100, 10, 1, 0, 10, 1);
	assert_near(r.low, 0, 0);
	assert_near(r.high, 0.0254, 0.001);
	r = rate_ratio(0, 10, 1, 0, 10, 1);
	assert_true(isnan(r.value) && isinf(r.high) && r.low == 0);
	/* Dispersion widens, and does not move it. */
	r = rate_ratio(1000, 10, 10, 1000, 10, 10);
	assert_near(r.low, 0.758, 0.01);
	assert_near(r.value, 1, 0);
	/* Huge counts lose nothing. */
	r = rate_ratio(1e15, 10, 1, 2e15, 10, 1);
	assert_true(r.low < 2 && r.high > 2 && r.high - r.low < 1e-6);
}

/* A short simulation: `make bench-detector` is the long one. */
static void test_simulated(void **state)
{
	static const double rates[] = { 0.1, 1, 10, 100, 10000 };
	struct random random;
	const struct row *row = NULL;
	unsigned int alarms = 0;

	(void)state;
	random_init(&random, 1);
	for (size_t r = 0; r < sizeof(rates) / sizeof(*rates); r++) {
		for (int memory = 0; memory < 2; memory++) {
			struct process process;

			begin();
			process_init(&process, PROCESS_GAMMA, rates[r],
				     10, memory * 0.5);
			for (int i = 0; i < 20000; i++)
				row = feed(1, (uint64_t)process_next(&process,
								     &random),
					   0);
			alarms += row->shift_seq;
		}
	}
	/* Ten rows that begin to learn, 200 000 intervals in all. */
	assert_true(alarms <= 6);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_threshold),
	cmocka_unit_test(a_row_is_learned_in_thirty_intervals),
	cmocka_unit_test(a_jump_is_likely_at_once),
	cmocka_unit_test(a_row_that_bursts_is_likely_at_more_than_it_was),
	cmocka_unit_test(a_step_from_nothing_is_a_bound),
	cmocka_unit_test(few_exits_seen_are_no_part_of_the_step),
	cmocka_unit_test(test_down_to_nothing),
	cmocka_unit_test(an_alert_lasts_until_the_rate_is_back),
	cmocka_unit_test(steps_of_one_alert_are_over_together),
	cmocka_unit_test(a_rate_that_drifts_back_ends_its_alert),
	cmocka_unit_test(a_row_that_fell_silent_is_soon_calm),
	cmocka_unit_test(acknowledged_is_usual),
	cmocka_unit_test(test_pause),
	cmocka_unit_test(test_measured_interval),
	cmocka_unit_test(test_one_burst_is_no_alert),
	cmocka_unit_test(test_unwatched),
	cmocka_unit_test(test_ratio),
	cmocka_unit_test(test_simulated),
};

RUN_TESTS(tests)
