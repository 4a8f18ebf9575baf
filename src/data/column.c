/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/data/column.h"
#include "exittop/base/number.h"
#include "exittop/base/order.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *name_word(const struct snapshot *snap, unsigned int slot,
			     char name[REASON_NAME])
{
	return reason_name(snap->isa, slot, name);
}

static enum reason_group group_of(const struct snapshot *snap,
				  unsigned int slot)
{
	return reason_get(snap->isa, slot)->group;
}

static const char *group_word(const struct snapshot *snap, unsigned int slot,
			      char name[REASON_NAME])
{
	(void)name;
	return reason_group_name(group_of(snap, slot));
}

static double group_rank(const struct snapshot *snap, unsigned int slot)
{
	return group_of(snap, slot);
}

static const char *state_word(const struct snapshot *snap, unsigned int slot,
			      char name[REASON_NAME])
{
	(void)name;
	return snapshot_reading_name(snap->rows[slot].reading);
}

static double state_rank(const struct snapshot *snap, unsigned int slot)
{
	return snap->rows[slot].reading;
}

static const char *shift_word(const struct snapshot *snap, unsigned int slot,
			      char name[REASON_NAME])
{
	(void)name;
	return snapshot_shift_name(snap->rows[slot].shift);
}

static double shift_rank(const struct snapshot *snap, unsigned int slot)
{
	return snap->rows[slot].shift;
}

/* A member of struct row, and the bit of row.has that says it is known. */
#define MEMBER(member, bit) .offset = offsetof(struct row, member), .needs = bit
#define MACHINE	 .machine = true
#define DOWNWARD .descending = true

/* Order on screen and in CSV. Widths are cells; left-aligned are negative. */
static const struct column table[] = {
	{ COLUMN_NUMBER, COLUMN_CODE, "reason", "#", "exit reason or exit code",
	  5, 'n', MACHINE },
	{ COLUMN_NAME, COLUMN_WORD, "name", "REASON", "its name", -24, 'a',
	  MACHINE, .word = name_word },
	{ COLUMN_GROUP, COLUMN_WORD, "group", "GROUP", "kind of exit", -11, 'g',
	  .word = group_word, .rank = group_rank },
	{ COLUMN_COUNT, COLUMN_TALLY, "count", "COUNT",
	  "exits counted by the host", 14, 'C', MACHINE, DOWNWARD,
	  MEMBER(count, HAS_COUNT) },
	{ COLUMN_DELTA, COLUMN_TALLY, "delta", "DELTA",
	  "exits in this interval", 10, 'D', MACHINE, DOWNWARD,
	  MEMBER(delta, HAS_DELTA) },
	{ COLUMN_RATE, COLUMN_PER_SECOND, "rate", "RATE/s", "exits per second",
	  9, 'R', MACHINE, DOWNWARD, MEMBER(rate, HAS_DELTA) },
	{ COLUMN_SHARE, COLUMN_PART, "share", "SHARE", "share of all exits", 8,
	  'S', MACHINE, DOWNWARD, MEMBER(share, HAS_SHARE) },
	{ COLUMN_CYCLES, COLUMN_TALLY, "cycles", "CYCLES",
	  "cycles spent, all in all", 14, 'Y', MACHINE, DOWNWARD,
	  MEMBER(cycles, HAS_CYCLES) },
	{ COLUMN_COST, COLUMN_MEAN, "cycles_per_exit", "CYC/EXIT",
	  "cycles per exit in this interval", 9, 'E', MACHINE, DOWNWARD,
	  MEMBER(cycles_per_exit, HAS_COST) },
	{ COLUMN_TIME, COLUMN_PART, "time", "TIME%",
	  "share of time spent in these exits", 8, 'T', DOWNWARD,
	  MEMBER(time_share, HAS_TIME) },
	{ COLUMN_P99, COLUMN_LENGTH, "p99", "P99",
	  "cycles that 99 % of its exits stay below", 9, DOWNWARD },
	{ COLUMN_TOP, COLUMN_KEY, "top", "TOP",
	  "what most of its exits are about", -28, DOWNWARD },
	{ COLUMN_PEAK, COLUMN_PER_SECOND, "peak", "PEAK/s", "highest rate seen",
	  9, 'P', DOWNWARD, MEMBER(peak, HAS_PEAK) },
	{ COLUMN_HISTORY, COLUMN_PAINTED, "history", "HISTORY",
	  "rate over time", -20, 0, DOWNWARD },
	{ COLUMN_STATE, COLUMN_WORD, "state", "STATE", "state of the reading",
	  -6, 0, MACHINE, .word = state_word, .rank = state_rank },
	{ COLUMN_SHIFT, COLUMN_WORD, "shift", "SHIFT",
	  "state of the shift detector", -9, 'H', MACHINE, DOWNWARD,
	  .word = shift_word, .rank = shift_rank },
};

