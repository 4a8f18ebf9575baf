/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include "exittop/facts/quirk.h"
#include "view_sample.h"

/* Line @y, from the panel's left, as text. */
static const char *line_of(const char *text)
{
	const struct screen *screen = sample_screen(132, 43, true);
	int y = sample_find(screen, text);

	assert_true(y >= 0);
	return screen->line[y].text;
}

static void every_size_is_painted(void **state)
{
	static const char *const before[] = { "", "e", "?", "s", "fx(", "c", "C" };

	(void)state;
	press("mthe mark<Enter>");
	for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
		press(before[i]);
		for (int w = 1; w <= 300; w += i ? 7 : 1)
			for (int h = 1; h <= 100; h += i ? 3 : 1)
				sample_screen(w, h, (w + h) & 1);
		press("<Esc><Esc><Esc>");
	}
}

static void too_small_is_said_in_one_line(void **state)
{
	const struct screen *screen;

	(void)state;
	screen = sample_screen(39, 9, true);
	assert_string_equal(screen->line[0].text,
			    "exittop needs 40x10, this is 39x9");
	assert_int_equal(screen->line[1].cells, 0);
	assert_string_equal(sample_screen(20, 5, true)->line[0].text,
			    "needs 40x10");
	sample_screen(0, 0, true);
	sample_screen(1, 1, true);
}

static void the_header_tells_who_and_when(void **state)
{
	(void)state;
	expect("KVM guest, 2 vCPUs");
	expect("Haswell");
	expect("dialect native");
	expect("scope this VM");
	expect("1.0 s");
	expect("15:04:49");
	expect("self 11.0/s");
	expect("in exits 4.1 %");
	expect("paging  SHADOW  INVLPG 312/s, no EPT exits");
}

/* A replay says so on every screen there is. */
static void replay_is_shown_all_the_time(void **state)
{
	static const char *const keys[] = {
		"", "?", "s", "C", "/a", "d", "e", "[", "<Space>", "W",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		press(keys[i]);
		for (int w = 40; w < 200; w += 20) {
			const struct screen *screen =
				sample_screen(w, 10 + w / 8, true);

			assert_int_equal(sample_find(screen, "REPLAY"), 0);
		}
		press("<Esc><Esc>");
	}
	snap.replay = false;
	sample_run(1);
	expect_not("REPLAY");
}

/* A sign and words, and a look of their own, for every state of a row. */
static void states_have_sign_word_and_look(void **state)
{
	static const struct {
		const char *name, *sign, *word;
		char look;
	} rows[] = {
		{ "CR_ACCESS  ", "▲", "up x540", 'u' },
		{ "EPT_VIOLATION  ", "▼", "stopped", 'v' },
		{ "INVLPG  ", "▲", "new", 'u' },
		{ "EXCEPTION_NMI  ", "!", "notice", 'n' },
	};
	const struct screen *screen = sample_screen(132, 43, true);
	char looks[SCREEN_WIDTH + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int y = sample_find(screen, rows[i].name);
		const char *text = screen->line[y].text;

		assert_in_range(y, 4, 9);
		assert_memory_equal(text, rows[i].sign, strlen(rows[i].sign));
		if (!strstr(text, rows[i].word))
			fail_msg("no %s: %s", rows[i].word, text);
		screen_looks(screen, y, looks);
		assert_int_equal(looks[0], rows[i].look);
	}
}

/* Exits that go on are no news; the first after none have a sign. */
static void calm_rows_are_calm(void **state)
{
	char looks[SCREEN_WIDTH + 1];
	int y;

	(void)state;
	snap.rows[14].shift = SHIFT_NONE;
	snap.rows[14].has &= ~(unsigned int)HAS_RATIO;
	sample_run(1);
	y = sample_find(look(), "  INVLPG  ");
	assert_in_range(y, 4, 9);
	assert_null(strstr(look()->line[y].text, "mov"));
	screen_looks(look(), y, looks);
	assert_int_equal(strspn(looks, ".dg"), strlen(looks));
	snap.rows[14].rate = 0;
	sample_run(1);
	assert_in_range(sample_find(look(), "• INVLPG"), 4, 9);
}

static void what_shifted_comes_first_and_quiet_rows_share_a_line(void **state)
{
	int line;

	(void)state;
	line = sample_find(look(), "quiet: EPT_MISCONFIG, INVPCID");
	assert_true(line > sample_find(look(), "▼ EPT_VIOLATION"));
	assert_true(line > sample_find(look(), "! EXCEPTION_NMI"));
	assert_true(sample_find(look(), "! EXCEPTION_NMI") >
		    sample_find(look(), "▲ INVLPG"));
	assert_true(sample_find(sample_screen(80, 12, true),
				"+1 more, quiet") > 0);
}

static void unknown_is_a_dash(void **state)
{
	(void)state;
	snap.rows[28].has = HAS_COUNT;
	snap.rows[28].shift = SHIFT_NONE;
	snap.total.has = HAS_COUNT;
	snap.in_exits = -1;
	view_update(&view, &snap);
	assert_non_null(strstr(line_of("exits "), "exits -/s"));
	expect_not("in exits");
}

