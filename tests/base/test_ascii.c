/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include "exittop/base/ascii.h"

static void words_are_the_same_in_any_case(void **state)
{
	(void)state;
	assert_true(ascii_same("invlpg", "INVLPG"));
	assert_true(ascii_same("", ""));
	assert_false(ascii_same("invlpg", "invlp"));
	assert_false(ascii_same("invlp", "invlpg"));
	assert_false(ascii_same("@", "`"));	/* a case apart, no letters */
	assert_false(ascii_same("[", "{"));
	assert_false(ascii_same("\xe4", "\xc4"));
}

static void a_beginning_is_one_in_any_case(void **state)
{
	(void)state;
	assert_true(ascii_begins("EPT_VIOLATION", "ept"));
	assert_true(ascii_begins("EPT", ""));
	assert_true(ascii_begins("ept", "EPT"));
	assert_false(ascii_begins("EP", "EPT"));
	assert_false(ascii_begins("NPT", "EPT"));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(words_are_the_same_in_any_case),
	cmocka_unit_test(a_beginning_is_one_in_any_case),
};

RUN_TESTS(tests)
