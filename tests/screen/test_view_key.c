/* SPDX-License-Identifier: GPL-2.0-only */
/* What the keys and the mouse do to the screen. */
#include "unit.h"

#include <locale.h>
#include <time.h>

#include "view_sample.h"

static struct view view;		/* large */
static struct snapshot snap;

static int begin(void **state)
{
	struct config config;

	(void)state;
	setlocale(LC_ALL, "C.UTF-8");
	setenv("TZ", "UTC", 1);
	tzset();
	memset(&view, 0, sizeof(view));
	config_init(&config);
	view_init(&view, &config);
	sample_init(&snap);
	sample_run(&view, &snap, 30);
	sample_shadow(&snap);
	sample_run(&view, &snap, 10);
	return 0;
}

static void press(const char *keys)
{
	sample_press(&view, keys);
}

static const struct screen *look(void)
{
	return sample_screen(&view, 132, 43, true);
}

static void expect(const char *text)
{
	const struct screen *screen = look();

	for (int y = 0; y < screen->height; y++)
		if (strstr(screen->line[y].text, text))
			return;
	fail_msg("not on the screen: %s", text);
}

static void expect_not(const char *text)
{
	if (sample_find(look(), text) >= 0)
		fail_msg("on the screen: %s", text);
}

/* Every key of the table, in every mode, at three sizes. */
static void every_key_can_be_pressed_anywhere(void **state)
{
	static const char *const modes[] = {
		"", "?", "s", "C", "/", "f", "d", "m", "e", "[", "<Space>",
		"t", "o", "/nothing matches<Enter>",
	};
	unsigned int n;
	const struct key *key = key_all(&n);

	for (size_t m = 0; m < sizeof(modes) / sizeof(modes[0]); m++) {
		for (unsigned int i = 0; i < n; i++) {
			for (int k = 0; k < KEY_CODES && key[i].code[k]; k++) {
				if (i % 16 == 0)
					begin(state);
				press(modes[m]);
				view_key(&view, key[i].code[k]);
				sample_screen(&view, 40, 10, false);
				look();
				sample_run(&view, &snap, 1);
				sample_screen(&view, 200, 60, true);
				press("<Esc><Esc><Esc>");
			}
		}
	}
}

/* Ten thousand keys, clicks, sizes and snapshots in no order. */
static void chaos_does_no_harm(void **state)
{
	unsigned int n, seed = 7;
	const struct key *key = key_all(&n);

	(void)state;
	for (int i = 0; i < 10000; i++) {
		unsigned int dice, w, h;

		seed = seed * 1103515245u + 12345u;
		dice = seed >> 16;
		w = 1 + dice % 250;
		h = 1 + (dice >> 4) % 90;
		if (dice % 5 == 0)
			view_mouse(&view, (enum view_mouse)(dice / 5 % 4),
				   (int)(dice % 200), (int)(dice % 60));
		else if (dice % 5 == 1)
			view_key(&view, (int)(dice / 5 % 128));
		else
			view_key(&view, key[dice / 5 % n].code[dice % 2]);
		if (dice % 7 == 0)
			sample_run(&view, &snap, 1);
		if (dice % 501 == 0) {
			snap.reasons = 1 + dice % reason_count(ISA_VMX);
			snap.rows[dice % 70].has = dice & 0xff;
			snap.rows[dice % 70].count = dice;
			snap.resets++;
		}
		sample_screen(&view, (int)w, (int)h, dice & 1);
	}
}

/* Each key of the table changes what is shown, or asks for something. */
static void every_key_does_something(void **state)
{
	static struct screen before;
	unsigned int n;
	const struct key *key = key_all(&n);

	for (unsigned int i = 0; i < n; i++) {
		struct view_request request;
		const struct screen *after;

		begin(state);
		press("/^[0-9]<Enter>f.<Enter>mx<Enter><Down:3>[");
		view.said[0] = '\0';
		before = *look();
		request = view_key(&view, key[i].code[0]);
		after = look();
		if (request.verb == VIEW_NOTHING &&
		    !memcmp(before.line, after->line, sizeof(before.line)) &&
		    before.cursor_y == after->cursor_y)
			fail_msg("nothing happened: %s", key[i].help);
	}
}

