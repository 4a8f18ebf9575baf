// SPDX-License-Identifier: GPL-2.0-only
/*
 * count: the counters of each vCPU, the probes that write them, and how they
 * are found and read.
 */
#include "exittop_host.h"
#include "compat.h"

#include <linux/hash.h>
#include <linux/hashtable.h>
#include <linux/percpu.h>
#include <linux/random.h>
#include <linux/rculist.h>
#include <linux/siphash.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include <asm/vmx.h>
#if IS_ENABLED(CONFIG_HYPERV)
#include <asm/hypervisor.h>
#include <asm/mshyperv.h>
#endif

#define CODE_CPUID	(SLOT_CODE + (is_svm ? SVM_EXIT_CPUID : 10))
#define CODE_VMGEXIT	(SLOT_SVM_HIGH + 3)	/* CPUID under SEV-ES */

struct vcpu_counters {
	/* Whose they are: a dead vCPU's address may be another's by now. */
	struct kvm_vcpu *vcpu;
	struct kvm *kvm;
	u64 exits;		/* vcpu->stat.exits at the last exit */
	int index;
	bool unreadable;	/* its exit codes */
	/* The exit that is going on; NULL: none to be closed. */
	struct counter *open;
	u64 opened_at;
	struct hlist_node node;
	struct rcu_head rcu;
	struct counter slot[];
};

static unsigned int slots;
static siphash_key_t epoch_key;

static DEFINE_HASHTABLE(table, 10);
static DEFINE_RAW_SPINLOCK(table_lock);
static atomic_t missed = ATOMIC_INIT(0);

/* What this CPU looked up last: it mostly runs one vCPU for a while. */
struct last {
	struct kvm_vcpu *vcpu;
	struct vcpu_counters *counters;
};
static DEFINE_PER_CPU(struct last, last);

/*
 * Counters for vCPUs to come: their first exit, with interrupts off, is no
 * good place to allocate. Where many begin at once, it is done all the same.
 */
#define POOL_SIZE	64
static struct vcpu_counters *pool[POOL_SIZE];
static unsigned int pool_filled;

static struct vcpu_counters *allocate(gfp_t how)
{
	struct vcpu_counters *c;

	return kzalloc(struct_size(c, slot, slots), how);
}

static void refill(struct work_struct *work)
{
	struct vcpu_counters *c;

	do {
		c = allocate(GFP_KERNEL);
		if (!c)
			return;
		raw_spin_lock_irq(&table_lock);
		if (pool_filled < POOL_SIZE) {
			pool[pool_filled++] = c;
			c = NULL;
		}
		raw_spin_unlock_irq(&table_lock);
	} while (!c);
	kfree(c);
}
static DECLARE_WORK(refill_work, refill);

static struct vcpu_counters *find(struct kvm_vcpu *vcpu)
{
	struct vcpu_counters *c;

	hash_for_each_possible_rcu(table, c, node, (unsigned long)vcpu)
		if (c->vcpu == vcpu)
			return c;
	return NULL;
}

/* Where KVM runs on Hyper-V, the fields it sees are not in a VMCS. */
static bool codes_unreadable(struct kvm *kvm)
{
#if IS_ENABLED(CONFIG_HYPERV)
	if (hypervisor_is_type(X86_HYPER_MS_HYPERV) &&
	    ms_hyperv.hints & HV_X64_ENLIGHTENED_VMCS_RECOMMENDED)
		return true;
#endif
	return vm_is_tdx(kvm);
}

/*
 * Is what follows struct kvm_vcpu a VMCB that runs? The CPU demands that it
 * intercepts VMRUN and has an ASID.
 */
static bool has_vmcb(struct kvm_vcpu *vcpu)
{
	struct vmcb *vmcb = container_of(vcpu, struct vcpu_svm_head, vcpu)->vmcb;

	return PAGE_ALIGNED(vmcb) && virt_addr_valid(vmcb) &&
	       vmcb->control.intercepts[INTERCEPT_VMRUN / 32] &
	       BIT(INTERCEPT_VMRUN % 32) && vmcb->control.asid;
}

/* The counters become @vcpu's. Whoever reads them sees its identity last. */
static void identify(struct vcpu_counters *c, struct kvm_vcpu *vcpu)
{
	c->open = NULL;
	memset(c->slot, 0, slots * sizeof(c->slot[0]));
	c->index = vcpu->vcpu_idx;
	c->unreadable = !is_svm && codes_unreadable(vcpu->kvm);
	smp_wmb();	/* pairs with is_of() */
	WRITE_ONCE(c->exits, vcpu->stat.exits);
	WRITE_ONCE(c->kvm, vcpu->kvm);
}

static struct vcpu_counters *add(struct kvm_vcpu *vcpu)
{
	struct vcpu_counters *c = NULL;
	unsigned long flags;
	bool low;

