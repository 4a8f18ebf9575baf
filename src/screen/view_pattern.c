/* SPDX-License-Identifier: GPL-2.0-only */
/* Regular expressions over the reasons, compiled only when one is typed. */
#include "exittop/data/filter.h"
#include "view_parts.h"

#include <stdio.h>

void pattern_update(struct view_pattern *pattern, enum isa isa)
{
	pattern->bad.text[0] = '\0';
	pattern->on = pattern->text[0] != '\0';
	if (pattern->on)
		filter_match(pattern->text, isa, pattern->match,
			     &pattern->bad);
}

int view_filter(struct view *view, const char *regex, struct err *err)
{
	struct view_pattern fresh = { .on = false };

	snprintf(fresh.text, sizeof(fresh.text), "%s", regex);
	pattern_update(&fresh, view->live.isa);
	if (fresh.bad.text[0])
		return err_set(err, "'%s' is no regular expression: %s",
			       regex, fresh.bad.text);
	view->filter = fresh;
	snprintf(view->config.filter, sizeof(view->config.filter), "%s",
		 regex);
	return 0;
}
