/* SPDX-License-Identifier: GPL-2.0-only */
#include "summary.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "answers.h"
#include "exittop/base/number.h"
#include "exittop/base/format.h"
#include "exittop/base/utf8.h"
#include "json.h"

#define CELL 512	/* bytes of any cell */

/* A column: its cell for people, and for programs, where it differs. */
struct column_row {
	const char *key, *header;
	int width;		/* cells; negative: left-aligned; 0: not shown */
	bool number;
	void (*people)(const struct run *run, char cell[CELL]);
	void (*program)(const struct run *run, char cell[CELL]);
};

static void put(char cell[CELL], const char *text)
{
	snprintf(cell, CELL, "%s", text);
}

static void paging(const struct run *run, char cell[CELL])
{
	put(cell, snapshot_paging_name(run->paging));
}

static void cpu(const struct run *run, char cell[CELL])
{
	put(cell, run->host.codename[0] ? run->host.codename :
	    run->host.brand[0] ? run->host.brand : run->host.vendor);
}

static void brand(const struct run *run, char cell[CELL])
{
	put(cell, run->host.brand[0] ? run->host.brand : run->host.vendor);
}

static void dialect(const struct run *run, char cell[CELL])
{
	put(cell, host_dialect_name(run->dialect));
}

static void scope(const struct run *run, char cell[CELL])
{
	put(cell, host_scope_name(run->scope));
}

/* "native/vm" */
static void dialect_of(const struct run *run, char cell[CELL])
{
	snprintf(cell, CELL, "%s/%s", host_dialect_name(run->dialect),
		 host_scope_name(run->scope));
}

/* "43.2s", "12 m", "1.5 h" */
static void length(const struct run *run, char cell[CELL])
{
	double s = run->seconds;

	if (s < 99.95)
		snprintf(cell, CELL, "%.1fs", s);
	else if (s < 99.5 * 60)
		snprintf(cell, CELL, "%.0f m", s / 60);
	else if (s < 999.5 * 3600)
		snprintf(cell, CELL, "%.0f h", s / 3600);
	else
		snprintf(cell, CELL, "%.3g h", s / 3600);
}

static void seconds(const struct run *run, char cell[CELL])
{
	snprintf(cell, CELL, "%.3f", run->seconds);
}

static void rounds(const struct run *run, char cell[CELL])
{
	format_count(run->rounds, 4, cell);
}

static void rounds_exact(const struct run *run, char cell[CELL])
{
	snprintf(cell, CELL, "%u", run->rounds);
}

static void rate(const struct run *run, char cell[CELL])
{
	format_rate(run_rate(&run->total), 6, cell);
}

/* Nothing where it is not known. */
static void exact(double value, int decimals, char cell[CELL])
{
	cell[0] = '\0';
	if (number_is_known(value))
		snprintf(cell, CELL, "%.*f", decimals, value);
}

static void rate_exact(const struct run *run, char cell[CELL])
{
	exact(run_rate(&run->total), 3, cell);
}

static double in_exits_of(const struct run *run)
{
	const struct course *course = &run->course;

	return course->timed_s > 0 ? course->in_exits_s / course->timed_s : NAN;
}

static void in_exits(const struct run *run, char cell[CELL])
{
	snprintf(cell, CELL, isnan(in_exits_of(run)) ? "-" : "%.1f%%",
		 100 * in_exits_of(run));
}

static void in_exits_exact(const struct run *run, char cell[CELL])
{
	exact(in_exits_of(run), 6, cell);
}

static void boot(const struct run *run, char cell[CELL])
{
	put(cell, "-");
	if (answers_boot_known(run))
		format_count(run->first_count, 5, cell);
}

static void boot_exact(const struct run *run, char cell[CELL])
{
	put(cell, "");
	if (answers_boot_known(run))
		snprintf(cell, CELL, "%" PRIu64, run->first_count);
}

/* "yes", "no", and between them "so-so" */
static void stable(const struct run *run, char cell[CELL])
{
	const char *words = run->rounds ? answers_stability(run) : NULL;

	put(cell, !words ? "-" : !strcmp(words, "stable") ? "yes" :
	    !strcmp(words, "not stable") ? "no" : "so-so");
}

static void stable_exact(const struct run *run, char cell[CELL])
{
	stable(run, cell);
	if (cell[0] == '-')
		cell[0] = '\0';
}

static void shifts(const struct run *run, char cell[CELL])
{
	snprintf(cell, CELL, "%u", run->shifts);
}

static const struct column_row columns[] = {
	{ "paging", "PAGING", -7, false, paging, paging },
	{ "cpu", "CPU", -7, false, cpu, brand },
	{ "dialect", "DIALECT", -9, false, dialect_of, dialect },
	{ "scope", "", 0, false, NULL, scope },
	{ "seconds", "TIME", 5, true, length, seconds },
	{ "rounds", "RNDS", 4, true, rounds, rounds_exact },
	{ "exits_per_s", "EXITS/s", 7, true, rate, rate_exact },
	{ "in_exits", "IN", 5, true, in_exits, in_exits_exact },
	{ "boot_exits", "BOOT", 5, true, boot, boot_exact },
	{ "stable", "STABLE", -6, false, stable, stable_exact },
	{ "shifts", "SH", 2, true, shifts, shifts },
};

#define COLUMNS (sizeof(columns) / sizeof(*columns))

