/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_FAKE_HOST_H
#define TESTS_FAKE_HOST_H

#include <stdbool.h>
#include <stdint.h>

#include "exittop/facts/reason.h"
#include "exittop/source/source.h"

/*
 * fake_host: a host made of numbers, behind the source interface. It speaks
 * every dialect, has every hazard of facts/dialects.md that lives at the
 * CPUID seam, knows the truth, and remembers what it was asked.
 *
 * Its clock stands still but for next(), which lets config.step_s pass, and
 * for every CPUID, which takes config.cpuid_ns, is an exit, and lets other
 * exits happen meanwhile. Everything follows from config.seed.
 */

#define FAKE_VCPUS 4

/* Faults of a host that says what is inside a reason. */
enum {
	CONTRARY_SUM = 1,	/* more exits in the buckets than counted */
	CONTRARY_ERROR = 2,	/* errors above their counts */
	CONTRARY_BACK = 4,	/* counts of keys go back */
	CONTRARY_MOVING = 8,	/* other keys with every question */
	CONTRARY_ONES = 16,	/* no answer */
	CONTRARY_MORE = 32,	/* more exits of keys than counted */
	CONTRARY_FEWER = 64	/* keys stand still while exits come */
};

#define FAKE_BUCKETS 114
#define FAKE_KEYS    16

struct fake_stay {
	uint64_t key, count, error, cycles;
};

struct fake_host;

enum fake_kind {
	FAKE_NATIVE, FAKE_2017, FAKE_2020, FAKE_2021, FAKE_2022,
	FAKE_2020_SVM,
	FAKE_INTEL,		/* unpatched KVM, Intel guest: answers with the
				 * highest basic leaf */
	FAKE_ZERO,		/* unpatched KVM, AMD guest: zeros */
	FAKE_METAL, FAKE_XEN, FAKE_HYPERV, FAKE_VMWARE,
	FAKE_KINDS
};

/* Hazards: H1.. of facts/dialects.md. */
#define HZ(n) (1ull << (n))
#define HZ_F_TOGGLES	HZ(0)	/* H1: F changes CPUID.0's vendor */
#define HZ_FAULTS	HZ(1)	/* H5: CPUID raises SIGSEGV */
#define HZ_DEAD_C	HZ(2)	/* H6: a typo in the leaf's number */
#define HZ_DEAD_D	HZ(3)
#define HZ_DEAD_E	HZ(4)
#define HZ_DEAD_F	HZ(5)
#define HZ_ECX_LOST	HZ(6)	/* H7: always answers for reason 0 */
#define HZ_ECHO_C	HZ(7)	/* H8: EAX and ECX come back as given */
#define HZ_ECHO_D	HZ(8)
#define HZ_ECHO_E	HZ(9)
#define HZ_ECHO_F	HZ(10)
#define HZ_GARBAGE	HZ(11)	/* H9: unspecified registers */
#define HZ_SENTINEL_28	HZ(12)	/* H9: EDX = 0x0FFFFFFF */
#define HZ_SENTINEL_EAX	HZ(13)	/* H9: EAX = 0xFFFFFFFF, the rest 0 */
#define HZ_NO_SENTINEL	HZ(14)	/* H10: zeros for undefined reasons */
#define HZ_SENTINEL_OFF	HZ(15)	/* H10: sent for disabled ones instead */
#define HZ_SENTINEL_65	HZ(16)	/* H10: sent for more reasons: 65 */
#define HZ_SWAPPED	HZ(17)	/* H11: cycles' words are swapped */
#define HZ_MASKED	HZ(18)	/* H11: EBX masked to 28 bits */
#define HZ_TORN_BACK	HZ(19)	/* H12: old high word, new low one */
#define HZ_TORN_AHEAD	HZ(20)	/* H12: new high word, old low one */
#define HZ_BEFORE_ONLY	HZ(21)	/* H14: cycles before the handler only */
#define HZ_LAST_ONLY	HZ(22)	/* H14: cycles of the last exit only */
#define HZ_BLIND	HZ(23)	/* H15: fast paths are not counted */
#define HZ_TWINS	HZ(24)	/* H16: 46 and 47 are bumped together */
#define HZ_FULL_KEY	HZ(25)	/* H17: entry failures vanish */
#define HZ_DOUBLE	HZ(26)	/* H18: CPUID is counted twice */
#define HZ_DOUBLE_TOTAL	HZ(27)	/* H18: and so is it in the total */
#define HZ_LOST		HZ(28)	/* H19: increments get lost */
#define HZ_CONSTANT	HZ(29)	/* H20: the same constant for every n */
#define HZ_TOTAL_DEAD	HZ(30)	/* H21 */
#define HZ_TOTAL_BACK	HZ(31)	/* H21: not monotone */
#define HZ_TOTAL_LOW	HZ(32)	/* H21: 78 % of the sum */
#define HZ_COUNT_AFTER	HZ(33)	/* an exit is counted once answered */
#define HZ_CYCLES_ZERO	HZ(34)	/* cycles are not counted at all */
#define HZ_LAST		HZ_CYCLES_ZERO

