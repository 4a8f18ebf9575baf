/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/data/story.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "exittop/base/format.h"

#define JOIN_NS	   2000000000	/* and two intervals: at the same time */
#define SETTLE_NS  900000000	/* without another: the sentence is finished */
#define SHOWN_NS   60000000000	/* a sentence outlives its alerts as long */
#define COST_NS	   30000000000	/* time whose time in exits is compared */
#define STOPPED    0.05		/* exits per second that are shown as none */

/* What a reason is evidence of; paging.c names the sources. */
enum kind { FAULT, SHADOW, REGISTER, NESTED, INTERRUPT, TIMER, SLEEP, KINDS };

static const struct evidence {
	enum isa isa;
	unsigned int code;
	enum kind kind;
} evidence[] = {
	{ ISA_VMX, 0, FAULT },		/* EXCEPTION_NMI */
	{ ISA_VMX, 14, SHADOW },	/* INVLPG */
	{ ISA_VMX, 58, SHADOW },	/* INVPCID */
	{ ISA_VMX, 28, REGISTER },	/* CR_ACCESS */
	{ ISA_VMX, 48, NESTED },	/* EPT_VIOLATION */
	{ ISA_VMX, 49, NESTED },	/* EPT_MISCONFIG */
	{ ISA_VMX, 62, NESTED },	/* PML_FULL */
	{ ISA_VMX, 52, TIMER },		/* PREEMPTION_TIMER */
	{ ISA_SVM, 0x04e, FAULT },	/* PF excp */
	{ ISA_SVM, 0x079, SHADOW },	/* INVLPG */
	{ ISA_SVM, 0x0a2, SHADOW },	/* INVPCID */
	{ ISA_SVM, 0x013, REGISTER },	/* WRITE_CR3 */
	{ ISA_SVM, 0x003, REGISTER },	/* READ_CR3 */
	{ ISA_SVM, 0x400, NESTED },	/* NPF */
};

/* Which way a kind of reasons went. */
enum way { ANY, UP, DOWN, STILL, BOTH };

/* The first that fits is what happened. */
static const struct pattern {
	enum way ways[KINDS];
	const char *words;
} patterns[] = {
	{ { [NESTED] = DOWN, [SHADOW] = UP },
	  "paging changed from nested to shadow" },
	{ { [NESTED] = UP, [SHADOW] = DOWN },
	  "paging changed from shadow to nested" },
	{ { [NESTED] = DOWN, [FAULT] = UP, [REGISTER] = UP },
	  "paging changed from nested to shadow" },
	{ { [NESTED] = UP, [FAULT] = DOWN, [REGISTER] = DOWN },
	  "paging changed from shadow to nested" },
	{ { [NESTED] = STILL, [FAULT] = UP, [SHADOW] = UP },
	  "a fork or mmap load began under shadow paging" },
	{ { [NESTED] = STILL, [FAULT] = UP, [REGISTER] = UP },
	  "a fork or mmap load began under shadow paging" },
	{ { [NESTED] = STILL, [FAULT] = DOWN, [SHADOW] = DOWN },
	  "a fork or mmap load ended under shadow paging" },
	{ { [NESTED] = STILL, [FAULT] = DOWN, [REGISTER] = DOWN },
	  "a fork or mmap load ended under shadow paging" },
	{ { [SLEEP] = DOWN, [NESTED] = UP },
	  "the guest came to life and touched new memory" },
	{ { [NESTED] = UP, [SHADOW] = STILL, [FAULT] = STILL },
	  "memory was first touched or ballooned under nested paging" },
	{ { [NESTED] = DOWN, [SHADOW] = STILL, [FAULT] = STILL,
	    [SLEEP] = STILL, [INTERRUPT] = STILL, [TIMER] = STILL },
	  "memory was no longer first touched under nested paging" },
	{ { [INTERRUPT] = UP, [TIMER] = UP, [SLEEP] = STILL },
	  "interrupts and timers stormed" },
	{ { [INTERRUPT] = UP, [SLEEP] = STILL }, "interrupts stormed" },
	{ { [TIMER] = UP, [SLEEP] = STILL }, "timers stormed" },
	{ { [SLEEP] = UP, [INTERRUPT] = UP }, "the guest came to life" },
	{ { [SLEEP] = DOWN, [INTERRUPT] = UP }, "the guest came to life" },
	{ { [SLEEP] = DOWN, [INTERRUPT] = DOWN }, "the guest went idle" },
};

#define PATTERNS (sizeof(patterns) / sizeof(patterns[0]))

static enum kind kind_of(enum isa isa, unsigned int slot)
{
	unsigned int code = reason_code(isa, slot);

