/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include <math.h>

#include "exittop/compare.h"
#include "exittop/course.h"
#include "exittop/monitor.h"
#include "exittop/probe.h"
#include "exittop/replay.h"

#define GOLDEN "tests/golden/"

static struct run a, b;
static struct comparison cmp;
static struct snapshot snap;
static struct err err;

/* ---- runs from recordings ---- */

static void load(struct run *run, const char *path)
{
	static struct monitor monitor;
	struct monitor_options options = { .watch_default = true,
					   .false_alarm_s = 28800 };
	struct probe_options asking = { .force = false };
	struct source *src = replay_open(path, &err);
	struct probe probe;
	struct stamp stamp;
	int got;

	if (!src)
		fail_msg("%s", err.text);
	memset(&probe, 0, sizeof(probe));
	assert_int_equal(source_next(src, &stamp, &err), 1);
	assert_int_equal(probe_run(&probe, src, &asking, &err), 1);
	source_close(src);
	src = replay_open(path, &err);
	monitor_init(&monitor, src, &probe, &options);
	run_init(run, path);
	while ((got = monitor_refresh(&monitor, &snap, &err)) > 0)
		run_add(run, &snap);
	assert_int_equal(got, 0);
	source_close(src);
}

static const struct compare_row *row_of(unsigned int code)
{
	unsigned int slot = (unsigned int)reason_slot(cmp.a->isa, code);

	for (unsigned int i = 0; i < cmp.rows_n; i++)
		if (cmp.rows[i].slot == slot)
			return &cmp.rows[i];
	return NULL;
}

/* What every published pair shows, whatever its counters did. */
static void check_pair(const char *set)
{
	char path[128];

	snprintf(path, sizeof(path), GOLDEN "published-%s-ept.exits", set);
	load(&a, path);
	snprintf(path, sizeof(path), GOLDEN "published-%s-noept.exits", set);
	load(&b, path);
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	assert_int_equal(a.paging, PAGING_NESTED);
	assert_int_equal(b.paging, PAGING_SHADOW);
	assert_int_equal(row_of(14)->change, CHANGE_ONLY_B);
	assert_int_equal(row_of(58)->change, CHANGE_ONLY_B);
	assert_int_equal(row_of(28)->change, CHANGE_UP);
	assert_int_equal(row_of(0)->change, CHANGE_UP);
	assert_int_equal(row_of(55)->change, CHANGE_SAME);
	assert_int_equal(reason_code(ISA_VMX, cmp.rows[0].slot), 28);
	assert_non_null(strstr(cmp.headline,
			       "INVLPG and INVPCID only with shadow paging"));
	assert_false(cmp.spread_known);
}

static void test_published(void **state)
{
	(void)state;
	check_pair("cvamsik");
	assert_int_equal(row_of(48)->change, CHANGE_ONLY_A);
	assert_near(row_of(28)->ratio, 7667001 / 14518.0, 1e-6);
	assert_int_equal(b.rows[28].exits, 7667001);
	assert_int_equal(b.rows[10].exits, 16262);
	assert_near(run_cost(&a.rows[48]), 236817771845 / 153700.0, 1e-3);
	assert_true(a.blind);
	/* Counters that lived on: what is compared are the differences. */
	check_pair("nakul32430");
	assert_int_equal(b.rows[28].exits, 9305263);
	assert_int_equal(row_of(48)->change, CHANGE_DOWN);
	check_pair("qinwang1993");
	assert_int_equal(b.rows[14].exits, 220889);
}

static void test_headline(void **state)
{
	(void)state;
	load(&a, GOLDEN "published-set-ept.exits");
	load(&b, GOLDEN "published-set-noept.exits");
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	assert_string_equal(cmp.headline,
		"EPT_VIOLATION and EPT_MISCONFIG only with nested paging; "
		"INVLPG, INVPCID and INVALID_STATE only with shadow paging; "
		"CR_ACCESS x111, EXCEPTION_NMI x37.4, MSR_WRITE x1.99, "
		"INTERRUPT_WINDOW x6.96; HLT x0.20");
	assert_int_equal(cmp.warnings, 1);
	/* The same twice. */
	assert_int_equal(compare_make(&cmp, &b, &b, &err), 0);
	assert_string_equal(cmp.headline, "both with shadow paging: no reason "
			    "changed by more than 1.5 times and 1 exit/s");
}

