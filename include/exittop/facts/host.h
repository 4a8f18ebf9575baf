/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FACTS_HOST_H
#define FACTS_HOST_H

#include <stdbool.h>
#include <stdint.h>

#define HOST_TEXT 64

/* Who answers; what cannot be known is empty or zero. */
struct host {
	char vendor[HOST_TEXT];		/* CPUID.0: "GenuineIntel" */
	char brand[HOST_TEXT];		/* "Intel(R) Xeon(R) ..." */
	char codename[HOST_TEXT];	/* libcpuid's guess: "Haswell" */
	char hypervisor[HOST_TEXT];	/* signature: "KVMKVMKVM" */
	bool has_hypervisor;		/* CPUID.1:ECX[31] */
	bool is_kvm;			/* a KVM signature at 0x40000x00 */
	char dialect[HOST_TEXT];	/* recordings only: the one decided */
	int64_t start_ns;		/* recordings only: CLOCK_REALTIME */
};

enum dialect {
	DIALECT_NONE,
	DIALECT_NATIVE,
	DIALECT_2020,
	DIALECT_2021,
	DIALECT_2022,
	DIALECT_2020_SVM,
	DIALECT_COUNT
};

enum scope { SCOPE_HOST, SCOPE_VM };

/* As --dialect takes it. */
const char *host_dialect_name(enum dialect dialect);

/* Are its counts 64 bits? */
bool host_dialect_is_wide(enum dialect dialect);

/* Does its CPU have SVM, and no VMX? By CPUID.0. */
bool host_is_amd(const struct host *host);

/* "vm", "host". */
const char *host_scope_name(enum scope scope);

#endif
