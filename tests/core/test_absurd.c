/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Recordings that are valid and absurd: counts that jump, cycles near 2^64,
 * times that go back, any number of vCPUs, answers that contradict the probe.
 * Whatever they say, nothing impossible is shown. ABSURD=N tries N of them.
 */
#include "unit.h"

#include <math.h>

#include "exittop/core/monitor.h"
#include "exittop/report/report.h"

#define RECORDINGS 600	/* in make check; make fuzz tries more */
#define ROUNDS	   6
#define ASKED	   24	/* answers a round */

/* A source made of a seed: a recording that nobody wrote. */
struct absurd {
	struct source source;
	uint64_t rng;
	unsigned int round, asked;
	uint64_t mono_ns, tsc;
	int64_t wall_ns;
	uint32_t total_leaf, count_leaf;
	bool wide, svm;
	unsigned int sane;	/* one value in so many is absurd */
	uint64_t total, total_cycles, count[256], cycles[256];
};

static struct absurd absurd;
static struct monitor monitor;
static struct snapshot snap;
static char text[1 << 20];
static uint64_t with_rates, with_times;	/* rounds that show such */

static uint64_t draw(uint64_t n)
{
	uint64_t z = absurd.rng += 0x9E3779B97F4A7C15ull;	/* splitmix64 */

	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ull;
	z = (z ^ z >> 27) * 0x94D049BB133111EBull;
	z ^= z >> 31;
	return n ? z % n : z;
}

/* A number of any size, often near the ends of what fits. */
static uint64_t number(void)
{
	switch (draw(6)) {
	case 0:	 return UINT64_MAX - draw(1000);
	case 1:	 return (uint64_t)INT64_MAX - 500 + draw(1000);
	case 2:	 return draw(1000);
	case 3:	 return (uint64_t)UINT32_MAX - 500 + draw(1000);
	default: return draw(0) >> draw(64);
	}
}

/* Mostly a little more than before; now and then anything. */
static uint64_t step(uint64_t value, uint64_t least, uint64_t most)
{
	return draw(absurd.sane) ? value + least + draw(most) : number();
}

/* Every CPUID is an exit, and others come meanwhile. */
static void exits(void)
{
	unsigned int cpuid = absurd.svm ? 0x72 : 10;
	unsigned int busy = (unsigned int)draw(86), n = (unsigned int)draw(4);
	uint64_t before = absurd.count[busy];

	absurd.count[cpuid]++;
	absurd.cycles[cpuid] += 1500;
	absurd.count[busy] = step(before, 0, n + 1);
	absurd.cycles[busy] = step(absurd.cycles[busy], 0, 50000);
	absurd.total = step(absurd.total, 1 + absurd.count[busy] - before, 2);
	absurd.total_cycles = step(absurd.total_cycles, 1500, 50000);
}

static int absurd_next(struct source *src, struct stamp *stamp,
		       struct err *err)
{
	(void)err;
	if (absurd.round++ == ROUNDS)
		return 0;
	absurd.asked = 0;
	absurd.mono_ns = step(absurd.mono_ns, 900000000, 200000000);
	absurd.wall_ns = (int64_t)step((uint64_t)absurd.wall_ns, 900000000,
				       200000000);
	absurd.tsc = step(absurd.tsc, 2250000000, 500000000);
	stamp->mono_ns = absurd.mono_ns;
	stamp->wall_ns = absurd.wall_ns;
	stamp->tsc = absurd.tsc;
	src->issued_end = src->issued + ASKED;
	src->delay_s = draw(4) ? 1 : (double)draw(5000);
	return 1;
}

static int absurd_query(struct source *src, uint32_t leaf, uint32_t subleaf,
			struct regs *out, struct err *err)
{
	uint64_t count, cycles;

	(void)src;
	(void)err;
	if (leaf == LEAF_SIGNATURE && absurd.wide) {
		*out = (struct regs){ LEAF_EPOCH, 0, 0, 0 };
		memcpy(&out->ebx, "EXIT", 4);
		memcpy(&out->ecx, "COUN", 4);
		memcpy(&out->edx, "TERS", 4);
		return 1;
	}
	if (leaf == LEAF_INFO && absurd.wide) {
		*out = (struct regs){ 1 | 1 << 8 | absurd.svm << 9 |
				      (draw(absurd.sane) ? 2 :
				       (uint32_t)draw(65536)) << 16,
				      (uint32_t)draw(2000), 2500000,
				      (uint32_t)draw(0) };
		return 1;
	}
	absurd.asked++;
	exits();
	count = leaf == absurd.total_leaf ? absurd.total :
		absurd.count[subleaf % 256];
	cycles = leaf == absurd.total_leaf ? absurd.total_cycles :
		 absurd.cycles[subleaf % 256];
	if (!draw(absurd.sane))
		*out = (struct regs){ UINT32_MAX, UINT32_MAX, UINT32_MAX,
				      UINT32_MAX };
	else if (absurd.wide)
		*out = (struct regs){ (uint32_t)count, (uint32_t)(count >> 32),
				      (uint32_t)cycles,
				      (uint32_t)(cycles >> 32) };
	else
		*out = (struct regs){ (uint32_t)count,
				      (uint32_t)(cycles >> 32),
				      (uint32_t)cycles, (uint32_t)draw(0) };
	return 1;
}

static bool absurd_pending(struct source *src, uint32_t *leaf,
			   uint32_t *subleaf)
{
	(void)src;
	if (absurd.asked >= ASKED)
		return false;
	*leaf = draw(3) ? absurd.count_leaf : absurd.total_leaf;
	*subleaf = *leaf == absurd.total_leaf ? 0 : (uint32_t)draw(86);
	if (!draw(absurd.sane))
		*leaf = draw(2) ? LEAF_CONTROL : LEAF_SIGNATURE;
	/* A question that is not one of the counters' is answered, too. */
	absurd.asked += *leaf == LEAF_SIGNATURE;
	return true;
}

