/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/data/course.h"

#include <math.h>
#include <string.h>

#include "exittop/base/number.h"

void course_init(struct course *course)
{
	memset(course, 0, sizeof(*course));
	course->part_rounds = 1;
}

static void add_exits(uint32_t *to, uint64_t exits)
{
	uint64_t room = UINT32_MAX - *to;

	*to += (uint32_t)(exits < room ? exits : room);
}

static void join(struct course_part *to, const struct course_part *next)
{
	to->to_s = next->to_s;
	to->seconds += next->seconds;
	to->exits = number_sum(to->exits, next->exits);
	for (unsigned int i = 0; i < REASON_SLOTS; i++)
		add_exits(&to->rows[i], next->rows[i]);
}

/* Joins neighbours in @part[0..n-1]; returns how many parts are left. */
static unsigned int halve(struct course_part *part, unsigned int n)
{
	unsigned int left = 0;

	for (unsigned int i = 0; i < n; i += 2) {
		struct course_part both = part[i];

		if (i + 1 < n)
			join(&both, &part[i + 1]);
		part[left++] = both;
	}
	return left;
}

/* The part that the next round, which ends at @now_s, is of. */
static struct course_part *open_part(struct course *course, double now_s)
{
	double from_s = course->parts ? course->part[course->parts - 1].to_s
				      : 0;
	struct course_part *part;

	if (!(now_s > from_s))
		return NULL;
	if (course->parts && course->filled < course->part_rounds) {
		course->filled++;
		part = &course->part[course->parts - 1];
		part->to_s = now_s;
		return part;
	}
	if (course->parts == COURSE_PARTS) {
		course->parts = halve(course->part, course->parts);
		course->part_rounds *= 2;
	}
	course->filled = 1;
	part = &course->part[course->parts++];
	memset(part, 0, sizeof(*part));
	part->from_s = from_s;
	part->to_s = now_s;
	return part;
}

/* A round that nobody answered or whose counters began again lacks differences. */
static bool has_differences(const struct snapshot *snap)
{
	return snap->interval_s > 0 &&
	       !(snap->notes & (NOTE_RESET | NOTE_SILENT));
}

static void add_round(struct course *course, const struct snapshot *snap,
		      double now_s)
{
	struct course_part *part = open_part(course, now_s);

	if (!part || !has_differences(snap))
		return;
	part->seconds += snap->interval_s;
	for (unsigned int i = 0; i < snap->reasons; i++) {
		const struct row *row = &snap->rows[i];

		if (!(row->has & HAS_DELTA) || !row->delta)
			continue;
		part->exits = number_sum(part->exits, row->delta);
		add_exits(&part->rows[i], row->delta);
	}
}

static void add_time(struct course *course, const struct snapshot *snap)
{
	double cpu_cycles = snap->tsc_hz * snapshot_cpus(snap);

	if (!has_differences(snap) || snap->in_exits < 0)
		return;
	course->timed_s += snap->interval_s;
	course->in_exits_s += snap->in_exits * snap->interval_s;
	for (unsigned int i = 0; i < snap->reasons; i++) {
		const struct row *row = &snap->rows[i];

		if (row->has & HAS_TIME)
			course->rows_s[i] += row->time_share *
					     snap->interval_s;
		else if (row->has & HAS_CYCLES_DELTA && cpu_cycles > 0 &&
			 reason_is_idle(snap->isa, i))
			course->asleep_s += (double)row->cycles_delta /
					    cpu_cycles;
	}
}

static double seconds(const struct course *course, const struct snapshot *snap)
{
	return (double)(int64_t)(snap->mono_ns - course->start_mono_ns) / 1e9;
}

/* A shift began before it was called one. */
static void place_events(struct course *course, const struct snapshot *snap,
			 uint64_t from)
{
	double now_s = seconds(course, snap);

	for (uint64_t i = from; i < course->log.end; i++) {
		const struct event *event = &course->log.event[i % EVENTS];
		double before_s = (double)(snap->wall_ns - event->at_ns) / 1e9;

		course->at_s[i % EVENTS] =
			fmin(fmax(now_s - before_s, 0), now_s);
	}
}

void course_add(struct course *course, const struct snapshot *snap)
{
	uint64_t events = course->log.end;

	if (!course->begun)
		course->start_mono_ns = snap->mono_ns;
	course->begun = true;
	add_round(course, snap, seconds(course, snap));
	add_time(course, snap);
	event_log_update(&course->log, snap);
	place_events(course, snap, events);
}

void course_mark(struct course *course, const struct snapshot *snap,
		 const char *text)
{
	event_log_add(&course->log, snap->wall_ns, EVENT_MARK, "%s", text);
	place_events(course, snap, course->log.end - 1);
}

double course_rate(const struct course_part *part, unsigned int slot)
{
	uint64_t exits = slot < REASON_SLOTS ? part->rows[slot] : part->exits;

	return part->seconds > 0 ? (double)exits / part->seconds : NAN;
}

unsigned int course_rough(const struct course *course,
			  struct course_part parts[COURSE_PARTS])
{
	unsigned int n = course->parts;

	memcpy(parts, course->part, n * sizeof(*parts));
	while (n > COURSE_ROUGH)
		n = halve(parts, n);
	return n;
}

uint64_t course_first(const struct course *course)
{
	return course->log.end > EVENTS ? course->log.end - EVENTS : 0;
}