/* ---- runs made by hand ---- */

static void begin(struct run *run, const char *name)
{
	run_init(run, name);
	memset(&snap, 0, sizeof(snap));
	snap.isa = ISA_VMX;
	snap.dialect = DIALECT_NATIVE;
	snap.scope = SCOPE_VM;
	snap.reasons = reason_count(ISA_VMX);
	for (unsigned int i = 0; i < snap.reasons; i++)
		snap.rows[i].has = HAS_COUNT;
	run_add(run, &snap);
}

static void add(struct run *run, double seconds)
{
	snap.round++;
	snap.interval_s = seconds;
	snap.mono_ns += (uint64_t)(seconds * 1e9);
	for (unsigned int i = 0; i < snap.reasons; i++) {
		if (!snap.rows[i].has)
			continue;
		snap.rows[i].has |= HAS_DELTA;
		snap.rows[i].count += snap.rows[i].delta;
	}
	run_add(run, &snap);
}

/* @rounds seconds with so many exits of CR_ACCESS in each. */
static void make(struct run *run, int rounds, uint64_t exits)
{
	begin(run, run == &a ? "a" : "b");
	snap.rows[28].delta = exits;
	for (int i = 0; i < rounds; i++)
		add(run, 1);
}

static enum change change_of(uint64_t exits_a, uint64_t exits_b)
{
	make(&a, 20, exits_a);
	make(&b, 20, exits_b);
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	assert_true(cmp.spread_known);
	return row_of(28)->change;
}

static void test_changes(void **state)
{
	(void)state;
	assert_int_equal(change_of(100, 200), CHANGE_UP);
	assert_int_equal(change_of(200, 100), CHANGE_DOWN);
	assert_near(row_of(28)->ratio, 0.5, 1e-9);
	/* Certain, but small. */
	assert_int_equal(change_of(10000, 14000), CHANGE_SAME);
	assert_true(row_of(28)->p < 1e-9);
	assert_true(row_of(28)->low > 1.39 && row_of(28)->high < 1.41);
	/* Large in parts, but less than an exit per second. */
	make(&a, 200, 0);
	make(&b, 200, 0);
	snap.rows[28].delta = 150;
	add(&b, 1);
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	assert_int_equal(row_of(28)->change, CHANGE_ONLY_B);
	snap.rows[28].delta = 5;
	add(&a, 1);
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	assert_int_equal(row_of(28)->change, CHANGE_SAME);
}

static void test_nothing_against_something(void **state)
{
	const struct compare_row *row;
	char ratio[COMPARE_RATIO];

	(void)state;
	assert_int_equal(change_of(0, 50), CHANGE_ONLY_B);
	row = row_of(28);
	assert_true(isinf(row->ratio) && isinf(row->high));
	assert_true(row->low > 300 && row->low < 450);
	assert_int_equal(compare_ratio(row, ratio)[0], '>');
	assert_int_equal(change_of(50, 0), CHANGE_ONLY_A);
	row = row_of(28);
	assert_near(row->ratio, 0, 0);
	assert_int_equal(compare_ratio(row, ratio)[0], '<');
	assert_int_equal(change_of(0, 0), CHANGE_SAME);
	assert_string_equal(compare_ratio(row_of(28), ratio), "-");
	/* Nine exits are not ten. */
	make(&a, 20, 0);
	make(&b, 19, 0);
	snap.rows[28].delta = 9;
	add(&b, 1);
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	assert_int_equal(row_of(28)->change, CHANGE_SAME);
}

static void test_untold(void **state)
{
	(void)state;
	make(&a, 20, 100);
	begin(&b, "b");
	snap.rows[28].has = 0;
	for (int i = 0; i < 20; i++)
		add(&b, 1);
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	assert_int_equal(row_of(28)->change, CHANGE_UNKNOWN);
	assert_string_equal(change_name(CHANGE_UNKNOWN), "");
	assert_true(isnan(row_of(28)->ratio));
	assert_int_equal(cmp.rows[cmp.rows_n - 1].slot, 28);
}

