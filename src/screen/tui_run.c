/* SPDX-License-Identifier: GPL-2.0-only */
/* The loop of the live screen: refreshes at their times, keys at any. */
#include <errno.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>

#include "loop.h"
#include "tty.h"
#include "terminal.h"

#define FIRST_NS  250000000u	/* until the first rates can be shown */
#define PAINT_NS  40000000u	/* between two paintings of a fast replay */
#define WAIT_NS   1000000000u	/* a first round of a replay has no interval */

/* Nanoseconds from this refresh to the next, by the recording or the delay. */
static uint64_t pace_ns(const struct loop *loop)
{
	const struct view *view = &loop->view;
	double seconds = view->moment.shown.interval_s;

	if (!loop->options->replay)
		return (uint64_t)(view->delay_s * 1e9);
	if (view->speed <= 0 || loop->scripted)
		return 0;
	if (seconds <= 0)
		seconds = WAIT_NS / 1e9;
	return (uint64_t)(seconds / view->speed * 1e9);
}

/* The schedule is absolute: a late refresh does not delay the next one. */
static uint64_t next_time(const struct loop *loop, uint64_t due,
			  uint64_t now)
{
	uint64_t pace = pace_ns(loop);
	bool first = loop->view.moment.live.round <= 1 && !loop->options->replay;

	if (first && pace > FIRST_NS)
		return now + FIRST_NS;
	return due + pace > now ? due + pace : now + pace;
}

/* A recording may come from a pipe, slowly: signals may come meanwhile. */
static int refresh_loop(struct loop *loop, struct err *err)
{
	int got;

	if (!loop->options->replay)
		return loop_refresh(loop, err);
	tty_let(true);
	got = loop_refresh(loop, err);
	tty_let(false);
	return got;
}

static void render(struct loop *loop)
{
	int width, height;

	tui_size(&width, &height);
	view_render(&loop->view, width, height, loop->utf8, &loop->screen);
	tty_let(true);
	tui_paint(&loop->screen);
	tty_let(false);
}

/* Returns whether the pace has changed. */
static bool request(struct loop *loop, enum view_verb verb)
{
	loop_request(loop, verb);
	if (verb == VIEW_LOOK)
		tui_look(&loop->view.config);
	else if (verb == VIEW_REDRAW)
		tui_redraw();
	return verb == VIEW_DELAY;
}

/* One input, waited for until @wait_ns. Returns as request(). */
static bool input(struct loop *loop, int64_t wait_ns, int *signal)
{
	struct tui_event event;
	enum view_verb verb = VIEW_NOTHING;

	tui_read(wait_ns, &event);
	switch (event.input) {
	case TUI_KEY:
		verb = view_key(&loop->view, event.code);
		break;
	case TUI_MOUSE:
		verb = view_mouse(&loop->view, event.what, event.x, event.y);
		break;
	case TUI_SIGNAL:
		*signal = event.code;
		break;
	case TUI_NONE:
	case TUI_RESIZE:
		break;
	}
	return request(loop, verb);
}

/* How long to wait for a key: until @due, or as long as nothing is due. */
static int64_t wait_ns(const struct loop *loop, uint64_t due)
{
	uint64_t now;

	if (loop->scripted)
		return 0;
	if (loop_holds(loop))
		return -1;
	now = loop->ops->now_ns(loop->ctx);
	return due > now ? (int64_t)(due - now) : 0;
}

/* A replay that does not wait is painted now and then, and at its end. */
static bool is_worth_painting(const struct loop *loop, bool fresh,
			      uint64_t since_ns)
{
	return !fresh || loop->scripted || loop_holds(loop) ||
	       pace_ns(loop) || since_ns >= PAINT_NS;
}

/* When to refresh after a hold, or at a new pace: a live screen now. */
static uint64_t go_on(const struct loop *loop, bool held)
{
	uint64_t now = loop->ops->now_ns(loop->ctx);

	return held && !loop->options->replay ? now :
	       next_time(loop, now, now);
}

/* Runs until the user quits (0), a signal came (its number), or -1. */
static int run(struct loop *loop, struct err *err)
{
	uint64_t due = loop->ops->now_ns(loop->ctx), painted = 0, now;
	int signal = 0;

	while (!loop->quit && !signal) {
		bool held = loop_holds(loop), fresh;

		now = loop->ops->now_ns(loop->ctx);
		fresh = !held && (now >= due || loop->scripted ||
				  loop->view.moment.step);
		if (fresh && refresh_loop(loop, err) < 0)
			return -1;
		if (fresh)
			due = next_time(loop, due, now);
		if (is_worth_painting(loop, fresh, now - painted)) {
			render(loop);
			painted = now;
		}
		if (loop->scripted)
			request(loop, loop_script(loop));
		if (input(loop, wait_ns(loop, due), &signal) ||
		    (held && !loop_holds(loop)))
			due = go_on(loop, held);
	}
	return signal;
}

int tui_run(const struct config *config, const struct tui_options *options,
	    const struct tui_ops *ops, void *ctx, struct err *err)
{
	struct loop *loop = loop_new(config, options, ops, ctx, err);
	int got;

	if (!loop)
		return -1;
	got = tui_open(options, config, err);
	if (got == 0) {
		loop->utf8 = tui_is_utf8();
		if (tui_kind())
			say(&loop->view.said, SCREEN_NOTICE, "unknown terminal "
			    "type '%s': taken for %s", getenv("TERM"),
			    tui_kind());
		got = run(loop, err);
		tui_close();
	}
	free(loop);
	return got;
}

/* ---- without a terminal ---- */

int tui_script(const struct config *config, const struct tui_options *options,
	       const struct tui_ops *ops, void *ctx, int width, int height,
	       FILE *out, struct err *err)
{
	struct loop *loop = loop_new(config, options, ops, ctx, err);
	int got;

	if (!loop)
		return -1;
	loop->utf8 = !options->ascii &&
		     !strcmp(nl_langinfo(CODESET), "UTF-8");
	got = loop_play(loop, width, height, err);
	for (int y = 0; got == 0 && y < loop->screen.height; y++)
		fprintf(out, "%s\n", loop->screen.line[y].text);
	if (got == 0 && (fflush(out) || ferror(out)))
		got = err_set(err, "cannot write the screen: %s",
			      strerror(errno));
	free(loop);
	return got;
}
