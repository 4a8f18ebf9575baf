/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef REPORT_SVG_H
#define REPORT_SVG_H

#include <stdbool.h>
#include <stdio.h>

/*
 * svg: lines, boxes and text of a picture, coloured by their class, and what
 * axes need. Coordinates are in user units from the top left corner; a
 * picture is SVG_WIDTH wide, which a telephone shows at about three quarters.
 */

#define SVG_WIDTH  480
#define SVG_LETTER 6.4		/* mean width of a letter of 11.5 units */

enum svg_anchor { SVG_START, SVG_MIDDLE, SVG_END };

/* Opens the element; @id makes those of its title and description unique. */
void svg_open(FILE *file, const char *id, double height, const char *title,
	      const char *description, bool alone);
void svg_close(FILE *file);

/* Escapes what it writes. */
void svg_text(FILE *file, const char *class, double x, double y,
	      enum svg_anchor anchor, const char *fmt, ...)
	__attribute__((format(printf, 6, 7)));
void svg_line(FILE *file, const char *class, double x1, double y1, double x2,
	      double y2);
void svg_rect(FILE *file, const char *class, double x, double y, double width,
	      double height);

/* A distance between ticks, 1, 2 or 5 times a power of ten, at most @most. */
double svg_step(double span, int most);

/* "0", "250", "1.5k" */
#define SVG_NUMBER 24
void svg_number(double value, char buf[SVG_NUMBER]);

/* The <style> of all pictures. */
void svg_style(FILE *file);

#endif
