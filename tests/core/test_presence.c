/* SPDX-License-Identifier: GPL-2.0-only */
/* A host that stops answering, changes, freezes or begins again midway. */
#include "unit.h"

#include <unistd.h>

#include "exittop/data/event.h"
#include "exittop/facts/quirk.h"
#include "exittop/source/recorder.h"
#include "exittop/source/replay.h"
#include "rig.h"

#define CASES "tests/cases/"

static struct rig rig;
static struct event_log event_log;

static struct fake_config busy(enum fake_kind kind)
{
	struct fake_config c = { .kind = kind, .seed = 7, .epoch = true };

	if (kind == FAKE_NATIVE || kind == FAKE_2021 || kind == FAKE_2022) {
		c.rate[1] = 100;
		c.rate[12] = 50;
		c.rate[48] = 600;
		c.base[48] = 70000;
	}
	return c;
}

/* What was exported last, to see that it never falls without a reset. */
static uint64_t shown_total, shown_resets, shown[REASON_SLOTS];

static void check_round(void)
{
	const struct snapshot *snap = &rig.snap;
	bool again = snap->resets > shown_resets;

	event_log_update(&event_log, snap);
	shown_resets = snap->resets;
	if (snap->notes & NOTE_SILENT) {
		assert_int_equal(snap->total.has, 0);
		for (unsigned int i = 0; i < snap->reasons; i++)
			assert_int_equal(snap->rows[i].has, 0);
		return;
	}
	assert_true(snap->total.has & HAS_COUNT);
	if (!again)
		assert_true(snap->total.count >= shown_total);
	shown_total = snap->total.count;
	for (unsigned int i = 0; i < snap->reasons; i++) {
		const struct row *row = &snap->rows[i];

		if (!(row->has & HAS_COUNT))
			continue;
		if (!again)
			assert_true(row->count >= shown[i]);
		shown[i] = row->count;
		assert_true(!(row->has & HAS_DELTA) || row->rate < 5000);
		assert_true(!(row->has & HAS_TIME) || row->time_share <= 1);
	}
}

static void rounds(unsigned int n)
{
	while (n--) {
		rig_round(&rig);
		check_round();
	}
}

static void begin(const struct fake_config *c)
{
	enum dialect dialect = c->svm_named ? DIALECT_2020_SVM : DIALECT_NONE;

	rig_begin(&rig, c, dialect);
	event_log_init(&event_log);
	memset(shown, 0, sizeof(shown));
	shown_total = shown_resets = 0;
}

/* As many numbers, and as few CPUIDs, as if nothing had been. */
static void counts_as_before(unsigned int queries)
{
	rounds(12);
	assert_false(rig.snap.notes & (NOTE_SILENT | NOTE_AUDIT_OFF |
				       NOTE_RESET | NOTE_TOTAL_IS_SUM));
	assert_int_equal(rig.snap.quirks & QUIRK_LOSSY, 0);
	assert_true(fake_round_queries(&rig.host) <= queries + 2);
}

static const enum fake_kind kinds[] = { FAKE_NATIVE, FAKE_2020, FAKE_2021,
					FAKE_2022, FAKE_2020_SVM };

/* Off for some rounds, and on again: for AMD hosts zeros, for Intel junk. */
static void a_host_turned_off_and_on_has_no_numbers_meanwhile(void **state)
{
	(void)state;
	for (size_t k = 0; k < 5; k++)
	for (int amd = 0; amd < 2; amd++)
	for (unsigned int at = 0; at < 40; at += 13) {
		struct fake_config c = busy(kinds[k]);
		unsigned int queries;

		c.amd = amd;
		c.svm_named = kinds[k] == FAKE_2020_SVM;
		begin(&c);
		rounds(12);
		queries = fake_round_queries(&rig.host);
		rig.host.off_at = rig.host.own + 1 + at;
		while (!rig.host.off)
			rounds(1);
		if (!at)
			assert_true(rig.snap.notes & NOTE_SILENT);
		rounds(1);
		assert_true(rig.snap.notes & NOTE_SILENT);
		rig.host.off = false;
		rounds(6);
		assert_int_equal(rig.snap.resets, 1);
		assert_true(rig.snap.silent >= 2);
		counts_as_before(queries);
		rig_end(&rig);
	}
}

static void a_lost_host_is_asked_nothing_but_every_five_seconds(void **state)
{
	struct fake_config c = busy(FAKE_NATIVE);
	uint64_t before;
	unsigned int probes = 0;

	(void)state;
	begin(&c);
	rounds(5);
	rig.host.off = true;
	rounds(1);
	for (int i = 0; i < 20; i++) {
		before = rig.host.own;
		rounds(1);
		assert_true(rig.snap.notes & NOTE_SILENT);
		probes += rig.host.own > before;
	}
	assert_int_equal(probes, 4);
	rig_end(&rig);
}

