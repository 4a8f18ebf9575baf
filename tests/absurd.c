/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "absurd.h"
#include "exittop/base/utf8.h"
#include "exittop/core/leaf.h"

#define ROUNDS	   12	/* at most */
#define ASKED	   24	/* answers a round */

/* A source made of a seed: a recording that nobody wrote. */
struct absurd {
	struct source source;
	uint64_t rng;
	unsigned int round, asked;
	uint64_t mono_ns, tsc;
	int64_t wall_ns;
	uint32_t total_leaf, count_leaf;
	bool wide, svm;
	unsigned int sane;	/* one value in so many is absurd */
	unsigned int rounds, vcpus;
	uint64_t total, total_cycles, count[256], cycles[256];
};

static struct absurd absurd;
static uint64_t draw(uint64_t n)
{
	uint64_t z = absurd.rng += 0x9E3779B97F4A7C15ull;	/* splitmix64 */

	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ull;
	z = (z ^ z >> 27) * 0x94D049BB133111EBull;
	z ^= z >> 31;
	return n ? z % n : z;
}

/* A number of any size, often near the ends of what fits. */
static uint64_t number(void)
{
	switch (draw(6)) {
	case 0:	 return UINT64_MAX - draw(1000);
	case 1:	 return (uint64_t)INT64_MAX - 500 + draw(1000);
	case 2:	 return draw(1000);
	case 3:	 return (uint64_t)UINT32_MAX - 500 + draw(1000);
	default: return draw(0) >> draw(64);
	}
}

/* Mostly a little more than before; now and then anything. */
static uint64_t step(uint64_t value, uint64_t least, uint64_t most)
{
	return draw(absurd.sane) ? value + least + draw(most) : number();
}

/* Every CPUID is an exit, and others come meanwhile. */
static void exits(void)
{
	unsigned int cpuid = absurd.svm ? 0x72 : 10;
	unsigned int busy = (unsigned int)draw(86), n = (unsigned int)draw(4);
	uint64_t before = absurd.count[busy];

	absurd.count[cpuid]++;
	absurd.cycles[cpuid] += 1500;
	absurd.count[busy] = step(before, 0, n + 1);
	absurd.cycles[busy] = step(absurd.cycles[busy], 0, 50000);
	absurd.total = step(absurd.total, 1 + absurd.count[busy] - before, 2);
	absurd.total_cycles = step(absurd.total_cycles, 1500, 50000);
}

static int absurd_next(struct source *src, struct stamp *stamp,
		       struct err *err)
{
	(void)err;
	if (absurd.round++ == absurd.rounds)
		return 0;
	absurd.asked = 0;
	absurd.mono_ns = step(absurd.mono_ns, 900000000, 200000000);
	absurd.wall_ns = (int64_t)step((uint64_t)absurd.wall_ns, 900000000,
				       200000000);
	absurd.tsc = step(absurd.tsc, 2250000000, 500000000);
	stamp->mono_ns = absurd.mono_ns;
	stamp->wall_ns = absurd.wall_ns;
	stamp->tsc = absurd.tsc;
	src->issued_end = src->issued + ASKED;
	src->delay_s = draw(4) ? 1 : (double)draw(5000);
	return 1;
}

static int absurd_query(struct source *src, uint32_t leaf, uint32_t subleaf,
			struct regs *out, struct err *err)
{
	uint64_t count, cycles;

