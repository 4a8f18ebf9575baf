/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DATA_EVENT_H
#define DATA_EVENT_H

#include "exittop/data/snapshot.h"

/* event: what happened, reported once, as sentences with a time. */

enum event_kind {
	EVENT_SHIFT, EVENT_STORY, EVENT_PAGING, EVENT_RESET, EVENT_WRAP, EVENT_GAP,
	EVENT_MARK, EVENT_QUIRK, EVENT_TOLD
};

#define EVENT_TEXT STORY_TEXT
#define EVENTS	   256		/* kept */

struct event {
	int64_t wall_ns;	/* when it was seen */
	int64_t at_ns;		/* when it happened: a shift is seen later */
	enum event_kind kind;
	int slot;		/* of a shift, else -1 */
	bool up;		/* of a shift: its direction */
	bool over;		/* of a shift: this is its end */
	char text[EVENT_TEXT];	/* a sentence without its full stop:
				 * "CR_ACCESS up from 15/s to 8 140/s" */
};

/* The sentence of a row whose shift is up or down. Returns @text. */
const char *event_shift(const struct snapshot *snap, unsigned int slot,
			char text[EVENT_TEXT]);

/* Works without a view too: `--plain` prints what it gathers. */
struct event_log {
	uint64_t end;		/* events ever seen; event i is at i % EVENTS */
	unsigned int quirks;	/* of the host, reported already */
	uint32_t shift_seq[REASON_SLOTS];
	int64_t over_ns[REASON_SLOTS];	/* of alerts whose end was reported */
	uint32_t story_seq;
	uint64_t resets, wraps, gaps;
	bool silent;		/* the host did not answer */
	enum paging paging;
	struct event event[EVENTS];	/* last: not touched before use */
};

void event_log_init(struct event_log *log);

/* Adds what is new in @snap. */
void event_log_update(struct event_log *log, const struct snapshot *snap);

/* Adds one event by hand: a mark, a recording begun. */
void event_log_add(struct event_log *log, int64_t wall_ns,
		   enum event_kind kind, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

#endif
