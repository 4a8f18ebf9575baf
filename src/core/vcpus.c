/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/core/vcpus.h"
#include "monitor_parts.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

int vcpus_init(struct vcpus *vcpus, const struct probe *probe,
	       struct err *err)
{
	size_t n = probe->vcpus;

	memset(vcpus, 0, sizeof(*vcpus));
	if (probe->dialect != DIALECT_NATIVE || !n)
		return err_set(err, "vCPUs side by side need the native "
			       "leaves; dialect %s counts all vCPUs together",
			       host_dialect_name(probe->dialect));
	if (n > VCPUS_MOST)
		return err_set(err, "this VM has %u vCPUs; at most %d are "
			       "shown side by side: choose one with --vcpu N",
			       probe->vcpus, VCPUS_MOST);
	vcpus->column = calloc(n, sizeof(*vcpus->column));
	vcpus->recent = calloc(n * REASON_SLOTS, sizeof(*vcpus->recent));
	vcpus->each = calloc(n, sizeof(*vcpus->each));
	vcpus->n = probe->vcpus;
	vcpus->alone = n == 1;
	if (vcpus->column && vcpus->recent && vcpus->each)
		return 0;
	vcpus_free(vcpus);
	return err_set(err, "out of memory");
}

void vcpus_free(struct vcpus *vcpus)
{
	free(vcpus->column);
	free(vcpus->recent);
	free(vcpus->each);
	memset(vcpus, 0, sizeof(*vcpus));
}

/* What was read before is not the round before: no differences. */
static void begin(struct vcpus *vcpus, const struct sampler *sampler)
{
	bool anew = vcpus->round + 1 != sampler->round;

	vcpus->round = sampler->round;
	if (anew)
		memset(vcpus->seen, 0, sizeof(vcpus->seen));
	for (unsigned int v = 0; v < vcpus->n; v++) {
		struct vcpus_column *column = &vcpus->column[v];

		if (anew)
			memset(column, 0, sizeof(*column));
		counter_begin(&column->total);
		for (unsigned int i = 0; i < sampler->reasons; i++)
			counter_begin(&column->counters[i]);
		column->total.weight = vcpus->alone;
		column->counters[sampler->cpuid].weight = vcpus->alone;
	}
}

static void take(struct vcpus *vcpus, const struct sampler *sampler,
		 struct counter *counter, const struct tally *tally)
{
	struct counter_time time = {
		.round = sampler->round, .now_ns = sampler->now_ns,
		.issued = sampler->src->issued,
		.max_rate = COUNTER_MOST_PER_VCPU, .wide = true,
	};

	vcpus->told |= tally->has_count;
	counter_take(counter, tally, &time);
}

static int read_slot(struct vcpus *vcpus, struct sampler *sampler,
		     unsigned int slot, struct err *err)
{
	unsigned int code = reason_code(sampler->isa, slot);
	struct tally tally;

	for (unsigned int v = 0; v < vcpus->n; v++) {
		if (leaf_read_reason(&sampler->map, sampler->src, v + 1, code,
				     true, &tally, err))
			return -1;
		take(vcpus, sampler, &vcpus->column[v].counters[slot], &tally);
	}
	vcpus->seen[slot] = sampler->counters[slot].raw_count;
	return 0;
}

/* A reason without exits has none on any vCPU. */
static bool has_moved(const struct vcpus *vcpus, const struct sampler *sampler,
		      unsigned int slot)
{
	const struct counter *all = &sampler->counters[slot];

	return all->reading != READING_NONE && all->raw_count &&
	       (sampler->src->replay || all->raw_count != vcpus->seen[slot]);
}

/* All counters began again together: no differences. */
static void forget(struct vcpus *vcpus, const struct sampler *sampler)
{
	for (unsigned int v = 0; v < vcpus->n; v++) {
		struct vcpus_column *column = &vcpus->column[v];

		counter_forget(&column->total);
		for (unsigned int i = 0; i < sampler->reasons; i++)
			counter_forget(&column->counters[i]);
	}
}

