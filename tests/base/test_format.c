/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "exittop/base/format.h"

static char buf[FORMAT_TEXT];

static void count(uint64_t value, int width, const char *text)
{
	format_count(value, width, buf);
	assert_string_equal(buf, text);
}

static void thousands_are_grouped_or_the_number_is_scaled(void **state)
{
	(void)state;
	count(0, 14, "0");
	count(999, 14, "999");
	count(1000, 14, "1 000");
	count(1640347, 14, "1 640 347");
	count(1640347, 9, "1 640 347");
	count(1640347, 8, "1.64M");
	count(1640347, 7, "1.64M");
	count(18446744073709551615u, 26, "18 446 744 073 709 551 615");
}

static void what_does_not_fit_is_scaled_never_cut(void **state)
{
	(void)state;
	count(1640347, 6, "1.64M");
	count(1640347, 5, "1.64M");
	count(1640347, 4, "1.6M");
	count(1640347, 3, "2M");
	count(999999, 6, "1.00M");
	count(999999, 5, "1.00M");
	count(999499, 5, "999k");
	count(18446744073709551615u, 9, "18.45E");
	count(123456789012, 9, "123.46G");
}

static void every_value_fits_its_width_and_is_near(void **state)
{
	static const double units[] = { ['k'] = 1e3, ['M'] = 1e6, ['G'] = 1e9,
					['T'] = 1e12, ['P'] = 1e15,
					['E'] = 1e18 };

	(void)state;
	for (int width = 5; width < 27; width++)
		for (uint64_t v = 1, n = 0; n < 500; n++, v = v * 17 + n) {
			char *end;
			double back, scale = 1;

			format_count(v, width, buf);
			assert_true((int)strlen(buf) <= width);
			for (char *p = buf, *q = buf; ; p++)
				if (*p != ' ' && !(*q++ = *p))
					break;
			back = strtod(buf, &end);
			if (*end)
				scale = units[(int)*end];
			assert_near(back * scale / (double)v, 1, 0.06);
		}
}

static void rates_have_a_decimal_below_a_thousand(void **state)
{
	(void)state;
	format_rate(0, 9, buf);
	assert_string_equal(buf, "0.0");
	format_rate(0.04, 9, buf);
	assert_string_equal(buf, "0.04");	/* rare, and not none */
	format_rate(0.004, 9, buf);
	assert_string_equal(buf, "<0.01");
	format_rate(0.096, 9, buf);
	assert_string_equal(buf, "0.1");
	format_rate(312, 9, buf);
	assert_string_equal(buf, "312.0");
	format_rate(999.94, 9, buf);
	assert_string_equal(buf, "999.9");
	format_rate(999.96, 9, buf);
	assert_string_equal(buf, "1 000");
	format_rate(8140.4, 9, buf);
	assert_string_equal(buf, "8 140");
}

static void times_are_iso_8601_with_milliseconds_and_zone(void **state)
{
	(void)state;
	setenv("TZ", "UTC", 1);
	tzset();
	format_time(1700000000123456789, buf);
	assert_string_equal(buf, "2023-11-14T22:13:20.123+00:00");
	format_time(-1, buf);
	assert_string_equal(buf, "1969-12-31T23:59:59.999+00:00");
	format_clock(1700000000123456789, buf);
	assert_string_equal(buf, "22:13:20");
	setenv("TZ", "XXX-5:30", 1);
	tzset();
	format_time(1700000000123456789, buf);
	assert_string_equal(buf, "2023-11-15T03:43:20.123+05:30");
	format_time(INT64_MAX, buf);
	assert_int_equal(strlen(buf), 29);
	format_time(INT64_MIN, buf);
	assert_int_equal(strlen(buf), 29);
}

/* One decimal is not made by printf, and has to be what printf makes of it. */
static void one_decimal_is_that_of_printf(void **state)
{
	char wanted[64];
	uint64_t seed = 283;

	(void)state;
	for (int i = 0; i < 400000; i++) {
		double value;

		seed = seed * 6364136223846793005u + 1442695040888963407u;
		/* Tenths, their halves, and anything; up to 1000. */
		value = i % 4 == 0 ? (double)(seed >> 40) / 1e5 :
			i % 4 == 1 ? (double)(seed >> 48) / 20 :
			i % 4 == 2 ? (double)(seed >> 50) / 64 :
			(double)(seed >> 11) / 9007199254740992.0;
		while (value >= 999.95)
			value /= 7;
		snprintf(wanted, sizeof(wanted), "%.1f", value);
		format_rate(value, 9, buf);
		if (value <= 0 || value >= 0.095)
			assert_string_equal(buf, wanted);
		snprintf(wanted, sizeof(wanted), "%.1f %%", value * 100);
		format_percent(value, buf);
		if (value <= 0 || value >= 0.0005)
			assert_string_equal(buf, wanted);
	}
	format_percent(1e300, buf);
	assert_int_equal(strlen(buf), FORMAT_TEXT - 1);
}

static void a_share_that_is_not_zero_is_not_shown_as_zero(void **state)
{
	(void)state;
	format_percent(0, buf);
	assert_string_equal(buf, "0.0 %");
	format_percent(1e-9, buf);
	assert_string_equal(buf, "< 0.1 %");
	format_percent(0.0004999, buf);
	assert_string_equal(buf, "< 0.1 %");
	format_percent(0.0005, buf);
	assert_string_equal(buf, "0.1 %");
}

/* A wrong number shown calmly is the worst of all. */
static void what_no_number_can_be_is_unknown(void **state)
{
	static const double values[] = { NAN, INFINITY, -INFINITY, -0.001 };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		format_whole(values[i], 9, buf);
		assert_string_equal(buf, "-");
		format_rate(values[i], 9, buf);
		assert_string_equal(buf, "-");
		format_percent(values[i], buf);
		assert_string_equal(buf, "-");
		format_ratio(values[i], buf);
		assert_string_equal(buf, "-");
	}
	format_whole(1e30, 9, buf);
	assert_string_equal(buf, "18.45E");
	format_rate(1e30, 9, buf);
	assert_string_equal(buf, "18.45E");
}

static void a_ratio_has_two_or_three_digits_that_count(void **state)
{
	static const struct {
		double value;
		const char *text;
	} rows[] = {
		{ 0, "0" }, { 0.0001, "<0.001" }, { 0.02, "0.020" },
		{ 0.5, "0.50" }, { 1.5249, "1.52" }, { 9.94, "9.94" },
		{ 9.96, "10" }, { 113.4, "113" }, { 2606, "2 606" },
		{ 228803, "228 803" }, { 1234567, "1.23M" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		format_ratio(rows[i].value, buf);
		assert_string_equal(buf, rows[i].text);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(thousands_are_grouped_or_the_number_is_scaled),
	cmocka_unit_test(what_does_not_fit_is_scaled_never_cut),
	cmocka_unit_test(every_value_fits_its_width_and_is_near),
	cmocka_unit_test(rates_have_a_decimal_below_a_thousand),
	cmocka_unit_test(times_are_iso_8601_with_milliseconds_and_zone),
	cmocka_unit_test(one_decimal_is_that_of_printf),
	cmocka_unit_test(a_share_that_is_not_zero_is_not_shown_as_zero),
	cmocka_unit_test(what_no_number_can_be_is_unknown),
	cmocka_unit_test(a_ratio_has_two_or_three_digits_that_count),
};

RUN_TESTS(tests)
