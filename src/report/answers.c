/* SPDX-License-Identifier: GPL-2.0-only */
#include "answers.h"

#include <math.h>
#include <string.h>

#include "exittop/base/format.h"
#include "exittop/base/order.h"
#include "exittop/facts/explain.h"

#define SOME	 5	/* of the most and of the least frequent reasons */
#define BOOT_S	 300	/* a recording that begins later is none of a boot */
#define BOOT_MOST 1e7	/* exits/s of a vCPU that no host exceeds */
#define BEFORE_S 60	/* firmware, and a boot before this one */
#define STABLE	 0.1	/* standard deviation of the parts over their mean */
#define UNSTABLE 0.5

static const char *const bars[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };

/* Begins an item, with "A: " where there are two runs. */
void answers_begin(const struct answers *answers, unsigned int i)
{
	markup_item(&answers->out);
	if (answers->n > 1)
		markup_format(&answers->out, "%c: ", 'A' + (int)i);
}

static const char *plural(unsigned int n)
{
	return n == 1 ? "" : "s";
}

bool answers_shows(const struct answers *answers, unsigned int slot)
{
	for (unsigned int i = 0; i < answers->n; i++)
		if (answers->runs[i]->rows[slot].count ||
		    answers->runs[i]->rows[slot].exits)
			return true;
	return false;
}

/* Rounds of which no difference is known. */
static void write_left_out(const struct markup *out, const struct run *run)
{
	const char *lead = " Left out: ";

	if (run->silent) {
		markup_format(out, "%s%llu round%s without an answer of the "
			      "host", lead, (unsigned long long)run->silent,
			      run->silent == 1 ? "" : "s");
		lead = ", ";
	}
	if (run->resets)
		markup_format(out, "%s%llu round%s in which its counters began "
			      "again", lead, (unsigned long long)run->resets,
			      run->resets == 1 ? "" : "s");
	if (run->silent + run->resets)
		markup_text(out, ".");
}

void answers_run(const struct answers *answers, unsigned int i)
{
	const struct markup *out = &answers->out;
	const struct run *run = answers->runs[i];
	char time[FORMAT_TEXT];

	format_time(run->start_ns, time);
	answers_begin(answers, i);
	markup_format(out, "%s, ", run->name);
	markup_strong(out, "%s paging", snapshot_paging_name(run->paging));
	markup_format(out, " (%s).", run->evidence);
	markup_item_line(out);
	markup_text(out, run->host.brand[0] ? run->host.brand :
					      run->host.vendor);
	if (run->vcpus)
		markup_format(out, ", %u vCPU%s", run->vcpus,
			      plural(run->vcpus));
	markup_format(out, "; dialect %s, counting %s; from %s on, %.1f s in "
		      "%u round%s.", host_dialect_name(run->dialect),
		      run->scope == SCOPE_VM ? "this VM" :
		      "all VMs of the host together",
		      time, run->seconds, run->rounds, plural(run->rounds));
	write_left_out(out, run);
	markup_item_end(out);
}

/* ---- most and least frequent ---- */

static int by_exits(const void *ctx, unsigned int a, unsigned int b)
{
	const struct run *run = ctx;
	uint64_t x = run->rows[a].exits, y = run->rows[b].exits;

	return (x < y) - (x > y);
}

/* The slots with exits, the most frequent first. Returns how many. */
static unsigned int order_slots(const struct run *run,
				unsigned int slots[REASON_SLOTS])
{
	unsigned int n = 0;

	for (unsigned int slot = 0; slot < run->reasons; slot++)
		if (run->rows[slot].exits)
			slots[n++] = slot;
	order_sort(slots, n, by_exits, run);
	return n;
}

static void write_slots(const struct markup *out, const struct run *run,
			const unsigned int *slots, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		const struct run_row *row = &run->rows[slots[i]];

		markup_text(out, i ? ", " : " ");
		markup_name(out, run->isa, slots[i]);
		markup_text(out, " (");
		markup_count(out, (double)row->exits);
		markup_format(out, ", %.3g %%)", 100.0 * (double)row->exits /
			      (double)run->total.exits);
	}
}

