/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef REASON_TABLE_H
#define REASON_TABLE_H

#include "exittop/facts/reason.h"

/*
 * reason_table: what reason.c knows of its tables; nobody else includes this.
 *
 * A table is a list of blocks of consecutive codes in ascending order, so
 * that a gap in the codes costs no slots and each block stands with its source.
 */

struct reason_block {
	unsigned int first;	/* code of rows[0] */
	unsigned int count;
	const struct reason *rows;
};

/* Another name by which people know a reason: an older one, or a trace's. */
struct reason_alias {
	const char *name;
	unsigned int code;
};

struct reason_table {
	const char *isa;
	const char *prefix;	/* of the kernel's macros, taken off a name */
	const struct reason_block *blocks;
	size_t blocks_n;
	const struct reason_alias *aliases;	/* ends with a NULL name */
	struct reason_roles roles;
};

extern const struct reason_table reason_vmx;
extern const struct reason_table reason_svm;

/* The rows of SVM, in the order of their codes. */
#define SVM_REGISTERS	 64
#define SVM_EXCEPTIONS	 32
#define SVM_EVENTS	 71
#define SVM_NESTED	  4

extern const struct reason reason_svm_registers[SVM_REGISTERS];
extern const struct reason reason_svm_exceptions[SVM_EXCEPTIONS];
extern const struct reason reason_svm_events[SVM_EVENTS];

#endif
