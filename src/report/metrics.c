/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/report/metrics.h"
#include "exittop/base/utf8.h"
#include "report_details.h"

#include <inttypes.h>

/* Cycles to seconds by the TSC's own rate over that interval. */
void metrics_update(struct metrics *metrics, const struct snapshot *snap)
{
	metrics->timed |= snap->tsc_hz > 0 && snap->interval_s > 0;
	for (unsigned int i = 0; i < snap->reasons; i++) {
		const struct row *row = &snap->rows[i];
		double seconds = 0;

		if (row->has & HAS_COUNT && row->count)
			metrics->ever[i] = true;
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

/* What is being written: the exposition of one snapshot. */
struct exposition {
	FILE *out;
	const struct metrics *metrics, *each;	/* the VM's; NULL, or its vCPUs' */
	const struct metrics *own;	/* of whom `snap` is */
	const struct snapshot *snap;
	const bool *match;
};

static void write_family(const struct exposition *e, const char *name,
			 const char *type, const char *help)
{
	fprintf(e->out, "# HELP %s %s\n", name, help);
	if (type)
		fprintf(e->out, "# TYPE %s %s\n", name, type);
}

static void write_label(FILE *out, const char *name, const char *value)
{
	fprintf(out, "%s=\"", name);
	while (*value) {
		size_t n;
		uint32_t code = utf8_decode(value, &n);

		if (code == '\n')
			fputs("\\n", out);
		else if (!utf8_is_visible(code))
			fputc('?', out);
		else
			fprintf(out, "%s%.*s",
				code == '"' || code == '\\' ? "\\" : "",
				(int)n, value);
		value += n;
	}
	fputc('"', out);
}

/*
 * "NAME{reason="INVLPG",code="14",vcpu="0"} ", with the vCPU where one was
 * chosen: several exittops may export one guest's. @labels: pairs of a name
 * and a value, and NULL.
 */
static void write_sample(const struct exposition *e, const char *name,
			 const char *const *labels)
{
	const char *divider = "{";
	char vcpu[16];

	fputs(name, e->out);
	for (; labels && *labels; labels += 2) {
		fputs(divider, e->out);
		write_label(e->out, labels[0], labels[1]);
		divider = ",";
	}
	if (e->snap->vcpu) {
		snprintf(vcpu, sizeof(vcpu), "%u", e->snap->vcpu - 1);
		fputs(divider, e->out);
		write_label(e->out, "vcpu", vcpu);
		divider = ",";
	}
	fputs(divider[0] == ',' ? "} " : " ", e->out);
}

/* The same of a reason, with one more label where @key is not NULL. */
static void write_reason(const struct exposition *e, const char *name,
			 unsigned int slot, const char *key, const char *value)
{
	char reason[REASON_NAME];
	const char *const labels[] = {
		"reason", reason_name(e->snap->isa, slot, reason),
		key, value, NULL
	};

	write_sample(e, name, labels);
}

static void write_gauge(const struct exposition *e, const char *name,
			const char *help, double value)
{
	write_family(e, name, "gauge", help);
	write_sample(e, name, NULL);
	fprintf(e->out, "%.6f\n", value);
}

static void write_counter(const struct exposition *e, const char *name,
			  const char *help, uint64_t value)
{
	write_family(e, name, NULL, help);
	write_sample(e, name, NULL);
	fprintf(e->out, "%" PRIu64 "\n", value);
}

static void write_who(const struct exposition *e)
{
	const struct snapshot *snap = e->snap;
	const char *const build[] = { "version", EXITTOP_VERSION, NULL };
	const char *const host[] = {
		"dialect", host_dialect_name(snap->dialect),
		"hypervisor", snap->host.hypervisor,
		"scope", host_scope_name(snap->scope), NULL
	};

	write_family(e, "exittop_build_info", "gauge",
		     "The exittop that wrote this, as a label; always 1.");
	write_sample(e, "exittop_build_info", build);
	fputs("1\n", e->out);
	write_family(e, "exittop_host_info", "gauge", "The host, as labels: "
		     "the dialect of its answers, and whether it counts this "
		     "VM (vm) or all its VMs together (host); always 1.");
	write_sample(e, "exittop_host_info", host);
	fputs("1\n", e->out);
	write_family(e, "exittop_host_answers", "gauge", "1 while the host "
		     "answers with counters, 0 since it stopped: then there "
		     "are no exits below.");
	write_sample(e, "exittop_host_answers", NULL);
	fprintf(e->out, "%d\n", !(snap->notes & NOTE_SILENT));
}

static void write_verdict(const struct exposition *e)
{
	static const enum paging verdicts[] = {
		PAGING_NESTED, PAGING_SHADOW, PAGING_MIXED, PAGING_UNKNOWN,
	};

	write_family(e, "exittop_paging", "gauge", "The verdict on the "
		     "guest's paging: 1 for the one that holds, 0 for the "
		     "others.");
	for (int i = 0; i < 4; i++) {
		const char *const labels[] = {
			"verdict", snapshot_paging_name(verdicts[i]), NULL
		};

		write_sample(e, "exittop_paging", labels);
		fprintf(e->out, "%d\n", e->snap->paging == verdicts[i]);
	}
	write_family(e, "exittop_last_sample_timestamp_seconds", "gauge",
		     "When the host was asked last, in seconds since 1970.");
	write_sample(e, "exittop_last_sample_timestamp_seconds", NULL);
	fprintf(e->out, "%.3f\n", (double)e->snap->wall_ns / 1e9);
}

/* Most reasons never come: a guest has some 15 of them. */
static bool is_written(const struct exposition *e, unsigned int slot)
{
	return e->match[slot] &&
	       (e->metrics->all || e->metrics->ever[slot]);
}

/* Calls @write for the VM, or for each of its vCPUs. */
static void write_each(const struct exposition *e,
		       void (*write)(const struct exposition *e))
{
	struct exposition one = *e;

	if (!e->each) {
		write(e);
		return;
	}
	for (unsigned int v = 0; v < e->snap->each_n; v++) {
		one.snap = &e->snap->each[v];
		one.own = &e->each[v];
		write(&one);
	}
}

static void write_counts(const struct exposition *e)
{
	char code[REASON_NUMBER];

	for (unsigned int i = 0; i < e->snap->reasons; i++) {
		if (!is_written(e, i) || !(e->snap->rows[i].has & HAS_COUNT))
			continue;
		write_reason(e, "exittop_vm_exits_total", i, "code",
			     reason_number(e->snap->isa, i, code));
		fprintf(e->out, "%" PRIu64 "\n", e->snap->rows[i].count);
	}
}

static void write_exits(const struct exposition *e)
{
	write_family(e, "exittop_vm_exits_total", NULL, "VM exits since the "
		     "host began to count, excluding exittop's own. Reasons "
		     "that never came are left out.");
	write_each(e, write_counts);
}

static void write_asleep(const struct exposition *e)
{
	write_sample(e, "exittop_vm_idle_seconds_total", NULL);
	fprintf(e->out, "%.9f\n", e->own->idle_s);
}

static void write_idle(const struct exposition *e)
{
	bool known = false;

	for (unsigned int i = 0; i < e->snap->reasons; i++)
		known |= reason_is_idle(e->snap->isa, i) &&
			 e->snap->rows[i].has & HAS_CYCLES;
	if (!known)
		return;
	write_family(e, "exittop_vm_idle_seconds_total", NULL, "Seconds that "
		     "the vCPUs slept in HLT since exittop began.");
	write_each(e, write_asleep);
}

static void write_busy(const struct exposition *e)
{
	char code[REASON_NUMBER];

	for (unsigned int i = 0; i < e->snap->reasons; i++) {
		if (!is_written(e, i) || reason_is_idle(e->snap->isa, i) ||
		    !(e->snap->rows[i].has & HAS_CYCLES))
			continue;
		write_reason(e, "exittop_vm_exit_seconds_total", i, "code",
			     reason_number(e->snap->isa, i, code));
		fprintf(e->out, "%.9f\n", e->own->seconds[i]);
	}
}

/* Without cycles from the host or a steady TSC there are no seconds. */
static void write_seconds(const struct exposition *e)
{
	if (!e->metrics->timed)
		return;
	write_family(e, "exittop_vm_exit_seconds_total", NULL, "Seconds that "
		     "the vCPUs spent in VM exits since exittop began, "
		     "without HLT.");
	write_each(e, write_busy);
	write_idle(e);
}

static void write_odd_ones(const struct exposition *e)
{
	static const int values[] = {
		[ODD_NOT] = 0, [ODD_MORE] = 1, [ODD_FEWER] = -1,
	};

	for (unsigned int i = 0; i < e->snap->reasons; i++) {
		const struct row *row = &e->snap->rows[i];

		if (!is_written(e, i) || !(row->has & HAS_DELTA))
			continue;
		write_reason(e, "exittop_vcpu_odd", i, NULL, NULL);
		fprintf(e->out, "%d\n", values[row->odd]);
	}
}

static void write_odd(const struct exposition *e)
{
	if (!e->each)
		return;
	write_family(e, "exittop_vcpu_odd", "gauge", "1 while this vCPU makes "
		     "more exits of the reason than the others do, -1 while "
		     "it makes fewer, else 0.");
	write_each(e, write_odd_ones);
}

static bool is_active(const struct row *row)
{
	return row->shift == SHIFT_UP || row->shift == SHIFT_DOWN;
}

static void write_shifts(const struct exposition *e)
{
	static const char active[] = "exittop_shift_active";
	static const char shifts[] = "exittop_shifts_total";

	write_family(e, active, "gauge", "1 while the rate of a watched "
		     "reason is shifted, 0 again when the shift is over.");
	for (unsigned int i = 0; i < e->snap->reasons; i++) {
		if (!e->match[i] || !e->snap->rows[i].watched)
			continue;
		write_reason(e, active, i, NULL, NULL);
		fprintf(e->out, "%d\n", is_active(&e->snap->rows[i]));
	}
	write_family(e, shifts, NULL, "Shifts of a watched reason since "
		     "exittop began, by direction.");
	for (unsigned int i = 0; i < e->snap->reasons; i++) {
		if (!e->match[i] || !e->snap->rows[i].watched)
			continue;
		write_reason(e, shifts, i, "direction", "up");
		fprintf(e->out, "%" PRIu64 "\n", e->metrics->up[i]);
		write_reason(e, shifts, i, "direction", "down");
		fprintf(e->out, "%" PRIu64 "\n", e->metrics->down[i]);
	}
}

static void write_state(const struct exposition *e)
{
	const struct snapshot *snap = e->snap;

	if (snap->vcpus)
		write_gauge(e, "exittop_vcpus", "vCPUs of the guest.",
			    snap->vcpus);
	if (snap->in_exits >= 0)
		write_gauge(e, "exittop_in_exits_ratio", "Share of the vCPUs' "
			    "time that exits took in the last interval, "
			    "without HLT, from 0 to 1.", snap->in_exits);
	write_counter(e, "exittop_self_exits_total", "CPUIDs that exittop "
		      "itself issued: exits that no other metric counts.",
		      snap->self_exits);
	write_counter(e, "exittop_resets_total", "Times that the host's "
		      "counters began again: KVM loaded anew, or the guest "
		      "moved.", snap->resets);
	write_counter(e, "exittop_wraps_total", "Times that a counter of 32 "
		      "bits passed its end and was followed.", snap->wraps);
	write_counter(e, "exittop_gaps_total", "Intervals much longer than "
		      "asked for: the guest stood still.", snap->gaps);
}

void metrics_write(const struct metrics *metrics, const struct metrics *each,
		   const struct snapshot *snap, const bool match[REASON_SLOTS],
		   FILE *out)
{
	const struct exposition e = {
		out, metrics, each, metrics, snap, match,
	};

	write_who(&e);
	write_verdict(&e);
	write_exits(&e);
	write_seconds(&e);
	write_odd(&e);
	if (snap->details)
		report_details_metrics(snap, match, out);
	write_shifts(&e);
	write_state(&e);
	fputs("# EOF\n", out);
}
