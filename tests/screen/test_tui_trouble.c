/* SPDX-License-Identifier: GPL-2.0-only */
/* The screen on a terminal that stops, goes away, or sends signals in heaps. */
#include "unit.h"

#include <locale.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child_pty.h"
#include "exittop/screen/tui.h"
#include "ops_sample.h"
#include "rig.h"

#define RATE	 600.0	/* so that it is shown with a point */
#define DELAY_S	 0.05
#define STILL_MS 400	/* no refresh for so long: it is held */
#define CTRL_L	 "\014"
#define CTRL_Q	 "\021"
#define CTRL_S	 "\023"

static struct rig rig;

/* The child writes, we look. */
static volatile struct {
	uint64_t rounds;
	double worst;		/* how far a rate was ever from the truth */
} *seen;

static uint64_t now_ns(void *ctx)
{
	(void)ctx;
	return pty_now_ns();
}

/* The host's time passes as ours does, so that a rate is what it is. */
static int next(void *ctx, struct snapshot *snap, struct err *err)
{
	static uint64_t last_ns;
	uint64_t now = pty_now_ns();
	double off;
	int got;

	(void)ctx;
	rig.host.config.step_s = last_ns ? (double)(now - last_ns) / 1e9
					 : DELAY_S;
	last_ns = now;
	got = monitor_refresh(&rig.monitor, snap, err);
	off = fabs(snap->rows[30].rate / RATE - 1);
	if (seen->rounds++ && off > seen->worst)
		seen->worst = off;
	return got;
}

static const struct tui_ops ops = {
	.refresh = next, .now_ns = now_ns, .record = sample_no_record,
	SAMPLE_OPS,
};

static void child(const void *with)
{
	struct fake_config c = { .kind = FAKE_NATIVE, .step_s = DELAY_S };
	struct tui_options options = { .delay_s = DELAY_S };
	struct config config;
	struct err err;
	int got;

	(void)with;
	c.rate[30] = RATE;
	rig_begin(&rig, &c, DIALECT_NONE);
	setenv("TERM", "xterm", 1);
	config_init(&config);
	got = tui_run(&config, &options, &ops, NULL, &err);
	_exit(got < 0 ? 1 : got ? 100 + got : 0);
}

/* Reads what comes until @n more rounds are over. */
static void go_on(const struct pty *pty, uint64_t n)
{
	uint64_t end = seen->rounds + n;

	while (seen->rounds < end)
		assert_true(pty_take(pty, 20));
}

static struct pty begin(bool bare)
{
	struct pty pty;

	seen->rounds = 0;
	seen->worst = 0;
	pty = pty_begin(child, NULL, bare);
	go_on(&pty, 5);		/* the first round knows no rate */
	return pty;
}

/* Types @keys until nothing is refreshed any more. */
static void hold(const struct pty *pty, const char *keys)
{
	uint64_t before;

	do {
		before = seen->rounds;
		if (*keys)
			pty_type(pty, keys);
		poll(NULL, 0, STILL_MS);
	} while (seen->rounds != before);
}

/* The rate of IO_INSTRUCTION on the screen: its first number with a point. */
static double shown_rate(const struct pty *pty)
{
	const char *at;

	pty_used = 0;
	pty_output[0] = '\0';
	pty_type(pty, CTRL_L);
	assert_true(pty_await(pty, "IO_INSTRUCTION"));
	/* The row is whole when the last line comes behind it. */
	at = strstr(pty_output, "IO_INSTRUCTION");
	pty_used -= (size_t)(at - pty_output);
	memmove(pty_output, at, pty_used + 1);
	assert_true(pty_await(pty, "quit"));
	at = strchr(pty_output, '.');
	assert_non_null(at);
	while (at[-1] >= '0' && at[-1] <= '9')
		at--;
	return strtod(at, NULL);
}

/* Ends it; it has never shown a wrong rate. */
static void quit(const struct pty *pty)
{
	int status;

	pty_type(pty, "q");
	status = pty_finish(pty);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_near(seen->worst, 0, 0.1);
}

