/* SPDX-License-Identifier: GPL-2.0-only */
/* The audited sweep: few CPUIDs, and never a wrong number for it. */
#include "unit.h"

#include "exittop/core/leaf.h"
#include "rig.h"

#define STALE_S 60		/* sampler.h: no counter is older */

static struct rig rig;

/* What moved within the last eight rounds, and in this one. */
static unsigned int active(void)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < rig.snap.reasons; i++) {
		uint64_t moved = rig.monitor.sampler.counters[i].moved_round;

		n += moved && moved + 8 >= rig.snap.round;
	}
	return n;
}

/* A guest whose exits come between the sweeps only. */
static void begin_quiet(void)
{
	struct fake_config c = { .kind = FAKE_NATIVE, .cpuid_ns = 1e-3 };

	rig_begin(&rig, &c, DIALECT_NONE);
}

/* A round before which so many exits of these came. */
static void round_after(uint64_t hlt, uint64_t msr_write)
{
	fake_exits(&rig.host, 12, hlt);
	fake_exits(&rig.host, 32, msr_write);
	rig_round(&rig);
}

static unsigned int queries(void)
{
	return fake_round_queries(&rig.host);
}

static void assert_exact(void)
{
	for (unsigned int i = 0; i < rig.snap.reasons; i++)
		assert_int_equal(rig.snap.rows[i].count,
				 fake_truth(&rig.host, i));
}

/*
 * What the rows lack of the truth when the total was read is at most what came
 * from then to the round's last CPUID (sampler.h): nothing, where the total
 * was the last.
 */
static void assert_lacks_only_what_came_later(void)
{
	uint64_t came = rig.host.total_at_last - rig.host.total_at_total;
	uint64_t lacking = 0;

	assert_true(rig.host.asked_total);
	for (unsigned int i = 0; i < rig.snap.reasons; i++)
		if (rig.snap.rows[i].count < rig.host.at_total[i])
			lacking += rig.host.at_total[i] -
				   rig.snap.rows[i].count;
	if (lacking > came)
		fail_msg("round %u lacks %u exits, and %u came later",
			 (unsigned int)rig.snap.round, (unsigned int)lacking,
			 (unsigned int)came);
}

/* ---- what a refresh costs ---- */

static void a_refresh_in_which_nothing_moved_is_one_cpuid(void **state)
{
	(void)state;
	begin_quiet();
	rig_rounds(&rig, 5);
	for (int i = 0; i < 40; i++) {
		rig_round(&rig);
		assert_int_equal(queries(), 1);
		assert_int_equal(rig.snap.self_delta, 1);
	}
	rig_end(&rig);
}

static void a_refresh_is_the_total_and_what_moved(void **state)
{
	(void)state;
	begin_quiet();
	for (unsigned int i = 0; i < 55; i++) {
		round_after(20, 10);
		if (i >= 2)
			assert_int_equal(queries(), 3);
	}
	rig_end(&rig);
}

static void a_reason_that_moves_now_and_then_is_read_only_then(void **state)
{
	(void)state;
	begin_quiet();
	for (unsigned int i = 0; i < 55; i++) {
		bool moves = i % 10 == 5;

		fake_exits(&rig.host, 31, moves);
		round_after(20, 10);
		if (i > 5)
			assert_int_equal(queries(), 3 + moves);
		assert_exact();
	}
	rig_end(&rig);
}

static void an_idle_native_refresh_issues_at_most_six_cpuids(void **state)
{
	struct fake_config c = { .kind = FAKE_NATIVE };
	unsigned int most = 0;

	(void)state;
	c.rate[12] = 20;	/* HLT, and the timer's interrupts */
	c.rate[1] = 10;
	c.rate[32] = 20;
	c.rate[52] = 10;
	rig_begin(&rig, &c, DIALECT_NONE);
	rig_rounds(&rig, 12);
	for (int i = 0; i < 600; i++) {
		rig_round(&rig);
		if (!(rig.snap.notes & NOTE_FULL_SWEEP) && queries() > most)
			most = queries();
		assert_int_equal(rig.snap.self_delta, queries());
	}
	print_message("# an idle refresh: at most %u CPUIDs\n", most);
	assert_true(most <= 6);
	rig_end(&rig);
}

