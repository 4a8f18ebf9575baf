/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include <errno.h>
#include <unistd.h>

#include "exittop/facts/quirk.h"
#include "exittop/report/report.h"
#include "app/probe_report.h"
#include "rig.h"

static struct rig rig;
static struct err err;
static char text[1 << 17];

/* Some rounds of a host, the last as @format into `text`. */
static void report(const struct fake_config *config,
		   enum report_format format, const char *filter)
{
	struct report r;
	FILE *out = fmemopen(text, sizeof(text), "w");

	assert_non_null(out);
	rig_begin(&rig, config, DIALECT_NONE);
	rig_rounds(&rig, 4);
	report_init(&r, out, format);
	if (filter)
		assert_int_equal(report_filter(&r, filter, rig.snap.isa,
					       &err), 0);
	assert_int_equal(report_snapshot(&r, &rig.snap, &err), 0);
	fclose(out);
	rig_end(&rig);
}

static unsigned int lines(void)
{
	unsigned int n = 0;

	for (const char *p = text; (p = strchr(p, '\n')); p++)
		n++;
	return n;
}

static void plain_says_host_verdict_total_and_rows_with_exits(void **state)
{
	struct fake_config c = { .kind = FAKE_NATIVE, .vcpus = 2 };

	(void)state;
	c.rate[48] = 100;
	report(&c, REPORT_PLAIN, NULL);
	assert_non_null(strstr(text, "KVM guest, 2 vCPUs, Fake Xeon, dialect "
			       "native, scope this VM\n"));
	assert_non_null(strstr(text, "paging   nested  "));
	assert_non_null(strstr(text, "\n   48 EPT_VIOLATION "));
	assert_null(strstr(text, "TRIPLE_FAULT"));
	assert_null(strstr(text, "note"));
	assert_non_null(strstr(text, "; excluding "));
	for (const char *p = text; (p = strchr(p, '\n')) && p[1]; p++)
		assert_true(strcspn(p + 1, "\n") <= 80);
}

static void every_quirk_and_note_has_its_line(void **state)
{
	struct fake_config c = { .kind = FAKE_2021,
				 .hazards = HZ_TOTAL_DEAD };

	(void)state;
	report(&c, REPORT_PLAIN, NULL);
	assert_non_null(strstr(text, "note     the host's total does not "
			       "count"));
	/* One note for one fact: not that it is a sum, nor how it is read. */
	assert_null(strstr(strstr(text, "note ") + 1, "note "));
	assert_non_null(strstr(text, "dialect 2021 (32-bit counts)"));
}

static void csv_has_every_row_and_one_head(void **state)
{
	struct fake_config c = { .kind = FAKE_2021 };
	unsigned int columns = 0;

	(void)state;
	c.rate[48] = 100;
	report(&c, REPORT_CSV, NULL);
	assert_int_equal(lines(), 1 + 86);
	for (const char *p = text; *p; p++) {
		columns += *p == ',';
		if (*p != '\n')
			continue;
		assert_int_equal(columns, 13);
		columns = 0;
	}
	assert_non_null(strstr(text, ",35,REASON_35,,,,,,,none,none,host,all\n"));
	assert_non_null(strstr(text, ",48,EPT_VIOLATION,"));
}

static void amd_codes_are_decimal_for_programs_and_hex_for_people(
	void **state)
{
	struct fake_config c = { .kind = FAKE_NATIVE, .isa = ISA_SVM };

	(void)state;
	c.rate[reason_slot(ISA_SVM, 0x400)] = 50;
	report(&c, REPORT_CSV, NULL);
	assert_non_null(strstr(text, ",1024,NPF,"));
	report(&c, REPORT_PLAIN, NULL);
	assert_non_null(strstr(text, "\n0x400 NPF "));
}

static void a_filter_matches_names_and_codes_in_any_case(void **state)
{
	struct fake_config c = { .kind = FAKE_NATIVE };

	(void)state;
	report(&c, REPORT_CSV, "ept_v");
	assert_int_equal(lines(), 2);
	report(&c, REPORT_CSV, "^4[89]$");
	assert_int_equal(lines(), 3);
	report(&c, REPORT_CSV, "nothing of the kind");
	assert_int_equal(lines(), 1);
}

static void a_bad_filter_is_said(void **state)
{
	struct report r;

	(void)state;
	report_init(&r, stdout, REPORT_PLAIN);
	assert_int_equal(report_filter(&r, "(", ISA_VMX, &err), -1);
	assert_non_null(strstr(err.text, "'('"));
}

static void what_cannot_be_written_is_an_error(void **state)
{
	struct fake_config c = { .kind = FAKE_NATIVE };

	(void)state;
	for (int f = 0; f < REPORT_FORMATS; f++) {
		FILE *full = fopen("/dev/full", "w");
		struct report r;

		assert_non_null(full);
		rig_begin(&rig, &c, DIALECT_NONE);
		rig_rounds(&rig, 2);
		report_init(&r, full, (enum report_format)f);
		errno = 0;
		assert_int_equal(report_snapshot(&r, &rig.snap, &err), -1);
		assert_int_equal(errno, ENOSPC);
		fclose(full);
		rig_end(&rig);
	}
}

static void formats_are_known_by_their_names(void **state)
{
	(void)state;
	assert_int_equal(report_format("plain", &err), REPORT_PLAIN);
	assert_int_equal(report_format("csv", &err), REPORT_CSV);
	assert_int_equal(report_format("json", &err), REPORT_JSON);
	assert_int_equal(report_format("xml", &err), -1);
	assert_non_null(strstr(err.text, "csv"));
}

static void the_probe_is_told_line_by_line(void **state)
{
	struct fake_config c = { .kind = FAKE_2022, .hazards = HZ_SWAPPED };
	FILE *out;

	(void)state;
	rig_begin(&rig, &c, DIALECT_NONE);
	out = fmemopen(text, sizeof(text), "w");
	probe_report_write(out, &rig.probe);
	fclose(out);
	assert_non_null(strstr(text, "cpu GenuineIntel, hypervisor KVM"));
	assert_non_null(strstr(text, "0x4FFFFFFE ecx 10     answers "));
	assert_non_null(strstr(text, "leaf 0x4FFFFFFE gives the count of one "
			       "exit reason\n"));
	assert_non_null(strstr(text, "leaf 0x4FFFFFFF gives the cycles of one "
			       "reason, words swapped\n"));
	assert_non_null(strstr(text, "they are swapped back\n"));
	assert_non_null(strstr(text, "dialect  2022\n"));
	assert_non_null(strstr(text, "scope    the whole host\n"));
	rig_end(&rig);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(plain_says_host_verdict_total_and_rows_with_exits),
	cmocka_unit_test(every_quirk_and_note_has_its_line),
	cmocka_unit_test(csv_has_every_row_and_one_head),
	cmocka_unit_test(amd_codes_are_decimal_for_programs_and_hex_for_people),
	cmocka_unit_test(a_filter_matches_names_and_codes_in_any_case),
	cmocka_unit_test(a_bad_filter_is_said),
	cmocka_unit_test(what_cannot_be_written_is_an_error),
	cmocka_unit_test(formats_are_known_by_their_names),
	cmocka_unit_test(the_probe_is_told_line_by_line),
};

RUN_TESTS(tests)
