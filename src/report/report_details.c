/* SPDX-License-Identifier: GPL-2.0-only */
#include "report_details.h"

#include <inttypes.h>
#include <math.h>

static const struct {
	const char *name;
	double q;
} quantiles[] = { { "p50", 0.5 }, { "p90", 0.9 }, { "p99", 0.99 } };

#define QUANTILES (sizeof(quantiles) / sizeof(*quantiles))

/* Of the interval, or where that has no exits of all since the beginning. */
static const struct durations *best(const struct detail *detail)
{
	return detail->now.known && detail->now.sum ? &detail->now :
						      &detail->all;
}

static void json_durations(struct json *json, const struct detail *detail)
{
	json_open(json, "durations", '{');
	json_text(json, "of", best(detail) == &detail->now ? "interval" :
		  "start");
	json_count(json, "exits", best(detail)->sum);
	for (size_t i = 0; i < QUANTILES; i++)
		json_number(json, quantiles[i].name,
			    detail_quantile(best(detail), quantiles[i].q), 0);
	json_open(json, "buckets", '[');
	for (unsigned int i = 0; i < DETAIL_BUCKETS; i++) {
		if (!detail->all.n[i])
			continue;
		json_open(json, NULL, '{');
		json_number(json, "cycles", detail_edge(i), 0);
		json_count(json, "count", detail->all.n[i]);
		if (detail->now.known)
			json_count(json, "delta", detail->now.n[i]);
		json_close(json, '}');
	}
	json_close(json, ']');
	json_close(json, '}');
}

static void json_key(struct json *json, const struct detail *detail,
		     unsigned int i)
{
	const struct detail_key *key = &detail->key[i];
	char name[EXITKEY_TEXT], number[24];

	snprintf(number, sizeof(number), "0x%016" PRIx64, key->key);
	json_open(json, NULL, '{');
	json_text(json, "key", number);
	json_text(json, "name", exitkey_name(key->key, name));
	json_count(json, "count", key->count);
	json_count(json, "error", key->error);
	json_count(json, "hidden", key->hidden);
	json_count(json, "cycles", key->cycles);
	json_number(json, "share", detail_share(detail, i), 6);
	if (detail->keys_now) {
		json_count(json, "delta", key->delta);
		json_count(json, "delta_cycles", key->delta_cycles);
		json_text(json, "delta_is", key->exact ? "exact" : "at least");
	}
	json_close(json, '}');
}

void report_details_json(struct json *json, const struct snapshot *snap,
			 unsigned int slot)
{
	const struct detail *detail = &snap->details[slot];
	char time[FORMAT_TEXT];

	if (!detail->asked)
		return;
	if (detail->all.known)
		json_durations(json, detail);
	if (detail->has_longest) {
		json_open(json, "longest", '{');
		json_count(json, "cycles", detail->longest);
		if (detail->longest_ns) {
			format_time(detail->longest_ns, time);
			json_text(json, "time", time);
		}
		json_close(json, '}');
	}
	if (!detail->keys)
		return;
	json_open(json, "keys", '[');
	for (unsigned int i = 0; i < detail->keys; i++)
		json_key(json, detail, i);
	json_close(json, ']');
}

/* ---- CSV ---- */

const char *report_details_head(void)
{
	return "time,interval_s,reason,name,item,cycles,key,key_name,count,"
	       "error,delta,delta_is\n";
}

/* What all lines of one reason begin with. */
struct lines {
	FILE *out;
	char time[FORMAT_TEXT], name[REASON_NAME];
	double interval_s;
	unsigned int code;
};

static void begin(const struct lines *lines, const char *item)
{
	fprintf(lines->out, "%s,%.6f,%u,%s,%s,", lines->time,
		lines->interval_s, lines->code, lines->name, item);
}

static void csv_durations(const struct lines *lines,
			  const struct detail *detail)
{
	for (unsigned int i = 0; i < DETAIL_BUCKETS; i++) {
		if (!detail->all.n[i])
			continue;
		begin(lines, "duration");
		fprintf(lines->out, "%.0f,,,%" PRIu64 ",,", detail_edge(i),
			detail->all.n[i]);
		if (detail->now.known)
			fprintf(lines->out, "%" PRIu64 ",exact",
				detail->now.n[i]);
		else
			fputc(',', lines->out);
		fputc('\n', lines->out);
	}
	for (size_t i = 0; i < QUANTILES; i++) {
		double value = detail_quantile(best(detail), quantiles[i].q);

		if (!isfinite(value))
			continue;
		begin(lines, quantiles[i].name);
		fprintf(lines->out, "%.0f,,,,,,\n", value);
	}
}

