/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/monitor.h"

#include <math.h>
#include <string.h>

#define GAP_FACTOR	2.5	/* so many delays without a round are a gap */
#define GAP_LEAST_S	1.0
#define SHORT_CYCLES	300	/* H14: no whole exit costs less */

void monitor_init(struct monitor *monitor, struct source *src,
		  const struct probe *probe,
		  const struct monitor_options *options)
{
	const struct reason_roles *roles = reason_roles(probe->isa);
	unsigned int watched = 0;

	memset(monitor, 0, sizeof(*monitor));
	monitor->src = src;
	monitor->probe = *probe;
	monitor->options = *options;
	for (int i = 0; options->watch_default && i < REASON_WATCH; i++)
		monitor->options.watched[roles->watch[i]] = true;
	for (unsigned int i = 0; i < probe->reasons; i++)
		watched += monitor->options.watched[i];
	sampler_init(&monitor->sampler, src, probe, options->vcpu);
	shift_init(&monitor->shift, watched, options->false_alarm_s,
		   options->delay_s);
	paging_init(&monitor->paging);
}

static void fill_who(const struct monitor *monitor, struct snapshot *snap)
{
	const struct probe *probe = &monitor->probe;

	snap->host = monitor->src->host;
	snap->replay = monitor->src->replay;
	snap->isa = probe->isa;
	snap->dialect = probe->dialect;
	snap->scope = probe->scope;
	snap->vcpus = probe->vcpus;
	snap->vcpu = monitor->options.vcpu;
	snap->reasons = probe->reasons;
}

static void fill_when(struct monitor *monitor, struct snapshot *snap,
		      const struct stamp *now)
{
	const struct stamp *last = &monitor->last;
	double delay = monitor->options.delay_s;

	snap->round = monitor->sampler.round;
	snap->wall_ns = now->wall_ns;
	snap->mono_ns = now->mono_ns;
	if (snap->round == 1)
		monitor->first = *now;
	if (snap->round == 1 || now->mono_ns <= last->mono_ns)
		return;
	snap->interval_s = (double)(now->mono_ns - last->mono_ns) / 1e9;
	/* A TSC that stands still or goes back (migration) gives no clock. */
	if (now->tsc > last->tsc)
		snap->tsc_hz = (double)(now->tsc - last->tsc) /
			       snap->interval_s;
	if (delay > 0 && snap->interval_s > delay * GAP_FACTOR &&
	    snap->interval_s > delay + GAP_LEAST_S) {
		snap->notes |= NOTE_GAP;
		monitor->gaps++;
	}
}

static void fill_row(const struct monitor *monitor, struct snapshot *snap,
		     const struct counter *counter, bool holds_own,
		     struct row *row)
{
	row->reading = counter->reading;
	if (counter->reading == READING_NONE)
		return;
	row->has = HAS_COUNT;
	row->count = holds_own ? sampler_count(&monitor->sampler, counter)
			       : counter->count;
	if (counter->has_cycles) {
		row->has |= HAS_CYCLES;
		row->cycles = counter->cycles;
	}
	if (snap->interval_s <= 0 || (counter->reading != READING_OK &&
				      counter->reading != READING_WRAP))
		return;
	row->has |= HAS_DELTA;
	row->delta = counter->delta;
	if (holds_own)
		row->delta -= counter->own < row->delta ? counter->own
							: row->delta;
	row->rate = (double)row->delta / snap->interval_s;
	if (!counter->has_cycles)
		return;
	row->has |= HAS_CYCLES_DELTA;
	row->cycles_delta = counter->cycles_delta;
}

/*
 * Cycles of an exit that began in this interval may be booked in the next, so
 * a cost is only told where there were exits. CPUID's cycles hold our own
 * exits too: its cost is over all of them.
 */
static void fill_cost(const struct monitor *monitor, struct snapshot *snap,
		      unsigned int slot, double time_cycles)
{
	const struct counter *counter = &monitor->sampler.counters[slot];
	struct row *row = &snap->rows[slot];

	if (!(row->has & HAS_CYCLES_DELTA))
		return;
	if (counter->delta) {
		row->has |= HAS_COST;
		row->cycles_per_exit = (double)counter->cycles_delta /
				       (double)counter->delta;
		if (slot == reason_roles(snap->isa)->cpuid)
			row->cycles_delta = (uint64_t)(row->cycles_per_exit *
						       (double)row->delta);
	}
	if (reason_is_idle(snap->isa, slot) || time_cycles <= 0)
		return;
	row->has |= HAS_TIME;
	row->time_share = (double)row->cycles_delta / time_cycles;
	snap->in_exits = fmax(snap->in_exits, 0) + row->time_share;
}

