/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/data/snapshot.h"
#include "exittop/base/number.h"
#include "exittop/facts/quirk.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

void snapshot_copy(struct snapshot *to, const struct snapshot *from)
{
	memcpy(to, from, offsetof(struct snapshot, rows) +
	       from->reasons * sizeof(from->rows[0]));
}

unsigned int snapshot_cpus(const struct snapshot *snap)
{
	return snap->scope == SCOPE_VM && snap->vcpus && !snap->vcpu
	       ? snap->vcpus : 1;
}

bool snapshot_has_shifted(const struct snapshot *snap)
{
	for (unsigned int i = 0; i < snap->reasons; i++)
		if (snap->rows[i].shift_seq)
			return true;
	return false;
}

/* Most rows had no exit: not to divide saves a tenth of a replay. */
static double per(uint64_t exits, double of)
{
	return exits ? (double)exits / of : 0;
}

/*
 * Cycles of an exit that began in this interval may be booked in the next, so
 * a cost is only known where there were exits. CPUID's is over our own, too.
 */
static void derive_cost(struct row *row)
{
	uint64_t exits = number_sum(row->delta, row->own);

	if (!exits)
		return;
	row->has |= HAS_COST;
	row->cycles_per_exit =
		((double)row->cycles_delta + (double)row->own_cycles) /
		(double)exits;
}

static void derive_time(struct snapshot *snap, struct row *row,
			double time_cycles)
{
	row->has |= HAS_TIME;
	row->time_share = per(row->cycles_delta, time_cycles);
	if (snap->in_exits < 0)
		snap->in_exits = 0;
	snap->in_exits += row->time_share;
}

static void derive_rate(struct row *row, double interval_s)
{
	row->has &= ~(unsigned int)(HAS_SHARE | HAS_COST | HAS_TIME);
	if (row->has & HAS_DELTA && interval_s > 0)
		row->rate = per(row->delta, interval_s);
}

/*
 * More time in exits than there was: several CPUs of a host, or exits that
 * began before the interval. What part of the time it is is not known.
 */
static void forget_times(struct snapshot *snap)
{
	snap->in_exits = -1;
	for (unsigned int i = 0; i < snap->reasons; i++)
		snap->rows[i].has &= ~(unsigned int)HAS_TIME;
}

/* Are there exits whose time the host does not give? */
static bool has_untimed(const struct snapshot *snap)
{
	for (unsigned int i = 0; i < snap->reasons; i++) {
		const struct row *row = &snap->rows[i];

		if (row->has & HAS_DELTA && row->delta &&
		    !(row->has & HAS_CYCLES_DELTA) &&
		    !reason_is_idle(snap->isa, i))
			return true;
	}
	return false;
}

void snapshot_derive(struct snapshot *snap)
{
	double time_cycles = snap->tsc_hz * snap->interval_s *
			     snapshot_cpus(snap);
	const struct reason_roles *roles = reason_roles(snap->isa);
	double exits = 0;

	snap->in_exits = -1;
	derive_rate(&snap->total, snap->interval_s);
	for (unsigned int i = 0; i < snap->reasons; i++) {
		struct row *row = &snap->rows[i];

		derive_rate(row, snap->interval_s);
		if (row->has & HAS_DELTA && row->delta)
			exits += (double)row->delta;
		if (!(row->has & HAS_CYCLES_DELTA))
			continue;
		derive_cost(row);
		if (i != roles->hlt && i != roles->idle && time_cycles > 0)
			derive_time(snap, row, time_cycles);
	}
	if (snap->in_exits > 1)
		forget_times(snap);
	/* Some of the exits are not counted, or their time is not. */
	if (snap->quirks & QUIRK_BLIND || has_untimed(snap))
		snap->in_exits = -1;
	for (unsigned int i = 0; i < snap->reasons; i++) {
		struct row *row = &snap->rows[i];

		if (!(row->has & HAS_DELTA) || exits <= 0)
			continue;
		row->has |= HAS_SHARE;
		row->share = per(row->delta, exits);
	}
}

#define DIFFERENCE ((unsigned int)(HAS_DELTA | HAS_CYCLES_DELTA))

/* Not so of a first round, and not where all counters began again. */
static bool has_differences(const struct snapshot *snap)
{
	for (unsigned int i = 0; i < snap->reasons; i++)
		if (snap->rows[i].has & HAS_DELTA)
			return snap->interval_s > 0;
	return false;
}

static void forget_row(struct row *row)
{
	row->has &= ~DIFFERENCE;
	row->delta = row->own = row->cycles_delta = row->own_cycles = 0;
}

static void forget_differences(struct snapshot *snap)
{
	snap->interval_s = 0;
	forget_row(&snap->total);
	for (unsigned int i = 0; i < snap->reasons; i++)
		forget_row(&snap->rows[i]);
}

