/* SPDX-License-Identifier: GPL-2.0-only */
/* What needs no browser; tests/page.bats has the rest. */
#include "unit.h"

#include "exittop/report/page.h"
#include "run_sample.h"

static struct run a, b;
static struct comparison cmp;
static struct err err;
static char text[1 << 20];

static void write_page(bool both)
{
	struct picture_of of = { &a, both ? &b : NULL, both ? &cmp : NULL };
	FILE *file = fmemopen(text, sizeof(text), "w");

	if (both)
		assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	assert_int_equal(page_write(&of, file, &err), 0);
	assert_int_equal(fclose(file), 0);
}

static unsigned int times(const char *what)
{
	unsigned int n = 0;

	for (const char *at = text; (at = strstr(at, what)); at++)
		n++;
	return n;
}

static void every_row_has_its_explanation(void **state)
{
	(void)state;
	sample_load(&a, GOLDEN "lab-nested-step.exits");
	sample_load(&b, GOLDEN "lab-shadow-step.exits");
	write_page(true);
	assert_int_equal(times("<tr><td"), 16);
	assert_int_equal(times("<details id="), 16);
	assert_int_equal(times("<svg "), 4);
	assert_int_equal(times("<script"), 1);
	assert_non_null(strstr(text, "href=\"#r28\""));
	assert_non_null(strstr(text, "<details id=\"r28\">"));
}

static void what_happened_is_a_story_with_an_end(void **state)
{
	const char *story, *first, *end;

	(void)state;
	sample_load(&a, GOLDEN "demo.exits");
	write_page(false);
	story = strstr(text, "<time>22:14:00</time> <strong>paging changed "
		       "from nested to shadow: ");
	first = strstr(text, "<time>22:14:00</time> CR_ACCESS up from 0.3/s");
	end = strstr(text, "<time>22:14:40</time> INVLPG back at none, was up "
		     "22:14:00 to 22:14:40");
	assert_non_null(story);
	assert_non_null(first);
	assert_non_null(end);
	assert_true(story < first && first < end);
	/* And so does the picture. */
	assert_non_null(strstr(text, ">◆ paging changed from nested to shadow "
			       "+5</text>"));
}

static void markup_in_a_name_or_a_mark_is_text(void **state)
{
	(void)state;
	sample_make(&a, 20, 1);
	snprintf(a.name, sizeof(a.name), "<b>&'\"");
	snprintf(a.host.brand, sizeof(a.host.brand), "]]><script>\xff");
	course_mark(&a.course, &sample, "</title></svg>\x01");
	write_page(false);
	assert_null(strstr(text, "<b>&"));
	assert_non_null(strstr(text, "&lt;b&gt;&amp;&#39;&quot;"));
	assert_non_null(strstr(text, "]]&gt;&lt;script&gt;?"));
	assert_int_equal(times("</svg>"), times("<svg "));
	assert_non_null(strstr(text, "mark: &lt;/title&gt;&lt;/svg&gt;?"));
}

static void what_is_unknown_is_not_0(void **state)
{
	(void)state;
	sample_begin(&a, "untimed");
	sample.in_exits = -1;
	sample.rows[28].delta = 5;
	sample.rows[1].has = 0;
	for (int i = 0; i < 5; i++)
		sample_add(&a, 1);
	write_page(false);
	assert_null(strstr(text, "0.0 %"));
	assert_null(strstr(text, "id=\"share-title\""));
	assert_non_null(strstr(text, "The share of time is unknown"));
}

static void a_full_disk_is_an_error(void **state)
{
	struct picture_of of = { &a, NULL, NULL };
	FILE *file = fopen("/dev/full", "w");

	(void)state;
	sample_make(&a, 20, 1);
	assert_int_equal(page_write(&of, file, &err), -1);
	assert_non_null(strstr(err.text, "No space left"));
	fclose(file);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(every_row_has_its_explanation),
	cmocka_unit_test(what_happened_is_a_story_with_an_end),
	cmocka_unit_test(markup_in_a_name_or_a_mark_is_text),
	cmocka_unit_test(what_is_unknown_is_not_0),
	cmocka_unit_test(a_full_disk_is_an_error),
};

RUN_TESTS(tests)
