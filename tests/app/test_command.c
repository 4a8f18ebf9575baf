/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include "app/command.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct err err;

/* Up to three words as argv. */
static char **words(const char *a, const char *b, const char *c)
{
	static char text[3][256], *argv[4];
	const char *from[] = { a, b, c };

	memset(argv, 0, sizeof(argv));
	for (int i = 0; i < 3 && from[i]; i++) {
		snprintf(text[i], sizeof(text[i]), "%s", from[i]);
		argv[i] = text[i];
	}
	return argv;
}

static int run(char **argv)
{
	struct command command;

	command_init(&command, argv);
	if (command_start(&command, &err))
		return command.status;
	return command_wait(&command, 0) == 1 ? command.status : 99;
}

/*
 * Its status where it ran; in a child, since command_init() changes signals
 * for good. @before is called first.
 */
static int status_after(void (*before)(void), char **argv)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		sigset_t none;

		/* Whatever a shell in the background ignores. */
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		for (int sig = 1; sig < 32; sig++)
			signal(sig, SIG_DFL);
		if (before)
			before();
		_exit(run(argv));
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status)
				 : -WTERMSIG(status);
}

static int shell(const char *script)
{
	return status_after(NULL, words("sh", "-c", script));
}

static void its_exit_status_is_kept(void **state)
{
	(void)state;
	assert_int_equal(shell("exit 0"), 0);
	assert_int_equal(shell("exit 3"), 3);
	assert_int_equal(shell("exit 255"), 255);
}

static void a_signal_gives_128_and_its_number(void **state)
{
	(void)state;
	assert_int_equal(shell("kill -9 $$"), 137);
	assert_int_equal(shell("kill -TERM $$"), 143);
	assert_int_equal(shell("kill -INT $$"), 130);
}

static void what_is_not_found_is_127_and_what_cannot_run_126(void **state)
{
	char file[] = "/tmp/exittop-test-XXXXXX";
	int fd = mkstemp(file);

	(void)state;
	close(fd);
	assert_int_equal(status_after(NULL, words("no such", NULL, NULL)),
			 COMMAND_NOT_FOUND);
	assert_int_equal(status_after(NULL, words("/no/such", NULL, NULL)),
			 COMMAND_NOT_FOUND);
	chmod(file, 0600);
	assert_int_equal(status_after(NULL, words(file, NULL, NULL)),
			 COMMAND_NOT_RUN);
	assert_int_equal(status_after(NULL, words("/", NULL, NULL)),
			 COMMAND_NOT_RUN);
	unlink(file);
}

static void a_wait_that_is_over_says_so_and_can_be_repeated(void **state)
{
	struct command command;
	int ends[2], old = dup(STDIN_FILENO);

	(void)state;
	assert_int_equal(pipe(ends), 0);
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	dup2(ends[0], STDIN_FILENO);
	command_init(&command, words("sh", "-c", "read line; exit 5"));
	assert_int_equal(command_start(&command, &err), 0);
	assert_int_equal(command_wait(&command, 0.01), 0);
	assert_int_equal(command_wait(&command, 0.01), 0);
	assert_int_equal(write(ends[1], "\n", 1), 1);
	assert_int_equal(command_wait(&command, 0), 1);
	assert_int_equal(command.status, 5);
	dup2(old, STDIN_FILENO);
	close(old);
	close(ends[0]);
	close(ends[1]);
}

static void ctrl_c_is_its_own_affair(void **state)
{
	(void)state;
	/* A terminal sends the signals to both. */
	assert_int_equal(shell("trap 'exit 7' INT; kill -INT $PPID;"
			       "kill -QUIT $PPID; kill -USR1 $PPID;"
			       "kill -PIPE $PPID; kill -INT $$; exit 1"), 7);
}

static void term_and_hup_are_passed_on(void **state)
{
	(void)state;
	assert_int_equal(shell("trap 'exit 8' TERM; kill -TERM $PPID;"
			       "while :; do sleep 0.01; done"), 8);
	assert_int_equal(shell("trap 'exit 9' HUP; kill -HUP $PPID;"
			       "while :; do sleep 0.01; done"), 9);
}

static void ignore_pipe_and_child(void)
{
	signal(SIGPIPE, SIG_IGN);
	signal(SIGCHLD, SIG_IGN);
}

/*
 * Are these the signals a program finds ignored? make leaves two beyond 31
 * ignored that nobody can set back.
 */
static bool finds_ignored(void (*before)(void), unsigned long long ignored)
{
	FILE *in = fopen("/proc/self/status", "r");
	unsigned long long ours = 0;
	char line[256], script[256];

	while (fgets(line, sizeof(line), in))
		sscanf(line, "SigIgn: %llx", &ours);
	fclose(in);
	/* No shell, which looks after SIGCHLD itself. */
	snprintf(script, sizeof(script), "/SigIgn:.%016llx$/ { ok = 1 } "
		 "END { exit !ok }", (ours & ~0x7fffffffull) | ignored);
	return !status_after(before, words("awk", script,
					   "/proc/self/status"));
}

static void its_signals_are_those_we_were_started_with(void **state)
{
	(void)state;
	assert_true(finds_ignored(NULL, 0));
	assert_true(finds_ignored(ignore_pipe_and_child, 0x11000));
	assert_int_equal(shell("exec grep -q 'SigBlk:.0*$' "
			       "/proc/self/status"), 0);
}

static void an_ignored_sigchld_does_not_lose_its_end(void **state)
{
	(void)state;
	assert_int_equal(status_after(ignore_pipe_and_child,
				      words("sh", "-c", "exit 6")), 6);
}

static void cpu_time_is_told(void **state)
{
	struct command command;

	(void)state;
	command_init(&command, words("sh", "-c", "i=0; "
				     "while [ $i -lt 200000 ]; do "
				     "i=$((i + 1)); done"));
	assert_int_equal(command_start(&command, &err), 0);
	assert_int_equal(command_wait(&command, 0), 1);
	assert_true(command.user_s > 0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(its_exit_status_is_kept),
	cmocka_unit_test(a_signal_gives_128_and_its_number),
	cmocka_unit_test(what_is_not_found_is_127_and_what_cannot_run_126),
	cmocka_unit_test(a_wait_that_is_over_says_so_and_can_be_repeated),
	cmocka_unit_test(ctrl_c_is_its_own_affair),
	cmocka_unit_test(term_and_hup_are_passed_on),
	cmocka_unit_test(its_signals_are_those_we_were_started_with),
	cmocka_unit_test(an_ignored_sigchld_does_not_lose_its_end),
	cmocka_unit_test(cpu_time_is_told),
};

RUN_TESTS(tests)
