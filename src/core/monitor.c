/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/core/monitor.h"
#include "exittop/facts/quirk.h"

#include <math.h>
#include <string.h>

#define GAP_FACTOR	2.5	/* so many delays without a round are a gap */
#define GAP_LEAST_S	1.0
#define TSC_LEAST_HZ	1e6	/* an emulated CPU may be that slow */
#define TSC_MOST_HZ	1e10
#define TSC_DRIFT	0.05	/* a TSC runs evenly within these */
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

/*
 * Cycles are time only where the TSC ran on evenly. One that stands still,
 * goes back or jumps (H28: migration) gives no clock in this round.
 */
static void calibrate(struct monitor *monitor, struct snapshot *snap,
		      const struct stamp *now)
{
	double last_hz = monitor->tsc_hz;
	double hz = (double)(int64_t)(now->tsc - monitor->last.tsc) /
		    snap->interval_s;

	monitor->tsc_hz = hz;
	if (hz < TSC_LEAST_HZ || hz > TSC_MOST_HZ)
		return;
	if (last_hz > 0 && fabs(hz / last_hz - 1) > TSC_DRIFT)
		return;
	snap->tsc_hz = hz;
}

static void fill_when(struct monitor *monitor, struct snapshot *snap,
		      const struct stamp *now)
{
	const struct stamp *last = &monitor->last;
	double delay = monitor->src->delay_s;

	snap->round = monitor->sampler.round;
	snap->wall_ns = now->wall_ns;
	snap->mono_ns = now->mono_ns;
	if (snap->round == 1)
		monitor->first = *now;
	if (snap->round == 1 || now->mono_ns <= last->mono_ns)
		return;
	snap->interval_s = (double)(now->mono_ns - last->mono_ns) / 1e9;
	calibrate(monitor, snap, now);
	if (delay > 0 && snap->interval_s > delay * GAP_FACTOR &&
	    snap->interval_s > delay + GAP_LEAST_S) {
		snap->notes |= NOTE_GAP;
		monitor->gaps++;
	}
}

static void fill_row(const struct snapshot *snap, const struct counter *counter,
		     struct row *row)
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
		row->own_cycles = (uint64_t)((double)counter->cycles_delta *
					     (double)row->own /
					     (double)counter->delta);
		row->cycles_delta -= row->own_cycles;
	}
}

/* The host's total, or where it cannot be used the sum of the rows. */
static void fill_total(const struct monitor *monitor, struct snapshot *snap)
{
	struct row *total = &snap->total;
	uint64_t count = 0, delta = 0;

	fill_row(snap, &monitor->sampler.shown, total);
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
	if (snap->interval_s > 0 && total->reading != READING_RESET)
		total->has |= HAS_DELTA;
}

static void fill_rows(const struct monitor *monitor, struct snapshot *snap)
{
	const struct snapshot *last = &monitor->previous;

	for (unsigned int i = 0; i < snap->reasons; i++) {
		struct row *row = &snap->rows[i];

		fill_row(snap, &monitor->sampler.counters[i], row);
		row->watched = monitor->options.watched[i];
		row->moved = row->delta > 0 && last->round &&
			     !last->rows[i].delta;
	}
}

static void fill_notes(struct monitor *monitor, struct snapshot *snap)
{
	unsigned int cpuid = reason_roles(snap->isa)->cpuid;
	const struct row *row = &snap->rows[cpuid];

	snap->notes |= monitor->sampler.notes;
	snap->quirks = monitor->probe.quirks | monitor->sampler.quirks;
	if (paging_is_blind(snap))
		snap->quirks |= QUIRK_BLIND;
	if (snap->notes & NOTE_RESET)
		monitor->resets++;
	if (snap->notes & NOTE_WRAP)
		monitor->wraps++;
	/* CPUID is the one reason that is provoked at will. */
	if (row->has & HAS_COST)
		monitor->short_cycles = row->cycles_per_exit < SHORT_CYCLES;
	if (monitor->short_cycles)
		snap->notes |= NOTE_CYCLES_SHORT;
	snap->resets = monitor->resets;
	snap->wraps = monitor->wraps;
	snap->gaps = monitor->gaps;
}

int monitor_refresh(struct monitor *monitor, struct snapshot *snap,
		    struct err *err)
{
	struct source *src = monitor->src;
	struct stamp now;
	uint64_t issued;
	int got;

	if (!src->replay)
		src->delay_s = monitor->options.delay_s;
	got = source_next(src, &now, err);
	if (got <= 0)
		return got;
	issued = src->issued;
	if (sampler_sweep(&monitor->sampler, &now, err))
		return -1;
	memset(snap, 0, sizeof(*snap));
	fill_who(monitor, snap);
	fill_when(monitor, snap, &now);
	fill_rows(monitor, snap);
	fill_total(monitor, snap);
	snapshot_derive(snap);
	snap->self_exits = src->replay ? src->issued_end : src->issued;
	snap->self_delta = snap->self_exits - issued;
	fill_notes(monitor, snap);
	shift_update(&monitor->shift, snap, &monitor->previous);
	paging_update(&monitor->paging, snap);
	monitor->last = now;
	snapshot_copy(&monitor->previous, snap);
	return 1;
}

void monitor_acknowledge(struct monitor *monitor)
{
	shift_acknowledge(&monitor->shift, &monitor->previous);
}