/*
 * A host of that kind, well begun, that freezes after @at more of our own
 * exits. Returns how many a round had until then.
 */
static unsigned int freeze_within(enum fake_kind kind, unsigned int at)
{
	struct fake_config c = busy(kind);

	c.svm_named = kind == FAKE_2020_SVM;
	begin(&c);
	rounds(12);
	rig.host.freeze_at = rig.host.own + 1 + at;
	return fake_round_queries(&rig.host);
}

static void frozen_counters_are_no_answer_and_never_fall(void **state)
{
	(void)state;
	for (size_t k = 0; k < 5; k++)
	for (unsigned int at = 0; at < 40; at += 13) {
		unsigned int queries = freeze_within(kinds[k], at);

		while (!rig.host.frozen)
			rounds(1);
		rounds(3);
		assert_true(rig.snap.notes & NOTE_SILENT);
		fake_thaw(&rig.host);
		rounds(6);
		assert_int_equal(rig.snap.resets, 1);
		counts_as_before(queries);
		rig_end(&rig);
	}
}

/* Too short for a round without an answer. */
static void a_short_freeze_within_a_round_leaves_no_trace(void **state)
{
	(void)state;
	for (size_t k = 0; k < 5; k++)
	for (unsigned int at = 0; at < 12; at += 3)
	for (unsigned int n = 1; n < 36; n += 7) {
		unsigned int queries = freeze_within(kinds[k], at);

		rig.host.thaw_at = rig.host.freeze_at + n;
		while (rig.host.own < rig.host.thaw_at)
			rounds(1);
		rounds(8);
		counts_as_before(queries);
		rig_end(&rig);
	}
}

static void other_leaves_under_a_running_exittop_are_found(void **state)
{
	struct fake_config c = busy(FAKE_2021);

	(void)state;
	begin(&c);
	rounds(12);
	rig.host.config.kind = FAKE_2022;
	rounds(2);
	assert_int_equal(rig.snap.dialect, DIALECT_2022);
	assert_int_equal(rig.snap.resets, 1);
	counts_as_before(20);
	assert_near(rig_row(&rig, 48)->rate, 600, 10);
	rig_end(&rig);
}

static void another_epoch_is_a_new_beginning_at_once(void **state)
{
	struct fake_config c = busy(FAKE_NATIVE);

	(void)state;
	begin(&c);
	rounds(8);
	fake_reset(&rig.host);
	rounds(1);
	assert_true(rig.snap.notes & NOTE_RESET);
	assert_false(rig.snap.total.has & HAS_DELTA);
	rounds(1);
	assert_true(rig.snap.total.has & HAS_DELTA);
	assert_int_equal(rig.snap.resets, 1);
	assert_int_equal(rig.snap.silent, 0);
	rig_end(&rig);
}

/* H19: a host that loses an exit now and then is no host that was lost. */
static void a_host_that_loses_some_exits_is_read_and_named(void **state)
{
	struct fake_config c = busy(FAKE_2021);

	(void)state;
	begin(&c);
	rounds(4);
	rig.host.config.hazards |= HZ_LOST;
	rounds(100);
	assert_int_equal(rig.snap.silent, 0);
	assert_true(rig.snap.quirks & QUIRK_LOSSY);
	rig_end(&rig);
}

/* In the row and in the total alike, so that the total still adds up. */
static void a_host_that_loses_exits_is_read_whole_in_every_round(void **state)
{
	struct fake_config c = busy(FAKE_2021);

	(void)state;
	begin(&c);
	rounds(12);
	assert_false(rig.snap.notes & NOTE_AUDIT_OFF);
	for (int i = 0; i < 40 && !(rig.snap.quirks & QUIRK_LOSSY); i++) {
		rig.host.lost[10]++;
		rig.host.lost_total++;
		rounds(1);
	}
	assert_true(rig.snap.quirks & QUIRK_LOSSY);
	for (int i = 0; i < 5; i++) {
		rounds(1);
		assert_true(rig.snap.notes & NOTE_AUDIT_OFF);
		assert_true(rig.snap.notes & NOTE_FULL_SWEEP);
	}
	assert_int_equal(rig.snap.silent + rig.snap.resets, 0);
	rig_end(&rig);
}

