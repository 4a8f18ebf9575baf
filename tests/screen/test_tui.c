/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Golden screens: a recording and keys give exactly these lines and looks.
 * GENERATE=1 in the environment writes them anew; read what changes.
 */
#include "unit.h"

#include <locale.h>
#include <time.h>

#include "exittop/core/monitor.h"
#include "exittop/source/replay.h"
#include "screen/loop.h"
#include "screen/terminal.h"
#include "ops_sample.h"
#include "view_sample.h"

#define FOLDER "tests/golden/screens"

static struct config config;
static struct loop *loop;		/* of the last play() */
static struct monitor monitor;
static unsigned int asked[8];		/* how often each op was called */

enum { ASKED_MARK, ASKED_RECORD, ASKED_SAVE, ASKED_SEEN, ASKED_DELAY };

/* ---- the outside of the screen ---- */

static int next(void *ctx, struct snapshot *out, struct err *err)
{
	(void)ctx;
	return monitor_refresh(&monitor, out, err);
}

static uint64_t no_clock(void *ctx)
{
	(void)ctx;
	return 0;
}

static const char *recorded_mark(void *ctx)
{
	return replay_mark(ctx);
}

static void mark(void *ctx, const char *text)
{
	(void)ctx;
	assert_true(text && *text);
	asked[ASKED_MARK]++;
}

static int record(void *ctx, bool *on, struct err *said)
{
	(void)ctx;
	*on = !*on;
	asked[ASKED_RECORD]++;
	err_set(said, "recording to x.exits");
	return 0;
}

static int save(void *ctx, const struct snapshot *shown, struct err *said)
{
	(void)ctx;
	assert_true(shown->round > 0);
	asked[ASKED_SAVE]++;
	return err_set(said, "cannot save to x: disk full");
}

static void seen(void *ctx)
{
	(void)ctx;
	asked[ASKED_SEEN]++;
}

static void watch(void *ctx, unsigned int slot)
{
	(void)ctx;
	monitor_watch(&monitor, slot);
}

static void delay(void *ctx, double seconds)
{
	(void)ctx;
	(void)seconds;
	asked[ASKED_DELAY]++;
}

static const struct tui_ops ops = {
	next, no_clock, recorded_mark, mark, record, sample_not_lost, save, seen,
	watch, delay, sample_want,
};

static struct source *start(const char *path)
{
	static const struct probe_options probing;
	static struct probe probe;
	struct monitor_options options = {
		.delay_s = 1, .false_alarm_s = 8 * 3600, .watch_default = true,
	};
	struct stamp stamp;
	struct err err = { "" };
	struct source *src = replay_open(path, &err);

	if (!src || source_next(src, &stamp, &err) != 1 ||
	    probe_run(&probe, src, &probing, &err) != 1)
		fail_msg("%s: %s", path, err.text);
	monitor_init(&monitor, src, &probe, &options);
	memset(asked, 0, sizeof(asked));
	config_init(&config);
	return src;
}

/* ---- golden screens ---- */

struct golden {
	const char *name, *recording, *keys;
	int width, height;
	enum { COLOUR, MONO, ASCII } look;
};

#define SWITCH FOLDER "/switch.exits"
/* A step in the load, recorded in the lab under ept=1 and ept=0. */
#define NESTED "tests/golden/lab-nested-step.exits"
#define SHADOW "tests/golden/lab-shadow-step.exits"

/* At every size, in colour, without, and in ASCII. */
static const struct {
	const char *name, *recording, *keys;
} recordings[] = {
	{ "switch", SWITCH, "<Wait:60>" },
	{ "lab-nested", NESTED, "<Wait:420>" },
	{ "lab-shadow", SHADOW, "<Wait:360>" },
};
static const int sizes[][2] = {
	{ 40, 10 }, { 80, 24 }, { 120, 40 }, { 200, 50 },
};
static const char *const looks[] = { "", "-mono", "-ascii" };

