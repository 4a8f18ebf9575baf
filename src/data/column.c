/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/data/column.h"
#include "exittop/base/number.h"
#include "exittop/base/order.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Order on screen and in CSV. Widths are cells; left-aligned are negative. */
static const struct column table[] = {
	{ COLUMN_NUMBER, "reason", "#", "exit reason or exit code", 5,
	  true, true, false, 'n' },
	{ COLUMN_NAME, "name", "REASON", "its name", -24,
	  true, false, false, 'a' },
	{ COLUMN_GROUP, "group", "GROUP", "kind of exit", -11,
	  false, false, false, 'g' },
	{ COLUMN_COUNT, "count", "COUNT", "exits counted by the host", 14,
	  true, true, true, 'C' },
	{ COLUMN_DELTA, "delta", "DELTA", "exits in this interval", 10,
	  true, true, true, 'D' },
	{ COLUMN_RATE, "rate", "RATE/s", "exits per second", 9,
	  true, true, true, 'R' },
	{ COLUMN_SHARE, "share", "SHARE", "share of all exits", 8,
	  true, true, true, 'S' },
	{ COLUMN_CYCLES, "cycles", "CYCLES", "cycles spent, all in all", 14,
	  true, true, true, 'Y' },
	{ COLUMN_COST, "cycles_per_exit", "CYC/EXIT",
	  "cycles per exit in this interval", 9, true, true, true, 'E' },
	{ COLUMN_TIME, "time", "TIME%", "share of time spent in these exits", 8,
	  false, true, true, 'T' },
	{ COLUMN_PEAK, "peak", "PEAK/s", "highest rate seen", 9,
	  false, true, true, 'P' },
	{ COLUMN_HISTORY, "history", "HISTORY", "rate over time", -20,
	  false, false, true, 0 },
	{ COLUMN_STATE, "state", "STATE", "state of the reading", -6,
	  true, false, false, 0 },
	{ COLUMN_SHIFT, "shift", "SHIFT", "state of the shift detector", -9,
	  true, false, true, 'H' },
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
			err_set(err, "column '%s' may be %s or %s", key,
				found->key, table[i].key);
			return NULL;
		}
		found = &table[i];
	}
	if (!found)
		err_set(err, "no column '%s': there are %s", key, keys);
	return found;
}

/* The bit of row.has that says whether a numeric column is known; 0: always. */
static unsigned int needs(enum column_id id)
{
	switch (id) {
	case COLUMN_COUNT:	return HAS_COUNT;
	case COLUMN_DELTA:
	case COLUMN_RATE:	return HAS_DELTA;
	case COLUMN_SHARE:	return HAS_SHARE;
	case COLUMN_CYCLES:	return HAS_CYCLES;
	case COLUMN_COST:	return HAS_COST;
	case COLUMN_TIME:	return HAS_TIME;
	default:		return 0;
	}
}

static bool is_known(enum column_id id, const struct row *row)
{
	return (row->has & needs(id)) == needs(id);
}

/* A number for ordering; only of known, numeric columns. */
static double number(const struct column *col, const struct snapshot *snap,
		     unsigned int slot)
{
	const struct row *row = &snap->rows[slot];

	switch (col->id) {
	case COLUMN_NUMBER:	return reason_code(snap->isa, slot);
	case COLUMN_GROUP:	return reason_get(snap->isa, slot)->group;
	case COLUMN_COUNT:	return (double)row->count;
	case COLUMN_DELTA:	return (double)row->delta;
	case COLUMN_RATE:	return row->rate;
	case COLUMN_SHARE:	return row->share;
	case COLUMN_CYCLES:	return (double)row->cycles;
	case COLUMN_COST:	return row->cycles_per_exit;
	case COLUMN_TIME:	return row->time_share;
	case COLUMN_STATE:	return row->reading;
	case COLUMN_SHIFT:	return row->shift;
	default:		return 0;
	}
}

/* Columns that hold words, the same for people and programs. */
static const char *word(const struct column *col, const struct snapshot *snap,
			unsigned int slot, char name[REASON_NAME])
{
	const struct row *row = &snap->rows[slot];

	switch (col->id) {
	case COLUMN_NAME:	return reason_name(snap->isa, slot, name);
	case COLUMN_GROUP:
		return reason_group_name(reason_get(snap->isa, slot)->group);
	case COLUMN_STATE:	return snapshot_reading_name(row->reading);
	case COLUMN_SHIFT:	return snapshot_shift_name(row->shift);
	default:		return "";
	}
}