/* Names have no quotes; some have a comma. */
static void csv_key(const struct lines *lines, const struct detail *detail,
		    unsigned int i)
{
	const struct detail_key *key = &detail->key[i];
	char name[EXITKEY_TEXT];

	begin(lines, "key");
	fprintf(lines->out, "%" PRIu64 ",0x%016" PRIx64 ",\"%s\",%" PRIu64
		",%" PRIu64 ",", key->cycles, key->key,
		exitkey_name(key->key, name), key->count, key->error);
	if (detail->keys_now)
		fprintf(lines->out, "%" PRIu64 ",%s\n", key->delta,
			key->exact ? "exact" : "at least");
	else
		fputs(",\n", lines->out);
}

void report_details_csv(const struct report *report,
			const struct snapshot *snap)
{
	struct lines lines = { .out = report->out,
			       .interval_s = snap->interval_s };

	format_time(snap->wall_ns, lines.time);
	for (unsigned int i = 0; i < snap->reasons; i++) {
		const struct detail *detail = &snap->details[i];

		if (!report->match[i] || !detail->asked)
			continue;
		lines.code = reason_code(snap->isa, i);
		reason_name(snap->isa, i, lines.name);
		if (detail->all.known)
			csv_durations(&lines, detail);
		if (detail->has_longest) {
			begin(&lines, "longest");
			fprintf(lines.out, "%" PRIu64 ",,,,,,\n",
				detail->longest);
		}
		for (unsigned int k = 0; k < detail->keys; k++)
			csv_key(&lines, detail, k);
	}
}

/* ---- metrics ---- */

static void metric_buckets(FILE *out, const struct detail *detail,
			   const char *reason, uint64_t cycles)
{
	uint64_t octave[DETAIL_OCTAVES], sum = 0;

	detail_octaves(&detail->all, octave);
	for (unsigned int i = 0; i < DETAIL_OCTAVES; i++) {
		sum += octave[i];
		fprintf(out, "exittop_vm_exit_cycles_bucket{reason=\"%s\",",
			reason);
		if (i == DETAIL_OCTAVES - 1)
			fprintf(out, "le=\"+Inf\"} %" PRIu64 "\n", sum);
		else
			fprintf(out, "le=\"%.1f\"} %" PRIu64 "\n",
				ldexp(1, 8 + (int)i), sum);
	}
	fprintf(out, "exittop_vm_exit_cycles_sum{reason=\"%s\"} %" PRIu64 "\n"
		"exittop_vm_exit_cycles_count{reason=\"%s\"} %" PRIu64 "\n",
		reason, cycles, reason, sum);
}

void report_details_metrics(const struct snapshot *snap,
			    const bool match[REASON_SLOTS], FILE *out)
{
	char reason[REASON_NAME], name[EXITKEY_TEXT];

	fputs("# HELP exittop_vm_exit_cycles Exits by their length in cycles "
	      "of the host's TSC, since the host began to count.\n"
	      "# TYPE exittop_vm_exit_cycles histogram\n", out);
	for (unsigned int i = 0; i < snap->reasons; i++)
		if (match[i] && snap->details[i].asked &&
		    snap->details[i].all.known)
			metric_buckets(out, &snap->details[i],
				       reason_name(snap->isa, i, reason),
				       snap->rows[i].cycles);
	fputs("# HELP exittop_vm_exit_key_share What the exits of a reason "
	      "were about in the last interval: the share of each key, at "
	      "least.\n"
	      "# TYPE exittop_vm_exit_key_share gauge\n", out);
	for (unsigned int i = 0; i < snap->reasons; i++) {
		const struct detail *detail = &snap->details[i];

		for (unsigned int k = 0; match[i] && detail->keys_now &&
		     k < detail->keys; k++)
			fprintf(out, "exittop_vm_exit_key_share{reason=\"%s\","
				"key=\"%s\"} %.6f\n",
				reason_name(snap->isa, i, reason),
				exitkey_name(detail->key[k].key, name),
				detail_share(detail, k));
	}
}
