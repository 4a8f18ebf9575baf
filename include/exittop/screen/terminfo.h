/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_TERMINFO_H
#define EXITTOP_TERMINFO_H

/*
 * terminfo: descriptions of common terminals within the program, for guests
 * that have none (make static). Other builds hold none.
 */

/*
 * The description of @term in ncurses' own notation ("b64:..."), or of the
 * terminal it is a kind of: "xterm-kitty" is an "xterm". @name gets the name
 * of what was found. NULL: there is none.
 */
const char *terminfo_find(const char *term, const char **name);

/*
 * Where this machine has no description of TERM, sets TERM and TERMINFO to
 * the one found here, if any. To be called before curses is.
 */
void terminfo_offer(void);

#endif
