/* SPDX-License-Identifier: GPL-2.0-only */
#include "fake_host.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "exittop/core/leaf.h"

#define START_WALL_NS 1700000000000000000ll
#define START_MONO_NS 5000000000ull
#define OTHERS FAKE_VCPUS	/* index of the host's other guests */

uint64_t fake_random(struct fake_host *host, uint64_t n)
{
	uint64_t z = host->rng += 0x9E3779B97F4A7C15ull;	/* splitmix64 */

	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ull;
	z = (z ^ z >> 27) * 0x94D049BB133111EBull;
	z ^= z >> 31;
	return n ? z % n : z;
}

bool fake_is_patched(enum fake_kind kind)
{
	return kind == FAKE_NATIVE || (kind >= FAKE_2020 &&
				       kind <= FAKE_2020_SVM);
}

/* Do the counters add up all VMs of the host? */
bool fake_is_wide(const struct fake_host *host)
{
	return host->config.kind != FAKE_NATIVE || host->config.host_scope;
}

static bool has(const struct fake_host *host, uint64_t hazard)
{
	return host->config.hazards & hazard;
}

static unsigned int slots(const struct fake_host *host)
{
	return reason_count(host->config.isa);
}

static unsigned int slot_cpuid(const struct fake_host *host)
{
	return reason_roles(host->config.isa)->cpuid;
}

static unsigned int some_vcpu(struct fake_host *host)
{
	return host->config.vcpus < 2 ? 0 :
	       (unsigned int)fake_random(host, host->config.vcpus);
}

static void book(struct fake_host *host, unsigned int who, unsigned int slot,
		 uint64_t n)
{
	double cost = host->config.cost[slot];
	double spread = 0.75 + (double)fake_random(host, 1000) / 2000;

	if (!n)
		return;
	host->exits[who][slot] += n;
	host->last[slot] = (uint64_t)(cost * spread);
	host->cycles[who][slot] += host->last[slot] + (uint64_t)
				   ((double)(n - 1) * cost);
	for (uint64_t i = 0; host->config.details && i < n; i++)
		fake_details_book(host, who, slot, i ? (uint64_t)cost :
				  host->last[slot]);
	/* H19: of two increments at the same time one may get lost. */
	if (has(host, HZ_LOST) && !fake_random(host, 16)) {
		host->lost[slot] += !fake_random(host, 2);
		host->lost_total++;
	}
}

static void pass(struct fake_host *host, unsigned int who, double *due,
		 const double *rate, double seconds)
{
	for (unsigned int i = 0, most = slots(host); i < most; i++) {
		uint64_t n, part;

		if (rate[i] <= 0)
			continue;
		due[i] += rate[i] * seconds;
		n = (uint64_t)due[i];
		part = n / host->config.vcpus;
		due[i] -= (double)n;
		if (who == OTHERS) {
			book(host, who, i, n);
			continue;
		}
		for (unsigned int v = 0; v < host->config.vcpus; v++) {
			book(host, v, i, part);
			n -= part;
		}
		book(host, some_vcpu(host), i, n);
	}
}

void fake_wait(struct fake_host *host, double seconds)
{
	host->now_s += seconds;
	pass(host, 0, host->due[0], host->config.rate, seconds);
	pass(host, OTHERS, host->due[1], host->config.others, seconds);
}

void fake_exits(struct fake_host *host, unsigned int slot, uint64_t n)
{
	book(host, some_vcpu(host), slot, n);
}

void fake_exits_on(struct fake_host *host, unsigned int vcpu,
		   unsigned int slot, uint64_t n)
{
	book(host, vcpu, slot, n);
}

static uint64_t sum_slot(const struct fake_host *host, unsigned int slot,
			 bool cycles)
{
	unsigned int last = fake_is_wide(host) ? OTHERS : FAKE_VCPUS - 1;
	uint64_t sum = 0;

	for (unsigned int v = 0; v <= last; v++)
		sum += cycles ? host->cycles[v][slot] : host->exits[v][slot];
	return sum;
}

