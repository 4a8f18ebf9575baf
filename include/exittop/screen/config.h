/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_CONFIG_H
#define EXITTOP_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "exittop/data/column.h"
#include "exittop/base/err.h"

/*
 * config: the settings of the screen, kept on request.
 *
 * A text file, one setting a line, a name and a value; a line that begins
 * with '#' is a comment:
 *
 *	sort rate
 *	reverse no
 *	columns number name count rate share history
 */

#define CONFIG_TEXT 512
#define CONFIG_PATH 4096
#define CONFIG_DELAY_MIN 0.1
#define CONFIG_DELAY_MAX 3600.0

enum palette {
	PALETTE_DEFAULT,	/* orange up, blue down: told apart by all */
	PALETTE_BRIGHT,		/* yellow and cyan, for dark terminals */
	PALETTE_LIGHT,		/* red and blue, for light terminals */
	PALETTE_MONO,		/* bold, underline and reverse only */
	PALETTE_COUNT
};

struct config {
	double delay_s;			/* 0: not set */
	enum column_id sort;
	bool reverse;
	bool zero;			/* also rows without exits */
	bool watched;			/* only the watched rows */
	bool log;			/* the panel of events */
	bool mouse;
	bool ascii;
	enum palette palette;
	bool column[COLUMN_IDS];	/* shown where there is room */
	char watch[CONFIG_TEXT];	/* names, as --watch has them; "": default */
	char filter[CONFIG_TEXT];	/* regular expression, "": none */
};

/* Fills in the defaults. */
void config_init(struct config *config);

/*
 * Writes the file's name into @path: $XDG_CONFIG_HOME/exittop/config, else
 * $HOME/.config/exittop/config. Returns 0, or -1 with @err where neither
 * variable holds an absolute path.
 */
int config_path(char path[CONFIG_PATH], struct err *err);

/*
 * Reads @path over what @config holds. Returns 1, 0 where there is no such
 * file, -1 with @err, "PATH:LINE: what is wrong" with the first bad line; the
 * good ones are taken.
 */
int config_read(struct config *config, const char *path, struct err *err);

/*
 * Replaces @path, and makes its folder where it is missing. It is either all
 * new or as it was: written beside, then renamed. What is no regular file, or
 * holds what config_read() does not take, is left alone. Returns 0, or -1 with
 * @err.
 */
int config_write(const struct config *config, const char *path,
		 struct err *err);

/* Writes the settings to @file, as config_read() takes them. */
void config_print(const struct config *config, FILE *file);

#endif
