/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/data/filter.h"

#include <locale.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COPIES_MOST  256
#define REPEATS_MOST 16		/* nobody types more */

/*
 * glibc's regcomp() copies what stands before a '+' and before each of
 * "{99}", and so what is nested in it: forty '+' take all memory there is.
 * An upper bound of the copies says when it is too much. A long row of '?'
 * copies nothing, but takes it minutes to follow. A repetition right behind
 * another has no meaning in POSIX.
 */
static bool repeats_too_much(const char *text)
{
	double copies = 1;
	int repeats = 0;

	for (const char *p = text; *p; p++) {
		bool repeat = strchr("+*?{", *p);

		if (repeat && p > text && strchr("+*?}", p[-1]) &&
		    (p < text + 2 || p[-2] != '\\'))
			return true;
		repeats += repeat;
		if (*p == '\\' && p[1]) {
			p++;
		} else if (*p == '+' || *p == '*') {
			copies *= 2;
		} else if (*p == '{') {
			char *end;
			unsigned long times = strtoul(p + 1, &end, 10);

			if (*end == ',' && end[1] != '}')
				times = strtoul(end + 1, &end, 10);
			copies *= times > 1 ? (double)times : 2;
		}
	}
	return copies > COPIES_MOST || repeats > REPEATS_MOST;
}

static bool found(const regex_t *regex, const char *text)
{
	return !regexec(regex, text, 0, NULL, 0);
}

static void match_all(const regex_t *regex, enum isa isa,
		      bool match[REASON_SLOTS])
{
	char name[REASON_NAME], code[REASON_NUMBER], decimal[REASON_NUMBER];
	char hex[REASON_NUMBER];
	char line[REASON_NAME + 40];

	for (unsigned int i = 0; i < REASON_SLOTS; i++) {
		const char *group =
			reason_group_name(reason_get(isa, i)->group);

		reason_number(isa, i, code);
		snprintf(decimal, sizeof(decimal), "%u", reason_code(isa, i));
		snprintf(hex, sizeof(hex), "%#x", reason_code(isa, i));
		snprintf(line, sizeof(line), "%s %s %s", code,
			 reason_name(isa, i, name), group);
		match[i] = found(regex, line) || found(regex, code) ||
			   found(regex, decimal) || found(regex, name) ||
			   (isa == ISA_SVM && found(regex, hex)) ||
			   found(regex, group);
	}
}

/* regcomp() and regexec() take the case of letters from the locale. */
int filter_match(const char *text, enum isa isa, bool match[REASON_SLOTS],
		 struct err *err)
{
	locale_t c, before;
	char why[128];
	regex_t regex;
	int bad;

	if (repeats_too_much(text))
		return err_set(err, "it repeats too much");
	/* "C" is within libc: this cannot fail. */
	c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	before = uselocale(c);
	bad = regcomp(&regex, text, REG_EXTENDED | REG_ICASE | REG_NOSUB);
	if (bad) {
		regerror(bad, &regex, why, sizeof(why));
		err_set(err, "%s", why);
	} else {
		match_all(&regex, isa, match);
		regfree(&regex);
	}
	uselocale(before);
	freelocale(c);
	return bad ? -1 : 0;
}
