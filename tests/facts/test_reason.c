/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include <ctype.h>
#include <strings.h>

#include <asm/kvm.h>
#include <asm/svm.h>
#include <asm/vmx.h>

#include "exittop/facts/reason.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const enum isa isas[] = { ISA_VMX, ISA_SVM };

struct code_name {
	unsigned int code;
	const char *name;
};

/* The kernel's own lists, as its traces print them. */
static const struct code_name vmx_traces[] = { VMX_EXIT_REASONS };

/* Negative and VMGEXIT codes are far beyond the tables. */
static const struct {
	long long code;
	const char *name;
} svm_traces[] = { SVM_EXIT_REASONS };

/* Macros of svm.h whose names its trace strings do not give away. */
#define SVM(name) { SVM_EXIT_##name, #name }
static const struct code_name svm_macros[] = {
	SVM(READ_CR0), SVM(READ_CR2), SVM(READ_CR3), SVM(READ_CR4),
	SVM(READ_CR8), SVM(WRITE_CR0), SVM(WRITE_CR2), SVM(WRITE_CR3),
	SVM(WRITE_CR4), SVM(WRITE_CR8), SVM(READ_DR0), SVM(READ_DR1),
	SVM(READ_DR2), SVM(READ_DR3), SVM(READ_DR4), SVM(READ_DR5),
	SVM(READ_DR6), SVM(READ_DR7), SVM(WRITE_DR0), SVM(WRITE_DR1),
	SVM(WRITE_DR2), SVM(WRITE_DR3), SVM(WRITE_DR4), SVM(WRITE_DR5),
	SVM(WRITE_DR6), SVM(WRITE_DR7), SVM(INTR), SVM(NMI), SVM(SMI),
	SVM(INIT), SVM(VINTR), SVM(CR0_SEL_WRITE), SVM(IDTR_READ),
	SVM(GDTR_READ), SVM(LDTR_READ), SVM(TR_READ), SVM(IDTR_WRITE),
	SVM(GDTR_WRITE), SVM(LDTR_WRITE), SVM(TR_WRITE), SVM(RDTSC),
	SVM(RDPMC), SVM(PUSHF), SVM(POPF), SVM(CPUID), SVM(RSM), SVM(IRET),
	SVM(SWINT), SVM(INVD), SVM(PAUSE), SVM(HLT), SVM(INVLPG),
	SVM(INVLPGA), SVM(IOIO), SVM(MSR), SVM(TASK_SWITCH),
	SVM(FERR_FREEZE), SVM(SHUTDOWN), SVM(VMRUN), SVM(VMMCALL),
	SVM(VMLOAD), SVM(VMSAVE), SVM(STGI), SVM(CLGI), SVM(SKINIT),
	SVM(RDTSCP), SVM(ICEBP), SVM(WBINVD), SVM(MONITOR), SVM(MWAIT),
	SVM(MWAIT_COND), SVM(XSETBV), SVM(RDPRU), SVM(EFER_WRITE_TRAP),
	SVM(CR0_WRITE_TRAP), SVM(CR1_WRITE_TRAP), SVM(CR2_WRITE_TRAP),
	SVM(CR3_WRITE_TRAP), SVM(CR4_WRITE_TRAP), SVM(CR5_WRITE_TRAP),
	SVM(CR6_WRITE_TRAP), SVM(CR7_WRITE_TRAP), SVM(CR8_WRITE_TRAP),
	SVM(CR9_WRITE_TRAP), SVM(CR10_WRITE_TRAP), SVM(CR11_WRITE_TRAP),
	SVM(CR12_WRITE_TRAP), SVM(CR13_WRITE_TRAP), SVM(CR14_WRITE_TRAP),
	SVM(CR15_WRITE_TRAP), SVM(INVPCID), SVM(NPF),
	SVM(AVIC_INCOMPLETE_IPI), SVM(AVIC_UNACCELERATED_ACCESS),
	SVM(VMGEXIT),
};

static int find(enum isa isa, const char *text)
{
	struct err err;

	return reason_find(isa, text, &err);
}

static void assert_says(enum isa isa, const char *text, const char *message)
{
	struct err err;

	assert_int_equal(reason_find(isa, text, &err), -1);
	assert_string_equal(err.text, message);
}

