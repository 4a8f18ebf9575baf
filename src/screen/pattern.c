/* SPDX-License-Identifier: GPL-2.0-only */
#include "list.h"

#include <string.h>

#include "exittop/data/filter.h"

void pattern_set(struct pattern *pattern, const char *text, enum isa isa)
{
	if (text != pattern->text)
		memccpy(pattern->text, text, '\0', PATTERN_TEXT - 1);
	pattern->bad.text[0] = '\0';
	pattern->on = pattern->text[0] != '\0';
	if (pattern->on)
		filter_match(pattern->text, isa, pattern->match,
			     &pattern->bad);
}
