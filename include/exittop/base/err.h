/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_ERR_H
#define EXITTOP_ERR_H

/*
 * err: one sentence for a person, filled in by whoever failed.
 *
 * A function that can fail takes a `struct err *` last and returns -1 through
 * err_set(). Nobody but main.c prints one.
 */

#define ERR_TEXT 512

struct err {
	char text[ERR_TEXT];
};

/*
 * Formats the sentence into @err, cut at ERR_TEXT - 1 bytes, and makes it
 * visible (utf8.h): no file name or CPUID string can drive the terminal that
 * it is printed on.
 *
 * Returns -1 always, so that `return err_set(err, ...)` ends a function.
 */
int err_set(struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
