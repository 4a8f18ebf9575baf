/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FACTS_EXITKEY_TABLE_H
#define FACTS_EXITKEY_TABLE_H

#include <stddef.h>
#include <stdint.h>

/* A range of numbers and its name; a row of one number has first == last. */
struct exitkey_row {
	uint32_t first, last;
	const char *name;
};

struct exitkey_names {
	const struct exitkey_row *rows;
	size_t n;
};

/* exitkey_msr.c */
extern const struct exitkey_names exitkey_msrs;

#endif