static void ctrl_s_holds_it_and_ctrl_q_lets_it_go_on_with_right_rates(void **s)
{
	struct pty pty = begin(false);

	(void)s;
	assert_near(shown_rate(&pty) / RATE, 1, 0.1);
	pty_type(&pty, CTRL_S);
	hold(&pty, "");
	pty_type(&pty, CTRL_Q);
	go_on(&pty, 5);
	assert_near(shown_rate(&pty) / RATE, 1, 0.1);
	quit(&pty);
}

static void ending_signals_end_it_while_ctrl_s_holds_it(void **state)
{
	static const int signals[] = { SIGTERM, SIGHUP, SIGINT };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct pty pty = begin(false);
		int status;

		pty_type(&pty, CTRL_S);
		hold(&pty, "");
		kill(pty.pid, signals[i]);
		status = pty_finish(&pty);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 100 + signals[i]);
		assert_non_null(strstr(pty_output, "\033[?1049l"));
	}
}

/* As if no test were around it, and without a core file. */
static void bare_child(const void *with)
{
	setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
	for (int n = 1; n < NSIG; n++)
		signal(n, SIG_DFL);
	child(with);
}

static void every_signal_that_ends_it_gives_the_terminal_back(void **state)
{
	const int signals[] = {
		SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGUSR1,
		SIGSEGV, SIGUSR2, SIGPIPE, SIGALRM, SIGXCPU, SIGXFSZ,
		SIGVTALRM, SIGPROF, SIGIO, SIGSYS, SIGRTMIN, SIGRTMAX,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++) {
		struct pty pty;
		int status;

		seen->rounds = 0;
		pty = pty_begin(bare_child, NULL, false);
		go_on(&pty, 2);
		kill(pty.pid, signals[i]);
		status = pty_finish(&pty);
		if (!WIFSIGNALED(status) || WTERMSIG(status) != signals[i])
			fail_msg("signal %d: status %x", signals[i], status);
		if (!strstr(pty_output, "\033[?1049l"))
			fail_msg("signal %d: the screen stays", signals[i]);
	}
}

static void a_terminal_that_nobody_reads_does_not_keep_it(void **state)
{
	struct pty pty = begin(false);
	int status;

	(void)state;
	hold(&pty, CTRL_L CTRL_L CTRL_L);	/* until no more goes in */
	kill(pty.pid, SIGTERM);
	status = pty_wait(&pty);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGTERM);
}

static void expect_end(const struct pty *pty)
{
	int status;

	close(pty->slave);
	close(pty->fd);
	assert_int_equal(waitpid(pty->pid, &status, 0), pty->pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 100 + SIGHUP);
}

static void it_sees_by_itself_that_its_terminal_is_gone(void **state)
{
	struct pty pty = begin(true);

	(void)state;
	expect_end(&pty);
	pty = begin(true);
	hold(&pty, " ");	/* paused, which nothing wakes */
	expect_end(&pty);
}

static void signals_in_heaps_change_nothing(void **state)
{
	static const int heap[] = { SIGWINCH, SIGCONT, SIGWINCH, SIGURG };
	struct pty pty = begin(false);

	(void)state;
	for (int i = 0; i < 20000; i++) {
		kill(pty.pid, heap[i % 4]);
		if (i % 100 == 0)
			pty_take(&pty, 0);
	}
	assert_near(shown_rate(&pty) / RATE, 1, 0.1);
	quit(&pty);
}

static int prepare(void **state)
{
	(void)state;
	setlocale(LC_ALL, "C.UTF-8");
	unsetenv("LINES");
	unsetenv("COLUMNS");
	seen = mmap(NULL, sizeof(*seen), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return seen == MAP_FAILED;
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(
		ctrl_s_holds_it_and_ctrl_q_lets_it_go_on_with_right_rates),
	cmocka_unit_test(ending_signals_end_it_while_ctrl_s_holds_it),
	cmocka_unit_test(every_signal_that_ends_it_gives_the_terminal_back),
	cmocka_unit_test(a_terminal_that_nobody_reads_does_not_keep_it),
	cmocka_unit_test(it_sees_by_itself_that_its_terminal_is_gone),
	cmocka_unit_test(signals_in_heaps_change_nothing),
};

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, prepare, NULL);
}
