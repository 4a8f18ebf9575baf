/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_FILE_H
#define EXITTOP_FILE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * file: what is easily done wrong with files that others may have prepared: a
 * link where a new file is to be, a directory that everybody may write to.
 * All calls set errno where they fail.
 */

#define FILE_NAME 4096		/* room for a path, as PATH_MAX */

/*
 * Makes a new file and opens it for writing. What exists, a link included, is
 * neither opened nor followed. Returns a descriptor, or -1.
 */
int file_create(const char *path);

/*
 * Makes a temporary file beside @path, to be renamed over it, and puts its
 * name in @name. It is locked (flock(2)) as long as it is open, so that
 * file_clean() of another process leaves it alone. Returns as file_create().
 */
int file_beside(const char *path, char name[FILE_NAME]);

/*
 * Removes what file_beside() left beside @path in processes of this user that
 * were killed.
 */
void file_clean(const char *path);

/*
 * Writes @n bytes, waiting where the descriptor does not block. Returns how
 * many were written; fewer than @n with errno.
 */
size_t file_write(int fd, const char *bytes, size_t n);

/*
 * Opens @path for reading, where that is the file behind @fd and a regular
 * one. Returns a descriptor of its own, or -1.
 */
int file_reopen(int fd, const char *path);

/* Is the file behind @fd no longer in any directory? */
bool file_is_removed(int fd);

/*
 * Are both the same file, pipe or disk, by device and inode? "-" stands for
 * the descriptor @standard_a or @standard_b.
 */
bool file_is_same(const char *a, int standard_a, const char *b,
		  int standard_b);

#endif
