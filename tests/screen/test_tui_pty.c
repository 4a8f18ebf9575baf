/* SPDX-License-Identifier: GPL-2.0-only */
/* The screen on a terminal of its own: it always gets it back as it was. */
#include "unit.h"

#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "exittop/screen/tui.h"
#include "child_pty.h"
#include "ops_sample.h"
#include "view_sample.h"

static const char *signal_in_refresh;

static int next(void *ctx, struct snapshot *out, struct err *err)
{
	(void)ctx;
	if (signal_in_refresh && !strcmp(signal_in_refresh, "fail") &&
	    snap.round == 3)
		return err_set(err, "the host went away");
	if (signal_in_refresh && !strcmp(signal_in_refresh, "crash") &&
	    snap.round == 3)
		raise(SIGSEGV);
	sample_round(snap.round ? 1 : 0);
	*out = snap;
	return 1;
}

static uint64_t now_ns(void *ctx)
{
	(void)ctx;
	return pty_now_ns();
}

static const struct tui_ops ops = {
	.refresh = next, .now_ns = now_ns, .record = sample_no_record,
	SAMPLE_OPS,
};

struct run {
	const char *term, *keys;
	const char *trouble;		/* of signal_in_refresh */
	bool mono, ascii;
	bool live;
};

/* In the child: exits 0, 100 + signal, or 1 with the error on stderr. */
static void child(const void *with)
{
	const struct run *run = with;
	struct tui_options options = {
		.ascii = run->ascii, .mono = run->mono, .replay = !run->live,
		.delay_s = 0.1, .speed = 0, .keys = run->keys,
	};
	struct config config;
	struct err err;
	int got;

	signal_in_refresh = run->trouble;
	if (run->term)
		setenv("TERM", run->term, 1);
	else
		unsetenv("TERM");
	config_init(&config);
	sample_init();
	snap.replay = !run->live;
	got = tui_run(&config, &options, &ops, NULL, &err);
	if (got < 0)
		printf("error: %s\n", err.text);
	fflush(stdout);
	_exit(got < 0 ? 1 : got ? 100 + got : 0);
}

static int play(const struct run *run)
{
	struct pty pty = pty_begin(child, run, false);

	return pty_finish(&pty);
}

static void any_known_terminal_will_do(void **state)
{
	static const char *const terms[] = {
		"xterm-256color", "xterm", "screen", "tmux", "linux", "vt100",
		"vt220", "ansi",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
		struct run run = { .term = terms[i],
				   .keys = "<Wait:5>jj?<Esc>fept<Enter>" };
		int status = play(&run);

		if (strstr(pty_output, "unknown terminal type"))
			continue;	/* ncurses-term is not installed */
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
		assert_non_null(strstr(pty_output, "exittop"));
		assert_non_null(strstr(pty_output, "REPLAY"));
	}
}

static void an_unknown_terminal_is_named(void **state)
{
	static const struct run unknown = { .term = "no-such-terminal" };
	static const struct run none = { .term = NULL };
	static const struct run dumb = { .term = "dumb" };

	(void)state;
	assert_int_equal(WEXITSTATUS(play(&unknown)), 1);
	assert_non_null(strstr(pty_output, "'no-such-terminal'"));
	assert_int_equal(WEXITSTATUS(play(&none)), 1);
	assert_non_null(strstr(pty_output, "TERM is not set"));
	assert_int_equal(WEXITSTATUS(play(&dumb)), 1);
	assert_non_null(strstr(pty_output, "cannot move its cursor"));
}

static void no_colour_means_none(void **state)
{
	static const struct run colour = { .term = "xterm-256color",
					   .keys = "<Wait:5>P<Wait:3>" };
	static const struct run mono = { .term = "xterm-256color",
					 .keys = "<Wait:5>P<Wait:3>",
					 .mono = true };

	(void)state;
	play(&colour);
	assert_non_null(strstr(pty_output, "38;5;"));
	play(&mono);
	assert_null(strstr(pty_output, "38;5;"));
	assert_null(strstr(pty_output, "\033[39;49m"));
}

static void ascii_means_ascii(void **state)
{
	static const struct run run = { .term = "xterm", .ascii = true,
					.keys = "<Wait:9>e?s" };

	(void)state;
	play(&run);
	for (size_t i = 0; i < pty_used; i++)
		assert_true((unsigned char)pty_output[i] < 0x80);
}

static void a_key_ends_it(void **state)
{
	static const struct run run = { .term = "xterm", .live = true };
	struct pty pty = pty_begin(child, &run, false);
	int status;

	(void)state;
	assert_true(pty_await(&pty, "MSR"));
	assert_int_equal(write(pty.fd, "q", 1), 1);
	status = pty_finish(&pty);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* A click on a head sorts by it, one on a row selects it. */
static void the_mouse_is_read(void **state)
{
	static const struct run run = { .term = "xterm-256color",
					.live = true };
	static const char head[] = "\033[<0;30;7M\033[<0;30;7m",
			  row[] = "\033[<0;9;9M\033[<0;9;9m",
			  wheel[] = "\033[<65;9;9M";
	struct pty pty = pty_begin(child, &run, false);
	int status;

	(void)state;
	/* ^L paints all of it, so that it can be found in one piece. */
	assert_true(pty_await(&pty, "quiet:"));
	assert_true(write(pty.fd, head, strlen(head)) > 0);
	assert_int_equal(write(pty.fd, "\014", 1), 1);
	assert_true(pty_await(&pty, "COUNT▼"));
	assert_true(write(pty.fd, wheel, strlen(wheel)) > 0);
	assert_true(write(pty.fd, row, strlen(row)) > 0);
	pty_used = 0;
	assert_int_equal(write(pty.fd, "e\014", 2), 2);
	assert_true(pty_await(&pty, "What raises it"));
	assert_non_null(strstr(pty_output, " 72 ENQCMD"));
	assert_int_equal(write(pty.fd, "q", 1), 1);
	status = pty_finish(&pty);
	assert_true(WIFEXITED(status));
}

static void signals_end_it_in_order(void **state)
{
	static const int signals[] = { SIGTERM, SIGHUP, SIGINT };
	static const struct run run = { .term = "xterm", .live = true };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct pty pty = pty_begin(child, &run, false);
		int status;

		assert_true(pty_await(&pty, "MSR"));
		kill(pty.pid, signals[i]);
		status = pty_finish(&pty);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 100 + signals[i]);
		assert_non_null(strstr(pty_output, "\033[?1049l"));
	}
}

