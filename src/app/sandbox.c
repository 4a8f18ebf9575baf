/* SPDX-License-Identifier: GPL-2.0-only */
#include "sandbox.h"

#ifdef HAVE_SECCOMP

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

#include "exittop/base/countof.h"

/*
 * Calls by name: one that this libseccomp or this architecture does not know
 * is left out.
 */
static const char *const allowed[] = {
	/* input, output and waiting for them */
	"read", "readv", "pread64", "write", "writev", "lseek", "close", "dup",
	"fcntl", "fstat", "stat", "lstat", "newfstatat", "statx", "statfs",
	"fstatfs", "access", "faccessat", "faccessat2", "readlink",
	"readlinkat", "getcwd", "poll", "ppoll", "select", "pselect6",
	/* memory */
	"brk", "munmap", "mremap", "madvise",
	/* time */
	"nanosleep", "clock_nanosleep", "clock_gettime", "clock_getres",
	"gettimeofday", "time", "restart_syscall", "alarm", "setitimer",
	/* signals, and the end */
	"rt_sigaction", "rt_sigprocmask", "rt_sigpending", "rt_sigreturn",
	"rt_sigsuspend", "rt_sigtimedwait", "sigaltstack", "wait4", "waitid",
	"exit", "exit_group",
	/* about itself: the CPU to probe on, and what libraries ask */
	"sched_getaffinity", "sched_setaffinity", "sched_yield", "getcpu",
	"getpid", "gettid", "getppid", "getpgrp", "getpgid", "getuid",
	"geteuid", "getgid", "getegid", "uname", "sysinfo", "getrlimit",
	"getrusage", "times", "getrandom", "futex", "rseq",
	"set_robust_list", "set_tid_address",
	/* the same on 32 bits */
	"_llseek", "_newselect", "fcntl64", "fstat64", "stat64", "lstat64",
	"fstatat64", "statfs64", "fstatfs64", "ppoll_time64",
	"pselect6_time64", "clock_nanosleep_time64", "clock_gettime64",
	"clock_getres_time64", "sigreturn", "rt_sigtimedwait_time64",
	"waitpid", "getuid32", "geteuid32", "getgid32", "getegid32",
	"ugetrlimit", "futex_time64",
};

/* Where files may be written. */
static const char *const writing[] = {
	"creat", "pwrite64", "ftruncate", "fsync", "fdatasync", "flock",
	"rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir",
	"mkdirat", "umask", "ftruncate64", "getdents", "getdents64",
};

/* One argument, which decides: (argument & mask) == value. */
struct rule {
	const char *name;
	unsigned int argument;
	scmp_datum_t mask, value;
};

#define ALL	  UINT64_MAX
#define LOW	  UINT32_MAX	/* of an int, the kernel ignores the rest */
#define NO_WRITE  (O_ACCMODE | O_CREAT | O_TRUNC)

static const struct rule conditions[] = {
	/* no code but what was loaded */
	{ "mmap", 2, PROT_EXEC, 0 },
	{ "mmap2", 2, PROT_EXEC, 0 },
	{ "mprotect", 2, PROT_EXEC, 0 },
	/* limits are asked for, not set */
	{ "prlimit64", 2, ALL, 0 },
	/* the terminal: its modes, size and group; not TIOCSTI, which types */
	{ "ioctl", 1, LOW, TCGETS },
	{ "ioctl", 1, LOW, TCSETS },
	{ "ioctl", 1, LOW, TCSETSW },
	{ "ioctl", 1, LOW, TCSETSF },
	{ "ioctl", 1, LOW, 0x802c542a },	/* TCGETS2, TCSETS2 and so on */
	{ "ioctl", 1, LOW, 0x402c542b },	/* of newer libcs, by asm/, */
	{ "ioctl", 1, LOW, 0x402c542c },	/* termbits.h, which cannot be */
	{ "ioctl", 1, LOW, 0x402c542d },	/* included beside termios.h */
	{ "ioctl", 1, LOW, TCSBRK },
	{ "ioctl", 1, LOW, TCFLSH },
	{ "ioctl", 1, LOW, TIOCGPGRP },
	{ "ioctl", 1, LOW, TIOCGWINSZ },
	{ "ioctl", 1, LOW, FIONREAD },
};

static const struct rule reading[] = {
	{ "open", 1, NO_WRITE, O_RDONLY },
	{ "openat", 2, NO_WRITE, O_RDONLY },
};

static const struct rule opening[] = {
	{ "open", 1, 0, 0 },
	{ "openat", 2, 0, 0 },
};

/* To whom a signal goes. */
static const struct { const char *name; unsigned int argument; } signals[] = {
	{ "kill", 0 }, { "tgkill", 0 }, { "rt_sigqueueinfo", 0 },
};