/* The host's total, or where it cannot be used the sum of the rows. */
static void fill_total(const struct monitor *monitor, struct snapshot *snap)
{
	struct row *total = &snap->total;
	uint64_t count = 0, delta = 0;

	fill_row(monitor, snap, &monitor->sampler.total, true, total);
	for (unsigned int i = 0; i < snap->reasons; i++) {
		count += snap->rows[i].count;
		delta += snap->rows[i].delta;
	}
	if (!monitor->sampler.total_bad && total->reading != READING_NONE)
		return;
	snap->notes |= NOTE_TOTAL_IS_SUM;
	total->reading = snap->rows[reason_roles(snap->isa)->cpuid].reading;
	total->has = HAS_COUNT;
	total->count = count;
	total->delta = delta;
	if (snap->interval_s > 0 && total->reading != READING_RESET) {
		total->has |= HAS_DELTA;
		total->rate = (double)delta / snap->interval_s;
	}
}

static void fill_rows(const struct monitor *monitor, struct snapshot *snap)
{
	const struct snapshot *last = &monitor->previous;
	unsigned int cpuid = reason_roles(snap->isa)->cpuid;
	unsigned int cpus = snap->scope == SCOPE_VM && snap->vcpus &&
			    !snap->vcpu ? snap->vcpus : 1;
	double time_cycles = snap->tsc_hz * snap->interval_s * cpus;
	double exits = 0;

	snap->in_exits = -1;
	for (unsigned int i = 0; i < snap->reasons; i++) {
		struct row *row = &snap->rows[i];

		fill_row(monitor, snap, &monitor->sampler.counters[i],
			 i == cpuid, row);
		row->watched = monitor->options.watched[i];
		row->moved = row->delta > 0 && last->round &&
			     !last->rows[i].delta;
		exits += (double)row->delta;
	}
	for (unsigned int i = 0; i < snap->reasons; i++) {
		struct row *row = &snap->rows[i];

		fill_cost(monitor, snap, i, time_cycles);
		if (!(row->has & HAS_DELTA) || exits <= 0)
			continue;
		row->has |= HAS_SHARE;
		row->share = (double)row->delta / exits;
	}
}

static void fill_notes(struct monitor *monitor, struct snapshot *snap)
{
	unsigned int cpuid = reason_roles(snap->isa)->cpuid;
	const struct row *row = &snap->rows[cpuid];

	snap->notes |= monitor->sampler.notes;
	if (snap->notes & NOTE_RESET)
		monitor->resets++;
	if (snap->notes & NOTE_WRAP)
		monitor->wraps++;
	/* CPUID is the one reason that every round provokes. */
	if (row->has & HAS_COST && row->cycles_per_exit < SHORT_CYCLES)
		snap->notes |= NOTE_CYCLES_SHORT;
	snap->resets = monitor->resets;
	snap->wraps = monitor->wraps;
	snap->gaps = monitor->gaps;
}

int monitor_refresh(struct monitor *monitor, struct snapshot *snap,
		    struct err *err)
{
	uint64_t issued = monitor->src->issued;
	struct stamp now;
	int got = source_next(monitor->src, &now, err);

	if (got <= 0)
		return got;
	if (sampler_sweep(&monitor->sampler, &now, err))
		return -1;
	memset(snap, 0, sizeof(*snap));
	fill_who(monitor, snap);
	fill_when(monitor, snap, &now);
	fill_rows(monitor, snap);
	fill_total(monitor, snap);
	snap->self_exits = monitor->src->issued;
	snap->self_delta = monitor->src->issued - issued;
	fill_notes(monitor, snap);
	shift_update(&monitor->shift, snap, &monitor->previous);
	paging_update(&monitor->paging, snap);
	monitor->last = now;
	monitor->previous = *snap;
	return 1;
}

void monitor_acknowledge(struct monitor *monitor)
{
	for (unsigned int i = 0; i < REASON_SLOTS; i++) {
		struct row *row = &monitor->previous.rows[i];

		row->has &= ~(unsigned int)HAS_RATIO;
		if (row->shift == SHIFT_UP || row->shift == SHIFT_DOWN)
			row->shift = SHIFT_NONE;
	}
}
