/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_EXITKEY_H
#define EXITTOP_EXITKEY_H

#include <stdbool.h>
#include <stdint.h>

/*
 * exitkey: what an exit was about, within its reason: which register, MSR,
 * port, vector, hypercall, CPUID leaf, or kind of memory access. The number is
 * that of the native leaves (host/README.md): bits 63:56 the kind, the others
 * by kind.
 */

enum exitkey_kind {
	EXITKEY_NONE, EXITKEY_EXCEPTION, EXITKEY_CR, EXITKEY_MSR, EXITKEY_PORT,
	EXITKEY_MEMORY, EXITKEY_HYPERCALL, EXITKEY_CPUID, EXITKEY_INTERRUPT,
	EXITKEY_KINDS
};

#define EXITKEY_TEXT 64

/* All questions to leaves that count exits: exittop's own among them. */
#define EXITKEY_COUNTERS 0x070000004fffff00u

/*
 * Writes the key's name into @buf: "CR3 write", "#PF", "IA32_TSC_DEADLINE
 * write", "port 0x3f8 out (serial)", "RAM write". A key of an unknown kind, or
 * with bits that this table does not know, is a hexadecimal number. Returns
 * @buf.
 */
const char *exitkey_name(uint64_t key, char buf[EXITKEY_TEXT]);

/* What raises such an exit: "one for every process switch"; NULL: no words. */
const char *exitkey_why(uint64_t key);

#endif
