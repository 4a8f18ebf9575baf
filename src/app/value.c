/* SPDX-License-Identifier: GPL-2.0-only */
#include "value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A decimal number in [low, high]. */
int value_number(const char *option, const char *text, double low,
		  double high, double *out, struct err *err)
{
	char *end;
	double value = strtod(text, &end);

	if (end == text || *end || !isfinite(value) || value < low ||
	    value > high)
		return err_set(err, "--%s takes a number from %g to %g, not "
			       "'%s'", option, low, high, text);
	*out = value;
	return 0;
}

/* The same, whole. */
int value_whole(const char *option, const char *text, double high,
		 uint64_t *out, struct err *err)
{
	double value;

	if (value_number(option, text, 1, high, &value, err))
		return -1;
	if (value != floor(value))
		return err_set(err, "--%s takes a whole number, not '%s'",
			       option, text);
	*out = (uint64_t)value;
	return 0;
}

/* "8h", "30m", "90s", "2d", or seconds. */
int value_duration(const char *option, const char *text, double *out,
		    struct err *err)
{
	static const char units[] = "smhd";
	static const double seconds[] = { 1, 60, 3600, 86400 };
	char *end;
	double value = strtod(text, &end);
	const char *unit = *end ? strchr(units, *end) : units;

	if (end == text || !unit || (*end && end[1]) ||
	    !isfinite(value * seconds[unit - units]) ||
	    value * seconds[unit - units] < 1)
		return err_set(err, "--%s takes a time such as 8h, 30m or 90s "
			       "(at least 1s), not '%s'", option, text);
	*out = value * seconds[unit - units];
	return 0;
}
