/* SPDX-License-Identifier: GPL-2.0-only */
/* A comparison for programs. The names are an interface: man page, OUTPUT. */
#include "compare_plain.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "exittop/base/number.h"
#include "json.h"

#define SCHEMA_VERSION 1
#define NUMBER (EXITKEY_TEXT + 2)	/* bytes that hold one, NUL included */

enum field {
	REASON, NAME, COUNT_A, RATE_A, COUNT_B, RATE_B, RATIO, RATIO_LOW,
	RATIO_HIGH, CHANGE, COST_A, COST_B, COST_RATIO, COST_LOW, COST_HIGH,
	COST_CHANGE, KEY, KEY_NAME, KEY_RATE_A, KEY_RATE_B, P, COST_P,
	DISPERSION_A, DISPERSION_B, FIELDS
};

/* In the order of the CSV, which ends before P. */
static const char *const keys[FIELDS] = {
	"reason", "name", "count_a", "rate_a", "count_b", "rate_b", "ratio",
	"ratio_low", "ratio_high", "change", "cycles_per_exit_a",
	"cycles_per_exit_b", "cost_ratio", "cost_ratio_low",
	"cost_ratio_high", "cost_change", "key", "key_name", "key_rate_a",
	"key_rate_b", "p", "cost_p", "dispersion_a", "dispersion_b"
};

static bool is_word(enum field field)
{
	return field == NAME || field == CHANGE || field == COST_CHANGE ||
	       field == KEY || field == KEY_NAME;
}

/* Empty: not known. */
static void put_number(char buf[NUMBER], double value, int decimals)
{
	if (!number_is_known(value))
		buf[0] = '\0';
	else if (decimals < 0)
		snprintf(buf, NUMBER, "%.6g", value);
	else
		snprintf(buf, NUMBER, "%.*f", decimals, value);
}

static void put_count(char buf[NUMBER], const struct run_row *row)
{
	if (row->rounds)
		snprintf(buf, NUMBER, "%" PRIu64, row->exits);
	else
		buf[0] = '\0';
}

static void put_word(char buf[NUMBER], const char *word)
{
	snprintf(buf, NUMBER, "%s", word);
}

/* Of the key that changed the most. */
static void put_key(char buf[NUMBER], const struct comparison *cmp,
		    unsigned int slot, enum field field)
{
	uint64_t key = compare_key(cmp, slot);

	buf[0] = '\0';
	if (key && field == KEY)
		snprintf(buf, NUMBER, "0x%016" PRIx64, key);
	else if (key && field == KEY_NAME)
		exitkey_name(key, buf);
	else if (key)
		put_number(buf, run_key_rate(field == KEY_RATE_A ? cmp->a :
					     cmp->b, slot, key), 3);
}

static void put_field(char buf[NUMBER], const struct comparison *cmp,
		      const struct compare_row *row, enum field field)
{
	const struct run_row *a = &cmp->a->rows[row->slot];
	const struct run_row *b = &cmp->b->rows[row->slot];

	switch (field) {
	case REASON:
		snprintf(buf, NUMBER, "%u",
			 reason_code(cmp->a->isa, row->slot));
		break;
	case NAME:	reason_name(cmp->a->isa, row->slot, buf); break;
	case COUNT_A:	put_count(buf, a); break;
	case COUNT_B:	put_count(buf, b); break;
	case RATE_A:	put_number(buf, row->rate_a, 3); break;
	case RATE_B:	put_number(buf, row->rate_b, 3); break;
	case RATIO:	put_number(buf, row->rate.value, -1); break;
	case RATIO_LOW:	put_number(buf, row->rate.low, -1); break;
	case RATIO_HIGH: put_number(buf, row->rate.high, -1); break;
	case CHANGE:	put_word(buf, compare_change(row->change)); break;
	case COST_A:	put_number(buf, row->cost_a, -1); break;
	case COST_B:	put_number(buf, row->cost_b, -1); break;
	case COST_RATIO: put_number(buf, row->cost.value, -1); break;
	case COST_LOW:	put_number(buf, row->cost.low, -1); break;
	case COST_HIGH:	put_number(buf, row->cost.high, -1); break;
	case COST_CHANGE: put_word(buf, compare_change(row->cost_change));
		break;
	case KEY: case KEY_NAME: case KEY_RATE_A: case KEY_RATE_B:
		put_key(buf, cmp, row->slot, field);
		break;
	case P:		put_number(buf, row->rate.p, -1); break;
	case COST_P:	put_number(buf, row->cost.p, -1); break;
	case DISPERSION_A: put_number(buf, run_spread(a), -1); break;
	case DISPERSION_B: put_number(buf, run_spread(b), -1); break;
	default:	buf[0] = '\0';
	}
}