static uint64_t counted(const struct fake_host *host, unsigned int slot)
{
	return sum_slot(host, slot, false) - host->zero[slot];
}

uint64_t fake_truth(const struct fake_host *host, unsigned int slot)
{
	uint64_t own = host->own - host->own_zero;

	return counted(host, slot) - (slot == slot_cpuid(host) ? own : 0);
}

uint64_t fake_truth_total(const struct fake_host *host)
{
	uint64_t sum = 0;

	for (unsigned int i = 0; i < slots(host); i++)
		sum += fake_truth(host, i);
	return sum;
}

uint64_t fake_truth_vcpu(const struct fake_host *host, unsigned int vcpu,
			 unsigned int slot)
{
	return host->exits[vcpu][slot];
}

void fake_reset(struct fake_host *host)
{
	for (unsigned int i = 0; i < slots(host); i++) {
		host->zero[i] = sum_slot(host, i, false);
		host->zero_cycles[i] = sum_slot(host, i, true);
		host->lost[i] = 0;
		for (unsigned int v = 0; v < FAKE_VCPUS; v++) {
			host->zero_each[v][i] = host->exits[v][i];
			host->zero_each_cycles[v][i] = host->cycles[v][i];
		}
	}
	fake_details_reset(host);
	host->lost_total = 0;
	host->base_total = 0;
	host->own_zero = host->own;
	host->epoch += 0x100000001ull;
}

void fake_freeze(struct fake_host *host)
{
	for (unsigned int v = 0; v <= host->config.vcpus; v++) {
		for (unsigned int i = 0; i < slots(host); i++) {
			host->stands[v][i] = fake_served(host, v, i, false);
			host->stands_cycles[v][i] = fake_served(host, v, i,
								true);
		}
		host->stands_total[v] = fake_served_total(host, v, false);
		host->stands_total_cycles[v] = fake_served_total(host, v, true);
	}
	host->frozen = true;
}

void fake_thaw(struct fake_host *host)
{
	host->frozen = false;
	for (unsigned int i = 0; i < slots(host); i++) {
		host->zero[i] += fake_served(host, 0, i, false) -
				 host->stands[0][i];
		host->zero_cycles[i] += fake_served(host, 0, i, true) -
					host->stands_cycles[0][i];
	}
}

void fake_migrate(struct fake_host *host, double gap_s)
{
	fake_reset(host);
	host->now_s += gap_s;
	host->tsc_skew = -(double)fake_random(host, 1000000000000ull);
	host->wall_skew_s += 0.25;
}

/* H15: what a hook behind __vmx_handle_exit()'s fast paths never sees. */
static bool is_fast(const struct fake_host *host, unsigned int slot)
{
	static const unsigned int fast[] = { 1, 7, 12, 32, 49, 52 };

	for (size_t i = 0; i < sizeof(fast) / sizeof(*fast); i++)
		if (host->config.isa == ISA_VMX && slot == fast[i])
			return true;
	return false;
}

uint64_t fake_served(const struct fake_host *host, unsigned int vcpu,
		     unsigned int slot, bool cycles)
{
	uint64_t n;

	if (host->frozen)
		return cycles ? host->stands_cycles[vcpu][slot]
			      : host->stands[vcpu][slot];
	if (has(host, HZ_BLIND) && is_fast(host, slot))
		return 0;
	if (has(host, HZ_FULL_KEY) && slot == 33)
		return 0;
	if (vcpu)
		return cycles ? host->cycles[vcpu - 1][slot] -
				host->zero_each_cycles[vcpu - 1][slot] :
				host->exits[vcpu - 1][slot] -
				host->zero_each[vcpu - 1][slot];
	if (cycles && has(host, HZ_CYCLES_ZERO))
		return 0;
	if (cycles && has(host, HZ_LAST_ONLY))
		return host->last[slot];
	if (cycles)
		n = sum_slot(host, slot, true) -
		    host->zero_cycles[slot];
	else
		n = counted(host, slot) - host->lost[slot];
	if (cycles && has(host, HZ_BEFORE_ONLY))
		n /= 16;
	if (!cycles && has(host, HZ_DOUBLE) && slot == slot_cpuid(host))
		n *= 2;
	if (!cycles && has(host, HZ_TWINS) && (slot == 46 || slot == 47))
		n = counted(host, 46) + counted(host, 47);
	return n;
}

