/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HEADER_H
#define HEADER_H

#include "moment.h"
#include "pen.h"

/* header: who answers, which moment it is, and the verdict on paging. */

/* What the header must show beside the moment. */
struct header_state {
	bool recording;
	bool watched;		/* only the watched rows are shown */
	const char *filter;	/* NULL: none */
};

void header_paint(const struct canvas *canvas, const struct moment *moment,
		  const struct header_state *state);

/*
 * The verdict with its evidence, the figures of all exits, and notes; below
 * them, where there are lines for it, what happened when reasons shifted.
 */
void header_verdict(const struct canvas *canvas, const struct moment *moment);
/* The lines that what happened takes at @width; 0: there is nothing to say. */
int header_story_lines(const struct moment *moment, int width);

#endif
