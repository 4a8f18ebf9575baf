/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_PICTURE_H
#define EXITTOP_PICTURE_H

#include <stdbool.h>
#include <stdio.h>

#include "exittop/data/compare.h"

/*
 * picture: what a report shows of its runs as SVG, in the page or as files
 * beside a Markdown report. Nothing is in a picture by colour alone.
 */

enum picture {
	PICTURE_TIME_A,		/* exits per second over time, and events */
	PICTURE_TIME_B,
	PICTURE_COMPARE,	/* B over A with intervals, on a log scale */
	PICTURE_SHARE,		/* of the vCPUs' time, by reason */
	PICTURES
};

/* One run, or two and their comparison. All borrowed. */
struct picture_of {
	const struct run *a, *b;	/* b and cmp: NULL of one run */
	const struct comparison *cmp;
};

/* Is there anything to draw? Not so the share of time of an untimed host. */
bool picture_exists(enum picture picture, const struct picture_of *of);

/* "time-a", "compare": part of a file's name, or of an id. */
const char *picture_name(enum picture picture);

/* A line for a heading and for those who cannot see it. */
#define PICTURE_TITLE 400
void picture_title(enum picture picture, const struct picture_of *of,
		   char title[PICTURE_TITLE]);

/*
 * Writes the <svg> element. @alone: a file that brings its colours along;
 * else the page around it has picture_style().
 */
void picture_write(enum picture picture, const struct picture_of *of,
		   bool alone, FILE *file);

/* The rules of CSS that colour pictures, on light and on dark paper. */
void picture_style(FILE *file);

#endif