/* Adds the differences of @before. What one of both lacks, the sum lacks. */
static void add_row(struct row *row, const struct row *before, bool both)
{
	if (both)
		row->has &= before->has | ~DIFFERENCE;
	else
		row->has |= before->has & DIFFERENCE;
	row->delta = number_sum(row->delta, before->delta);
	row->own = number_sum(row->own, before->own);
	row->cycles_delta = number_sum(row->cycles_delta, before->cycles_delta);
	row->own_cycles = number_sum(row->own_cycles, before->own_cycles);
	if (before->reading > row->reading)
		row->reading = before->reading;
}

static double mean_hz(const struct snapshot *a, const struct snapshot *b)
{
	double both_s = a->interval_s + b->interval_s;

	if (a->tsc_hz <= 0 || b->tsc_hz <= 0 || both_s <= 0)
		return fmax(a->tsc_hz, b->tsc_hz);
	return (a->tsc_hz * a->interval_s + b->tsc_hz * b->interval_s) /
	       both_s;
}

void snapshot_add(struct snapshot *sum, const struct snapshot *next)
{
	struct snapshot all = *next;
	bool counts = has_differences(next);
	bool both = counts && sum->interval_s > 0;

	if (!counts)
		forget_differences(&all);
	add_row(&all.total, &sum->total, both);
	for (unsigned int i = 0; i < all.reasons; i++)
		add_row(&all.rows[i], &sum->rows[i], both);
	all.tsc_hz = mean_hz(sum, &all);
	all.interval_s += sum->interval_s;
	all.notes |= sum->notes;
	all.self_delta += sum->self_delta;
	*sum = all;
	snapshot_derive(sum);
}

static bool subtract(uint64_t *from, uint64_t idle, double factor)
{
	uint64_t much = number_whole((double)idle * factor);
	bool below = much > *from;

	*from = below ? 0 : *from - much;
	return below;
}

/* @asleep: of HLT, whose cycles are most when the guest is idle. */
static bool subtract_row(struct row *row, const struct row *idle,
			 double factor, bool asleep)
{
	row->has &= idle->has | ~DIFFERENCE;
	if (row->has & HAS_CYCLES_DELTA && !asleep)
		subtract(&row->cycles_delta, idle->cycles_delta, factor);
	return row->has & HAS_DELTA &&
	       subtract(&row->delta, idle->delta, factor);
}

unsigned int snapshot_subtract(struct snapshot *snap,
			       const struct snapshot *idle)
{
	double factor = idle->interval_s > 0 ?
			snap->interval_s / idle->interval_s : 0;
	unsigned int below = 0;

	subtract_row(&snap->total, &idle->total, factor, false);
	for (unsigned int i = 0; i < snap->reasons; i++)
		below += subtract_row(&snap->rows[i], &idle->rows[i], factor,
				      reason_is_idle(snap->isa, i));
	snapshot_derive(snap);
	return below;
}

static void rebase_row(struct row *row)
{
	row->has &= ~(unsigned int)(HAS_COUNT | HAS_CYCLES);
	if (row->has & HAS_DELTA)
		row->has |= HAS_COUNT;
	if (row->has & HAS_CYCLES_DELTA)
		row->has |= HAS_CYCLES;
	row->count = row->delta;
	row->cycles = row->cycles_delta;
}

void snapshot_rebase(struct snapshot *snap)
{
	rebase_row(&snap->total);
	for (unsigned int i = 0; i < snap->reasons; i++)
		rebase_row(&snap->rows[i]);
}

const char *snapshot_reading_name(enum reading reading)
{
	static const char *const names[] = {
		[READING_NONE] = "none", [READING_FIRST] = "first",
		[READING_OK] = "ok", [READING_WRAP] = "wrap",
		[READING_RESET] = "reset",
	};

	return names[reading];
}

static const struct {
	const char *name, *words;
} shifts[] = {
	[SHIFT_NONE] = { "none", "none" },
	[SHIFT_LEARNING] = { "learning", "learning" },
	[SHIFT_NOTICE] = { "notice", "notice" },
	[SHIFT_UP] = { "up", "up" },
	[SHIFT_DOWN] = { "down", "down" },
	[SHIFT_LIKELY_UP] = { "likely_up", "likely up" },
	[SHIFT_LIKELY_DOWN] = { "likely_down", "likely down" },
};

const char *snapshot_shift_name(enum shift_state shift)
{
	return shifts[shift].name;
}

const char *snapshot_shift_words(enum shift_state shift)
{
	return shifts[shift].words;
}

const char *snapshot_paging_name(enum paging paging)
{
	static const char *const names[] = {
		[PAGING_UNKNOWN] = "unknown", [PAGING_NESTED] = "nested",
		[PAGING_SHADOW] = "shadow", [PAGING_MIXED] = "mixed",
	};

	return names[paging];
}

const char *snapshot_odd_name(enum odd_one odd)
{
	static const char *const names[] = {
		[ODD_NOT] = "none", [ODD_MORE] = "more",
		[ODD_FEWER] = "fewer",
	};

	return names[odd];
}