struct fake_config {
	enum fake_kind kind;
	enum isa isa;			/* of FAKE_NATIVE */
	uint64_t hazards, seed;
	unsigned int vcpus;		/* native: 1..FAKE_VCPUS; 0 is 1 */
	bool host_scope;		/* native: all VMs together */
	bool epoch;			/* native: serves the epoch */
	bool other;			/* ... and what no reason holds */
	unsigned int served;		/* native: the year served beside */
	unsigned int version;		/* native: of the leaves; 0: 1 */
	bool amd;			/* vendor, and unpatched answers */
	bool wandering;			/* the CPU changes with every query */
	bool forced;			/* the test asks with --force */
	bool svm_named;			/* ... or names the SVM dialect */
	unsigned int basic;		/* highest basic leaf; 0: 0xd */
	double step_s;			/* 0: 1 */
	double cpuid_ns;		/* 0: 700 */
	double tsc_hz;			/* 0: 2.5e9 */
	double rate[REASON_SLOTS];	/* exits/s of this guest */
	double others[REASON_SLOTS];	/* and of the host's other guests */
	double cost[REASON_SLOTS];	/* cycles an exit; 0: 1500 */
	uint64_t base[REASON_SLOTS];	/* counted before exittop began */
	unsigned int details;		/* native: 1 durations and keys, 2
					 * pages, too */
	/* The key of an exit of @slot; NULL: none has any. */
	uint64_t (*key)(struct fake_host *host, unsigned int slot);
	unsigned int contrary;		/* CONTRARY_* */
	uint32_t bucket_base;		/* what all buckets begin at */
	int64_t total_beyond;		/* total beyond the sum at the start */
};

struct fake_query {
	uint32_t leaf, subleaf;
	uint64_t round;
};

enum { RUDE_F = 1, RUDE_CODE = 2, RUDE_NOT_KVM = 4 };

struct fake_host {
	struct source source;
	struct fake_config config;
	uint64_t rng;
	double now_s;			/* since the start */
	double wall_skew_s, tsc_skew;	/* jumps of those clocks */
	uint64_t round;
	/* the truth, own exits included, by vCPU (the last: other VMs) */
	uint64_t exits[FAKE_VCPUS + 1][REASON_SLOTS];
	uint64_t cycles[FAKE_VCPUS + 1][REASON_SLOTS];
	uint64_t zero[REASON_SLOTS], zero_cycles[REASON_SLOTS];
	uint64_t zero_total, base_total;
	double due[2][REASON_SLOTS];
	uint64_t last[REASON_SLOTS];	/* cycles of the last exit */
	uint64_t lost[REASON_SLOTS], lost_total;
	uint32_t high[REASON_SLOTS];	/* last high word told (H12) */
	bool told[REASON_SLOTS];	/* ... if any was */
	uint64_t own;			/* CPUIDs of exittop */
	uint64_t own_zero;		/* of them before the last reset */
	uint64_t reset_at;		/* fake_reset() before this CPUID */
	uint64_t land_at;		/* `land_n` exits of `land_slot` before
					 * this CPUID is answered */
	unsigned int land_slot;
	uint64_t land_n;
	unsigned int toggles;		/* of CPUID.0's vendor */
	bool changed;			/* ... and it is changed now */
	unsigned int torn;		/* torn answers given */
	bool off;			/* answers as an unpatched host */
	uint64_t off_at, freeze_at;	/* ... or freezes before this CPUID */
	uint64_t thaw_at;		/* and counts again before that one */
	bool frozen;			/* the counters stand still */
	/* of all vCPUs, and of each */
	uint64_t stands[FAKE_VCPUS + 1][REASON_SLOTS];
	uint64_t stands_cycles[FAKE_VCPUS + 1][REASON_SLOTS];
	uint64_t stands_total[FAKE_VCPUS + 1];
	uint64_t stands_total_cycles[FAKE_VCPUS + 1];
	uint64_t epoch;
	uint64_t zero_each[FAKE_VCPUS + 1][REASON_SLOTS];
	uint64_t zero_each_cycles[FAKE_VCPUS + 1][REASON_SLOTS];
	uint32_t bucket[FAKE_VCPUS + 1][REASON_SLOTS][FAKE_BUCKETS];
	struct fake_stay stay[FAKE_VCPUS + 1][REASON_SLOTS][FAKE_KEYS];
	uint64_t longest[REASON_SLOTS];
	/* what was asked */
	struct fake_query *log;
	unsigned int logged, room;
	unsigned int round_first;	/* log[round_first] began the round */
	bool proved;			/* a patched leaf has answered */
	unsigned int rude;		/* RUDE_* */
	/* the truth when this round began, when the total was first asked
	 * for in it, and after its last CPUID */
	uint64_t at_round[REASON_SLOTS], total_at_round;
	uint64_t at_total[REASON_SLOTS], total_at_total, total_at_last;
	bool asked_total;
};

