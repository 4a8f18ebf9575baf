/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef REPORT_ANSWERS_H
#define REPORT_ANSWERS_H

#include "exittop/data/compare.h"
#include "markup.h"

/*
 * answers: what a report says of its runs in sentences, the same in Markdown
 * and in HTML. Each function writes one item of a list on runs[i].
 */
struct answers {
	const struct run *runs[2];
	unsigned int n;		/* runs: 1, or 2, then called A and B */
	struct markup out;
};

/* A question and the function that answers it. */
struct answers_row {
	const char *heading;
	void (*write)(const struct answers *answers, unsigned int i);
};

/* The table of questions; @n gets its length. */
const struct answers_row *answers_all(size_t *n);

/* Who was recorded, when, how long, and the verdict on its paging. */
void answers_run(const struct answers *answers, unsigned int i);

/* Begins an item on runs[i]; in Markdown it says which. */
void answers_begin(const struct answers *answers, unsigned int i);

/* What happened, an item for each event, by when it happened. */
void answers_events(const struct answers *answers, unsigned int i);

/* The item of a row that changed, and why. */
void answers_change(const struct answers *answers,
		    const struct comparison *cmp,
		    const struct compare_row *row);

/* Has any run an exit of @slot, or a count? Else it is no row of a table. */
bool answers_shows(const struct answers *answers, unsigned int slot);

/* "stable", "not quite stable", "not stable"; NULL where one cannot say. */
const char *answers_stability(const struct run *run);

/* Are run->first_count the exits of a boot, and of this VM? */
bool answers_boot_known(const struct run *run);

#endif
