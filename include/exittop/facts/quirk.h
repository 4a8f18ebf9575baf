/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_QUIRK_H
#define EXITTOP_QUIRK_H

#include <stddef.h>

#include "exittop/facts/reason.h"

/*
 * quirk: what is wrong with a host and can be lived with. The probe finds
 * them, the leaves honour them, recordings keep them, and whoever shows
 * numbers says them. (H numbers: the hazards of tests/test_hazards.c.)
 */

enum {
	QUIRK_NO_TOTAL	= 1 << 0,	/* H6, H8, H21 */
	QUIRK_NO_CYCLES	= 1 << 1,	/* H6, H7, H8, H14 */
	QUIRK_SWAPPED	= 1 << 2,	/* H11 */
	QUIRK_DOUBLE	= 1 << 3,	/* H18 */
	QUIRK_LOSSY	= 1 << 4,	/* H19 */
	QUIRK_UNSAFE_F	= 1 << 5,	/* H1 */
	QUIRK_ONES	= 1 << 6,	/* H9 */
	QUIRK_TWINS	= 1 << 7,	/* H16, found by sampling */
	QUIRK_BLIND	= 1 << 8	/* H15, likewise */
};

struct quirk {
	unsigned int bit;
	const char *word;	/* in recordings: "no-total" */
	const char *text;	/* one clause for a reader of the numbers */
	const char *svm;	/* where it differs for SVM, else NULL */
};

/* The clause for a host of @isa. */
const char *quirk_text(const struct quirk *quirk, enum isa isa);

/* The table; @n gets its length. */
const struct quirk *quirk_all(size_t *n);

/* The bit called by the first @length bytes of @word; 0: none. */
unsigned int quirk_find(const char *word, size_t length);

#endif
