/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PICTURE_PARTS_H
#define PICTURE_PARTS_H

/* What the picture_*.c files share: one function draws each picture. */

#include "exittop/report/picture.h"

#define PICTURE_SERIES 5	/* reasons with a colour of their own */

void picture_time(const struct picture_of *of, const struct run *run,
		  const char *id, const char *title, bool alone, FILE *file);
void picture_compare(const struct picture_of *of, const char *id,
		     const char *title, bool alone, FILE *file);
void picture_share(const struct picture_of *of, const char *id,
		   const char *title, bool alone, FILE *file);

/*
 * The slots for which @weight is largest in either run, at most @most, the
 * largest first; those of weight 0 are none. Returns how many.
 */
unsigned int picture_pick(const struct picture_of *of,
			  double (*weight)(const struct run *run,
					   unsigned int slot),
			  unsigned int *slots, unsigned int most);

#endif