	if (is_svm && !has_vmcb(vcpu)) {
		attach_refuse("struct vcpu_svm does not begin as expected");
		return NULL;
	}
	raw_spin_lock_irqsave(&table_lock, flags);
	if (pool_filled)
		c = pool[--pool_filled];
	low = pool_filled < POOL_SIZE / 2;
	raw_spin_unlock_irqrestore(&table_lock, flags);
	if (low)
		schedule_work(&refill_work);
	if (!c && !IS_ENABLED(CONFIG_PREEMPT_RT))
		c = allocate(GFP_ATOMIC | __GFP_NOWARN);
	if (!c) {
		atomic_inc(&missed);
		return NULL;
	}
	c->vcpu = vcpu;
	identify(c, vcpu);
	raw_spin_lock_irqsave(&table_lock, flags);
	hash_add_rcu(table, &c->node, (unsigned long)vcpu);
	raw_spin_unlock_irqrestore(&table_lock, flags);
	return c;
}

/* The counters of @vcpu, which this CPU runs, for it to find them at once. */
static noinline struct vcpu_counters *look_up(struct kvm_vcpu *vcpu, bool adopt)
{
	struct vcpu_counters *c;

	if (!virt_addr_valid(vcpu)) {
		attach_refuse("the arguments of kvm:kvm_exit are not as expected");
		return NULL;
	}
	rcu_read_lock();
	c = find(vcpu);
	rcu_read_unlock();
	if (!c && adopt)
		c = add(vcpu);
	if (!c)
		return NULL;
	/* Another CPU may take its vCPU out of here meanwhile. */
	this_cpu_write(last.vcpu, NULL);
	this_cpu_write(last.counters, c);
	this_cpu_write(last.vcpu, vcpu);
	return c;
}

static __always_inline struct vcpu_counters *counters_of(struct kvm_vcpu *vcpu,
							 bool adopt)
{
	if (likely(this_cpu_read(last.vcpu) == vcpu))
		return this_cpu_read(last.counters);
	return look_up(vcpu, adopt);
}

static void release(struct vcpu_counters *c)
{
	int cpu;

	/* Its vCPU runs no more: nobody puts it there again. */
	for_each_possible_cpu(cpu)
		cmpxchg(&per_cpu_ptr(&last, cpu)->vcpu, c->vcpu, NULL);
	kfree_rcu(c, rcu);
}

void count_forget(struct kvm_vcpu *vcpu)
{
	struct vcpu_counters *c;
	unsigned long flags;

	raw_spin_lock_irqsave(&table_lock, flags);
	c = find(vcpu);
	if (c)
		hash_del_rcu(&c->node);
	raw_spin_unlock_irqrestore(&table_lock, flags);
	if (c)
		release(c);
}

/* Where no probe is in place any more. */
void count_forget_all(void)
{
	struct vcpu_counters *c;
	struct hlist_node *next;
	int bucket;

	hash_for_each_safe(table, bucket, next, c, node) {
		hash_del_rcu(&c->node);
		release(c);
	}
}

void count_begin(void)
{
	get_random_bytes(&epoch_key, sizeof(epoch_key));
}

/* Of its own for each VM: two of them must not see that they share a host. */
u64 count_epoch(struct kvm *kvm)
{
	return siphash_1u64((unsigned long)kvm, &epoch_key) | 1;
}

/* ---- the probes ---- */

/* One instruction: whoever reads meanwhile sees the old sum or the new one. */
static __always_inline void add_to(u64 *sum, u64 value)
{
	asm volatile("addq %1, %0" : "+m"(*sum) : "er"(value));
}

/*
 * KVM's count of a vCPU's exits never goes back: where it does, this is a new
 * vCPU at an old one's address, and its end was not seen.
 */
static __always_inline struct vcpu_counters *
counters_at_exit(struct kvm_vcpu *vcpu)
{
	struct vcpu_counters *c = counters_of(vcpu, true);
	u64 exits;

	if (unlikely(!c))
		return NULL;
	exits = vcpu->stat.exits;
	if (unlikely(exits < c->exits || vcpu->kvm != c->kvm))
		identify(c, vcpu);
	else
		WRITE_ONCE(c->exits, exits);
	return c;
}

/*
 * Readers take the total first and the codes after it, so the code is written
 * first: the codes never add up to less.
 */
static __always_inline void open_exit(struct vcpu_counters *c,
				      struct counter *one)
{
	c->open = one;
	c->opened_at = rdtsc();
	add_to(&one->count, 1);
	add_to(&c->slot[SLOT_ALL].count, 1);
}

/* The VMCS is current wherever the tracepoint is. */
static __always_inline u32 vmread_exit_reason(void)
{
	unsigned long value = U16_MAX;

	asm volatile("vmread %1, %0" : "+r"(value)
		     : "r"((unsigned long)VM_EXIT_REASON) : "cc");
	return (u16)value;
}

EXIT_PROBE(vmx_exit)
{
	struct vcpu_counters *c = counters_at_exit(exit_vcpu(first, second));
	u32 reason = U16_MAX;

	if (unlikely(!c))
		return;
	if (likely(!c->unreadable))
		reason = vmread_exit_reason();
	open_exit(c, &c->slot[likely(reason < VMX_REASONS) ?
			      SLOT_CODE + reason : SLOT_OTHER]);
}