static void requests_reach_the_outside(void **state)
{
	static const struct {
		int code;
		enum view_verb verb;
	} asks[] = {
		{ 'q', VIEW_QUIT }, { 'Q', VIEW_QUIT }, { 3, VIEW_QUIT },
		{ KEYCODE_F10, VIEW_QUIT }, { 'w', VIEW_RECORD },
		{ 'S', VIEW_SAVE }, { 'a', VIEW_ACKNOWLEDGE },
		{ 'W', VIEW_SETTINGS }, { 'P', VIEW_LOOK },
		{ 'M', VIEW_LOOK }, { '+', VIEW_DELAY }, { '-', VIEW_DELAY },
		{ 12, VIEW_REDRAW }, { 'j', VIEW_NOTHING },
		{ 0x20ac, VIEW_NOTHING },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(asks) / sizeof(asks[0]); i++)
		assert_int_equal(view_key(&view, asks[i].code).verb,
				 asks[i].verb);
	press("/");
	assert_int_equal(view_key(&view, 'q').verb, VIEW_NOTHING);
	assert_int_equal(view_key(&view, 3).verb, VIEW_QUIT);
	press("<Esc>?");
	assert_int_equal(view_key(&view, 'q').verb, VIEW_NOTHING);
	assert_int_equal(view.mode, VIEW_TABLE);
	press("s");
	assert_int_equal(view_key(&view, 'q').verb, VIEW_QUIT);
}

static void the_selection_stays_with_its_reason(void **state)
{
	(void)state;
	look();
	press("<Down><Down><Down>");
	assert_int_equal(view.position, 2);
	snap.rows[view.selected].rate = 0;
	press("I");
	assert_true(view.position > 2);
	assert_int_equal(view.item[view.position].slot, view.selected);
	press("<Home>");
	assert_int_equal(view.position, 0);
	press("G");
	assert_int_equal(view.position, view.items - 1);
	press("<Esc>");
	assert_int_equal(view.selected, -1);
}

static void the_cursor_sits_on_the_selected_row(void **state)
{
	const struct screen *screen;
	char looks[SCREEN_WIDTH + 1];

	(void)state;
	press("0");
	look();
	press("<Down:70>");
	screen = look();
	assert_non_null(strstr(screen->line[screen->cursor_y].text,
			       reason_get(ISA_VMX, (unsigned int)
					  view.selected)->name));
	screen_looks(screen, screen->cursor_y, looks);
	assert_null(strchr(looks, '.'));
	press("<PgUp><PgUp><PgDn>k");
	screen = look();
	assert_non_null(strstr(screen->line[screen->cursor_y].text,
			       reason_get(ISA_VMX, (unsigned int)
					  view.selected)->name));
}

static void a_filter_is_applied_as_it_is_typed(void **state)
{
	(void)state;
	press("o/^(28|48) ");
	expect("CR_ACCESS");
	expect("filter: ^(28|48) ");
	assert_int_equal(view.items, 2);
	press("(");
	expect("Unmatched");
	assert_int_equal(view.items, 2);
	press("<Enter>");
	assert_int_equal(view.mode, VIEW_PROMPT);
	press("<Backspace><Enter>");
	assert_int_equal(view.mode, VIEW_TABLE);
	expect("filter ^(28|48)");
	press("/<^U>ept<Esc>");
	assert_string_equal(view.filter.text, "^(28|48) ");
	press("=");
	assert_true(view.items > 6);
	assert_int_equal(view.filter.on, false);
}

static void a_filter_finds_numbers_names_and_groups(void **state)
{
	struct err err;

	(void)state;
	press("0");
	assert_int_equal(view_filter(&view, "paging", &err), 0);
	press("j");
	assert_in_range(view.items, 2, 8);
	assert_int_equal(view_filter(&view, "(", &err), -1);
	assert_string_equal(view.filter.text, "paging");
	assert_int_equal(view_filter(&view, "CR_acc", &err), 0);
	press("j");
	assert_int_equal(view.items, 1);
}

static void a_reason_is_found(void **state)
{
	(void)state;
	press("fmsr<Enter>");
	assert_true(view.find.match[view.selected]);
	press("0fept_m<Enter>");
	assert_int_equal(view.selected, 49);
	press("fEPT<Enter>n");
	assert_true(view.find.match[view.selected]);
	press("N");
	assert_true(view.find.match[view.selected]);
	press("fzzzz<Enter>");
	expect("no reason shown matches");
}

