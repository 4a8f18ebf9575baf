// SPDX-License-Identifier: GPL-2.0-only
/*
 * count: the counters of each vCPU, the probes that write them, and how they
 * are found and read.
 */
#include "exittop_host.h"
#include "compat.h"
#include "details.h"

#include <linux/hashtable.h>
#include <linux/percpu.h>
#include <linux/random.h>
#include <linux/siphash.h>
#include <linux/slab.h>

#include <asm/vmx.h>

struct vcpu_counters {
	struct kvm_vcpu *vcpu;
	struct kvm *kvm;
	u64 exits;		/* vcpu->stat.exits at the last exit */
	u64 opened_at;		/* the TSC at the last exit; NEVER: it is over */
	struct counter *open;	/* that exit's counter */
	int index;
	bool unreadable;	/* the exit codes are */
	struct hlist_node node;
	struct rcu_head rcu;
	struct counter slot[];
};

static DEFINE_HASHTABLE(table, 10);
static DEFINE_RAW_SPINLOCK(table_lock);
static siphash_key_t epoch_key;
static atomic_t missed = ATOMIC_INIT(0);

#define NEVER	U64_MAX

/* What this CPU looked up last: it mostly runs one vCPU for a while. */
static struct vcpu_counters nobody;
static DEFINE_PER_CPU(struct vcpu_counters *, last);	/* never NULL */

static u32 nr_slots(void)
{
	return is_svm ? SLOT_SVM_NEG + SVM_NEGATIVE : SLOT_CODE + VMX_REASONS;
}

static u32 cpuid_slot(void)
{
	return SLOT_CODE + (is_svm ? SVM_EXIT_CPUID : EXIT_REASON_CPUID);
}

static struct vcpu_counters *find(struct kvm_vcpu *vcpu)
{
	struct vcpu_counters *c;

	hash_for_each_possible_rcu(table, c, node, (unsigned long)vcpu)
		if (c->vcpu == vcpu)
			return c;
	return NULL;
}

/*
 * Is what follows struct kvm_vcpu a VMCB that ran? The CPU demands of one that
 * it intercepts VMRUN and has an ASID.
 */
static bool has_vmcb(struct kvm_vcpu *vcpu)
{
	struct vmcb *vmcb = vmcb_of(vcpu);

	return PAGE_ALIGNED(vmcb) && virt_addr_valid(vmcb) &&
	       vmcb->control.intercepts[INTERCEPT_VMRUN / 32] &
	       BIT(INTERCEPT_VMRUN % 32) && vmcb->control.asid;
}

/* Counters begin, as @vcpu's: their identity is seen after they are empty. */
static void begin(struct vcpu_counters *c, struct kvm_vcpu *vcpu)
{
	c->opened_at = NEVER;
	detail_forget(c->slot, nr_slots());
	memset(c->slot, 0, nr_slots() * sizeof(c->slot[0]));
	c->index = vcpu->vcpu_idx;
	c->unreadable = !is_svm && vmcs_unreadable(vcpu->kvm);
	smp_wmb();	/* pairs with is_of() */
	WRITE_ONCE(c->exits, vcpu->stat.exits);
	WRITE_ONCE(c->kvm, vcpu->kvm);
}

static struct vcpu_counters *add(struct kvm_vcpu *vcpu)
{
	struct vcpu_counters *c;
	unsigned long flags;

	if (is_svm && !has_vmcb(vcpu)) {
		attach_refuse("struct vcpu_svm does not begin as expected");
		return NULL;
	}
	c = kzalloc(struct_size(c, slot, nr_slots()), GFP_ATOMIC | __GFP_NOWARN);
	if (!c) {
		atomic_inc(&missed);
		return NULL;
	}
	c->vcpu = vcpu;
	begin(c, vcpu);
	raw_spin_lock_irqsave(&table_lock, flags);
	hash_add_rcu(table, &c->node, (unsigned long)vcpu);
	raw_spin_unlock_irqrestore(&table_lock, flags);
	return c;
}

void count_forget(struct kvm_vcpu *vcpu)
{
	struct vcpu_counters *c;
	struct hlist_node *next;
	unsigned long flags;
	int bucket, cpu;

	raw_spin_lock_irqsave(&table_lock, flags);
	hash_for_each_safe(table, bucket, next, c, node) {
		if (vcpu && c->vcpu != vcpu)
			continue;
		hash_del_rcu(&c->node);
		/* It runs no more: nobody puts it there again. */
		for_each_possible_cpu(cpu)
			cmpxchg(per_cpu_ptr(&last, cpu), c, &nobody);
		detail_forget(c->slot, nr_slots());
		kfree_rcu(c, rcu);
	}
	raw_spin_unlock_irqrestore(&table_lock, flags);
}