/* Its rows would stand for other reasons. */
static void a_host_of_another_instruction_set_is_no_return(void **state)
{
	struct fake_config c = busy(FAKE_NATIVE);

	(void)state;
	begin(&c);
	rounds(5);
	rig.host.off = true;
	rounds(2);
	rig.host.config.isa = ISA_SVM;
	rig.host.off = false;
	for (int i = 0; i < 12; i++) {
		rounds(1);
		assert_true(rig.snap.notes & NOTE_SILENT);
	}
	rig.host.config.isa = ISA_VMX;
	rounds(12);
	assert_false(rig.snap.notes & NOTE_SILENT);
	assert_int_equal(rig.snap.resets, 1);
	rig_end(&rig);
}

/* The sum of the rows stands in for a total that held more than they do. */
static void a_total_that_falls_has_no_rate(void **state)
{
	struct fake_config c = busy(FAKE_2021);
	uint64_t before;

	(void)state;
	c.total_beyond = 100000;
	begin(&c);
	rounds(8);
	before = rig.snap.total.count;
	rig.host.config.hazards |= HZ_TOTAL_LOW;
	rig_round(&rig);
	assert_true(rig.snap.notes & NOTE_TOTAL_IS_SUM);
	assert_true(rig.snap.total.count < before);
	assert_int_equal(rig.snap.total.reading, READING_RESET);
	assert_true(rig.snap.total.has & HAS_COUNT);
	assert_false(rig.snap.total.has & HAS_DELTA);
	rig_round(&rig);
	assert_int_equal(rig.snap.total.reading, READING_OK);
	assert_true(rig.snap.total.has & HAS_DELTA);
	rig_end(&rig);
}

/* Thirty seconds in exits, within one. */
static void more_time_than_there_was(void)
{
	rounds(5);
	rig.host.cycles[0][48] += (uint64_t)(30 * 2.5e9);
	fake_exits(&rig.host, 48, 1);
	rounds(1);
}

static void more_time_in_exits_than_there_was_is_a_new_beginning(void **state)
{
	struct fake_config c = busy(FAKE_NATIVE);

	(void)state;
	c.epoch = false;
	begin(&c);
	more_time_than_there_was();
	assert_true(rig.snap.notes & NOTE_RESET);
	assert_int_equal(rig.snap.resets, 1);
	rounds(1);
	assert_true(rig.snap.in_exits >= 0 && rig.snap.in_exits < 1);
	rig_end(&rig);
}

/* In the lab: rows that were read late in a guest that stood still. */
static void more_time_of_the_same_epoch_is_unknown_and_no_beginning(void **state)
{
	struct fake_config c = busy(FAKE_NATIVE);
	const struct row *row = &rig.snap.rows[48];

	(void)state;
	begin(&c);
	more_time_than_there_was();
	assert_false(rig.snap.notes & NOTE_RESET);
	assert_int_equal(rig.snap.resets, 0);
	assert_true(rig.snap.in_exits < 0);
	assert_true(row->has & HAS_DELTA && row->delta);
	assert_false(row->has & (HAS_CYCLES_DELTA | HAS_COST | HAS_TIME));
	rounds(1);
	assert_true(rig.snap.in_exits >= 0 && rig.snap.in_exits < 1);
	rig_end(&rig);
}

static void it_is_said_once_that_a_host_stopped_answering(void **state)
{
	struct fake_config c = busy(FAKE_NATIVE);
	unsigned int stopped = 0, again = 0;

	(void)state;
	begin(&c);
	rounds(5);
	rig.host.off = true;
	rounds(12);
	rig.host.off = false;
	rounds(12);
	for (uint64_t i = 0; i < event_log.end; i++) {
		stopped += strstr(event_log.event[i].text, "stopped") != NULL;
		again += strstr(event_log.event[i].text, "began again") != NULL;
	}
	assert_int_equal(stopped, 1);
	assert_int_equal(again, 1);
	rig_end(&rig);
}

/* One letter a round, as in replays_as(). */
static char letter(void)
{
	return rig.snap.notes & NOTE_SILENT ? '-' :
	       rig.snap.notes & NOTE_RESET ? 'r' : '.';
}

/* Replays @file; a letter a round: '.' numbers, '-' no answer, 'r' reset. */
static void replays_as(const char *file, unsigned int vcpu,
		       const char *rounds_of)
{
	struct probe_options options = { DIALECT_NONE, false };
	struct monitor_options monitor = { .watch_default = true, .vcpu = vcpu,
					   .false_alarm_s = 8 * 3600 };
	struct source *src = replay_open(file, &rig.err);
	char got[64] = "";
	struct stamp stamp;

	memset(shown, 0, sizeof(shown));
	shown_total = shown_resets = 0;
	event_log_init(&event_log);
	assert_non_null(src);
	assert_int_equal(source_next(src, &stamp, &rig.err), 1);
	assert_int_equal(probe_run(&rig.probe, src, &options, &rig.err), 1);
	monitor_init(&rig.monitor, src, &rig.probe, &monitor);
	while (monitor_refresh(&rig.monitor, &rig.snap, &rig.err) == 1) {
		size_t n = strlen(got);

		check_round();
		got[n] = letter();
		got[n + 1] = '\0';
		assert_false(rig.snap.quirks & QUIRK_LOSSY);
	}
	assert_string_equal(got, rounds_of);
	source_close(src);
}