static void every_code_maps_to_its_slot_and_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(isas); i++) {
		for (unsigned int s = 0; s < REASON_SLOTS; s++) {
			unsigned int code = reason_code(isas[i], s);

			assert_int_equal(reason_slot(isas[i], code), s);
			if (s < reason_count(isas[i]))
				assert_int_equal(reason_get(isas[i], s)->code,
						 code);
		}
	}
	assert_int_equal(reason_count(ISA_VMX), 86 + 1);
	assert_int_equal(reason_slot(ISA_VMX, 85), 85);
	assert_int_equal(reason_slot(ISA_VMX, 86), 87);
	assert_int_equal(reason_slot(ISA_SVM, 0x408), reason_count(ISA_SVM));
}

static void codes_in_gaps_have_no_slot(void **state)
{
	(void)state;
	assert_int_equal(reason_slot(ISA_VMX, REASON_SLOTS), -1);
	assert_int_equal(reason_slot(ISA_VMX, 0x80000021), -1);
	assert_int_equal(reason_slot(ISA_VMX, 0xffffffff), -1);
	assert_int_equal(reason_slot(ISA_SVM, 0xa7), -1);
	/* Registers and vectors that no CPU has. */
	assert_int_equal(reason_slot(ISA_SVM, 0x001), -1);
	assert_int_equal(reason_slot(ISA_SVM, 0x01f), -1);
	assert_int_equal(reason_slot(ISA_SVM, 0x028), -1);
	assert_int_equal(reason_slot(ISA_SVM, 0x05f), -1);
	assert_int_equal(reason_slot(ISA_SVM, 0x091), -1);
	assert_int_equal(reason_slot(ISA_SVM, 0x3ff), -1);
	assert_int_equal(reason_slot(ISA_SVM, 0x80000001), -1);
	assert_int_equal(reason_slot(ISA_SVM, 0xffffffff), -1);
}

static void vmx_names_agree_with_the_kernel_header(void **state)
{
	char name[REASON_NAME];

	(void)state;
	for (size_t i = 0; i < COUNT(vmx_traces); i++) {
		int slot = reason_slot(ISA_VMX, vmx_traces[i].code);

		assert_true(slot >= 0);
		reason_name(ISA_VMX, (unsigned int)slot, name);
		assert_string_equal(name, vmx_traces[i].name);
	}
}

static void svm_names_agree_with_the_kernel_header(void **state)
{
	char name[REASON_NAME];

	(void)state;
	for (size_t i = 0; i < COUNT(svm_macros); i++) {
		int slot = reason_slot(ISA_SVM, svm_macros[i].code);

		/* CR1, CR5 and the like: no CPU has them. */
		if (slot < 0 && (svm_macros[i].code & 0xff0) == 0x090)
			continue;
		assert_true(slot >= 0);
		reason_name(ISA_SVM, (unsigned int)slot, name);
		assert_string_equal(name, svm_macros[i].name);
	}
}

static void names_as_traced_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(svm_traces); i++) {
		unsigned int code = (unsigned int)svm_traces[i].code;

		if (svm_traces[i].code < 0 || code > SVM_EXIT_VMGEXIT)
			continue;
		assert_int_equal(find(ISA_SVM, svm_traces[i].name),
				 reason_slot(ISA_SVM, code));
	}
}

static void names_are_unique_and_fit_a_csv_column(void **state)
{
	char a[REASON_NAME], b[REASON_NAME];

	(void)state;
	for (size_t i = 0; i < COUNT(isas); i++) {
		for (unsigned int s = 0; s < REASON_SLOTS; s++) {
			reason_name(isas[i], s, a);
			for (const char *c = a; *c; c++)
				assert_true(isalnum((unsigned char)*c) ||
					    *c == '_');
			for (unsigned int t = 0; t < s; t++) {
				reason_name(isas[i], t, b);
				assert_string_not_equal(a, b);
			}
		}
	}
}

static void rows_are_complete(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(isas); i++) {
		for (unsigned int s = 0; s < REASON_SLOTS; s++) {
			const struct reason *r = reason_get(isas[i], s);

			assert_non_null(r->title);
			assert_non_null(r->raised);
			assert_int_equal(r->raised[strlen(r->raised) - 1],
					 '.');
			assert_int_equal(r->defined, r->name != NULL);
			assert_int_equal(r->defined,
					 r->group != GROUP_UNDEFINED);
			if (r->handled)
				assert_true(r->defined);
			if (r->name)
				assert_true(strlen(r->name) < REASON_NAME);
		}
	}
}

