/* SPDX-License-Identifier: GPL-2.0-only */
/* What the process may still do once it has given up the rest. */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "app/sandbox.h"

static char file[] = "/tmp/exittop-sandbox-XXXXXX";

enum { FINE = 0, NO_FILTER = 77 };

/*
 * What a child that enters the sandbox and then calls @act becomes: its exit
 * status is what @act returns (an errno or 0), 1000 + a signal that ended it.
 */
static int in_sandbox(struct sandbox needs, int (*act)(const void *),
		      const void *with)
{
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (pid == 0)
		_exit(sandbox_enter(&needs) <= SANDBOX_THREAD ? act(with)
							      : NO_FILTER);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFSIGNALED(status))
		return 1000 + WTERMSIG(status);
	return WEXITSTATUS(status);
}

static const struct sandbox nothing, writes = { .writes = true };

static int call(const void *number)
{
	/* Pointers that lead nowhere, sizes of nothing. */
	return syscall(*(const long *)number, 0L, 0L, 0L, 0L, 0L) < 0 ?
	       errno : 0;
}

static void a_forbidden_call_kills(void **state)
{
	static const long calls[] = {
		SYS_execve, SYS_execveat, SYS_clone, SYS_ptrace,
		SYS_socket, SYS_socketpair, SYS_connect, SYS_bind,
		SYS_sendto, SYS_mount, SYS_chroot, SYS_fchmodat,
		SYS_fchownat, SYS_linkat, SYS_symlinkat, SYS_setuid,
		SYS_setns, SYS_unshare, SYS_bpf, SYS_perf_event_open,
		SYS_keyctl, SYS_init_module, SYS_reboot,
		SYS_process_vm_writev, SYS_memfd_create,
#ifdef SYS_fork
		SYS_fork, SYS_vfork, SYS_chmod, SYS_iopl,
#endif
#ifdef SYS_clone3
		SYS_clone3, SYS_pidfd_open,
#endif
#ifdef SYS_io_uring_setup
		SYS_io_uring_setup,
#endif
	};

	(void)state;
	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
		int end = in_sandbox(writes, call, &calls[i]);

		if (end != 1000 + SIGSYS)
			fail_msg("call %ld: %d", calls[i], end);
	}
}

static int run_a_program(const void *with)
{
	char *const argv[] = { (char *)"true", NULL };

	(void)with;
	execv("/bin/true", argv);
	return errno;
}

static int fork_a_process(const void *with)
{
	(void)with;
	return fork() < 0 ? errno : 0;
}

static void the_libc_cannot_run_or_fork_either(void **state)
{
	(void)state;
	assert_int_equal(in_sandbox(writes, run_a_program, NULL),
			 1000 + SIGSYS);
	assert_int_equal(in_sandbox(writes, fork_a_process, NULL),
			 1000 + SIGSYS);
}

static void a_call_of_the_future_is_as_on_an_older_kernel(void **state)
{
	static const long later = 10000;

	(void)state;
	assert_int_equal(in_sandbox(nothing, call, &later), ENOSYS);
}

struct opening { const char *path; int flags; };

static int do_open(const void *with)
{
	const struct opening *o = with;

	return open(o->path, o->flags, 0600) < 0 ? errno : 0;
}

static void files_are_written_only_where_that_was_asked_for(void **state)
{
	static const int flags[] = {
		O_WRONLY, O_RDWR, O_RDONLY | O_CREAT, O_RDONLY | O_TRUNC,
		O_WRONLY | O_APPEND | O_CLOEXEC,
	};
	struct opening o = { file, O_RDONLY | O_CLOEXEC };

	(void)state;
	assert_int_equal(in_sandbox(nothing, do_open, &o), FINE);
	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
		o.flags = flags[i];
		assert_int_equal(in_sandbox(nothing, do_open, &o), ENOSYS);
		assert_int_equal(in_sandbox(writes, do_open, &o), FINE);
	}
}

static int remove_the_file(const void *with)
{
	(void)with;
	return unlink(file) ? errno : 0;
}

static int rename_the_file(const void *with)
{
	(void)with;
	return rename(file, file) ? errno : 0;
}

static void files_are_removed_and_renamed_only_then(void **state)
{
	(void)state;
	assert_int_equal(in_sandbox(nothing, rename_the_file, NULL), ENOSYS);
	assert_int_equal(in_sandbox(writes, rename_the_file, NULL), FINE);
	assert_int_equal(in_sandbox(nothing, remove_the_file, NULL), ENOSYS);
	assert_int_equal(access(file, F_OK), 0);
}

static int map_code(const void *with)
{
	void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)with;
	if (at == MAP_FAILED)
		return 1;
	if (mprotect(at, 4096, PROT_READ))
		return 2;
	if (!mprotect(at, 4096, PROT_READ | PROT_EXEC))
		return 3;
	at = mmap(NULL, 4096, PROT_READ | PROT_EXEC,
		  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return at == MAP_FAILED ? FINE : 4;
}

