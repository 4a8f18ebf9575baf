/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * 10,000 random hosts: every kind, any hazards, any activity. What is decided
 * is right, and what cannot be told is not decided. The confusion matrix is
 * printed and kept: DETECTION=tests/DETECTION.md build/.../test_detection.t
 */
#include "unit.h"

#include "exittop/facts/quirk.h"
#include "rig.h"

#define HOSTS 10000

enum outcome {
	SAID_NATIVE, SAID_2020, SAID_2021, SAID_2022, SAID_2020_SVM,
	SAID_UNPATCHED, SAID_NOT_KVM, SAID_CANNOT_TELL, SAID_FAILED, OUTCOMES
};

static const char *const outcome_names[OUTCOMES] = {
	"native", "2020", "2021", "2022", "2020-svm", "does not answer",
	"not KVM", "cannot tell", "failed",
};

static const char *const kind_names[FAKE_KINDS] = {
	[FAKE_NATIVE] = "native", [FAKE_2017] = "2017",
	[FAKE_2020] = "2020", [FAKE_2021] = "2021", [FAKE_2022] = "2022",
	[FAKE_2020_SVM] = "2020-svm",
	[FAKE_INTEL] = "unpatched, Intel", [FAKE_ZERO] = "unpatched, AMD",
	[FAKE_METAL] = "bare metal", [FAKE_XEN] = "Xen",
	[FAKE_HYPERV] = "Hyper-V", [FAKE_VMWARE] = "VMware",
};

static struct rig rig;
static unsigned int matrix[FAKE_KINDS][OUTCOMES];
/* The same for hosts without a hazard. */
static unsigned int clean[FAKE_KINDS][OUTCOMES];
static uint64_t rng = 20261122;

static uint64_t below(uint64_t n)
{
	rng = rng * 6364136223846793005ull + 1442695040888963407ull;
	return (rng >> 33) % n;
}

/* Hazards that make it impossible to tell, or to read: the count's leaf. */
static bool count_is_broken(const struct fake_config *c)
{
	uint64_t fatal = HZ_ECX_LOST | HZ_CONSTANT | HZ_FAULTS;

	if (c->kind == FAKE_2021)
		fatal |= HZ_DEAD_D | HZ_ECHO_D;
	else
		fatal |= HZ_DEAD_E | HZ_ECHO_E;
	return c->hazards & fatal;
}

/*
 * Hosts of 2020 and 2022 count reasons at E alike. Only C, D or F, where they
 * live, tell them apart.
 */
static bool others_are_broken(const struct fake_config *c)
{
	static const struct {
		uint64_t c, d, f;
	} dead = {
		HZ_DEAD_C | HZ_ECHO_C | HZ_TOTAL_DEAD | HZ_TOTAL_BACK,
		HZ_DEAD_D | HZ_ECHO_D | HZ_TOTAL_DEAD,
		HZ_DEAD_F | HZ_ECHO_F | HZ_F_TOGGLES,
	};

	if (c->kind == FAKE_2020)
		return c->hazards & (dead.f | HZ_TOTAL_DEAD | HZ_TOTAL_BACK);
	if (c->kind == FAKE_2022)
		return c->hazards & dead.c && c->hazards & dead.d &&
		       c->hazards & (dead.f | HZ_LAST_ONLY | HZ_CYCLES_ZERO |
				     HZ_NO_SENTINEL | HZ_SENTINEL_OFF);
	return false;
}

static struct fake_config draw(void)
{
	static const unsigned int basics[] = { 0xb, 0xd, 0x14, 0x16, 0x1f };
	struct fake_config c = { .kind = (enum fake_kind)below(FAKE_KINDS),
				 .seed = below(1u << 30) };
	uint64_t n = below(4);