	for (size_t i = 0; i < sizeof(evidence) / sizeof(evidence[0]); i++)
		if (evidence[i].isa == isa && evidence[i].code == code)
			return evidence[i].kind;
	if (reason_is_idle(isa, slot))
		return SLEEP;
	return reason_get(isa, slot)->group == GROUP_INTERRUPT ? INTERRUPT :
								 KINDS;
}

/* What happened, or NULL where no pattern fits. */
static const char *meaning(const struct story *story, enum isa isa)
{
	enum way ways[KINDS + 1];

	for (int k = 0; k <= KINDS; k++)
		ways[k] = STILL;
	for (unsigned int i = 0; i < story->n; i++) {
		const struct story_change *change = &story->changes[i];
		enum way *way = &ways[kind_of(isa, change->slot)];
		enum way this = change->to > change->from ? UP : DOWN;

		*way = *way == STILL || *way == this ? this : BOTH;
	}
	for (size_t i = 0; i < PATTERNS; i++) {
		bool fits = true;

		for (int k = 0; k < KINDS; k++)
			fits = fits && (patterns[i].ways[k] == ANY ||
					patterns[i].ways[k] == ways[k]);
		if (fits)
			return patterns[i].words;
	}
	return NULL;
}

/* ---- the sentence ---- */

