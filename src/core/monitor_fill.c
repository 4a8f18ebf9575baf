/* SPDX-License-Identifier: GPL-2.0-only */
/* The numbers of a snapshot, from what the sampler has counted. */
#include "monitor_parts.h"
#include "exittop/base/number.h"
#include "exittop/facts/quirk.h"

#include <math.h>
#include <string.h>

#define LATE_S		0.1	/* of an exit that began before the round */
#define OTHER_LEAST	100	/* exits that may come during a sweep */

void monitor_fill_row(const struct snapshot *snap,
		      const struct counter *counter, struct row *row)
{
	row->reading = counter->reading;
	if (counter->reading == READING_NONE)
		return;
	row->has = HAS_COUNT;
	row->count = counter_net(counter);
	if (counter->has_cycles) {
		row->has |= HAS_CYCLES;
		row->cycles = counter->cycles;
	}
	if (snap->interval_s <= 0 || (counter->reading != READING_OK &&
				      counter->reading != READING_WRAP))
		return;
	row->has |= HAS_DELTA;
	row->own = counter->own < counter->delta ? counter->own
						 : counter->delta;
	row->delta = counter->delta - row->own;
	if (!counter->has_cycles)
		return;
	row->has |= HAS_CYCLES_DELTA;
	row->cycles_delta = counter->cycles_delta;
	/* Which of them our own exits took is not known: they cost the same. */
	if (row->own) {
		uint64_t most = counter->cycles_delta / 2048 * 2048;

		row->own_cycles = (uint64_t)fmin(
			(double)counter->cycles_delta * (double)row->own /
			(double)counter->delta, (double)most);
		row->cycles_delta -= row->own_cycles;
	}
}

/* The host's total, or where it cannot be used the sum of the rows. */
static void fill_total(const struct monitor *monitor, struct snapshot *snap)
{
	struct row *total = &snap->total;
	uint64_t count = 0, delta = 0;

	if (monitor->sampler.lost)
		return;
	monitor_fill_row(snap, &monitor->sampler.shown, total);
	for (unsigned int i = 0; i < snap->reasons; i++) {
		count = number_sum(count, snap->rows[i].count);
		delta = number_sum(delta, snap->rows[i].delta);
	}
	if (!monitor->sampler.total_bad && total->reading != READING_NONE)
		return;
	if (count == UINT64_MAX)
		return;
	snap->notes |= NOTE_TOTAL_IS_SUM;
	total->reading = snap->rows[reason_roles(snap->isa)->cpuid].reading;
	total->has = HAS_COUNT;
	total->count = count;
	total->delta = delta;
	if (snap->interval_s > 0 && total->reading != READING_RESET)
		total->has |= HAS_DELTA;
}

static void fill_rows(const struct monitor *monitor, struct snapshot *snap)
{
	const struct snapshot *last = &monitor->previous;

	for (unsigned int i = 0; i < snap->reasons; i++) {
		struct row *row = &snap->rows[i];

		monitor_fill_row(snap, &monitor->sampler.counters[i], row);
		row->watched = monitor->options.watched[i];
		row->moved = row->delta > 0 && last->round &&
			     !last->rows[i].delta;
	}
}

/*
 * What the total holds and no row does, where the host has no code for it: a
 * host that counts some exits in the total only. Where the total adds up, it is
 * proven to stand still (audit.c). Else exits that came during a sweep are no
 * part of it.
 */
static void fill_other(struct monitor *monitor, struct snapshot *snap)
{
	const struct sampler *sampler = &monitor->sampler;
	struct row *row = &snap->rows[reason_roles(snap->isa)->other];
	uint64_t sum = 0, sum_count = 0, excess = 0;

	if (sampler->map.other || snap->notes & NOTE_TOTAL_IS_SUM ||
	    sampler->map.ones || !(snap->total.has & HAS_COUNT) ||
	    (sampler->known_quirks | sampler->quirks) &
	    (QUIRK_DOUBLE | QUIRK_LOSSY))
		return;
	for (unsigned int i = 0; i < snap->reasons; i++) {
		sum = number_sum(sum, snap->rows[i].delta);
		sum_count = number_sum(sum_count, snap->rows[i].count);
	}
	if (!monitor->has_other || !(snap->total.has & HAS_DELTA)) {
		monitor->has_other = sampler->notes & NOTE_FULL_SWEEP;
		if (snap->total.count > sum_count &&
		    snap->total.count - sum_count > OTHER_LEAST)
			excess = snap->total.count - sum_count;
		if (sampler->notes & NOTE_RESET || excess > monitor->other)
			monitor->other = excess;
		excess = 0;
	} else if (!sampler->audit && snap->total.delta > sum) {
		excess = snap->total.delta - sum;
		excess = excess > sampler->slack ? excess : 0;
		monitor->other = number_sum(monitor->other, excess);
	}
	if (!monitor->other)
		return;
	row->reading = snap->total.reading;
	row->has = snap->total.has & (HAS_COUNT | HAS_DELTA);
	row->count = monitor->other;
	row->delta = excess;
}

/*
 * What a host that counts behind the fast paths cannot see is not known: its 0
 * is no count.
 */
static void drop_blind(struct monitor *monitor, struct snapshot *snap)
{
	snap->quirks = monitor->probe.quirks | monitor->sampler.quirks;
	if (!paging_is_blind(snap))
		return;
	snap->quirks |= QUIRK_BLIND;
	for (unsigned int i = 0; i < snap->reasons; i++) {
		struct row *row = &snap->rows[i];

		if (!paging_blind_reason(snap->isa, reason_code(snap->isa, i)))
			continue;
		row->has = 0;
		row->reading = READING_NONE;
	}
}

/*
 * The total may be the host's in one round and the sum of the rows in another:
 * where it is lower than it was, it began again.
 */
static void check_total(struct monitor *monitor, struct snapshot *snap)
{
	struct row *total = &snap->total;

	if (!(total->has & HAS_COUNT))
		return;
	if (total->count < monitor->total && total->reading != READING_RESET) {
		total->reading = READING_RESET;
		total->has &= HAS_COUNT | HAS_CYCLES;
	}
	monitor->total = total->count;
}

void monitor_fill(struct monitor *monitor, struct snapshot *snap)
{
	memset(&snap->total, 0, sizeof(snap->total));
	memset(snap->rows, 0, snap->reasons * sizeof(snap->rows[0]));
	fill_rows(monitor, snap);
	fill_total(monitor, snap);
	fill_other(monitor, snap);
	drop_blind(monitor, snap);
	check_total(monitor, snap);
	snapshot_derive(snap);
}

/*
 * Were the vCPUs longer in exits than there was time? Then the counters are
 * not those of the round before. Of a host it is not known how many CPUs it
 * has.
 */
bool monitor_takes_too_long(const struct snapshot *snap)
{
	double most_s = (snap->interval_s + LATE_S) * snapshot_cpus(snap);
	double cycles = 0;

	if (snap->scope != SCOPE_VM || !snap->vcpus || snap->tsc_hz <= 0)
		return false;
	for (unsigned int i = 0; i < snap->reasons; i++)
		if (snap->rows[i].cycles_delta && !reason_is_idle(snap->isa, i))
			cycles += (double)snap->rows[i].cycles_delta;
	return cycles > most_s * snap->tsc_hz;
}
