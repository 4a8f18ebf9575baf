/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INSIDE_H
#define INSIDE_H

#include "moment.h"
#include "pen.h"

/* inside: durations and keys of a reason, where the host says them. */

/* Lines that they take, one of an interval of which they are not kept; 0:
 * nothing is known. */
int inside_lines(const struct moment *moment, unsigned int slot, int width);
void inside_paint(const struct canvas *canvas, const struct moment *moment,
		  unsigned int slot);

#endif