static void add(char text[STORY_TEXT], const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void add(char text[STORY_TEXT], const char *fmt, ...)
{
	size_t n = strlen(text);
	va_list args;

	va_start(args, fmt);
	vsnprintf(text + n, STORY_TEXT - n, fmt, args);
	va_end(args);
}

static void add_change(char text[STORY_TEXT], enum isa isa,
		       const struct story_change *change)
{
	char name[REASON_NAME], from[FORMAT_TEXT], to[FORMAT_TEXT];

	reason_name(isa, change->slot, name);
	format_rate(change->from, 9, from);
	format_rate(change->to, 9, to);
	add(text, "%s %s to %s/s", name, change->from < STOPPED ? "0" : from,
	    change->to < STOPPED ? "0" : to);
}

static void add_changes(char text[STORY_TEXT], const struct story *story,
			enum isa isa)
{
	const char *comma = "";
	unsigned int stopped = 0, nested = 0;

	for (unsigned int i = 0; i < story->n; i++) {
		bool is = kind_of(isa, story->changes[i].slot) == NESTED;

		nested += is;
		stopped += is && story->changes[i].to < STOPPED;
	}
	for (unsigned int i = 0; i < story->n; i++) {
		if (nested == stopped &&
		    kind_of(isa, story->changes[i].slot) == NESTED)
			continue;
		add(text, "%s", comma);
		add_change(text, isa, &story->changes[i]);
		comma = ", ";
	}
	if (stopped && nested == stopped)
		add(text, "%s%s exits stopped", comma,
		    isa == ISA_VMX ? "EPT" : "NPT");
	if (story->more)
		add(text, " and %u more", story->more);
}

/* The share of time in exits, before (@after = false) or since the shift. */
static double cost(const struct story *story, bool after)
{
	unsigned int n = story->rounds < STORY_ROUNDS ? story->rounds :
							STORY_ROUNDS;
	double seconds = 0, busy = 0;

	for (unsigned int i = 0; i < n; i++) {
		const struct story_round *round = &story->round[i];
		int64_t age = round->began_ns - story->wall_ns;
		int64_t length = (int64_t)(round->seconds * 1e9);

		if (after ? age < 0 || age > COST_NS :
			    age + length > 0 || age < -COST_NS ||
			    round->began_ns < story->last_ns)
			continue;
		seconds += round->seconds;
		busy += round->seconds * round->in_exits;
	}
	return seconds > 0 ? busy / seconds : -1;
}

static void add_cost(char text[STORY_TEXT], const struct story *story)
{
	double before = cost(story, false), after = cost(story, true);
	char from[FORMAT_TEXT], to[FORMAT_TEXT], *unit;

	if (before < 0 || after < 0)
		return;
	format_percent(before, from);
	format_percent(after, to);
	unit = strstr(from, " %");
	if (unit && strncmp(from, "<", 1) != 0)
		*unit = '\0';
	add(text, "; time in exits %s to %s", from, to);
}

static void write_sentence(const struct story *story, struct snapshot *snap)
{
	const char *what = meaning(story, snap->isa);

	if (!what && story->n + story->more < 2)
		return;
	snap->story_wall_ns = story->wall_ns;
	if (what)
		add(snap->story, "%s: ", what);
	else
		add(snap->story, "%u watched reasons shifted together: ",
		    story->n + story->more);
	add_changes(snap->story, story, snap->isa);
	add_cost(snap->story, story);
}

/* ---- what belongs together ---- */

static void keep_round(struct story *story, const struct snapshot *snap)
{
	if (snap->in_exits < 0 || !(snap->interval_s > 0))
		return;
	story->round[story->rounds++ % STORY_ROUNDS] = (struct story_round){
		snap->wall_ns - (int64_t)(snap->interval_s * 1e9),
		snap->interval_s, snap->in_exits
	};
}

/* Where in the story @slot is or belongs. */
static unsigned int place(const struct story *story, unsigned int slot)
{
	unsigned int at = 0;

	while (at < story->n && story->changes[at].slot < slot)
		at++;
	return at;
}

static bool has(const struct story *story, unsigned int slot)
{
	unsigned int at = place(story, slot);

	return at < story->n && story->changes[at].slot == slot;
}

/* The sentence is finished; the next change begins another, or is late. */
static void finish(struct story *story)
{
	story->joined_ns = 0;
	story->seq++;
}

/* A later change of a reason that is in the story already replaces it. */
static void join(struct story *story, const struct snapshot *snap,
		 int64_t wall_ns, const struct story_change *change)
{
	int64_t near = JOIN_NS + 2 * (int64_t)(snap->interval_s * 1e9);
	unsigned int at;

	if (!story->n || wall_ns > story->wall_ns + near ||
	    wall_ns < story->wall_ns - near) {
		story->last_ns = story->wall_ns;
		story->wall_ns = wall_ns;
		story->n = story->more = 0;
		story->joined_ns = snap->wall_ns;
	}
	if (story->joined_ns)
		story->joined_ns = snap->wall_ns;
	if (wall_ns < story->wall_ns)
		story->wall_ns = wall_ns;
	at = place(story, change->slot);
	if (has(story, change->slot)) {
		story->changes[at].to = change->to;
	} else if (story->n == STORY_CHANGES) {
		story->more++;
	} else {
		memmove(&story->changes[at + 1], &story->changes[at],
			(story->n++ - at) * sizeof(*change));
		story->changes[at] = *change;
	}
}

/* Did an alert that belongs to the story end, unknown so far? */
static bool ended(const struct story *story, const struct row *row,
		  unsigned int slot)
{
	return row->has & HAS_RATIO && row->shift_over_ns &&
	       row->shift_over_ns != story->over_ns[slot] &&
	       has(story, slot) && row->shift_wall_ns >= story->wall_ns;
}

/* What ended before its story was finished is of the next story. */
static bool ends_early(const struct story *story, const struct snapshot *snap)
{
	for (unsigned int i = 0; story->joined_ns && i < snap->reasons; i++)
		if (ended(story, &snap->rows[i], i))
			return true;
	return false;
}

static void gather_end(struct story *story, const struct snapshot *snap,
		       unsigned int slot)
{
	const struct row *row = &snap->rows[slot];
	struct story_change change = { slot, row->shift_to, row->shift_from };

	if (row->shift_over_ns == story->over_ns[slot])
		return;
	if (ended(story, row, slot))
		story->n = story->more = 0;
	story->over_ns[slot] = row->shift_over_ns;
	join(story, snap, row->shift_over_ns, &change);
}

static void gather_begin(struct story *story, const struct snapshot *snap,
			 unsigned int slot)
{
	const struct row *row = &snap->rows[slot];
	struct story_change change = { slot, row->shift_from, row->shift_to };

	if (row->shift_seq != story->shift_seq[slot] && row->has & HAS_RATIO)
		join(story, snap, row->shift_wall_ns, &change);
	story->shift_seq[slot] = row->shift_seq;
}

static void gather(struct story *story, const struct snapshot *snap)
{
	for (unsigned int i = 0; i < snap->reasons; i++) {
		const struct row *row = &snap->rows[i];

		if (row->has & HAS_RATIO && row->shift_over_ns)
			gather_end(story, snap, i);
		else
			story->over_ns[i] = 0;
		gather_begin(story, snap, i);
	}
}

/* Is an alert of any row on, or was it lately and is not acknowledged? */
static bool is_shown(const struct snapshot *snap)
{
	for (unsigned int i = 0; i < snap->reasons; i++) {
		const struct row *row = &snap->rows[i];

		if (row->has & HAS_RATIO &&
		    (!row->shift_over_ns ||
		     snap->wall_ns - row->shift_over_ns < SHOWN_NS))
			return true;
	}
	return false;
}

void story_update(struct story *story, struct snapshot *snap)
{
	keep_round(story, snap);
	if (ends_early(story, snap))
		finish(story);
	else
		gather(story, snap);
	snap->story[0] = '\0';
	if (story->n && is_shown(snap))
		write_sentence(story, snap);
	if (story->joined_ns && snap->wall_ns - story->joined_ns >= SETTLE_NS)
		finish(story);
	snap->story_seq = story->seq;
}
