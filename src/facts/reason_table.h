/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef REASON_TABLE_H
#define REASON_TABLE_H

#include "exittop/facts/reason.h"

/*
 * reason_table: what reason.c knows of its tables; nobody else includes this.
 *
 * A table is a list of blocks in ascending order of their codes, each with its
 * source. A code that no CPU has costs no slot.
 */

struct reason_block {
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
	unsigned int next;	/* code of the first slot beyond the rows */
	unsigned int cpuid, hlt, idle;		/* codes of reason_roles */
	unsigned int watch[REASON_WATCH];
};

/*
 * The row of what is in the host's total and in no other row: REASON_OTHER.
 * Newer codes than the host's and failed entries are there.
 */
#define REASON_OTHER_ROW						\
	{ REASON_OTHER, true, false, GROUP_ENTRY, "OTHER",		\
	  "Exits in the total that no reason holds",			\
	  "An exit that the host adds to its total and counts under no "	\
	  "reason: one of a code newer than the host knows, or an entry "	\
	  "that failed." }

extern const struct reason_table reason_vmx;
extern const struct reason_table reason_svm;

/* The rows of SVM, in the order of their codes. */
#define SVM_REGISTERS	 26
#define SVM_EXCEPTIONS	 21
#define SVM_EVENTS	 60

extern const struct reason reason_svm_registers[SVM_REGISTERS];
extern const struct reason reason_svm_exceptions[SVM_EXCEPTIONS];
extern const struct reason reason_svm_events[SVM_EVENTS];

#endif
