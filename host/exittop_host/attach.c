// SPDX-License-Identifier: GPL-2.0-only
/*
 * attach: the probes and hooks are in place while KVM is there and guests are
 * to be answered. KVM may come and go at any time: it is never held.
 */
#include "exittop_host.h"
#include "compat.h"

#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/string.h>
#include <linux/tracepoint.h>
#include <linux/workqueue.h>

/* For all that follows, but serving, which does not change under a hook. */
static DEFINE_MUTEX(lock);
static const struct dialect *serving;	/* NULL: off */
static bool counting;
static const char *refused;

const struct dialect *attach_dialect(void)
{
	return serving;
}

/* ---- hooks at the beginning of functions of KVM ---- */

struct hook {
	char function[32];
	struct ftrace_ops ops;
	bool in_place;
};

#define HOOK_FUNCTION(name)						\
	static void notrace name(unsigned long ip, unsigned long parent, \
				 struct ftrace_ops *ops,		\
				 struct hook_regs *hooked)

/* kvm_cpuid(vcpu, *eax, *ebx, *ecx, *edx, exact_only) */
HOOK_FUNCTION(at_cpuid)
{
	struct pt_regs *regs = hook_pt_regs(hooked);
	u32 leaf = *(u32 *)regs->si;

	if (likely(leaf >> 8 != LEAF_SIGNATURE >> 8))
		return;
	if ((bool)regs->r9 || !answer_is_ours(leaf) ||
	    !count_is_at_cpuid((struct kvm_vcpu *)regs->di))
		return;
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

/*
 * PERMANENT: while these are in place kernel.ftrace_enabled cannot become 0,
 * which would keep the end of a vCPU from being seen.
 */
#define FLAGS	(HOOK_FLAGS | FTRACE_OPS_FL_PERMANENT)

static struct hook destroy_hook = {
	.function = "kvm_arch_vcpu_destroy",
	.ops = { .func = at_destroy, .flags = FLAGS },
};

static struct hook vmx_entry_hook = {
	.function = VMX_ENTRY_FUNCTION,
	.ops = { .func = at_vmx_entry, .flags = FLAGS },
};

static struct hook cpuid_hook = {
	.function = "kvm_cpuid",
	.ops = { .func = at_cpuid, .flags = FLAGS | FTRACE_OPS_FL_IPMODIFY },
};

static int select_function(struct hook *hook)
{
	return ftrace_set_filter(&hook->ops, (u8 *)hook->function,
				 strlen(hook->function), 1);
}

static void select_none(struct hook *hook)
{
	ftrace_set_filter(&hook->ops, NULL, 0, 1);
}

static int put_hook(struct hook *hook)
{
	int err = select_function(hook);

	if (err) {
		pr_err("KVM has no function %s() that can be hooked: %d\n",
		       hook->function, err);
		return err;
	}
	err = register_ftrace_function(&hook->ops);
	if (err) {
		pr_err("cannot hook %s(): %d%s\n", hook->function, err,
		       err != -EBUSY ? "" :
		       ", either kernel.ftrace_enabled is 0 or a live patch has it");
		select_none(hook);
	}
	hook->in_place = !err;
	return err;
}

/*
 * No task is on its way through the hook any more, nor in answer_cpuid(), when
 * this returns: ftrace waits for all tasks to get past any code they may be in.
 */
static void remove_hook(struct hook *hook)
{
	if (!hook->in_place)
		return;
	unregister_ftrace_function(&hook->ops);
	select_none(hook);
	hook->in_place = false;
}

/* ---- probes at tracepoints of KVM ---- */

static struct probe {
	struct tracepoint *tp;		/* NULL: KVM is not there */
	void *function;
	bool in_place;
} on_exit, on_entry;

static int put_probe(struct probe *probe, void *function)
{
	int err = tracepoint_probe_register(probe->tp, function, NULL);

	if (err)
		pr_err("cannot probe kvm:%s: %d\n", probe->tp->name, err);
	probe->function = function;
	probe->in_place = !err;
	return err;
}

static void remove_probe(struct probe *probe)
{
	if (probe->in_place)
		tracepoint_probe_unregister(probe->tp, probe->function, NULL);
	probe->in_place = false;
}

/* ---- all of them, or none ---- */

static void stop(void)
{
	remove_hook(&cpuid_hook);
	remove_probe(&on_exit);
	remove_probe(&on_entry);
	remove_hook(&vmx_entry_hook);
	tracepoint_synchronize_unregister();
	remove_hook(&destroy_hook);
	count_forget_all();
	counting = false;
}

static int start(void)
{
	int err;

	count_begin();
	err = put_hook(&destroy_hook);
	if (!err && vmx_entry_hook.function[0] && !is_svm)
		err = put_hook(&vmx_entry_hook);
	else if (!err)
		err = put_probe(&on_entry, count_entry_probe());
	if (!err)
		err = put_probe(&on_exit, count_exit_probe());
	if (!err)
		err = put_hook(&cpuid_hook);
	counting = !err;
	if (err)
		stop();
	return err;
}

bool attach_is(void)
{
	bool is;

	mutex_lock(&lock);
	is = on_exit.tp && (counting || !serving);
	mutex_unlock(&lock);
	return is;
}

int attach_serve(const struct dialect *dialect)
{
	int err = 0;

	mutex_lock(&lock);
	if (dialect != serving || !counting) {
		if (counting)
			stop();
		serving = dialect;
		if (dialect && on_exit.tp)
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

/* ---- KVM comes and goes ---- */

static const struct module *kvm;	/* NULL: not there, or built in */
static int last_error;

static void look_at(struct tracepoint *tp, void *data)
{
	if (!strcmp(tp->name, "kvm_exit"))
		on_exit.tp = tp;
	else if (!strcmp(tp->name, "kvm_entry"))
		on_entry.tp = tp;
}

static void detach(void)
{
	if (counting)
		stop();
	on_exit.tp = NULL;
	on_entry.tp = NULL;
	kvm = NULL;
}

/* Where the tracepoints are there. */
static void attach(const struct module *module)
{
	if (!on_exit.tp || !on_entry.tp) {
		detach();
		return;
	}
	kvm = module;
	last_error = serving ? start() : 0;
	if (last_error)
		detach();
	else
		pr_info("attached to KVM\n");
}

static int module_changes(struct notifier_block *nb, unsigned long action,
			  void *data)
{
	struct module *module = ((struct tp_module *)data)->mod;
	unsigned int i;

	if (strcmp(module->name, "kvm"))
		return NOTIFY_OK;
	mutex_lock(&lock);
	if (action == MODULE_STATE_COMING && !on_exit.tp) {
		for (i = 0; i < module->num_tracepoints; i++)
			look_at(tracepoint_ptr_deref(&module->tracepoints_ptrs[i]),
				NULL);
		attach(module);
	} else if (action == MODULE_STATE_GOING && kvm == module) {
		detach();
		pr_info("detached from KVM\n");
	}
	mutex_unlock(&lock);
	return NOTIFY_OK;
}

static struct notifier_block module_nb = { .notifier_call = module_changes };

/* A kvm.ko that was loaded by force is hidden from tracing. */
static bool is_hidden(void)
{
	bool there = !select_function(&cpuid_hook);

	select_none(&cpuid_hook);
	return there;
}

int attach_init(void)
{
	int err;

	mutex_lock(&lock);
	for_each_kernel_tracepoint(look_at, NULL);
	if (on_exit.tp)
		attach(NULL);
	mutex_unlock(&lock);

	/* Calls back for each module that is there. */
	err = register_tracepoint_module_notifier(&module_nb) ?: last_error;
	if (!err && !on_exit.tp && is_hidden()) {
		pr_err("KVM is there, but its tracepoints are not: was kvm.ko loaded by force?\n");
		err = -ENXIO;
	}
	if (err)
		attach_exit();
	else if (!on_exit.tp)
		pr_info("waits for KVM to be loaded\n");
	return err;
}

void attach_exit(void)
{
	/* Calls back for each module, too, as if it were going. */
	unregister_tracepoint_module_notifier(&module_nb);
	mutex_lock(&lock);
	detach();
	mutex_unlock(&lock);
	cancel_work_sync(&refuse_work);
}