/* Which is 17 000 exits a second: a part of the sweeps is torn by them. */
static void a_busy_refresh_issues_the_active_and_two_on_average(void **state)
{
	struct fake_config c = { .kind = FAKE_NATIVE };
	unsigned int asked = 0, least = 0;

	(void)state;
	for (int i = 0; i < 20; i++)
		c.rate[i * 3] = 5 + 90 * i;
	rig_begin(&rig, &c, DIALECT_NONE);
	rig_rounds(&rig, 12);
	for (int i = 0; i < 300; i++) {
		rig_round(&rig);
		if (rig.snap.notes & NOTE_FULL_SWEEP)
			continue;
		asked += queries();
		least += active();
		assert_in_range(queries(), active() + 1, 2 * active() + 1);
	}
	print_message("# %u CPUIDs where %u were to be expected\n", asked,
		      least);
	assert_true(asked <= least + 300 * 2);
	rig_end(&rig);
}

/* Its cycles may be booked when the other vCPU's exit is over. */
static void with_other_vcpus_what_moved_is_looked_at_once_more(void **state)
{
	struct fake_config c = { .kind = FAKE_NATIVE, .cpuid_ns = 1e-3,
				 .vcpus = 2 };

	(void)state;
	rig_begin(&rig, &c, DIALECT_NONE);
	for (int r = 0; r < 8; r++)
		round_after(20, 10);
	fake_exits(&rig.host, 54, 1);
	round_after(20, 10);
	rig.host.cycles[1][54] += 12345;
	round_after(20, 10);
	assert_int_equal(rig_row(&rig, 54)->cycles_delta, 12345);
	round_after(20, 10);
	assert_int_equal(queries(), 3);
	rig_end(&rig);
}

/* ---- what it must find ---- */

static void a_cold_reason_that_moved_is_found_in_the_same_round(void **state)
{
	struct fake_config c = { .kind = FAKE_NATIVE, .cpuid_ns = 1 };

	(void)state;
	c.rate[12] = 50;
	rig_begin(&rig, &c, DIALECT_NONE);
	rig_rounds(&rig, 20);
	for (unsigned int slot = 0; slot < reason_roles(ISA_VMX)->other; slot++) {
		fake_exits(&rig.host, slot, 3);
		rig_round(&rig);
		assert_int_equal(rig_row(&rig, slot)->count,
				 fake_truth(&rig.host, slot));
		if (slot != 12)
			assert_int_equal(rig_row(&rig, slot)->delta, 3);
		rig_rounds(&rig, 10);
	}
	rig_end(&rig);
}

/*
 * Exits that come while the sweep lasts, of a reason that moves all the time,
 * now and then, did so once, or never, before each of its CPUIDs, together
 * with such that came before it: the numbers hide no more than came, and with
 * the next quiet round nothing.
 */
static void exits_that_land_in_a_sweep_are_told_by_the_next(void **state)
{
	static const unsigned int slots[] = { 12, 32, 31, 7, 60 };

	(void)state;
	for (unsigned int i = 0; i < 5 * 5 * 6 * 3; i++) {
		unsigned int landing = slots[i % 5], cold = slots[i / 5 % 5];

		begin_quiet();
		fake_exits(&rig.host, 7, 9);
		for (int r = 0; r < 30; r++) {
			fake_exits(&rig.host, 31, r % 6 == 0);
			round_after(20, 10);
		}
		rig.host.land_slot = landing;
		rig.host.land_n = 1 + i / 150;
		rig.host.land_at = rig.host.own + 1 + i / 25 % 6;
		fake_exits(&rig.host, cold, 2);
		round_after(20, 10);
		assert_lacks_only_what_came_later();
		round_after(20, 10);
		if (rig.host.own >= rig.host.land_at + queries())
			assert_exact();
		rig_end(&rig);
	}
}

