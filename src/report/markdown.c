/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/report/markdown.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "answers.h"

#define REASONED 8	/* changed rows that get their why */

/* ---- counts ---- */

static void write_cells(const struct markup *out, const struct run_row *row)
{
	if (!row->counted) {
		fputs(" - | - | - | - |", out->file);
		return;
	}
	fputc(' ', out->file);
	markup_count(out, (double)row->count);
	fputs(" | ", out->file);
	markup_count(out, (double)row->exits);
	fputs(" | ", out->file);
	markup_rate(out, run_rate(row));
	fputs(" | ", out->file);
	markup_count(out, run_cost(row));
	fputs(" |", out->file);
}

static void write_head(const struct answers *doc)
{
	static const char *const headers[] = {
		"count", "exits", "per second", "cycles/exit"
	};
	FILE *file = doc->out.file;

	fputs("\n## The counts\n\n\"Count\" is what the host's counter held "
	      "at the end of the run, \"exits\" what the run added to it.\n\n"
	      "| # | reason |", file);
	for (unsigned int i = 0; i < doc->n; i++)
		for (size_t h = 0; h < 4; h++)
			fprintf(file, " %.2s%s |", doc->n < 2 ? "" :
				i ? "B " : "A ", headers[h]);
	fputs("\n|--:|:--|", file);
	for (unsigned int i = 0; i < doc->n * 4; i++)
		fputs("--:|", file);
	fputc('\n', file);
}

static void write_counts(const struct answers *doc)
{
	enum isa isa = doc->runs[0]->isa;
	FILE *file = doc->out.file;
	char number[REASON_NUMBER];

	write_head(doc);
	for (unsigned int slot = 0; slot < REASON_SLOTS; slot++) {
		if (!answers_shows(doc, slot))
			continue;
		fprintf(file, "| %s | ", reason_number(isa, slot, number));
		markup_name(&doc->out, isa, slot);
		fputs(" |", file);
		for (unsigned int i = 0; i < doc->n; i++)
			write_cells(&doc->out, &doc->runs[i]->rows[slot]);
		fputc('\n', file);
	}
}

static void write_changes(const struct answers *doc,
			  const struct comparison *cmp)
{
	FILE *file = doc->out.file;

	fputs("\n## What changed from A to B, and why\n\n", file);
	markup_text(&doc->out, cmp->headline);
	fputs(".\n\n", file);
	for (unsigned int i = 0; i < cmp->rows_n && i < REASONED; i++) {
		/* Changed rows come first. */
		if (!compare_is_change(cmp->rows[i].change))
			break;
		answers_change(doc, cmp, &cmp->rows[i]);
	}
	for (unsigned int i = 0; i < cmp->warnings; i++) {
		fputs(i ? "" : "\nWhat to bear in mind:\n\n", file);
		markup_item(&doc->out);
		markup_text(&doc->out, cmp->warning[i]);
		markup_item_end(&doc->out);
	}
}

/* A path as the target of a link: all that could end it is encoded. */
static void write_target(FILE *file, const char *path)
{
	for (; *path; path++)
		if (isalnum((unsigned char)*path) || strchr("-._~/", *path))
			fputc(*path, file);
		else
			fprintf(file, "%%%02X", (unsigned char)*path);
}

static void write_pictures(const struct answers *doc,
			   const struct picture_of *of, const char *base)
{
	const char *slash = strrchr(base, '/');
	char title[PICTURE_TITLE];

	for (int i = 0; i < PICTURES; i++) {
		if (!picture_exists((enum picture)i, of))
			continue;
		picture_title((enum picture)i, of, title);
		fputs("\n![", doc->out.file);
		markup_text(&doc->out, title);
		fputs("](", doc->out.file);
		write_target(doc->out.file, slash ? slash + 1 : base);
		fprintf(doc->out.file, "-%s.svg)\n",
			picture_name((enum picture)i));
	}
}

int markdown_write(const struct picture_of *of, const char *base, FILE *file,
		   struct err *err)
{
	struct answers doc = { { of->a, of->b }, of->b ? 2 : 1,
			       { file, false } };
	size_t n;
	const struct answers_row *rows = answers_all(&n);

	fputs("# VM exits of a KVM guest\n\n", file);
	for (unsigned int i = 0; i < doc.n; i++)
		answers_run(&doc, i);
	if (base)
		write_pictures(&doc, of, base);
	write_counts(&doc);
	for (size_t r = 0; r < n; r++) {
		fprintf(file, "\n## %s\n\n", rows[r].heading);
		for (unsigned int i = 0; i < doc.n; i++)
			rows[r].write(&doc, i);
	}
	fputs("\n## What happened\n\n", file);
	for (unsigned int i = 0; i < doc.n; i++)
		answers_events(&doc, i);
	if (of->cmp)
		write_changes(&doc, of->cmp);
	if (fflush(file) || ferror(file))
		return err_set(err, "cannot write the report: %s",
			       strerror(errno));
	return 0;
}
