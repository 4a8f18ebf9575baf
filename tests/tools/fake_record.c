/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * usage: fake-record DIALECT SEED ROUNDS [EVERY] >FILE
 *
 * A recording of a fake host for the tests of the program: nested paging
 * where SEED is odd, shadow paging where it is even, and rates that differ
 * with it. With EVERY, every so many rounds the mark that ends a run of a
 * COMMAND is set (launch.c). EVERY "demo": the paging of an Intel guest
 * changes from nested to shadow after 40 rounds and back after 80, for
 * `make run` (tests/golden/demo.exits). EVERY "each": four vCPUs, each of them
 * recorded, of which vCPU 2 makes a thousand I/O exits a second more. EVERY
 * "details": durations and keys of all reasons.
 */
#include "exittop/core/leaf.h"
#include "exittop/core/monitor.h"
#include "exittop/source/recorder.h"
#include "fake_host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct fake_host host;
static struct recorder recorder;
static struct probe probe;
static struct monitor monitor;
static struct snapshot snapshot;

static enum fake_kind kind_of(const char *name)
{
	static const char *const names[] = {
		[FAKE_NATIVE] = "native", [FAKE_2020] = "2020",
		[FAKE_2021] = "2021", [FAKE_2022] = "2022",
	};

	for (int i = 0; i < (int)(sizeof(names) / sizeof(*names)); i++)
		if (names[i] && !strcmp(names[i], name))
			return (enum fake_kind)i;
	return FAKE_NATIVE;
}

static struct fake_config config_of(const char *dialect, uint64_t seed)
{
	struct fake_config c = {
		.kind = kind_of(dialect), .seed = seed, .vcpus = 2,
	};

	c.rate[1] = 20;
	c.rate[12] = 50;
	c.cost[12] = 2e6;
	c.rate[30] = 300 + (double)seed;
	c.rate[32] = 40;
	c.rate[seed % 2 ? 48 : 14] = 120;
	c.rate[seed % 2 ? 49 : 28] = 30;
	return c;
}

/* The rates of nested, or of shadow paging. */
static void turn(double rate[], bool shadow)
{
	rate[0] = shadow ? 5300 : 0;
	rate[14] = shadow ? 310 : 0;
	rate[28] = shadow ? 8200 : 0.3;
	rate[48] = shadow ? 0 : 120;
	rate[49] = shadow ? 0 : 60;
}

static struct vcpus vcpus;

/* Three quarters of the CR_ACCESS exits write CR3. */
static uint64_t key(struct fake_host *fake, unsigned int slot)
{
	if (slot == 28)
		return fake_random(fake, 4) ? 0x0200000000000003 :
					      0x0200000000000004;
	if (slot == 30)
		return fake_random(fake, 10) ? 0x0400000003f80000 :
					       0x040000000cfc000b;
	if (slot == 32)
		return 0x03000001000006e0;
	return slot == 10 ? 0x070000000000000d : 0;
}

static struct details details;

static int record(int rounds, int every, const char *what, struct err *err)
{
	struct probe_options probing = { DIALECT_NONE, false };
	struct monitor_options options = {
		.delay_s = 1, .false_alarm_s = 8 * 3600,
		.watch_default = true,
	};
	bool demo = !strcmp(what, "demo"), each = !strcmp(what, "each");
	struct stamp stamp;

	recorder_init(&recorder, &host.source);
	if (recorder_open(&recorder, "-", err) ||
	    source_next(&recorder.source, &stamp, err) < 0 ||
	    probe_run(&probe, &recorder.source, &probing, err) <= 0 ||
	    recorder_start(&recorder, host_dialect_name(probe.dialect),
			   stamp.wall_ns, err))
		return -1;
	monitor_init(&monitor, &recorder.source, &probe, &options);
	if (each && vcpus_init(&vcpus, &probe, err))
		return -1;
	monitor.options.vcpus = each ? &vcpus : NULL;
	if (host.config.details && details_init(&details, &probe, 0, err))
		return -1;
	for (unsigned int i = 0; host.config.details && i < probe.reasons; i++)
		details_want(&details, i, true);
	monitor.options.details = host.config.details ? &details : NULL;
	for (int i = 1; i <= rounds; i++) {
		if (each)
			fake_exits_on(&host, 2, 30, 1000);
		if (demo)
			turn(host.config.rate, i > 40 && i <= 80);
		if (demo && i == 3)
			recorder_mark(&recorder, "soon CR_ACCESS, INVLPG and "
				      "EXCEPTION_NMI will shift: watch them");
		if (monitor_refresh(&monitor, &snapshot, err) < 0)
			return -1;
		if (every && i % every == 0)
			recorder_mark(&recorder, "COMMAND has ended");
	}
	return recorder_finish(&recorder, err);
}

int main(int argc, char **argv)
{
	struct fake_config config;
	struct err err;
	const char *what;

	if (argc < 4)
		return 2;
	config = config_of(argv[1], strtoull(argv[2], NULL, 10));
	what = argc > 4 ? argv[4] : "";
	if (!strcmp(what, "each"))
		config.vcpus = FAKE_VCPUS;
	if (!strcmp(what, "details")) {
		config.details = 1;
		config.key = key;
		config.vcpus = 2;
		config.epoch = true;
		config.rate[28] = 300 + 900 * (double)(config.seed % 2);
		config.cost[28] = 12000;
	}
	fake_init(&host, &config);
	if (!record(atoi(argv[3]), atoi(what), what, &err))
		return 0;
	fprintf(stderr, "fake-record: %s\n", err.text);
	return 1;
}