/* With bursts so rare, twice the rate is no change yet. */
static void test_spread(void **state)
{
	(void)state;
	make(&a, 0, 0);
	for (int i = 0; i < 40; i++) {
		snap.rows[28].delta = i % 8 ? 0 : 80;
		add(&a, 1);
	}
	assert_true(run_spread(&a.rows[28]) > 60);
	make(&b, 40, 20);
	assert_near(run_spread(&b.rows[28]), 1, 1e-9);
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	assert_int_equal(row_of(28)->change, CHANGE_SAME);
	/* Twenty seconds of this and twenty of that: even less sure. */
	make(&a, 0, 0);
	for (int i = 0; i < 40; i++) {
		snap.rows[28].delta = i < 20 ? 0 : 20;
		add(&a, 1);
	}
	assert_true(run_spread(&a.rows[28]) > 60);
	assert_true(isnan(run_spread(&(struct run_row){ .rounds = 9 })));
}

/* One row among many is held to more. */
static void test_holm(void **state)
{
	double alone;

	(void)state;
	make(&a, 20, 100);
	make(&b, 20, 107);
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	alone = row_of(28)->p;
	assert_true(alone > 0.01 && alone < 0.05);
	begin(&a, "a");
	for (unsigned int i = 0; i < 20; i++)
		snap.rows[i].delta = 100;
	for (int i = 0; i < 20; i++)
		add(&a, 1);
	begin(&b, "b");
	for (unsigned int i = 0; i < 20; i++)
		snap.rows[i].delta = 100;
	snap.rows[3].delta = 107;
	for (int i = 0; i < 20; i++)
		add(&b, 1);
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	assert_near(row_of(3)->p, alone * 20, 1e-9);
}

static void test_missing(void **state)
{
	(void)state;
	make(&a, 20, 1);
	run_init(&b, "empty.exits");
	assert_int_equal(compare_make(&cmp, &a, &b, &err), -1);
	assert_string_equal(err.text, "empty.exits: there is no round in it");
	begin(&b, "single.exits");
	assert_int_equal(compare_make(&cmp, &a, &b, &err), -1);
	assert_non_null(strstr(err.text, "single.exits: it has a single"));
	snap.interval_s = 0;
	run_add(&b, &snap);
	assert_int_equal(compare_make(&cmp, &a, &b, &err), -1);
	assert_non_null(strstr(err.text, "one and the same time"));
	make(&b, 20, 1);
	b.isa = ISA_SVM;
	assert_int_equal(compare_make(&cmp, &a, &b, &err), -1);
	assert_non_null(strstr(err.text, "no reason in common"));
}

static void test_warnings(void **state)
{
	(void)state;
	make(&a, 5, 1);
	make(&b, 50, 1);
	b.dialect = DIALECT_2021;
	b.scope = SCOPE_HOST;
	b.gaps = 2;
	strcpy(b.host.brand, "Other");
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	assert_true(cmp.warnings >= 6);
	assert_string_equal(cmp.warning[0], "A speaks dialect native, B 2021: "
			    "they may not count the same");
	assert_non_null(strstr(cmp.warning[1], "A counts its own VM"));
	assert_non_null(strstr(cmp.warning[3], "A has fewer than 10 rounds"));
}

static void test_parts(void **state)
{
	uint64_t exits = 0;
	double seconds = 0;

	(void)state;
	make(&a, 1000, 7);
	assert_true(a.parts > RUN_PARTS / 4 && a.parts <= RUN_PARTS);
	for (unsigned int i = 0; i < a.parts; i++) {
		exits += a.part[i].exits;
		seconds += a.part[i].seconds;
	}
	assert_int_equal(exits, 7000);
	assert_near(seconds, 1000, 1e-6);
	assert_int_equal(a.total.exits, 7000);
}

