/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include "exittop/facts/explain.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const enum isa isas[] = { ISA_VMX, ISA_SVM };

static char lines[EXPLAIN_LINES][EXPLAIN_LINE];

static unsigned int explain(enum isa isa, unsigned int slot, int width)
{
	unsigned int n = explain_lines(isa, slot, width, lines, EXPLAIN_LINES);

	assert_in_range(n, 1, EXPLAIN_LINES);
	return n;
}

/* All words of @text one blank apart, so that only the wrapping is lost. */
static void append_words(char *buf, size_t size, const char *text)
{
	for (;;) {
		size_t used = strlen(buf), len;

		text += strspn(text, " ");
		len = strcspn(text, " ");
		if (!len)
			return;
		assert_true(used + len + 2 < size);
		snprintf(buf + used, size - used, "%s%.*s", used ? " " : "",
			 (int)len, text);
		text += len;
	}
}

static void every_handled_reason_is_explained(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(isas); i++) {
		for (unsigned int s = 0; s < REASON_SLOTS; s++) {
			const struct reason *r = reason_get(isas[i], s);
			const struct explanation *e = explain_get(isas[i], s);

			if (r->handled && !e)
				fail_msg("%s has no explanation", r->name);
			if (!e)
				continue;
			assert_true(r->handled || r->group == GROUP_ENTRY);
			assert_in_range(reason_code(isas[i], s), e->first,
					e->last);
		}
	}
}

static void assert_sentences(const char *text)
{
	size_t len;

	assert_non_null(text);
	len = strlen(text);
	assert_true(len > 0 && text[len - 1] == '.');
	assert_null(strstr(text, "  "));
	for (; *text; text++)
		assert_in_range((unsigned char)*text, ' ', '~');
}

static void texts_are_whole_sentences_of_plain_ascii(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(isas); i++) {
		for (unsigned int s = 0; s < REASON_SLOTS; s++) {
			const struct explanation *e = explain_get(isas[i], s);

			assert_sentences(reason_get(isas[i], s)->raised);
			if (!e)
				continue;
			assert_sentences(e->text->kvm);
			assert_sentences(e->text->high);
			assert_sentences(e->text->paging);
			assert_sentences(e->text->advice);
			assert_sentences(e->source);
		}
	}
}

static void no_line_is_wider_than_asked_nor_ends_in_a_blank(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(isas); i++) {
		for (unsigned int s = 0; s < REASON_SLOTS; s++) {
			for (int width = EXPLAIN_WIDTH_MIN;
			     width <= EXPLAIN_WIDTH_MAX; width++) {
				unsigned int n = explain(isas[i], s, width);

				for (unsigned int l = 0; l < n; l++) {
					size_t len = strlen(lines[l]);

					assert_true(len <= (size_t)width);
					assert_true(!len ||
						    lines[l][len - 1] != ' ');
				}
			}
		}
	}
}

static void words_are_broken_only_where_no_line_holds_them(void **state)
{
	static char wide[16384], narrow[16384];

	(void)state;
	for (size_t i = 0; i < COUNT(isas); i++) {
		for (unsigned int s = 0; s < reason_count(isas[i]); s++) {
			unsigned int n = explain(isas[i], s, 200);

			wide[0] = '\0';
			for (unsigned int l = 0; l < n; l++)
				append_words(wide, sizeof(wide), lines[l]);
			/* The longest word is a path of 48 columns. */
			for (int width = 52; width < 200; width++) {
				n = explain(isas[i], s, width);
				narrow[0] = '\0';
				for (unsigned int l = 0; l < n; l++)
					append_words(narrow, sizeof(narrow),
						     lines[l]);
				assert_string_equal(wide, narrow);
			}
		}
	}
}

static void long_words_break_after_an_underscore(void **state)
{
	unsigned int n = explain(ISA_VMX, 33, 20);
	bool seen = false;

	(void)state;
	for (unsigned int l = 0; l + 1 < n; l++) {
		if (strcmp(lines[l], "  KVM_EXIT_FAIL_") != 0)
			continue;
		assert_string_equal(lines[l + 1], "  ENTRY. But without");
		seen = true;
	}
	assert_true(seen);
}

static void widths_out_of_range_are_taken_as_the_nearest(void **state)
{
	(void)state;
	assert_int_equal(explain(ISA_VMX, 48, 0), explain(ISA_VMX, 48, 20));
	assert_int_equal(explain(ISA_VMX, 48, -5), explain(ISA_VMX, 48, 20));
	assert_int_equal(explain(ISA_VMX, 48, 9999),
			 explain(ISA_VMX, 48, 200));
}

static void only_the_room_given_is_written(void **state)
{
	unsigned int n = explain(ISA_VMX, 48, 76);

	(void)state;
	assert_int_equal(explain_lines(ISA_VMX, 48, 76, NULL, 0), n);
	memset(lines, 'x', sizeof(lines));
	assert_int_equal(explain_lines(ISA_VMX, 48, 76, lines, 3), n);
	assert_string_equal(lines[0], "48 EPT_VIOLATION: EPT violation");
	assert_string_equal(lines[1], "VMX exit reason, group paging");
	assert_string_equal(lines[2], "");
	assert_int_equal(lines[3][0], 'x');
}

static void headings_name_the_code_as_its_vendor_writes_it(void **state)
{
	(void)state;
	explain(ISA_VMX, 10, 76);
	assert_string_equal(lines[0], "10 CPUID");
	explain(ISA_VMX, 35, 76);
	assert_string_equal(lines[0], "35 REASON_35: (not defined)");
	explain(ISA_SVM, (unsigned int)reason_slot(ISA_SVM, 0x72), 76);
	assert_string_equal(lines[0], "0x072 CPUID: CPUID instruction");
	assert_string_equal(lines[1], "SVM exit code 114, group instruction");
	explain(ISA_SVM, (unsigned int)reason_slot(ISA_SVM, 0x400), 76);
	assert_string_equal(lines[0], "0x400 NPF: Nested page fault");
}

static void the_rest_gets_one_sentence(void **state)
{
	(void)state;
	assert_null(explain_get(ISA_VMX, 16));
	assert_int_equal(explain(ISA_VMX, 16, 200), 6);
	assert_string_equal(lines[4], "  The guest executes RDTSC, and the "
				      "host intercepts it.");
	assert_string_equal(lines[5], "  KVM has no handler for it: expect 0.");
	assert_null(explain_get(ISA_VMX, 35));
	assert_int_equal(explain(ISA_VMX, 35, 200), 5);
	assert_int_equal(explain(ISA_VMX, 150, 200), 5);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(every_handled_reason_is_explained),
	cmocka_unit_test(texts_are_whole_sentences_of_plain_ascii),
	cmocka_unit_test(no_line_is_wider_than_asked_nor_ends_in_a_blank),
	cmocka_unit_test(words_are_broken_only_where_no_line_holds_them),
	cmocka_unit_test(long_words_break_after_an_underscore),
	cmocka_unit_test(widths_out_of_range_are_taken_as_the_nearest),
	cmocka_unit_test(only_the_room_given_is_written),
	cmocka_unit_test(headings_name_the_code_as_its_vendor_writes_it),
	cmocka_unit_test(the_rest_gets_one_sentence),
};

RUN_TESTS(tests)
