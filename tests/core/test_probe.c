/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include "exittop/core/probe.h"
#include "exittop/facts/quirk.h"
#include "fake_host.h"

#define LINE (80 - sizeof("exittop: ") + 1)	/* what is left of one */

static struct fake_host host;
static struct probe probe;
static struct err err;
static uint64_t off_at;		/* the host stops answering at this CPUID */

/* A guest at work: what moves, and at what rate. */
static struct fake_config busy(enum fake_kind kind)
{
	struct fake_config c = { .kind = kind, .seed = 7 };

	c.rate[1] = 900;
	c.rate[12] = 400;
	c.rate[30] = 60;
	c.rate[48] = 25;
	for (int i = 0; i < 60; i++)
		c.base[i] = 1000 + 37 * (uint64_t)i;
	return c;
}

/* Probes a host and checks that it was asked politely. Returns probe_run(). */
static int run(const struct fake_config *config, enum dialect dialect)
{
	struct probe_options options = { dialect, config->forced };
	struct stamp stamp;
	int got;

	err.text[0] = '\0';
	fake_init(&host, config);
	host.off_at = off_at;
	assert_int_equal(source_next(&host.source, &stamp, &err), 1);
	got = probe_run(&probe, &host.source, &options, &err);
	assert_polite(&host);
	assert_int_equal(host.toggles % 2, 0);
	assert_true(probe.lines > 0 && probe.lines < PROBE_LINES);
	if (got == 0)
		assert_string_not_equal(err.text, "");
	fake_free(&host);
	return got;
}

static void finds(const struct fake_config *config, enum dialect dialect)
{
	int got = run(config, DIALECT_NONE);

	if (got != 1)
		print_message("# %s\n", err.text);
	assert_int_equal(got, 1);
	assert_int_equal(probe.dialect, dialect);
	assert_int_equal(probe.quirks, 0);
}