int vcpus_read(struct vcpus *vcpus, struct sampler *sampler,
	       const struct snapshot *all, struct err *err)
{
	struct tally tally;

	begin(vcpus, sampler);
	if (all->notes & NOTE_SILENT || sampler->lost) {
		vcpus->round = 0;
		return 0;
	}
	for (unsigned int v = 0; v < vcpus->n; v++) {
		if (leaf_read_total(&sampler->map, sampler->src, v + 1, true,
				    &tally, err))
			return -1;
		take(vcpus, sampler, &vcpus->column[v].total, &tally);
	}
	for (unsigned int i = 0; i < sampler->reasons; i++)
		if (has_moved(vcpus, sampler, i) &&
		    read_slot(vcpus, sampler, i, err))
			return -1;
	if (sampler->notes & NOTE_RESET)
		forget(vcpus, sampler);
	return 0;
}

/* The row of a reason that was not asked for: no exits, as of all together. */
static void fill_still(const struct row *all, struct row *row)
{
	if (!(all->has & HAS_COUNT) || all->count)
		return;
	row->reading = all->reading;
	row->has = all->has & (HAS_COUNT | HAS_DELTA);
}

static void fill_column(struct vcpus *vcpus, unsigned int v,
			const struct snapshot *all)
{
	const struct vcpus_column *column = &vcpus->column[v];
	struct snapshot *snap = &vcpus->each[v];

	memset(snap, 0, sizeof(*snap));
	memcpy(snap, all, offsetof(struct snapshot, rows));
	snap->vcpu = v + 1;
	snap->each = NULL;
	snap->story[0] = '\0';
	memset(&snap->total, 0, sizeof(snap->total));
	if (!vcpus->round)
		return;
	monitor_fill_row(snap, &column->total, &snap->total);
	for (unsigned int i = 0; i < snap->reasons; i++) {
		if (column->counters[i].read_round)
			monitor_fill_row(snap, &column->counters[i],
					 &snap->rows[i]);
		else
			fill_still(&all->rows[i], &snap->rows[i]);
		snap->rows[i].odd_ratio = NAN;
	}
	snapshot_derive(snap);
}

static bool has_deltas(const struct vcpus *vcpus, unsigned int slot)
{
	for (unsigned int v = 0; v < vcpus->n; v++)
		if (!(vcpus->each[v].rows[slot].has & HAS_DELTA))
			return false;
	return true;
}

static void mark_odd(struct vcpus *vcpus, unsigned int slot, double seconds)
{
	struct rate_count *recent = &vcpus->recent[slot * vcpus->n];
	double sorted[VCPUS_MOST];

	if (!has_deltas(vcpus, slot))
		return;
	for (unsigned int v = 0; v < vcpus->n; v++)
		odd_learn(&vcpus->odd[slot], &recent[v],
			  (double)vcpus->each[v].rows[slot].delta, seconds);
	odd_sort(recent, vcpus->n, sorted);
	for (unsigned int v = 0; v < vcpus->n; v++) {
		struct row *row = &vcpus->each[v].rows[slot];

		row->odd = odd_judge(&vcpus->odd[slot], recent[v], sorted,
				     vcpus->n, &row->odd_ratio);
	}
}

void vcpus_fill(struct vcpus *vcpus, struct snapshot *all)
{
	unsigned int cpuid = reason_roles(all->isa)->cpuid;

	for (unsigned int v = 0; v < vcpus->n; v++)
		fill_column(vcpus, v, all);
	/* Our own CPUIDs would make the vCPU that we run on the odd one. */
	for (unsigned int i = 0; i < all->reasons; i++)
		if (i != cpuid && all->rows[i].count)
			mark_odd(vcpus, i, all->interval_s);
	all->each = vcpus->each;
	all->each_n = vcpus->n;
}