uint64_t fake_served_total(struct fake_host *host, unsigned int vcpu,
			   bool cycles)
{
	uint64_t sum = host->base_total - host->lost_total;

	if (host->frozen)
		return cycles ? host->stands_total_cycles[vcpu]
			      : host->stands_total[vcpu];
	if (has(host, HZ_TOTAL_DEAD))
		return cycles ? 0 : 4711;
	if (cycles)
		sum = 0;
	for (unsigned int i = 0, most = slots(host); i < most; i++) {
		if (vcpu)
			sum += cycles ? host->cycles[vcpu - 1][i]
				      : host->exits[vcpu - 1][i];
		else if (cycles)
			sum += sum_slot(host, i, true) -
			       host->zero_cycles[i];
		else
			sum += counted(host, i);
	}
	if (!cycles && has(host, HZ_DOUBLE_TOTAL))
		sum += counted(host, slot_cpuid(host));
	if (!cycles && has(host, HZ_TOTAL_LOW))
		sum = (uint64_t)((double)sum * 0.78);
	if (!cycles && has(host, HZ_TOTAL_BACK) && !fake_random(host, 8))
		sum -= sum / 4;
	return sum;
}

/* Is a question of this kind one that some real host does not survive? */
static void judge(struct fake_host *host, uint32_t leaf, uint32_t subleaf)
{
	enum fake_kind kind = host->config.kind;
	bool course = leaf >= LEAF_C && leaf <= LEAF_F;

	if (leaf < LEAF_SIGNATURE || leaf > LEAF_F)
		return;
	if (!host->source.host.is_kvm && !host->config.forced)
		host->rude |= RUDE_NOT_KVM;
	if (leaf == LEAF_F && !host->proved)
		host->rude |= RUDE_F;
	if (course && subleaf >= LEAF_SAFE_CODES && !host->config.svm_named &&
	    host->config.isa != ISA_SVM)
		host->rude |= RUDE_CODE;
	if (course && leaf != LEAF_F && fake_is_patched(kind))
		host->proved = true;
}

static void remember(struct fake_host *host, uint32_t leaf, uint32_t subleaf)
{
	if (host->logged == host->room) {
		host->room = host->room ? host->room * 2 : 1024;
		host->log = realloc(host->log,
				    host->room * sizeof(*host->log));
		if (!host->log)
			abort();
	}
	host->log[host->logged++] = (struct fake_query){ leaf, subleaf,
							 host->round };
}

uint32_t fake_total_leaf(const struct fake_host *host)
{
	return host->config.kind == FAKE_NATIVE ? LEAF_TOTAL :
	       host->config.kind == FAKE_2022 ? LEAF_C : LEAF_F;
}

static void note_truth(struct fake_host *host, uint32_t leaf)
{
	host->total_at_last = fake_truth_total(host);
	if (leaf != fake_total_leaf(host) || host->asked_total)
		return;
	host->asked_total = true;
	host->total_at_total = host->total_at_last;
	for (unsigned int i = 0; i < slots(host); i++)
		host->at_total[i] = fake_truth(host, i);
}

static int fake_query(struct source *src, uint32_t leaf, uint32_t subleaf,
		      struct regs *out, struct err *err)
{
	struct fake_host *host = (struct fake_host *)src;
	unsigned int cpu = some_vcpu(host);