void count_begin(void)
{
	int cpu;

	/* A module's per-CPU data cannot be initialized with an address. */
	for_each_possible_cpu(cpu)
		per_cpu(last, cpu) = &nobody;
	get_random_bytes(&epoch_key, sizeof(epoch_key));
}

u64 count_epoch(struct kvm *kvm)
{
	return siphash_1u64((unsigned long)kvm, &epoch_key) | 1;
}

/* ---- the probes ---- */

static __always_inline size_t vmx_slot(void)
{
	size_t reason = (u16)vmcs_read(VM_EXIT_REASON);

	return likely(reason < VMX_REASONS) ? SLOT_CODE + reason : SLOT_OTHER;
}

static __always_inline size_t svm_slot(struct kvm_vcpu *vcpu)
{
	size_t code = (u32)vmcb_of(vcpu)->control.exit_code;

	if (likely(code < SVM_LOW))
		return SLOT_CODE + code;
	if (code - SVM_NPF < SVM_HIGH)
		return SLOT_SVM_HIGH + code - SVM_NPF;
	if (code >= (u32)-SVM_NEGATIVE)
		return SLOT_SVM_NEG + code - (u32)-SVM_NEGATIVE;
	return SLOT_OTHER;
}

/*
 * Readers take the total first and the codes after it, so the code is written
 * first: the codes never add up to less. They take the details before the code.
 */
static __always_inline void open_exit(struct vcpu_counters *c,
				      struct kvm_vcpu *vcpu, size_t slot,
				      bool svm, bool detailed)
{
	struct counter *one = &c->slot[slot];

	c->open = one;
	c->opened_at = rdtsc();
	add_to(&one->count, 1);
	add_to(&c->slot[SLOT_ALL].count, 1);
	if (detailed)
		detail_open(vcpu, one, slot, svm);
}

static noinline void count_seldom(unsigned long first, unsigned long second)
{
	struct kvm_vcpu *vcpu = exit_vcpu(first, second);
	struct vcpu_counters *c;
	u64 exits;

	if (!virt_addr_valid(vcpu)) {
		attach_refuse("kvm:kvm_exit is not as expected");
		return;
	}
	rcu_read_lock();
	c = find(vcpu) ?: add(vcpu);
	rcu_read_unlock();
	if (!c)
		return;
	/* A new vCPU, at the address of one whose end was not seen? */
	exits = vcpu->stat.exits;
	if (c->kvm != vcpu->kvm || c->index != vcpu->vcpu_idx ||
	    exits < c->exits || (exits == c->exits && exits <= 1))
		begin(c, vcpu);
	WRITE_ONCE(c->exits, exits);
	if (unlikely(!attach_asked && c->slot[cpuid_slot()].count > 1000))
		pr_warn_once("guests execute CPUID, and kvm_cpuid() is not called: is it compiled into its caller?\n");
	if (c->unreadable) {
		open_exit(c, vcpu, SLOT_OTHER, false, detail_level);
		return;
	}
	open_exit(c, vcpu, is_svm ? svm_slot(vcpu) : vmx_slot(), is_svm,
		  detail_level);
	this_cpu_write(last, c);
}

/*
 * KVM counts a vCPU's exits, too, one up at each but on VMX before 5.17: where
 * that stands still or goes back, it may be another vCPU.
 */
static __always_inline void count_exit(unsigned long first,
				       unsigned long second, bool svm,
				       bool detailed)
{
	struct kvm_vcpu *vcpu = USUAL_EXIT_VCPU(first, second);
	struct vcpu_counters *c = this_cpu_read(last);
	u64 exits;

	if (unlikely(c->vcpu != vcpu))
		goto seldom;
	exits = vcpu->stat.exits;
	if (unlikely(exits <= c->exits))
		goto seldom;
	WRITE_ONCE(c->exits, exits);
	open_exit(c, vcpu, svm ? svm_slot(vcpu) : vmx_slot(), svm, detailed);
	return;
seldom:
	count_seldom(first, second);
}

/* Those without details do not even ask whether there are to be any. */
EXIT_PROBE(vmx_exit, count_exit, false, false)
EXIT_PROBE(vmx_exit_detailed, count_exit, false, true)
EXIT_PROBE(svm_exit, count_exit, true, false)
EXIT_PROBE(svm_exit_detailed, count_exit, true, true)

/*
 * There may be no exit to close, and the TSC of the CPU that enters may be
 * behind that of the exit's: both look alike.
 */
