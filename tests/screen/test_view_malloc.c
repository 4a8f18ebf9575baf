/* SPDX-License-Identifier: GPL-2.0-only */
/* A refresh of the screen allocates nothing. */
/* link: -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc */
#include "unit.h"

#include "view_sample.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t size);

static unsigned long allocations;

void *__wrap_malloc(size_t size)
{
	allocations++;
	return __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
	allocations++;
	return __real_calloc(n, size);
}

void *__wrap_realloc(void *old, size_t size)
{
	allocations++;
	return __real_realloc(old, size);
}

static void a_refresh_allocates_nothing(void **state)
{
	static const char *const keys[] = { "", "/a", "e", "t", "?", "s" };
	static struct screen screen;

	view_begin(state);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		press(keys[i]);
		allocations = 0;
		for (int round = 0; round < 50; round++) {
			sample_run(1);
			view_render(&view, 200, 60, true, &screen);
		}
		assert_int_equal(allocations, 0);
		press("<Esc><Esc>");
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_refresh_allocates_nothing),
};

RUN_TESTS(tests)
