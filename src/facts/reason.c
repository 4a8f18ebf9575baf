/* SPDX-License-Identifier: GPL-2.0-only */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exittop/facts/reason.h"
#include "exittop/base/ascii.h"
#include "reason_table.h"

static const struct reason_table *const tables[] = {
	[ISA_VMX] = &reason_vmx,
	[ISA_SVM] = &reason_svm,
};

static const char *const group_names[GROUP_COUNT] = {
	[GROUP_EVENT] = "event",
	[GROUP_INTERRUPT] = "interrupt",
	[GROUP_INSTRUCTION] = "instruction",
	[GROUP_REGISTER] = "register",
	[GROUP_MSR] = "msr",
	[GROUP_IO] = "io",
	[GROUP_TIMER] = "timer",
	[GROUP_TLB] = "tlb",
	[GROUP_PAGING] = "paging",
	[GROUP_VIRT] = "virt",
	[GROUP_ENTRY] = "entry",
	[GROUP_ENCLAVE] = "enclave",
	[GROUP_UNDEFINED] = "undefined",
};

static const struct reason beyond = {
	.group = GROUP_UNDEFINED,
	.title = "(not known to this version)",
	.raised = "A code newer than the manuals this version was written by.",
};

unsigned int reason_count(enum isa isa)
{
	const struct reason_table *t = tables[isa];
	unsigned int n = 0;

	for (size_t i = 0; i < t->blocks_n; i++)
		n += t->blocks[i].count;
	return n;
}

const struct reason *reason_get(enum isa isa, unsigned int slot)
{
	const struct reason_table *t = tables[isa];

	for (size_t i = 0; i < t->blocks_n; i++) {
		if (slot < t->blocks[i].count)
			return &t->blocks[i].rows[slot];
		slot -= t->blocks[i].count;
	}
	return &beyond;
}

unsigned int reason_code(enum isa isa, unsigned int slot)
{
	const struct reason_table *t = tables[isa];

	for (size_t i = 0; i < t->blocks_n; i++) {
		if (slot < t->blocks[i].count)
			return t->blocks[i].rows[slot].code;
		slot -= t->blocks[i].count;
	}
	return t->next + slot;
}

int reason_slot(enum isa isa, unsigned int code)
{
	const struct reason_table *t = tables[isa];
	unsigned int slot = 0, k;

	for (size_t i = 0; i < t->blocks_n; i++) {
		const struct reason_block *b = &t->blocks[i];

		if (code > b->rows[b->count - 1].code) {
			slot += b->count;
			continue;
		}
		/* Where no code is missing, it is where its distance says. */
		k = code - b->rows[0].code;
		if (k < b->count && b->rows[k].code == code)
			return (int)(slot + k);
		for (k = 0; k < b->count; k++)
			if (b->rows[k].code == code)
				return (int)(slot + k);
		break;
	}
	slot = reason_count(isa);
	if (code >= t->next && code - t->next < REASON_SLOTS - slot)
		return (int)(slot + code - t->next);
	return -1;
}

const char *reason_name(enum isa isa, unsigned int slot,
			char buf[REASON_NAME])
{
	const char *name = reason_get(isa, slot)->name;
	unsigned int code = reason_code(isa, slot);

	/* AMD's manual and the kernel write SVM codes in hexadecimal. */
	if (name)
		strcpy(buf, name);	/* test_reason: they fit */
	else if (isa == ISA_SVM)
		snprintf(buf, REASON_NAME, "REASON_%#x", code);
	else
		snprintf(buf, REASON_NAME, "REASON_%u", code);
	return buf;
}

const char *reason_number(enum isa isa, unsigned int slot,
			  char buf[REASON_NUMBER])
{
	unsigned int code = reason_code(isa, slot);

	if (code == REASON_OTHER)
		strcpy(buf, "-");
	else if (code > REASON_OTHER)
		snprintf(buf, REASON_NUMBER, "-%u", REASON_CODES + 1 - code);
	else
		snprintf(buf, REASON_NUMBER, isa == ISA_SVM ? "0x%03x" : "%u",
			 code);
	return buf;
}