static const struct golden goldens[] = {
	{ "first-80x24", SWITCH, "", 80, 24, COLOUR },
	{ "likely-80x24", SWITCH, "<Wait:44>", 80, 24, COLOUR },
	{ "nested-80x24", SWITCH, "<Wait:40>", 80, 24, COLOUR },
	{ "over-80x24", SHADOW, "<Wait:427>", 80, 24, COLOUR },
	{ "details-40x10", SWITCH, "<Wait:60>/CR_A<Enter>e", 40, 10, COLOUR },
	{ "details-80x24", SWITCH, "<Wait:60>/CR_A<Enter>e", 80, 24, COLOUR },
	{ "details-132x43", SWITCH, "<Wait:60>/CR_A<Enter>ez", 132, 43,
	  COLOUR },
	{ "details-ascii", SWITCH, "<Wait:60>/CR_A<Enter>e", 80, 24, ASCII },
	{ "help-40x10", SWITCH, "?", 40, 10, COLOUR },
	{ "help-80x24", SWITCH, "?", 80, 24, COLOUR },
	{ "help-200x60", SWITCH, "?", 200, 60, COLOUR },
	{ "sort-80x24", SWITCH, "<Wait:60>s<Down>", 80, 24, COLOUR },
	{ "columns-80x24", SWITCH, "<Wait:60>C<Down><Space>", 80, 24, COLOUR },
	{ "filter-80x24", SWITCH, "<Wait:60>f^(1|2).*[", 80, 24, COLOUR },
	{ "back-80x24", SWITCH, "<Wait:60>[[[<Down>", 80, 24, COLOUR },
	{ "compare-80x24", SWITCH, "<Wait:60>c<Wait:9>", 80, 24, COLOUR },
	{ "end-80x24", SWITCH, "<Wait:100>", 80, 24, COLOUR },
};

static void slurp(FILE *file, char *buf, size_t size)
{
	size_t n = fread(buf, 1, size - 1, file);

	buf[n] = '\0';
}

static void compare(const char *path, const char *got)
{
	static char want[512 * 1024];
	FILE *file = fopen(path, getenv("GENERATE") ? "w+" : "r");

	if (!file)
		fail_msg("cannot open %s (GENERATE=1 makes it)", path);
	if (getenv("GENERATE"))
		fputs(got, file);
	rewind(file);
	slurp(file, want, sizeof(want));
	fclose(file);
	if (strcmp(want, got)) {
		print_error("wanted:\n%s\ngot:\n%s\n", want, got);
		fail_msg("%s differs (GENERATE=1 takes it)", path);
	}
}

/* How the cells of line @y look without colours: '*' is bold, '_' underlined,
 * 'B' both, '#' reverse, '@' reverse and bold. */
static void mono_looks(const struct screen *screen, int y,
		       char buf[SCREEN_WIDTH + 1])
{
	static const char letters[] = ".*#@_B??";
	const struct screen_line *line = &screen->line[y];
	unsigned int x = 0;

	for (unsigned int i = 0; i < line->runs; i++) {
		unsigned int end = i + 1 < line->runs ? line->run[i + 1].cell :
				   line->cells;
		unsigned int attr = palette_look(PALETTE_MONO,
						 line->run[i].attr).attr ^
				    (line->run[i].selected ? LOOK_REVERSE : 0);

		while (x < end)
			buf[x++] = letters[attr];
	}
	buf[x] = '\0';
}

/* Plays it to the screen of loop, and writes that into @buf. */
static void play(const struct golden *golden, char *buf, size_t size)
{
	struct tui_options options = {
		.replay = true, .delay_s = 1, .keys = golden->keys,
	};
	struct source *src = start(golden->recording);
	struct err err = { "" };
	char line[SCREEN_WIDTH + 1];
	FILE *out = fmemopen(buf, size, "w");

	assert_non_null(out);
	free(loop);
	loop = loop_new(&config, &options, &ops, src, &err);
	assert_non_null(loop);
	loop->utf8 = golden->look != ASCII;
	if (loop_play(loop, golden->width, golden->height, &err))
		fail_msg("%s: %s", golden->name, err.text);
	source_close(src);
	for (int y = 0; y < loop->screen.height; y++)
		fprintf(out, "%s\n", loop->screen.line[y].text);
	for (int y = 0; y < loop->screen.height; y++) {
		if (golden->look == MONO)
			mono_looks(&loop->screen, y, line);
		else
			screen_looks(&loop->screen, y, line);
		fprintf(out, "%s\n", line);
	}
	fclose(out);
}

/* As play(), but what is left to be looked at is the loop's view. */
static const struct view *played(const char *keys)
{
	struct tui_options options = { .replay = true, .keys = keys };
	struct source *src = start(SWITCH);
	struct err err;

	free(loop);
	loop = loop_new(&config, &options, &ops, src, &err);
	if (!loop || loop_play(loop, 80, 24, &err))
		fail_msg("%s", err.text);
	source_close(src);
	return &loop->view;
}

static void golden(const struct golden *golden)
{
	static char got[512 * 1024];
	char path[256];

	play(golden, got, sizeof(got));
	snprintf(path, sizeof(path), FOLDER "/%s.txt", golden->name);
	compare(path, got);
}

static void golden_screens(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNTOF(goldens); i++)
		golden(&goldens[i]);
}