static void a_crash_gives_the_terminal_back(void **state)
{
	static const struct run run = { .term = "xterm", .keys = "<Wait:9>",
					.trouble = "crash" };
	int status = play(&run);

	(void)state;
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGSEGV);
	assert_non_null(strstr(pty_output, "\033[?1049l"));
	assert_non_null(strstr(pty_output, "\033[?1000l"));
}

static void an_error_gives_the_terminal_back(void **state)
{
	static const struct run run = { .term = "xterm", .keys = "<Wait:9>",
					.trouble = "fail" };
	int status = play(&run);
	const char *back = strstr(pty_output, "\033[?1049l");

	(void)state;
	assert_int_equal(WEXITSTATUS(status), 1);
	assert_non_null(back);
	assert_non_null(strstr(back, "error: the host went away"));
}

static void a_terminal_that_goes_away_ends_it(void **state)
{
	static const struct run run = { .term = "xterm", .live = true };
	struct pty pty = pty_begin(child, &run, false);
	int status;

	(void)state;
	assert_true(pty_await(&pty, "MSR"));
	close(pty.slave);
	close(pty.fd);
	assert_int_equal(waitpid(pty.pid, &status, 0), pty.pid);
	assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) != 0);
}

/* Every size is taken while the screen runs, the tiny ones too. */
static void it_follows_a_resize_storm(void **state)
{
	static const struct run run = { .term = "xterm", .live = true };
	struct pty pty = pty_begin(child, &run, false);
	int status;
	unsigned int seed = 1;

	(void)state;
	assert_true(pty_await(&pty, "MSR"));
	for (int i = 0; i < 200; i++) {
		struct winsize size = { 0 };
		struct pollfd poll_fd = { .fd = pty.fd, .events = POLLIN };

		seed = seed * 1103515245u + 12345u;
		size.ws_row = (unsigned short)(1 + (seed >> 16) % 70);
		size.ws_col = (unsigned short)(1 + (seed >> 8) % 220);
		ioctl(pty.fd, TIOCSWINSZ, &size);
		if (poll(&poll_fd, 1, 20) > 0) {
			ssize_t n = read(pty.fd, pty_output, sizeof(pty_output) - 1);

			assert_true(n > 0);
		}
	}
	pty_used = 0;
	pty_output[0] = '\0';
	assert_int_equal(write(pty.fd, "\014?", 2), 2);
	assert_int_equal(ioctl(pty.fd, TIOCSWINSZ, &(struct winsize){
		.ws_row = 24, .ws_col = 80 }), 0);
	assert_true(pty_await(&pty, "HELP"));
	assert_int_equal(write(pty.fd, "q", 1), 1);
	assert_int_equal(write(pty.fd, "q", 1), 1);
	status = pty_finish(&pty);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* Alone in its group it is not stopped, but goes through all of it. */
static void it_is_stopped_at_any_size(void **state)
{
	static const unsigned short sizes[][2] = {
		{ 65535, 39 }, { 5, 81 }, { 24, 65535 }, { 32768, 32768 },
		{ 0, 80 }, { 1, 1 }, { 500, 500 }, { 24, 80 },
	};
	static const struct run run = { .term = "xterm", .live = true };
	struct pty pty = pty_begin(child, &run, false);
	int status;

	(void)state;
	assert_true(pty_await(&pty, "MSR"));
	for (int i = 0; i < 48; i++) {
		struct winsize size = {
			.ws_row = sizes[i % 8][0], .ws_col = sizes[i % 8][1] };

		pty_used = 0;
		pty_output[0] = '\0';
		ioctl(pty.fd, TIOCSWINSZ, &size);
		kill(pty.pid, SIGTSTP);
		assert_true(pty_await(&pty, "\033[?1049h"));
	}
	assert_true(pty_await(&pty, "MSR"));
	assert_int_equal(write(pty.fd, "q", 1), 1);
	status = pty_finish(&pty);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static int prepare(void **state)
{
	(void)state;
	setlocale(LC_ALL, "C.UTF-8");
	unsetenv("LINES");
	unsetenv("COLUMNS");
	return 0;
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(any_known_terminal_will_do),
	cmocka_unit_test(an_unknown_terminal_is_named),
	cmocka_unit_test(no_colour_means_none),
	cmocka_unit_test(ascii_means_ascii),
	cmocka_unit_test(a_key_ends_it),
	cmocka_unit_test(the_mouse_is_read),
	cmocka_unit_test(signals_end_it_in_order),
	cmocka_unit_test(a_crash_gives_the_terminal_back),
	cmocka_unit_test(an_error_gives_the_terminal_back),
	cmocka_unit_test(a_terminal_that_goes_away_ends_it),
	cmocka_unit_test(it_follows_a_resize_storm),
	cmocka_unit_test(it_is_stopped_at_any_size),
};

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, prepare, NULL);
}
