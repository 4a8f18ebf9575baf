/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/data/history.h"
#include "exittop/base/number.h"

#include <math.h>
#include <string.h>

void history_init(struct history *history)
{
	history->end = 0;
	for (unsigned int slot = 0; slot <= REASON_SLOTS; slot++) {
		if (history->touched[slot])
			memset(history->cell[slot], 0,
			       sizeof(history->cell[slot]));
		history->touched[slot] = false;
	}
}

/* Is there anything to keep of this slot, now or earlier in the ring? */
static bool touch(struct history *history, unsigned int slot,
		  const struct row *row)
{
	if ((row->has & HAS_COUNT) && row->count)
		history->touched[slot] = true;
	return history->touched[slot];
}

static void add_cell(struct history_cell *cell, const struct row *row,
		     double seconds)
{
	cell->written = true;
	cell->has |= (uint8_t)row->has;
	cell->shift = (uint8_t)row->shift;
	if (row->has & HAS_COUNT)
		cell->count = row->count;
	if (row->has & HAS_DELTA)
		cell->exits += (float)(row->rate * seconds);
	if (row->has & HAS_CYCLES_DELTA)
		cell->cycles += (float)row->cycles_delta;
	if (row->has & HAS_TIME)
		cell->busy += (float)(row->time_share * seconds);
}

static void add_entry(struct history_entry *entry,
		      const struct snapshot *snap)
{
	double seconds = entry->seconds + snap->interval_s;

	if (snap->in_exits < 0 || seconds <= 0)
		entry->in_exits = snap->in_exits;
	else
		entry->in_exits = (fmax(entry->in_exits, 0) * entry->seconds +
				   snap->in_exits * snap->interval_s) /
				  seconds;
	entry->round = snap->round;
	entry->mono_ns = snap->mono_ns;
	entry->wall_ns = snap->wall_ns;
	entry->seconds = seconds;
	entry->self_exits = snap->self_exits;
	entry->self_delta += snap->self_delta;
	entry->paging = snap->paging;
	entry->notes |= snap->notes;
}

void history_add(struct history *history, const struct snapshot *snap)
{
	unsigned int at = (history->end + HISTORY_ENTRIES - 1) %
			  HISTORY_ENTRIES;
	bool fresh = !history->end ||
		     history->entry[at].seconds >= HISTORY_SPAN_S;

	if (fresh) {
		at = history->end++ % HISTORY_ENTRIES;
		memset(&history->entry[at], 0, sizeof(history->entry[at]));
	}
	add_entry(&history->entry[at], snap);
	for (unsigned int slot = 0; slot <= REASON_SLOTS; slot++) {
		const struct row *row = snapshot_row(snap, slot);
		struct history_cell *cell = &history->cell[slot][at];

		if (!touch(history, slot, row))
			continue;
		if (fresh)
			memset(cell, 0, sizeof(*cell));
		add_cell(cell, row, snap->interval_s);
	}
}

uint64_t history_first(const struct history *history)
{
	return history->end > HISTORY_ENTRIES ?
	       history->end - HISTORY_ENTRIES : 0;
}

const struct history_entry *history_entry(const struct history *history,
					  uint64_t index)
{
	return &history->entry[index % HISTORY_ENTRIES];
}

double history_rate(const struct history *history, unsigned int slot,
		    uint64_t index)
{
	const struct history_entry *entry = history_entry(history, index);
	const struct history_cell *cell;

	if (index < history_first(history) || index >= history->end ||
	    entry->seconds <= 0)
		return NAN;
	cell = &history->cell[slot][index % HISTORY_ENTRIES];
	if (!cell->written)
		return 0;
	return cell->has & HAS_DELTA ? cell->exits / entry->seconds : NAN;
}

/* The alert's figures are the latest ones; they hold back to its beginning. */
static void recall_shift(struct row *row, const struct history_cell *cell,
			 int64_t wall_ns)
{
	bool same = row->shift == (enum shift_state)cell->shift &&
		    row->shift_wall_ns <= wall_ns;

	row->shift = (enum shift_state)cell->shift;
	if (!same)
		row->has &= ~(unsigned int)HAS_RATIO;
}

static void recall_row(struct row *row, const struct history_cell *cell,
		       const struct history_entry *entry)
{
	const unsigned int kept = HAS_COUNT | HAS_DELTA | HAS_SHARE;
	unsigned int ratio = row->has & HAS_RATIO;
	double seconds = entry->seconds;

	row->has = cell->written ? cell->has & ~(unsigned int)HAS_CYCLES :
		   row->has & kept;
	row->has = (row->has & ~(unsigned int)HAS_RATIO) | ratio;
	if (seconds <= 0)
		row->has &= HAS_COUNT | HAS_RATIO;
	if (cell->exits <= 0)
		row->has &= ~(unsigned int)HAS_COST;
	row->reading = row->has & HAS_DELTA ? READING_OK : row->reading;
	row->count = cell->count;
	row->delta = number_whole(cell->exits);
	row->rate = seconds > 0 ? cell->exits / seconds : 0;
	row->cycles_delta = number_whole(cell->cycles);
	row->cycles_per_exit = cell->exits > 0 ?
			       (double)cell->cycles / cell->exits : 0;
	row->time_share = seconds > 0 ? cell->busy / seconds : 0;
	recall_shift(row, cell, entry->wall_ns);
}

void history_recall(const struct history *history, uint64_t index,
		    struct snapshot *snap)
{
	const struct history_entry *entry = history_entry(history, index);
	unsigned int at = index % HISTORY_ENTRIES;

	snap->round = entry->round;
	snap->mono_ns = entry->mono_ns;
	snap->wall_ns = entry->wall_ns;
	snap->interval_s = entry->seconds;
	snap->in_exits = entry->in_exits;
	snap->self_exits = entry->self_exits;
	snap->self_delta = entry->self_delta;
	snap->paging = entry->paging;
	snap->notes = entry->notes;
	snap->evidence[0] = '\0';
	recall_row(&snap->total, &history->cell[HISTORY_TOTAL][at], entry);
	for (unsigned int slot = 0; slot < snap->reasons; slot++) {
		struct row *row = &snap->rows[slot];
		double total = snap->total.rate;

		recall_row(row, &history->cell[slot][at], entry);
		row->share = total > 0 ? row->rate / total : 0;
		if (total <= 0)
			row->has &= ~(unsigned int)HAS_SHARE;
		row->moved = row->rate > 0 &&
			     !(history_rate(history, slot, index - 1) > 0);
	}
}
