/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include "exittop/report/metrics.h"
#include "rig.h"

static struct rig rig;
static struct metrics metrics;
static bool match[REASON_SLOTS];
static char *text;
static size_t size;

static void begin(enum fake_kind kind)
{
	struct fake_config c = { .kind = kind, .vcpus = 2, .seed = 5 };

	c.rate[48] = 100;
	c.cost[48] = 5000;
	c.rate[12] = 50;
	c.cost[12] = 2e6;
	memset(&metrics, 0, sizeof(metrics));
	memset(match, true, sizeof(match));
	rig_begin(&rig, &c, DIALECT_NONE);
	rig_round(&rig);
}

static void end(void)
{
	free(text);
	text = NULL;
	rig_end(&rig);
}

static void write_text(void)
{
	FILE *out;

	free(text);
	out = open_memstream(&text, &size);
	metrics_write(&metrics, NULL, &rig.snap, match, out);
	fclose(out);
}

/* A round, and its exposition. */
static void round_of(void)
{
	rig_round(&rig);
	metrics_update(&metrics, &rig.snap);
	write_text();
}

/* The value of a sample whose line begins with @key; -1: there is none. */
static double value(const char *key)
{
	const char *at = text;

	while (at && strncmp(at, key, strlen(key))) {
		at = strchr(at, '\n');
		at = at ? at + 1 : NULL;
	}
	return at ? strtod(at + strlen(key), NULL) : -1;
}

static void counts_are_those_of_the_snapshot(void **state)
{
	(void)state;
	begin(FAKE_NATIVE);
	round_of();
	assert_near(value("exittop_vm_exits_total{reason=\"EPT_VIOLATION\","
			  "code=\"48\"} "),
		    (double)rig_row(&rig, 48)->count, 0);
	assert_near(value("exittop_paging{verdict=\"nested\"} "), 1, 0);
	assert_near(value("exittop_paging{verdict=\"shadow\"} "), 0, 0);
	assert_near(value("exittop_vcpus "), 2, 0);
	assert_near(value("exittop_self_exits_total "),
		    (double)rig.snap.self_exits, 0);
	end();
}

static void seconds_add_up_over_the_rounds_and_leave_hlt_out(void **state)
{
	static const char key[] = "exittop_vm_exit_seconds_total"
				  "{reason=\"EPT_VIOLATION\",code=\"48\"} ";
	double last = 0;

	(void)state;
	begin(FAKE_NATIVE);
	for (int i = 1; i <= 10; i++) {
		round_of();
		assert_true(value(key) > last);
		last = value(key);
	}
	/* 100 exits of 5000 cycles at 2.5 GHz in each of 10 s. */
	assert_near(last, 100 * 5000 / 2.5e9 * 10, 2e-4);
	assert_near(value("exittop_vm_exit_seconds_total{reason=\"HLT\""), -1,
		    0);
	assert_near(value("exittop_vm_idle_seconds_total "),
		    50 * 2e6 / 2.5e9 * 10, 0.04);
	end();
}

static void what_the_host_does_not_tell_is_not_there(void **state)
{
	(void)state;
	begin(FAKE_2020);	/* counts, but no cycles */
	round_of();
	assert_true(value("exittop_vm_exits_total{reason=\"EPT_VIOLATION\","
			  "code=\"48\"} ") >= 0);
	assert_null(strstr(text, "exittop_vm_exit_seconds_total{"));
	assert_null(strstr(text, "exittop_vm_idle_seconds_total"));
	assert_null(strstr(text, "exittop_in_exits_ratio"));
	assert_null(strstr(text, "exittop_vcpus"));
	end();
}

static void cycles_without_a_clock_are_no_seconds(void **state)
{
	(void)state;
	begin(FAKE_NATIVE);
	rig_round(&rig);
	rig.snap.tsc_hz = 0;
	metrics_update(&metrics, &rig.snap);
	write_text();
	assert_null(strstr(text, "seconds_total"));
	end();
}

static void a_reason_has_the_number_that_is_shown(void **state)
{
	struct fake_config c = { .kind = FAKE_NATIVE, .isa = ISA_SVM,
				 .other = true };

	(void)state;
	c.rate[reason_slot(ISA_SVM, 0x04e)] = 50;
	c.rate[reason_roles(ISA_SVM)->other] = 100;
	memset(&metrics, 0, sizeof(metrics));
	memset(match, true, sizeof(match));
	rig_begin(&rig, &c, DIALECT_NONE);
	rig_round(&rig);
	round_of();
	assert_non_null(strstr(text, "{reason=\"EXCP_PF\",code=\"0x04e\"}"));
	assert_non_null(strstr(text, "{reason=\"OTHER\",code=\"-\"}"));
	end();
}

static void rows_that_the_filter_holds_back_are_not_there(void **state)
{
	(void)state;
	begin(FAKE_NATIVE);
	memset(match, false, sizeof(match));
	match[48] = true;
	round_of();
	assert_non_null(strstr(text, "EPT_VIOLATION"));
	assert_null(strstr(text, "HLT\""));
	assert_null(strstr(text, "CR_ACCESS"));
	end();
}

static void every_shift_is_counted_once_and_active_while_latched(void **state)
{
	static const char up[] = "exittop_shifts_total"
			"{reason=\"EPT_VIOLATION\",direction=\"up\"} ";
	static const char active[] =
			"exittop_shift_active{reason=\"EPT_VIOLATION\"} ";

	(void)state;
	begin(FAKE_NATIVE);
	round_of();
	assert_near(value(up), 0, 0);
	rig_row(&rig, 48)->shift = SHIFT_UP;
	rig_row(&rig, 48)->shift_seq = 1;
	for (int i = 0; i < 3; i++) {
		metrics_update(&metrics, &rig.snap);
		write_text();
		assert_near(value(up), 1, 0);
		assert_near(value(active), 1, 0);
	}
	rig_row(&rig, 48)->shift = SHIFT_NONE;	/* acknowledged */
	write_text();
	assert_near(value(up), 1, 0);
	assert_near(value(active), 0, 0);
	end();
}

static void labels_are_escaped_and_utf8(void **state)
{
	(void)state;
	begin(FAKE_NATIVE);
	round_of();
	strcpy(rig.snap.host.hypervisor, "a\"b\\c\nd\xff\xc3\xa9");
	write_text();
	assert_non_null(strstr(text, "hypervisor=\"a\\\"b\\\\c\\nd?\xc3\xa9\","));
	end();
}

static void the_last_line_is_eof_and_no_line_has_a_time(void **state)
{
	(void)state;
	begin(FAKE_NATIVE);
	round_of();
	assert_string_equal(text + size - 7, "\n# EOF\n");
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		char *close = strrchr(line, '}');

		if (*line != '#')
			assert_null(strchr((close ? close : line) +
					   strcspn(close ? close : line, " ") +
					   1, ' '));
	}
	end();
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(counts_are_those_of_the_snapshot),
	cmocka_unit_test(seconds_add_up_over_the_rounds_and_leave_hlt_out),
	cmocka_unit_test(what_the_host_does_not_tell_is_not_there),
	cmocka_unit_test(cycles_without_a_clock_are_no_seconds),
	cmocka_unit_test(a_reason_has_the_number_that_is_shown),
	cmocka_unit_test(rows_that_the_filter_holds_back_are_not_there),
	cmocka_unit_test(every_shift_is_counted_once_and_active_while_latched),
	cmocka_unit_test(labels_are_escaped_and_utf8),
	cmocka_unit_test(the_last_line_is_eof_and_no_line_has_a_time),
};

RUN_TESTS(tests)
