/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_SOURCE_CPUID_H
#define EXITTOP_SOURCE_CPUID_H

#include "exittop/base/err.h"
#include "exittop/source/source.h"

/*
 * source_cpuid: the real CPU. Issues CPUID with gcc's cpuid.h and lets
 * libcpuid name the CPU.
 *
 * Opening issues about forty CPUIDs, all counted in source->issued. The
 * thread stays on one CPU during the first round, which holds the probe: an
 * unpatched host may answer with the x2APIC id, which differs between CPUs.
 *
 * Returns 0 with @src->host filled in. Returns -1 with @err where this is no
 * x86, or where CPUID faults in user mode (arch_prctl(2), ARCH_SET_CPUID).
 */
int source_cpuid_open(struct source *src, struct err *err);

#endif