#define COLUMNS (sizeof(table) / sizeof(*table))

const struct column *column_all(unsigned int *n)
{
	*n = COLUMNS;
	return table;
}

const struct column *column_get(enum column_id id)
{
	for (size_t i = 0; i < COLUMNS; i++)
		if (table[i].id == id)
			return &table[i];
	return NULL;
}

const struct column *column_find(const char *key, struct err *err)
{
	const struct column *found = NULL;
	char keys[256] = "";
	size_t used = 0;

	for (size_t i = 0; i < COLUMNS; i++) {
		if (!strcmp(table[i].key, key))
			return &table[i];
		used += (size_t)snprintf(keys + used, sizeof(keys) - used,
					 "%s%s", i ? ", " : "", table[i].key);
		if (!*key || strncmp(table[i].key, key, strlen(key)))
			continue;
		if (found) {
			err_set(err, "column '%s' is ambiguous: %s or %s", key,
				found->key, table[i].key);
			return NULL;
		}
		found = &table[i];
	}
	if (!found)
		err_set(err, "unknown column '%s'; choose from %s", key, keys);
	return found;
}

bool column_is_inside(const struct column *col)
{
	return col->kind == COLUMN_LENGTH || col->kind == COLUMN_KEY;
}

/* Of a column that is inside; NAN: not known. */
static double inside(const struct column *col, const struct snapshot *snap,
		     unsigned int slot)
{
	const struct detail *detail = snap->details ? &snap->details[slot] :
						      NULL;
	double share;

	if (!detail || !detail->asked)
		return NAN;
	if (col->kind == COLUMN_LENGTH)
		return detail_quantile(detail_durations(detail), 0.99);
	share = detail->keys ? detail_share(detail, 0) : -1;
	return share < 0 ? NAN : share;
}

static bool is_known(const struct column *col, const struct snapshot *snap,
		     unsigned int slot)
{
	if (column_is_inside(col))
		return !isnan(inside(col, snap, slot));
	return (snapshot_row(snap, slot)->has & col->needs) == col->needs;
}

/* The member of @row that a column shows. */
static uint64_t tally(const struct column *col, const struct row *row)
{
	return *(const uint64_t *)(const void *)((const char *)row +
						 col->offset);
}

static double real(const struct column *col, const struct row *row)
{
	return *(const double *)(const void *)((const char *)row + col->offset);
}

/* A number to sort by. */
static double rank(const struct column *col, const struct snapshot *snap,
		   unsigned int slot)
{
	const struct row *row = &snap->rows[slot];

	switch (col->kind) {
	case COLUMN_CODE:	return reason_code(snap->isa, slot);
	case COLUMN_TALLY:	return (double)tally(col, row);
	case COLUMN_PER_SECOND:
	case COLUMN_MEAN:
	case COLUMN_PART:	return real(col, row);
	case COLUMN_WORD:	return col->rank(snap, slot);
	case COLUMN_LENGTH:
	case COLUMN_KEY:	return inside(col, snap, slot);
	case COLUMN_PAINTED:	break;
	}
	return 0;
}

