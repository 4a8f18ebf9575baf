/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include <ctype.h>
#include <locale.h>
#include <math.h>
#include <time.h>

#include "view_sample.h"

#define START_NS 1795359850000000000

struct view view;			/* large */
struct snapshot snap;

void sample_init(void)
{
	const struct reason_roles *roles = reason_roles(ISA_VMX);

	memset(&snap, 0, sizeof(snap));
	snap.wall_ns = START_NS;
	snap.isa = ISA_VMX;
	snap.dialect = DIALECT_NATIVE;
	snap.scope = SCOPE_VM;
	snap.vcpus = 2;
	snap.reasons = reason_count(ISA_VMX);
	snap.replay = true;
	snap.host.is_kvm = snap.host.has_hypervisor = true;
	strcpy(snap.host.codename, "Haswell");
	snap.paging = PAGING_NESTED;
	strcpy(snap.evidence, "EPT_VIOLATION 120/s, no INVLPG exits");
	for (int i = 0; i < REASON_WATCH; i++)
		snap.rows[roles->watch[i]].watched = true;
}

static double rate_of(unsigned int slot)
{
	static const double turned[][2] = {
		{ 0, 5200 }, { 14, 312 }, { 28, 8140.25 }, { 48, 0 },
	};

	for (int i = 0; i < 4 && snap.paging == PAGING_SHADOW; i++)
		if ((unsigned int)turned[i][0] == slot)
			return turned[i][1];
	return slot % 6 == 0 ? 20.0 * slot : 0;
}

static void step(struct row *row, double rate, double seconds)
{
	row->moved = rate > 0 && row->rate <= 0;
	row->has |= HAS_COUNT | HAS_CYCLES;
	row->reading = seconds > 0 ? READING_OK : READING_FIRST;
	row->delta = (uint64_t)llround(rate * seconds);
	row->count += row->delta;
	row->rate = rate;
	row->cycles_delta = row->delta * 2500;
	row->cycles += row->cycles_delta;
	row->cycles_per_exit = 2500;
	row->time_share = (double)row->cycles_delta / 3.4e9;
	if (seconds > 0)
		row->has |= HAS_DELTA | HAS_CYCLES_DELTA | HAS_TIME;
	row->has &= ~(unsigned int)HAS_COST;
	if (row->delta)
		row->has |= HAS_COST;
}

void sample_round(double seconds)
{
	double total = 0;

	snap.round++;
	snap.mono_ns += (uint64_t)(seconds * 1e9);
	snap.wall_ns += (int64_t)(seconds * 1e9);
	snap.interval_s = seconds;
	snap.in_exits = 0.041;
	snap.self_delta = 11;
	snap.self_exits += 11;
	for (unsigned int slot = 0; slot < snap.reasons; slot++) {
		step(&snap.rows[slot], rate_of(slot), seconds);
		total += snap.rows[slot].rate;
	}
	step(&snap.total, total, seconds);
	for (unsigned int slot = 0; slot < snap.reasons; slot++) {
		struct row *row = &snap.rows[slot];

		row->share = total > 0 ? row->rate / total : 0;
		if (seconds > 0)
			row->has |= HAS_SHARE;
	}
}

static void shift(unsigned int slot, enum shift_state state,
		  double from, double to)
{
	struct row *row = &snap.rows[slot];

	row->shift = state;
	if (state != SHIFT_UP && state != SHIFT_DOWN)
		return;
	row->has |= HAS_RATIO;
	row->shift_from = from;
	row->shift_to = to;
	row->shift_ratio = from > 0 ? to / from : INFINITY;
	row->shift_low = from > 0 ? to / from * 0.9 : 200;
	row->shift_high = from > 0 ? to / from * 1.1 : INFINITY;
	row->shift_wall_ns = snap.wall_ns;
	row->shift_seq++;
}

void sample_shadow(void)
{
	snap.paging = PAGING_SHADOW;
	strcpy(snap.evidence, "INVLPG 312/s, no EPT exits");
	shift(28, SHIFT_UP, 15.07, 8140.25);
	shift(48, SHIFT_DOWN, 960, 0);
	shift(14, SHIFT_UP, 0, 312);
	shift(0, SHIFT_NOTICE, 0, 0);
	shift(58, SHIFT_LEARNING, 0, 0);
}