static void a_number_finds_its_reason(void **state)
{
	(void)state;
	assert_int_equal(find(ISA_VMX, "48"), 48);
	assert_int_equal(find(ISA_VMX, "0x30"), 48);
	assert_int_equal(find(ISA_VMX, "0X3A"), 58);
	assert_int_equal(find(ISA_VMX, "048"), 48);
	assert_int_equal(find(ISA_VMX, "190"), 191);
	assert_int_equal(find(ISA_SVM, "0x400"), reason_slot(ISA_SVM, 0x400));
	assert_int_equal(find(ISA_SVM, "1024"), reason_slot(ISA_SVM, 0x400));
	assert_int_equal(find(ISA_SVM, "120"), reason_slot(ISA_SVM, 0x78));
	assert_int_equal(find(ISA_SVM, "0x04e"), find(ISA_SVM, "EXCP_PF"));
	assert_int_equal(find(ISA_SVM, "78"), find(ISA_SVM, "EXCP_PF"));
	assert_int_equal(find(ISA_SVM, "-1"), reason_slot(ISA_SVM, 0xffff));
	assert_int_equal(find(ISA_VMX, "RDMSR_IMM"), 84);
	assert_int_equal(find(ISA_VMX, "WRMSR_IMM"), 85);
}

static void without_a_host_hexadecimal_is_svm_and_decimal_vmx(void **state)
{
	struct err err;
	enum isa isa;

	(void)state;
	assert_int_equal(reason_find_any("0x04e", &isa, &err),
			 find(ISA_SVM, "EXCP_PF"));
	assert_int_equal(isa, ISA_SVM);
	assert_int_equal(reason_find_any("48", &isa, &err), 48);
	assert_int_equal(isa, ISA_VMX);
	assert_int_equal(reason_find_any("npf", &isa, &err),
			 find(ISA_SVM, "NPF"));
	assert_int_equal(isa, ISA_SVM);
	assert_int_equal(reason_find_any("cpuid", &isa, &err), 10);
	assert_int_equal(reason_find_any("nonsense!", &isa, &err), -1);
}

static void every_name_finds_its_reason(void **state)
{
	static const char *const prefix[] = {
		[ISA_VMX] = "EXIT_REASON_", [ISA_SVM] = "SVM_EXIT_",
	};
	char name[REASON_NAME], text[64];

	(void)state;
	for (size_t i = 0; i < COUNT(isas); i++) {
		for (unsigned int s = 0; s < REASON_SLOTS; s++) {
			reason_name(isas[i], s, name);
			assert_int_equal(find(isas[i], name), s);
			snprintf(text, sizeof(text), "%s%s", prefix[isas[i]],
				 name);
			assert_int_equal(find(isas[i], text), s);
			for (char *c = text; *c; c++)
				*c = (char)tolower((unsigned char)*c);
			assert_int_equal(find(isas[i], text), s);
		}
	}
	assert_int_equal(find(ISA_VMX, "rdmsr"), 31);
	assert_int_equal(find(ISA_VMX, "PENDING_INTERRUPT"), 7);
}

static void the_nearest_name_is_suggested(void **state)
{
	(void)state;
	assert_says(ISA_VMX, "EPT_VIOLATON",
		    "no exit reason 'EPT_VIOLATON'; did you mean "
		    "EPT_VIOLATION?");
	assert_says(ISA_VMX, "exit_reason_cpuidd",
		    "no exit reason 'exit_reason_cpuidd'; did you mean CPUID?");
	assert_says(ISA_VMX, "ept",
		    "no exit reason 'ept'; did you mean EPT_VIOLATION?");
	assert_says(ISA_SVM, "write_cr",
		    "no exit reason 'write_cr'; did you mean WRITE_CR0?");
}

static void a_name_of_the_other_vendor_is_recognized(void **state)
{
	(void)state;
	assert_says(ISA_SVM, "EPT_VIOLATION",
		    "'EPT_VIOLATION' is an exit reason of VMX, not SVM");
	assert_says(ISA_VMX, "npf",
		    "'npf' is an exit reason of SVM, not VMX");
}

static void nothing_is_suggested_for_nonsense(void **state)
{
	static const char *const nonsense[] = {
		"", " ", "-1", "+1", " 1", "1 ", "1x", "0x", "0x0x1", "???",
	};
	char text[128];

	(void)state;
	for (size_t i = 0; i < COUNT(nonsense); i++) {
		snprintf(text, sizeof(text),
			 "no exit reason '%s'; a number or a name such as "
			 "CPUID is wanted", nonsense[i]);
		assert_says(ISA_VMX, nonsense[i], text);
	}
}