static void each_dialect_is_found(void **state)
{
	static const struct {
		enum fake_kind kind;
		enum dialect dialect;
	} rows[] = {
		{ FAKE_NATIVE, DIALECT_NATIVE }, { FAKE_2020, DIALECT_2020 },
		{ FAKE_2021, DIALECT_2021 }, { FAKE_2022, DIALECT_2022 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct fake_config c = busy(rows[i].kind);

		finds(&c, rows[i].dialect);
		c.basic = 0x1f;
		c.wandering = true;
		finds(&c, rows[i].dialect);
		c.hazards = HZ_GARBAGE;
		finds(&c, rows[i].dialect);
	}
}

static void a_native_host_tells_scope_vcpus_and_what_it_serves(void **state)
{
	struct fake_config c = busy(FAKE_NATIVE);

	(void)state;
	c.vcpus = 2;
	c.served = 2022;
	finds(&c, DIALECT_NATIVE);
	assert_int_equal(probe.scope, SCOPE_VM);
	assert_int_equal(probe.vcpus, 2);
	assert_int_equal(probe.served, DIALECT_2022);
	assert_int_equal(probe.isa, ISA_VMX);
	assert_int_equal(probe.reasons, reason_count(ISA_VMX));
	c.host_scope = true;
	finds(&c, DIALECT_NATIVE);
	assert_int_equal(probe.scope, SCOPE_HOST);
}

static void a_native_amd_host_is_read_by_svm_codes(void **state)
{
	struct fake_config c = { .kind = FAKE_NATIVE, .isa = ISA_SVM };

	(void)state;
	finds(&c, DIALECT_NATIVE);
	assert_int_equal(probe.isa, ISA_SVM);
	assert_int_equal(probe.reasons, reason_count(ISA_SVM));
}

static void a_native_hosts_assignment_leaves_are_read_by_name(void **state)
{
	static const enum dialect dialects[] = {
		DIALECT_2020, DIALECT_2021, DIALECT_2022,
	};

	(void)state;
	for (unsigned int i = 0; i < 3; i++) {
		struct fake_config c = busy(FAKE_NATIVE);

		c.served = 2020 + i;
		assert_int_equal(run(&c, dialects[i]), 1);
		assert_int_equal(probe.dialect, dialects[i]);
		assert_int_equal(probe.scope, SCOPE_VM);
		assert_int_equal(probe.quirks, 0);
	}
}

static void an_amd_course_host_is_asked_only_by_name(void **state)
{
	struct fake_config c = { .kind = FAKE_2020_SVM };

	(void)state;
	assert_int_equal(run(&c, DIALECT_NONE), 0);
	assert_non_null(strstr(err.text, "--dialect 2020-svm"));
	c.svm_named = true;
	assert_int_equal(run(&c, DIALECT_2020_SVM), 1);
	assert_int_equal(probe.isa, ISA_SVM);
	assert_int_equal(probe.reasons, reason_count(ISA_SVM));
	assert_int_equal(probe.quirks, 0);
}

static void a_host_of_2017_is_left_untouched(void **state)
{
	struct fake_config c = busy(FAKE_2017);

	(void)state;
	for (int d = DIALECT_NONE; d < DIALECT_COUNT; d++) {
		c.svm_named = d == DIALECT_2020_SVM;
		assert_int_equal(run(&c, (enum dialect)d), 0);
		assert_int_equal(host.toggles, 0);
	}
}

static const struct source_ops *answers;
static uint32_t leap;

/* The total's leaf holds what grows far faster than exits can come. */
static int leaping(struct source *src, uint32_t leaf, uint32_t subleaf,
		   struct regs *out, struct err *e)
{
	int got = answers->query(src, leaf, subleaf, out, e);

	if (leaf == LEAF_TOTAL)
		out->eax += leap += 500000000;
	return got;
}

static void a_total_that_leaps_is_not_used(void **state)
{
	struct probe_options options = { DIALECT_NONE, false };
	struct fake_config c = busy(FAKE_NATIVE);
	struct source_ops ops;

	(void)state;
	fake_init(&host, &c);
	answers = host.source.ops;
	ops = *answers;
	ops.query = leaping;
	host.source.ops = &ops;
	assert_int_equal(probe_run(&probe, &host.source, &options, &err), 1);
	assert_int_equal(probe.quirks, QUIRK_NO_TOTAL);
	host.source.ops = answers;
	fake_free(&host);
}

/* At whichever CPUID it goes: it is refused, or all was asked before. */
static void a_host_that_goes_during_the_probe_has_no_false_quirks(void **state)
{
	static const enum fake_kind kinds[] = { FAKE_NATIVE, FAKE_2020,
						FAKE_2021, FAKE_2022 };

	(void)state;
	for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++) {
		struct fake_config c = busy(kinds[k]);
		unsigned int refused = 0;
		bool gone = true;

		for (off_at = 1; gone; off_at++) {
			int got = run(&c, DIALECT_NONE);

			assert_true(got >= 0);
			refused += !got;
			if (got == 1 && probe.quirks)
				fail_msg("kind %d, gone at %d of %d: quirks %#x",
					 (int)kinds[k], (int)off_at,
					 (int)host.own, probe.quirks);
			if (kinds[k] == FAKE_NATIVE && !got && off_at > 5)
				assert_non_null(strstr(err.text, "try again"));
			gone = host.off;
		}
		off_at = 0;
		assert_true(refused > 50);
	}
}

static void an_unpatched_host_is_refused_in_one_short_sentence(void **state)
{
	static const unsigned int basics[] = { 0xb, 0xd, 0x14, 0x16, 0x1f };
	struct fake_config zero = busy(FAKE_ZERO);

	(void)state;
	for (size_t i = 0; i < sizeof(basics) / sizeof(*basics); i++) {
		struct fake_config c = busy(FAKE_INTEL);

		c.basic = basics[i];
		assert_int_equal(run(&c, DIALECT_NONE), 0);
		assert_non_null(strstr(err.text, "does not answer"));
		assert_non_null(strstr(err.text, "host/README.md"));
		assert_null(strstr(err.text, "2020-svm"));
		assert_true(strlen(err.text) <= LINE);
		c.wandering = true;
		assert_int_equal(run(&c, DIALECT_NONE), 0);
		assert_non_null(strstr(err.text, "does not answer"));
		assert_int_equal(run(&c, DIALECT_2021), 0);
		assert_int_equal(run(&c, DIALECT_NATIVE), 0);
	}
	assert_int_equal(run(&zero, DIALECT_NONE), 0);
	assert_non_null(strstr(err.text, "does not answer"));
	assert_true(strlen(err.text) <= LINE);
}

