/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

/* What every unit test includes first: cmocka with the headers it asks for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Runs a table of tests; the file is its own program and speaks TAP. */
#define RUN_TESTS(tests)						\
	int main(void)							\
	{								\
		cmocka_set_message_output(CM_OUTPUT_TAP);		\
		return cmocka_run_group_tests(tests, NULL, NULL);	\
	}

#define assert_near(a, b, eps)						\
	do {								\
		double a_ = (a), b_ = (b);				\
		if (!(a_ - b_ <= (eps) && b_ - a_ <= (eps)))		\
			fail_msg("%s = %.9g, %s = %.9g", #a, a_, #b, b_); \
	} while (0)

#endif
