/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/report/metrics.h"
#include "exittop/base/utf8.h"

#include <inttypes.h>

/* Cycles to seconds by the TSC's own rate over that interval. */
void metrics_update(struct metrics *metrics, const struct snapshot *snap)
{
	for (unsigned int i = 0; i < snap->reasons; i++) {
		const struct row *row = &snap->rows[i];
		double seconds = 0;

		if (row->has & HAS_CYCLES_DELTA && snap->tsc_hz > 0)
			seconds = (double)row->cycles_delta / snap->tsc_hz;
		if (reason_is_idle(snap->isa, i))
			metrics->idle_s += seconds;
		else
			metrics->seconds[i] += seconds;
		if (row->shift_seq == metrics->seen[i])
			continue;
		metrics->seen[i] = row->shift_seq;
		if (row->shift == SHIFT_UP)
			metrics->up[i]++;
		if (row->shift == SHIFT_DOWN)
			metrics->down[i]++;
	}
}

static void write_family(FILE *out, const char *name, const char *type,
			 const char *help)
{
	fprintf(out, "# HELP %s %s\n", name, help);
	if (type)
		fprintf(out, "# TYPE %s %s\n", name, type);
}

static void write_label(FILE *out, const char *value)
{
	size_t n;

	fputc('"', out);
	for (; *value; value += n)
		/* Prometheus takes UTF-8 only. */
		if (!utf8_is_visible(utf8_decode(value, &n)))
			fputs(*value == '\n' ? "\\n" : "?", out);
		else
			fprintf(out, "%s%.*s",
				*value == '"' || *value == '\\' ? "\\" : "",
				(int)n, value);
	fputc('"', out);
}

/* "NAME{reason="EPT_VIOLATION",code="48"" without the closing brace. */
static void write_reason(FILE *out, const char *name,
			 const struct snapshot *snap, unsigned int slot)
{
	char reason[REASON_NAME];

	fprintf(out, "%s{reason=\"%s\",code=\"%u\"", name,
		reason_name(snap->isa, slot, reason),
		reason_code(snap->isa, slot));
}

static void write_gauge(FILE *out, const char *name, const char *help,
			double value)
{
	write_family(out, name, "gauge", help);
	fprintf(out, "%s %.6f\n", name, value);
}

static void write_counter(FILE *out, const char *name, const char *help,
			  uint64_t value)
{
	write_family(out, name, NULL, help);
	fprintf(out, "%s %" PRIu64 "\n", name, value);
}

static void write_who(FILE *out, const struct snapshot *snap)
{
	write_family(out, "exittop_build_info", "gauge",
		       "The exittop that wrote this.");
	fputs("exittop_build_info{version=", out);
	write_label(out, EXITTOP_VERSION);
	fputs("} 1\n", out);
	write_family(out, "exittop_host_info", "gauge",
		       "The host that answers.");
	fputs("exittop_host_info{dialect=", out);
	write_label(out, dialect_name(snap->dialect));
	fputs(",hypervisor=", out);
	write_label(out, snap->host.hypervisor);
	fputs(",scope=", out);
	write_label(out, scope_name(snap->scope));
	fputs("} 1\n", out);
}

static void write_verdict(FILE *out, const struct snapshot *snap)
{
	static const enum paging verdicts[] = {
		PAGING_NESTED, PAGING_SHADOW, PAGING_MIXED, PAGING_UNKNOWN,
	};

	write_family(out, "exittop_paging", "gauge", "The verdict on the "
		       "guest's paging: 1 for the one that holds.");
	for (int i = 0; i < 4; i++)
		fprintf(out, "exittop_paging{verdict=\"%s\"} %d\n",
			snapshot_paging_name(verdicts[i]),
			snap->paging == verdicts[i]);
	write_family(out, "exittop_last_sample_timestamp_seconds", "gauge",
		       "When the host was asked last, since the epoch.");
	fprintf(out, "exittop_last_sample_timestamp_seconds %.3f\n",
		(double)snap->wall_ns / 1e9);
}

