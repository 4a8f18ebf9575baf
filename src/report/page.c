/* SPDX-License-Identifier: GPL-2.0-only */
#include "page_parts.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "exittop/base/format.h"

#define REASONED 8	/* changed rows that get their why */

static void section(const struct page *page, const char *id,
		    const char *heading)
{
	fprintf(page->file, "<section aria-labelledby=\"h-%s\">\n<h2 "
		"id=\"h-%s\">%s</h2>\n", id, id, heading);
}

static void section_end(const struct page *page)
{
	fputs("</section>\n", page->file);
}

/* ---- the verdict ---- */

static void write_fact(FILE *file, const char *label, const char *value,
		       const char *note)
{
	fprintf(file, "<div><dt>%s</dt><dd>", label);
	markup_escape(file, value);
	if (note[0]) {
		fputs(" <small>", file);
		markup_escape(file, note);
		fputs("</small>", file);
	}
	fputs("</dd></div>\n", file);
}

static void write_facts(FILE *file, const struct run *run)
{
	const struct course *course = &run->course;
	const char *stable = answers_stability(run);
	char text[FORMAT_TEXT], note[FORMAT_TEXT + 40];

	format_rate(run_rate(&run->total), 12, text);
	write_fact(file, "exits per second", text, stable ? stable : "");
	strcpy(text, "-");
	if (course->timed_s > 0)
		format_percent(course->in_exits_s / course->timed_s, text);
	write_fact(file, "of the time in exits", text,
		   course->timed_s > 0 ? "" : "this host does not time them");
	snprintf(text, sizeof(text), "%.1f s", run->seconds);
	snprintf(note, sizeof(note), "%u round%s", run->rounds,
		 run->rounds == 1 ? "" : "s");
	write_fact(file, "recorded", text, note);
	snprintf(text, sizeof(text), "%u", run->shifts);
	write_fact(file, "shifts", text, "");
}

static void write_card(const struct page *page, unsigned int i)
{
	const struct run *run = page->answers.runs[i];
	FILE *file = page->file;

	fprintf(file, "<div class=\"card %c\">\n<p class=\"run\">",
		'a' + (int)i);
	if (page->answers.n > 1)
		fprintf(file, "<b>%c</b> ", 'A' + (int)i);
	markup_escape(file, run->name);
	fprintf(file, "</p>\n<p class=\"verdict %s\">%s paging</p>\n"
		"<p class=\"evidence\">", snapshot_paging_name(run->paging),
		snapshot_paging_name(run->paging));
	markup_escape(file, run->evidence);
	fputs("</p>\n<dl class=\"facts\">\n", file);
	write_facts(file, run);
	fputs("</dl>\n</div>\n", file);
}

static void write_verdict(const struct page *page)
{
	const struct comparison *cmp = page->of->cmp;
	FILE *file = page->file;

	if (cmp) {
		fputs("<p class=\"headline\">", file);
		markup_escape(file, cmp->headline);
		fputs(".</p>\n", file);
	}
	fputs("<div class=\"cards\">\n", file);
	for (unsigned int i = 0; i < page->answers.n; i++)
		write_card(page, i);
	fputs("</div>\n", file);
	if (!cmp || !cmp->warnings)
		return;
	fputs("<div class=\"warnings\"><p>What to bear in mind:</p><ul>\n",
	      file);
	for (unsigned int i = 0; i < cmp->warnings; i++) {
		fputs("<li>", file);
		markup_escape(file, cmp->warning[i]);
		fputs("</li>\n", file);
	}
	fputs("</ul></div>\n", file);
}

/* ---- pictures and events ---- */

static void write_pictures(const struct page *page)
{
	char title[PICTURE_TITLE];

	section(page, "pictures", "Pictures");
	fputs("<div class=\"pictures\">\n", page->file);
	for (int i = 0; i < PICTURES; i++) {
		if (!picture_exists((enum picture)i, page->of))
			continue;
		picture_title((enum picture)i, page->of, title);
		fputs("<figure><figcaption>", page->file);
		markup_escape(page->file, title);
		fputs("</figcaption>\n", page->file);
		picture_write((enum picture)i, page->of, false, page->file);
		fputs("</figure>\n", page->file);
	}
	fputs("</div>\n", page->file);
	if (!picture_exists(PICTURE_SHARE, page->of))
		fputs("<p>The share of time is unknown: the host does not "
		      "time its exits.</p>\n", page->file);
	section_end(page);
}

static void write_events(const struct page *page)
{
	section(page, "events", "What happened");
	fputs("<ul class=\"events\">\n", page->file);
	for (unsigned int i = 0; i < page->answers.n; i++)
		answers_events(&page->answers, i);
	fputs("</ul>\n", page->file);
	section_end(page);
}

/* ---- sentences ---- */

static void write_changes(const struct page *page)
{
	const struct comparison *cmp = page->of->cmp;

	section(page, "changes", "What changed from A to B, and why");
	fputs("<ul>\n", page->file);
	for (unsigned int i = 0; i < cmp->rows_n && i < REASONED; i++) {
		if (!compare_is_change(cmp->rows[i].change)) {
			if (!i)
				fputs("<li>Nothing that is certain.</li>\n",
				      page->file);
			break;
		}
		answers_change(&page->answers, cmp, &cmp->rows[i]);
	}
	fputs("</ul>\n", page->file);
	section_end(page);
}

static void write_answers(const struct page *page)
{
	size_t n;
	const struct answers_row *rows = answers_all(&n);

	section(page, "answers", "In words");
	for (size_t r = 0; r <= n; r++) {
		fprintf(page->file, "<h3>%s</h3>\n<ul>\n",
			r < n ? rows[r].heading : "What was recorded");
		for (unsigned int i = 0; i < page->answers.n; i++)
			if (r < n)
				rows[r].write(&page->answers, i);
			else
				answers_run(&page->answers, i);
		fputs("</ul>\n", page->file);
	}
	section_end(page);
}

static void write_main(const struct page *page)
{
	fputs("<main>\n<h1>VM exits of a KVM guest</h1>\n", page->file);
	write_verdict(page);
	write_pictures(page);
	section(page, "counts", "The counts");
	page_table(page);
	section_end(page);
	if (page->of->cmp)
		write_changes(page);
	write_events(page);
	write_answers(page);
	section(page, "reasons", "What the exit reasons mean");
	page_explanations(page);
	section_end(page);
	fputs("</main>\n", page->file);
}

int page_write(const struct picture_of *of, FILE *file, struct err *err)
{
	struct page page = { file, of, { { of->a, of->b }, of->b ? 2 : 1,
					 { file, true } } };

	page_head(&page);
	write_main(&page);
	fputs("<footer>exittop " EXITTOP_VERSION ", from recordings: "
	      "all numbers are the guest's own view of its host's counters, "
	      "excluding exittop's own exits.</footer>\n", file);
	page_script(file);
	fputs("</body></html>\n", file);
	if (fflush(file) || ferror(file))
		return err_set(err, "cannot write the page: %s",
			       strerror(errno));
	return 0;
}