static void absurd_close(struct source *src)
{
	(void)src;
}

static const struct source_ops absurd_ops = {
	absurd_next, absurd_query, absurd_close, absurd_pending
};

static void begin(uint64_t seed)
{
	static const enum dialect dialects[] = {
		DIALECT_NATIVE, DIALECT_2020, DIALECT_2021, DIALECT_2022,
		DIALECT_2020_SVM,
	};
	static const unsigned int sane[] = { 8, 100, 1000, 10000 };
	enum dialect dialect;
	struct host *host = &absurd.source.host;

	memset(&absurd, 0, sizeof(absurd));
	absurd.rng = seed;
	dialect = dialects[draw(5)];
	absurd.source.ops = &absurd_ops;
	absurd.source.replay = true;
	absurd.wide = dialect == DIALECT_NATIVE;
	absurd.total_leaf = leaf_map(dialect)->total_count;
	absurd.count_leaf = leaf_map(dialect)->count;
	absurd.mono_ns = number();
	absurd.wall_ns = (int64_t)number();
	absurd.tsc = number();
	absurd.svm = draw(3) == 0 || dialect == DIALECT_2020_SVM;
	absurd.sane = sane[draw(4)];
	for (int i = 0; i < 256; i++) {
		absurd.count[i] = draw(4) ? 0 : number() >> 8;
		absurd.cycles[i] = draw(4) ? 0 : number() >> 8;
		absurd.total += absurd.count[i];
		absurd.total_cycles += absurd.cycles[i];
	}
	host->is_kvm = host->has_hypervisor = true;
	strcpy(host->vendor, draw(2) ? "GenuineIntel" : "AuthenticAMD");
	strcpy(host->hypervisor, "KVMKVMKVM");
	strcpy(host->dialect, leaf_map(dialect)->name);
}

static void is_possible(const struct row *row)
{
	if (row->has & HAS_DELTA)
		assert_true(isfinite(row->rate) && row->rate >= 0 &&
			    row->rate < 1e12);
	if (row->has & HAS_SHARE)
		assert_true(row->share >= 0 && row->share <= 1 + 1e-9);
	if (row->has & HAS_TIME)
		assert_true(row->time_share >= 0 && row->time_share <= 1);
	if (row->has & HAS_COST)
		assert_true(isfinite(row->cycles_per_exit) &&
			    row->cycles_per_exit >= 0);
}

/* No output holds a word or a sign that is no number. */
static void says_nothing_impossible(void)
{
	static const char *const never[] = { ":nan", ":inf", ":-", ",nan",
					     ",inf", ",-" };
	struct report report;
	struct err err;

	for (int format = REPORT_CSV; format <= REPORT_JSON; format++) {
		FILE *out = fmemopen(text, sizeof(text), "w");

		assert_non_null(out);
		report_init(&report, out, (enum report_format)format);
		assert_int_equal(report_snapshot(&report, &snap, &err), 0);
		fclose(out);
		for (size_t i = 0; i < sizeof(never) / sizeof(*never); i++)
			if (strstr(text, never[i]))
				fail_msg("'%s' in %.300s", never[i], text);
	}
}

static void play(void)
{
	struct probe_options probing = { DIALECT_NONE, false };
	struct monitor_options options = { .false_alarm_s = 3600,
					   .watch_default = true };
	/* What was exported last, and how many resets were counted then. */
	uint64_t shown[REASON_SLOTS] = { 0 }, when[REASON_SLOTS] = { 0 };
	uint64_t total = 0, total_when = 0;
	struct stamp stamp;
	struct probe probe;
	struct err err;

	if (source_next(&absurd.source, &stamp, &err) != 1 ||
	    probe_run(&probe, &absurd.source, &probing, &err) != 1)
		return;
	monitor_init(&monitor, &absurd.source, &probe, &options);
	while (monitor_refresh(&monitor, &snap, &err) == 1) {
		assert_true(snap.in_exits <= 1);
		is_possible(&snap.total);
		if (snap.total.has & HAS_COUNT) {
			assert_true(snap.resets > total_when ||
				    snap.total.count >= total ||
				    snap.notes & NOTE_TOTAL_IS_SUM);
			total = snap.total.count;
			total_when = snap.resets;
		}
		for (unsigned int i = 0; i < snap.reasons; i++) {
			is_possible(&snap.rows[i]);
			if (!(snap.rows[i].has & HAS_COUNT))
				continue;
			if (snap.resets == when[i] &&
			    snap.rows[i].count < shown[i])
				fail_msg("row %u falls from %llu to %llu, reading %d, notes %#x, dialect %d", i,
					 (unsigned long long)shown[i],
					 (unsigned long long)snap.rows[i].count,
					 snap.rows[i].reading, snap.notes, snap.dialect);
			shown[i] = snap.rows[i].count;
			when[i] = snap.resets;
		}
		says_nothing_impossible();
		with_rates += (snap.total.has & HAS_DELTA) != 0;
		with_times += snap.in_exits >= 0;
	}
}

static void nothing_impossible_is_shown_whatever_a_recording_says(void **state)
{
	const char *many = getenv("ABSURD");
	uint64_t n = many ? strtoull(many, NULL, 10) : RECORDINGS;

	(void)state;
	for (uint64_t seed = 1; seed <= n; seed++) {
		begin(seed);
		play();
	}
	/* Enough of them show something, or nothing would be proven. */
	assert_true(with_rates * 5 > n && with_times * 20 > n);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(nothing_impossible_is_shown_whatever_a_recording_says),
};

RUN_TESTS(tests)
