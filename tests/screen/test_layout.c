/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include "screen/layout.h"

static bool overlap(const struct layout_box *a, const struct layout_box *b)
{
	return a->height && b->height && a->x < b->x + b->width &&
	       b->x < a->x + a->width && a->y < b->y + b->height &&
	       b->y < a->y + a->height;
}

static void check_panels(const struct layout *layout)
{
	for (int i = 0; i < PANEL_COUNT; i++) {
		const struct layout_box *box = &layout->panel[i];

		assert_true(box->height >= 0);
		if (!box->height)
			continue;
		assert_true(box->x >= 0 && box->y >= 0 && box->width > 0);
		assert_true(box->x + box->width <= layout->width);
		assert_true(box->y + box->height <= layout->height);
		for (int k = 0; k < i; k++)
			assert_false(overlap(box, &layout->panel[k]));
	}
}

static void check_always(const struct layout *layout,
			 const struct layout_want *want)
{
	const struct layout_box *panel = layout->panel;
	int used = 0;

	assert_int_equal(panel[PANEL_HEADER].height, 1);
	assert_in_range(panel[PANEL_VERDICT].height, 1,
			2 + want->story);
	assert_int_equal(panel[PANEL_FOOTER].height, 1);
	assert_int_equal(panel[PANEL_FOOTER].y, layout->height - 1);
	if (want->details)
		assert_true(panel[PANEL_DETAILS].height >= 6);
	else
		assert_true(panel[PANEL_TABLE].height >= 4);
	for (int i = 0; i < PANEL_COUNT; i++)
		if (i != PANEL_LOG || panel[i].x == 0)
			used += panel[i].height;
	assert_int_equal(used, layout->height);
	if (!want->log || want->details)
		assert_int_equal(panel[PANEL_LOG].height, 0);
}

/* Every size, with little and with much to show. */
static void panels_fit_any_size(void **state)
{
	static const struct layout_want wants[] = {
		{ 0, 0, false, false, 0 }, { 6, 0, true, false, 0 },
		{ 6, 40, true, false, 0 }, { 6, 40, true, true, 2 },
		{ 20, 256, true, false, 0 }, { 192, 256, true, true, 0 },
		{ 2, 1, true, false, 3 }, { 6, 3, false, false, 0 },
	};
	struct layout layout;

	(void)state;
	for (size_t i = 0; i < sizeof(wants) / sizeof(wants[0]); i++) {
		for (int w = 1; w <= 300; w++) {
			for (int h = 1; h <= 100; h++) {
				layout_panels(&layout, w, h, &wants[i]);
				assert_int_equal(layout.small,
						 w < 40 || h < 10);
				check_panels(&layout);
				if (!layout.small)
					check_always(&layout, &wants[i]);
			}
		}
	}
}

static void a_huge_terminal_is_used_in_part(void **state)
{
	static const struct layout_want want = { 6, 9, true, false, 0 };
	struct layout layout;

	(void)state;
	layout_panels(&layout, 5000, 3000, &want);
	assert_int_equal(layout.width, LAYOUT_MAX_WIDTH);
	assert_int_equal(layout.height, LAYOUT_MAX_HEIGHT);
	check_panels(&layout);
	layout_panels(&layout, -1, -1, &want);
	assert_true(layout.small);
}

/* As the header states it: the log goes first, then the watch panel. */
static void panels_go_in_the_stated_order(void **state)
{
	static const struct layout_want want = { 6, 9, true, false, 0 };
	struct layout layout;
	int log = 1000, watch = 1000;

	(void)state;
	for (int h = 100; h >= LAYOUT_MIN_HEIGHT; h--) {
		const struct layout_box *panel = layout.panel;

		layout_panels(&layout, 80, h, &want);
		assert_true(panel[PANEL_LOG].height <= log);
		assert_true(panel[PANEL_WATCH].height <= watch);
		log = panel[PANEL_LOG].height;
		watch = panel[PANEL_WATCH].height;
		if (watch < 7)
			assert_int_equal(log, 0);
	}
	assert_true(watch == 0 || watch >= 3);
}

