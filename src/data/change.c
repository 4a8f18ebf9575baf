/* SPDX-License-Identifier: GPL-2.0-only */
/* A change in a word, and its ratio. */
#include "exittop/data/compare.h"

#include <math.h>
#include <string.h>

const char *change_name(enum change change)
{
	static const char *const names[] = {
		[CHANGE_UNKNOWN] = "", [CHANGE_SAME] = "same",
		[CHANGE_UP] = "up", [CHANGE_DOWN] = "down",
		[CHANGE_ONLY_A] = "only_a", [CHANGE_ONLY_B] = "only_b",
	};

	return names[change];
}

const char *compare_ratio(const struct compare_row *row,
			  char buf[COMPARE_RATIO])
{
	double value = row->ratio;
	const char *sign = "";

	if (isnan(row->low))
		return strcpy(buf, "-");
	if (isinf(value)) {
		value = row->low;
		sign = ">";
	} else if (value <= 0) {
		value = row->high;
		sign = "<";
	}
	if (value >= 99.5)
		snprintf(buf, COMPARE_RATIO, "%sx%.0f", sign, value);
	else if (value >= 9.95)
		snprintf(buf, COMPARE_RATIO, "%sx%.1f", sign, value);
	else if (value >= 0.0995)
		snprintf(buf, COMPARE_RATIO, "%sx%.2f", sign, value);
	else if (value >= 0.0001)
		snprintf(buf, COMPARE_RATIO, "%sx%.4f", sign, value);
	else
		strcpy(buf, "<x0.0001");
	return buf;
}