static u32 svm_rare_slot(u32 code)
{
	if (code - SVM_NPF < SVM_HIGH)
		return SLOT_SVM_HIGH + code - SVM_NPF;
	if (code >= (u32)-SVM_NEGATIVE)
		return SLOT_SVM_NEG + code - (u32)-SVM_NEGATIVE;
	return SLOT_OTHER;
}

EXIT_PROBE(svm_exit)
{
	struct kvm_vcpu *vcpu = exit_vcpu(first, second);
	struct vcpu_counters *c = counters_at_exit(vcpu);
	u32 code;

	if (unlikely(!c))
		return;
	code = container_of(vcpu, struct vcpu_svm_head, vcpu)->vmcb->control.exit_code;
	open_exit(c, &c->slot[likely(code < SVM_LOW) ?
			      SLOT_CODE + code : svm_rare_slot(code)]);
}

static __always_inline void close_exit(struct kvm_vcpu *vcpu)
{
	struct vcpu_counters *c = counters_of(vcpu, false);
	struct counter *one;
	u64 now, cycles;

	if (unlikely(!c))
		return;
	one = c->open;
	if (unlikely(!one))
		return;
	now = rdtsc();
	c->open = NULL;
	/* The TSC of the CPU that enters may be behind that of the exit's. */
	if (unlikely(now < c->opened_at))
		return;
	cycles = now - c->opened_at;
	add_to(&one->cycles, cycles);
	add_to(&c->slot[SLOT_ALL].cycles, cycles);
	if (unlikely(cycles > one->longest))
		WRITE_ONCE(one->longest, cycles);
}

ENTRY_PROBE(vcpu_entry)
{
	close_exit(vcpu);
}

void notrace count_entry(struct kvm_vcpu *vcpu)
{
	close_exit(vcpu);
}

void *count_exit_probe(void)
{
	return is_svm ? (void *)svm_exit : (void *)vmx_exit;
}

void *count_entry_probe(void)
{
	return vcpu_entry;
}

/* ---- reading ---- */

/*
 * Are these counters @vcpu's own? Not if it has not run yet, and has the
 * address of one whose end was not seen.
 */
static bool is_of(struct vcpu_counters *c, struct kvm_vcpu *vcpu)
{
	u64 exits = READ_ONCE(c->exits);
	bool is = READ_ONCE(c->kvm) == vcpu->kvm &&
		  c->index == vcpu->vcpu_idx;

	smp_rmb();	/* pairs with identify(), and KVM counts after us */
	is = is && exits <= READ_ONCE(vcpu->stat.exits);
	smp_rmb();
	return is;
}

static void add_up(struct counter *sum, struct kvm_vcpu *vcpu, int slot)
{
	struct vcpu_counters *c = find(vcpu);

	if (!c || !is_of(c, vcpu))
		return;
	sum->count += READ_ONCE(c->slot[slot].count);
	sum->cycles += READ_ONCE(c->slot[slot].cycles);
	sum->longest = max(sum->longest, READ_ONCE(c->slot[slot].longest));
}

void count_read(struct kvm *kvm, u32 v, int slot, struct counter *sum)
{
	u32 n = atomic_read(&kvm->online_vcpus), i;

	rcu_read_lock();
	if (v)
		add_up(sum, kvm_get_vcpu(kvm, v - 1), slot);
	else
		for (i = 0; i < n; i++)
			add_up(sum, kvm_get_vcpu(kvm, i), slot);
	rcu_read_unlock();
}

bool count_is_at_cpuid(struct kvm_vcpu *vcpu)
{
	struct vcpu_counters *c;
	bool is = false;

	rcu_read_lock();
	c = find(vcpu);
	if (c && is_of(c, vcpu))
		is = c->open == &c->slot[CODE_CPUID] ||
		     (is_svm && c->open == &c->slot[CODE_VMGEXIT]) ||
		     (c->unreadable && c->open == &c->slot[SLOT_OTHER]);
	rcu_read_unlock();
	return is;
}

/* All vCPUs that have counters, or only each VM's first. */
static unsigned int live(bool firsts)
{
	struct vcpu_counters *c;
	unsigned int n = 0;
	int bucket;

	rcu_read_lock();
	hash_for_each_rcu(table, bucket, c, node)
		n += !firsts || !c->index;
	rcu_read_unlock();
	return n;
}

unsigned int count_vcpus(void)
{
	return live(false);
}

unsigned int count_vms(void)
{
	return live(true);
}

unsigned int count_missed(void)
{
	return atomic_read(&missed);
}

int count_init(void)
{
	slots = is_svm ? SLOT_SVM_NEG + SVM_NEGATIVE : SLOT_CODE + VMX_REASONS;
	refill(NULL);
	return pool_filled ? 0 : -ENOMEM;
}

void count_exit(void)
{
	cancel_work_sync(&refill_work);
	while (pool_filled)
		kfree(pool[--pool_filled]);
	rcu_barrier();
}