static void recordings_of_such_hosts_replay_with_holes(void **state)
{
	(void)state;
	replays_as(CASES "intel-native-off-and-on.exits", 0, "...---r...");
	replays_as(CASES "amd-2021-off-and-on.exits", 0, ".--r......");
	replays_as(CASES "amd-2020svm-frozen-midrun.exits", 0, ".....--r...");
}

/* Off and on, frozen, another dialect: recorded live, and replayed. */
static void a_live_recording_of_such_a_host_replays_the_same(void **state)
{
	static struct recorder rec;
	struct probe_options options = { DIALECT_NONE, false };
	struct monitor_options monitor = { .watch_default = true,
					   .delay_s = 1,
					   .false_alarm_s = 8 * 3600 };
	char path[] = "/tmp/presence.XXXXXX", live[64] = "", words[HOST_TEXT];
	struct stamp stamp;

	(void)state;
	for (size_t k = 0; k < 5; k++) {
		struct fake_config c = busy(kinds[k % 4]);
		int fd;

		if (k == 4) {	/* a vCPU of two */
			c.vcpus = 2;
			monitor.vcpu = 2;
		}
		strcpy(path, "/tmp/presence.XXXXXX");
		fd = mkstemp(path);
		assert_true(fd >= 0);
		close(fd);
		fake_init(&rig.host, &c);
		recorder_init(&rec, &rig.host.source);
		assert_int_equal(recorder_open(&rec, path, &rig.err), 0);
		source_next(&rec.source, &stamp, &rig.err);
		assert_int_equal(probe_run(&rig.probe, &rec.source, &options,
					   &rig.err), 1);
		assert_int_equal(recorder_start(&rec, probe_words(&rig.probe,
				 words), stamp.wall_ns, &rig.err), 0);
		monitor_init(&rig.monitor, &rec.source, &rig.probe, &monitor);
		for (int i = 0; i < 60; i++) {
			/* The second time less than 5 s after a probe. */
			if (i == 5 || i == 17)
				fake_freeze(&rig.host);
			if (i == 12 || i == 19)
				fake_thaw(&rig.host);
			if (i == 30 || i == 35)
				rig.host.off = i == 30;
			if (i == 45 && c.kind == FAKE_2021)
				rig.host.config.kind = FAKE_2022;
			assert_int_equal(monitor_refresh(&rig.monitor,
					 &rig.snap, &rig.err), 1);
			live[i] = letter();
			live[i + 1] = '\0';
		}
		assert_true(live[5] == '-' && live[17] == '-' &&
			    live[30] == '-');
		assert_true(live[16] == '.' && live[29] == '.' &&
			    live[59] == '.');
		assert_int_equal(recorder_finish(&rec, &rig.err), 0);
		replays_as(path, monitor.vcpu, live);
		fake_free(&rig.host);
		unlink(path);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_host_turned_off_and_on_has_no_numbers_meanwhile),
	cmocka_unit_test(a_lost_host_is_asked_nothing_but_every_five_seconds),
	cmocka_unit_test(frozen_counters_are_no_answer_and_never_fall),
	cmocka_unit_test(a_short_freeze_within_a_round_leaves_no_trace),
	cmocka_unit_test(other_leaves_under_a_running_exittop_are_found),
	cmocka_unit_test(another_epoch_is_a_new_beginning_at_once),
	cmocka_unit_test(a_host_that_loses_some_exits_is_read_and_named),
	cmocka_unit_test(
		a_host_that_loses_exits_is_read_whole_in_every_round),
	cmocka_unit_test(a_host_of_another_instruction_set_is_no_return),
	cmocka_unit_test(a_total_that_falls_has_no_rate),
	cmocka_unit_test(more_time_in_exits_than_there_was_is_a_new_beginning),
	cmocka_unit_test(
		more_time_of_the_same_epoch_is_unknown_and_no_beginning),
	cmocka_unit_test(it_is_said_once_that_a_host_stopped_answering),
	cmocka_unit_test(a_live_recording_of_such_a_host_replays_the_same),
	cmocka_unit_test(recordings_of_such_hosts_replay_with_holes),
};

RUN_TESTS(tests)
