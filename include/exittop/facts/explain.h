/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_EXPLAIN_H
#define EXITTOP_EXPLAIN_H

#include <stdint.h>

#include "exittop/facts/reason.h"

/*
 * explain: what an exit reason means, for people.
 *
 * `--explain` prints it and the details pane shows it, both by
 * explain_lines(), so that they cannot disagree. All text is ASCII: one byte
 * is one column. What raises a reason is struct reason's `raised`; here stands
 * the rest.
 */

#define EXPLAIN_WIDTH_MIN 20	/* columns */
#define EXPLAIN_WIDTH_MAX 200
#define EXPLAIN_LINE	  (EXPLAIN_WIDTH_MAX + 1) /* bytes of a line, with NUL */
#define EXPLAIN_LINES	  256	/* holds any explanation at any width */

/* One or more sentences each; never NULL. */
struct explain_text {
	const char *kvm;	/* what KVM does with it */
	const char *high;	/* what it means when it is high */
	const char *paging;	/* how nested or shadow paging changes it */
	const char *advice;	/* what one can do */
};

/* A run of codes that share a text and its sources. */
struct explanation {
	uint16_t first, last;	/* codes, not slots */
	const struct explain_text *text;
	const char *source;	/* manual and kernel functions */
};

/*
 * The explanation of @slot. NULL where there is only one sentence to say,
 * which is reason_get(isa, slot)->raised: every reason that KVM has no handler
 * for, but for the failures of VM entry.
 */
const struct explanation *explain_get(enum isa isa, unsigned int slot);

/*
 * Writes the whole explanation of @slot as lines of at most @width columns,
 * taken as the nearest of 20..200: a heading with number, name, title and
 * group, then the paragraphs, each under its label. A word is broken only if
 * no line could hold it, then after '_', '/' or '-' where it has one.
 *
 * @lines: room for @max lines of the caller's; may be NULL if @max is 0.
 *
 * Returns the number of lines that the whole text has, which may be more than
 * the @max that were written.
 */
unsigned int explain_lines(enum isa isa, unsigned int slot, int width,
			   char (*lines)[EXPLAIN_LINE], unsigned int max);

#endif
