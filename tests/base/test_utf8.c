/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include "exittop/base/utf8.h"

/* What every other test of foreign text rests on. */
static void shows(const char *text, const char *visible)
{
	char buf[64];

	snprintf(buf, sizeof(buf), "%s", text);
	utf8_visible(buf);
	assert_string_equal(buf, visible);
}

static void every_character_is_decoded_as_it_was_encoded(void **state)
{
	(void)state;
	for (uint32_t code = 1; code <= 0x110000; code++) {
		char bytes[UTF8_MOST + 1] = "";
		size_t n, made = utf8_encode(code, bytes);
		bool valid = code <= 0x10ffff &&
			     (code < 0xd800 || code > 0xdfff);

		assert_int_equal(utf8_decode(bytes, &n),
				 valid ? code : UTF8_INVALID);
		assert_int_equal(n, valid ? made : 1);
	}
}

static void text_of_all_languages_stays(void **state)
{
	(void)state;
	shows("caf\u00e9 \u65e5\u672c \u0623 \U0001f600 \u2581",
	      "caf\u00e9 \u65e5\u672c \u0623 \U0001f600 \u2581");
	shows("", "");
}

static void controls_of_all_kinds_become_question_marks(void **state)
{
	(void)state;
	shows("a\033[2J\n\t\x7f.", "a?[2J???.");
	shows("\xc2\x9b" "31m\xc2\x80\xc2\x9f", "?31m??");
	shows("\xc2\xa0", "\xc2\xa0");		/* the first after C1 */
	shows("\x9b" "31m\x80\x9f", "?31m??");	/* bare */
}

static void what_turns_the_direction_becomes_a_question_mark(void **state)
{
	(void)state;
	shows("a\u202e" "b\u202a\u2066\u2069\u200f\u2028", "a?b?????");
}

static void bytes_that_are_no_utf8_become_question_marks(void **state)
{
	(void)state;
	shows("a\xff" "b\xc3", "a?b?");
	shows("\xe2\x96", "??");		/* cut off */
	shows("\xed\xa0\x80", "???");		/* a surrogate */
	shows("\xc0\xaf\xe0\x80\xaf\xf0\x80\x80\xaf", "?????????");
	shows("\xf4\x90\x80\x80\xf8\x88\x80\x80\x80", "?????????");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(every_character_is_decoded_as_it_was_encoded),
	cmocka_unit_test(text_of_all_languages_stays),
	cmocka_unit_test(controls_of_all_kinds_become_question_marks),
	cmocka_unit_test(what_turns_the_direction_becomes_a_question_mark),
	cmocka_unit_test(bytes_that_are_no_utf8_become_question_marks),
};

RUN_TESTS(tests)
