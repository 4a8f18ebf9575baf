/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_REASON_H
#define EXITTOP_REASON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "exittop/base/err.h"

/*
 * reason: the tables of VM exit reasons.
 *
 * A reason is an instruction set and a code. VMX basic exit reasons are dense
 * (SDM vol. 3, appendix C, 0..85); SVM exit codes are not (APM vol. 2,
 * appendix C, 0x000..0x0a6, 0x400..0x407 and a few negative ones). Both map to
 * slots 0..n-1, and every array of exittop is indexed by slot. SVM's codes of
 * registers and exception vectors that no CPU has get none.
 */

#define REASON_SLOTS 192	/* room for either table and for newer codes */
#define REASON_NAME  32		/* bytes that hold any name, NUL included */
#define REASON_NUMBER 12	/* ... and any number */
#define REASON_WATCH 6		/* reasons watched by default */
#define REASON_CODES 0xffffu	/* no code is larger */
#define REASON_OTHER 0xfff0u	/* code of what is in the total only: a native
				 * host's, or found out by exittop */

enum isa { ISA_VMX, ISA_SVM };

enum reason_group {
	GROUP_EVENT,		/* exceptions, triple fault, INIT, ... */
	GROUP_INTERRUPT,	/* external interrupts, windows, APIC */
	GROUP_INSTRUCTION,	/* an instruction KVM chose to intercept */
	GROUP_REGISTER,		/* control and debug registers */
	GROUP_MSR,
	GROUP_IO,
	GROUP_TIMER,
	GROUP_TLB,		/* INVLPG, INVPCID: shadow paging's own */
	GROUP_PAGING,		/* EPT, NPT: nested paging's own */
	GROUP_VIRT,		/* VMX and SVM instructions, nested guests */
	GROUP_ENTRY,		/* VM-entry failures */
	GROUP_ENCLAVE,		/* SGX, TDX, SEV */
	GROUP_UNDEFINED,
	GROUP_COUNT
};

struct reason {
	uint16_t code;		/* basic exit reason or SVM exit code */
	bool defined;		/* the manual gives this code a meaning */
	bool handled;		/* KVM has a handler for it */
	enum reason_group group;
	const char *name;	/* the kernel's name, or the manual's in its
				 * style where the kernel has none */
	const char *title;	/* the manual's name */
	const char *raised;	/* one sentence: what raises it */
};

/* Number of reasons in the table of @isa: slots 0..n-1 are described. */
unsigned int reason_count(enum isa isa);

/*
 * The row of @slot. Never NULL for slot < REASON_SLOTS: a slot beyond the
 * table gets a shared row that is not `defined`; its name is NULL, so use
 * reason_name() for anything that is shown.
 */
const struct reason *reason_get(enum isa isa, unsigned int slot);

/* The code of @slot; slots beyond a table go on counting from its end. */
unsigned int reason_code(enum isa isa, unsigned int slot);

/* The slot of @code, or -1 where this build has no slot for it. */
int reason_slot(enum isa isa, unsigned int code);

/*
 * Writes the name of @slot into @buf: "EPT_VIOLATION", or "REASON_91" where
 * no name is known. Returns @buf.
 */
const char *reason_name(enum isa isa, unsigned int slot,
			char buf[REASON_NAME]);

/*
 * Writes the number of @slot into @buf as it is shown: "48", "0x04e", "-1" of a
 * failed entry; "-" of REASON_OTHER, which has none. Returns @buf.
 */
const char *reason_number(enum isa isa, unsigned int slot,
			  char buf[REASON_NUMBER]);

/*
 * Finds a reason by number (decimal, or hexadecimal with 0x) or by name, in
 * any case. Returns its slot, or -1 with @err naming the nearest reason.
 */
int reason_find(enum isa isa, const char *text, struct err *err);

/*
 * As reason_find() where no host says which vendor's reason is meant. @isa is
 * whose it is to be first, and becomes whose it is; a number in hexadecimal is
 * SVM's first, as only those are shown so.
 */
int reason_find_any(const char *text, enum isa *isa, struct err *err);

/*
 * The codes that exittop itself must know. `watch` are the rows that tell
 * nested from shadow paging, in the order shown: VMX 0, 14, 28, 48, 49, 58.
 */
struct reason_roles {
	unsigned int cpuid;	/* slot of exittop's own exits */
	unsigned int hlt;	/* slot of HLT */
	unsigned int idle;	/* slot of SVM's IDLE_HLT; of HLT where there
				 * is none */
	unsigned int other;	/* slot of REASON_OTHER */
	unsigned int watch[REASON_WATCH];	/* slots */
};

const struct reason_roles *reason_roles(enum isa isa);

/*
 * Is the guest asleep in this exit? Its cycles are no cost then, and are left
 * out of every share of time: HLT, and SVM's IDLE_HLT.
 */
bool reason_is_idle(enum isa isa, unsigned int slot);

/* "event", "interrupt", ...: short, lower case, without blanks. */
const char *reason_group_name(enum reason_group group);

/* "VMX" or "SVM". */
const char *reason_isa_name(enum isa isa);

#endif