static void write_exits(FILE *out, const struct snapshot *snap,
			const bool match[REASON_SLOTS])
{
	static const char name[] = "exittop_vm_exits_total";

	write_family(out, name, NULL, "VM exits as the host counts them, "
		       "exittop's own taken out.");
	for (unsigned int i = 0; i < snap->reasons; i++) {
		if (!match[i] || !(snap->rows[i].has & HAS_COUNT))
			continue;
		write_reason(out, name, snap, i);
		fprintf(out, "} %" PRIu64 "\n", snap->rows[i].count);
	}
}

static void write_seconds(FILE *out, const struct metrics *metrics,
			  const struct snapshot *snap,
			  const bool match[REASON_SLOTS])
{
	static const char name[] = "exittop_vm_exit_seconds_total";

	write_family(out, name, NULL, "Time spent in VM exits since exittop "
		       "began, HLT left out.");
	for (unsigned int i = 0; i < snap->reasons; i++) {
		if (!match[i] || !(snap->rows[i].has & HAS_CYCLES) ||
		    reason_is_idle(snap->isa, i))
			continue;
		write_reason(out, name, snap, i);
		fprintf(out, "} %.9f\n", metrics->seconds[i]);
	}
	write_family(out, "exittop_vm_idle_seconds_total", NULL,
		       "Time the guest's vCPUs slept in HLT since exittop "
		       "began.");
	fprintf(out, "exittop_vm_idle_seconds_total %.9f\n", metrics->idle_s);
}

static bool is_active(const struct row *row)
{
	return row->shift == SHIFT_UP || row->shift == SHIFT_DOWN;
}

static void write_shifts(FILE *out, const struct metrics *metrics,
			 const struct snapshot *snap,
			 const bool match[REASON_SLOTS])
{
	char reason[REASON_NAME];

	write_family(out, "exittop_shift_active", "gauge", "1 while the "
		       "rate of a watched reason has shifted.");
	for (unsigned int i = 0; i < snap->reasons; i++)
		if (match[i] && snap->rows[i].watched)
			fprintf(out, "exittop_shift_active{reason=\"%s\"} "
				"%d\n", reason_name(snap->isa, i, reason),
				is_active(&snap->rows[i]));
	write_family(out, "exittop_shifts_total", NULL,
		       "Shifts of watched reasons since exittop began.");
	for (unsigned int i = 0; i < snap->reasons; i++) {
		if (!match[i] || !snap->rows[i].watched)
			continue;
		reason_name(snap->isa, i, reason);
		fprintf(out, "exittop_shifts_total{reason=\"%s\","
			"direction=\"up\"} %" PRIu64 "\n"
			"exittop_shifts_total{reason=\"%s\","
			"direction=\"down\"} %" PRIu64 "\n", reason,
			metrics->up[i], reason, metrics->down[i]);
	}
}

static void write_state(FILE *out, const struct snapshot *snap)
{
	if (snap->vcpus)
		write_gauge(out, "exittop_vcpus", "vCPUs of the guest.",
			      snap->vcpus);
	if (snap->in_exits >= 0)
		write_gauge(out, "exittop_in_exits_ratio", "Share of the "
			      "vCPUs' time spent in exits, HLT left out.",
			      snap->in_exits);
	write_counter(out, "exittop_self_exits_total",
		      "CPUIDs that exittop issued itself.", snap->self_exits);
	write_counter(out, "exittop_resets_total", "Times the host's "
		      "counters began again.", snap->resets);
	write_counter(out, "exittop_wraps_total", "Times a counter of "
		      "32 bits wrapped.", snap->wraps);
	write_counter(out, "exittop_gaps_total", "Intervals much longer than "
		      "asked for.", snap->gaps);
}

void metrics_write(const struct metrics *metrics, const struct snapshot *snap,
		   const bool match[REASON_SLOTS], FILE *out)
{
	write_who(out, snap);
	write_verdict(out, snap);
	write_exits(out, snap, match);
	write_seconds(out, metrics, snap, match);
	write_shifts(out, metrics, snap, match);
	write_state(out, snap);
	fputs("# EOF\n", out);
}