static const char *const deadly[] = {
	/* other programs and processes */
	"execve", "execveat", "fork", "vfork", "clone", "clone3", "ptrace",
	"process_vm_readv", "process_vm_writev", "pidfd_open",
	"pidfd_getfd", "kcmp",
	/* the network */
	"socket", "socketpair", "connect", "bind", "listen", "accept",
	"accept4", "sendto", "sendmsg", "sendmmsg", "socketcall",
	/* what files are and where */
	"chmod", "fchmod", "fchmodat", "chown", "fchown", "lchown",
	"fchownat", "link", "linkat", "symlink", "symlinkat", "mknod",
	"mknodat", "setxattr", "lsetxattr", "fsetxattr",
	"open_by_handle_at", "mount", "umount2", "move_mount", "fsopen",
	"open_tree", "pivot_root", "chroot", "memfd_create",
	/* who we are, and the machine */
	"setuid", "setgid", "setreuid", "setregid", "setresuid",
	"setresgid", "setgroups", "setfsuid", "setfsgid", "capset",
	"unshare", "setns", "keyctl", "add_key", "request_key", "bpf",
	"perf_event_open", "userfaultfd", "io_uring_setup", "init_module",
	"finit_module", "delete_module", "kexec_load", "kexec_file_load",
	"reboot", "swapon", "swapoff", "iopl", "ioperm", "modify_ldt",
	"personality", "quotactl", "settimeofday", "clock_settime",
	"sethostname", "setdomainname", "syslog",
};

/* Bytes: without them libseccomp 2.5.4 crashes in seccomp_load(). */
#define ROOM (1 << 20)

static int add_calls(scmp_filter_ctx filter, uint32_t action,
		     const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int call = seccomp_syscall_resolve_name(names[i]);

		if (call != __NR_SCMP_ERROR &&
		    seccomp_rule_add(filter, action, call, 0))
			return -1;
	}
	return 0;
}

static int add_rules(scmp_filter_ctx filter, const struct rule *rules,
		     size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct rule *rule = &rules[i];
		int call = seccomp_syscall_resolve_name(rule->name);
		struct scmp_arg_cmp is = SCMP_CMP64(rule->argument,
			SCMP_CMP_MASKED_EQ, rule->mask, rule->value);

		if (call != __NR_SCMP_ERROR &&
		    seccomp_rule_add_array(filter, SCMP_ACT_ALLOW,
				call, rule->mask ? 1 : 0, &is))
			return -1;
	}
	return 0;
}

static int add_signals(scmp_filter_ctx filter, pid_t to)
{
	for (size_t i = 0; i < COUNTOF(signals); i++) {
		const struct rule rule = { signals[i].name,
			signals[i].argument, LOW, (scmp_datum_t)to };

		if (add_rules(filter, &rule, 1))
			return -1;
	}
	return 0;
}

static int fill(scmp_filter_ctx filter, uint32_t kill,
		const struct sandbox *needs)
{
	if (add_calls(filter, SCMP_ACT_ALLOW, allowed, COUNTOF(allowed)) ||
	    add_calls(filter, kill, deadly, COUNTOF(deadly)) ||
	    add_rules(filter, conditions, COUNTOF(conditions)) ||
	    add_signals(filter, getpid()) ||
	    (needs->child && add_signals(filter, needs->child)))
		return -1;
	if (!needs->writes)
		return add_rules(filter, reading, COUNTOF(reading));
	return add_calls(filter, SCMP_ACT_ALLOW, writing, COUNTOF(writing)) ||
	       add_rules(filter, opening, COUNTOF(opening));
}

/* @kill is what a forbidden call meets. Returns whether it is in force. */
static bool load(const struct sandbox *needs, uint32_t kill)
{
	void *room = malloc(ROOM);
	scmp_filter_ctx filter;
	bool entered;

	free(room);
	filter = room ? seccomp_init(SCMP_ACT_ERRNO(ENOSYS)) : NULL;
	if (!filter)
		return false;
	/* A search by halves instead of a row of comparisons, where known. */
	seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	/* int 0x80 and x32 have the same calls under other numbers. */
	entered = !seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, kill) &&
		  !fill(filter, kill, needs) && !seccomp_load(filter);
	seccomp_release(filter);
	return entered;
}

enum sandbox_filter sandbox_enter(const struct sandbox *needs)
{
	if (load(needs, SCMP_ACT_KILL_PROCESS))
		return SANDBOX_FULL;
	return load(needs, SCMP_ACT_KILL_THREAD) ? SANDBOX_THREAD
						 : SANDBOX_REFUSED;
}

#else

enum sandbox_filter sandbox_enter(const struct sandbox *needs)
{
	(void)needs;
	return SANDBOX_NOT_BUILT;
}

#endif

const char *sandbox_words(enum sandbox_filter filter)
{
	static const char *const words[] = {
		[SANDBOX_FULL] = "seccomp filter",
		[SANDBOX_THREAD] =
			"seccomp filter, set by prctl(2): seccomp(2) is refused here",
		[SANDBOX_REFUSED] = "none: seccomp filters are refused here",
		[SANDBOX_NOT_BUILT] = "none: built without libseccomp",
	};

	return words[filter];
}
