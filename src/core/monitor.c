/* SPDX-License-Identifier: GPL-2.0-only */
#include "monitor_parts.h"
#include "presence.h"
#include "exittop/base/number.h"
#include "exittop/facts/quirk.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#define GAP_FACTOR	2.5	/* so many delays without a round are a gap */
#define GAP_LEAST_S	1.0
/* Times that a file can hold and no machine has: sums of them must not wrap. */
#define PAUSE_MOST_NS	1000000000000000000u
#define WALL_MOST	8000000000000000000
#define RETRY_NS	5000000000u	/* a lost host is probed so often */
#define TSC_LEAST_HZ	1e6	/* an emulated CPU may be that slow */
#define TSC_MOST_HZ	1e10
#define TSC_DRIFT	0.05	/* a TSC runs evenly within these */
#define SHORT_CYCLES	300	/* H14: no whole exit costs less */

/* How many reasons share one false alarm; at least one. */
static unsigned int watched(const struct monitor *monitor)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < monitor->probe.reasons; i++)
		n += monitor->options.watched[i];
	return n ? n : 1;
}

void monitor_watch(struct monitor *monitor, unsigned int slot)
{
	monitor->options.watched[slot] ^= true;
	shift_watch(&monitor->shift, watched(monitor));
}

void monitor_init(struct monitor *monitor, struct source *src,
		  const struct probe *probe,
		  const struct monitor_options *options)
{
	const struct reason_roles *roles = reason_roles(probe->isa);

	memset(monitor, 0, offsetof(struct monitor, shift));
	monitor->src = src;
	monitor->probe = *probe;
	monitor->options = *options;
	for (int i = 0; options->watch_default && i < REASON_WATCH; i++)
		monitor->options.watched[roles->watch[i]] = true;
	sampler_init(&monitor->sampler, src, probe, options->vcpu);
	shift_init(&monitor->shift, watched(monitor), options->false_alarm_s,
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
	snap->has_details = probe->has_durations || probe->has_keys;
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

/*
 * A recording of all vCPUs together has no answers of one, and a recording of
 * one has none of the others, nor of all but what the probe asked.
 */
static int check_vcpu(const struct monitor *monitor,
		      const struct snapshot *snap, struct err *err)
{
	unsigned int recorded = monitor->sampler.recorded_vcpu;

	if (!snap->replay || snap->round > 1 || recorded == snap->vcpu)
		return 0;
	for (unsigned int i = 0; i < snap->reasons; i++)
		if (snap->rows[i].has & HAS_COUNT &&
		    i != reason_roles(snap->isa)->cpuid)
			return 0;
	if (recorded)
		return err_set(err, "the recording was made with --vcpu %u and "
			       "has no answers of other vCPUs: say --vcpu %u",
			       recorded - 1, recorded - 1);
	return err_set(err, "the recording has no answers of vCPU %u, only of "
		       "all together: read it without --vcpu, or record it "
		       "with --vcpu %u", snap->vcpu - 1, snap->vcpu - 1);
}

static void fill_notes(struct monitor *monitor, struct snapshot *snap)
{
	unsigned int cpuid = reason_roles(snap->isa)->cpuid;
	const struct row *row = &snap->rows[cpuid];

	snap->notes |= monitor->sampler.notes;
	if (snap->notes & NOTE_RESET || snap->total.reading == READING_RESET)
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
	monitor->retry_ns = number_sum(now->mono_ns, RETRY_NS);
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

static void drop_cycles(struct row *row)
{
	row->has &= ~(unsigned int)(HAS_CYCLES_DELTA | HAS_COST | HAS_TIME);
	row->cycles_delta = 0;
}

/*
 * More time in exits than there was: other counters than in the round before,
 * unless the host's epoch says that they are the same. Then the rows were read
 * late, in a guest that stood still meanwhile, and their time is unknown.
 */
static int check_time(struct monitor *monitor, struct snapshot *snap,
		      struct err *err)
{
	int same;

	if (!monitor_takes_too_long(snap))
		return 0;
	same = presence_is_same(&monitor->sampler, err);
	if (same > 0) {
		drop_cycles(&snap->total);
		for (unsigned int i = 0; i < snap->reasons; i++)
			drop_cycles(&snap->rows[i]);
		snapshot_derive(snap);
	} else if (!same) {
		sampler_forget(&monitor->sampler);
		monitor_fill(monitor, snap);
	}
	return same < 0 ? -1 : 0;
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
	/* Rows beyond those in use are cleared once. */
	memset(snap, 0, monitor->sampler.round > 1 ?
	       offsetof(struct snapshot, rows) : sizeof(*snap));
	fill_who(monitor, snap);
	fill_when(monitor, snap, &now);
	monitor_fill(monitor, snap);
	if (check_vcpu(monitor, snap, err) || check_time(monitor, snap, err))
		return -1;
	if (monitor->options.vcpus &&
	    vcpus_read(monitor->options.vcpus, &monitor->sampler, snap, err))
		return -1;
	if (monitor->options.details &&
	    details_read(monitor->options.details, &monitor->sampler, snap,
			 err))
		return -1;
	snap->self_exits = src->replay ? src->issued_end : src->issued;
	snap->self_delta = snap->self_exits - issued;
	fill_notes(monitor, snap);
	shift_update(&monitor->shift, snap, &monitor->previous);
	paging_update(&monitor->paging, snap);
	story_update(&monitor->story, snap);
	if (monitor->options.vcpus)
		vcpus_fill(monitor->options.vcpus, snap);
	if (monitor->options.details)
		snap->details = monitor->options.details->found;
	monitor->last = now;
	snapshot_copy(&monitor->previous, snap);
	return 1;
}

void monitor_acknowledge(struct monitor *monitor)
{
	shift_acknowledge(&monitor->shift, &monitor->previous);
}