void summary_init(struct summary *summary, FILE *out,
		  enum report_format format, int width)
{
	*summary = (struct summary){ .out = out, .format = format,
				     .width = width };
}

static void machine_cell(const struct column_row *column,
			 const struct run *run, char cell[CELL])
{
	cell[0] = '\0';
	if (run)
		column->program(run, cell);
}

/* ---- for people ---- */

/* The cells that are left for a file's name. */
static int name_width(const struct summary *summary)
{
	int width = summary->width;

	for (size_t i = 0; i < COLUMNS; i++)
		width -= columns[i].width ? abs(columns[i].width) + 1 : 0;
	return width < 12 ? 12 : width;
}

/* At most @width cells of @text, its end where @end; "~" for the rest. */
static void write_fit(FILE *out, const char *text, int width, bool end)
{
	int cells = 0, skip, at = 0;

	for (const char *c = text; *c; c++)
		cells += (*c & 0xc0) != 0x80;
	skip = cells > width && end ? cells - width + 1 : 0;
	if (skip)
		fputc('~', out);
	for (const char *c = text; *c; c++) {
		at += (*c & 0xc0) != 0x80;
		if (at > skip && (end || at <= width))
			fputc(*c, out);
	}
	while (cells++ < width)
		fputc(' ', out);
}

static void write_columns(const struct summary *summary,
			  const struct run *run, bool head)
{
	for (size_t i = 0; i < COLUMNS; i++) {
		int width = columns[i].width;
		char cell[CELL] = "-";

		if (!width)
			continue;
		if (head)
			put(cell, columns[i].header);
		else if (run)
			columns[i].people(run, cell);
		fputc(' ', summary->out);
		if (width > 0)
			fprintf(summary->out, "%*s", width, cell);
		else
			write_fit(summary->out, cell, -width, false);
	}
	fputc('\n', summary->out);
}

/* Without the ending that nearly all have. */
static size_t name_length(const char *path)
{
	size_t n = strlen(path), end = sizeof(".exits") - 1;

	return n > end && !strcmp(path + n - end, ".exits") ? n - end : n;
}

static void write_plain(const struct summary *summary,
			const struct summary_file *file,
			const struct summary_problems *problems)
{
	char path[CELL * 2], name[CELL * 2];

	snprintf(path, sizeof(path), "%s", file->path);
	utf8_visible(path);
	if (!summary->headed) {
		write_fit(summary->out, "FILE", name_width(summary), false);
		write_columns(summary, NULL, true);
	}
	snprintf(name, sizeof(name), "%.*s", (int)name_length(path), path);
	write_fit(summary->out, name, name_width(summary), true);
	write_columns(summary, file->run, false);
	for (unsigned int i = 0; i < problems->n; i++)
		fprintf(summary->out, "  ! %s: %s\n", path,
			problems->text[i]);
}

/* ---- for programs ---- */

static void write_quoted(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text; text++)
		fprintf(out, *text == '"' ? "\"\"" : "%c", *text);
	fputc('"', out);
}

static void write_csv(const struct summary *summary,
		      const struct summary_file *file,
		      const struct summary_problems *problems)
{
	FILE *out = summary->out;
	char cell[CELL], all[SUMMARY_PROBLEMS * SUMMARY_PROBLEM] = "";
	char path[CELL * 2];

	if (!summary->headed) {
		fputs("file", out);
		for (size_t i = 0; i < COLUMNS; i++)
			fprintf(out, ",%s", columns[i].key);
		fputs(",problems\n", out);
	}
	snprintf(path, sizeof(path), "%s", file->path);
	utf8_visible(path);
	write_quoted(out, path);
	for (size_t i = 0; i < COLUMNS; i++) {
		machine_cell(&columns[i], file->run, cell);
		fputc(',', out);
		if (columns[i].program == brand)
			write_quoted(out, cell);
		else
			fputs(cell, out);
	}
	fputc(',', out);
	for (unsigned int i = 0; i < problems->n; i++) {
		strcat(all, i ? "; " : "");
		strcat(all, problems->text[i]);
	}
	write_quoted(out, all);
	fputc('\n', out);
}

static void write_json(const struct summary *summary,
		       const struct summary_file *file,
		       const struct summary_problems *problems)
{
	struct json json = { summary->out, false };
	char cell[CELL];

	json_open(&json, NULL, '{');
	json_count(&json, "schema_version", 1);
	json_text(&json, "file", file->path);
	for (size_t i = 0; i < COLUMNS; i++) {
		machine_cell(&columns[i], file->run, cell);
		if (columns[i].number)
			json_literal(&json, columns[i].key, cell);
		else if (cell[0])
			json_text(&json, columns[i].key, cell);
	}
	json_open(&json, "problems", '[');
	for (unsigned int i = 0; i < problems->n; i++)
		json_text(&json, NULL, problems->text[i]);
	json_close(&json, ']');
	json_close(&json, '}');
	fputc('\n', summary->out);
}

int summary_add(struct summary *summary, const struct summary_file *file,
		struct err *err)
{
	struct summary_problems problems;

	if (summary_check(summary, file, &problems, err))
		return -1;
	if (summary->format == REPORT_CSV)
		write_csv(summary, file, &problems);
	else if (summary->format == REPORT_JSON)
		write_json(summary, file, &problems);
	else
		write_plain(summary, file, &problems);
	summary->headed = true;
	if (ferror(summary->out))
		return err_set(err, "cannot write the summary: %s",
			       strerror(errno));
	return 0;
}
