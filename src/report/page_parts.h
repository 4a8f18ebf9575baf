/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PAGE_PARTS_H
#define PAGE_PARTS_H

/* What the page_*.c files share. */

#include "answers.h"
#include "exittop/report/page.h"

/* The page that is being written. */
struct page {
	FILE *file;
	const struct picture_of *of;
	struct answers answers;
};

/* <head>, with style, up to <body>; and the script at the end. */
void page_head(const struct page *page);
void page_script(FILE *file);

/* The counts as a table; each reason's name links to #rCODE. */
void page_table(const struct page *page);

/* What each reason of the table means, to be unfolded: id="rCODE". */
void page_explanations(const struct page *page);

#endif