static void a_number_out_of_range_says_the_range(void **state)
{
	(void)state;
	assert_says(ISA_VMX, "191", "no exit reason 191; VMX has 0..190");
	assert_says(ISA_VMX, "99999999999999999999",
		    "no exit reason 99999999999999999999; VMX has 0..190");
	assert_says(ISA_VMX, "REASON_500",
		    "no exit reason 500; VMX has 0..190");
	assert_says(ISA_SVM, "0xa7",
		    "no exit code 0xa7; SVM has 0..0xa6 and 0x400..0x452, "
		    "without those of registers that no CPU has");
}

static void long_and_wild_text_is_survived(void **state)
{
	char text[4096];
	struct err err;

	(void)state;
	memset(text, 'A', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(find(ISA_VMX, text), -1);
	assert_int_equal(reason_find(ISA_SVM, "\033[2J\n\377", &err), -1);
	assert_null(strchr(err.text, '\033'));
	assert_null(strchr(err.text, '\n'));
}

static void roles_name_the_right_reasons(void **state)
{
	static const char *const watch[][REASON_WATCH] = {
		[ISA_VMX] = { "EXCEPTION_NMI", "INVLPG", "CR_ACCESS",
			      "EPT_VIOLATION", "EPT_MISCONFIG", "INVPCID" },
		[ISA_SVM] = { "READ_CR3", "WRITE_CR3", "EXCP_PF", "INVLPG",
			      "INVPCID", "NPF" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(isas); i++) {
		const struct reason_roles *roles = reason_roles(isas[i]);

		assert_int_equal(roles->cpuid, find(isas[i], "CPUID"));
		assert_int_equal(roles->hlt, find(isas[i], "HLT"));
		for (unsigned int w = 0; w < REASON_WATCH; w++)
			assert_int_equal(roles->watch[w],
					 find(isas[i], watch[isas[i]][w]));
	}
}

static void groups_and_vendors_have_names(void **state)
{
	(void)state;
	for (unsigned int g = 0; g < GROUP_COUNT; g++) {
		const char *name = reason_group_name((enum reason_group)g);

		assert_non_null(name);
		assert_true(*name);
		assert_null(strchr(name, ' '));
	}
	assert_string_equal(reason_isa_name(ISA_VMX), "VMX");
	assert_string_equal(reason_isa_name(ISA_SVM), "SVM");
}

static void halted_guests_are_asleep_and_others_are_not(void **state)
{
	(void)state;
	assert_true(reason_is_idle(ISA_VMX, 12));
	assert_false(reason_is_idle(ISA_VMX, 10));
	assert_true(reason_is_idle(ISA_SVM, (unsigned int)
				   reason_slot(ISA_SVM, 0x78)));
	assert_true(reason_is_idle(ISA_SVM, (unsigned int)
				   reason_slot(ISA_SVM, 0xa6)));
	assert_false(reason_is_idle(ISA_SVM, 0xa5));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(every_code_maps_to_its_slot_and_back),
	cmocka_unit_test(codes_in_gaps_have_no_slot),
	cmocka_unit_test(vmx_names_agree_with_the_kernel_header),
	cmocka_unit_test(svm_names_agree_with_the_kernel_header),
	cmocka_unit_test(names_as_traced_are_found),
	cmocka_unit_test(names_are_unique_and_fit_a_csv_column),
	cmocka_unit_test(rows_are_complete),
	cmocka_unit_test(a_number_finds_its_reason),
	cmocka_unit_test(without_a_host_hexadecimal_is_svm_and_decimal_vmx),
	cmocka_unit_test(every_name_finds_its_reason),
	cmocka_unit_test(the_nearest_name_is_suggested),
	cmocka_unit_test(a_name_of_the_other_vendor_is_recognized),
	cmocka_unit_test(nothing_is_suggested_for_nonsense),
	cmocka_unit_test(a_number_out_of_range_says_the_range),
	cmocka_unit_test(long_and_wild_text_is_survived),
	cmocka_unit_test(roles_name_the_right_reasons),
	cmocka_unit_test(halted_guests_are_asleep_and_others_are_not),
	cmocka_unit_test(groups_and_vendors_have_names),
};

RUN_TESTS(tests)
