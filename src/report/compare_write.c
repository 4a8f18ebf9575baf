/* SPDX-License-Identifier: GPL-2.0-only */
/* A comparison for programs. The names are an interface: DESIGN, section 9. */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "exittop/data/compare_parts.h"

#define SCHEMA_VERSION 1
#define NUMBER 48	/* bytes that hold one, NUL included */

/* What a row has to say, in the order of the CSV. */
static const char *const keys[] = {
	"reason", "name", "count_a", "rate_a", "count_b", "rate_b", "ratio",
	"ratio_low", "ratio_high", "change"
};

enum { KEYS = sizeof(keys) / sizeof(*keys) };

struct values {
	char text[KEYS][NUMBER];	/* empty: not known */
};

static void put_number(char buf[NUMBER], double value)
{
	if (isfinite(value))
		snprintf(buf, NUMBER, "%.6g", value);
	else
		buf[0] = '\0';
}

static void put_rate(char buf[NUMBER], double value)
{
	if (isfinite(value))
		snprintf(buf, NUMBER, "%.3f", value);
	else
		buf[0] = '\0';
}

static void put_count(char buf[NUMBER], const struct run_row *row)
{
	if (row->rounds)
		snprintf(buf, NUMBER, "%" PRIu64, row->exits);
	else
		buf[0] = '\0';
}

static void fill(struct values *values, const struct comparison *cmp,
		 const struct compare_row *row)
{
	char (*text)[NUMBER] = values->text;

	snprintf(text[0], NUMBER, "%u", reason_code(cmp->a->isa, row->slot));
	reason_name(cmp->a->isa, row->slot, text[1]);
	put_count(text[2], &cmp->a->rows[row->slot]);
	put_rate(text[3], row->rate_a);
	put_count(text[4], &cmp->b->rows[row->slot]);
	put_rate(text[5], row->rate_b);
	put_number(text[6], row->ratio);
	put_number(text[7], row->low);
	put_number(text[8], row->high);
	snprintf(text[9], NUMBER, "%s", change_name(row->change));
}

static void write_csv(const struct comparison *cmp, FILE *file)
{
	struct values values = { { "" } };

	for (int k = 0; k < KEYS; k++)
		fprintf(file, "%s%s", k ? "," : "", keys[k]);
	fputc('\n', file);
	for (unsigned int i = 0; i < cmp->rows_n; i++) {
		fill(&values, cmp, &cmp->rows[i]);
		/* Names have neither commas nor quotes. */
		for (int k = 0; k < KEYS; k++)
			fprintf(file, "%s%s", k ? "," : "", values.text[k]);
		fputc('\n', file);
	}
}

/* Bytes of the UTF-8 character at @text; 0: it is none. */
static int utf8_length(const char *text)
{
	unsigned char c = (unsigned char)text[0];
	int n = c < 0x80 ? 1 : c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 :
		c < 0xf5 ? 4 : 0;

	for (int i = 1; i < n; i++)
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

/* A JSON string; what no JSON may hold becomes '?'. */
static void write_string(FILE *file, const char *text)
{
	fputc('"', file);
	while (*text) {
		int n = utf8_length(text);

		if (*text == '"' || *text == '\\')
			fputc('\\', file);
		if (n == 0 || (unsigned char)*text < 0x20)
			fputc('?', file);
		else
			fprintf(file, "%.*s", n, text);
		text += n ? n : 1;
	}
	fputc('"', file);
}

static void write_member(FILE *file, const char *key, const char *text)
{
	fprintf(file, ",\"%s\":", key);
	write_string(file, text);
}

static void write_run(FILE *file, const char *key, const struct run *run)
{
	fprintf(file, ",\"%s\":{\"paging\":\"%s\"", key,
		paging_name(run->paging));
	write_member(file, "evidence", run->evidence);
	write_member(file, "name", run->name);
	write_member(file, "dialect", dialect_name(run->dialect));
	write_member(file, "scope", scope_name(run->scope));
	write_member(file, "isa", reason_isa_name(run->isa));
	if (run->host.brand[0])
		write_member(file, "brand", run->host.brand);
	fprintf(file, ",\"rounds\":%u,\"seconds\":%.6f,\"count\":%" PRIu64
		",\"rate\":%.3f}", run->rounds, run->seconds,
		run->total.exits, run_rate(&run->total));
}

static void write_extra(FILE *file, const char *key, double value)
{
	if (isfinite(value))
		fprintf(file, ",\"%s\":%.6g", key, value);
}

static void write_json_row(FILE *file, const struct comparison *cmp,
			   const struct compare_row *row)
{
	const struct run_row *a = &cmp->a->rows[row->slot];
	const struct run_row *b = &cmp->b->rows[row->slot];
	struct values values = { { "" } };

	fill(&values, cmp, row);
	fprintf(file, "{\"reason\":%s,\"name\":\"%s\"", values.text[0],
		values.text[1]);
	for (int k = 2; k < KEYS - 1; k++)
		if (values.text[k][0])
			fprintf(file, ",\"%s\":%s", keys[k], values.text[k]);
	write_extra(file, "p", row->p);
	write_extra(file, "cycles_per_exit_a", run_cost(a));
	write_extra(file, "cycles_per_exit_b", run_cost(b));
	write_extra(file, "dispersion_a", run_spread(a));
	write_extra(file, "dispersion_b", run_spread(b));
	if (values.text[KEYS - 1][0])
		fprintf(file, ",\"change\":\"%s\"", values.text[KEYS - 1]);
	fputc('}', file);
}

/* One object on one line; what is not known is not there. */
static void write_json(const struct comparison *cmp, FILE *file)
{
	fprintf(file, "{\"schema_version\":%d", SCHEMA_VERSION);
	write_run(file, "a", cmp->a);
	write_run(file, "b", cmp->b);
	write_member(file, "headline", cmp->headline);
	fputs(",\"warnings\":[", file);
	for (unsigned int i = 0; i < cmp->warnings; i++) {
		if (i)
			fputc(',', file);
		write_string(file, cmp->warning[i]);
	}
	fputs("],\"reasons\":[", file);
	for (unsigned int i = 0; i < cmp->rows_n; i++) {
		if (i)
			fputc(',', file);
		write_json_row(file, cmp, &cmp->rows[i]);
	}
	fputs("]}\n", file);
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
