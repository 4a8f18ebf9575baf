/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/snapshot.h"

#include <math.h>

/*
 * Cycles of an exit that began in this interval may be booked in the next, so
 * a cost is only told where there were exits. CPUID's is over our own, too.
 */
static void derive_cost(struct snapshot *snap, unsigned int slot,
			double time_cycles)
{
	struct row *row = &snap->rows[slot];
	uint64_t exits = row->delta + row->own;

	if (!(row->has & HAS_CYCLES_DELTA))
		return;
	if (exits) {
		row->has |= HAS_COST;
		row->cycles_per_exit =
			(double)(row->cycles_delta + row->own_cycles) /
			(double)exits;
	}
	if (reason_is_idle(snap->isa, slot) || time_cycles <= 0)
		return;
	row->has |= HAS_TIME;
	row->time_share = (double)row->cycles_delta / time_cycles;
	snap->in_exits = fmax(snap->in_exits, 0) + row->time_share;
}

static void derive_rate(struct row *row, double interval_s)
{
	row->has &= ~(unsigned int)(HAS_SHARE | HAS_COST | HAS_TIME);
	if (row->has & HAS_DELTA && interval_s > 0)
		row->rate = (double)row->delta / interval_s;
}

void snapshot_derive(struct snapshot *snap)
{
	unsigned int cpus = snap->scope == SCOPE_VM && snap->vcpus &&
			    !snap->vcpu ? snap->vcpus : 1;
	double time_cycles = snap->tsc_hz * snap->interval_s * cpus;
	double exits = 0;

	snap->in_exits = -1;
	derive_rate(&snap->total, snap->interval_s);
	for (unsigned int i = 0; i < snap->reasons; i++) {
		derive_rate(&snap->rows[i], snap->interval_s);
		derive_cost(snap, i, time_cycles);
		exits += (double)snap->rows[i].delta;
	}
	for (unsigned int i = 0; i < snap->reasons; i++) {
		struct row *row = &snap->rows[i];

		if (!(row->has & HAS_DELTA) || exits <= 0)
			continue;
		row->has |= HAS_SHARE;
		row->share = (double)row->delta / exits;
	}
}

const char *reading_name(enum reading reading)
{
	static const char *const names[] = {
		[READING_NONE] = "none", [READING_FIRST] = "first",
		[READING_OK] = "ok", [READING_WRAP] = "wrap",
		[READING_RESET] = "reset",
	};

	return names[reading];
}

const char *shift_name(enum shift_state shift)
{
	static const char *const names[] = {
		[SHIFT_NONE] = "none", [SHIFT_LEARNING] = "learning",
		[SHIFT_NOTICE] = "notice", [SHIFT_UP] = "up",
		[SHIFT_DOWN] = "down",
	};

	return names[shift];
}

const char *paging_name(enum paging paging)
{
	static const char *const names[] = {
		[PAGING_UNKNOWN] = "unknown", [PAGING_NESTED] = "nested",
		[PAGING_SHADOW] = "shadow", [PAGING_MIXED] = "mixed",
	};

	return names[paging];
}

const char *scope_name(enum scope scope)
{
	return scope == SCOPE_VM ? "vm" : "host";
}
