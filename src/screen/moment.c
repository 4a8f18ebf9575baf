/* SPDX-License-Identifier: GPL-2.0-only */
#include "moment.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exittop/base/format.h"

void moment_init(struct moment *moment)
{
	history_init(&moment->history);
	event_log_init(&moment->events);
}

/* ---- baselines ---- */

static void subtract(const struct baseline *from, unsigned int slot,
		     struct row *row)
{
	/* Below it: the host began again since, or it is before it. */
	if (!from->known[slot] || row->count < from->count[slot])
		return;
	row->count -= from->count[slot];
	if (row->cycles >= from->cycles[slot])
		row->cycles -= from->cycles[slot];
}

static void take(struct baseline *base, const struct snapshot *snap,
		 const char *name)
{
	base->set = true;
	snprintf(base->name, sizeof(base->name), "%s", name);
	base->mono_ns = snap->mono_ns;
	base->wall_ns = snap->wall_ns;
	for (unsigned int slot = 0; slot <= REASON_SLOTS; slot++) {
		const struct row *row = snapshot_row(snap, slot);

		base->known[slot] = row->has & HAS_COUNT;
		base->count[slot] = row->count;
		base->cycles[slot] = row->has & HAS_CYCLES ? row->cycles : 0;
	}
}

const struct baseline *moment_start(const struct moment *moment,
				    uint64_t mono_ns)
{
	return moment->reset.set && moment->reset.mono_ns < mono_ns ?
	       &moment->reset : &moment->first;
}

double moment_average(const struct moment *moment,
		      const struct baseline *from,
		      const struct baseline *until, unsigned int slot)
{
	const struct snapshot *now = moment_latest(moment);
	const struct row *row = &now->rows[slot];
	bool known = until ? until->known[slot] : row->has & HAS_COUNT;
	uint64_t count = until ? until->count[slot] : row->count;
	uint64_t mono_ns = until ? until->mono_ns : now->mono_ns;

	if (!from->set || !from->known[slot] || !known ||
	    count < from->count[slot] || mono_ns <= from->mono_ns)
		return NAN;
	return (double)(count - from->count[slot]) /
	       ((double)(mono_ns - from->mono_ns) / 1e9);
}

void moment_reset(struct moment *moment, struct say *said)
{
	char clock[FORMAT_TEXT];

	moment->back = moment->paused = false;
	take(&moment->reset, &moment->live, "reset");
	memset(moment->peak, 0, sizeof(moment->peak));
	format_clock(moment->live.wall_ns, clock);
	say(said, SCREEN_NORMAL, "counts and peaks begin again at %s", clock);
	event_log_add(&moment->events, moment->live.wall_ns, EVENT_TOLD,
		      "counting from here");
	moment_show(moment);
}

void moment_mark(struct moment *moment, const char *text)
{
	take(&moment->mark, &moment->live, text);
	event_log_add(&moment->events, moment->live.wall_ns, EVENT_MARK,
		      "mark \"%.100s\"", text);
}

/* ---- what is shown ---- */

const struct snapshot *moment_latest(const struct moment *moment)
{
	return moment->paused ? &moment->still : &moment->live;
}

static void set_peak(struct row *row, double peak)
{
	row->has |= peak > 0 ? HAS_PEAK : 0;
	row->peak = peak;
}

static void recall(struct moment *moment)
{
	snapshot_copy(&moment->shown, moment_latest(moment));
	if (moment->back)
		history_recall(&moment->history, moment->at, &moment->shown);
	/* They are of the latest refresh, and none else is kept. */
	if (moment->back || moment->shown.round != moment->live.round)
		moment->shown.details = NULL;
	for (unsigned int slot = 0; slot < moment->shown.reasons; slot++)
		set_peak(&moment->shown.rows[slot], moment->peak[slot]);
	set_peak(&moment->shown.total, moment->peak[REASON_SLOTS]);
}

void moment_show(struct moment *moment)
{
	struct snapshot *shown = &moment->shown;

	recall(moment);
	if (!moment->reset.set || shown->mono_ns < moment->reset.mono_ns)
		return;
	for (unsigned int slot = 0; slot < shown->reasons; slot++)
		subtract(&moment->reset, slot, &shown->rows[slot]);
	subtract(&moment->reset, REASON_SLOTS, &shown->total);
}

void moment_update(struct moment *moment, const struct snapshot *snap)
{
	uint64_t first;

	snapshot_copy(&moment->live, snap);
	if (!moment->first.set)
		take(&moment->first, snap, "start");
	history_add(&moment->history, snap);
	event_log_update(&moment->events, snap);
	for (unsigned int slot = 0; slot <= REASON_SLOTS; slot++)
		if (snapshot_row(snap, slot)->has & HAS_DELTA)
			moment->peak[slot] = fmax(moment->peak[slot],
				snapshot_row(snap, slot)->rate);
	first = history_first(&moment->history);
	if (moment->at < first)
		moment->at = first;
	if (moment->step) {
		/* The refresh that a held replay was to go on by is there. */
		moment->step = false;
		snapshot_copy(&moment->still, snap);
		moment->at = moment->history.end - 1;
	}
	moment_show(moment);
}