static void golden_recordings_at_every_size_and_look(void **state)
{
	(void)state;
	for (size_t r = 0; r < COUNTOF(recordings); r++)
		for (size_t i = 0; i < COUNTOF(sizes) * COUNTOF(looks); i++) {
			const int *size = sizes[i / COUNTOF(looks)];
			char name[64];
			struct golden this = {
				name, recordings[r].recording,
				recordings[r].keys, size[0], size[1],
				i % COUNTOF(looks),
			};

			snprintf(name, sizeof(name), "%s%s-%dx%d",
				 recordings[r].name, looks[this.look], size[0],
				 size[1]);
			golden(&this);
		}
}

/* ---- what is asked of the outside ---- */

static void requests_are_passed_on(void **state)
{
	static const struct golden golden = {
		"requests", SWITCH, "<Wait:3>mhere<Enter>wSa+", 80, 24, COLOUR,
	};
	static char got[512 * 1024];

	(void)state;
	play(&golden, got, sizeof(got));
	assert_int_equal(asked[ASKED_MARK], 1);
	assert_int_equal(asked[ASKED_RECORD], 1);
	assert_int_equal(asked[ASKED_SAVE], 1);
	assert_int_equal(asked[ASKED_SEEN], 1);
	assert_int_equal(asked[ASKED_DELAY], 0);	/* a replay has none */
	assert_non_null(strstr(got, "REC"));
	assert_non_null(strstr(got, "recording to x.exits"));
}

static void settings_without_a_place_are_not_written(void **state)
{
	static const struct golden golden = {
		"nowhere", SWITCH, "W", 80, 24, COLOUR,
	};
	static char got[512 * 1024];

	(void)state;
	play(&golden, got, sizeof(got));
	assert_non_null(strstr(got, "is not possible here"));
}

static void a_failed_save_is_said(void **state)
{
	static const struct golden golden = {
		"failed", SWITCH, "<Wait:3>S", 80, 24, COLOUR,
	};
	static char got[512 * 1024];

	(void)state;
	play(&golden, got, sizeof(got));
	assert_non_null(strstr(got, "cannot save to x: disk full"));
}

static void settings_are_written(void **state)
{
	char path[] = "/tmp/exittop-settings-XXXXXX";
	struct tui_options options = {
		.replay = true, .keys = "0sCW", .config_path = path,
	};
	struct source *src = start(SWITCH);
	struct err err = { "" };
	FILE *out = tmpfile();

	(void)state;
	assert_true(mkstemp(path) >= 0);
	assert_int_equal(tui_script(&config, &options, &ops, src, 80, 24, out,
				    &err), 0);
	source_close(src);
	fclose(out);
	config_init(&config);
	assert_int_equal(config_read(&config, path, &err), 1);
	assert_true(config.zero);
	assert_int_equal(config.sort, COLUMN_COUNT);
	remove(path);
}

/* Paused, a replay goes on only as far as it is told to. */
static void a_paused_replay_is_stepped_through(void **state)
{
	const struct moment *moment =
		&played("<Wait:9><Space><Wait:20>]]<Wait:20>[[<Wait:20>"
			"]]]]<Wait:9>")->moment;

	(void)state;
	assert_int_equal(moment->live.round, 14);
	assert_int_equal(moment->shown.round, 14);
	assert_true(moment->paused);
}

static void a_quit_ends_the_script(void **state)
{
	(void)state;
	assert_int_equal(played("<Wait:3>q<Wait:60>")->moment.live.round, 4);
}

static void bad_keys_are_an_error(void **state)
{
	struct tui_options options = { .replay = true, .keys = "<Nope>" };
	struct err err = { "" };

	(void)state;
	assert_int_equal(tui_script(&config, &options, &ops, NULL, 80, 24,
				    stdout, &err), -1);
	assert_non_null(strstr(err.text, "Nope"));
}

static int prepare(void **state)
{
	(void)state;
	setlocale(LC_ALL, "C.UTF-8");
	setenv("TZ", "UTC", 1);
	tzset();
	return 0;
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(golden_screens),
	cmocka_unit_test(golden_recordings_at_every_size_and_look),
	cmocka_unit_test(requests_are_passed_on),
	cmocka_unit_test(settings_without_a_place_are_not_written),
	cmocka_unit_test(a_failed_save_is_said),
	cmocka_unit_test(settings_are_written),
	cmocka_unit_test(a_paused_replay_is_stepped_through),
	cmocka_unit_test(a_quit_ends_the_script),
	cmocka_unit_test(bad_keys_are_an_error),
};

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, prepare, NULL);
}