static void no_memory_becomes_code(void **state)
{
	(void)state;
	assert_int_equal(in_sandbox(writes, map_code, NULL), FINE);
}

static int use_the_terminal(const void *with)
{
	char letter = 'x';

	(void)with;
	/* None is there, which the kernel says in its own way. */
	if (ioctl(STDIN_FILENO, TIOCSTI, &letter) != -1 || errno != ENOSYS)
		return 1;
	if (ioctl(-1, TIOCGWINSZ, &letter) != -1 || errno != EBADF)
		return 2;
	if (tcgetattr(-1, &(struct termios){ 0 }) != -1 || errno != EBADF)
		return 3;
	return FINE;
}

static void the_terminal_is_driven_and_never_typed_into(void **state)
{
	(void)state;
	assert_int_equal(in_sandbox(nothing, use_the_terminal, NULL), FINE);
}

static int signal_parent(const void *with)
{
	(void)with;
	return kill(getppid(), 0) ? errno : 0;
}

static int signal_itself(const void *with)
{
	(void)with;
	raise(SIGTERM);
	return 1;
}

static void signals_go_to_itself_and_the_command_alone(void **state)
{
	struct sandbox child = { .child = getpid() };

	(void)state;
	assert_int_equal(in_sandbox(nothing, signal_parent, NULL), ENOSYS);
	assert_int_equal(in_sandbox(child, signal_parent, NULL), FINE);
	assert_int_equal(in_sandbox(nothing, signal_itself, NULL),
			 1000 + SIGTERM);
}

/*
 * A kernel, or a filter around us, that answers @why to seccomp(2) with
 * @operation (-1: with any), and to prctl(PR_SET_SECCOMP), if @strict.
 */
struct refusal {
	int operation, why;
	bool strict;
	enum sandbox_filter left;
};

static void refuse(const struct refusal *refusal)
{
	const uint32_t no = SECCOMP_RET_ERRNO | (uint32_t)refusal->why;
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_seccomp, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_prctl, 5, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		/* seccomp(2) */
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, args[0])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
			 (uint32_t)refusal->operation, 1, 0),
		BPF_STMT(BPF_RET | BPF_K,
			 refusal->operation < 0 ? no : SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, no),
		/* prctl(2) */
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, args[0])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PR_SET_SECCOMP, 0, 1),
		BPF_STMT(BPF_RET | BPF_K,
			 refusal->strict ? no : SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(code) / sizeof(*code), code };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		_exit(100);
}

static void where_seccomp_is_refused_the_strongest_that_works_is_entered(
	void **state)
{
	static const struct refusal rows[] = {
		{ -1, EPERM, false, SANDBOX_THREAD },
		{ -1, ENOSYS, false, SANDBOX_THREAD },
		/* Kernels before 4.14 know neither the question nor the
		 * action: SECCOMP_GET_ACTION_AVAIL. */
		{ 2, EINVAL, false, SANDBOX_THREAD },
		{ -1, EPERM, true, SANDBOX_REFUSED },
	};
	static const long deadly = SYS_socket;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		pid_t pid = fork();
		int status;

		assert_true(pid >= 0);
		if (pid == 0) {
			refuse(&rows[i]);
			if (sandbox_enter(&nothing) != rows[i].left)
				_exit(101);
			_exit(call(&deadly) ? 102 : 103);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		if (rows[i].left == SANDBOX_REFUSED)
			assert_int_equal(WEXITSTATUS(status), 102);
		else if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS)
			fail_msg("row %zu: %x", i, status);
	}
}

static int start(void **state)
{
	(void)state;
	return close(mkstemp(file));
}

static int stop(void **state)
{
	(void)state;
	return unlink(file);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_forbidden_call_kills),
	cmocka_unit_test(the_libc_cannot_run_or_fork_either),
	cmocka_unit_test(a_call_of_the_future_is_as_on_an_older_kernel),
	cmocka_unit_test(files_are_written_only_where_that_was_asked_for),
	cmocka_unit_test(files_are_removed_and_renamed_only_then),
	cmocka_unit_test(no_memory_becomes_code),
	cmocka_unit_test(the_terminal_is_driven_and_never_typed_into),
	cmocka_unit_test(signals_go_to_itself_and_the_command_alone),
	cmocka_unit_test(
		where_seccomp_is_refused_the_strongest_that_works_is_entered),
};

static int nothing_more(const void *with)
{
	(void)with;
	return FINE;
}

int main(void)
{
	if (in_sandbox(nothing, nothing_more, NULL) == NO_FILTER) {
		puts("1..0 # SKIP built without libseccomp, or no seccomp");
		return 0;
	}
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, start, stop);
}