static void nothing_is_asked_without_a_kvm_signature(void **state)
{
	static const enum fake_kind kinds[] = {
		FAKE_METAL, FAKE_XEN, FAKE_HYPERV, FAKE_VMWARE,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		struct fake_config c = busy(kinds[i]);

		assert_int_equal(run(&c, DIALECT_NONE), 0);
		assert_int_equal(host.own, 0);
		assert_non_null(strstr(err.text, "KVM"));
		c.forced = true;
		assert_int_equal(run(&c, DIALECT_NONE), 0);
		assert_true(host.own > 0);
	}
}

static void a_hidden_signature_is_named_as_that(void **state)
{
	struct probe_options options = { DIALECT_NONE, false };
	struct fake_config c = busy(FAKE_METAL);
	struct stamp stamp;

	(void)state;
	fake_init(&host, &c);
	host.source.host.has_hypervisor = true;
	strcpy(host.source.host.hypervisor, "@\003");
	source_next(&host.source, &stamp, &err);
	assert_int_equal(probe_run(&probe, &host.source, &options, &err), 0);
	assert_non_null(strstr(err.text, "no hypervisor signature"));
	assert_non_null(strstr(err.text, "--force"));
	fake_free(&host);
}

/* Loops of CPUID beside us, and many more of them while we were away. */
static void other_cpuids_do_not_spoil_the_probe(void **state)
{
	static const enum fake_kind kinds[] = { FAKE_2020, FAKE_2021,
						FAKE_2022, FAKE_NATIVE };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct fake_config c = busy(kinds[i]);

		c.others[10] = 2e7;
		c.host_scope = true;
		assert_int_equal(run(&c, DIALECT_NONE), 1);
		assert_int_equal(probe.quirks, 0);
	}
}

/* H18 is twice as many every time: once, by chance, is not. */
static void as_many_exits_of_others_once_are_no_double_counting(void **state)
{
	struct probe_options options = { DIALECT_NONE, false };
	struct fake_config c = busy(FAKE_2021);
	struct stamp stamp;

	(void)state;
	for (unsigned int at = 100; at < 360; at += 16) {
		fake_init(&host, &c);
		host.land_at = at;
		host.land_slot = 10;
		host.land_n = 66;	/* as many as we issue in between */
		source_next(&host.source, &stamp, &err);
		assert_int_equal(probe_run(&probe, &host.source, &options,
					   &err), 1);
		assert_int_equal(probe.quirks & QUIRK_DOUBLE, 0);
		fake_free(&host);
	}
}

/* A count that jumps by more than any host makes is looked at again. */
static void an_impossible_jump_is_no_sign_of_life(void **state)
{
	struct probe_options options = { DIALECT_NONE, false };
	struct fake_config c = busy(FAKE_2021);
	struct stamp stamp;
	uint64_t calm = 0;

	(void)state;
	for (int jump = 0; jump < 2; jump++) {
		fake_init(&host, &c);
		host.land_at = jump ? calm - 20 : 0;
		host.land_slot = 10;
		host.land_n = 40000000;
		source_next(&host.source, &stamp, &err);
		assert_int_equal(probe_run(&probe, &host.source, &options,
					   &err), 1);
		if (jump)
			assert_true(host.own > calm + 100);
		calm = host.own;
		fake_free(&host);
	}
}