static void test_reset_is_left_out(void **state)
{
	(void)state;
	make(&a, 10, 100);
	snap.notes = NOTE_RESET;
	snap.rows[28].has = HAS_COUNT;
	snap.rows[28].delta = 0;
	snap.interval_s = 1;
	run_add(&a, &snap);
	assert_near(run_rate(&a.rows[28]), 100, 1e-9);
	assert_int_equal(a.rounds, 10);
}

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
	make(&a, 20, 0);
	make(&b, 20, 50);
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	text = written(COMPARE_CSV, false, 0);
	assert_ptr_equal(strstr(text, "reason,name,count_a,rate_a,count_b,"
				"rate_b,ratio,ratio_low,ratio_high,change\n"
				"28,CR_ACCESS,0,0.000,1000,50.000,,"), text);
	assert_non_null(strstr(text, ",,only_b\n"));
	assert_null(strstr(text, "inf"));
	assert_null(strstr(text, "nan"));
}

static void test_json(void **state)
{
	char *text;

	(void)state;
	make(&a, 20, 0);
	make(&b, 20, 50);
	strcpy(a.name, "we \"quote\" \xff\\");
	assert_int_equal(compare_make(&cmp, &a, &b, &err), 0);
	text = written(COMPARE_JSON, false, 0);
	assert_ptr_equal(strstr(text, "{\"schema_version\":1,\"a\":{\"paging\":"
				"\"unknown\""), text);
	assert_non_null(strstr(text, "\"we \\\"quote\\\" ?\\\\\""));
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
	load(&a, GOLDEN "published-set-ept.exits");
	load(&b, GOLDEN "published-set-noept.exits");
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
	make(&a, 20, 1);
	make(&b, 20, 1);
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

	assert_int_equal(course_write(&a, both ? &b : NULL, file, &err), 0);
	fclose(file);
	return text;
}

static void test_course_of_two(void **state)
{
	char *text;

	(void)state;
	load(&a, GOLDEN "published-cvamsik-ept.exits");
	load(&b, GOLDEN "published-cvamsik-noept.exits");
	text = reported(true);
	assert_non_null(strstr(text, "**nested paging**"));
	assert_non_null(strstr(text, "**shadow paging**"));
	assert_non_null(strstr(text, "| 28 | `CR_ACCESS` | 14 518 | 14 518 |"));
	assert_non_null(strstr(text, "- B: most frequent `CR_ACCESS`"));
	assert_non_null(strstr(text, "needs a recording of more rounds"));
	assert_non_null(strstr(text, "A: cannot be told"));
	assert_non_null(strstr(text, "- `INVLPG`: 0.0 to 2 724 exits per "
			       "second, >x66334. Zero under nested paging"));
}

static void test_course_of_one(void **state)
{
	char *text;

	(void)state;
	begin(&a, "boot *of* a VM");
	run_init(&a, "boot *of* a VM");
	snap.mono_ns = 12300000000u;
	snap.rows[28].count = 365434;
	run_add(&a, &snap);
	for (int i = 0; i < 100; i++) {
		snap.rows[28].delta = i < 50 ? 1000 : 10;
		snap.rows[12].delta = 3;
		add(&a, 1);
	}
	text = reported(false);
	assert_non_null(strstr(text, "boot \\*of\\* a VM"));
	assert_non_null(strstr(text, "365 434 exits from the creation of the "
			       "VM to the beginning of this run, 12.3 s"));
	assert_non_null(strstr(text, "The rate is **not stable**"));
	assert_non_null(strstr(text, "2 reasons occurred at all"));
	assert_null(strstr(text, "What changed"));
}

static void test_course_missing(void **state)
{
	(void)state;
	begin(&a, "single.exits");
	assert_int_equal(course_write(&a, NULL, stdout, &err), -1);
	assert_non_null(strstr(err.text, "single.exits: it has a single"));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_published),
	cmocka_unit_test(test_headline),
	cmocka_unit_test(test_changes),
	cmocka_unit_test(test_nothing_against_something),
	cmocka_unit_test(test_untold),
	cmocka_unit_test(test_spread),
	cmocka_unit_test(test_holm),
	cmocka_unit_test(test_missing),
	cmocka_unit_test(test_warnings),
	cmocka_unit_test(test_parts),
	cmocka_unit_test(test_reset_is_left_out),
	cmocka_unit_test(test_csv),
	cmocka_unit_test(test_json),
	cmocka_unit_test(test_plain_fits),
	cmocka_unit_test(test_full_disk),
	cmocka_unit_test(test_course_of_two),
	cmocka_unit_test(test_course_of_one),
	cmocka_unit_test(test_course_missing),
};

RUN_TESTS(tests)
