/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/data/run.h"
#include "exittop/base/utf8.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "exittop/facts/quirk.h"
#include "exittop/base/number.h"
#include "exittop/base/rate.h"

void run_init(struct run *run, const char *name)
{
	memset(run, 0, sizeof(*run));
	course_init(&run->course);
	snprintf(run->name, sizeof(run->name), "%s", name);
	utf8_visible(run->name);
}

/* Adds one round's cycles, for the cost and how it varies. */
static void row_add_cost(struct run_row *row, uint64_t cycles, uint64_t exits)
{
	double c = (double)cycles, n = (double)exits;

	row->cycles = number_sum(row->cycles, cycles);
	row->timed = number_sum(row->timed, exits);
	row->timed_rounds += exits > 0;
	row->cycles_cycles += c * c;
	row->cycles_exits += c * n;
	row->exits_exits += n * n;
}

/* Adds one round's difference to a row. */
static void row_add(struct run_row *row, uint64_t exits, double seconds)
{
	double x = (double)exits;

	/* Neighbours of unequal length: as much as their lengths allow. */
	if (exits && row->last_exits > 0)
		row->products += x * row->last_exits /
				 sqrt(seconds * row->last_s);
	if (exits)
		row->squares += x * x / seconds;
	row->exits = number_sum(row->exits, exits);
	row->seconds += seconds;
	row->rounds++;
	row->last_exits = x;
	row->last_s = seconds;
}

static void take_row(struct run *run, const struct row *from,
		     unsigned int slot, double seconds)
{
	struct run_row *row = &run->rows[slot];

	if (from->has & HAS_COUNT) {
		row->counted = true;
		row->count = from->count;
	}
	if (from->has & HAS_COST)
		row_add_cost(row, from->cycles_delta, from->delta);
	if (from->has & HAS_DELTA)
		row_add(row, from->delta, seconds);
}

/* The alerts of a row are numbered, so the last number counts them. */
static uint32_t shifts(const struct snapshot *snap)
{
	uint32_t n = 0;

	for (unsigned int i = 0; i < snap->reasons; i++)
		n += snap->rows[i].shift_seq;
	return n;
}

/* Exits that are in the total and in no reason. */
static uint64_t other_of(const struct snapshot *snap)
{
	const struct row *row = &snap->rows[reason_roles(snap->isa)->other];

	return row->has & HAS_COUNT ? row->count : 0;
}

static void take_facts(struct run *run, const struct snapshot *snap)
{
	run->host = snap->host;
	run->isa = snap->isa;
	run->dialect = snap->dialect;
	run->scope = snap->scope;
	run->vcpus = snap->vcpus;
	run->vcpu = snap->vcpu;
	run->reasons = snap->reasons;
	run->end_ns = snap->wall_ns;
	run->paging = snap->paging;
	/* What a silent round says of it is no evidence of the verdict. */
	if (!(snap->notes & NOTE_SILENT) || !run->evidence[0])
		memcpy(run->evidence, snap->evidence, sizeof(run->evidence));
	run->blind = snap->quirks & QUIRK_BLIND;
	run->notes |= snap->notes;
	run->resets = snap->resets;
	run->silent = snap->silent;
	run->gaps = snap->gaps;
	run->shifts = shifts(snap);
}

static void take_keys(struct run_keys *keys, const struct detail *detail)
{
	if (!detail->asked || !detail->keys_now)
		return;
	keys->exits += detail->keys_delta;
	for (unsigned int i = 0; i < detail->keys; i++) {
		unsigned int k = 0;

		while (k < keys->n && keys->key[k].key != detail->key[i].key)
			k++;
		if (k == DETAIL_KEYS)
			continue;
		keys->n += k == keys->n;
		keys->key[k].key = detail->key[i].key;
		keys->key[k].exits += detail->key[i].delta;
	}
}

int run_top_key(const struct run_keys *keys)
{
	int top = -1;

	for (unsigned int i = 0; i < keys->n; i++)
		if (keys->key[i].exits &&
		    (top < 0 || keys->key[i].exits > keys->key[top].exits))
			top = (int)i;
	return top;
}

