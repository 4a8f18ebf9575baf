/* SPDX-License-Identifier: GPL-2.0-only */
/* A refresh allocates nothing: link: -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc */
#include "unit.h"

#include "exittop/source/recorder.h"
#include "rig.h"

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);

static struct rig rig;
static struct recorder recorder;
static volatile unsigned int calls;

void *__wrap_malloc(size_t n)
{
	calls++;
	return __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t size)
{
	calls++;
	return __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t n)
{
	calls++;
	return __real_realloc(p, n);
}

/* The fake host's own log grows in big steps: room for all of it first. */
static void make_room(void)
{
	rig.host.room = 1 << 18;
	rig.host.log = realloc(rig.host.log,
			       rig.host.room * sizeof(*rig.host.log));
	assert_non_null(rig.host.log);
}

static void run(enum fake_kind kind, uint64_t hazards, bool record)
{
	struct fake_config c = { .kind = kind, .hazards = hazards };
	struct monitor_options options = { .delay_s = 1,
					   .watch_default = true };
	struct err err;

	for (int i = 0; i < 60; i += 3)
		c.rate[i] = 10 * i + 1;
	rig_begin(&rig, &c, DIALECT_NONE);
	make_room();
	recorder_init(&recorder, &rig.host.source);
	if (record) {
		assert_int_equal(recorder_open(&recorder, "/dev/null", &err),
				 0);
		assert_int_equal(recorder_start(&recorder, "native", 0, &err),
				 0);
	}
	monitor_init(&rig.monitor, &recorder.source, &rig.probe, &options);
	calls = 0;
	for (int r = 0; r < 100; r++) {
		if (r == 50)
			fake_reset(&rig.host);
		assert_int_equal(monitor_refresh(&rig.monitor, &rig.snap,
						 &err), 1);
	}
	assert_int_equal(calls, 0);
	recorder_finish(&recorder, &err);
	rig_end(&rig);
}

static void a_refresh_allocates_nothing(void **state)
{
	(void)state;
	run(FAKE_NATIVE, 0, false);
	run(FAKE_2020, 0, false);
	run(FAKE_2021, HZ_TOTAL_DEAD, false);
	run(FAKE_2022, HZ_LOST | HZ_GARBAGE, false);
}

static void neither_does_a_recording(void **state)
{
	(void)state;
	run(FAKE_NATIVE, 0, true);
	run(FAKE_2021, 0, true);
}

static void the_wrapper_does_count(void **state)
{
	unsigned int before = calls;
	void *volatile p;

	(void)state;
	p = malloc(10);
	assert_int_equal(calls, before + 1);
	free(p);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(the_wrapper_does_count),
	cmocka_unit_test(a_refresh_allocates_nothing),
	cmocka_unit_test(neither_does_a_recording),
};

RUN_TESTS(tests)