void column_text(const struct column *col, const struct snapshot *snap,
		 unsigned int slot, char buf[COLUMN_TEXT])
{
	const struct row *row = snapshot_row(snap, slot);
	char name[REASON_NAME], top[EXITKEY_TEXT];

	snprintf(buf, COLUMN_TEXT, "-");
	if (!is_known(col, snap, slot))
		return;
	switch (col->kind) {
	case COLUMN_CODE:
		reason_number(snap->isa, slot, buf);
		break;
	case COLUMN_TALLY:
		format_count(tally(col, row), col->width, buf);
		break;
	case COLUMN_PER_SECOND:
		format_rate(real(col, row), col->width, buf);
		break;
	case COLUMN_MEAN:
		format_whole(real(col, row), col->width, buf);
		break;
	case COLUMN_PART:
		format_percent(real(col, row), buf);
		break;
	case COLUMN_WORD:
		snprintf(buf, COLUMN_TEXT, "%s", col->word(snap, slot, name));
		break;
	case COLUMN_LENGTH:
		detail_cycles(inside(col, snap, slot), col->width, buf);
		break;
	case COLUMN_KEY:
		detail_top(&snap->details[slot], abs(col->width), top);
		snprintf(buf, COLUMN_TEXT, "%.*s", COLUMN_TEXT - 1, top);
		break;
	case COLUMN_PAINTED:
		*buf = '\0';
		break;
	}
}

/* Nothing where it is not known. */
static void put_number(double value, int decimals, char buf[COLUMN_TEXT])
{
	char *comma;

	if (number_is_known(value))
		snprintf(buf, COLUMN_TEXT, "%.*f", decimals, value);
	comma = strchr(buf, ',');	/* where LC_NUMERIC says so */
	if (comma)
		*comma = '.';
}

void column_value(const struct column *col, const struct snapshot *snap,
		  unsigned int slot, char buf[COLUMN_TEXT])
{
	const struct row *row = &snap->rows[slot];
	char name[REASON_NAME];

	buf[0] = '\0';
	if (!is_known(col, snap, slot))
		return;
	switch (col->kind) {
	case COLUMN_CODE:
		snprintf(buf, COLUMN_TEXT, "%u", reason_code(snap->isa, slot));
		break;
	case COLUMN_TALLY:
		snprintf(buf, COLUMN_TEXT, "%" PRIu64, tally(col, row));
		break;
	case COLUMN_PER_SECOND:
	case COLUMN_MEAN:
		put_number(real(col, row), 3, buf);
		break;
	case COLUMN_PART:
		put_number(real(col, row), 6, buf);
		break;
	case COLUMN_WORD:
		snprintf(buf, COLUMN_TEXT, "%s", col->word(snap, slot, name));
		break;
	case COLUMN_LENGTH:
	case COLUMN_KEY:	/* have an output of their own */
	case COLUMN_PAINTED:
		break;
	}
}

/* Orders two slots ascending. Unknown comes before everything. */
static int compare(const struct column *col, const struct snapshot *snap,
		   unsigned int slot_a, unsigned int slot_b)
{
	bool known_a = is_known(col, snap, slot_a);
	bool known_b = is_known(col, snap, slot_b);
	char name_a[REASON_NAME], name_b[REASON_NAME];
	double a, b;

	if (known_a != known_b || !known_a)
		return known_a - known_b;
	if (col->kind == COLUMN_WORD && !col->rank)
		return strcmp(col->word(snap, slot_a, name_a),
			      col->word(snap, slot_b, name_b));
	a = rank(col, snap, slot_a);
	b = rank(col, snap, slot_b);
	return (a > b) - (a < b);
}

/* What the order of the rows is by. */
struct by_column {
	const struct column *col;
	const struct snapshot *snap;
	bool down;
};

/* Equal values stay in the order of their codes. */
static int by_column(const void *ctx, unsigned int a, unsigned int b)
{
	const struct by_column *by = ctx;
	int c = compare(by->col, by->snap, a, b);

	return by->down ? -c : c;
}

unsigned int column_order(const struct column *col, bool reverse, bool zero,
			  const struct snapshot *snap,
			  unsigned int order[REASON_SLOTS])
{
	const struct by_column by = { col, snap, col->descending != reverse };
	unsigned int n = 0;

	for (unsigned int slot = 0; slot < snap->reasons; slot++) {
		const struct row *row = &snap->rows[slot];
		bool known = row->has ||
			     reason_code(snap->isa, slot) < REASON_OTHER;

		if ((zero && known) || (row->has & HAS_COUNT && row->count))
			order[n++] = slot;
	}
	order_sort(order, n, by_column, &by);
	return n;
}
