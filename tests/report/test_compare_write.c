/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include "exittop/report/compare_write.h"
#include "exittop/report/markdown.h"
#include "run_sample.h"

static struct run a, b;
static struct comparison cmp;
static struct err err;

/* ---- what is written ---- */

static char *written(enum compare_format format, bool utf8, int width)
{
	static char text[1 << 17];
	struct compare_style style = { utf8, width };
	FILE *file = fmemopen(text, sizeof(text), "w");

	assert_int_equal(compare_write(&cmp, format, &style, file, &err), 0);
	fclose(file);
	return text;
}

static void test_csv(void **state)
{
	char *text;

	(void)state;
	sample_make(&a, 20, 0);
	sample_make(&b, 20, 50);
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	text = written(COMPARE_CSV, false, 0);
	assert_ptr_equal(strstr(text, "reason,name,count_a,rate_a,count_b,"
				"rate_b,ratio,ratio_low,ratio_high,change,"
				"cycles_per_exit_a,cycles_per_exit_b,"
				"cost_ratio,cost_ratio_low,cost_ratio_high,"
				"cost_change,key,key_name,key_rate_a,"
				"key_rate_b\n"
				"28,CR_ACCESS,0,0.000,1000,50.000,,"), text);
	assert_non_null(strstr(text, ",,only_b,,,,,,,,,,\n"));
	assert_null(strstr(text, "inf"));
	assert_null(strstr(text, "nan"));
}

static void test_json(void **state)
{
	char *text;

	(void)state;
	sample_make(&a, 20, 0);
	sample_make(&b, 20, 50);
	strcpy(a.name, "we \"quote\" \xff\\");
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	text = written(COMPARE_JSON, false, 0);
	assert_ptr_equal(strstr(text, "{\"schema_version\":1,\"a\":{\"paging\":"
				"\"unknown\""), text);
	assert_non_null(strstr(text, "\"we \\\"quote\\\" \\ufffd\\\\\""));
	assert_non_null(strstr(text, "{\"reason\":28,\"name\":\"CR_ACCESS\","
			       "\"count_a\":0,\"rate_a\":0.000,\"count_b\":"
			       "1000,\"rate_b\":50.000,\"ratio_low\":"));
	assert_null(strstr(text, "inf"));
	assert_null(strstr(text, "nan"));
	assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
}

/* Cells of a line: UTF-8 bytes that continue a character take none. */
static int cells(const char *line, size_t n)
{
	int count = 0;

	while (n--)
		count += ((unsigned char)*line++ & 0xc0) != 0x80;
	return count;
}

static void test_plain_fits(void **state)
{
	(void)state;
	sample_load(&a, GOLDEN "published-set-ept.exits");
	sample_load(&b, GOLDEN "published-set-noept.exits");
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	for (int width = 72; width < 130; width++) {
		for (int utf8 = 0; utf8 < 2; utf8++) {
			char *line = written(COMPARE_PLAIN, utf8, width);

			for (char *end; (end = strchr(line, '\n'));
			     line = end + 1) {
				assert_true(cells(line, (size_t)(end - line))
					    <= width);
				for (; !utf8 && line < end; line++)
					assert_true(*line > 0);
			}
		}
	}
}

static void test_full_disk(void **state)
{
	struct compare_style style = { true, 80 };
	FILE *file = fopen("/dev/full", "w");

	(void)state;
	sample_make(&a, 20, 1);
	sample_make(&b, 20, 1);
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	assert_int_equal(compare_write(&cmp, COMPARE_PLAIN, &style, file,
				       &err), -1);
	assert_non_null(strstr(err.text, "cannot write the comparison"));
	fclose(file);
}

/* ---- the course's report ---- */

static char *reported(bool both)
{
	static char text[1 << 16];
	FILE *file = fmemopen(text, sizeof(text), "w");
	struct picture_of of = { &a, both ? &b : NULL, both ? &cmp : NULL };

	if (both)
		assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	assert_int_equal(markdown_write(&of, both ? "some dir/my (1)" : NULL,
					file, &err), 0);
	fclose(file);
	return text;
}

static void test_course_of_two(void **state)
{
	char *text;

	(void)state;
	sample_load(&a, GOLDEN "published-cvamsik-ept.exits");
	sample_load(&b, GOLDEN "published-cvamsik-noept.exits");
	text = reported(true);
	assert_non_null(strstr(text, "**nested paging**"));
	assert_non_null(strstr(text, "**shadow paging**"));
	assert_non_null(strstr(text, "| 28 | `CR_ACCESS` | 14 518 | 14 518 |"));
	assert_non_null(strstr(text, "- B: most frequent `CR_ACCESS`"));
	assert_non_null(strstr(text, "needs a recording of more rounds"));
	assert_non_null(strstr(text, "A: unknown: the host's counters hold"));
	assert_non_null(strstr(text, "](my%20%281%29-time-a.svg)"));
	assert_non_null(strstr(text, "](my%20%281%29-compare.svg)"));
	assert_null(strstr(text, "-share.svg"));	/* it times no exits */
	assert_non_null(strstr(text, "- `INVLPG`: 0.0 to 2 724 exits per "
			       "second, \\>x66 334. Zero under nested paging"));
}

static void test_course_of_one(void **state)
{
	char *text;

	(void)state;
	sample_begin(&a, "boot *of* a VM");
	run_init(&a, "boot *of* a VM");
	sample.mono_ns = 12300000000u;
	sample.rows[28].count = 365427;
	sample.rows[30].count = 7;	/* before the run, not in it */
	run_add(&a, &sample);
	for (int i = 0; i < 100; i++) {
		sample.rows[28].delta = i < 50 ? 1000 : 10;
		sample.rows[12].delta = 3;
		sample_add(&a, 1);
	}
	text = reported(false);
	assert_non_null(strstr(text, "boot \\*of\\* a VM"));
	assert_non_null(strstr(text, "365 434 exits from the creation of the "
			       "VM to the beginning of this run, 12.3 s"));
	assert_non_null(strstr(text, "The rate is **not stable**"));
	assert_non_null(strstr(text, "2 reasons occurred in these 100.0 s, "
			       "3 since the host began to count, of"));
	assert_null(strstr(text, "What changed"));
	assert_null(strstr(text, ".svg"));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_csv),
	cmocka_unit_test(test_json),
	cmocka_unit_test(test_plain_fits),
	cmocka_unit_test(test_full_disk),
	cmocka_unit_test(test_course_of_two),
	cmocka_unit_test(test_course_of_one),
};

RUN_TESTS(tests)