	while (n--)
		c.hazards |= 1ull << below(35);
	/* A faulting CPUID ends it all: now and then is enough. */
	if (below(8))
		c.hazards &= ~HZ_FAULTS;
	c.amd = !below(3);
	c.wandering = !below(3);
	c.basic = basics[below(5)];
	c.vcpus = 1 + (unsigned int)below(FAKE_VCPUS);
	c.host_scope = below(2);
	c.isa = c.kind == FAKE_NATIVE && !below(3) ? ISA_SVM : ISA_VMX;
	c.served = below(2) ? 2020 + (unsigned int)below(3) : 0;
	c.cpuid_ns = below(2) ? 700 : 20000;
	for (int i = 0; i < 86; i++) {
		if (below(3) == 0)
			c.base[i] = below(1ull << (1 + below(36)));
		if (below(4) == 0)
			c.rate[i] = (double)below(1u << (1 + below(17)));
		if (below(6) == 0)
			c.others[i] = (double)below(1u << (1 + below(17)));
		c.cost[i] = (double)(600 + below(20000));
	}
	/* What does not exist does not happen: undefined codes, CR10. */
	for (unsigned int i = 0; i < 86; i++)
		if (!reason_get(ISA_VMX, i)->defined ||
		    (c.kind == FAKE_2020_SVM && i == 10))
			c.rate[i] = c.others[i] = 0;
	/* Every VM has interrupts and I/O. */
	if (c.kind != FAKE_2020_SVM && c.isa == ISA_VMX)
		c.base[30] += 1;
	return c;
}

static enum outcome ask(const struct fake_config *c)
{
	int got = rig_start(&rig, c, DIALECT_NONE);

	if (got < 0)
		return SAID_FAILED;
	if (got == 0) {
		if (strstr(rig.err.text, "cannot tell"))
			return SAID_CANNOT_TELL;
		return rig.host.source.host.is_kvm ? SAID_UNPATCHED
						   : SAID_NOT_KVM;
	}
	switch (rig.probe.dialect) {
	case DIALECT_NATIVE:	return SAID_NATIVE;
	case DIALECT_2020:	return SAID_2020;
	case DIALECT_2021:	return SAID_2021;
	case DIALECT_2022:	return SAID_2022;
	case DIALECT_2020_SVM:	return SAID_2020_SVM;
	default:		return OUTCOMES;
	}
}

static enum outcome right_answer(enum fake_kind kind)
{
	switch (kind) {
	case FAKE_NATIVE:	return SAID_NATIVE;
	case FAKE_2020:		return SAID_2020;
	case FAKE_2021:		return SAID_2021;
	case FAKE_2022:		return SAID_2022;
	case FAKE_METAL:
	case FAKE_XEN:
	case FAKE_HYPERV:
	case FAKE_VMWARE:	return SAID_NOT_KVM;
	default:		return SAID_UNPATCHED;
	}
}

static bool is_allowed(const struct fake_config *c, enum outcome said)
{
	enum outcome right = right_answer(c->kind);

	if (right == SAID_NOT_KVM)
		return said == right;
	if (c->hazards & HZ_FAULTS)
		return said == SAID_FAILED;
	if (said == right)
		/* Nothing is read from a broken count. */
		return !fake_is_patched(c->kind) || c->kind == FAKE_NATIVE ||
		       c->kind == FAKE_2020_SVM || !count_is_broken(c);
	/* 2020-svm is found where what it answers to safe codes proves it. */
	if (c->kind == FAKE_2020_SVM)
		return said == SAID_CANNOT_TELL || said == SAID_UNPATCHED ||
		       (said == SAID_2020_SVM && !count_is_broken(c));
	if (said == SAID_UNPATCHED)
		return count_is_broken(c);
	return said == SAID_CANNOT_TELL && c->kind != FAKE_NATIVE &&
	       (count_is_broken(c) || others_are_broken(c));
}

/* Reads a little, so that what is shown can be judged. */
static void read_some(const struct fake_config *c)
{
	rig_rounds(&rig, 3);
	if (c->hazards & (HZ_DOUBLE | HZ_DOUBLE_TOTAL | HZ_LOST | HZ_TWINS |
			  HZ_BLIND | HZ_FULL_KEY | HZ_TOTAL_BACK |
			  HZ_COUNT_AFTER))
		return;
	for (unsigned int i = 0; i < rig.snap.reasons; i++) {
		const struct row *row = &rig.snap.rows[i];
		uint64_t shown = row->count, high = fake_truth(&rig.host, i);
		uint64_t low = rig.host.at_round[i];

		if (!(row->has & HAS_COUNT) || row->reading == READING_RESET ||
		    !rig.monitor.sampler.counters[i].read_round)
			continue;
		/* Counts of 32 bits are known modulo 2^32. */
		if (rig.snap.dialect != DIALECT_NATIVE) {
			shown = (uint32_t)(shown - low);
			high -= low;
			low = 0;
		}
		if (rig.monitor.sampler.counters[i].read_round !=
		    rig.snap.round)
			continue;
		if (shown < low || shown > high)
			fail_msg("hazards %#llx, %s: reason %u shows %llu, "
				 "%llu..%llu is true",
				 (unsigned long long)c->hazards,
				 kind_names[c->kind], i,
				 (unsigned long long)shown,
				 (unsigned long long)low,
				 (unsigned long long)high);
	}
}

