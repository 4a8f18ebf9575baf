/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include "exittop/data/filter.h"

static bool match[REASON_SLOTS];
static struct err err;

static void means(const char *text, enum isa isa, const char *codes)
{
	char found[256] = "";
	size_t used = 0;

	assert_int_equal(filter_match(text, isa, match, &err), 0);
	for (unsigned int i = 0; i < reason_count(isa); i++)
		if (match[i] && used < sizeof(found) - 10)
			used += (size_t)sprintf(found + used, "%u ",
						reason_code(isa, i));
	assert_string_equal(found, codes);
}

static void code_name_group_and_all_together_are_searched(void **state)
{
	(void)state;
	means("^48$", ISA_VMX, "48 ");
	means("ept_", ISA_VMX, "48 49 ");
	means("^28 cr", ISA_VMX, "28 ");
	means("^NPF$", ISA_SVM, "1024 ");
	means("^tlb$", ISA_VMX, "14 58 ");
	means("^0x04e$", ISA_SVM, "78 ");
	means("^0x4e$", ISA_SVM, "78 ");
	means("^78$", ISA_SVM, "78 ");
	means("0x4e", ISA_VMX, "");
	means("CR_ACCESS register", ISA_VMX, "28 ");
	means("nothing", ISA_VMX, "");
}

static void a_bad_expression_is_said(void **state)
{
	(void)state;
	assert_int_equal(filter_match("(", ISA_VMX, match, &err), -1);
	assert_non_null(strstr(err.text, "Unmatched"));
}

/* Found by fuzzing: each of these took gigabytes in regcomp(). */
static void what_would_take_all_memory_is_refused(void **state)
{
	static const char *const bombs[] = {
		"E++++++++++++++++++++++++++++++++++++++++++++++++++++PT|C",
		"(((((((((((((((((((((a+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+",
		"a{255}{255}{255}", "((a{200}){200}){200}", "(a{1,900}){,900}",
		"((a{99}+){99}+){9}", "E????????????????????????????????",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bombs) / sizeof(*bombs); i++) {
		assert_int_equal(filter_match(bombs[i], ISA_VMX, match, &err),
				 -1);
		assert_string_equal(err.text, "it repeats too much");
	}
	means("^(1|2)+2+$", ISA_VMX, "12 22 ");
	means("^E[A-Z]{3}$", ISA_VMX, "");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(code_name_group_and_all_together_are_searched),
	cmocka_unit_test(a_bad_expression_is_said),
	cmocka_unit_test(what_would_take_all_memory_is_refused),
};

RUN_TESTS(tests)
