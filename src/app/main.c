/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/base/err.h"
#include "files.h"
#include "mode.h"
#include "signals.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

static int complain(int code, const struct err *err)
{
	fprintf(stderr, "exittop: %s\n", err->text);
	return code;
}

/* What to do where no host answers: a line each, as the sentence above it. */
static void advise(enum mode mode)
{
	fputs("exittop: to try it out: --replay FILE, or 'make lab' in its "
	      "source\n"
	      "exittop: to make a KVM host answer: load exittop_host.ko on it "
	      "(host/README.md)\n", stderr);
	if (mode != MODE_PROBE)
		fputs("exittop: to see what it answers, leaf by leaf: "
		      "exittop --probe\n", stderr);
}

static void warn(const struct err *said)
{
	complain(EXIT_FAILED, said);
}

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

/*
 * A file opened later must not become standard output: where one is closed,
 * something takes its place that fails as it would have.
 */
static void hold_standard_files(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			(void)!open("/dev/null", fd == STDIN_FILENO ?
				    O_WRONLY : O_RDONLY);
}

/* Without a terminal the screen is a batch; and what depends on that. */
static void settle(struct options *options)
{
	bool plain = options->plain;

	if (options->mode == MODE_LIVE && !plain && !options->keys &&
	    !isatty(STDOUT_FILENO)) {
		fputs("exittop: standard output is no terminal: writing plain "
		      "tables, as with --batch\n", stderr);
		plain = true;
	}
	if (options->mode == MODE_LIVE && plain)
		options->mode = MODE_BATCH;
	if (options->speed < 0)
		options->speed = options->mode == MODE_LIVE;
}

/* Asks the host, or a recording, and runs the mode on what it answers. */
static int with_session(struct program *program, const struct mode_row *mode)
{
	struct err err = { "" }, lost;
	int code = session_open(&program->session, &program->options, &err);

	program->answer = code;
	if (code == EXIT_FINE || mode->host == MODE_ANY_ANSWER)
		code = mode->run(program, &err);
	/* COMMAND's own failures are not ours to complain about. */
	if (code != EXIT_FINE && code != EXIT_SHIFT && err.text[0])
		complain(code, &err);
	if (code == EXIT_NO_ANSWER && !program->options.replay)
		advise(program->options.mode);
	if (session_was_cut(&program->session, program->options.replay, &lost))
		warn(&lost);
	if (session_close(&program->session, &lost)) {
		if (lost.text[0])
			complain(EXIT_FAILED, &lost);
		code = code ? code : EXIT_FAILED;
	}
	return code;
}

static int without_session(struct program *program,
			   const struct mode_row *mode)
{
	struct err err = { "" };
	int code = mode->run(program, &err);

	return code == EXIT_FINE ? code : complain(code, &err);
}

/* What was printed is nothing until it is written. */
static int flush_output(int code)
{
	if ((!fflush(stdout) && !ferror(stdout)) || errno == EPIPE || code)
		return code;
	fprintf(stderr, "exittop: cannot write to standard output: %s\n",
		strerror(errno));
	return EXIT_FAILED;
}

static void enter_sandbox(struct program *program,
			  const struct sandbox *rights)
{
	enum sandbox_filter filter = sandbox_enter(rights);
	struct err said;

	program->filter = filter;
	if (program->options.mode != MODE_BATCH ||
	    (filter != SANDBOX_THREAD && filter != SANDBOX_REFUSED))
		return;
	err_set(&said, "sandbox: %s", sandbox_words(filter));
	warn(&said);
}

int main(int argc, char **argv)
{
	static struct program program = { .now_ns = now_ns, .warn = warn };
	struct options *options = &program.options;
	const struct mode_row *mode;
	struct sandbox rights;
	struct err err;
	int code;

	/* It writes and runs what its caller names: with his rights alone. */
	if (getauxval(AT_SECURE)) {
		err_set(&err, "this exittop is installed setuid, setgid or "
			"with capabilities: it needs none of them and does "
			"not run so");
		return complain(EXIT_FAILED, &err);
	}
	hold_standard_files();
	signals_ignore_limit();
	setlocale(LC_ALL, "");
	setlocale(LC_NUMERIC, "C");	/* CSV and JSON have points */
	if (options_parse(options, argc, argv, &err))
		return complain(EXIT_USAGE, &err);
	if (files_check(options, &err))
		return complain(EXIT_USAGE, &err);
	settle(options);
	mode = mode_get(options->mode);
	rights = mode_rights(options);
	(void)btowc(0x80);	/* libc loads what the locale needs, now */
	if (mode->signals != MODE_FORWARDS)	/* which has programs to run */
		enter_sandbox(&program, &rights);
	if (mode->signals == MODE_CATCHES)
		signals_catch(options->mode == MODE_BATCH && options->output);
	code = mode->host == MODE_NO_HOST ? without_session(&program, mode)
					  : with_session(&program, mode);
	code = flush_output(code);
	if (program.ended_by)
		signals_die(program.ended_by);
	return code;
}
