/* SPDX-License-Identifier: GPL-2.0-only */
#include "reason_table.h"

/*
 * SVM exit codes 0x000..0x03f, reads and writes of control and debug
 * registers: APM vol. 2, appendix C, which gives all sixteen of each a code,
 * without those that no CPU has; names as in the kernel's uapi/asm/svm.h.
 * Handled: svm_exit_handlers[] of arch/x86/kvm/svm/svm.c, Linux 6.1 and
 * 6.12.
 */
#define ACCESS(code, handled, verb, reg, title, what)			\
	{ code, true, handled, GROUP_REGISTER, verb "_" reg,		\
	  title " of " reg, what }
#define READ(code, handled, reg, what)					\
	ACCESS(code, handled, "READ", reg, "Read",			\
	       "The guest reads " reg ", " what ".")
#define WRITE(code, handled, reg, what)					\
	ACCESS(code, handled, "WRITE", reg, "Write",			\
	       "The guest writes " reg ", " what ".")
#define CR0 "which switches protection and paging"
#define CR2 "which holds the address of the last page fault"
#define CR3 "which holds the root of its page tables"
#define CR4 "which switches features of the CPU"
#define CR8 "which holds its task priority"
#define DR  "which holds the address of a breakpoint"
#define DR4 "another name of DR6"
#define DR5 "another name of DR7"
#define DR6 "which says what a debug exception was"
#define DR7 "which switches the breakpoints"

const struct reason reason_svm_registers[SVM_REGISTERS] = {
	READ(0x000, true, "CR0", CR0),
	READ(0x002, false, "CR2", CR2),
	READ(0x003, true, "CR3", CR3),
	READ(0x004, true, "CR4", CR4),
	READ(0x008, true, "CR8", CR8),
	WRITE(0x010, true, "CR0", CR0),
	WRITE(0x012, false, "CR2", CR2),
	WRITE(0x013, true, "CR3", CR3),
	WRITE(0x014, true, "CR4", CR4),
	WRITE(0x018, true, "CR8", CR8),
	READ(0x020, true, "DR0", DR),
	READ(0x021, true, "DR1", DR),
	READ(0x022, true, "DR2", DR),
	READ(0x023, true, "DR3", DR),
	READ(0x024, true, "DR4", DR4),
	READ(0x025, true, "DR5", DR5),
	READ(0x026, true, "DR6", DR6),
	READ(0x027, true, "DR7", DR7),
	WRITE(0x030, true, "DR0", DR),
	WRITE(0x031, true, "DR1", DR),
	WRITE(0x032, true, "DR2", DR),
	WRITE(0x033, true, "DR3", DR),
	WRITE(0x034, true, "DR4", DR4),
	WRITE(0x035, true, "DR5", DR5),
	WRITE(0x036, true, "DR6", DR6),
	WRITE(0x037, true, "DR7", DR7),
};

/*
 * SVM exit codes 0x040..0x05f, an exception of the guest that the host
 * intercepts: APM vol. 2, appendix C, and table 8-1 for the vectors. The
 * kernel's traces call them "PF excp"; a blank has no place in a CSV column,
 * so they are EXCP_PF here, and reason_find() takes both.
 */
#define EXCP(code, handled, name, vector, what)				\
	{ code, true, handled, GROUP_EVENT, "EXCP_" name,		\
	  "Exception vector " vector " (#" name ")",			\
	  "The guest raises #" name ", " what ", and the host "		\
	  "intercepts it." }

const struct reason reason_svm_exceptions[SVM_EXCEPTIONS] = {
	EXCP(0x040, false, "DE", "0", "a divide error"),
	EXCP(0x041, true, "DB", "1", "a debug exception"),
	EXCP(0x043, true, "BP", "3", "a breakpoint"),
	EXCP(0x044, false, "OF", "4", "an overflow caught by INTO"),
	EXCP(0x045, false, "BR", "5", "a bound range exceeded"),
	EXCP(0x046, true, "UD", "6", "an invalid opcode"),
	EXCP(0x047, false, "NM", "7", "a floating-point unit not available"),
	EXCP(0x048, false, "DF", "8", "a double fault"),
	EXCP(0x04a, false, "TS", "10", "an invalid task segment"),
	EXCP(0x04b, false, "NP", "11", "a segment not present"),
	EXCP(0x04c, false, "SS", "12", "a stack fault"),
	EXCP(0x04d, true, "GP", "13", "a general protection fault"),
	EXCP(0x04e, true, "PF", "14", "a page fault"),
	EXCP(0x050, false, "MF", "16", "an x87 floating-point error"),
	EXCP(0x051, true, "AC", "17", "an alignment check"),
	EXCP(0x052, true, "MC", "18", "a machine check"),
	EXCP(0x053, false, "XF", "19", "a SIMD floating-point error"),
	EXCP(0x055, false, "CP", "21", "a control-flow protection fault"),
	EXCP(0x05c, false, "HV", "28", "an injection by the hypervisor"),
	EXCP(0x05d, false, "VC", "29", "a call for the hypervisor from an "
	     "encrypted guest"),
	EXCP(0x05e, false, "SX", "30", "a security exception"),
};
