/* SPDX-License-Identifier: GPL-2.0-only */
/* Which moment the screen tells, and what it counts from. */
#include "view_parts.h"

#include <stdio.h>
#include <string.h>

static struct row *row_of(struct snapshot *snap, unsigned int slot)
{
	return slot == REASON_SLOTS ? &snap->total : &snap->rows[slot];
}

static void subtract(const struct view_mark *mark, unsigned int slot,
		     struct row *row)
{
	/* Below the mark: the host began again since, or it is before it. */
	if (!mark->known[slot] || row->count < mark->count[slot])
		return;
	row->count -= mark->count[slot];
	if (row->cycles >= mark->cycles[slot])
		row->cycles -= mark->cycles[slot];
}

void time_show(struct view *view)
{
	struct snapshot *shown = &view->shown;

	snapshot_copy(shown, view->paused ? &view->still : &view->live);
	if (view->back)
		history_recall(&view->history, view->at, shown);
	if (!view->reset.set || shown->mono_ns < view->reset.mono_ns)
		return;
	for (unsigned int slot = 0; slot < shown->reasons; slot++)
		subtract(&view->reset, slot, &shown->rows[slot]);
	subtract(&view->reset, REASON_SLOTS, &shown->total);
}

void time_pause(struct view *view)
{
	if (view->back || view->paused) {
		time_now(view);
		return;
	}
	if (!view->history.end)
		return;
	view->paused = true;
	view->at = view->history.end - 1;
	snapshot_copy(&view->still, &view->live);
}

void time_now(struct view *view)
{
	view->paused = false;
	view->back = false;
	time_show(view);
}

/* A replay does not run away from the one who steps through it. */
static void go_on_by_one(struct view *view)
{
	view->back = false;
	view->paused = true;
	view->step = true;
}

/* The refresh that go_on_by_one() asked for is there. */
void time_stepped(struct view *view)
{
	if (!view->step)
		return;
	view->step = false;
	snapshot_copy(&view->still, &view->live);
	view->at = view->history.end - 1;
}

void time_step(struct view *view, int64_t steps)
{
	int64_t first = (int64_t)history_first(&view->history);
	int64_t last = (int64_t)view->history.end - 1;
	int64_t at = view->back || view->paused ? (int64_t)view->at : last;

	if (last < 0)
		return;
	at += steps;
	if (at < first)
		view_say(view, SCREEN_NORMAL, "the history begins here");
	if (at > last && view->live.replay && !view->ended) {
		go_on_by_one(view);
		return;
	}
	if (at > last) {
		time_now(view);
		return;
	}
	view->at = (uint64_t)(at < first ? first : at);
	view->back = true;
	time_show(view);
}

void time_baseline(struct view *view, struct view_mark *mark,
		   const char *name)
{
	struct snapshot *snap = &view->live;

	mark->set = true;
	snprintf(mark->name, sizeof(mark->name), "%s", name);
	mark->mono_ns = snap->mono_ns;
	mark->wall_ns = snap->wall_ns;
	for (unsigned int slot = 0; slot <= REASON_SLOTS; slot++) {
		const struct row *row = row_of(snap, slot);

		mark->known[slot] = row->has & HAS_COUNT;
		mark->count[slot] = row->count;
		mark->cycles[slot] = row->has & HAS_CYCLES ? row->cycles : 0;
	}
}

void time_reset(struct view *view)
{
	char clock[COLUMN_TEXT];

	view->back = view->paused = false;
	time_baseline(view, &view->reset, "reset");
	memset(view->peak, 0, sizeof(view->peak));
	format_clock(view->live.wall_ns, clock);
	view_say(view, SCREEN_NORMAL, "counts and peaks begin again at %s",
		 clock);
	event_log_add(&view->events, view->live.wall_ns, EVENT_TOLD,
		      "counting from here");
	time_show(view);
}

void view_marked(struct view *view, const char *text)
{
	time_baseline(view, &view->mark, text);
	event_log_add(&view->events, view->live.wall_ns, EVENT_MARK,
		      "mark \"%.100s\"", text);
}
