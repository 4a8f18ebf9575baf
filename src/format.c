/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/format.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* Divides by 1000 until it fits: "1.64G". Full digits are kept if they fit. */
static void scale(double value, int width, char buf[FORMAT_TEXT])
{
	static const char units[] = " kMGTPE";
	int unit = 0;

	while (value >= 999.5 && units[unit + 1]) {
		value /= 1000;
		unit++;
	}
	for (int digits = 2; digits >= 0; digits--)
		if (snprintf(buf, FORMAT_TEXT, "%.*f%c", digits, value,
			     units[unit]) <= width)
			return;
}

void format_count(uint64_t value, int width, char buf[FORMAT_TEXT])
{
	char digits[24];
	int n = snprintf(digits, sizeof(digits), "%" PRIu64, value);
	int groups = (n - 1) / 3, at = 0;

	if (n + groups > width) {
		if (n <= width)
			strcpy(buf, digits);
		else
			scale((double)value, width, buf);
		return;
	}
	for (int i = 0; i < n; i++) {
		if (i && (n - i) % 3 == 0)
			buf[at++] = ' ';
		buf[at++] = digits[i];
	}
	buf[at] = '\0';
}

void format_rate(double value, int width, char buf[FORMAT_TEXT])
{
	if (!isfinite(value))
		strcpy(buf, "-");
	else if (value >= 999.95)
		format_count((uint64_t)(value + 0.5), width, buf);
	else
		snprintf(buf, FORMAT_TEXT, "%.1f", value);
}

void format_percent(double value, char buf[FORMAT_TEXT])
{
	snprintf(buf, FORMAT_TEXT, "%.1f %%", value * 100);
}

/* The clock's seconds and the rest, right for times before the epoch too. */
static time_t split(int64_t wall_ns, long *ns)
{
	int64_t seconds = wall_ns / 1000000000;

	*ns = (long)(wall_ns % 1000000000);
	if (*ns < 0) {
		*ns += 1000000000;
		seconds--;
	}
	return (time_t)seconds;
}

void format_time(int64_t wall_ns, char buf[FORMAT_TEXT])
{
	char date[24], zone[8];
	struct tm tm;
	long ns;
	time_t seconds = split(wall_ns, &ns);

	localtime_r(&seconds, &tm);
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &tm);
	strftime(zone, sizeof(zone), "%z", &tm);
	snprintf(buf, FORMAT_TEXT, "%.19s.%03d%.3s:%.2s", date,
		 (int)(ns / 1000000 % 1000), zone, zone + 3);
}

void format_clock(int64_t wall_ns, char buf[FORMAT_TEXT])
{
	struct tm tm;
	long ns;
	time_t seconds = split(wall_ns, &ns);

	localtime_r(&seconds, &tm);
	strftime(buf, FORMAT_TEXT, "%H:%M:%S", &tm);
}

size_t format_utf8(const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t n = *s < 0x80 ? 1 : *s >= 0xc2 && *s < 0xe0 ? 2
		   : *s >= 0xe0 && *s < 0xf0 ? 3
		   : *s >= 0xf0 && *s < 0xf5 ? 4 : 0;

	for (size_t i = 1; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	/* Longer than needed, a surrogate, or beyond U+10FFFF. */
	if ((*s == 0xe0 && s[1] < 0xa0) || (*s == 0xed && s[1] > 0x9f) ||
	    (*s == 0xf0 && s[1] < 0x90) || (*s == 0xf4 && s[1] > 0x8f))
		return 0;
	return n;
}