/* "CR_ACCESS: 98 % CR3 write, one for every process switch." */
static void write_keys(const struct markup *out, const struct run *run,
		       const unsigned int *slots, unsigned int n)
{
	char name[EXITKEY_TEXT];

	for (unsigned int i = 0; i < n; i++) {
		const struct run_keys *keys = &run->keys[slots[i]];
		int top = run_top_key(keys);
		const char *why;

		if (top < 0)
			continue;
		why = exitkey_why(keys->key[top].key);
		markup_text(out, " ");
		markup_name(out, run->isa, slots[i]);
		markup_format(out, ": %.0f %% %s%s%s.", floor(100 *
			      run_key_share(keys, keys->key[top].key)),
			      exitkey_name(keys->key[top].key, name),
			      why ? ", " : "", why ? why : "");
	}
}

static void write_frequent(const struct answers *answers, unsigned int i)
{
	const struct markup *out = &answers->out;
	const struct run *run = answers->runs[i];
	unsigned int slots[REASON_SLOTS] = { 0 }, n = order_slots(run, slots);
	unsigned int some = n < SOME ? n : SOME, handled = 0;
	unsigned int rest = n - some < SOME ? n - some : SOME, ever = 0;

	for (unsigned int slot = 0; slot < run->reasons; slot++) {
		handled += reason_get(run->isa, slot)->handled &&
			   run->rows[slot].counted;
		ever += run->rows[slot].counted && run->rows[slot].count;
	}
	answers_begin(answers, i);
	if (n)
		markup_text(out, "most frequent");
	write_slots(out, run, slots, some);
	if (rest)
		markup_text(out, "; least frequent");
	write_slots(out, run, slots + n - rest, rest);
	markup_format(out, "%s%u reason%s occurred in these %.1f s", n ? ". " :
		      "", n, plural(n), run->seconds);
	if (!run->resets)
		markup_format(out, ", %u since the host began to count", ever);
	markup_format(out, ", of %u that KVM handles and this host counts.",
		      handled);
	write_keys(out, run, slots, some);
	markup_item_end(out);
}

/* ---- the rate ---- */

/* Standard deviation of the parts' rates over their mean. */
static double variation(const struct run *run, double *least, double *most)
{
	struct course_part parts[COURSE_PARTS];
	unsigned int n = course_rough(&run->course, parts), known = 0;
	double mean = run_rate(&run->total), sum = 0;

	*least = HUGE_VAL;
	*most = 0;
	for (unsigned int i = 0; i < n; i++) {
		double rate = course_rate(&parts[i], REASON_SLOTS);

		if (isnan(rate))
			continue;
		known++;
		*least = fmin(*least, rate);
		*most = fmax(*most, rate);
		sum += (rate - mean) * (rate - mean);
	}
	if (known < 2)
		return NAN;
	return mean > 0 ? sqrt(sum / known) / mean : 0;
}

static const char *stability(double varies)
{
	return varies < STABLE ? "stable" :
	       varies < UNSTABLE ? "not quite stable" : "not stable";
}

const char *answers_stability(const struct run *run)
{
	double least, most, varies = variation(run, &least, &most);

	return isnan(varies) ? NULL : stability(varies);
}

/* HTML has a picture instead. */
static void write_bars(const struct markup *out, const struct run *run,
		       double most)
{
	struct course_part parts[COURSE_PARTS];
	unsigned int n = course_rough(&run->course, parts);

	markup_item_line(out);
	fputc('`', out->file);
	for (unsigned int i = 0; i < n; i++) {
		double rate = course_rate(&parts[i], REASON_SLOTS);
		int bar = most > 0 && !isnan(rate) ? (int)(rate / most * 8) :
			  0;

		fputs(isnan(rate) ? " " : bars[bar < 8 ? bar : 7], out->file);
	}
	fprintf(out->file, "` %u parts of %.1f s, from left to right", n,
		parts[0].to_s - parts[0].from_s);
}

