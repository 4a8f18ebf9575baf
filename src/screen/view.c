/* SPDX-License-Identifier: GPL-2.0-only */
#include "view.h"

#include <stdio.h>
#include <string.h>

#include "panels.h"
#include "modes.h"

#define NARROW 60	/* below this, a footer's words are single ones */

void view_init(struct view *view, const struct config *config)
{
	view->config = *config;
	view->keys = keys_all(&view->n_keys);
	view->mode[0] = &table_mode;
	view->modes = 1;
	view->list.selected = -1;
	view->delay_s = config->delay_s > 0 ? config->delay_s : 1;
	moment_init(&view->moment);
	list_pattern(&view->list.filter, config->filter, ISA_VMX);
}

void view_update(struct view *view, const struct snapshot *snap)
{
	bool other = snap->isa != view->moment.live.isa;
	struct list *list = &view->list;

	moment_update(&view->moment, snap);
	if (other) {
		list_pattern(&list->filter, list->filter.text, snap->isa);
		list_pattern(&list->find, list->find.text, snap->isa);
	}
	say_update(&view->said);
	list_update(list, &view->config, &view->moment);
}

/* ---- input ---- */

static const struct view_mode *top(const struct view *view)
{
	return view->mode[view->modes - 1];
}

/* A letter that is no key may sort by its column. */
static void sort_by_letter(struct view *view, int code)
{
	unsigned int n;
	const struct column *col = column_all(&n);
	char name[KEY_TEXT];

	say(&view->said, SCREEN_NOTICE, "%s is not a key here: F1 or ? shows "
	    "the keys", key_label(code, name));
	for (unsigned int i = 0; i < n; i++)
		if (col[i].letter && col[i].letter == code)
			menu_sort(view, col[i].id);
}

enum view_verb view_key(struct view *view, int code)
{
	const struct key *key = key_find(view->keys, view->n_keys, code);
	const struct view_mode *mode = top(view);

	view->verb = VIEW_NOTHING;
	view->said.text[0] = '\0';
	if (!mode->key || !mode->key(view, code, key ? key->code[0] : code))
		if (!view_press(view, code) && code)
			sort_by_letter(view, code);
	list_update(&view->list, &view->config, &view->moment);
	return view->verb;
}

enum view_verb view_mouse(struct view *view, enum view_mouse what, int x,
			  int y)
{
	view->verb = VIEW_NOTHING;
	if (what == MOUSE_CLICK && y == view->layout.panel[PANEL_FOOTER].y) {
		for (unsigned int i = 0; i < view->buttons; i++)
			if (x >= view->button[i].x && x < view->button[i].end)
				return view_key(view, view->button[i].code);
		return VIEW_NOTHING;
	}
	if (top(view)->mouse)
		top(view)->mouse(view, what, x, y);
	list_update(&view->list, &view->config, &view->moment);
	return view->verb;
}

/* ---- painting ---- */

static void lay_out(struct view *view, int width, int height)
{
	const struct moment *moment = &view->moment;
	struct layout_want want = {
		.events = (unsigned int)log_lines(NULL, moment, -1),
		.watched = watch_lines(moment),
		.log = view->config.log,
		.details = view_has(view, &details_mode),
		.story = header_story_lines(moment, width),
	};

	layout_panels(&view->layout, width, height, &want);
}

#define SMALL_WORDS 27	/* cells of "exittop needs 40x10, this ..." */

static void paint_small(const struct view *view, struct screen *screen)
{
	struct canvas canvas = {
		screen, { 0, 0, screen->width, screen->height }, view->utf8,
	};
	struct pen pen;

	if (screen->height < 1)
		return;
	pen = pen_at(&canvas, 0);
	if (screen->width < SMALL_WORDS)
		pen_format(&pen, SCREEN_NORMAL, "needs %dx%d",
			   LAYOUT_MIN_WIDTH, LAYOUT_MIN_HEIGHT);
	else
		pen_format(&pen, SCREEN_NORMAL, "exittop needs %dx%d, this is "
			   "%dx%d", LAYOUT_MIN_WIDTH, LAYOUT_MIN_HEIGHT,
			   screen->width, screen->height);
}

/* A key and a word, to be clicked, where there is room for both. */
static void paint_button(struct view *view, struct pen *pen, int code,
			 const char *words)
{
	struct view_button *button = &view->button[view->buttons];
	int start = (int)pen->line->cells;
	char name[KEY_TEXT], word[KEY_TEXT];

	snprintf(word, sizeof(word), "%s", words);
	if (view->layout.width < NARROW)
		word[strcspn(word, " ")] = '\0';
	key_label(code, name);
	if (view->buttons == VIEW_BUTTONS ||
	    2 + pen_width(name) + pen_width(word) > pen->end - start)
		return;
	pen_move(pen, SCREEN_KEY, start + 1);
	pen_text(pen, SCREEN_KEY, name);
	pen_move(pen, SCREEN_DIM, (int)pen->line->cells + 1);
	pen_text(pen, SCREEN_DIM, word);
	pen_move(pen, SCREEN_DIM, (int)pen->line->cells + 1);
	*button = (struct view_button){ start, (int)pen->line->cells, code };
	view->buttons++;
}

static void paint_footer(struct view *view, struct screen *screen)
{
	struct canvas canvas = view_panel(view, screen, PANEL_FOOTER);
	const struct view_mode *mode = top(view);
	const struct view_word *words = mode->buttons;
	struct pen pen = pen_at(&canvas, 0);

	view->buttons = 0;
	if (mode->footer)
		mode->footer(view, &canvas);
	else if (view->said.text[0])
		pen_format(&pen, view->said.attr, " %s", view->said.text);
	else if (words)
		for (; words->word; words++)
			paint_button(view, &pen, words->code, words->word);
	else
		for (unsigned int i = 0; i < view->n_keys; i++)
			if (view->keys[i].word)
				paint_button(view, &pen, view->keys[i].code[0],
					     view->keys[i].word);
}

void view_render(struct view *view, int width, int height, bool utf8,
		 struct screen *screen)
{
	unsigned int first = view->modes - 1;

	view->utf8 = utf8 && !view->config.ascii;
	lay_out(view, width, height);
	screen_clear(screen, view->layout.width, view->layout.height);
	if (view->layout.small) {
		paint_small(view, screen);
		return;
	}
	header_paint(view, screen);
	while (first && !view->mode[first]->covers)
		first--;
	for (; first < view->modes; first++)
		if (view->mode[first]->paint)
			view->mode[first]->paint(view, screen);
	paint_footer(view, screen);
}
