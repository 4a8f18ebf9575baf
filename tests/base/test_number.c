/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include <math.h>

#include "exittop/base/number.h"

static void what_no_count_can_be_becomes_the_nearest_that_can(void **state)
{
	(void)state;
	assert_true(number_whole(NAN) == 0);
	assert_true(number_whole(-1e300) == 0);
	assert_true(number_whole(0.4) == 0 && number_whole(0.5) == 1);
	assert_true(number_whole(18446744073709551616.0) == UINT64_MAX);
	assert_true(number_whole(INFINITY) == UINT64_MAX);
	assert_true(number_whole(9223372036854775808.0) == 1ull << 63);
}

static void a_sum_stops_at_the_largest(void **state)
{
	(void)state;
	assert_true(number_sum(1, 2) == 3);
	assert_true(number_sum(UINT64_MAX, 0) == UINT64_MAX);
	assert_true(number_sum(UINT64_MAX, 1) == UINT64_MAX);
	assert_true(number_sum(1ull << 63, 1ull << 63) == UINT64_MAX);
}

static void unknown_is_what_is_negative_or_no_number(void **state)
{
	(void)state;
	assert_true(number_is_known(0));
	assert_true(number_is_known(1e300));
	assert_false(number_is_known(-1e-300));
	assert_false(number_is_known(NAN));
	assert_false(number_is_known(INFINITY));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(what_no_count_can_be_becomes_the_nearest_that_can),
	cmocka_unit_test(a_sum_stops_at_the_largest),
	cmocka_unit_test(unknown_is_what_is_negative_or_no_number),
};

RUN_TESTS(tests)
