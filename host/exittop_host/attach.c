// SPDX-License-Identifier: GPL-2.0-only
/*
 * attach: probes and hooks are in place while KVM is there and guests are to
 * be answered. KVM may come and go at any time: it is never held.
 */
#include "exittop_host.h"
#include "compat.h"

#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include <linux/tracepoint.h>
#include <linux/workqueue.h>

/* For all here, but that serving does not change while the hooks are there. */
static DEFINE_MUTEX(lock);
static const struct dialect *serving;	/* NULL: off */
static const struct module *kvm;	/* NULL: not there, or built in */
static bool counting;
static const char *refused;
static int last_error;

bool attach_asked;

const struct dialect *attach_dialect(void)
{
	return serving;
}

/* ---- where KVM calls us ---- */

#define HOOK_FUNCTION(name)						\
	static void notrace name(unsigned long ip, unsigned long parent, \
				 struct ftrace_ops *ops,		\
				 struct hook_regs *hooked)

/* kvm_cpuid(vcpu, *eax, *ebx, *ecx, *edx, exact_only) */
HOOK_FUNCTION(at_cpuid)
{
	struct pt_regs *regs = hook_pt_regs(hooked);
	u32 leaf = *(u32 *)regs->si;

	if (unlikely(!attach_asked))
		attach_asked = true;
	if (likely(leaf >> 8 != LEAF_SIGNATURE >> 8))
		return;
	if (!(u8)regs->r9 && answer_kind(leaf) &&
	    count_is_at_cpuid((struct kvm_vcpu *)regs->di))
		regs->ip = (unsigned long)answer_cpuid;
}

/* kvm_arch_vcpu_destroy(vcpu) */
HOOK_FUNCTION(at_destroy)
{
	count_forget((struct kvm_vcpu *)hook_pt_regs(hooked)->di);
}

/* VMX_ENTRY_FUNCTION(vcpu) */
HOOK_FUNCTION(at_vmx_entry)
{
	count_entry((struct kvm_vcpu *)hook_pt_regs(hooked)->di);
}

struct place {
	const char *name;
	void *probe;			/* at the tracepoint kvm:name, or */
	struct tracepoint *tp;
	struct ftrace_ops ops;		/* at the beginning of name() */
	bool used;
};

/*
 * PERMANENT: as long as these are used kernel.ftrace_enabled cannot be set to
 * 0, and the end of a vCPU is seen.
 */
#define HOOK(_name, _func, _flags)					\
	{ .name = (_name), .ops = { .func = (_func),			\
	  .flags = HOOK_FLAGS | FTRACE_OPS_FL_PERMANENT | (_flags) } }

/* In the order they are put in place; they are removed in the reverse. */
enum { DESTROY, ENTRY, EXIT, CPUID, PLACES };
static struct place places[PLACES] = {
	[DESTROY] = HOOK("kvm_arch_vcpu_destroy", at_destroy, 0),
	[ENTRY] = { .name = "kvm_entry" },
	[EXIT] = { .name = "kvm_exit" },
	[CPUID] = HOOK("kvm_cpuid", at_cpuid, FTRACE_OPS_FL_IPMODIFY),
};

static int put(struct place *p)
{
	int err;

	if (p->probe)
		err = tracepoint_probe_register(p->tp, p->probe, NULL);
	else
		err = ftrace_set_filter(&p->ops, (u8 *)p->name,
					strlen(p->name), 1) ?:
		      register_ftrace_function(&p->ops);
	p->used = !err;
	if (err)
		pr_err("cannot hook %s of KVM: %s (error %d)\n", p->name,
		       err == -EINVAL ? "it is not there" : err == -EBUSY ?
		       "kernel.ftrace_enabled is 0, or a live patch has it" :
		       "the kernel refuses", err);
	return err;
}

static void remove(struct place *p)
{
	if (p->used && p->probe)
		tracepoint_probe_unregister(p->tp, p->probe, NULL);
	else if (p->used)
		unregister_ftrace_function(&p->ops);
	if (!p->probe)
		ftrace_set_filter(&p->ops, NULL, 0, 1);
	p->used = false;
}

