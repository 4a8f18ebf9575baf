/* SPDX-License-Identifier: GPL-2.0-only */
#define _GNU_SOURCE		/* sched_getaffinity, CPU_SET */
#include "exittop/source/source_cpuid.h"
#include "exittop/base/utf8.h"

#if defined(__x86_64__) || defined(__i386__)

#include <cpuid.h>
#include <libcpuid/libcpuid.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <x86intrin.h>

#define HYPERVISOR_BIT	(1u << 31)	/* CPUID.1:ECX, SDM vol. 2 CPUID */
#define HYPERVISOR_BASE	0x40000000u	/* and every 0x100 up to the end, as */
#define HYPERVISOR_END	0x40010000u	/* Linux' hypervisor_cpuid_base() */
#define EXTENDED_BASE	0x80000000u

/* The mask to go back to when the first round is over. One CPU, one thread. */
static cpu_set_t unpinned;
static bool pinned, probed;

static void pin(void)
{
	cpu_set_t one;
	int cpu = sched_getcpu();

	if (cpu < 0 || sched_getaffinity(0, sizeof(unpinned), &unpinned))
		return;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	pinned = !sched_setaffinity(0, sizeof(one), &one);
}

/*
 * A mask that is set stays, and a cpuset that is made wider later would not
 * widen it. So where the one before was all that the cpuset allows, all CPUs
 * are asked for, of which the kernel takes those; only a mask of the user's
 * own (taskset) is set again.
 */
static void unpin(void)
{
	cpu_set_t all, got;

	if (!pinned)
		return;
	pinned = false;
	memset(&all, 0xff, sizeof(all));
	if (sched_setaffinity(0, sizeof(all), &all) ||
	    sched_getaffinity(0, sizeof(got), &got) ||
	    !CPU_EQUAL(&got, &unpinned))
		sched_setaffinity(0, sizeof(unpinned), &unpinned);
}

