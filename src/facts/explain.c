/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/facts/explain.h"

#include <stdio.h>
#include <string.h>

#include "explain_text.h"

#define INDENT 2	/* columns of a paragraph under its label */

static const char no_handler[] =
	"KVM has no handler for it: expect 0.";

struct page {
	char (*lines)[EXPLAIN_LINE];
	unsigned int max;
	unsigned int used;	/* lines asked for so far, written or not */
	size_t width;
};

const struct explanation *explain_get(enum isa isa, unsigned int slot)
{
	const struct explanation *e = isa == ISA_VMX ? explain_vmx :
						       explain_svm;
	size_t n = isa == ISA_VMX ? explain_vmx_n : explain_svm_n;
	unsigned int code = reason_code(isa, slot);

	for (; n; n--, e++) {
		if (code >= e->first && code <= e->last)
			return e;
	}
	return NULL;
}

static void add_line(struct page *page, size_t indent, const char *text,
		     size_t len)
{
	if (page->used < page->max)
		snprintf(page->lines[page->used], EXPLAIN_LINE, "%*s%.*s",
			 (int)indent, "", (int)len, text);
	page->used++;
}

/* How much of @text goes on a line of @room columns. */
static size_t fit(const char *text, size_t room)
{
	size_t len = strlen(text), n;

	if (len <= room)
		return len;
	for (n = room; n > 0; n--) {
		if (text[n] == ' ')
			return n;
	}
	for (n = room; n > 1; n--) {
		if (strchr("_/-", text[n - 1]))
			return n;
	}
	return room;
}

static void add_paragraph(struct page *page, size_t indent, const char *text)
{
	while (*text) {
		size_t len = fit(text, page->width - indent);

		add_line(page, indent, text, len);
		text += len;
		text += strspn(text, " ");
	}
}

static void add_section(struct page *page, const char *label, const char *text)
{
	add_line(page, 0, "", 0);
	add_paragraph(page, 0, label);
	add_paragraph(page, INDENT, text);
}

static void add_heading(struct page *page, enum isa isa, unsigned int slot)
{
	const struct reason *r = reason_get(isa, slot);
	const char *group = reason_group_name(r->group);
	unsigned int code = reason_code(isa, slot);
	char name[REASON_NAME], number[REASON_NUMBER], text[EXPLAIN_LINE];
	const char *title = r->title, *colon = ": ";

	reason_name(isa, slot, name);
	if (!strcmp(name, title))
		colon = title = "";
	snprintf(text, sizeof(text), "%s %s%s%s",
		 reason_number(isa, slot, number), name, colon, title);
	add_paragraph(page, 0, text);
	if (code == REASON_OTHER)
		snprintf(text, sizeof(text), "no reason of its own, group %s",
			 group);
	else if (isa == ISA_SVM && code < REASON_OTHER)
		snprintf(text, sizeof(text), "SVM exit code %u, group %s", code,
			 group);
	else
		snprintf(text, sizeof(text), "%s, group %s", isa == ISA_SVM ?
			 "SVM exit code" : "VMX exit reason", group);
	add_paragraph(page, 0, text);
}

unsigned int explain_lines(enum isa isa, unsigned int slot, int width,
			   char (*lines)[EXPLAIN_LINE], unsigned int max)
{
	const struct explanation *e = explain_get(isa, slot);
	const struct reason *r = reason_get(isa, slot);
	struct page page = { .lines = lines, .max = max };

	if (width < EXPLAIN_WIDTH_MIN)
		width = EXPLAIN_WIDTH_MIN;
	if (width > EXPLAIN_WIDTH_MAX)
		width = EXPLAIN_WIDTH_MAX;
	page.width = (size_t)width;

	add_heading(&page, isa, slot);
	add_section(&page, "What raises it", r->raised);
	if (e) {
		add_section(&page, "What KVM does", e->text->kvm);
		add_section(&page, "When it is high", e->text->high);
		add_section(&page, "Nested or shadow paging", e->text->paging);
		add_section(&page, "What one can do", e->text->advice);
		add_section(&page, "Source", e->source);
	} else if (r->defined && r->code < REASON_OTHER) {
		add_paragraph(&page, INDENT, no_handler);
	}
	return page.used;
}
