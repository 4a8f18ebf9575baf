/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include <ctype.h>
#include <strings.h>

#include "exittop/facts/reason.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const enum isa isas[] = { ISA_VMX, ISA_SVM };

/* What the newest kernel's headers name; tests/reasons.sh. */
static const struct kernel_reason {
	enum isa isa;
	unsigned int code;
	const char *name;
} kernel[] = {
#include "kernel_reasons.h"
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

/* SVM's codes 0x090..0x09f are all named, and most CRs are none of any CPU. */
static bool is_of_no_cpu(const struct kernel_reason *reason)
{
	return reason->isa == ISA_SVM && (reason->code & ~0xfu) == 0x90 &&
	       reason_slot(ISA_SVM, reason->code) < 0;
}

static void every_reason_of_the_newest_kernel_is_known_by_its_name(
	void **state)
{
	char name[REASON_NAME];

	(void)state;
	assert_true(COUNT(kernel) > 250);
	for (size_t i = 0; i < COUNT(kernel); i++) {
		const struct kernel_reason *reason = &kernel[i];
		int slot = reason_slot(reason->isa, reason->code);

		if (is_of_no_cpu(reason))
			continue;
		if (slot < 0 || find(reason->isa, reason->name) != slot)
			fail_msg("%s %#x", reason->name, reason->code);
		/* A macro's name is ours; those of traces are found. */
		reason_name(reason->isa, (unsigned int)slot, name);
		if (isupper((unsigned char)reason->name[0]) &&
		    !strchr(reason->name, ' '))
			assert_string_equal(name, reason->name);
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

static void without_a_host_the_vendor_at_hand_is_first(void **state)
{
	static const struct {
		enum isa at_hand;
		const char *text;
		enum isa isa;
		const char *name;
	} cases[] = {
		{ ISA_VMX, "0x04e", ISA_SVM, "EXCP_PF" },
		{ ISA_SVM, "0x04e", ISA_SVM, "EXCP_PF" },
		{ ISA_VMX, "48", ISA_VMX, "EPT_VIOLATION" },
		{ ISA_SVM, "48", ISA_SVM, "WRITE_DR0" },
		{ ISA_SVM, "78", ISA_SVM, "EXCP_PF" },
		{ ISA_SVM, "55", ISA_SVM, "WRITE_DR7" },
		{ ISA_SVM, "56", ISA_VMX, "APIC_WRITE" },
		{ ISA_VMX, "npf", ISA_SVM, "NPF" },
		{ ISA_VMX, "-1", ISA_SVM, "INVALID" },
		{ ISA_VMX, "cpuid", ISA_VMX, "CPUID" },
		{ ISA_SVM, "cpuid", ISA_SVM, "CPUID" },
		{ ISA_SVM, "ept_violation", ISA_VMX, "EPT_VIOLATION" },
	};
	struct err err;
	enum isa isa = ISA_VMX;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		isa = cases[i].at_hand;
		assert_int_equal(reason_find_any(cases[i].text, &isa, &err),
				 find(cases[i].isa, cases[i].name));
		assert_int_equal(isa, cases[i].isa);
	}
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
	assert_says(ISA_VMX, "cr",
		    "no exit reason 'cr'; did you mean CR_ACCESS?");
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
			 "no exit reason '%s'; give a number or a name "
			 "such as CR_ACCESS", nonsense[i]);
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
	cmocka_unit_test(every_reason_of_the_newest_kernel_is_known_by_its_name),
	cmocka_unit_test(names_are_unique_and_fit_a_csv_column),
	cmocka_unit_test(rows_are_complete),
	cmocka_unit_test(a_number_finds_its_reason),
	cmocka_unit_test(without_a_host_the_vendor_at_hand_is_first),
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
