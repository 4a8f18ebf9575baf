/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/base/format.h"
#include "exittop/base/number.h"

#include <inttypes.h>
#include <locale.h>
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

/* The digits of @value, the last at @end; returns the first. */
static char *digits_before(uint64_t value, char *end)
{
	do
		*end-- = (char)('0' + value % 10);
	while (value /= 10);
	return end + 1;
}

void format_count(uint64_t value, int width, char buf[FORMAT_TEXT])
{
	char room[24], *last = room + sizeof(room) - 1;
	char *digits = digits_before(value, last);
	int n = (int)(last - digits) + 1;
	int groups = (n - 1) / 3, at = 0;

	if (n + groups > width) {
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

/*
 * "%.1f", twenty times a refresh, so not by printf but where it has to decide:
 * between two tenths, and of numbers that no rate is.
 */
static void one_decimal(double value, char buf[FORMAT_TEXT])
{
	const char *point = localeconv()->decimal_point;
	double tenths = value * 10, rest = tenths - floor(tenths);
	char room[24], *last = room + sizeof(room) - 1, *digits;
	size_t n;

	if (!(value >= 0 && value < 1e9) || fabs(rest - 0.5) < 1e-3 ||
	    !point[0] || point[1]) {
		snprintf(buf, FORMAT_TEXT, "%.1f", value);
		return;
	}
	tenths = floor(tenths) + (rest > 0.5);
	*last = (char)('0' + (uint64_t)tenths % 10);
	last[-1] = *point;
	digits = digits_before((uint64_t)tenths / 10, last - 2);
	n = (size_t)(last - digits) + 1;
	memcpy(buf, digits, n);
	buf[n] = '\0';
}

void format_whole(double value, int width, char buf[FORMAT_TEXT])
{
	if (number_is_known(value))
		format_count(number_whole(value), width, buf);
	else
		strcpy(buf, "-");
}

void format_rate(double value, int width, char buf[FORMAT_TEXT])
{
	if (value >= 999.95 || !number_is_known(value))
		format_whole(value, width, buf);
	else if (value > 0 && value < 0.095)	/* rare, and not 0.0 */
		snprintf(buf, FORMAT_TEXT, "%s%.2f", value < 0.01 ? "<" : "",
			 fmax(value, 0.01));
	else
		one_decimal(value, buf);
}

void format_per_second(double rate, char buf[FORMAT_TEXT])
{
	char number[FORMAT_TEXT];

	if (rate <= 0) {
		snprintf(buf, FORMAT_TEXT, "none");
		return;
	}
	format_rate(rate, 9, number);
	snprintf(buf, FORMAT_TEXT, "%.30s/s", number);
}

void format_ratio(double value, char buf[FORMAT_TEXT])
{
	if (!number_is_known(value))
		strcpy(buf, "-");
	else if (value >= 9.95)
		format_count(number_whole(value), 7, buf);
	else if (value >= 0.0995)
		snprintf(buf, FORMAT_TEXT, "%.2f", value);
	else if (value >= 0.0005)
		snprintf(buf, FORMAT_TEXT, "%.3f", value);
	else
		strcpy(buf, value > 0 ? "<0.001" : "0");
}

void format_percent(double value, char buf[FORMAT_TEXT])
{
	if (!number_is_known(value)) {
		strcpy(buf, "-");
		return;
	}
	if (value > 0 && value < 0.0005) {
		strcpy(buf, "< 0.1 %");
		return;
	}
	one_decimal(value * 100, buf);
	strncat(buf, " %", FORMAT_TEXT - 1 - strlen(buf));
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