/* The worst that can be: as many come in every sweep as are to be hidden. */
static void what_every_sweep_hides_again_is_told_within_a_minute(void **state)
{
	unsigned int hidden = 0;

	(void)state;
	begin_quiet();
	for (unsigned int i = 0; i < 200; i++) {
		rig.host.land_slot = 12;
		rig.host.land_n = 1;
		rig.host.land_at = rig.host.own + 2;
		if (i == 20)
			fake_exits(&rig.host, 60, 1);
		round_after(20, 10);
		hidden += i >= 20 && !rig_row(&rig, 60)->count;
		assert_lacks_only_what_came_later();
	}
	print_message("# hidden for %u rounds\n", hidden);
	assert_true(hidden < STALE_S);
	rig_end(&rig);
}

/* Reasons that may be asked for: the first so many. */
static unsigned int askable(void)
{
	return rig.host.config.kind == FAKE_NATIVE ||
	       rig.host.config.isa == ISA_SVM ?
	       reason_roles(rig.host.config.isa)->other : LEAF_SAFE_CODES;
}

/* One that has exits: of others, an assignment has no answer. */
static unsigned int some_slot(void)
{
	unsigned int slot;

	do
		slot = (unsigned int)fake_random(&rig.host, askable());
	while (!reason_get(rig.host.config.isa, slot)->defined);
	return slot;
}

/* Of this guest, or where others are counted too, of them. */
static void change_rates(struct fake_config *c)
{
	static const double rates[] = {
		0, 0, 0, 0.02, 0.3, 2, 40, 900, 20000,
	};
	bool others = c->kind != FAKE_NATIVE && fake_random(&rig.host, 2);

	for (int n = 0; n < 4; n++) {
		double *rate = others ? c->others : c->rate;

		rate[some_slot()] = rates[fake_random(&rig.host, 9)];
	}
}

/* How many rounds ago was @count the truth of this reason? */
static unsigned int age(uint64_t past[][REASON_SLOTS], unsigned int round,
			unsigned int slot, uint64_t count)
{
	unsigned int old = 0;

	while (old <= STALE_S && old <= round &&
	       count < past[(round - old) % (STALE_S + 1)][slot])
		old++;
	return old;
}

/* One round of the model. Returns the age of its oldest row. */
static unsigned int model_round(uint64_t past[][REASON_SLOTS],
				unsigned int round)
{
	unsigned int oldest = 0;

	if (round % 16 == 5)
		change_rates(&rig.host.config);
	if (!fake_random(&rig.host, 5))
		fake_exits(&rig.host, some_slot(), 1);
	rig_round(&rig);
	memcpy(past[round % (STALE_S + 1)], rig.host.at_round,
	       sizeof(rig.host.at_round));
	assert_lacks_only_what_came_later();
	for (unsigned int i = 0; i < askable(); i++) {
		const struct row *row = &rig.snap.rows[i];
		unsigned int old;

		if (!(row->has & HAS_COUNT))
			continue;
		assert_true(row->count <= fake_truth(&rig.host, i));
		old = age(past, round, i, row->count);
		if (old > STALE_S)
			fail_msg("round %u: reason %u is stale", round, i);
		if (old > oldest)
			oldest = old;
	}
	assert_true(rig.snap.total.count >= rig.host.total_at_round);
	assert_true(rig.snap.total.count <= fake_truth_total(&rig.host) +
		    (uint64_t)rig.host.config.total_beyond);
	assert_false(rig.snap.notes &
		     (NOTE_RESET | NOTE_TOTAL_IS_SUM | NOTE_AUDIT_OFF));
	return oldest;
}

/*
 * The model: a host that does anything, against the truth. Nothing shown is
 * ever ahead of the truth, lacks of it more than came while it was read, or is
 * older than STALE_S.
 */
