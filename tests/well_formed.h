/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_WELL_FORMED_H
#define TESTS_WELL_FORMED_H

/*
 * well_formed: what any output must be, whatever is in it. Each fails the test
 * with the place where @text is not.
 */

/* UTF-8 by RFC 3629 (no surrogates, nothing overlong), and no controls. */
void well_formed_utf8(const char *text);

/* One value a line, by RFC 8259, whose numbers are none below 0. */
void well_formed_json(const char *text);

/* Each line has as many fields as the first; none is a negative number. */
void well_formed_csv(const char *text);

/*
 * "name{labels} value" in each line that is no comment; the last is "# EOF".
 * Calls @sample for each, with all that identifies it, and its value.
 */
void well_formed_metrics(const char *text,
			 void (*sample)(const char *series, double value));

#endif