static void show_entry(struct moment *moment, uint64_t entry)
{
	moment->at = entry;
	moment->back = true;
	moment_show(moment);
}

void moment_pause(struct moment *moment)
{
	if (moment->ended && moment->history.end) {
		moment->playing = !moment->playing;
		if (moment->playing && !moment->back)
			show_entry(moment, history_first(&moment->history));
		return;
	}
	if (moment->back || moment->paused) {
		moment_now(moment);
		return;
	}
	if (!moment->history.end)
		return;
	moment->paused = true;
	moment->at = moment->history.end - 1;
	snapshot_copy(&moment->still, &moment->live);
}

void moment_now(struct moment *moment)
{
	moment->paused = moment->back = moment->playing = false;
	moment_show(moment);
}

void moment_step(struct moment *moment, int64_t steps, struct say *said)
{
	int64_t first = (int64_t)history_first(&moment->history);
	int64_t last = (int64_t)moment->history.end - 1;
	int64_t at = moment->back || moment->paused ? (int64_t)moment->at :
		     last;

	if (last < 0)
		return;
	at += steps;
	if (at < first)
		say(said, SCREEN_NORMAL, "the history begins here");
	if (at > last && moment->live.replay && !moment->ended) {
		/* A replay does not run away from who steps through it. */
		moment->back = false;
		moment->paused = moment->step = true;
		return;
	}
	if (at > last) {
		moment_now(moment);
		return;
	}
	show_entry(moment, (uint64_t)(at < first ? first : at));
}

void moment_play(struct moment *moment)
{
	if (moment->at + 1 < moment->history.end)
		show_entry(moment, moment->at + 1);
	else
		moment_now(moment);
}

/* The first entry of @wall_ns or later; the end: there is none. */
static uint64_t entry_at(const struct moment *moment, int64_t wall_ns)
{
	uint64_t i = history_first(&moment->history);

	while (i < moment->history.end &&
	       history_entry(&moment->history, i)->wall_ns < wall_ns)
		i++;
	return i;
}

bool moment_go(struct moment *moment, const char *time)
{
	const struct history *history = &moment->history;
	uint64_t i = history_first(history);
	char clock[FORMAT_TEXT] = "", *end;
	long back = strtol(time, &end, 10);

	if (time[0] == '-' && !*end && end > time + 1) {
		i = entry_at(moment, moment->live.wall_ns +
			     back * INT64_C(1000000000));
	} else {
		if (strspn(time, "0123456789:") < 4 || time[2] != ':')
			return false;
		for (; i < history->end; i++) {
			format_clock(history_entry(history, i)->wall_ns,
				     clock);
			if (strcmp(clock, time) >= 0)
				break;
		}
	}
	if (i < history->end)
		show_entry(moment, i);
	return i < history->end;
}

void moment_event(struct moment *moment, int by, struct say *said)
{
	const struct event_log *log = &moment->events;
	uint64_t first = log->end > EVENTS ? log->end - EVENTS : 0;
	uint64_t now = moment->back || moment->paused ? moment->at :
		       moment->history.end - 1, entry = 0;
	const struct event *found = NULL;
	const struct row *row;

	for (uint64_t i = first; i < log->end; i++) {
		const struct event *event = &log->event[i % EVENTS];
		uint64_t at = entry_at(moment, event->wall_ns);

		if (event->kind != EVENT_SHIFT && event->kind != EVENT_MARK &&
		    event->kind != EVENT_PAGING)
			continue;
		/* Of the earlier ones the last, of the later ones the first. */
		if (by < 0 ? at < now : at > now && !found) {
			found = event;
			entry = at;
		}
	}
	if (!found || entry >= moment->history.end) {
		say(said, SCREEN_NOTICE, "no %s shift or mark is kept",
		    by < 0 ? "earlier" : "later");
		return;
	}
	/* A shift is reported some seconds after it began. */
	row = &moment->live.rows[found->slot >= 0 ? found->slot : 0];
	moment->at = found->slot >= 0 && (row->has & HAS_RATIO) &&
		     row->shift_wall_ns < found->wall_ns ?
		     entry_at(moment, row->shift_wall_ns) : entry;
	moment->back = true;
	recall(moment);
	take(&moment->mark, &moment->shown, found->text);
	show_entry(moment, entry);
	say(said, SCREEN_NORMAL, "%s (c compares before and since)",
	    found->text);
}
