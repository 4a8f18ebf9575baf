/* SPDX-License-Identifier: GPL-2.0-only */
/* The page's table of counts, and what its reasons mean. */
#include <math.h>

#include "exittop/base/format.h"
#include "exittop/facts/explain.h"
#include "page_parts.h"

/* A number to be shown and, with all its digits, to be sorted by. */
static void write_cell(FILE *file, double value, const char *text)
{
	if (isnan(value)) {
		fputs("<td class=\"unknown\">-</td>", file);
		return;
	}
	fprintf(file, "<td data-v=\"%.9g\">", value);
	markup_escape(file, text);	/* "< 0.1 %" */
	fputs("</td>", file);
}

static void write_count(FILE *file, bool known, uint64_t count)
{
	char text[FORMAT_TEXT];

	format_count(count, 24, text);
	if (known)
		fprintf(file, "<td data-v=\"%llu\">%s</td>",
			(unsigned long long)count, text);
	else
		write_cell(file, NAN, text);
}

/* Of the vCPUs' time; HLT's is no exit's. */
static double time_share(const struct run *run, unsigned int slot)
{
	const struct course *course = &run->course;

	if (!(course->timed_s > 0) || reason_is_idle(run->isa, slot) ||
	    !run->rows[slot].counted)
		return NAN;
	return course->rows_s[slot] / course->timed_s;
}

static void write_run(FILE *file, const struct run *run, unsigned int slot)
{
	const struct run_row *row = &run->rows[slot];
	double rate = run_rate(row), cost = run_cost(row);
	double share = time_share(run, slot);
	char text[FORMAT_TEXT];

	write_count(file, row->counted, row->count);
	write_count(file, row->counted && row->rounds, row->exits);
	format_rate(rate, 24, text);
	write_cell(file, rate, text);
	format_whole(cost, 24, text);
	write_cell(file, cost, text);
	format_percent(share, text);
	write_cell(file, share, text);
}

/* "0.94 to 1.1"; one bound where there is but one. */
static void write_interval(FILE *file, const struct compare_row *row)
{
	bool low = row->rate.low > 0 && isfinite(row->rate.low);
	bool high = row->rate.high > 0 && isfinite(row->rate.high);

	if (low && high)
		fprintf(file, "<td data-v=\"%.9g\">%.3g to %.3g</td>",
			row->rate.low, row->rate.low, row->rate.high);
	else if (low)
		fprintf(file, "<td data-v=\"%.9g\">&gt; %.3g</td>", row->rate.low,
			row->rate.low);
	else if (high)
		fprintf(file, "<td data-v=\"0\">&lt; %.3g</td>", row->rate.high);
	else
		write_cell(file, NAN, "");
}

static void write_change(FILE *file, const struct compare_row *row)
{
	enum change change = row ? row->change : CHANGE_UNKNOWN;
	char text[COMPARE_RATIO];

	fprintf(file, "<td class=\"word\" data-v=\"%d\">%s</td>",
		(int)change, compare_change_word(change));
	if (!row || isnan(row->rate.value)) {
		write_cell(file, NAN, "");
		write_cell(file, NAN, "");
		return;
	}
	fprintf(file, "<td data-v=\"%.9g\">",
		isinf(row->rate.value) ? 1e300 : row->rate.value);
	markup_escape(file, compare_ratio(&row->rate, text));
	fputs("</td>", file);
	write_interval(file, row);
}

static const struct compare_row *find(const struct comparison *cmp,
				      unsigned int slot)
{
	for (unsigned int i = 0; i < cmp->rows_n; i++)
		if (cmp->rows[i].slot == slot)
			return &cmp->rows[i];
	return NULL;
}

static void write_code(FILE *file, enum isa isa, unsigned int slot)
{
	char number[REASON_NUMBER];

	fputs(reason_number(isa, slot, number), file);
}