void sample_run(int rounds)
{
	for (int i = 0; i < rounds; i++) {
		sample_round(snap.round ? 1 : 0);
		view_update(&view, &snap);
	}
}

int view_begin(void **state)
{
	struct config config;

	(void)state;
	setlocale(LC_ALL, "C.UTF-8");
	setenv("TZ", "UTC", 1);
	tzset();
	memset(&view, 0, sizeof(view));
	config_init(&config);
	view_init(&view, &config);
	sample_init();
	sample_run(30);
	sample_shadow();
	sample_run(10);
	return 0;
}

void press(const char *keys)
{
	struct key_script script;
	struct err err;
	int code;

	if (key_script_init(&script, keys, &err) < 0)
		fail_msg("%s", err.text);
	while (key_script_next(&script, &code))
		view_key(&view, code);
}

const struct screen *look(void)
{
	return sample_screen(132, 43, true);
}

void expect(const char *text)
{
	if (sample_find(look(), text) < 0)
		fail_msg("not on the screen: %s", text);
}

void expect_not(const char *text)
{
	if (sample_find(look(), text) >= 0)
		fail_msg("on the screen: %s", text);
}

/* Bytes of UTF-8 that begin a character: every one of ours takes a cell. */
static unsigned int cells(const char *text)
{
	unsigned int n = 0;

	for (; *text; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

static void check_line(const struct screen *screen, int y, bool utf8)
{
	const struct screen_line *line = &screen->line[y];
	const char *cut = utf8 ? "…" : "~", *at;
	char looks[SCREEN_WIDTH + 1];

	assert_int_equal(line->bytes, strlen(line->text));
	assert_int_equal(line->cells, cells(line->text));
	assert_true((int)line->cells <= screen->width);
	screen_looks(screen, y, looks);
	assert_int_equal(strlen(looks), line->cells);
	for (at = line->text; *at; at++) {
		if (!utf8 && (unsigned char)*at >= 0x80)
			fail_msg("beyond ASCII: %s", line->text);
		if ((unsigned char)*at < 0x20 || *at == 0x7f)
			fail_msg("control character: %s", line->text);
	}
	/* At the bottom somebody may have typed a '~'. */
	at = y < screen->height - 1 ? line->text : "";
	while ((at = strstr(at, cut)) != NULL) {
		if (at > line->text && isdigit((unsigned char)at[-1]))
			fail_msg("a number is cut: %s", line->text);
		at++;
	}
}

const struct screen *sample_screen(int width, int height, bool utf8)
{
	static struct screen screen;

	view_render(&view, width, height, utf8, &screen);
	assert_true(screen.width <= width || width < 0);
	assert_true(screen.height <= height || height < 0);
	for (int y = 0; y < screen.height; y++)
		check_line(&screen, y, utf8);
	assert_true(screen.cursor_x >= 0 && screen.cursor_y >= 0);
	assert_true(screen.cursor_x < screen.width || !screen.width);
	assert_true(screen.cursor_y < screen.height || !screen.height);
	return &screen;
}

int sample_find(const struct screen *screen, const char *text)
{
	for (int y = 0; y < screen->height; y++)
		if (strstr(screen->line[y].text, text))
			return y;
	return -1;
}

void screen_looks(const struct screen *screen, int y,
		  char buf[SCREEN_WIDTH + 1])
{
	static const char letters[2][SCREEN_ATTRS + 1] = {
		".bdhstkuvn=eg", ",BDHSTKUVN#EG",
	};
	const struct screen_line *line = &screen->line[y];
	unsigned int x = 0;

	for (unsigned int i = 0; i < line->runs; i++) {
		const struct screen_run *run = &line->run[i];
		unsigned int end = i + 1 < line->runs ? run[1].cell :
				   line->cells;

		for (; x < end && x < SCREEN_WIDTH; x++)
			buf[x] = letters[run->selected][run->attr];
	}
	buf[x] = '\0';
}
