/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/core/monitor.h"
#include "exittop/facts/quirk.h"

#include <math.h>
#include <string.h>

#define GAP_FACTOR	2.5	/* so many delays without a round are a gap */
#define GAP_LEAST_S	1.0
/* Times that a file can hold and no machine has: sums of them must not wrap. */
#define PAUSE_MOST_NS	1000000000000000000u
#define WALL_MOST	8000000000000000000
#define LATE_S		0.1	/* of an exit that began before the round */
#define COUNT_MOST	1.8e19	/* a larger sum would wrap */
#define OTHER_LEAST	100	/* exits that may come during a sweep */
#define RETRY_NS	5000000000u	/* a lost host is probed so often */
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
	snap->wall_ns = now->wall_ns > WALL_MOST ? WALL_MOST :
			now->wall_ns < -WALL_MOST ? -WALL_MOST : now->wall_ns;
	snap->mono_ns = now->mono_ns;
	if (snap->round == 1)
		monitor->first = *now;
	if (snap->round == 1 || now->mono_ns <= last->mono_ns ||
	    now->mono_ns - last->mono_ns > PAUSE_MOST_NS)
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
		row->own_cycles = (uint64_t)fmin(
			(double)counter->cycles_delta * (double)row->own /
			(double)counter->delta,
			(double)(counter->cycles_delta / 2048 * 2048));
		row->cycles_delta -= row->own_cycles;
	}
}

/* The host's total, or where it cannot be used the sum of the rows. */
static void fill_total(const struct monitor *monitor, struct snapshot *snap)
{
	struct row *total = &snap->total;
	uint64_t count = 0, delta = 0;
	double sum = 0;

	if (monitor->sampler.lost)
		return;
	fill_row(snap, &monitor->sampler.shown, total);
	for (unsigned int i = 0; i < snap->reasons; i++) {
		count += snap->rows[i].count;
		delta += snap->rows[i].delta;
		sum += (double)snap->rows[i].count;
	}
	if (!monitor->sampler.total_bad && total->reading != READING_NONE)
		return;
	if (sum > COUNT_MOST)
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
		sum += snap->rows[i].delta;
		sum_count += snap->rows[i].count;
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
		monitor->other += excess;
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

static void fill_numbers(struct monitor *monitor, struct snapshot *snap)
{
	memset(&snap->total, 0, sizeof(snap->total));
	memset(snap->rows, 0, sizeof(snap->rows));
	fill_rows(monitor, snap);
	fill_total(monitor, snap);
	fill_other(monitor, snap);
	drop_blind(monitor, snap);
	snapshot_derive(snap);
}

/*
 * Were the vCPUs longer in exits than there was time? Then the counters are
 * not those of the round before. Of a host it is not known how many CPUs it
 * has.
 */
static bool takes_too_long(const struct snapshot *snap)
{
	double most_s = (snap->interval_s + LATE_S) * snapshot_cpus(snap);
	double cycles = 0;

	if (snap->scope != SCOPE_VM || !snap->vcpus || snap->tsc_hz <= 0)
		return false;
	for (unsigned int i = 0; i < snap->reasons; i++)
		if (!reason_is_idle(snap->isa, i))
			cycles += (double)snap->rows[i].cycles_delta;
	return cycles > most_s * snap->tsc_hz;
}

/* A recording of all vCPUs together tells nothing of one of many. */
static bool has_no_vcpu(const struct snapshot *snap)
{
	if (!snap->replay || !snap->vcpu || snap->round > 1)
		return false;
	for (unsigned int i = 0; i < snap->reasons; i++)
		if (snap->rows[i].has & HAS_COUNT)
			return false;
	return true;
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
	/* CPUID is the one reason that is provoked at will. */
	if (row->has & HAS_COST)
		monitor->short_cycles = row->cycles_per_exit < SHORT_CYCLES;
	if (monitor->short_cycles)
		snap->notes |= NOTE_CYCLES_SHORT;
	if (snap->notes & NOTE_SILENT)
		monitor->silent++;
	snap->silent = monitor->silent;
	snap->resets = monitor->resets;
	snap->wraps = monitor->wraps;
	snap->gaps = monitor->gaps;
}

/*
 * Is it time to probe a lost host again? A recording's round holds the probe's
 * first question where it was.
 */
static bool is_to_probe(const struct monitor *monitor, uint64_t now_ns)
{
	struct source *src = monitor->src;
	uint32_t leaf, subleaf;

	if (!src->replay)
		return now_ns >= monitor->retry_ns;
	return src->ops->pending && src->ops->pending(src, &leaf, &subleaf) &&
	       leaf == LEAF_SIGNATURE;
}

/*
 * Probes a host that was lost. One that counts by another instruction set, or
 * without the vCPU that is watched, is none to go on with.
 */
static int probe_lost(struct monitor *monitor, const struct stamp *now,
		      struct err *err)
{
	struct probe probe;
	struct err why;
	int got = probe_again(&probe, monitor->src, &monitor->probe.asked,
			      &why);

	if (got < 0) {
		*err = why;
		return -1;
	}
	monitor->retry_ns = now->mono_ns + RETRY_NS;
	if (!got || probe.isa != monitor->probe.isa ||
	    monitor->options.vcpu > probe.vcpus)
		return 0;
	monitor->probe = probe;
	sampler_restart(&monitor->sampler, &probe);
	return sampler_sweep(&monitor->sampler, now, err);
}

/* Reads what this round needs, by whatever the host is now. */
static int observe(struct monitor *monitor, const struct stamp *now,
		   struct err *err)
{
	struct sampler *sampler = &monitor->sampler;

	if (sampler->lost && !monitor->src->replay)
		sampler_skip(sampler, now);
	else if (sampler_sweep(sampler, now, err))
		return -1;
	if (sampler->lost && is_to_probe(monitor, now->mono_ns))
		return probe_lost(monitor, now, err);
	return 0;
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
	if (observe(monitor, &now, err))
		return -1;
	memset(snap, 0, sizeof(*snap));
	fill_who(monitor, snap);
	fill_when(monitor, snap, &now);
	fill_numbers(monitor, snap);
	if (has_no_vcpu(snap))
		return err_set(err, "the recording has no answers of vCPU %u: "
			       "record it with --vcpu %u",
			       monitor->options.vcpu - 1,
			       monitor->options.vcpu - 1);
	if (takes_too_long(snap)) {
		sampler_forget(&monitor->sampler);
		fill_numbers(monitor, snap);
	}
	snap->self_exits = src->replay ? src->issued_end : src->issued;
	snap->self_delta = snap->self_exits - issued;
	fill_notes(monitor, snap);
	shift_update(&monitor->shift, snap, &monitor->previous);
	paging_update(&monitor->paging, snap);
	story_update(&monitor->story, snap);
	monitor->last = now;
	snapshot_copy(&monitor->previous, snap);
	return 1;
}

void monitor_acknowledge(struct monitor *monitor)
{
	shift_acknowledge(&monitor->shift, &monitor->previous);
}
