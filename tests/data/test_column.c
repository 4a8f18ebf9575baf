/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include <stdlib.h>

#include "exittop/data/column.h"

static struct snapshot snap;
static struct err err;
static char buf[COLUMN_TEXT];

/* Rows 0..9 with counts, 3 and 7 equal, 5 not told. */
static void fill(void)
{
	memset(&snap, 0, sizeof(snap));
	snap.reasons = reason_count(ISA_VMX);
	for (unsigned int i = 0; i < 10; i++) {
		struct row *row = &snap.rows[i];

		if (i == 5)
			continue;
		row->reading = READING_OK;
		row->has = HAS_COUNT | HAS_DELTA | HAS_SHARE | HAS_CYCLES |
			   HAS_COST | HAS_TIME;
		row->count = 100 + (i == 7 ? 3 : i);
		row->delta = 20 - i;
		row->rate = i + 0.125;
		row->share = 1.0 / 3;
		row->cycles = 1ull << 60;
		row->cycles_per_exit = 1234.5678;
		row->time_share = 0.000123;
	}
}

static void keys_are_unique_plain_words(void **state)
{
	unsigned int n;
	const struct column *col = column_all(&n);

	(void)state;
	assert_int_equal(n, COLUMN_IDS);
	for (unsigned int i = 0; i < n; i++) {
		assert_ptr_equal(column_get(col[i].id), &col[i]);
		assert_ptr_equal(column_find(col[i].key, &err), &col[i]);
		for (const char *p = col[i].key; *p; p++)
			assert_non_null(strchr("abcdefghijklmnopqrstuvwxyz_9",
					       *p));
		assert_true((int)strlen(col[i].header) <= abs(col[i].width));
		for (unsigned int j = 0; j < i; j++)
			assert_true(!col[i].letter ||
				    col[i].letter != col[j].letter);
	}
}

static void a_unique_beginning_is_enough(void **state)
{
	(void)state;
	assert_int_equal(column_find("ra", &err)->id, COLUMN_RATE);
	assert_null(column_find("s", &err));
	assert_non_null(strstr(err.text, "ambiguous"));
	assert_null(column_find("", &err));
	assert_null(column_find("frob", &err));
	assert_non_null(strstr(err.text, "cycles_per_exit"));
}

static void unknown_is_a_dash_for_people_and_nothing_for_programs(
	void **state)
{
	unsigned int n;
	const struct column *col = column_all(&n);

	(void)state;
	fill();
	for (unsigned int i = 0; i < n; i++) {
		switch (col[i].id) {
		case COLUMN_COUNT: case COLUMN_DELTA: case COLUMN_RATE:
		case COLUMN_SHARE: case COLUMN_CYCLES: case COLUMN_COST:
		case COLUMN_TIME:
			column_text(&col[i], &snap, 5, buf);
			assert_string_equal(buf, "-");
			column_value(&col[i], &snap, 5, buf);
			assert_string_equal(buf, "");
			break;
		default:
			break;
		}
	}
	column_value(column_get(COLUMN_STATE), &snap, 5, buf);
	assert_string_equal(buf, "none");
}

static void programs_get_full_precision_and_a_point(void **state)
{
	static const struct {
		enum column_id id;
		const char *value;
	} rows[] = {
		{ COLUMN_NUMBER, "3" }, { COLUMN_NAME, "INIT_SIGNAL" },
		{ COLUMN_COUNT, "103" }, { COLUMN_DELTA, "17" },
		{ COLUMN_RATE, "3.125" }, { COLUMN_SHARE, "0.333333" },
		{ COLUMN_CYCLES, "1152921504606846976" },
		{ COLUMN_COST, "1234.568" }, { COLUMN_TIME, "0.000123" },
		{ COLUMN_STATE, "ok" }, { COLUMN_SHIFT, "none" },
	};

	(void)state;
	fill();
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		column_value(column_get(rows[i].id), &snap, 3, buf);
		assert_string_equal(buf, rows[i].value);
	}
}

