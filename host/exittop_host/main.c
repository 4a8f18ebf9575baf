// SPDX-License-Identifier: GPL-2.0-only
/*
 * main: the parameters, loading and unloading.
 */
#include "exittop_host.h"

#include <linux/module.h>
#include <linux/string.h>

#include <asm/cpufeature.h>

bool is_svm;

/* Counts are EAX, cycles EBX and ECX, as the texts of the assignment say. */
static const struct dialect dialects[] = {
	{ .name = "off" },
	{ .name = "native" },
	{ "2020", 2020, { 0, 0, ANSWER_COUNT | ANSWER_OF_CODE,
			  ANSWER_COUNT | ANSWER_CYCLES } },
	{ "2021", 2021, { ANSWER_CYCLES | ANSWER_OF_CODE,
			  ANSWER_COUNT | ANSWER_OF_CODE,
			  ANSWER_CYCLES, ANSWER_COUNT } },
	{ "2022", 2022, { ANSWER_COUNT, ANSWER_CYCLES,
			  ANSWER_COUNT | ANSWER_OF_CODE,
			  ANSWER_CYCLES | ANSWER_OF_CODE } },
};

#define OFF	(&dialects[0])

static const struct dialect *exit_leaves = &dialects[3];

static const char * const levels[] = {
	[DETAILS_OFF] = "off",
	[DETAILS_KEYS] = "keys",
	[DETAILS_PAGES] = "pages",
};

static int exit_details = DETAILS_OFF;

static int serve(void)
{
	return attach_serve(exit_leaves == OFF ? NULL : exit_leaves,
			    exit_details);
}

static int leaves_set(const char *value, const struct kernel_param *param)
{
	const struct dialect *d;

	for (d = dialects; d < dialects + ARRAY_SIZE(dialects); d++) {
		if (!sysfs_streq(value, d->name))
			continue;
		exit_leaves = d;
		return serve();
	}
	pr_err("exit_leaves can be off, native, 2020, 2021 or 2022\n");
	return -EINVAL;
}

static int leaves_get(char *buf, const struct kernel_param *param)
{
	return sysfs_emit(buf, "%s\n", exit_leaves->name);
}

static const struct kernel_param_ops leaves_ops = {
	.set = leaves_set,
	.get = leaves_get,
};
module_param_cb(exit_leaves, &leaves_ops, NULL, 0644);
MODULE_PARM_DESC(exit_leaves,
		 "What guests are answered: off, native, or native and the leaves of an assignment, 2020, 2021 (default) or 2022");

static int details_set(const char *value, const struct kernel_param *param)
{
	int level = sysfs_match_string(levels, value);

	if (level < 0) {
		pr_err("exit_details can be off, keys or pages\n");
		return level;
	}
	exit_details = level;
	return serve();
}

static int details_get(char *buf, const struct kernel_param *param)
{
	return sysfs_emit(buf, "%s\n", levels[exit_details]);
}

static const struct kernel_param_ops details_ops = {
	.set = details_set,
	.get = details_get,
};
module_param_cb(exit_details, &details_ops, NULL, 0644);
MODULE_PARM_DESC(exit_details,
		 "What guests are answered of a reason's exits beside count and cycles: off (default), keys (durations, and which register, MSR, port...) or pages (and which page of MMIO)");

/* ---- the state: parameters that can only be read ---- */

static int state_set(const char *value, const struct kernel_param *param)
{
	return -EPERM;
}

static int attached_get(char *buf, const struct kernel_param *param)
{
	return sysfs_emit(buf, "%d\n", attach_is());
}

static int state_get(char *buf, const struct kernel_param *param)
{
	return sysfs_emit(buf, "%u\n", count_state((long)param->arg));
}

static const struct kernel_param_ops attached_ops = {
	.set = state_set,
	.get = attached_get,
};

static const struct kernel_param_ops state_ops = {
	.set = state_set,
	.get = state_get,
};

module_param_cb(attached, &attached_ops, NULL, 0444);
MODULE_PARM_DESC(attached, "Read only: 1 if KVM is there and as this module knows it");
module_param_cb(vms, &state_ops, (void *)COUNT_VMS, 0444);
MODULE_PARM_DESC(vms, "Read only: VMs whose exits are counted");
module_param_cb(vcpus, &state_ops, (void *)COUNT_VCPUS, 0444);
MODULE_PARM_DESC(vcpus, "Read only: vCPUs that have counters");
module_param_cb(missed, &state_ops, (void *)COUNT_MISSED, 0444);
MODULE_PARM_DESC(missed, "Read only: exits that were not counted, or not in detail, for lack of memory");

static int __init exittop_host_init(void)
{
	is_svm = boot_cpu_has(X86_FEATURE_SVM);
	if (!is_svm && !boot_cpu_has(X86_FEATURE_VMX)) {
		pr_err("this CPU has neither VMX nor SVM, or the firmware hides it\n");
		return -ENODEV;
	}
	serve();
	return attach_init();
}

static void __exit exittop_host_exit(void)
{
	attach_exit();
}

module_init(exittop_host_init);
module_exit(exittop_host_exit);
MODULE_LICENSE("GPL");
MODULE_AUTHOR("exittop contributors");
MODULE_DESCRIPTION("Counts the VM exits of KVM, for guests to read with CPUID (exittop)");
