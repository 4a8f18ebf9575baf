/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_COUNTOF_H
#define EXITTOP_COUNTOF_H

/* The elements of an array; not of a pointer. */
#define COUNTOF(array) (sizeof(array) / sizeof((array)[0]))

#endif
