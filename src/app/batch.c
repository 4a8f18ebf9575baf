/* SPDX-License-Identifier: GPL-2.0-only */
#include "batch.h"

#include <stdio.h>

#include "exittop/report/spoken.h"

/* --plain: one sentence per event; --once: the counts, too. As writer_snapshot(). */
static int say_events(struct batch *batch, struct err *err)
{
	struct event_log *log = &batch->events;
	uint64_t next = log->end;
	bool counts = batch->options->mode == MODE_ONCE &&
		      batch->snap.round > 1;
	FILE *out;

	event_log_update(log, &batch->snap);
	if (log->end == next && !counts)
		return 0;
	if (log->end - next > EVENTS)
		next = log->end - EVENTS;
	if (writer_begin(batch->writer, err))
		return -1;
	out = batch->writer->report.out;
	for (; next < log->end; next++)
		spoken_event(out, &log->event[next % EVENTS]);
	if (counts)
		spoken_round(out, &batch->snap);
	return writer_end(batch->writer, err);
}

/* A recording that ended before its time is no reason to end the report. */
static void look_at_recording(struct batch *batch)
{
	struct err lost;

	if (recorder_lost(&batch->session->recorder, &lost) &&
	    batch->writer->tell)
		batch->writer->tell(&lost);
}

/* One round: 1 go on, 0 end, -1 with @err. */
static int sample(struct batch *batch, struct err *err)
{
	int got = monitor_refresh(&batch->session->monitor, &batch->snap, err);
	int ended = 0;

	look_at_recording(batch);
	if (got <= 0)
		return got;
	if (batch->options->each && batch->options->replay &&
	    batch->snap.round > 1 && !batch->session->vcpus.told)
		return err_set(err, "the recording has no answers of single "
			       "vCPUs: record it with --vcpu each");
	if (batch->options->details && batch->options->replay &&
	    batch->snap.round > 1 && !batch->session->details.told)
		return err_set(err, "the recording does not have what is "
			       "inside a reason: record it with --details");
	if (batch->options->plain)
		ended = say_events(batch, err);
	else if (batch->snap.round > 1)
		ended = writer_snapshot(batch->writer, &batch->snap, err);
	/* The first round has nothing to be a difference to. */
	batch->tables += batch->snap.round > 1;
	/* Where nobody reads any more, that is the end and no failure. */
	batch->unread = ended > 0;
	if (ended)
		return ended > 0 ? 0 : -1;
	batch->shifted = batch->options->exit_on_shift &&
			 snapshot_has_shifted(&batch->snap);
	return !batch->shifted;
}

/* A replay waits as long as the recording did, divided by its speed. */
static void set_due_replay(struct batch *batch)
{
	uint64_t step = batch->snap.mono_ns - batch->last_mono_ns;

	if (batch->options->speed > 0 && batch->last_mono_ns)
		batch->due_ns += (uint64_t)((double)step /
					    batch->options->speed);
	batch->last_mono_ns = batch->snap.mono_ns;
}

/*
 * On a fixed grid, so that the schedule does not drift; samples that were
 * missed are left out.
 */
static void set_due(struct batch *batch)
{
	uint64_t delay = (uint64_t)(batch->options->delay_s * 1e9);
	uint64_t now = batch->now_ns(), late;

	batch->due_ns += delay;
	if (batch->due_ns >= now)
		return;
	late = now - batch->due_ns;
	batch->due_ns += (late + delay - 1) / delay * delay;
}

/* Returns false where it is time to end. */
static bool wait_for_next(struct batch *batch)
{
	enum wake wake;

	if (batch->options->replay)
		set_due_replay(batch);
	else if (!batch->early)
		set_due(batch);
	batch->early = false;
	for (;;) {
		wake = batch->wait(batch->now_ns, batch->due_ns);
		if (wake != WAKE_REOPEN)
			break;
		output_reopen(&batch->writer->output);
	}
	batch->early = wake == WAKE_SAMPLE;
	return wake != WAKE_STOP;
}

int batch_run(struct batch *batch, uint64_t most, struct err *err)
{
	bool stopped = false;
	int got;

	batch->due_ns = batch->now_ns();
	event_log_init(&batch->events);
	while ((got = sample(batch, err)) > 0) {
		if (most && batch->tables == most)
			break;
		stopped = !wait_for_next(batch);
		if (stopped)
			break;
	}
	if (got < 0)
		return EXIT_FAILED;
	if (batch->shifted)
		return EXIT_SHIFT;
	if (batch->tables || batch->unread || stopped)
		return EXIT_FINE;
	err_set(err, "the recording has only one sample: there is no interval "
		"to report");
	return EXIT_FAILED;
}
