/* SPDX-License-Identifier: GPL-2.0-only */
/* Regular expressions over the reasons, compiled only when one is typed. */
#include "view_parts.h"

#include <regex.h>
#include <stdio.h>
#include <string.h>

/* What is searched: "28 CR_ACCESS register". */
static void subject(enum isa isa, unsigned int slot, char *buf, size_t size)
{
	char name[REASON_NAME];

	snprintf(buf, size, "%u %s %s", reason_code(isa, slot),
		 reason_name(isa, slot, name),
		 reason_group_name(reason_get(isa, slot)->group));
}

void pattern_update(struct view_pattern *pattern, enum isa isa)
{
	char text[REASON_NAME + 32];
	regex_t regex;
	int bad;

	pattern->bad.text[0] = '\0';
	pattern->on = pattern->text[0] != '\0';
	if (!pattern->on)
		return;
	bad = regcomp(&regex, pattern->text,
		      REG_EXTENDED | REG_ICASE | REG_NOSUB);
	if (bad) {
		regerror(bad, &regex, text, sizeof(text));
		err_set(&pattern->bad, "%s", text);
		return;
	}
	for (unsigned int slot = 0; slot < REASON_SLOTS; slot++) {
		subject(isa, slot, text, sizeof(text));
		pattern->match[slot] = !regexec(&regex, text, 0, NULL, 0);
	}
	regfree(&regex);
}
