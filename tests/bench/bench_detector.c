/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bench_detector: false alarms and delays of the shift detector, by
 * simulation, beside the figures its method was chosen by.
 *
 *	bench_detector [--short] [--seed N]
 *
 * Ends with 1 where a figure is too bad: more than 1.5 times the published
 * false alarms and 3 (with log-normal rates or a dispersion of 100, 3 times
 * and 10), or a median delay more than 2 intervals longer. The last
 * two lines are TAP, so that prove can run it.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exittop/core/shift.h"
#include "random.h"

#define BUDGET_S 28800.0	/* a false alarm in 8 h, over */
#define WATCHED  6		/* rows: H = 12.75 */
#define QUIET	 300		/* intervals before a step */
#define PATIENCE 600		/* intervals a step has to be found in */
#define MISSED	 (PATIENCE + 1)
#define RATES	 8
#define PHIS	 4
#define MEMORIES 2
#define KINDS	 (PROCESSES * MEMORIES)
#define CELLS	 (RATES * PHIS * KINDS)

static const double rates[RATES] = {
	0, 0.001, 0.01, 0.1, 1, 10, 100, 10000
};
static const double phis[PHIS] = { 1, 3, 10, 100 };
static const double memories[MEMORIES] = { 0, 0.5 };
static const char *const kinds[KINDS] = {
	"independent", "AR(1) 0.5", "log-normal", "... AR(1) 0.5"
};

/* False alarms in 10^6 intervals when the method was chosen, independent. */
static const double published[RATES][PHIS] = {
	{ 0, 0, 0, 0 },
	{ 0, 3, 23, 9 },
	{ 0, 1, 70, 112 },
	{ 0, 2, 3, 241 },
	{ 0, 0, 1, 12 },
	{ 1, 2, 2, 1 },
	{ 0, 0, 1, 4 },
	{ 0, 0, 0, 0 },
};

/* Median delays then, at a dispersion of 1 and 10; 0: most were missed. */
static const struct step {
	double before, after;
	int median[2];
} steps[] = {
	{ 0, 5000, { 3, 3 } },	   { 0.1, 8000, { 3, 3 } },
	{ 0, 10, { 7, 9 } },	   { 0.1, 10, { 7, 11 } },
	{ 1, 10, { 7, 25 } },	   { 10, 20, { 4, 39 } },
	{ 100, 200, { 3, 4 } },	   { 100, 150, { 5, 21 } },
	{ 100, 10, { 3, 3 } },	   { 300, 0, { 3, 3 } },
	{ 5000, 2500, { 3, 3 } },  { 1, 2, { 52, 0 } },
};

#define STEPS (sizeof(steps) / sizeof(steps[0]))

/* A detector and the snapshots it is fed with, one simulation a row. */
struct rig {
	struct random random;
	struct shift shift;
	struct snapshot snaps[2];
	struct process processes[REASON_SLOTS];
	unsigned int rows;
	uint64_t round;
};

static void rig_init(struct rig *rig, unsigned int rows)
{
	shift_init(&rig->shift, WATCHED, BUDGET_S, 1);
	memset(rig->snaps, 0, sizeof(rig->snaps));
	rig->rows = rows;
	rig->round = 0;
	for (int s = 0; s < 2; s++) {
		rig->snaps[s].interval_s = 1;
		rig->snaps[s].reasons = rows;
		for (unsigned int i = 0; i < rows; i++)
			rig->snaps[s].rows[i].watched = true;
	}
}

/* One interval of every row. The snapshot is valid until the next but one. */
static const struct snapshot *rig_next(struct rig *rig)
{
	struct snapshot *snap = &rig->snaps[rig->round % 2];
	const struct snapshot *last = &rig->snaps[(rig->round + 1) % 2];

	snap->wall_ns = (int64_t)rig->round * 1000000000;
	for (unsigned int i = 0; i < rig->rows; i++) {
		snap->rows[i].has = HAS_DELTA;
		snap->rows[i].delta = (uint64_t)process_next(
			&rig->processes[i], &rig->random);
	}
	shift_update(&rig->shift, snap, last);
	rig->round++;
	return snap;
}

static unsigned int cell_of(int kind, int rate, int phi)
{
	return (unsigned int)((kind * RATES + rate) * PHIS + phi);
}

/*
 * The published figures are of Gamma rates; what others, and a dispersion of
 * 100, may do is our own limit.
 */
static int cell_print(unsigned int alarms, double chosen, bool hard)
{
	bool bad = alarms > (hard ? 3 * chosen + 10 : 1.5 * chosen + 3);

	printf(" %7u (%5.1f)%s", alarms, chosen, bad ? "!" : " ");
	return bad;
}