static void write_row(const struct page *page, unsigned int slot)
{
	const struct answers *answers = &page->answers;
	enum isa isa = answers->runs[0]->isa;
	unsigned int code = reason_code(isa, slot);
	FILE *file = page->file;
	char name[REASON_NAME];

	fprintf(file, "<tr><td data-v=\"%u\">", code);
	write_code(file, isa, slot);
	reason_name(isa, slot, name);
	fprintf(file, "</td><th scope=\"row\" data-v=\"%s\">"
		"<a href=\"#r%u\">%s</a></th>", name, code, name);
	for (unsigned int i = 0; i < answers->n; i++)
		write_run(file, answers->runs[i], slot);
	if (page->of->cmp)
		write_change(file, find(page->of->cmp, slot));
	fputs("</tr>\n", file);
}

/* A header; @column numbers the cells of a row from 0. */
static void write_header(FILE *file, unsigned int column, const char *rest,
			 const char *text)
{
	fprintf(file, "<th scope=\"col\" data-c=\"%u\"%s>%s</th>", column,
		rest, text);
}

static void write_headers(const struct page *page)
{
	static const char *const headers[] = {
		"count", "exits", "per second", "cycles/exit", "time"
	};
	static const char *const changes[] = { "change", "ratio", "95 %" };
	unsigned int column = 0, n = page->answers.n;
	const char *tall = n > 1 ? " rowspan=\"2\"" : "";
	FILE *file = page->file;

	fputs("<thead><tr>", file);
	write_header(file, column++, tall, "#");
	write_header(file, column++, tall, "reason");
	if (n > 1)
		fputs("<th scope=\"colgroup\" colspan=\"5\" class=\"a\">A</th>"
		      "<th scope=\"colgroup\" colspan=\"5\" class=\"b\">B</th>"
		      "<th scope=\"colgroup\" colspan=\"3\">B over A</th>"
		      "</tr>\n<tr>", file);
	for (unsigned int i = 0; i < n; i++)
		for (size_t h = 0; h < sizeof(headers) / sizeof(*headers); h++)
			write_header(file, column++, "", headers[h]);
	for (size_t h = 0; n > 1 && h < sizeof(changes) / sizeof(*changes);
	     h++)
		write_header(file, column++, "", changes[h]);
	fputs("</tr></thead>\n", file);
}

void page_table(const struct page *page)
{
	FILE *file = page->file;

	fputs("<div class=\"wide\" role=\"region\" tabindex=\"0\" "
	      "aria-label=\"Table of the counts\">\n<table id=\"table\">\n"
	      "<caption>Count: what the host's counter held at the end of the "
	      "run. Exits: what the run added to it. Time: the share of the "
	      "vCPUs' time.</caption>\n", file);
	write_headers(page);
	fputs("<tbody>\n", file);
	for (unsigned int slot = 0; slot < REASON_SLOTS; slot++)
		if (answers_shows(&page->answers, slot))
			write_row(page, slot);
	fputs("</tbody></table></div>\n", file);
}

/* ---- what the reasons mean ---- */

static void write_section(FILE *file, const char *label, const char *text)
{
	fprintf(file, "<dt>%s</dt><dd>", label);
	markup_escape(file, text);
	fputs("</dd>\n", file);
}

static void write_explanation(FILE *file, enum isa isa, unsigned int slot)
{
	const struct explanation *e = explain_get(isa, slot);
	const struct reason *reason = reason_get(isa, slot);
	char name[REASON_NAME];

	fprintf(file, "<details id=\"r%u\"><summary><span class=\"code\">",
		reason_code(isa, slot));
	write_code(file, isa, slot);
	fprintf(file, "</span> <code>%s</code> <span class=\"title\">",
		reason_name(isa, slot, name));
	if (reason->defined)
		markup_escape(file, reason->title);
	fputs("</span></summary>\n<dl>\n", file);
	write_section(file, "What raises it", reason->raised);
	if (e) {
		write_section(file, "What KVM does", e->text->kvm);
		write_section(file, "When it is high", e->text->high);
		write_section(file, "Nested or shadow paging",
			      e->text->paging);
		write_section(file, "What one can do", e->text->advice);
		write_section(file, "Source", e->source);
	}
	fputs("</dl></details>\n", file);
}

void page_explanations(const struct page *page)
{
	for (unsigned int slot = 0; slot < REASON_SLOTS; slot++)
		if (answers_shows(&page->answers, slot))
			write_explanation(page->file,
					  page->answers.runs[0]->isa, slot);
}
