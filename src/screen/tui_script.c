/* SPDX-License-Identifier: GPL-2.0-only */
/* The screen without a terminal: keys in, the last screen out as text. */
#include <errno.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>

#include "loop.h"

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

int tui_script(const struct config *config, const struct tui_options *options,
	       const struct tui_ops *ops, void *ctx, int width, int height,
	       bool looks, FILE *out, struct err *err)
{
	struct loop *loop = loop_new(config, options, ops, ctx, err);
	int got;

	if (!loop)
		return -1;
	loop->utf8 = !options->ascii &&
		     !strcmp(nl_langinfo(CODESET), "UTF-8");
	got = loop_play(loop, width, height, err);
	if (got == 0)
		got = dump(&loop->screen, looks, out, err);
	free(loop);
	return got;
}