static void every_text_fits_its_column_or_is_a_name(void **state)
{
	unsigned int n;
	const struct column *col = column_all(&n);
	enum isa isas[] = { ISA_VMX, ISA_SVM };

	(void)state;
	for (int k = 0; k < 2; k++) {
		fill();
		snap.isa = isas[k];
		for (unsigned int i = 0; i < reason_count(isas[k]); i++) {
			struct row *row = &snap.rows[i];

			row->has = 0xff;
			row->count = row->delta = row->cycles = UINT64_MAX;
			row->rate = 1e12;
			row->cycles_per_exit = 1e15;
			row->share = row->time_share = 1;
			for (unsigned int c = 0; c < n; c++) {
				column_text(&col[c], &snap, i, buf);
				if (col[c].id != COLUMN_NAME)
					assert_in_range(strlen(buf), 0,
							abs(col[c].width));
			}
		}
	}
}

static void what_is_inside_is_cut_but_for_its_number(void **state)
{
	static struct detail details[REASON_SLOTS];
	struct column top = *column_get(COLUMN_TOP);
	struct detail *detail = &details[3];

	(void)state;
	fill();
	column_text(&top, &snap, 3, buf);
	assert_string_equal(buf, "-");
	snap.details = details;
	detail->keys = 1;
	detail->keys_known = true;
	detail->key[0].key = 0x03000001000006e0;	/* IA32_TSC_DEADLINE */
	detail->key[0].count = 987;
	detail->keys_sum = 1000;
	column_text(&top, &snap, 3, buf);	/* not of this refresh */
	assert_string_equal(buf, "-");
	detail->asked = true;
	column_text(&top, &snap, 3, buf);
	assert_string_equal(buf, "IA32_TSC_DEADLINE write 98 %");
	top.width = -15;
	column_text(&top, &snap, 3, buf);
	assert_string_equal(buf, "IA32_TSC_D 98 %");

	detail->key[0].key = 0x0400000003f80000;
	column_text(&top, &snap, 3, buf);
	assert_string_equal(buf, "port 0x3f8 98 %");
	top.width = -21;
	column_text(&top, &snap, 3, buf);
	assert_string_equal(buf, "port 0x3f8 out 98 %");

	/* All since the start, where the interval has few. */
	detail->all.known = detail->now.known = true;
	detail->all.n[DETAIL_BUCKETS - 1] = detail->all.sum = 1000;
	detail->now.n[1] = detail->now.sum = 99;
	column_text(column_get(COLUMN_P99), &snap, 3, buf);
	assert_string_equal(buf, ">2^36");
	detail->now.n[1] = detail->now.sum = 100;
	column_text(column_get(COLUMN_P99), &snap, 3, buf);
	assert_string_equal(buf, "319");
	snap.details = NULL;
}

static void order_is_by_value_then_by_code_unknown_last(void **state)
{
	unsigned int order[REASON_SLOTS];

	(void)state;
	fill();
	/* Greatest first; 3 and 7 are equal. */
	assert_int_equal(column_order(column_get(COLUMN_COUNT), false, false,
				      &snap, order), 9);
	assert_int_equal(order[0], 9);
	assert_int_equal(order[4], 3);
	assert_int_equal(order[5], 7);
	assert_int_equal(order[8], 0);
	assert_int_equal(column_order(column_get(COLUMN_COUNT), true, false,
				      &snap, order), 9);
	assert_int_equal(order[0], 0);
	assert_int_equal(order[3], 3);
	assert_int_equal(order[4], 7);
	/* All rows but OTHER: those not known are there, and come last. */
	assert_int_equal(column_order(column_get(COLUMN_COUNT), false, true,
				      &snap, order), snap.reasons - 1);
	assert_int_equal(order[8], 0);
	assert_int_equal(order[9], 5);
	assert_int_equal(column_order(column_get(COLUMN_NAME), false, false,
				      &snap, order), 9);
	for (unsigned int i = 1; i < 9; i++) {
		char a[REASON_NAME], b[REASON_NAME];

		assert_true(strcmp(reason_name(ISA_VMX, order[i - 1], a),
				   reason_name(ISA_VMX, order[i], b)) < 0);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(keys_are_unique_plain_words),
	cmocka_unit_test(a_unique_beginning_is_enough),
	cmocka_unit_test(
		unknown_is_a_dash_for_people_and_nothing_for_programs),
	cmocka_unit_test(programs_get_full_precision_and_a_point),
	cmocka_unit_test(every_text_fits_its_column_or_is_a_name),
	cmocka_unit_test(what_is_inside_is_cut_but_for_its_number),
	cmocka_unit_test(order_is_by_value_then_by_code_unknown_last),
};

RUN_TESTS(tests)
