/* SPDX-License-Identifier: GPL-2.0-only */
/* What happened, reported once, as sentences. */
#include "exittop/facts/quirk.h"
#include "exittop/base/utf8.h"
#include "exittop/base/format.h"
#include "exittop/data/event.h"

#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

void event_log_init(struct event_log *log)
{
	memset(log, 0, offsetof(struct event_log, event));
}

static struct event *append(struct event_log *log, int64_t wall_ns,
			    enum event_kind kind)
{
	struct event *event = &log->event[log->end++ % EVENTS];

	event->wall_ns = event->at_ns = wall_ns;
	event->kind = kind;
	event->slot = -1;
	event->up = event->over = false;
	event->text[0] = '\0';
	return event;
}

void event_log_add(struct event_log *log, int64_t wall_ns,
		   enum event_kind kind, const char *fmt, ...)
{
	struct event *event = append(log, wall_ns, kind);
	va_list args;

	va_start(args, fmt);
	vsnprintf(event->text, sizeof(event->text), fmt, args);
	va_end(args);
	utf8_visible(event->text);
}

/* ", x540 (95 %: 512 to 569)"; nothing where there was nothing before. */
static void ratio_words(const struct row *row, char *buf, size_t size)
{
	char ratio[FORMAT_TEXT], low[FORMAT_TEXT], high[FORMAT_TEXT];

	buf[0] = '\0';
	if (!isfinite(row->shift_ratio) || row->shift_ratio <= 0 ||
	    !isfinite(row->shift_high))
		return;
	format_ratio(row->shift_ratio, ratio);
	format_ratio(row->shift_low, low);
	format_ratio(row->shift_high, high);
	snprintf(buf, size, ", x%.12s (95 %%: %.12s to %.12s)", ratio, low,
		 high);
}

const char *event_shift(const struct snapshot *snap, unsigned int slot,
			char text[EVENT_TEXT])
{
	const struct row *row = &snap->rows[slot];
	char name[REASON_NAME], from[FORMAT_TEXT], to[FORMAT_TEXT];
	char clock[FORMAT_TEXT], ratio[64];

	reason_name(snap->isa, slot, name);
	format_per_second(row->shift_from, from);
	format_per_second(row->shift_to, to);
	ratio_words(row, ratio, sizeof(ratio));
	format_clock(row->shift_wall_ns, clock);
	snprintf(text, EVENT_TEXT, "%s %s from %.15s to %.15s since %.8s%s",
		 name, snapshot_shift_name(row->shift), from, to, clock,
		 ratio);
	return text;
}

static void add_shift(struct event_log *log, const struct snapshot *snap,
		      unsigned int slot)
{
	struct event *event = append(log, snap->wall_ns, EVENT_SHIFT);

	event->slot = (int)slot;
	event->at_ns = snap->rows[slot].shift_wall_ns;
	event->up = snap->rows[slot].shift == SHIFT_UP;
	event_shift(snap, slot, event->text);
}

/* "CR_ACCESS back at 0.3/s, was up 15:04:54 to 15:05:30" */
static void add_end(struct event_log *log, const struct snapshot *snap,
		    unsigned int slot)
{
	const struct row *row = &snap->rows[slot];
	struct event *event = &log->event[log->end % EVENTS];
	char name[REASON_NAME], rate[FORMAT_TEXT];
	char from[FORMAT_TEXT], to[FORMAT_TEXT];

	reason_name(snap->isa, slot, name);
	format_per_second(row->shift_from, rate);
	format_clock(row->shift_wall_ns, from);
	format_clock(row->shift_over_ns, to);
	event_log_add(log, snap->wall_ns, EVENT_SHIFT,
		      "%s back at %s, was %s %.8s to %.8s", name, rate,
		      row->shift_to > row->shift_from ? "up" : "down", from,
		      to);
	event->slot = (int)slot;
	event->at_ns = row->shift_over_ns;
	event->over = true;
}

