/* SPDX-License-Identifier: GPL-2.0-only */
#include "rig.h"

#include <stdbool.h>
#include <string.h>

#define BUDGET_S 28800.0	/* a false alarm in 8 h, over */
#define WATCHED  6		/* rows: H = 12.75 */

static bool is_likely(const struct row *row)
{
	return row->shift == SHIFT_LIKELY_UP || row->shift == SHIFT_LIKELY_DOWN;
}

void rig_init(struct rig *rig, unsigned int rows)
{
	shift_init(&rig->shift, WATCHED, BUDGET_S, 1);
	memset(rig->snaps, 0, sizeof(rig->snaps));
	rig->rows = rows;
	rig->round = 0;
	rig->likely = 0;
	for (int s = 0; s < 2; s++) {
		rig->snaps[s].interval_s = 1;
		rig->snaps[s].reasons = rows;
		for (unsigned int i = 0; i < rows; i++)
			rig->snaps[s].rows[i].watched = true;
	}
}

const struct snapshot *rig_next(struct rig *rig)
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
	for (unsigned int i = 0; i < rig->rows; i++)
		rig->likely += is_likely(&snap->rows[i]) &&
			       !is_likely(&last->rows[i]);
	rig->round++;
	return snap;
}

const struct snapshot *rig_step(struct rig *rig, double before, double after,
				double phi, int quiet)
{
	const struct snapshot *snap = NULL;

	rig_init(rig, REASON_SLOTS);
	for (unsigned int i = 0; i < rig->rows; i++)
		process_init(&rig->processes[i], PROCESS_GAMMA, before, phi, 0);
	for (int t = 0; t < quiet; t++)
		snap = rig_next(rig);
	for (unsigned int i = 0; i < rig->rows; i++)
		rig->processes[i].rate = after;
	return snap;
}