static void write_csv(const struct comparison *cmp, FILE *file)
{
	char text[NUMBER];

	for (enum field f = 0; f < P; f++)
		fprintf(file, "%s%s", f ? "," : "", keys[f]);
	fputc('\n', file);
	for (unsigned int i = 0; i < cmp->rows_n; i++) {
		/* Names have no quotes; some of keys have a comma. */
		for (enum field f = 0; f < P; f++) {
			put_field(text, cmp, &cmp->rows[i], f);
			fprintf(file, f == KEY_NAME && text[0] ? "%s\"%s\"" :
				"%s%s", f ? "," : "", text);
		}
		fputc('\n', file);
	}
}

static void write_run(struct json *json, const char *key,
		      const struct run *run)
{
	json_open(json, key, '{');
	json_text(json, "paging", snapshot_paging_name(run->paging));
	json_text(json, "evidence", run->evidence);
	json_text(json, "name", run->name);
	json_text(json, "dialect", host_dialect_name(run->dialect));
	json_text(json, "scope", host_scope_name(run->scope));
	if (run->vcpu)
		json_count(json, "vcpu", run->vcpu - 1);
	json_text(json, "isa", reason_isa_name(run->isa));
	if (run->host.brand[0])
		json_text(json, "brand", run->host.brand);
	json_count(json, "rounds", run->rounds);
	json_number(json, "seconds", run->seconds, 6);
	json_count(json, "count", run->total.exits);
	json_number(json, "rate", run_rate(&run->total), 3);
	json_close(json, '}');
}

static void write_row(struct json *json, const struct comparison *cmp,
		      const struct compare_row *row)
{
	char text[NUMBER];

	json_open(json, NULL, '{');
	for (enum field f = 0; f < FIELDS; f++) {
		put_field(text, cmp, row, f);
		if (!is_word(f))
			json_literal(json, keys[f], text);
		else if (text[0])
			json_text(json, keys[f], text);
	}
	json_close(json, '}');
}

/* One object on one line; what is not known is absent. */
static void write_json(const struct comparison *cmp, FILE *file)
{
	struct json json = { file, false };

	json_open(&json, NULL, '{');
	json_count(&json, "schema_version", SCHEMA_VERSION);
	write_run(&json, "a", cmp->a);
	write_run(&json, "b", cmp->b);
	json_text(&json, "headline", cmp->headline);
	json_open(&json, "warnings", '[');
	for (unsigned int i = 0; i < cmp->warnings; i++)
		json_text(&json, NULL, cmp->warning[i]);
	json_close(&json, ']');
	json_open(&json, "reasons", '[');
	for (unsigned int i = 0; i < cmp->rows_n; i++)
		write_row(&json, cmp, &cmp->rows[i]);
	json_close(&json, ']');
	json_close(&json, '}');
	fputc('\n', file);
}

int compare_write(const struct comparison *cmp, enum compare_format format,
		  const struct compare_style *style, FILE *file,
		  struct err *err)
{
	switch (format) {
	case COMPARE_CSV:
		write_csv(cmp, file);
		break;
	case COMPARE_JSON:
		write_json(cmp, file);
		break;
	default:
		compare_plain(cmp, style, file);
	}
	if (fflush(file) || ferror(file))
		return err_set(err, "cannot write the comparison: %s",
			       strerror(errno));
	return 0;
}