static int alarms_print(const struct snapshot *snap, double intervals)
{
	int bad = 0;

	printf("false alarms in %.0f intervals (in so many, by the method "
	       "published, rates independent and Gamma)\n%-21s", intervals, "");
	for (int p = 0; p < PHIS; p++)
		printf("  dispersion %-4g", phis[p]);
	for (int k = 0; k < KINDS; k++)
		for (int r = 0; r < RATES; r++) {
			printf("\n%-14s %5g/s", kinds[k], rates[r]);
			for (int p = 0; p < PHIS; p++)
				bad += cell_print(
					snap->rows[cell_of(k, r, p)].shift_seq,
					published[r][p] * intervals / 1e6,
					k >= MEMORIES || phis[p] > 10);
		}
	printf("\n\n");
	return bad;
}

static int bench_alarms(struct rig *rig, long intervals)
{
	const struct snapshot *snap = NULL;

	rig_init(rig, CELLS);
	for (int k = 0; k < KINDS; k++)
		for (int r = 0; r < RATES; r++)
			for (int p = 0; p < PHIS; p++)
				process_init(&rig->processes[cell_of(k, r, p)],
					     (enum process_kind)(k / MEMORIES),
					     rates[r], phis[p],
					     memories[k % MEMORIES]);
	for (long i = 0; i < intervals; i++)
		snap = rig_next(rig);
	return alarms_print(snap, (double)intervals);
}

/* Adds the delays of one step in every row of the rig to @histogram. */
static void step_run(struct rig *rig, const struct step *step, double phi,
		     unsigned int histogram[MISSED + 1])
{
	enum shift_state way = step->after > step->before ? SHIFT_UP :
							    SHIFT_DOWN;
	bool found[REASON_SLOTS] = { false };
	uint32_t before[REASON_SLOTS];
	const struct snapshot *snap = NULL;

	rig_init(rig, REASON_SLOTS);
	for (unsigned int i = 0; i < rig->rows; i++)
		process_init(&rig->processes[i], PROCESS_GAMMA,
			     step->before, phi, 0);
	for (int t = 0; t < QUIET; t++)
		snap = rig_next(rig);
	for (unsigned int i = 0; i < rig->rows; i++) {
		before[i] = snap->rows[i].shift_seq;
		rig->processes[i].rate = step->after;
	}
	for (int t = 1; t <= PATIENCE; t++) {
		snap = rig_next(rig);
		for (unsigned int i = 0; i < rig->rows; i++) {
			const struct row *row = &snap->rows[i];

			if (found[i] || row->shift_seq == before[i] ||
			    row->shift != way)
				continue;
			found[i] = true;
			histogram[t]++;
		}
	}
	for (unsigned int i = 0; i < rig->rows; i++)
		histogram[MISSED] += !found[i];
}

static int quantile(const unsigned int histogram[MISSED + 1], double part)
{
	unsigned int all = 0, below = 0;

	for (int t = 0; t <= MISSED; t++)
		all += histogram[t];
	for (int t = 0; t <= MISSED; t++) {
		below += histogram[t];
		if (below >= part * all)
			return t;
	}
	return MISSED;
}

/* The delays of @runs rigs of one step at one dispersion, printed. */
static int step_bench(struct rig *rig, const struct step *step, int high,
		      int runs)
{
	unsigned int histogram[MISSED + 1] = { 0 };
	int want = step->median[high], got;
	bool bad;

	for (int i = 0; i < runs; i++)
		step_run(rig, step, high ? 10 : 1, histogram);
	got = quantile(histogram, 0.5);
	bad = want && got > want + 2;
	printf(got < MISSED ? "  %6d" : "       -", got);
	if (want)
		printf(" (%3d)%c", want, bad ? '!' : ' ');
	else
		printf(" (  -) ");
	printf("%9.1f %%", 100.0 * histogram[MISSED] / (runs * REASON_SLOTS));
	return bad;
}

static int bench_delays(struct rig *rig, int runs)
{
	int bad = 0;

	printf("median delay of an alert in intervals (by the method "
	       "published), missed within %d\n%-16s  dispersion 1"
	       "             dispersion 10\n", PATIENCE, "");
	for (size_t s = 0; s < STEPS; s++) {
		printf("%6g -> %-6g", steps[s].before, steps[s].after);
		bad += step_bench(rig, &steps[s], 0, runs);
		bad += step_bench(rig, &steps[s], 1, runs);
		printf("\n");
	}
	return bad;
}

int main(int argc, char **argv)
{
	static struct rig rig;
	uint64_t seed = 283;
	bool brief = false;
	int bad;

	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--short")) {
			brief = true;
		} else if (!strcmp(argv[i], "--seed") && i + 1 < argc) {
			seed = strtoull(argv[++i], NULL, 10);
		} else {
			fprintf(stderr, "usage: %s [--short] [--seed N]\n",
				argv[0]);
			return 2;
		}
	}
	random_init(&rig.random, seed);
	bad = bench_alarms(&rig, brief ? 100000 : 1000000);
	bad += bench_delays(&rig, brief ? 3 : 20);
	printf("\n1..1\n%s 1 - false alarms and delays: %d figures too bad (!)\n",
	       bad ? "not ok" : "ok", bad);
	return bad != 0;
}
