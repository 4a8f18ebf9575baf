/* SPDX-License-Identifier: GPL-2.0-only */
/* What the screen asks of the outside, with or without a terminal. */
#include "loop.h"
#include "modes.h"

#include <stdlib.h>

struct loop *loop_new(const struct config *config,
		      const struct tui_options *options,
		      const struct tui_ops *ops, void *ctx, struct err *err)
{
	struct loop *loop = calloc(1, sizeof(*loop));

	if (!loop) {
		err_set(err, "out of memory");
		return NULL;
	}
	loop->options = options;
	loop->ops = ops;
	loop->ctx = ctx;
	loop->scripted = options->keys != NULL;
	if (loop->scripted &&
	    key_script_init(&loop->script, options->keys, err) < 0) {
		free(loop);
		return NULL;
	}
	view_init(&loop->view, config);
	loop->view.delay_s = options->delay_s;
	loop->view.speed = options->speed;
	loop->view.recording = options->recording;
	if (options->each)
		view_toggle(&loop->view, &vcpus_mode);
	if (options->warning && options->warning[0])
		say(&loop->view.said, SCREEN_ERROR, "%s", options->warning);
	return loop;
}

bool loop_holds(const struct loop *loop)
{
	const struct moment *moment = &loop->view.moment;

	if (moment->playing)
		return false;
	if (loop->options->replay)
		return !moment->step &&
		       (moment->paused || moment->back || moment->ended);
	/* Every refresh makes exits: none for a screen that stands still. */
	return moment->paused && !loop->view.recording &&
	       !loop->options->alarms;
}

/* What is inside the rows of the table, for its columns; of what is explained. */
static void want_inside(const struct view *view, struct tui_want *want)
{
	const struct list *list = &view->list;

	want->any = view->config.column[COLUMN_P99] ||
		    view->config.column[COLUMN_TOP];
	for (unsigned int i = 0; want->any && i < list->items; i++)
		want->inside[list->item[i]] = true;
	if (!view_has(view, &details_mode) || list->selected < 0)
		return;
	want->any = true;
	want->inside[list->selected] = true;
}

/* What is open is asked for; what the host does not tell is closed. */
static void ask_for(struct loop *loop)
{
	struct view *view = &loop->view;
	struct tui_want want = {
		.each = view_has(view, &vcpus_mode),
	};
	struct err why;

	want_inside(view, &want);
	if (!loop->ops->want(loop->ctx, &want, &why) || !want.each)
		return;
	say(&view->said, SCREEN_NOTICE, "%s", why.text);
	view_toggle(view, &vcpus_mode);
}

int loop_refresh(struct loop *loop, struct err *err)
{
	struct moment *moment = &loop->view.moment;
	struct err lost;
	const char *mark;
	int got;

	if (moment->playing) {
		moment_play(moment);
		return 0;
	}
	ask_for(loop);
	got = loop->ops->refresh(loop->ctx, &loop->snap, err);
	if (got < 0)
		return -1;
	if (got == 0) {
		moment->ended = true;
		moment->step = false;
		return 0;
	}
	view_update(&loop->view, &loop->snap);
	mark = loop->ops->replay_mark(loop->ctx);
	if (mark)
		moment_mark(moment, mark);
	if (loop->ops->lost(loop->ctx, &lost)) {
		loop->view.recording = false;
		say(&loop->view.said, SCREEN_ERROR, "%s", lost.text);
	}
	return 0;
}

/* Says what became of it, and puts it into the events. */
static void report(struct loop *loop, int got, const struct err *said)
{
	struct moment *moment = &loop->view.moment;

	say(&loop->view.said, got < 0 ? SCREEN_ERROR : SCREEN_NORMAL, "%s",
	    said->text);
	if (got == 0)
		event_log_add(&moment->events, moment->live.wall_ns,
			      EVENT_TOLD, "%s", said->text);
}

static void write_settings(struct loop *loop)
{
	const char *path = loop->options->config_path;
	struct say *said = &loop->view.said;
	struct err err;

	if (!path)
		say(said, SCREEN_NOTICE, "writing the settings is not "
		    "possible here");
	else if (config_write(&loop->view.config, path, &err) < 0)
		say(said, SCREEN_ERROR, "%s", err.text);
	else
		say(said, SCREEN_NORMAL, "settings written to %s", path);
}

void loop_request(struct loop *loop, enum view_verb verb)
{
	const struct tui_ops *ops = loop->ops;
	struct view *view = &loop->view;
	struct err said = { "" };

	switch (verb) {
	case VIEW_QUIT:
		loop->quit = true;
		break;
	case VIEW_MARK:
		ops->mark(loop->ctx, view->moment.mark.name);
		break;
	case VIEW_RECORD:
		report(loop, ops->record(loop->ctx, &view->recording, &said),
		       &said);
		break;
	case VIEW_SAVE:
		report(loop, ops->save(loop->ctx, &view->moment.shown, &said),
		       &said);
		break;
	case VIEW_ACKNOWLEDGE:
		ops->acknowledge(loop->ctx);
		break;
	case VIEW_WATCH:
		ops->watch(loop->ctx, view->slot);
		break;
	case VIEW_SETTINGS:
		write_settings(loop);
		break;
	case VIEW_DELAY:
		if (!loop->options->replay)
			ops->delay(loop->ctx, view->delay_s);
		break;
	case VIEW_NOTHING:
	case VIEW_REDRAW:
	case VIEW_LOOK:
		break;
	}
}

enum view_verb loop_script(struct loop *loop)
{
	int code;

	if (!key_script_next(&loop->script, &code))
		loop->quit = true;
	else if (code != KEYCODE_NONE)
		return view_key(&loop->view, code);
	return VIEW_NOTHING;
}

int loop_play(struct loop *loop, int width, int height, struct err *err)
{
	struct view *view = &loop->view;

	while (!loop->quit) {
		if (!loop_holds(loop) && loop_refresh(loop, err) < 0)
			return -1;
		if (view->moment.ended && !loop->scripted)
			break;
		view_render(view, width, height, loop->utf8, &loop->screen);
		if (loop->scripted)
			loop_request(loop, loop_script(loop));
	}
	view_render(view, width, height, loop->utf8, &loop->screen);
	return 0;
}
