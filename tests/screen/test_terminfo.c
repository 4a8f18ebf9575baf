/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

/* The program's own copy has no table unless it is linked statically. */
#define EXITTOP_TERMINFO
#define terminfo_kind with_sample_kind
#include "../../src/screen/terminfo.c"

static const char *kind(const char *term, const char *described)
{
	const char *entry, *name = terminfo_kind(term, &entry);

	if (described)
		assert_string_equal(entry, described);
	else
		assert_null(entry);
	return name ? name : "none";
}

static void a_terminal_is_found_by_name_or_kind(void **state)
{
	(void)state;
	assert_string_equal(kind("xterm", "b64:xterm"), "xterm");
	assert_string_equal(kind("xterm-kitty", NULL), "xterm-256color");
	assert_string_equal(kind("screen-256color", "b64:256"),
			    "screen-256color");
	assert_string_equal(kind("screen.xterm-256color",
				 "b64:256"), "screen-256color");
	assert_string_equal(kind("foot", NULL), "xterm-256color");
	assert_string_equal(kind("st-256color", NULL), "xterm-256color");
	assert_string_equal(kind("tmux", NULL), "tmux-256color");
}

static void what_is_of_no_kind_is_not_guessed(void **state)
{
	static const char *const none[] = {
		"xterms", "stone", "-", "", "nonesuch", "../xterm",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		assert_string_equal(kind(none[i], NULL), "none");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_terminal_is_found_by_name_or_kind),
	cmocka_unit_test(what_is_of_no_kind_is_not_guessed),
};

RUN_TESTS(tests)
