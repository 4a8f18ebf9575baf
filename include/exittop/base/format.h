/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_FORMAT_H
#define EXITTOP_FORMAT_H

#include <stddef.h>
#include <stdint.h>

/*
 * format: numbers and times as people read them. Numbers become text here and
 * in column.c and nowhere else.
 */

#define FORMAT_TEXT 40	/* bytes that hold any of these, NUL included */

/*
 * All of them: "-" for a number that is not finite or negative, which is one
 * that is not known.
 */

/* "12 345 678" in at most @width cells, scaled (k, M, G, T) where wider. */
void format_count(uint64_t value, int width, char buf[FORMAT_TEXT]);
/* The same of a number that is rounded. */
void format_whole(double value, int width, char buf[FORMAT_TEXT]);
/* A rate: "<0.01", "0.02", "0.4", "312.0", "8 140"; scaled where wider. */
void format_rate(double value, int width, char buf[FORMAT_TEXT]);
/* "312.0/s", "none" */
void format_per_second(double rate, char buf[FORMAT_TEXT]);
/* "0.020", "1.52", "39", "2 606": at most 7 cells. */
void format_ratio(double value, char buf[FORMAT_TEXT]);
/* "42.0 %" of 0.42; "< 0.1 %" of what is less and not 0. */
void format_percent(double value, char buf[FORMAT_TEXT]);
/* ISO 8601 with milliseconds and zone: "2026-11-22T15:04:05.123+00:00". */
void format_time(int64_t wall_ns, char buf[FORMAT_TEXT]);
/* "15:04:05", local time. */
void format_clock(int64_t wall_ns, char buf[FORMAT_TEXT]);

#endif