/* Fills the caller's struct; fake_free() it. */
void fake_init(struct fake_host *host, const struct fake_config *config);
void fake_free(struct fake_host *host);

/* Lets time pass, with its exits. */
void fake_wait(struct fake_host *host, double seconds);

/* @n exits of one reason at once, of this guest. */
void fake_exits(struct fake_host *host, unsigned int slot, uint64_t n);
/* The same on one vCPU, from 0. */
void fake_exits_on(struct fake_host *host, unsigned int vcpu,
		   unsigned int slot, uint64_t n);

/* Every counter begins again at 0 (module reloaded, guest migrated). */
void fake_reset(struct fake_host *host);

/* The counters stand still until fake_thaw(), which skips what came between. */
void fake_freeze(struct fake_host *host);
void fake_thaw(struct fake_host *host);

/* The guest wakes up elsewhere: clocks jump, counters begin again. */
void fake_migrate(struct fake_host *host, double gap_s);

/*
 * What a perfect exittop shows: the exits of one reason, without its own,
 * of all VMs where the counters are host-wide; and of all reasons.
 */
uint64_t fake_truth(const struct fake_host *host, unsigned int slot);
uint64_t fake_truth_total(const struct fake_host *host);
uint64_t fake_truth_vcpu(const struct fake_host *host, unsigned int vcpu,
			 unsigned int slot);

/* CPUIDs asked since next(), and those to leaf C..F or native ones. */
unsigned int fake_round_queries(const struct fake_host *host);

/* The leaf of the total, of a kind that has one. */
uint32_t fake_total_leaf(const struct fake_host *host);

/* A number below @n, from the host's seed. */
uint64_t fake_random(struct fake_host *host, uint64_t n);

/* Is the kind one that answers with counters? */
bool fake_is_patched(enum fake_kind kind);

/* fake_details.c: what is inside an exit, and its leaves. */
void fake_details_book(struct fake_host *host, unsigned int who,
		       unsigned int slot, uint64_t cycles);
void fake_details_reset(struct fake_host *host);
struct regs fake_details_answer(struct fake_host *host, uint32_t leaf,
				unsigned int vcpu, unsigned int slot);

/* fake_leaf.c: the registers of one answer. */
struct regs fake_answer(struct fake_host *host, uint32_t leaf,
			uint32_t subleaf);
/* fake_host.c, for it: what the host's own counters say. */
uint64_t fake_served(const struct fake_host *host, unsigned int vcpu,
		     unsigned int slot, bool cycles);
uint64_t fake_served_total(struct fake_host *host, unsigned int vcpu,
			   bool cycles);
bool fake_is_wide(const struct fake_host *host);	/* host-wide */

/* Fails the test unless the host was asked nothing that could hurt it. */
#define assert_polite(host) assert_int_equal((host)->rude, 0)

#endif
