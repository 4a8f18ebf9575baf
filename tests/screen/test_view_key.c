/* SPDX-License-Identifier: GPL-2.0-only */
/* What the keys and the mouse do to the screen. */
#include "unit.h"

#include "view_sample.h"

/* Every key of the table, in every mode, at three sizes. */
static void every_key_can_be_pressed_anywhere(void **state)
{
	static const char *const modes[] = {
		"", "?", "s", "C", "/", "f", "d", "m", "b", "e", "[", "<Space>",
		"o", "fnothing matches<Enter>",
	};
	unsigned int n;
	const struct key *key = keys_all(&n);

	for (size_t m = 0; m < sizeof(modes) / sizeof(modes[0]); m++) {
		for (unsigned int i = 0; i < n; i++) {
			for (int k = 0; k < KEY_CODES && key[i].code[k]; k++) {
				if (i % 16 == 0)
					view_begin(state);
				press(modes[m]);
				view_key(&view, key[i].code[k]);
				sample_screen(40, 10, false);
				look();
				sample_run(1);
				sample_screen(200, 60, true);
				press("<Esc><Esc><Esc>");
			}
		}
	}
}

/* Ten thousand keys, clicks, sizes and snapshots in no order. */
static void chaos_does_no_harm(void **state)
{
	unsigned int n, seed = 7;
	const struct key *key = keys_all(&n);

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
			sample_run(1);
		if (dice % 501 == 0) {
			snap.reasons = 1 + dice % reason_count(ISA_VMX);
			snap.rows[dice % 70].has = dice & 0xff;
			snap.rows[dice % 70].count = dice;
			snap.resets++;
		}
		sample_screen((int)w, (int)h, dice & 1);
	}
}

