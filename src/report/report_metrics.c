/* SPDX-License-Identifier: GPL-2.0-only */
#include "report_parts.h"

#include <inttypes.h>
#include <stdio.h>

/*
 * Of a COMMAND: gauges, since a run is over. They do not add up from one to
 * the next as the counters of --batch do, and bear other names.
 */

static void write_command(FILE *out, char *const *argv)
{
	struct err text;

	plain_command(argv, &text);
	metrics_family(out, "exittop_command_info", "gauge",
		       "The command that was run.");
	fputs("exittop_command_info{command=", out);
	metrics_label(out, text.text);
	fputs("} 1\n", out);
}

static void write_exits(const struct report *report,
			const struct snapshot *snap)
{
	static const char name[] = "exittop_command_vm_exits";

	metrics_family(report->out, name, "gauge", "VM exits made while the "
		       "command ran, exittop's own taken out.");
	for (unsigned int i = 0; i < snap->reasons; i++) {
		if (!report->match[i] || !(snap->rows[i].has & HAS_DELTA))
			continue;
		metrics_reason(report->out, name, snap, i);
		fprintf(report->out, "} %" PRIu64 "\n", snap->rows[i].delta);
	}
}

static void write_seconds(const struct report *report,
			  const struct snapshot *snap)
{
	static const char name[] = "exittop_command_vm_exit_seconds";

	metrics_family(report->out, name, "gauge", "Time spent in VM exits "
		       "while the command ran, HLT left out.");
	for (unsigned int i = 0; i < snap->reasons; i++) {
		const struct row *row = &snap->rows[i];

		if (!report->match[i] || !(row->has & HAS_CYCLES_DELTA) ||
		    reason_is_idle(snap->isa, i) || snap->tsc_hz <= 0)
			continue;
		metrics_reason(report->out, name, snap, i);
		fprintf(report->out, "} %.9f\n",
			(double)row->cycles_delta / snap->tsc_hz);
	}
}

void metrics_run(const struct report *report, const struct snapshot *snap)
{
	const struct report_run *run = report->run;
	FILE *out = report->out;

	metrics_who(out, snap);
	metrics_verdict(out, snap);
	write_command(out, run->argv);
	metrics_gauge(out, "exittop_command_exit_status", "How the command "
		      "ended, 128 and its number for a signal.", run->status);
	metrics_gauge(out, "exittop_command_wall_seconds", "How long the "
		      "command took.", run->wall_s);
	metrics_gauge(out, "exittop_command_user_seconds", "CPU time of the "
		      "command in user mode.", run->user_s);
	metrics_gauge(out, "exittop_command_system_seconds", "CPU time of the "
		      "command in the kernel.", run->system_s);
	if (run->baseline_s > 0)
		metrics_gauge(out, "exittop_command_baseline_seconds", "How "
			      "long the idle guest was watched before; what it "
			      "makes is taken out.", run->baseline_s);
	write_exits(report, snap);
	write_seconds(report, snap);
	metrics_end(out);
}
