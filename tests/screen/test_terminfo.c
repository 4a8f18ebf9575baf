/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

/* The program's own copy has no table unless it is linked statically. */
#define EXITTOP_TERMINFO
#define terminfo_find with_sample_find
#define terminfo_offer with_sample_offer
#include "../../src/screen/terminfo.c"

static const char *found(const char *term)
{
	const char *name = NULL;

	return terminfo_find(term, &name) ? name : "none";
}

static void a_terminal_is_found_by_name_or_as_a_kind_of_another(void **state)
{
	(void)state;
	assert_string_equal(found("xterm"), "xterm");
	assert_string_equal(found("xterm-kitty"), "xterm");
	assert_string_equal(found("screen-256color"), "screen-256color");
	assert_string_equal(found("screen-256color-bce"), "screen-256color");
	assert_string_equal(found("screen.xterm-256color"), "screen");
	assert_string_equal(found("xterms"), "none");
	assert_string_equal(found("vt100"), "none");
	assert_string_equal(found("-"), "none");
	assert_string_equal(found(""), "none");
}

static void start_with(const char *term)
{
	setenv("TERM", term, 1);
	setenv("HOME", "/no/such/home", 1);
	unsetenv("TERMINFO");
	unsetenv("TERMINFO_DIRS");
}

static void what_the_machine_does_not_know_is_offered(void **state)
{
	(void)state;
	start_with("xterm-of-nobody");
	terminfo_offer();
	assert_string_equal(getenv("TERM"), "xterm");
	assert_string_equal(getenv("TERMINFO"), "b64:xterm");
}

static void what_the_user_or_the_machine_knows_is_left_alone(void **state)
{
	(void)state;
	start_with("dumb");		/* every Debian has it */
	terminfo_offer();
	assert_null(getenv("TERMINFO"));
	start_with("screen.of-nobody");
	setenv("TERMINFO", "/mine", 1);
	terminfo_offer();
	assert_string_equal(getenv("TERMINFO"), "/mine");
	assert_string_equal(getenv("TERM"), "screen.of-nobody");
	start_with("../../etc/xterm-of-nobody");
	terminfo_offer();
	assert_null(getenv("TERMINFO"));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_terminal_is_found_by_name_or_as_a_kind_of_another),
	cmocka_unit_test(what_the_machine_does_not_know_is_offered),
	cmocka_unit_test(what_the_user_or_the_machine_knows_is_left_alone),
};

RUN_TESTS(tests)
