/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include "exittop/base/err.h"

static void a_sentence_is_formatted_and_minus_one_returned(void **state)
{
	struct err err;

	(void)state;
	assert_int_equal(err_set(&err, "cannot open '%s': %d", "x", 7), -1);
	assert_string_equal(err.text, "cannot open 'x': 7");
}

static void control_characters_become_question_marks_and_utf8_stays(
	void **state)
{
	struct err err;

	(void)state;
	err_set(&err, "%s", "\x1b]0;x\a.\xe2\x96\x81");
	assert_string_equal(err.text, "?]0;x?.\xe2\x96\x81");
}

static void what_is_too_long_is_cut(void **state)
{
	char text[2 * ERR_TEXT];
	struct err err;

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	err_set(&err, "%s", text);
	assert_int_equal(strlen(err.text), ERR_TEXT - 1);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_sentence_is_formatted_and_minus_one_returned),
	cmocka_unit_test(
		control_characters_become_question_marks_and_utf8_stays),
	cmocka_unit_test(what_is_too_long_is_cut),
};

RUN_TESTS(tests)