	remember(host, leaf, subleaf);
	judge(host, leaf, subleaf);
	if (has(host, HZ_FAULTS))
		return err_set(err, "CPUID faults");
	if (host->own + 1 == host->reset_at)
		fake_reset(host);
	if (host->own + 1 == host->off_at)
		host->off = true;
	if (host->own + 1 == host->freeze_at)
		fake_freeze(host);
	if (host->own + 1 == host->thaw_at)
		fake_thaw(host);
	if (host->own + 1 == host->land_at)
		fake_exits(host, host->land_slot, host->land_n);
	if (has(host, HZ_COUNT_AFTER))
		*out = fake_answer(host, leaf, subleaf);
	host->exits[cpu][slot_cpuid(host)]++;
	host->own++;
	if (!has(host, HZ_COUNT_AFTER))
		*out = fake_answer(host, leaf, subleaf);
	note_truth(host, leaf);
	/* Its cycles are booked when the exit is over. */
	host->exits[cpu][slot_cpuid(host)]--;
	book(host, cpu, slot_cpuid(host), 1);
	fake_wait(host, host->config.cpuid_ns / 1e9);
	return 1;
}

static int fake_next(struct source *src, struct stamp *stamp, struct err *err)
{
	struct fake_host *host = (struct fake_host *)src;
	double hz = host->config.tsc_hz;

	(void)err;
	if (host->round++)
		fake_wait(host, host->config.step_s);
	host->round_first = host->logged;
	host->asked_total = false;
	stamp->mono_ns = START_MONO_NS + (uint64_t)(host->now_s * 1e9);
	stamp->wall_ns = START_WALL_NS + (int64_t)
			 ((host->now_s + host->wall_skew_s) * 1e9);
	stamp->tsc = (uint64_t)((1e6 + host->now_s) * hz + host->tsc_skew);
	for (unsigned int i = 0; i < slots(host); i++)
		host->at_round[i] = fake_truth(host, i);
	host->total_at_round = fake_truth_total(host);
	return 1;
}

unsigned int fake_round_queries(const struct fake_host *host)
{
	return host->logged - host->round_first;
}

static void fake_close(struct source *src)
{
	(void)src;
}

static const struct source_ops fake_ops = {
	fake_next, fake_query, fake_close, NULL
};

static void name_host(struct fake_host *host)
{
	static const char *const hypervisor[FAKE_KINDS] = {
		[FAKE_METAL] = "", [FAKE_XEN] = "XenVMMXenVMM",
		[FAKE_HYPERV] = "Microsoft Hv",
		[FAKE_VMWARE] = "VMwareVMware",
	};
	struct host *id = &host->source.host;
	const char *name = hypervisor[host->config.kind];

	strcpy(id->hypervisor, name ? name : "KVMKVMKVM");
	id->is_kvm = !name;
	id->has_hypervisor = id->hypervisor[0];
	strcpy(id->vendor, host->config.amd ? "AuthenticAMD"
					    : "GenuineIntel");
	strcpy(id->brand, host->config.amd ? "Fake EPYC" : "Fake Xeon");
	strcpy(id->codename, "Fake");
}

void fake_init(struct fake_host *host, const struct fake_config *config)
{
	struct fake_config *c = &host->config;

	memset(host, 0, sizeof(*host));
	*c = *config;
	c->vcpus = c->vcpus ? c->vcpus : 1;
	c->basic = c->basic ? c->basic : 0xd;
	c->step_s = c->step_s > 0 ? c->step_s : 1;
	c->cpuid_ns = c->cpuid_ns > 0 ? c->cpuid_ns : 700;
	c->tsc_hz = c->tsc_hz > 0 ? c->tsc_hz : 2.5e9;
	if (c->kind == FAKE_2020_SVM)
		c->isa = ISA_SVM;
	if (c->kind == FAKE_ZERO || c->isa == ISA_SVM)
		c->amd = true;
	host->rng = c->seed;
	host->epoch = 0x123456789abcdefull;
	for (unsigned int i = 0; i < slots(host); i++) {
		c->cost[i] = c->cost[i] > 0 ? c->cost[i] : 1500;
		book(host, 0, i, c->base[i]);
		host->due[0][i] = (double)fake_random(host, 1000) / 1000;
		host->due[1][i] = (double)fake_random(host, 1000) / 1000;
	}
	host->base_total = (uint64_t)c->total_beyond;
	memset(host->lost, 0, sizeof(host->lost));
	host->lost_total = 0;
	host->source.ops = &fake_ops;
	name_host(host);
}

void fake_free(struct fake_host *host)
{
	free(host->log);
	host->log = NULL;
}