static void add_shifts(struct event_log *log, const struct snapshot *snap)
{
	for (unsigned int slot = 0; slot < snap->reasons; slot++) {
		const struct row *row = &snap->rows[slot];

		if (row->shift_seq != log->shift_seq[slot] &&
		    (row->shift == SHIFT_UP || row->shift == SHIFT_DOWN))
			add_shift(log, snap, slot);
		else if (row->has & HAS_RATIO && row->shift_over_ns &&
			 row->shift_over_ns != log->over_ns[slot])
			add_end(log, snap, slot);
		log->shift_seq[slot] = row->shift_seq;
		log->over_ns[slot] = row->has & HAS_RATIO ?
				     row->shift_over_ns : 0;
	}
	if (snap->story_seq != log->story_seq && snap->story[0]) {
		append(log, snap->wall_ns, EVENT_STORY)->at_ns =
			snap->story_wall_ns;
		memcpy(log->event[(log->end - 1) % EVENTS].text, snap->story,
		       sizeof(snap->story));
	}
	log->story_seq = snap->story_seq;
}

static void add_paging(struct event_log *log, const struct snapshot *snap)
{
	if (snap->paging == log->paging)
		return;
	if (log->paging == PAGING_UNKNOWN)
		event_log_add(log, snap->wall_ns, EVENT_PAGING,
			      "paging is %s: %s",
			      snapshot_paging_name(snap->paging),
			      snap->evidence);
	else
		event_log_add(log, snap->wall_ns, EVENT_PAGING,
			      "paging changed from %s to %s: %s",
			      snapshot_paging_name(log->paging),
			      snapshot_paging_name(snap->paging),
			      snap->evidence);
	log->paging = snap->paging;
}

/* "CR_ACCESS" or "CR_ACCESS and 4 more" */
static void which_wrapped(const struct snapshot *snap, char *buf, size_t size)
{
	char name[REASON_NAME] = "the total";
	unsigned int n = 0;

	for (unsigned int slot = 0; slot < snap->reasons; slot++)
		if (snap->rows[slot].reading == READING_WRAP && !n++)
			reason_name(snap->isa, slot, name);
	if (n > 1)
		snprintf(buf, size, "%s and %u more", name, n - 1);
	else
		snprintf(buf, size, "%s", name);
}

static void add_counters(struct event_log *log, const struct snapshot *snap)
{
	char names[64];

	if (snap->gaps != log->gaps)
		event_log_add(log, snap->wall_ns, EVENT_GAP,
			      "a gap of %.1f s between two refreshes",
			      snap->interval_s);
	if (snap->notes & NOTE_SILENT && !log->silent)
		event_log_add(log, snap->wall_ns, EVENT_RESET,
			      "the host stopped answering: nothing is counted "
			      "until it answers again");
	log->silent = snap->notes & NOTE_SILENT;
	if (snap->resets != log->resets)
		event_log_add(log, snap->wall_ns, EVENT_RESET,
			      snap->notes & NOTE_RESET ?
			      "the host's counters began again" :
			      "the host's total began again");
	if (snap->wraps != log->wraps) {
		which_wrapped(snap, names, sizeof(names));
		event_log_add(log, snap->wall_ns, EVENT_WRAP,
			      "a counter passed 2^32 and was followed: %s",
			      names);
	}
	log->gaps = snap->gaps;
	log->resets = snap->resets;
	log->wraps = snap->wraps;
}

/* What is wrong with this host's numbers, and what is done about it. */
static void add_quirks(struct event_log *log, const struct snapshot *snap)
{
	size_t n;
	const struct quirk *quirk = quirk_all(&n);

	for (size_t i = 0; i < n; i++)
		if (snap->quirks & ~log->quirks & quirk[i].bit)
			event_log_add(log, snap->wall_ns, EVENT_QUIRK, "%s",
				      quirk_text(&quirk[i], snap->isa));
	log->quirks |= snap->quirks;
}

void event_log_update(struct event_log *log, const struct snapshot *snap)
{
	add_counters(log, snap);
	add_paging(log, snap);
	add_shifts(log, snap);
	add_quirks(log, snap);
}