/* True and the number if all of @text is one, decimal or 0x and hex. */
static bool parse_number(const char *text, unsigned long *number)
{
	bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	const char *digits = hex ? text + 2 : text;
	char *end;

	/* strtoul() alone would take blanks, signs and "0x0x1". */
	if (!(hex ? isxdigit((unsigned char)*digits) :
		    isdigit((unsigned char)*digits)))
		return false;
	if (digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X'))
		return false;
	*number = strtoul(digits, &end, hex ? 16 : 10);
	return *end == '\0';
}

static int find_number(enum isa isa, const char *text, unsigned long code,
		       struct err *err)
{
	unsigned int last = reason_code(isa, REASON_SLOTS - 1);
	int slot = code <= REASON_CODES ?
		   reason_slot(isa, (unsigned int)code) : -1;

	if (slot >= 0)
		return slot;
	if (isa == ISA_VMX)
		return err_set(err, "no exit reason %.40s; VMX has 0..%u", text,
			       last);
	return err_set(err, "no exit code %.40s; SVM has 0..0xa6 and "
		       "0x400..%#x, without those of registers that no CPU "
		       "has", text, last);
}

/* The slot that is called @text by name, manual or alias, or -1. */
static int find_name(enum isa isa, const char *text)
{
	const struct reason_table *t = tables[isa];
	unsigned int n = reason_count(isa);

	for (unsigned int i = 0; i < n; i++) {
		const char *name = reason_get(isa, i)->name;

		if (name && ascii_same(name, text))
			return (int)i;
	}
	for (const struct reason_alias *a = t->aliases; a->name; a++) {
		if (ascii_same(a->name, text))
			return reason_slot(isa, a->code);
	}
	for (unsigned int i = 0; i < n; i++) {
		const struct reason *r = reason_get(isa, i);

		if (r->defined && ascii_same(r->title, text))
			return (int)i;
	}
	return -1;
}

static size_t min3(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;

	return m < c ? m : c;
}

/* Levenshtein's distance, in any case, of the first REASON_NAME - 1 bytes. */
static size_t distance(const char *a, const char *b)
{
	size_t row[REASON_NAME];
	size_t a_len = strnlen(a, REASON_NAME - 1);
	size_t b_len = strnlen(b, REASON_NAME - 1);

	for (size_t j = 0; j <= b_len; j++)
		row[j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			bool same = ascii_upper(a[i - 1]) ==
				    ascii_upper(b[j - 1]);
			size_t above = row[j];

			row[j] = min3(above + 1, row[j - 1] + 1,
				      diagonal + !same);
			diagonal = above;
		}
	}
	return row[b_len];
}

/* True if a word of @name begins with @text: "ept" and EPT_VIOLATION. */
static bool begins_word(const char *name, const char *text)
{
	const char *word = name;

	for (; word; word = strchr(word, '_')) {
		word += *word == '_';
		if (ascii_begins(word, text))
			return true;
	}
	return false;
}

/* The name most like @text, or NULL where not even half of it is alike. */
static const char *nearest(enum isa isa, const char *text)
{
	size_t len = strlen(text), best_score = REASON_NAME;
	const char *best = NULL;

	for (unsigned int i = 0; i < reason_count(isa); i++) {
		const char *name = reason_get(isa, i)->name;
		size_t score;

		if (!name)
			continue;
		if (len >= 2 && begins_word(name, text))
			score = 1;
		else
			score = distance(text, name);
		if (score < best_score && 2 * score <= len + 1) {
			best_score = score;
			best = name;
		}
	}
	return best;
}

static int err_unknown(enum isa isa, const char *text, const char *name,
		       struct err *err)
{
	enum isa other = isa == ISA_VMX ? ISA_SVM : ISA_VMX;
	const char *near = nearest(isa, name);

	if (find_name(other, name) >= 0)
		return err_set(err, "'%.40s' is an exit reason of %s, not %s",
			       text, tables[other]->isa, tables[isa]->isa);
	if (!near)
		return err_set(err, "no exit reason '%.40s'; give a number "
			       "or a name such as CR_ACCESS", text);
	return err_set(err, "no exit reason '%.40s'; did you mean %s?", text,
		       near);
}

int reason_find(enum isa isa, const char *text, struct err *err)
{
	const char *prefix = tables[isa]->prefix, *name = text;
	unsigned long number;
	int slot;

	if (parse_number(text, &number))
		return find_number(isa, text, number, err);
	if (isa == ISA_SVM && text[0] == '-' && text[1] >= '1' &&
	    text[1] <= '4' && !text[2])
		return reason_slot(isa, REASON_CODES + 1 -
				   (unsigned int)(text[1] - '0'));
	if (ascii_begins(name, prefix))
		name += strlen(prefix);
	/* What reason_name() makes up must be found again. */
	if (ascii_begins(name, "REASON_") && parse_number(name + 7, &number))
		return find_number(isa, name + 7, number, err);
	slot = find_name(isa, name);
	return slot < 0 ? err_unknown(isa, text, name, err) : slot;
}

int reason_find_any(const char *text, enum isa *isa, struct err *err)
{
	bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	struct err ignored;
	int slot;

	if (hex)
		*isa = ISA_SVM;
	slot = reason_find(*isa, text, err);
	if (slot >= 0)
		return slot;
	*isa = *isa == ISA_SVM ? ISA_VMX : ISA_SVM;
	return reason_find(*isa, text, &ignored);
}

const struct reason_roles *reason_roles(enum isa isa)
{
	static struct reason_roles all[2];
	struct reason_roles *roles = &all[isa];
	const struct reason_table *t = tables[isa];

	if (roles->hlt)
		return roles;
	roles->cpuid = (unsigned int)reason_slot(isa, t->cpuid);
	roles->hlt = (unsigned int)reason_slot(isa, t->hlt);
	roles->idle = (unsigned int)reason_slot(isa, t->idle);
	roles->other = (unsigned int)reason_slot(isa, REASON_OTHER);
	for (int i = 0; i < REASON_WATCH; i++)
		roles->watch[i] = (unsigned int)reason_slot(isa, t->watch[i]);
	return roles;
}

bool reason_is_idle(enum isa isa, unsigned int slot)
{
	const struct reason_roles *roles = reason_roles(isa);

	return slot == roles->hlt || slot == roles->idle;
}

const char *reason_group_name(enum reason_group group)
{
	return group < GROUP_COUNT ? group_names[group] : "undefined";
}

const char *reason_isa_name(enum isa isa)
{
	return tables[isa]->isa;
}
