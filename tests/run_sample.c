/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include "exittop/core/monitor.h"
#include "exittop/core/probe.h"
#include "exittop/source/replay.h"
#include "run_sample.h"

struct snapshot sample;

static struct err err;

void sample_load(struct run *run, const char *path)
{
	static struct monitor monitor;
	struct monitor_options options = { .watch_default = true,
					   .false_alarm_s = 28800 };
	struct probe_options asking = { .force = false };
	struct source *src = replay_open(path, &err);
	struct probe probe;
	struct stamp stamp;
	int got;

	if (!src)
		fail_msg("%s", err.text);
	memset(&probe, 0, sizeof(probe));
	assert_int_equal(source_next(src, &stamp, &err), 1);
	assert_int_equal(probe_run(&probe, src, &asking, &err), 1);
	monitor_init(&monitor, src, &probe, &options);
	run_init(run, path);
	while ((got = monitor_refresh(&monitor, &sample, &err)) > 0)
		run_add(run, &sample);
	assert_int_equal(got, 0);
	source_close(src);
}

void sample_begin(struct run *run, const char *name)
{
	run_init(run, name);
	memset(&sample, 0, sizeof(sample));
	sample.isa = ISA_VMX;
	sample.dialect = DIALECT_NATIVE;
	sample.scope = SCOPE_VM;
	sample.reasons = reason_count(ISA_VMX);
	for (unsigned int i = 0; i < sample.reasons; i++)
		sample.rows[i].has = HAS_COUNT;
	run_add(run, &sample);
}

void sample_add(struct run *run, double seconds)
{
	sample.round++;
	sample.interval_s = seconds;
	sample.mono_ns += (uint64_t)(seconds * 1e9);
	for (unsigned int i = 0; i < sample.reasons; i++) {
		if (!sample.rows[i].has)
			continue;
		sample.rows[i].has |= HAS_DELTA;
		sample.rows[i].count += sample.rows[i].delta;
	}
	run_add(run, &sample);
}

void sample_make(struct run *run, int rounds, uint64_t exits)
{
	sample_begin(run, "made");
	sample.rows[28].delta = exits;
	for (int i = 0; i < rounds; i++)
		sample_add(run, 1);
}