static uint64_t clock_ns(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

static int cpuid_next(struct source *src, struct stamp *stamp,
		      struct err *err)
{
	(void)src;
	(void)err;
	if (probed)
		unpin();
	probed = true;
	stamp->wall_ns = (int64_t)clock_ns(CLOCK_REALTIME);
	stamp->mono_ns = clock_ns(CLOCK_MONOTONIC);
	stamp->tsc = __rdtsc();
	return 1;
}

static int cpuid_query(struct source *src, uint32_t leaf, uint32_t subleaf,
		       struct regs *out, struct err *err)
{
	(void)src;
	(void)err;
	__cpuid_count(leaf, subleaf, out->eax, out->ebx, out->ecx, out->edx);
	return 1;
}

static void cpuid_close(struct source *src)
{
	(void)src;
	unpin();
}

static const struct source_ops cpuid_ops = {
	cpuid_next, cpuid_query, cpuid_close, NULL
};

static sigjmp_buf faulted;

static void on_fault(int sig)
{
	(void)sig;
	siglongjmp(faulted, 1);
}

/* H5: CPUID in user mode may raise SIGSEGV. */
static bool cpuid_faults(struct source *src)
{
	struct sigaction catch = { .sa_handler = on_fault }, old;
	struct regs regs;
	struct err err;
	volatile bool fault = true;

	sigemptyset(&catch.sa_mask);
	sigaction(SIGSEGV, &catch, &old);
	if (!sigsetjmp(faulted, 1)) {
		source_query(src, 0, 0, &regs, &err);
		fault = false;
	}
	sigaction(SIGSEGV, &old, NULL);
	return fault;
}

static void ask(struct source *src, uint32_t leaf, uint32_t subleaf,
		uint32_t regs[NUM_REGS])
{
	struct regs out;
	struct err err;

	source_query(src, leaf, subleaf, &out, &err);
	regs[0] = out.eax;
	regs[1] = out.ebx;
	regs[2] = out.ecx;
	regs[3] = out.edx;
}

/*
 * What libcpuid needs to name the CPU. Its own cpuid_get_raw_data() asks 88
 * leaves; these are fewer exits, and each is counted.
 */
static void read_raw(struct source *src, struct cpu_raw_data_t *raw)
{
	uint32_t i, last;

	memset(raw, 0, sizeof(*raw));
	ask(src, 0, 0, raw->basic_cpuid[0]);
	last = raw->basic_cpuid[0][0];
	for (i = 1; i <= last && i < MAX_CPUID_LEVEL; i++)
		ask(src, i, 0, raw->basic_cpuid[i]);
	ask(src, EXTENDED_BASE, 0, raw->ext_cpuid[0]);
	last = raw->ext_cpuid[0][0];
	if (last < EXTENDED_BASE)
		return;
	last -= EXTENDED_BASE;
	for (i = 1; i <= last && i < 9; i++)	/* brand, caches, sizes */
		ask(src, EXTENDED_BASE + i, 0, raw->ext_cpuid[i]);
	if (raw->basic_cpuid[0][0] < 4)
		return;
	for (i = 0; i < MAX_INTELFN4_LEVEL; i++) {
		ask(src, 4, i, raw->intel_fn4[i]);
		if (!(raw->intel_fn4[i][0] & 0x1f))	/* no more caches */
			break;
	}
}

/* Copies at most HOST_TEXT - 1 bytes, blanks of both ends left out. */
static void copy_text(char to[HOST_TEXT], const char *from, size_t max)
{
	size_t n = strnlen(from, max);

	while (n && *from == ' ')
		from++, n--;
	while (n && from[n - 1] == ' ')
		n--;
	if (n >= HOST_TEXT)
		n = HOST_TEXT - 1;
	memcpy(to, from, n);
	to[n] = '\0';
	utf8_visible(to);
}

static void identify_cpu(struct source *src)
{
	struct cpu_raw_data_t raw;
	struct cpu_id_t id;
	char text[13] = "";

	read_raw(src, &raw);
	memcpy(text, &raw.basic_cpuid[0][1], 4);
	memcpy(text + 4, &raw.basic_cpuid[0][3], 4);
	memcpy(text + 8, &raw.basic_cpuid[0][2], 4);
	copy_text(src->host.vendor, text, sizeof(text));
	copy_text(src->host.brand, (const char *)raw.ext_cpuid[2], 48);
	src->host.has_hypervisor = raw.basic_cpuid[1][2] & HYPERVISOR_BIT;

	/* Warnings of a library would spoil the screen. */
	cpuid_set_warn_function(NULL);
	memset(&id, 0, sizeof(id));
	if (!cpu_identify(&raw, &id))
		copy_text(src->host.codename, id.cpu_codename,
			  sizeof(id.cpu_codename));
}

/*
 * KVM with Hyper-V enlightenments has Hyper-V's signature first and its own
 * 0x100 further on, so libcpuid's look at the first is not enough.
 */
static void identify_hypervisor(struct source *src)
{
	uint32_t regs[NUM_REGS];
	char text[13] = "";

	if (!src->host.has_hypervisor)
		return;
	for (uint32_t base = HYPERVISOR_BASE; base < HYPERVISOR_END;
	     base += 0x100) {
		ask(src, base, 0, regs);
		memcpy(text, &regs[1], 12);
		if (base == HYPERVISOR_BASE)
			copy_text(src->host.hypervisor, text, sizeof(text));
		if (!memcmp(text, "KVMKVMKVM\0\0\0", 12)) {
			copy_text(src->host.hypervisor, text, sizeof(text));
			src->host.is_kvm = true;
			return;
		}
	}
}

int source_cpuid_open(struct source *src, struct err *err)
{
	memset(src, 0, sizeof(*src));
	src->ops = &cpuid_ops;
	probed = false;
	if (cpuid_faults(src))
		return err_set(err, "CPUID faults in this process: run exittop "
			       "without CPUID faulting (arch_prctl(2), "
			       "ARCH_SET_CPUID), or in another guest");
	pin();
	identify_cpu(src);
	identify_hypervisor(src);
	return 0;
}

#else

#include <string.h>

int source_cpuid_open(struct source *src, struct err *err)
{
	memset(src, 0, sizeof(*src));
	return err_set(err, "this machine is no x86: exittop reads VM exits "
		       "of x86 KVM guests through CPUID; a recording can be "
		       "replayed here with --replay");
}

#endif
