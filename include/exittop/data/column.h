/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_COLUMN_H
#define EXITTOP_COLUMN_H

#include <stdbool.h>
#include <stddef.h>

#include "exittop/base/err.h"
#include "exittop/base/format.h"
#include "exittop/data/snapshot.h"

/*
 * column: the table of columns. Headers, sort keys, CSV, JSON and metric
 * names all come from it, and numbers become text nowhere else.
 */

enum column_id {
	COLUMN_NUMBER, COLUMN_NAME, COLUMN_GROUP, COLUMN_COUNT, COLUMN_DELTA,
	COLUMN_RATE, COLUMN_SHARE, COLUMN_CYCLES, COLUMN_COST, COLUMN_TIME,
	COLUMN_P99, COLUMN_TOP, COLUMN_PEAK, COLUMN_HISTORY, COLUMN_STATE,
	COLUMN_SHIFT, COLUMN_IDS
};

#define COLUMN_TEXT FORMAT_TEXT

/* What a column shows of a row, and so how it is written. */
enum column_kind {
	COLUMN_CODE,		/* of the reason */
	COLUMN_WORD,		/* the same word for people and programs */
	COLUMN_TALLY,		/* a uint64_t of struct row */
	COLUMN_PER_SECOND,	/* a double: one decimal */
	COLUMN_MEAN,		/* a double: rounded */
	COLUMN_PART,		/* a double, 0..1: a percentage */
	COLUMN_LENGTH,		/* of snapshot.details: cycles */
	COLUMN_KEY,		/* likewise: the heaviest key */
	COLUMN_PAINTED		/* not of a snapshot: the screen's own */
};

struct column {
	enum column_id id;
	enum column_kind kind;	/* COLUMN_WORD: a string in JSON */
	const char *key;	/* --sort and CSV, JSON name: "cycles_per_exit" */
	const char *header;	/* "CYC/EXIT" */
	const char *help;	/* one phrase */
	int width;		/* cells; negative: left-aligned */
	char letter;		/* sorts by it on the screen; 0: none */
	bool machine;		/* in CSV and JSON */
	bool descending;	/* natural order when sorted by */
	unsigned int needs;	/* HAS_* without which it is not known */
	size_t offset;		/* of the member of struct row */
	const char *(*word)(const struct snapshot *snap, unsigned int slot,
			    char name[REASON_NAME]);
	/* What words are sorted by; NULL: the alphabet. */
	double (*rank)(const struct snapshot *snap, unsigned int slot);
};

/* The columns in their order on screen and in CSV; @n gets their number. */
const struct column *column_all(unsigned int *n);

const struct column *column_get(enum column_id id);

/* Is it of snapshot.details, and so shown only where the host gives them? */
bool column_is_inside(const struct column *col);

/* The column with that key (or a unique beginning of it), NULL with @err. */
const struct column *column_find(const char *key, struct err *err);

/*
 * The cell for a person: thousands grouped by blanks, "-" for unknown. A
 * value too wide for column->width is scaled ("1.64G"), never cut. @slot may
 * be REASON_SLOTS, the total, in columns of figures. PEAK is only known on
 * the screen, and HISTORY is painted there: "".
 */
void column_text(const struct column *col, const struct snapshot *snap,
		 unsigned int slot, char buf[COLUMN_TEXT]);

/*
 * The cell for a program: full precision, "." as decimal point, empty where
 * unknown.
 */
void column_value(const struct column *col, const struct snapshot *snap,
		  unsigned int slot, char buf[COLUMN_TEXT]);

/*
 * Fills @order with the slots of @snap that are worth a row (with @zero all
 * of them, else those with exits counted), sorted by @col in its natural
 * order, or the other way round with @reverse. Returns how many.
 */
unsigned int column_order(const struct column *col, bool reverse, bool zero,
			  const struct snapshot *snap,
			  unsigned int order[REASON_SLOTS]);

#endif