static void write_stability(const struct answers *answers, unsigned int i)
{
	const struct markup *out = &answers->out;
	const struct run *run = answers->runs[i];
	double least, most, varies = variation(run, &least, &most);

	answers_begin(answers, i);
	markup_rate(out, run_rate(&run->total));
	markup_text(out, " exits per second");
	if (isnan(varies)) {
		markup_text(out, " over a single interval: whether that is "
			    "stable needs a recording of more rounds (--batch "
			    "--record).");
		markup_item_end(out);
		return;
	}
	markup_text(out, ", between ");
	markup_rate(out, least);
	markup_text(out, " and ");
	markup_rate(out, most);
	markup_text(out, ". The rate is ");
	markup_strong(out, "%s", stability(varies));
	markup_format(out, " (it varies by %.0f %%)", 100 * varies);
	if (run->shifts)
		markup_format(out, "; watched reasons shifted %u time%s",
			      run->shifts, plural(run->shifts));
	markup_text(out, ".");
	if (!out->html)
		write_bars(out, run, most);
	markup_item_end(out);
}

/* ---- the boot ---- */

static double uptime_s(const struct run *run)
{
	return (double)run->start_mono_ns / 1e9;
}

/* Can the VM have made so many? Else they are no count of exits. */
static bool is_possible(const struct run *run)
{
	return (double)run->first_count <= BOOT_MOST *
	       (run->vcpus ? run->vcpus : 1) * (uptime_s(run) + BEFORE_S);
}

bool answers_boot_known(const struct run *run)
{
	return run->scope == SCOPE_VM && run->has_first &&
	       uptime_s(run) <= BOOT_S && is_possible(run);
}

static void write_boot(const struct answers *answers, unsigned int i)
{
	const struct markup *out = &answers->out;
	const struct run *run = answers->runs[i];

	answers_begin(answers, i);
	if (run->scope == SCOPE_HOST) {
		markup_text(out, "unknown: the host's counters hold the exits "
			    "of all VMs since KVM was loaded. Record from a "
			    "host that counts each VM (host/README.md).");
	} else if (!is_possible(run)) {
		markup_text(out, "unknown: the host's counters held more exits "
			    "when this run began than a VM can make in that "
			    "time.");
	} else if (!answers_boot_known(run)) {
		markup_format(out, "unknown: this run began %.0f s after the "
			      "guest's kernel. Start the recording as the "
			      "first service of the boot.", uptime_s(run));
	} else {
		markup_count(out, (double)run->first_count);
		markup_format(out, " exits from the creation of the VM to the "
			      "beginning of this run, %.1f s after the "
			      "guest's kernel began: firmware, boot loader, "
			      "kernel and what services ran by then.",
			      uptime_s(run));
	}
	markup_item_end(out);
}

/* ---- what changed ---- */

void answers_change(const struct answers *answers,
		    const struct comparison *cmp,
		    const struct compare_row *row)
{
	const struct markup *out = &answers->out;
	const struct explanation *why = explain_get(cmp->a->isa, row->slot);
	char ratio[COMPARE_RATIO];

	markup_item(out);
	markup_name(out, cmp->a->isa, row->slot);
	markup_text(out, ": ");
	markup_rate(out, row->rate_a);
	markup_text(out, " to ");
	markup_rate(out, row->rate_b);
	markup_format(out, " exits per second, %s",
		      compare_ratio(&row->rate, ratio));
	if (row->rate.low > 0 && !isinf(row->rate.high))
		markup_format(out, " (%.3g to %.3g with 95 %% certainty)",
			      row->rate.low, row->rate.high);
	markup_text(out, ".");
	if (why)
		markup_format(out, " %s", why->text->paging);
	markup_item_end(out);
}

const struct answers_row *answers_all(size_t *n)
{
	static const struct answers_row rows[] = {
		{ "Most and least frequent", write_frequent },
		{ "Does the number of exits grow at a stable rate?",
		  write_stability },
		{ "Exits of a full boot", write_boot },
	};

	*n = sizeof(rows) / sizeof(*rows);
	return rows;
}