static void run_model(const char *name, struct fake_config c,
		      unsigned int rounds)
{
	static uint64_t past[STALE_S + 1][REASON_SLOTS];
	unsigned int lagging = 0, most = 0;
	uint64_t asked = 0, proven = 0;

	rig_begin(&rig, &c, c.svm_named ? DIALECT_2020_SVM : DIALECT_NONE);
	for (unsigned int r = 0; r < rounds; r++) {
		unsigned int oldest = model_round(past, r);

		asked += queries();
		lagging += oldest > 0;
		most = oldest > most ? oldest : most;
		proven += rig.host.log[rig.host.logged - 1].leaf ==
			  fake_total_leaf(&rig.host);
	}
	print_message("# %s, %u rounds: %.1f CPUIDs a round; %.0f %% ended "
		      "with the total; in %.1f %% a reason lagged, by %u "
		      "rounds at most\n", name, rounds,
		      (double)asked / rounds, 100 * (double)proven / rounds,
		      100.0 * lagging / rounds, most);
	rig_end(&rig);
}

static void whatever_happens_no_reason_is_older_than_a_minute(void **state)
{
	struct fake_config c = { .kind = FAKE_NATIVE, .seed = 1 };

	(void)state;
	run_model("native", c, 4000);
	c.seed = 2;
	c.vcpus = 3;
	run_model("3 vCPUs", c, 2000);
	c.seed = 3;
	c.cpuid_ns = 20000;	/* much happens in a sweep */
	run_model("a slow host", c, 2000);
	c = (struct fake_config){ .kind = FAKE_NATIVE, .isa = ISA_SVM,
				  .seed = 4, .total_beyond = 4321 };
	run_model("SVM, a total with more", c, 2000);
}

static void no_reason_of_an_assignment_is_older_than_a_minute(void **state)
{
	struct fake_config c = { .kind = FAKE_2020, .seed = 5 };

	(void)state;
	run_model("2020", c, 1000);
	c.kind = FAKE_2021;
	run_model("2021", c, 1000);
	c.kind = FAKE_2022;
	run_model("2022", c, 1000);
	c.kind = FAKE_2020_SVM;
	c.svm_named = true;
	run_model("2020-svm", c, 1000);
}

static void a_quiet_sweep_shows_what_a_full_one_would(void **state)
{
	struct fake_config c = { .kind = FAKE_NATIVE, .cpuid_ns = 1e-3 };
	unsigned int n = reason_roles(ISA_VMX)->other, full = 0;

	(void)state;
	rig_begin(&rig, &c, DIALECT_NONE);
	for (int r = 0; r < 3000; r++) {
		for (int i = 0; i < 4; i++)
			fake_exits(&rig.host, (unsigned int)
				   fake_random(&rig.host, n),
				   fake_random(&rig.host, 50));
		rig_round(&rig);
		for (unsigned int i = 0; i < n; i++)
			assert_int_equal(rig.snap.rows[i].count,
					 fake_truth(&rig.host, i));
		full += !!(rig.snap.notes & NOTE_FULL_SWEEP);
	}
	assert_true(full < 600);
	rig_end(&rig);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_refresh_in_which_nothing_moved_is_one_cpuid),
	cmocka_unit_test(a_refresh_is_the_total_and_what_moved),
	cmocka_unit_test(a_reason_that_moves_now_and_then_is_read_only_then),
	cmocka_unit_test(an_idle_native_refresh_issues_at_most_six_cpuids),
	cmocka_unit_test(a_busy_refresh_issues_the_active_and_two_on_average),
	cmocka_unit_test(with_other_vcpus_what_moved_is_looked_at_once_more),
	cmocka_unit_test(a_cold_reason_that_moved_is_found_in_the_same_round),
	cmocka_unit_test(exits_that_land_in_a_sweep_are_told_by_the_next),
	cmocka_unit_test(what_every_sweep_hides_again_is_told_within_a_minute),
	cmocka_unit_test(whatever_happens_no_reason_is_older_than_a_minute),
	cmocka_unit_test(no_reason_of_an_assignment_is_older_than_a_minute),
	cmocka_unit_test(a_quiet_sweep_shows_what_a_full_one_would),
};

RUN_TESTS(tests)