	(void)src;
	(void)err;
	if (leaf == LEAF_SIGNATURE && absurd.wide) {
		*out = (struct regs){ LEAF_EPOCH, 0, 0, 0 };
		memcpy(&out->ebx, "EXIT", 4);
		memcpy(&out->ecx, "COUN", 4);
		memcpy(&out->edx, "TERS", 4);
		return 1;
	}
	if (leaf == LEAF_INFO && absurd.wide) {
		*out = (struct regs){ 1 | 1 << 8 | absurd.svm << 9 |
				      (draw(absurd.sane) ? absurd.vcpus :
				       (uint32_t)draw(65536)) << 16,
				      (uint32_t)draw(2000), 2500000,
				      (uint32_t)draw(0) };
		return 1;
	}
	absurd.asked++;
	exits();
	count = leaf == absurd.total_leaf ? absurd.total :
		absurd.count[subleaf % 256];
	cycles = leaf == absurd.total_leaf ? absurd.total_cycles :
		 absurd.cycles[subleaf % 256];
	if (!draw(absurd.sane))
		*out = (struct regs){ UINT32_MAX, UINT32_MAX, UINT32_MAX,
				      UINT32_MAX };
	else if (absurd.wide)
		*out = (struct regs){ (uint32_t)count, (uint32_t)(count >> 32),
				      (uint32_t)cycles,
				      (uint32_t)(cycles >> 32) };
	else
		*out = (struct regs){ (uint32_t)count,
				      (uint32_t)(cycles >> 32),
				      (uint32_t)cycles, (uint32_t)draw(0) };
	return 1;
}

static uint32_t code(void)
{
	if (!draw(20))
		return 0xfff0 + (uint32_t)draw(16);
	if (!absurd.svm)
		return (uint32_t)draw(86);
	return (uint32_t)(draw(4) ? draw(0xa7) : 0x400 + draw(8));
}

static bool absurd_pending(struct source *src, uint32_t *leaf,
			   uint32_t *subleaf)
{
	(void)src;
	if (absurd.asked >= ASKED)
		return false;
	*leaf = draw(3) ? absurd.count_leaf : absurd.total_leaf;
	*subleaf = *leaf == absurd.total_leaf ? 0 : code();
	if (!draw(absurd.sane))
		*leaf = draw(2) ? LEAF_CONTROL : LEAF_SIGNATURE;
	/* A question that is not one of the counters' is answered, too. */
	absurd.asked += *leaf == LEAF_SIGNATURE;
	return true;
}

static void absurd_close(struct source *src)
{
	(void)src;
}

static const struct source_ops absurd_ops = {
	absurd_next, absurd_query, absurd_close, absurd_pending
};

struct source *absurd_begin(uint64_t seed)
{
	static const enum dialect dialects[] = {
		DIALECT_NATIVE, DIALECT_2020, DIALECT_2021, DIALECT_2022,
		DIALECT_2020_SVM,
	};
	static const unsigned int sane[] = { 8, 100, 1000, 10000 };
	enum dialect dialect;
	struct host *host = &absurd.source.host;

	memset(&absurd, 0, sizeof(absurd));
	absurd.rng = seed;
	dialect = dialects[draw(5)];
	absurd.source.ops = &absurd_ops;
	absurd.source.replay = true;
	absurd.wide = dialect == DIALECT_NATIVE;
	absurd.total_leaf = leaf_map(dialect)->total_count;
	absurd.count_leaf = leaf_map(dialect)->count;
	absurd.mono_ns = number();
	absurd.wall_ns = (int64_t)number();
	absurd.tsc = number();
	absurd.svm = draw(3) == 0 || dialect == DIALECT_2020_SVM;
	absurd.sane = sane[draw(4)];
	absurd.rounds = 1 + (unsigned int)draw(ROUNDS);
	absurd.vcpus = (unsigned int)draw(draw(3) ? 3 : 65536);
	for (int i = 0; i < 256; i++) {
		absurd.count[i] = draw(4) ? 0 : number() >> 8;
		absurd.cycles[i] = draw(4) ? 0 : number() >> 8;
		absurd.total += absurd.count[i];
		absurd.total_cycles += absurd.cycles[i];
	}
	host->is_kvm = host->has_hypervisor = true;
	strcpy(host->vendor, draw(2) ? "GenuineIntel" : "AuthenticAMD");
	strcpy(host->hypervisor, "KVMKVMKVM");
	strcpy(host->dialect, host_dialect_name(dialect));
	for (size_t n = draw(40); n; n--)
		host->brand[n - 1] = (char)(1 + draw(255));
	utf8_visible(host->brand);	/* as the reader of recordings does */
	return &absurd.source;
}
