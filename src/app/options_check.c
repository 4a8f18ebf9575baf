/* SPDX-License-Identifier: GPL-2.0-only */
#include "options_check.h"

/* As many words as the mode takes. */
static int check_words(const struct options *options, struct err *err)
{
	unsigned int n = options->runs_n;

	switch (options->mode) {
	case MODE_SUMMARY:
		return 0;
	case MODE_COMPARE:
		return n == 2 ? 0 :
		       err_set(err, "--compare takes two recordings%s",
			       n > 2 ? "; --summary takes any number" : "");
	case MODE_REPORT:
		return n <= 2 ? 0 :
		       err_set(err, "--report takes one or two recordings, "
			       "not %u; --summary takes any number", n);
	default:
		return !n ? 0 :
		       err_set(err, "unexpected argument '%s'; put a command "
			       "after --, play a recording with --replay",
			       options->runs[0]);
	}
}

static int check_format(const struct options *options, struct err *err)
{
	bool metrics = options->format == REPORT_OPENMETRICS;

	if (metrics && (options->mode == MODE_COMPARE ||
			options->mode == MODE_REPORT ||
			options->mode == MODE_SUMMARY))
		return err_set(err, "openmetrics does not go with --compare, "
			       "--report and --summary");
	if (metrics && options->mode == MODE_RUN)
		return err_set(err, "openmetrics does not go with a command: "
			       "choose plain, csv or json");
	if (options->all && !metrics)
		return err_set(err, "--all goes with --format openmetrics: "
			       "csv and json have all reasons");
	if (options->format == REPORT_HTML && options->mode != MODE_REPORT)
		return err_set(err, "html goes with --report");
	if (options->mode == MODE_REPORT && options->format != REPORT_PLAIN &&
	    options->format != REPORT_HTML)
		return err_set(err, "--report writes Markdown, or with --format "
			       "html a page; --compare knows csv and json");
	return 0;
}

int options_check(const struct options *options, struct err *err)
{
	if (options->keys && !options->replay)
		return err_set(err, "--keys needs a recording: give one "
			       "with --replay");
	if (options->speed >= 0 && !options->replay)
		return err_set(err, "--speed needs a recording: give one "
			       "with --replay");
	if (options->iterations && options->mode != MODE_BATCH)
		return err_set(err, "--iterations goes with --batch");
	if ((options->repeat || options->baseline_s > 0) &&
	    options->mode != MODE_RUN)
		return err_set(err, "--repeat and --baseline go with a "
			       "command: exittop [options] -- COMMAND");
	if (options->mode == MODE_RUN && options->exit_on_shift)
		return err_set(err, "--exit-on-shift does not go with a "
			       "command");
	if (options->each && options->mode != MODE_LIVE &&
	    options->mode != MODE_ONCE && options->mode != MODE_BATCH)
		return err_set(err, "--vcpu each goes with the screen, --once "
			       "and --batch");
	if (options->each && options->plain)
		return err_set(err, "--plain says what happens to the VM as a "
			       "whole: it does not go with --vcpu each");
	if (options->inside && options->mode == MODE_LIVE)
		return err_set(err, "--details=REASON goes with --once, --batch "
			       "and a command; the screen shows them of the "
			       "reason that is explained (Enter)");
	if (options->details && options->mode != MODE_ONCE &&
	    options->mode != MODE_BATCH && options->mode != MODE_RUN &&
	    (options->mode != MODE_LIVE || options->plain))
		return err_set(err, "--details goes with the screen, --once, "
			       "--batch and a command");
	if (options->details && options->each)
		return err_set(err, "--details does not go with --vcpu each: "
			       "choose one vCPU, or all");
	return check_words(options, err) || check_format(options, err) ? -1 :
									  0;
}