static void write_matrix(FILE *out, const char *before,
			 unsigned int table[FAKE_KINDS][OUTCOMES])
{
	fprintf(out, "%s| the host is |", before);
	for (int o = 0; o < OUTCOMES; o++)
		fprintf(out, " %s |", outcome_names[o]);
	fprintf(out, "\n%s|---|", before);
	for (int o = 0; o < OUTCOMES; o++)
		fputs("---:|", out);
	fputc('\n', out);
	for (int k = 0; k < FAKE_KINDS; k++) {
		fprintf(out, "%s| %s |", before, kind_names[k]);
		for (int o = 0; o < OUTCOMES; o++)
			if (table[k][o])
				fprintf(out, " %u |", table[k][o]);
			else
				fputs(" |", out);
		fputc('\n', out);
	}
}

static void keep_matrix(void)
{
	const char *path = getenv("DETECTION");
	FILE *out = path ? fopen(path, "w") : NULL;

	if (!out)
		return;
	fprintf(out, "# Which hosts are taken for what\n\n"
		"%d random hosts of every kind, with 0 to 3 random hazards, "
		"any activity, one to four\nvCPUs, other VMs beside them; "
		"made by test_detection.c. A row is what the host is, a\n"
		"column what exittop said.\n\n", HOSTS);
	write_matrix(out, "", matrix);
	fputs("\nThose of them without any hazard:\n\n", out);
	write_matrix(out, "", clean);
	fputs("\n\"cannot tell\" and \"does not answer\" in a patched row are "
	      "hosts whose count of reasons is\nbroken (dead leaf, echo, "
	      "constant, ECX lost), or of which nothing is left alive that "
	      "2020\nand 2022 do not share. A host of 2020-svm is read where its "
	      "answers to codes that are\nsafe prove that it counts by SVM "
	      "codes; else by its name (--dialect 2020-svm).\n", out);
	fclose(out);
}

static void ten_thousand_hosts_are_told_or_said_to_be_untold(void **state)
{
	unsigned int wrong = 0;

	(void)state;
	for (int i = 0; i < HOSTS; i++) {
		struct fake_config c = draw();
		enum outcome said = ask(&c);

		assert_true(said < OUTCOMES);
		matrix[c.kind][said]++;
		if (!c.hazards)
			clean[c.kind][said]++;
		if (!is_allowed(&c, said)) {
			if (wrong++ < 10)
				print_message("# host %d: %s, hazards %#llx, "
					      "was said to be: %s\n", i,
					      kind_names[c.kind],
					      (unsigned long long)c.hazards,
					      outcome_names[said]);
		} else if (said <= SAID_2020_SVM) {
			read_some(&c);
		}
		rig_end(&rig);
	}
	write_matrix(stdout, "# ", matrix);
	keep_matrix();
	assert_int_equal(wrong, 0);
}

/* An AMD course host, by its name: found, whatever else is wrong with it. */
static void an_amd_host_by_name_is_read_or_refused(void **state)
{
	unsigned int read = 0;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		struct fake_config c = draw();
		int got;

		c.kind = i % 4 ? FAKE_2020_SVM : FAKE_ZERO;
		c.svm_named = true;
		c.hazards &= ~HZ_FAULTS;
		got = rig_start(&rig, &c, DIALECT_2020_SVM);
		if (c.kind == FAKE_ZERO)
			assert_int_equal(got, 0);
		else
			assert_int_equal(got, !count_is_broken(&c));
		read += got;
		rig_end(&rig);
	}
	assert_true(read > 300);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(ten_thousand_hosts_are_told_or_said_to_be_untold),
	cmocka_unit_test(an_amd_host_by_name_is_read_or_refused),
};

RUN_TESTS(tests)