static __always_inline void close_exit(struct vcpu_counters *c, bool detailed)
{
	struct counter *one = c->open;
	u64 cycles;
	bool none;

	none = __builtin_sub_overflow(rdtsc(), c->opened_at, &cycles);
	c->opened_at = NEVER;
	if (unlikely(none))
		return;
	add_to(&one->cycles, cycles);
	add_to(&c->slot[SLOT_ALL].cycles, cycles);
	if (detailed)
		detail_close(one, cycles);
	if (likely(cycles <= one->longest))
		return;
	if (detailed)
		detail_longest(one, cycles);
	else
		WRITE_ONCE(one->longest, cycles);
}

static noinline void enter_seldom(struct kvm_vcpu *vcpu)
{
	struct vcpu_counters *c;

	rcu_read_lock();
	c = find(vcpu);
	if (c)
		close_exit(c, detail_level);
	rcu_read_unlock();
}

static __always_inline void enter(struct kvm_vcpu *vcpu, bool detailed)
{
	struct vcpu_counters *c = this_cpu_read(last);

	if (likely(c->vcpu == vcpu))
		close_exit(c, detailed);
	else
		enter_seldom(vcpu);
}

void notrace count_entry(struct kvm_vcpu *vcpu)
{
	enter(vcpu, detail_level);
}

static void notrace entry(void *data, struct kvm_vcpu *vcpu)
{
	enter(vcpu, false);
}

static void notrace entry_detailed(void *data, struct kvm_vcpu *vcpu)
{
	enter(vcpu, true);
}

void *count_exit_probe(void)
{
	if (is_svm)
		return detail_level ? svm_exit_detailed : svm_exit;
	return detail_level ? vmx_exit_detailed : vmx_exit;
}

void *count_entry_probe(void)
{
	return detail_level ? entry_detailed : entry;
}

/* ---- reading ---- */

/*
 * Are these @vcpu's own counters? Not if it did not run yet, and is at the
 * address of one whose end was not seen.
 */
static bool is_of(struct vcpu_counters *c, struct kvm_vcpu *vcpu)
{
	u64 exits = READ_ONCE(c->exits);
	bool is = READ_ONCE(c->kvm) == vcpu->kvm && c->index == vcpu->vcpu_idx;

	smp_rmb();	/* pairs with begin(); KVM counts after us */
	return is && exits <= READ_ONCE(vcpu->stat.exits);
}

static void add_up(struct kvm_vcpu *vcpu, int slot, u32 leaf, u32 *out)
{
	struct vcpu_counters *c = find(vcpu);
	struct counter *one;
	u64 longest, at;

	if (!c || !is_of(c, vcpu))
		return;
	one = &c->slot[slot];
	if (leaf >= LEAF_DURATION) {
		detail_read(one, leaf, out);
	} else if (leaf != LEAF_LONGEST) {
		put_u64(out, get_u64(out) + READ_ONCE(one->count));
		put_u64(out + 2, get_u64(out + 2) + READ_ONCE(one->cycles));
	} else {
		longest = detail_read_longest(one, &at);
		if (longest <= get_u64(out))
			return;
		put_u64(out, longest);
		put_u64(out + 2, at);
	}
}

void count_read(struct kvm *kvm, u32 v, int slot, u32 leaf, u32 *out)
{
	u32 i = v ? v - 1 : 0, end = v ?: atomic_read(&kvm->online_vcpus);

	rcu_read_lock();
	for (; i < end; i++)
		add_up(kvm_get_vcpu(kvm, i), slot, leaf, out);
	rcu_read_unlock();
}

bool count_is_at_cpuid(struct kvm_vcpu *vcpu)
{
	struct vcpu_counters *c;
	u32 open = SLOT_OTHER;

	rcu_read_lock();
	c = find(vcpu);
	if (c && c->opened_at != NEVER && is_of(c, vcpu))
		open = c->unreadable ? cpuid_slot() : c->open - c->slot;
	rcu_read_unlock();
	return open == cpuid_slot() ||
	       (is_svm && open == SLOT_SVM_HIGH + SVM_VMGEXIT - SVM_NPF);
}

unsigned int count_state(enum count_state what)
{
	struct vcpu_counters *c;
	unsigned int n = 0;
	int bucket;

	if (what == COUNT_MISSED)
		return atomic_read(&missed) + atomic_read(&detail_missed);
	rcu_read_lock();
	hash_for_each_rcu(table, bucket, c, node)
		n += what == COUNT_VCPUS || !c->index;
	rcu_read_unlock();
	return n;
}