static void a_wrong_dialect_by_name_is_refused_or_reads_no_wrong_leaf(
	void **state)
{
	static const enum fake_kind kinds[] = {
		FAKE_2020, FAKE_2021, FAKE_2022,
	};
	static const enum dialect dialects[] = {
		DIALECT_2020, DIALECT_2021, DIALECT_2022,
	};

	(void)state;
	for (int i = 0; i < 3; i++) {
		for (int k = 0; k < 3; k++) {
			struct fake_config c = busy(kinds[i]);
			int got = run(&c, dialects[k]);

			if (i == k) {
				assert_int_equal(got, 1);
			} else if (i == 1 || k == 1) {
				assert_int_equal(got, 0);
				assert_non_null(strstr(err.text, "dialect"));
			} else {
				/* Both count reasons at E. */
				assert_int_equal(got, 1);
				assert_true(probe.quirks & QUIRK_NO_TOTAL);
				if (dialects[k] == DIALECT_2022)
					assert_true(probe.quirks &
						    QUIRK_NO_CYCLES);
			}
		}
	}
}

static void cpuid_that_fails_is_an_error_not_an_answer(void **state)
{
	struct fake_config c = busy(FAKE_NATIVE);

	(void)state;
	c.hazards = HZ_FAULTS;
	assert_int_equal(run(&c, DIALECT_NONE), -1);
	assert_string_equal(err.text, "CPUID faults");
}

static void a_native_host_of_a_newer_version_is_named_as_that(void **state)
{
	struct fake_config c = busy(FAKE_NATIVE);

	(void)state;
	c.version = 9;
	assert_int_equal(run(&c, DIALECT_NONE), 0);
	assert_non_null(strstr(err.text, "version 9"));
}

static void a_recordings_words_name_dialect_and_quirks(void **state)
{
	struct probe p = { .dialect = DIALECT_2021 };
	char words[HOST_TEXT];
	size_t n;
	const struct quirk *quirk = quirk_all(&n);

	(void)state;
	assert_string_equal(probe_words(&p, words), "2021");
	p.quirks = QUIRK_NO_TOTAL | QUIRK_SWAPPED;
	assert_string_equal(probe_words(&p, words), "2021 no-total swapped");
	p.dialect = DIALECT_NONE;
	p.quirks = 0;
	assert_string_equal(probe_words(&p, words), "none");
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(quirk_find(quirk[i].word,
					    strlen(quirk[i].word)),
				 quirk[i].bit);
	}
	/* The longest that a probe can find has room. */
	p.dialect = DIALECT_2020_SVM;
	p.quirks = QUIRK_ONES * 2 - 1;
	assert_non_null(strstr(probe_words(&p, words), " unsafe-f ones"));
	assert_int_equal(quirk_find("no-totals", 9), 0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(each_dialect_is_found),
	cmocka_unit_test(a_native_host_tells_scope_vcpus_and_what_it_serves),
	cmocka_unit_test(a_native_amd_host_is_read_by_svm_codes),
	cmocka_unit_test(a_native_hosts_assignment_leaves_are_read_by_name),
	cmocka_unit_test(an_amd_course_host_is_asked_only_by_name),
	cmocka_unit_test(a_host_of_2017_is_left_untouched),
	cmocka_unit_test(an_unpatched_host_is_refused_in_one_short_sentence),
	cmocka_unit_test(a_total_that_leaps_is_not_used),
	cmocka_unit_test(a_host_that_goes_during_the_probe_has_no_false_quirks),
	cmocka_unit_test(a_hidden_signature_is_named_as_that),
	cmocka_unit_test(other_cpuids_do_not_spoil_the_probe),
	cmocka_unit_test(as_many_exits_of_others_once_are_no_double_counting),
	cmocka_unit_test(an_impossible_jump_is_no_sign_of_life),
	cmocka_unit_test(nothing_is_asked_without_a_kvm_signature),
	cmocka_unit_test(
		a_wrong_dialect_by_name_is_refused_or_reads_no_wrong_leaf),
	cmocka_unit_test(cpuid_that_fails_is_an_error_not_an_answer),
	cmocka_unit_test(a_native_host_of_a_newer_version_is_named_as_that),
	cmocka_unit_test(a_recordings_words_name_dialect_and_quirks),
};

RUN_TESTS(tests)
