/* SPDX-License-Identifier: GPL-2.0-only */
/* What happened during a run. */
#include "answers.h"

#include "exittop/base/order.h"

static const struct event *event_of(const struct course *course,
				    unsigned int i)
{
	return &course->log.event[(course_first(course) + i) % EVENTS];
}

/* What a story sums up stands below it. */
static int by_time(const void *ctx, unsigned int a, unsigned int b)
{
	const struct event *x = event_of(ctx, a), *y = event_of(ctx, b);

	if (x->at_ns == y->at_ns)
		return (y->kind == EVENT_STORY) - (x->kind == EVENT_STORY);
	return x->at_ns > y->at_ns ? 1 : -1;
}

static void write_event(const struct answers *answers, unsigned int i,
			const struct event *event)
{
	const struct markup *out = &answers->out;

	answers_begin(answers, i);
	markup_clock(out, event->at_ns);
	if (event->kind == EVENT_MARK)
		markup_text(out, "mark: ");
	if (event->kind == EVENT_STORY)
		markup_strong(out, "%s", event->text);
	else
		markup_text(out, event->text);
	markup_item_end(out);
}

void answers_events(const struct answers *answers, unsigned int i)
{
	const struct course *course = &answers->runs[i]->course;
	uint64_t first = course_first(course);
	unsigned int n = (unsigned int)(course->log.end - first);
	unsigned int order[EVENTS];

	if (first || !n) {
		answers_begin(answers, i);
		if (n)
			markup_format(&answers->out, "%llu earlier events are "
				      "left out.", (unsigned long long)first);
		else
			markup_text(&answers->out, "nothing: no shift, no mark, "
				    "no reset");
		markup_item_end(&answers->out);
	}
	for (unsigned int e = 0; e < n; e++)
		order[e] = e;
	order_sort(order, n, by_time, course);
	for (unsigned int e = 0; e < n; e++)
		write_event(answers, i, event_of(course, order[e]));
}
