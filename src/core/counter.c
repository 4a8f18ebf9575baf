/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/core/counter.h"

#include <math.h>

/* A host may book what happened a moment before: so much time is given. */
#define SLACK_S 0.1

static uint64_t step_to(const struct counter *counter,
			const struct tally *tally, bool wide)
{
	uint64_t step = tally->count - counter->raw_count;

	return wide ? step : step & UINT32_MAX;
}

enum reading counter_judge(const struct counter *counter,
			   const struct tally *tally,
			   const struct counter_time *time)
{
	bool before = time->now_ns < counter->read_ns;
	double passed = before ? 0 :
			(double)(time->now_ns - counter->read_ns) / 1e9;
	double seconds = passed + (passed > 0 ? fmin(passed, SLACK_S) : SLACK_S);
	double step = (double)step_to(counter, tally, time->wide);
	double wrap = fmin(time->max_rate,
			   fmax(COUNTER_WRAP_RATE,
				counter->rate * COUNTER_WRAP_TIMES));
	double jump = counter->rate > 0 ?
		      fmin(time->max_rate,
			   fmax(COUNTER_WRAP_RATE,
				counter->rate * COUNTER_JUMP_TIMES)) :
		      time->max_rate;
	bool back = tally->count < counter->raw_count;

	if (counter->reading == READING_NONE)
		return READING_FIRST;
	if (before)
		return READING_RESET;
	if (tally->has_cycles && counter->has_cycles &&
	    (tally->cycles < counter->cycles ||
	     (double)(tally->cycles - counter->cycles) >
	     COUNTER_MOST_CYCLES * (seconds + 1)))
		return READING_RESET;
	if (step > jump * seconds)
		return READING_RESET;
	if (time->wide)
		return back ? READING_RESET : READING_OK;
	/* A longer pause may hide a wrap. */
	if (fmax(COUNTER_WRAP_RATE, counter->rate) * seconds > UINT32_MAX)
		return READING_RESET;
	if (!back)
		return READING_OK;
	return step > wrap * seconds ? READING_RESET : READING_WRAP;
}

/* Answers within one round are too close for a rate. */
static void take_rate(struct counter *counter, uint64_t step, uint64_t now_ns)
{
	if (now_ns > counter->read_ns)
		counter->rate = (double)step /
				((double)(now_ns - counter->read_ns) / 1e9);
}

static void go_on(struct counter *counter, const struct tally *tally,
		  const struct counter_time *time)
{
	uint64_t step = step_to(counter, tally, time->wide);
	uint64_t own = counter->weight * (time->issued - counter->issued);

	if (own > step) {
		counter->missing += own - step;
		own = step;
	}
	take_rate(counter, step, time->now_ns);
	counter->count += step;
	counter->delta += step;
	counter->own += own;
	counter->held += own;
	if (tally->has_cycles && counter->has_cycles)
		counter->cycles_delta += tally->cycles - counter->cycles;
}

/* A first count without our own exits, where it can hold them all. */
static uint64_t first_net(const struct counter *counter,
			  const struct tally *tally,
			  const struct counter_time *time)
{
	uint64_t own = counter->weight * time->issued;

	return own > tally->count ? tally->count : tally->count - own;
}

/* A second answer in one round must not hide what the first one said. */
static bool is_news(enum reading second, enum reading first)
{
	return second == READING_WRAP ? first == READING_OK :
					second != READING_OK;
}

enum reading counter_take(struct counter *counter, const struct tally *tally,
			  const struct counter_time *time)
{
	enum reading reading;

	if (!tally->has_count) {
		counter->read_round = time->round;
		return counter->reading = READING_NONE;
	}
	reading = counter_judge(counter, tally, time);
	if (reading == READING_FIRST &&
	    (time->again ||
	     first_net(counter, tally, time) < counter_net(counter)))
		reading = READING_RESET;
	if (reading == READING_OK || reading == READING_WRAP) {
		go_on(counter, tally, time);
	} else {
		counter_begin(counter);
		counter->rate = 0;
		counter->count = tally->count;
		/* How many of our own it holds after a RESET is unknown. */
		counter->held = reading == READING_RESET ? 0 :
				tally->count - first_net(counter, tally, time);
	}
	if (counter->read_round != time->round ||
	    is_news(reading, counter->reading))
		counter->reading = reading;
	counter->raw_count = tally->count;
	counter->has_cycles = tally->has_cycles;
	if (tally->has_cycles)
		counter->cycles = tally->cycles;
	counter->issued = time->issued;
	counter->read_ns = time->now_ns;
	counter->read_round = time->round;
	return reading;
}

uint64_t counter_net(const struct counter *counter)
{
	return counter->count - counter->held;
}

void counter_begin(struct counter *counter)
{
	counter->delta = counter->own = counter->cycles_delta = 0;
	counter->missing = 0;
	if (counter->reading != READING_NONE)
		counter->reading = READING_OK;
}

void counter_forget(struct counter *counter)
{
	counter_begin(counter);
	counter->count = counter->raw_count;
	counter->held = 0;
	counter->moved_round = 0;
	if (counter->reading != READING_NONE)
		counter->reading = READING_RESET;
}