/* Each key of the table changes what is shown, or asks for something. */
static void every_key_does_something(void **state)
{
	static struct screen before;
	unsigned int n;
	const struct key *key = keys_all(&n);

	for (unsigned int i = 0; i < n; i++) {
		const struct screen *after;
		enum view_verb verb;

		view_begin(state);
		press("f^[0-9]<Enter>/.<Enter>mx<Enter><Down:3>[");
		view.said.text[0] = '\0';
		before = *look();
		verb = view_key(&view, key[i].code[0]);
		after = look();
		if (verb == VIEW_NOTHING &&
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
		assert_int_equal(view_key(&view, asks[i].code),
				 asks[i].verb);
	press("f");
	assert_int_equal(view_key(&view, 'q'), VIEW_NOTHING);
	assert_int_equal(view_key(&view, 3), VIEW_QUIT);
	press("<Esc>?");
	assert_int_equal(view_key(&view, 'q'), VIEW_NOTHING);
	assert_int_equal(view.modes, 1);
	press("s");
	assert_int_equal(view_key(&view, 'q'), VIEW_QUIT);
}

static void the_selection_stays_with_its_reason(void **state)
{
	(void)state;
	look();
	press("<Down><Down><Down>");
	assert_int_equal(view.list.position, 2);
	snap.rows[view.list.selected].rate = 0;
	press("I");
	assert_true(view.list.position > 2);
	assert_int_equal(view.list.item[view.list.position], view.list.selected);
	press("<Home>");
	assert_int_equal(view.list.position, 0);
	press("G");
	assert_int_equal(view.list.position, view.list.items - 1);
	press("<Esc>");
	assert_int_equal(view.list.selected, -1);
}

static void the_cursor_sits_on_the_selected_row(void **state)
{
	const struct screen *screen;
	char looks[SCREEN_WIDTH + 1], name[REASON_NAME];

	(void)state;
	press("0");
	look();
	press("<Down:70>");
	screen = look();
	assert_non_null(strstr(screen->line[screen->cursor_y].text,
			       reason_name(ISA_VMX, (unsigned int)
					   view.list.selected, name)));
	screen_looks(screen, screen->cursor_y, looks);
	assert_null(strchr(looks, '.'));
	press("<PgUp><PgUp><PgDn>k");
	screen = look();
	assert_non_null(strstr(screen->line[screen->cursor_y].text,
			       reason_name(ISA_VMX, (unsigned int)
					   view.list.selected, name)));
}

static void a_filter_is_applied_as_it_is_typed(void **state)
{
	(void)state;
	press("of^(28|48) ");
	expect("CR_ACCESS");
	expect("filter: ^(28|48) ");
	assert_int_equal(view.list.items, 2);
	press("(");
	expect("Unmatched");
	assert_int_equal(view.list.items, 2);
	press("<Enter>");
	assert_int_equal(view.modes, 2);
	press("<Backspace><Enter>");
	assert_int_equal(view.modes, 1);
	expect("filter ^(28|48)");
	press("fept<Esc>");
	assert_string_equal(view.list.filter.text, "^(28|48) ");
	press("=");
	assert_true(view.list.items > 6);
	assert_int_equal(view.list.filter.on, false);
	press("f(");
	expect("Unmatched");
	assert_true(view.list.items > 6);	/* there was no good one */
}

static void a_filter_finds_numbers_names_and_groups(void **state)
{
	(void)state;
	press("0fpaging<Enter>");
	assert_in_range(view.list.items, 2, 8);
	press("f(<Enter><Esc>");
	assert_string_equal(view.list.filter.text, "paging");
	press("fCR_acc<Enter>");
	assert_int_equal(view.list.items, 1);
}

static void a_reason_is_searched(void **state)
{
	int first;

	(void)state;
	press("/msr<Enter>");
	assert_true(view.list.find.match[view.list.selected]);
	press("0/ept_m<Enter>");
	assert_int_equal(view.list.selected, 49);
	press("/EPT");
	first = view.list.selected;
	press("<F3>");
	assert_int_not_equal(view.list.selected, first);
	assert_true(view.list.find.match[view.list.selected]);
	press("<Up>");
	assert_int_equal(view.list.selected, first);
	press("<Enter>");
	assert_int_equal(view.modes, 1);
	press("/zzzz<Enter>");
	expect("no reason shown matches");
}

/* What is watched is chosen in the set-up, at once, and kept for W. */
static void the_watch_list_is_edited(void **state)
{
	(void)state;
	assert_false(view.moment.shown.rows[30].watched);
	press("C<Up>");
	expect("watch IO_INSTRUCTION for shifts");
	while (!strstr(look()->line[look()->cursor_y].text, "IO_INSTRUCTION"))
		press("<Up>");
	assert_int_equal(view_key(&view, KEYCODE_ENTER), VIEW_WATCH);
	assert_int_equal(view.slot, 30);
	assert_true(view.moment.shown.rows[30].watched);
	assert_non_null(strstr(view.config.watch, "IO_INSTRUCTION"));
	press("<Enter><Esc>");
	assert_false(view.moment.shown.rows[30].watched);
	assert_null(strstr(view.config.watch, "IO_INSTRUCTION"));
}

static void columns_are_chosen_and_sorted_by(void **state)
{
	(void)state;
	press("C<Down:9><Space><Esc>");
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
	press("sp");
	expect("PEAK/s▼");
}

static void prompts_are_edited(void **state)
{
	(void)state;
	press("/ac<Left>b<Home>x<End>y<Left><Del>");
	assert_string_equal(view.prompt.text, "xabc");
	press("<Home><Del><Right><Right><^H>");
	assert_string_equal(view.prompt.text, "ac");
	press("\303\244<Left><Left><Right><Backspace>");
	assert_string_equal(view.prompt.text, "\303\244c");
	press("<End><Backspace>");
	assert_string_equal(view.prompt.text, "\303\244");
	press("<^U><Backspace><Del><Left><Right><Right>");
	assert_string_equal(view.prompt.text, "");
	press("<x:500>");
	assert_int_equal(strlen(view.prompt.text), PATTERN_TEXT - 1);
	sample_screen(40, 10, false);
}

static void the_first_key_replaces_what_a_prompt_holds(void **state)
{
	(void)state;
	press("fept<Enter>f");
	assert_string_equal(view.prompt.text, "ept");
	press("ms");
	assert_string_equal(view.prompt.text, "ms");
	press("<Enter>f<End>r");
	assert_string_equal(view.prompt.text, "msr");
}

static void bad_input_leaves_the_prompt_open(void **state)
{
	static const char *const bad[] = { "dx<Enter>", "bx<Enter>",
					   "b25:00<Enter>", "f(<Enter>" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		press(bad[i]);
		assert_int_equal(view.modes, 2);
		assert_true(view.said.text[0]);
		press("<Esc>");
	}
}

static void an_unknown_key_says_so(void **state)
{
	(void)state;
	press("x");
	expect("x is not a key here");
	press("<F9>");
	expect("F9 is not a key here");
	press("sx");
	expect("x does nothing here: Esc closes the menu");
}

static void the_footer_can_be_clicked(void **state)
{
	const struct screen *screen = look();
	const char *word = strstr(screen->line[42].text, "F6 sort");

	(void)state;
	assert_non_null(word);
	view_mouse(&view, MOUSE_CLICK, (int)(word - screen->line[42].text), 42);
	expect("SORT BY");
	view_mouse(&view, MOUSE_CLICK, 10, 42);
	expect_not("SORT BY");
}

static void alerts_are_acknowledged(void **state)
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
	assert_int_equal(view.list.selected, view.list.item[1]);
	view_mouse(&view, MOUSE_CLICK, 5, head + 2);
	assert_true(view_has(&view, &details_mode));
	look();
	view_mouse(&view, MOUSE_WHEEL_DOWN, 5, head);
	press("e");
	look();
	view_mouse(&view, MOUSE_CLICK, 5, 4);
	assert_int_equal(view.list.selected, 14);
	press("0<Esc><Home><Esc>");
	look();
	view_mouse(&view, MOUSE_WHEEL_DOWN, 5, head);
	assert_int_equal(view.list.top, 3);
	view_mouse(&view, MOUSE_WHEEL_UP, 5, head);
	assert_int_equal(view.list.top, 0);
	press("?");
	look();
	view_mouse(&view, MOUSE_WHEEL_DOWN, 5, 5);
	view_mouse(&view, MOUSE_CLICK, 5, 5);
	assert_int_equal(view.modes, 1);
	view_mouse(&view, MOUSE_CLICK, 1000, 1000);
	view_mouse(&view, MOUSE_CLICK, 0, 0);
}

static const struct CMUnitTest tests[] = {
	VIEW_TEST(every_key_can_be_pressed_anywhere),
	VIEW_TEST(chaos_does_no_harm),
	VIEW_TEST(every_key_does_something),
	VIEW_TEST(requests_reach_the_outside),
	VIEW_TEST(the_selection_stays_with_its_reason),
	VIEW_TEST(the_cursor_sits_on_the_selected_row),
	VIEW_TEST(a_filter_is_applied_as_it_is_typed),
	VIEW_TEST(a_filter_finds_numbers_names_and_groups),
	VIEW_TEST(a_reason_is_searched),
	VIEW_TEST(columns_are_chosen_and_sorted_by),
	VIEW_TEST(the_watch_list_is_edited),
	VIEW_TEST(prompts_are_edited),
	VIEW_TEST(the_first_key_replaces_what_a_prompt_holds),
	VIEW_TEST(bad_input_leaves_the_prompt_open),
	VIEW_TEST(an_unknown_key_says_so),
	VIEW_TEST(the_footer_can_be_clicked),
	VIEW_TEST(alerts_are_acknowledged),
	VIEW_TEST(the_mouse_selects_sorts_and_scrolls),
};

RUN_TESTS(tests)
