/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MOMENT_H
#define MOMENT_H

#include "exittop/data/event.h"
#include "exittop/data/history.h"
#include "exittop/data/snapshot.h"
#include "screen.h"

/* moment: which moment the screen shows, and what its counts start from. */

#define MOMENT_TEXT 128

/* Counts at one moment, to subtract. */
struct baseline {
	bool set;
	char name[MOMENT_TEXT];
	uint64_t mono_ns;
	int64_t wall_ns;
	uint64_t count[REASON_SLOTS + 1];	/* last: the total */
	uint64_t cycles[REASON_SLOTS + 1];
	bool known[REASON_SLOTS + 1];
};

struct moment {
	struct snapshot shown;		/* what the screen shows, made of: */
	struct snapshot live;		/* the latest, or */
	struct snapshot still;		/* the one paused at */
	bool paused;			/* `still` is shown */
	bool back;			/* entry `at` of the history is shown */
	bool step;			/* a held replay goes on by one */
	bool ended;			/* the recording is over */
	bool playing;			/* and is played again */
	uint64_t at;			/* the last entry to draw */
	unsigned int zoom;		/* of the graphs */
	double peak[REASON_SLOTS + 1];	/* exits/s since start or reset */
	struct baseline first, reset, mark;
	struct event_log events;
	struct history history;		/* only what looks back touches it */
};

void moment_init(struct moment *moment);

/* Takes in a refresh. */
void moment_update(struct moment *moment, const struct snapshot *snap);

/* Makes `shown` from the live, the paused or a past snapshot. */
void moment_show(struct moment *moment);

/* The snapshot that counts are complete in: paused at, or the latest. */
const struct snapshot *moment_latest(const struct moment *moment);

void moment_pause(struct moment *moment);
void moment_step(struct moment *moment, int64_t steps, struct say *say);
void moment_now(struct moment *moment);

/* Shows "15:04:54", or "-90" seconds before the latest; false: not kept. */
bool moment_go(struct moment *moment, const char *time);

/* Goes to the next shift, verdict or mark (@by -1: the one before), and sets
 * the mark there, to compare before and since with. */
void moment_event(struct moment *moment, int by, struct say *say);

/* A recording played again goes on by one. */
void moment_play(struct moment *moment);

/* Counts and peaks begin again at 0. */
void moment_reset(struct moment *moment, struct say *say);

/* Puts a mark named @text into the events. */
void moment_mark(struct moment *moment, const char *text);

/*
 * Mean exits/s of @slot from @from, or what was counted before it where
 * @until is set, to @until (NULL: the latest); NAN where not known.
 */
double moment_average(const struct moment *moment,
		      const struct baseline *from,
		      const struct baseline *until, unsigned int slot);

/* What counts start from: the reset, if it is before @mono_ns, or the start. */
const struct baseline *moment_start(const struct moment *moment,
				    uint64_t mono_ns);

#endif
