/* SPDX-License-Identifier: GPL-2.0-only */
/* What the screen asks of the outside, with or without a terminal. */
#include "tui_parts.h"

#include <stdlib.h>

struct tui_loop *loop_new(struct view *view, const struct tui_options *options,
			  const struct tui_ops *ops, void *ctx,
			  struct err *err)
{
	struct tui_loop *loop = calloc(1, sizeof(*loop));

	if (!loop) {
		err_set(err, "out of memory");
		return NULL;
	}
	loop->view = view;
	loop->options = options;
	loop->ops = ops;
	loop->ctx = ctx;
	loop->scripted = options->keys != NULL;
	if (loop->scripted &&
	    key_script_init(&loop->script, options->keys, err) < 0) {
		free(loop);
		return NULL;
	}
	view->delay_s = options->delay_s;
	view->speed = options->speed;
	view->recording = options->recording;
	return loop;
}

bool loop_holds(const struct tui_loop *loop)
{
	const struct view *view = loop->view;

	if (loop->options->replay)
		return !view->step &&
		       (view->paused || view->back || view->ended);
	/* Every refresh makes exits: none for a screen that stands still. */
	return view->paused && !view->recording && !loop->options->alarms;
}

int loop_refresh(struct tui_loop *loop, struct err *err)
{
	int got = loop->ops->refresh(loop->ctx, &loop->snap, err);
	const char *mark;

	if (got < 0)
		return -1;
	if (got == 0) {
		loop->view->ended = true;
		loop->view->step = false;
		return 0;
	}
	view_update(loop->view, &loop->snap);
	mark = loop->ops->replay_mark ? loop->ops->replay_mark(loop->ctx) :
	       NULL;
	if (mark)
		view_marked(loop->view, mark);
	return 0;
}

static void told(struct view *view, int got, const struct err *said)
{
	view_say(view, got < 0 ? SCREEN_ERROR : SCREEN_NORMAL, "%s",
		 said->text);
	if (got == 0)
		event_log_add(&view->events, view->live.wall_ns, EVENT_TOLD,
			      "%s", said->text);
}

static void impossible(struct view *view, const char *what)
{
	view_say(view, SCREEN_NOTICE, "%s is not possible here", what);
}

static void record(struct tui_loop *loop)
{
	struct view *view = loop->view;
	struct err said = { "" };
	int got;

	if (!loop->ops->record) {
		impossible(view, "recording");
		return;
	}
	got = loop->ops->record(loop->ctx, &view->recording, &said);
	told(view, got, &said);
}

static void save(struct tui_loop *loop)
{
	struct err said = { "" };
	int got;

	if (!loop->ops->save) {
		impossible(loop->view, "saving");
		return;
	}
	got = loop->ops->save(loop->ctx, &loop->view->shown, &said);
	told(loop->view, got, &said);
}

static void write_settings(struct tui_loop *loop)
{
	const char *path = loop->options->config_path;
	struct view *view = loop->view;
	struct err err;

	if (!path)
		impossible(view, "writing the settings");
	else if (config_write(&view->config, path, &err) < 0)
		view_say(view, SCREEN_ERROR, "%s", err.text);
	else
		view_say(view, SCREEN_NORMAL, "settings written to %s", path);
}

enum view_verb loop_request(struct tui_loop *loop, struct view_request request)
{
	const struct tui_ops *ops = loop->ops;

	switch (request.verb) {
	case VIEW_QUIT:
		loop->quit = true;
		break;
	case VIEW_MARK:
		if (ops->mark)
			ops->mark(loop->ctx, request.text);
		break;
	case VIEW_RECORD:
		record(loop);
		break;
	case VIEW_SAVE:
		save(loop);
		break;
	case VIEW_ACKNOWLEDGE:
		if (ops->acknowledge)
			ops->acknowledge(loop->ctx);
		break;
	case VIEW_SETTINGS:
		write_settings(loop);
		break;
	case VIEW_DELAY:
		if (ops->delay && !loop->options->replay)
			ops->delay(loop->ctx, loop->view->delay_s);
		break;
	case VIEW_NOTHING:
	case VIEW_REDRAW:
	case VIEW_LOOK:
		break;
	}
	return request.verb;
}