double run_key_share(const struct run_keys *keys, uint64_t key)
{
	if (!keys->exits)
		return NAN;
	for (unsigned int i = 0; i < keys->n; i++)
		if (keys->key[i].key == key)
			return (double)keys->key[i].exits /
			       (double)keys->exits;
	return 0;
}

void run_add(struct run *run, const struct snapshot *snap)
{
	uint64_t exits = 0, count = 0;
	bool counted = false;

	if (!run->samples++) {
		run->start_ns = snap->wall_ns;
		run->start_mono_ns = snap->mono_ns;
	}
	take_facts(run, snap);
	course_add(&run->course, snap);
	for (unsigned int i = 0; i < snap->reasons; i++) {
		const struct row *row = &snap->rows[i];

		take_row(run, row, i, snap->interval_s);
		if (snap->details)
			take_keys(&run->keys[i], &snap->details[i]);
		if (row->delta)
			exits = number_sum(exits, row->delta);
		if (row->count)
			count = number_sum(count, row->count);
		counted |= (row->has & HAS_COUNT) != 0;
	}
	run->total.counted = counted;
	run->total.count = count;
	if (run->samples == 1) {
		run->has_first = counted;
		run->first_count = count;
		run->first_other = other_of(snap);
	}
	/* A total that cannot be used shows no exits that no reason has. */
	if (snap->notes & NOTE_TOTAL_IS_SUM) {
		run->first_count -= run->first_other;
		run->first_other = 0;
	}
	/* A round with a reset lacks differences: it is no part of a total. */
	if (!(snap->interval_s > 0) || snap->notes & (NOTE_RESET | NOTE_SILENT))
		return;
	run->rounds++;
	run->seconds += snap->interval_s;
	row_add(&run->total, exits, snap->interval_s);
}

int run_check(const struct run *run, struct err *err)
{
	if (!run->samples)
		return err_set(err, "%s: nothing was sampled in it: exits per "
			       "second need two rounds", run->name);
	if (run->samples == 1)
		return err_set(err, "%s: it has a single round, and exits per "
			       "second need two: record it with "
			       "--once --record, or with --batch", run->name);
	if (!run->rounds)
		return err_set(err, "%s: its rounds are at one and the same "
			       "time, or the counters began again in each: "
			       "there are no exits per second in it",
			       run->name);
	return 0;
}

double run_rate(const struct run_row *row)
{
	return row->seconds > 0 ? (double)row->exits / row->seconds : NAN;
}

double run_key_rate(const struct run *run, unsigned int slot, uint64_t key)
{
	double rate = run_rate(&run->rows[slot]);

	return rate > 0 ? rate * run_key_share(&run->keys[slot], key) : rate;
}

double run_cost(const struct run_row *row)
{
	return row->timed ? (double)row->cycles / (double)row->timed : NAN;
}

double run_cost_error(const struct run_row *row)
{
	double k = row->timed_rounds, cost = run_cost(row), squares;

	if (row->timed_rounds < RUN_ROUNDS)
		return NAN;
	/* The sum of (cycles - cost exits)^2, opened up. */
	squares = row->cycles_cycles - 2 * cost * row->cycles_exits +
		  cost * cost * row->exits_exits;
	return sqrt(fmax(squares, 0) * k / (k - 1)) / (double)row->timed;
}

double run_spread(const struct run_row *row)
{
	double n = row->rounds, rate = run_rate(row), phi, pull;

	if (row->rounds < RUN_ROUNDS)
		return NAN;
	if (!row->exits)
		return 1;
	/* Sums of (x - rate s)^2 / (rate s), and of neighbours, opened up. */
	phi = (row->squares / rate - (double)row->exits) / (n - 1);
	pull = (row->products / rate - (double)row->exits * (n - 1) / n) /
	       (n - 1);
	return rate_spread(phi, pull, n);
}
