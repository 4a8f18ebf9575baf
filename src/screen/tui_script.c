/* SPDX-License-Identifier: GPL-2.0-only */
/* The screen without a terminal: keys in, the last screen out as text. */
#include "tui_parts.h"

#include <errno.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>

static int dump(const struct screen *screen, bool looks, FILE *out,
		struct err *err)
{
	char line[SCREEN_WIDTH + 1];

	for (int y = 0; y < screen->height; y++)
		fprintf(out, "%s\n", screen->line[y].text);
	for (int y = 0; looks && y < screen->height; y++) {
		screen_looks(screen, y, line);
		fprintf(out, "%s\n", line);
	}
	if (fflush(out) || ferror(out))
		return err_set(err, "cannot write the screen: %s",
			       strerror(errno));
	return 0;
}

/* The next key of the script; 0 at its end. */
static int press(struct tui_loop *loop)
{
	int code;

	if (!key_script_next(&loop->script, &code))
		return 0;
	if (code != KEYCODE_NONE)
		loop_request(loop, view_key(loop->view, code));
	return 1;
}

int tui_script(struct view *view, const struct tui_options *options,
	       const struct tui_ops *ops, void *ctx, int width, int height,
	       bool looks, FILE *out, struct err *err)
{
	bool utf8 = !options->ascii && !strcmp(nl_langinfo(CODESET), "UTF-8");
	struct tui_loop *loop = loop_new(view, options, ops, ctx, err);
	int got = 0;

	if (!loop)
		return -1;
	while (!loop->quit) {
		if (!loop_holds(loop))
			got = loop_refresh(loop, err);
		if (got < 0 || (view->ended && !loop->scripted))
			break;
		view_render(view, width, height, utf8, &loop->screen);
		if (loop->scripted && !press(loop))
			break;
	}
	view_render(view, width, height, utf8, &loop->screen);
	if (got == 0)
		got = dump(&loop->screen, looks, out, err);
	free(loop);
	return got;
}