/*
 * No task is in a hook any more, nor in answer_cpuid(), when this returns. On
 * kernels that preempt, ftrace waited until each had slept or left the kernel;
 * on others a grace period of RCU does that.
 */
static void stop(void)
{
	int i;

	for (i = PLACES - 1; i >= 0; i--)
		remove(&places[i]);
	tracepoint_synchronize_unregister();
	synchronize_rcu();
	count_forget(NULL);
	counting = false;
}

static int start(void)
{
	int i, err = 0;

	count_begin();
	places[EXIT].probe = count_exit_probe();
	if (places[ENTRY].probe)
		places[ENTRY].probe = count_entry_probe();
	attach_asked = false;
	for (i = 0; i < PLACES && !err; i++)
		err = put(&places[i]);
	counting = !err;
	if (err)
		stop();
	return err;
}

/* ---- when they are ---- */

static bool is_there(void)
{
	return places[EXIT].tp && (places[ENTRY].tp || !places[ENTRY].probe);
}

bool attach_is(void)
{
	bool is;

	mutex_lock(&lock);
	is = is_there() && (counting || !serving);
	mutex_unlock(&lock);
	return is;
}

int attach_serve(const struct dialect *dialect, enum detail_level level)
{
	int err = 0;

	mutex_lock(&lock);
	if (dialect != serving || level != detail_level || !counting) {
		if (counting)
			stop();
		serving = dialect;
		detail_level = level;
		if (dialect && is_there())
			err = start();
	}
	mutex_unlock(&lock);
	return err;
}

static void refuse(struct work_struct *work)
{
	mutex_lock(&lock);
	if (counting) {
		stop();
		pr_err("counts no more: %s\n", refused);
	}
	mutex_unlock(&lock);
}

static DECLARE_WORK(refuse_work, refuse);

void attach_refuse(const char *why)
{
	WRITE_ONCE(refused, why);
	schedule_work(&refuse_work);
}

static void look_at(struct tracepoint *tp, void *data)
{
	int i;

	for (i = 0; i < PLACES; i++)
		if (places[i].probe && !strcmp(tp->name, places[i].name))
			places[i].tp = tp;
}

static void detach(void)
{
	if (counting)
		stop();
	places[EXIT].tp = NULL;
	places[ENTRY].tp = NULL;
	kvm = NULL;
}

static void attach(const struct module *module)
{
	kvm = module;
	last_error = serving ? start() : 0;
	if (last_error)
		detach();
	else
		pr_info("attached to KVM\n");
}

static int on_module(struct notifier_block *nb, unsigned long action, void *data)
{
	struct module *module = ((struct tp_module *)data)->mod;
	unsigned int i;

	if (strcmp(module->name, "kvm"))
		return NOTIFY_OK;
	mutex_lock(&lock);
	if (action == MODULE_STATE_COMING && !is_there()) {
		for (i = 0; i < module->num_tracepoints; i++)
			look_at(tracepoint_ptr_deref(&module->tracepoints_ptrs[i]),
				NULL);
		if (is_there())
			attach(module);
	} else if (action == MODULE_STATE_GOING && kvm == module) {
		detach();
	}
	mutex_unlock(&lock);
	return NOTIFY_OK;
}

static struct notifier_block module_nb = { .notifier_call = on_module };

int attach_init(void)
{
	int err;

	places[EXIT].probe = count_exit_probe();
	places[ENTRY].probe = count_entry_probe();
	if (VMX_ENTRY_FUNCTION && !is_svm)
		places[ENTRY] = (struct place)
			HOOK(VMX_ENTRY_FUNCTION, at_vmx_entry, 0);
	mutex_lock(&lock);
	for_each_kernel_tracepoint(look_at, NULL);
	if (is_there())
		attach(NULL);
	mutex_unlock(&lock);

	/* Calls back for each module that is there, and at the end as well. */
	err = register_tracepoint_module_notifier(&module_nb) ?: last_error;
	if (err)
		attach_exit();
	else if (!is_there())
		pr_info("KVM is not loaded yet (or by force, which hides its tracepoints)\n");
	return err;
}

void attach_exit(void)
{
	unregister_tracepoint_module_notifier(&module_nb);
	mutex_lock(&lock);
	detach();
	mutex_unlock(&lock);
	cancel_work_sync(&refuse_work);
}
