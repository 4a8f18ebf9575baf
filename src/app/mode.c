/* SPDX-License-Identifier: GPL-2.0-only */
#include "mode.h"

#include "batch.h"
#include "launch.h"
#include "live.h"
#include "offline.h"
#include "probe_report.h"
#include "signals.h"
#include "survey.h"
#include "writer.h"

#include <stdio.h>
#include <unistd.h>

static int run_help(struct program *program, struct err *err)
{
	(void)program;
	(void)err;
	options_help(stdout);
	return EXIT_FINE;
}

static int run_version(struct program *program, struct err *err)
{
	(void)program;
	(void)err;
	puts("exittop " EXITTOP_VERSION);
	return EXIT_FINE;
}

static int run_explain(struct program *program, struct err *err)
{
	return offline_explain(&program->options, &program->session,
			       program->warn, err);
}

static int run_two(struct program *program, struct err *err)
{
	return offline_runs(&program->options, &program->session,
			    program->warn, err);
}

static int run_summary(struct program *program, struct err *err)
{
	return survey_run(&program->options, &program->session, err);
}

static int run_probe(struct program *program, struct err *err)
{
	FILE *out = program->answer == EXIT_FINE ? stdout : stderr;

	(void)err;
	probe_report_write(out, &program->session.probe);
	fprintf(out, "sandbox  %s\n", sandbox_words(program->filter));
	return program->answer;
}

static int start_writer(struct program *program, struct writer *writer, int fd,
			struct err *err)
{
	int code = session_start(&program->session, &program->options, err);

	writer->tell = program->warn;
	return code ? code : writer_open(writer, &program->options,
					 program->session.probe.isa, fd, err);
}

static int run_batch(struct program *program, struct err *err)
{
	static struct writer writer;
	static struct batch batch;
	const struct options *options = &program->options;
	int code = start_writer(program, &writer, STDOUT_FILENO, err);

	if (code)
		return code;
	batch.session = &program->session;
	batch.options = options;
	batch.writer = &writer;
	batch.now_ns = program->now_ns;
	batch.wait = signals_wait;
	code = batch_run(&batch, options->mode == MODE_ONCE ? 1 :
			 options->iterations, err);
	program->ended_by = signals_stopped();
	return writer_close(&writer, code, err);
}

static int run_command(struct program *program, struct err *err)
{
	static struct writer writer;
	static struct launch launch;
	struct options *options = &program->options;
	const struct sandbox rights = mode_rights(options);
	int code;

	options->delay_s = launch_step_s(options, &program->session.probe);
	/* Standard output is COMMAND's. */
	code = start_writer(program, &writer, STDERR_FILENO, err);
	if (code)
		return code;
	launch.session = &program->session;
	launch.options = options;
	launch.writer = &writer;
	launch.rights = &rights;
	return writer_close(&writer, launch_command(&launch, err), err);
}

static int run_live(struct program *program, struct err *err)
{
	static struct live live;
	struct options *options = &program->options;
	int code;

	live_settings(&live, options);
	code = session_start(&program->session, options, err);
	if (code)
		return code;
	live.session = &program->session;
	live.options = options;
	live.now_ns = program->now_ns;
	program->ended_by = live_run(&live, err);
	if (program->ended_by < 0) {
		program->ended_by = 0;
		return EXIT_FAILED;
	}
	if (!program->ended_by)
		program->ended_by = signals_stopped();
	return live.shifted ? EXIT_SHIFT : EXIT_FINE;
}

static const struct mode_row modes[] = {
	[MODE_LIVE] = { MODE_NEEDS_ANSWER, MODE_WRITES_ANY, MODE_CATCHES,
			run_live },
	[MODE_ONCE] = { MODE_NEEDS_ANSWER, MODE_WRITES_NAMED, MODE_CATCHES,
			run_batch },
	[MODE_BATCH] = { MODE_NEEDS_ANSWER, MODE_WRITES_NAMED, MODE_CATCHES,
			 run_batch },
	[MODE_RUN] = { MODE_NEEDS_ANSWER, MODE_WRITES_NAMED, MODE_FORWARDS,
		       run_command },
	[MODE_PROBE] = { MODE_ANY_ANSWER, MODE_WRITES_NAMED, MODE_CATCHES,
			 run_probe },
	[MODE_EXPLAIN] = { MODE_NO_HOST, MODE_READS, MODE_DIES, run_explain },
	[MODE_COMPARE] = { MODE_NO_HOST, MODE_WRITES_NAMED, MODE_DIES,
			   run_two },
	[MODE_REPORT] = { MODE_NO_HOST, MODE_WRITES_NAMED, MODE_DIES,
			  run_two },
	[MODE_SUMMARY] = { MODE_NO_HOST, MODE_WRITES_NAMED, MODE_DIES,
			   run_summary },
	[MODE_HELP] = { MODE_NO_HOST, MODE_READS, MODE_DIES, run_help },
	[MODE_VERSION] = { MODE_NO_HOST, MODE_READS, MODE_DIES, run_version },
};

const struct mode_row *mode_get(enum mode mode)
{
	return &modes[mode];
}

struct sandbox mode_rights(const struct options *options)
{
	enum mode_files files = modes[options->mode].files;

	return (struct sandbox){
		.writes = files == MODE_WRITES_ANY ||
			  (files == MODE_WRITES_NAMED &&
			   (options->output || options->record)),
	};
}