static void zero_rows_are_hidden_until_asked_for(void **state)
{
	(void)state;
	expect_not("TRIPLE_FAULT");
	press("0");
	expect("TRIPLE_FAULT");
	press("0o");
	expect_not("MSR_WRITE");
	expect("INVPCID");
	press("=");
	expect("WBINVD");
}

static void the_table_is_sorted_by_rate(void **state)
{
	const struct screen *screen = sample_screen(132, 43, true);
	int head = sample_find(screen, "REASON ");

	(void)state;
	assert_non_null(strstr(screen->line[head].text, "RATE/s▼"));
	assert_non_null(strstr(screen->line[head + 1].text, "CR_ACCESS"));
	assert_non_null(strstr(screen->line[head + 2].text, "EXCEPTION_NMI"));
}

static void the_log_tells_what_happened(void **state)
{
	(void)state;
	expect("15:04:40 ▲ CR_ACCESS up from 15.1/s to 8 140/s since "
	       "15:04:39, x540 (95 %: 486 to 594)");
	expect("▼ EPT_VIOLATION down from 960.0/s to none since 15:04:39");
	expect("▲ INVLPG up from none to 312.0/s since 15:04:39");
	expect("! paging changed from nested to shadow: INVLPG 312/s, no EPT exits");
	press("l");
	expect_not("paging changed");
}

static void an_event_is_told_once(void **state)
{
	uint64_t end = view.moment.events.end;

	(void)state;
	sample_run(50);
	assert_int_equal(view.moment.events.end, end);
	snap.gaps++;
	snap.wraps++;
	snap.resets++;
	snap.notes |= NOTE_RESET;
	view_update(&view, &snap);
	assert_int_equal(view.moment.events.end, end + 3);
	expect("a gap of 1.0 s between two refreshes");
	expect("the host's counters began again");
	expect("a counter passed 2^32");
}

static void what_is_wrong_with_a_host_is_said(void **state)
{
	uint64_t end = view.moment.events.end;

	(void)state;
	snap.quirks = QUIRK_LOSSY | QUIRK_TWINS;
	sample_run(3);
	assert_int_equal(view.moment.events.end, end + 2);
	expect("host lossy");
	expect("the host loses some exits");
}

static void a_hostile_host_cannot_drive_the_terminal(void **state)
{
	(void)state;
	strcpy(snap.host.codename, "\033[2J\001\177");
	strcpy(snap.evidence, "\033]0;owned\007 \302\233 \377\376 \303");
	view_update(&view, &snap);
	sample_screen(200, 60, true);
	sample_screen(200, 60, false);
}

static void wide_characters_take_two_cells(void **state)
{
	static struct screen screen;

	(void)state;
	say(&view.said, SCREEN_NORMAL, "日本語日本語日本語日本語日本語日本語");
	view_render(&view, 40, 10, true, &screen);
	assert_int_equal(screen.line[9].cells, 37);
	say(&view.said, SCREEN_NORMAL,
		 "日本語日本語日本語日本語日本語日本語日本語日本語日本語");
	view_render(&view, 40, 10, true, &screen);
	assert_true(screen.line[9].cells <= 40);
	assert_non_null(strstr(screen.line[9].text, "…"));
}

/* Not of a reason that was watched, or had exits, when a panel showed it. */
static void the_graph_is_of_the_first_row_where_nothing_watched_moves(
		void **state)
{
	const struct screen *screen = sample_screen(132, 60, true);

	(void)state;
	assert_true(sample_find(screen, "INVLPG, exits per second") > 0);
	for (unsigned int slot = 0; slot < snap.reasons; slot++)
		snap.rows[slot].watched = false;
	sample_run(1);
	screen = sample_screen(132, 60, true);
	assert_true(sample_find(screen, "CR_ACCESS, exits per second") > 0);
}

static const struct CMUnitTest tests[] = {
	VIEW_TEST(every_size_is_painted),
	VIEW_TEST(too_small_is_said_in_one_line),
	VIEW_TEST(the_header_tells_who_and_when),
	VIEW_TEST(replay_is_shown_all_the_time),
	VIEW_TEST(states_have_sign_word_and_look),
	VIEW_TEST(calm_rows_are_calm),
	VIEW_TEST(what_shifted_comes_first_and_quiet_rows_share_a_line),
	VIEW_TEST(the_graph_is_of_the_first_row_where_nothing_watched_moves),
	VIEW_TEST(unknown_is_a_dash),
	VIEW_TEST(zero_rows_are_hidden_until_asked_for),
	VIEW_TEST(the_table_is_sorted_by_rate),
	VIEW_TEST(the_log_tells_what_happened),
	VIEW_TEST(an_event_is_told_once),
	VIEW_TEST(what_is_wrong_with_a_host_is_said),
	VIEW_TEST(a_hostile_host_cannot_drive_the_terminal),
	VIEW_TEST(wide_characters_take_two_cells),
};

RUN_TESTS(tests)
