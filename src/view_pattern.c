/* SPDX-License-Identifier: GPL-2.0-only */
/* Regular expressions over the reasons, compiled only when one is typed. */
#include "exittop/filter.h"
#include "view_parts.h"

void pattern_update(struct view_pattern *pattern, enum isa isa)
{
	pattern->bad.text[0] = '\0';
	pattern->on = pattern->text[0] != '\0';
	if (pattern->on)
		filter_match(pattern->text, isa, pattern->match,
			     &pattern->bad);
}