void column_text(const struct column *col, const struct snapshot *snap,
		 unsigned int slot, char buf[COLUMN_TEXT])
{
	const struct row *row = &snap->rows[slot];
	char name[REASON_NAME];

	if (!is_known(col->id, row)) {
		strcpy(buf, "-");
		return;
	}
	switch (col->id) {
	case COLUMN_NUMBER:
		if (snap->isa == ISA_SVM)
			snprintf(buf, COLUMN_TEXT, "0x%03x",
				 reason_code(snap->isa, slot));
		else
			format_count(reason_code(snap->isa, slot), col->width,
				     buf);
		break;
	case COLUMN_COUNT:
		format_count(row->count, col->width, buf);
		break;
	case COLUMN_DELTA:
		format_count(row->delta, col->width, buf);
		break;
	case COLUMN_RATE:
		format_rate(row->rate, col->width, buf);
		break;
	case COLUMN_SHARE:
		format_percent(row->share, buf);
		break;
	case COLUMN_CYCLES:
		format_count(row->cycles, col->width, buf);
		break;
	case COLUMN_COST:
		format_whole(row->cycles_per_exit, col->width, buf);
		break;
	case COLUMN_TIME:
		format_percent(row->time_share, buf);
		break;
	default:
		*buf = '\0';
		strncat(buf, word(col, snap, slot, name), COLUMN_TEXT - 1);
	}
}

/* Nothing where it is not known. */
static void put_number(double value, int decimals, char buf[COLUMN_TEXT])
{
	if (number_is_known(value))
		snprintf(buf, COLUMN_TEXT, "%.*f", decimals, value);
}

void column_value(const struct column *col, const struct snapshot *snap,
		  unsigned int slot, char buf[COLUMN_TEXT])
{
	const struct row *row = &snap->rows[slot];
	char name[REASON_NAME];

	buf[0] = '\0';
	if (!is_known(col->id, row))
		return;
	switch (col->id) {
	case COLUMN_NUMBER:
		snprintf(buf, COLUMN_TEXT, "%u", reason_code(snap->isa, slot));
		break;
	case COLUMN_COUNT:
		snprintf(buf, COLUMN_TEXT, "%" PRIu64, row->count);
		break;
	case COLUMN_DELTA:
		snprintf(buf, COLUMN_TEXT, "%" PRIu64, row->delta);
		break;
	case COLUMN_CYCLES:
		snprintf(buf, COLUMN_TEXT, "%" PRIu64, row->cycles);
		break;
	case COLUMN_RATE:
	case COLUMN_COST:
		put_number(number(col, snap, slot), 3, buf);
		break;
	case COLUMN_SHARE:
	case COLUMN_TIME:
		put_number(number(col, snap, slot), 6, buf);
		break;
	default:
		snprintf(buf, COLUMN_TEXT, "%s", word(col, snap, slot, name));
	}
	/* LC_NUMERIC may have made it a comma. */
	for (char *p = buf; *p && col->number; p++)
		if (*p == ',')
			*p = '.';
}

int column_compare(const struct column *col, const struct snapshot *snap,
		   unsigned int slot_a, unsigned int slot_b)
{
	bool known_a = is_known(col->id, &snap->rows[slot_a]);
	bool known_b = is_known(col->id, &snap->rows[slot_b]);
	char name_a[REASON_NAME], name_b[REASON_NAME];
	double a, b;

	if (known_a != known_b || !known_a)
		return known_a - known_b;
	if (col->id == COLUMN_NAME)
		return strcmp(reason_name(snap->isa, slot_a, name_a),
			      reason_name(snap->isa, slot_b, name_b));
	a = number(col, snap, slot_a);
	b = number(col, snap, slot_b);
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
	int c = column_compare(by->col, by->snap, a, b);

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

		if (zero || (row->has & HAS_COUNT && row->count))
			order[n++] = slot;
	}
	order_sort(order, n, by_column, &by);
	return n;
}