static void many_watched_rows_leave_room_for_the_table(void **state)
{
	static const struct layout_want want = { 76, 9, true, false, 0 };
	struct layout layout;

	(void)state;
	for (int h = 24; h <= 100; h++) {
		layout_panels(&layout, 80, h, &want);
		assert_true(layout.panel[PANEL_WATCH].height <= h / 2);
		assert_true(layout.panel[PANEL_WATCH].height >= 7);
		assert_true(layout.panel[PANEL_TABLE].height >= 7);
	}
}

static void the_log_stands_beside_on_wide_screens(void **state)
{
	static const struct layout_want want = { 6, 9, true, false, 0 };
	struct layout layout;

	(void)state;
	layout_panels(&layout, 200, 40, &want);
	assert_int_equal(layout.panel[PANEL_LOG].y,
			 layout.panel[PANEL_WATCH].y);
	assert_true(layout.panel[PANEL_LOG].x > 0);
	layout_panels(&layout, 159, 40, &want);
	assert_int_equal(layout.panel[PANEL_LOG].x, 0);
	assert_true(layout.panel[PANEL_LOG].height > 0);
}

static const struct layout_wish wishes[] = {
	{ 10, 1, 0, 1 }, { 11, 5, 0, 4 }, { 12, 19, 6, 0 },
	{ 13, 14, 0, 2 }, { 14, 9, 0, 0 }, { 15, 8, 100, 5 },
};
#define WISHES (sizeof(wishes) / sizeof(wishes[0]))

static void columns_have_their_width_or_are_not_there(void **state)
{
	struct layout_column out[WISHES];

	(void)state;
	for (int width = 0; width <= 400; width++) {
		for (int gap = 0; gap <= 2; gap++) {
			unsigned int n = layout_columns(wishes, WISHES, width,
							gap, out);
			int x = 0;

			for (unsigned int i = 0; i < n; i++) {
				const struct layout_wish *wish =
					&wishes[out[i].id - 10];

				assert_true(out[i].x >= x);
				assert_true(out[i].width >= wish->width);
				assert_true(out[i].width <=
					    wish->width + wish->grow);
				x = out[i].x + out[i].width + gap;
			}
			assert_true(n == 0 || x - gap <= width);
		}
	}
}

static void columns_go_by_rank(void **state)
{
	struct layout_column out[WISHES];

	(void)state;
	/* 19 + 1 + 9: the two of rank 0, and no more. */
	assert_int_equal(layout_columns(wishes, WISHES, 29, 1, out), 2);
	assert_int_equal(out[0].id, 12);
	assert_int_equal(out[1].id, 14);
	/* The sign of rank 1 is next. */
	assert_int_equal(layout_columns(wishes, WISHES, 31, 1, out), 3);
	assert_int_equal(out[0].id, 10);
	/* Of equal rank, the rightmost goes first. */
	assert_int_equal(layout_columns(wishes, WISHES, 20, 1, out), 1);
	assert_int_equal(out[0].id, 12);
	assert_int_equal(layout_columns(wishes, WISHES, 18, 1, out), 0);
}

static void spare_cells_go_to_those_that_grow(void **state)
{
	struct layout_column out[WISHES];
	unsigned int n = layout_columns(wishes, WISHES, 100, 1, out);

	(void)state;
	assert_int_equal(n, WISHES);
	assert_int_equal(out[2].width, 25);
	assert_int_equal(out[5].x + out[5].width, 100);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(panels_fit_any_size),
	cmocka_unit_test(a_huge_terminal_is_used_in_part),
	cmocka_unit_test(panels_go_in_the_stated_order),
	cmocka_unit_test(many_watched_rows_leave_room_for_the_table),
	cmocka_unit_test(the_log_stands_beside_on_wide_screens),
	cmocka_unit_test(columns_have_their_width_or_are_not_there),
	cmocka_unit_test(columns_go_by_rank),
	cmocka_unit_test(spare_cells_go_to_those_that_grow),
};

RUN_TESTS(tests)
