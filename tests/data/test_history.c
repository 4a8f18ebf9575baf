/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include <math.h>

#include "exittop/data/history.h"

#define KNOWN (HAS_COUNT | HAS_DELTA | HAS_SHARE | HAS_CYCLES_DELTA | \
	       HAS_COST | HAS_TIME)

static struct history history;		/* large */
static struct snapshot snap, past;

static int empty(void **state)
{
	(void)state;
	history_init(&history);
	memset(&snap, 0, sizeof(snap));
	snap.reasons = 76;
	snap.in_exits = 0.25;
	return 0;
}

static void set(struct row *row, double rate, double seconds)
{
	row->has = KNOWN;
	row->reading = READING_OK;
	row->delta = (uint64_t)(rate * seconds);
	row->count += row->delta;
	row->rate = rate;
	row->cycles_delta = row->delta * 1000;
	row->cycles_per_exit = 1000;
	row->time_share = 0.5;
}

/* One round of @seconds in which slot 28 exits at @rate. */
static void add(double rate, double seconds)
{
	snap.round++;
	snap.mono_ns += (uint64_t)(seconds * 1e9);
	snap.wall_ns += (int64_t)(seconds * 1e9);
	snap.interval_s = seconds;
	set(&snap.rows[28], rate, seconds);
	set(&snap.total, rate, seconds);
	history_add(&history, &snap);
}

static void nothing_is_kept_at_first(void **state)
{
	(void)state;
	assert_int_equal(history.end, 0);
	assert_int_equal(history_first(&history), 0);
	assert_true(isnan(history_rate(&history, 28, 0)));
}

static void an_entry_is_a_round(void **state)
{
	(void)state;
	for (int i = 1; i <= 5; i++)
		add(10 * i, 1);
	assert_int_equal(history.end, 5);
	for (uint64_t i = 0; i < 5; i++)
		assert_near(history_rate(&history, 28, i),
			    10.0 * (double)(i + 1), 1e-4);
	assert_near(history_rate(&history, 5, 3), 0, 0);
	assert_true(isnan(history_rate(&history, 28, 5)));
	assert_near(history_rate(&history, HISTORY_TOTAL, 4), 50, 1e-4);
}

/* The first round, and fast ones, share an entry of about a second. */
static void short_rounds_are_gathered(void **state)
{
	(void)state;
	add(0, 0);
	add(40, 0.25);
	add(100, 1);
	assert_int_equal(history.end, 1);
	assert_near(history_rate(&history, 28, 0), 110 / 1.25, 1e-4);
	for (int i = 0; i < 100; i++)
		add(7, 0.1);
	assert_in_range(history.end, 10, 13);
	assert_near(history_rate(&history, 28, 4), 7, 1e-4);
}

static void an_hour_is_kept(void **state)
{
	(void)state;
	for (int i = 0; i < HISTORY_ENTRIES + 100; i++)
		add(i, 1);
	assert_int_equal(history_first(&history), 100);
	assert_true(isnan(history_rate(&history, 28, 99)));
	assert_near(history_rate(&history, 28, 100), 100, 1e-3);
	assert_near(history_rate(&history, 28, HISTORY_ENTRIES + 99),
		    HISTORY_ENTRIES + 99, 1e-3);
}

/* A reason that falls silent leaves nothing behind when the ring turns. */
static void silence_overwrites(void **state)
{
	(void)state;
	for (int i = 0; i < HISTORY_ENTRIES; i++)
		add(50, 1);
	for (int i = 0; i < HISTORY_ENTRIES; i++)
		add(0, 1);
	for (uint64_t i = history_first(&history); i < history.end; i++)
		assert_near(history_rate(&history, 28, i), 0, 0);
}

static void unknown_is_not_zero(void **state)
{
	(void)state;
	add(5, 1);
	snap.rows[28].has = HAS_COUNT;
	snap.interval_s = 1;
	history_add(&history, &snap);
	assert_near(history_rate(&history, 28, 0), 5, 1e-4);
	assert_true(isnan(history_rate(&history, 28, 1)));
}

static void slots_without_counts_are_not_touched(void **state)
{
	(void)state;
	snap.rows[3].has = KNOWN;
	for (int i = 0; i < 10; i++)
		add(5, 1);
	assert_false(history.touched[3]);
	assert_true(history.touched[28]);
	assert_near(history_rate(&history, 3, 4), 0, 0);
}

static void the_past_is_recalled(void **state)
{
	int64_t wall_ns;

	(void)state;
	add(10, 1);
	add(30, 2);
	wall_ns = snap.wall_ns;
	snap.rows[28].shift = SHIFT_UP;
	snap.rows[28].shift_wall_ns = wall_ns + 1;
	add(90, 1);
	snap.rows[28].has |= HAS_RATIO;
	past = snap;
	history_recall(&history, 1, &past);
	assert_int_equal(past.round, 2);
	assert_int_equal(past.wall_ns, wall_ns);
	assert_near(past.interval_s, 2, 0);
	assert_near(past.in_exits, 0.25, 1e-9);
	assert_int_equal(past.rows[28].count, 70);
	assert_int_equal(past.rows[28].delta, 60);
	assert_near(past.rows[28].rate, 30, 1e-4);
	assert_near(past.rows[28].share, 1, 1e-6);
	assert_near(past.rows[28].cycles_per_exit, 1000, 1e-3);
	assert_near(past.rows[28].time_share, 0.5, 1e-6);
	assert_int_equal(past.rows[28].shift, SHIFT_NONE);
	assert_int_equal(past.rows[28].has & HAS_RATIO, 0);
	assert_false(past.rows[28].moved);
	assert_int_equal(past.rows[5].count, 0);
}

static void the_first_round_has_no_rates(void **state)
{
	(void)state;
	add(10, 0);
	past = snap;
	history_recall(&history, 0, &past);
	assert_int_equal(past.rows[28].has, HAS_COUNT);
	assert_int_equal(past.total.has, HAS_COUNT);
}

static void it_can_begin_again(void **state)
{
	(void)state;
	add(10, 1);
	history_init(&history);
	assert_int_equal(history.end, 0);
	add(20, 1);
	assert_near(history_rate(&history, 28, 0), 20, 1e-4);
}

#define TEST(name) cmocka_unit_test_setup(name, empty)

static const struct CMUnitTest tests[] = {
	TEST(nothing_is_kept_at_first),
	TEST(an_entry_is_a_round),
	TEST(short_rounds_are_gathered),
	TEST(an_hour_is_kept),
	TEST(silence_overwrites),
	TEST(unknown_is_not_zero),
	TEST(slots_without_counts_are_not_touched),
	TEST(the_past_is_recalled),
	TEST(the_first_round_has_no_rates),
	TEST(it_can_begin_again),
};

RUN_TESTS(tests)