static void columns_are_chosen_and_sorted_by(void **state)
{
	(void)state;
	press("C<Down:2><Space><Esc>");
	expect_not("GROUP");
	press("sC");
	assert_int_equal(view.config.sort, COLUMN_COUNT);
	expect("COUNT▼");
	press("I");
	expect("COUNT▲");
	press(">");
	assert_int_equal(view.config.sort, COLUMN_RATE);
	press("<Left>");
	assert_int_equal(view.config.sort, COLUMN_COUNT);
	press("R");
	assert_int_equal(view.config.sort, COLUMN_RATE);
	press("R");
	assert_true(view.config.reverse);
	press("s<Down><Enter>");
	assert_int_not_equal(view.config.sort, COLUMN_RATE);
	press("sP");
	expect("PEAK/s▼");
}

static void prompts_are_edited(void **state)
{
	(void)state;
	press("/ac<Left>b<Home>x<End>y<Left><Del>");
	assert_string_equal(view.typed, "xabc");
	press("<Home><Del><Right><Right><^H>");
	assert_string_equal(view.typed, "ac");
	press("\303\244<Left><Left><Right><Backspace>");
	assert_string_equal(view.typed, "\303\244c");
	press("<End><Backspace>");
	assert_string_equal(view.typed, "\303\244");
	press("<^U><Backspace><Del><Left><Right><Right>");
	assert_string_equal(view.typed, "");
	press("<x:500>");
	assert_int_equal(strlen(view.typed), VIEW_TEXT - 1);
	sample_screen(&view, 40, 10, false);
}

static void alerts_are_taken_back(void **state)
{
	(void)state;
	press("a");
	expect_not("up x540");
	expect_not("▲ CR_ACCESS  ");
	expect_not("down gone");
}

static void the_mouse_selects_sorts_and_scrolls(void **state)
{
	const struct screen *screen = look();
	int head = sample_find(screen, "REASON ");
	int x = (int)(strstr(screen->line[head].text, "COUNT") -
		      screen->line[head].text);

	(void)state;
	view_mouse(&view, MOUSE_CLICK, x, head);
	assert_int_equal(view.config.sort, COLUMN_COUNT);
	view_mouse(&view, MOUSE_CLICK, 5, head + 2);
	assert_int_equal(view.selected, view.item[1].slot);
	view_mouse(&view, MOUSE_CLICK, 5, head + 2);
	assert_true(view.details);
	look();
	view_mouse(&view, MOUSE_WHEEL_DOWN, 5, head);
	press("e");
	look();
	view_mouse(&view, MOUSE_CLICK, 5, 4);
	assert_int_equal(view.selected, 0);
	press("0<Esc><Home><Esc>");
	look();
	view_mouse(&view, MOUSE_WHEEL_DOWN, 5, head);
	assert_int_equal(view.top, 3);
	view_mouse(&view, MOUSE_WHEEL_UP, 5, head);
	assert_int_equal(view.top, 0);
	press("?");
	look();
	view_mouse(&view, MOUSE_WHEEL_DOWN, 5, 5);
	view_mouse(&view, MOUSE_CLICK, 5, 5);
	assert_int_equal(view.mode, VIEW_TABLE);
	view_mouse(&view, MOUSE_CLICK, 1000, 1000);
	view_mouse(&view, MOUSE_CLICK, 0, 0);
}

#define TEST(name) cmocka_unit_test_setup(name, begin)

static const struct CMUnitTest tests[] = {
	TEST(every_key_can_be_pressed_anywhere),
	TEST(chaos_does_no_harm),
	TEST(every_key_does_something),
	TEST(requests_reach_the_outside),
	TEST(the_selection_stays_with_its_reason),
	TEST(the_cursor_sits_on_the_selected_row),
	TEST(a_filter_is_applied_as_it_is_typed),
	TEST(a_filter_finds_numbers_names_and_groups),
	TEST(a_reason_is_found),
	TEST(columns_are_chosen_and_sorted_by),
	TEST(prompts_are_edited),
	TEST(alerts_are_taken_back),
	TEST(the_mouse_selects_sorts_and_scrolls),
};

RUN_TESTS(tests)
