/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/report/markdown.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "exittop/facts/explain.h"
#include "exittop/base/format.h"
#include "exittop/base/order.h"

#define SOME	   5	/* of the most and of the least frequent reasons */
#define REASONED   8	/* changed rows that get their why */
#define BOOT_S	   300	/* a recording that begins later is none of a boot */
#define STABLE	   0.1	/* standard deviation of the parts over their mean */
#define UNSTABLE   0.5
#define WIDE	   24	/* cells that no number fills */

static const char *const bars[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };

/* The report on @runs[0..n-1], called A and B. */
struct markdown {
	const struct run *runs[2];
	unsigned int n;
	FILE *file;
};

/* Text from a host or a user, with what Markdown would take for markup. */
static void write_text(FILE *file, const char *text)
{
	for (; *text; text++) {
		if (strchr("\\`*_<>|[]#", *text))
			fputc('\\', file);
		fputc(*text, file);
	}
}

static void write_count(FILE *file, double count)
{
	char text[FORMAT_TEXT];

	format_whole(count, WIDE, text);
	fputs(text, file);
}

static void write_rate(FILE *file, double rate)
{
	char text[FORMAT_TEXT];

	format_rate(rate, WIDE, text);
	fputs(text, file);
}

static void write_name(const struct markdown *doc, unsigned int slot)
{
	char name[REASON_NAME];

	fprintf(doc->file, "`%s`",
		reason_name(doc->runs[0]->isa, slot, name));
}

/* An item of a list, with "A: " where there are two runs. */
static void write_side(const struct markdown *doc, unsigned int i)
{
	fputs("- ", doc->file);
	if (doc->n > 1)
		fprintf(doc->file, "%c: ", 'A' + (int)i);
}

/* ---- the runs ---- */

static void write_run(const struct markdown *doc, unsigned int i)
{
	const struct run *run = doc->runs[i];
	char time[FORMAT_TEXT];
	FILE *file = doc->file;

	format_time(run->start_ns, time);
	write_side(doc, i);
	write_text(file, run->name);
	fprintf(file, ", **%s paging** (", snapshot_paging_name(run->paging));
	write_text(file, run->evidence);
	fputs(").\n  ", file);
	write_text(file, run->host.brand[0] ? run->host.brand :
					      run->host.vendor);
	if (run->vcpus)
		fprintf(file, ", %u vCPU%s", run->vcpus,
			run->vcpus == 1 ? "" : "s");
	fprintf(file, "; dialect %s, counting %s; from %s on, %.1f s in %u "
		"round%s.\n", dialect_name(run->dialect),
		run->scope == SCOPE_VM ? "this VM" :
					 "all VMs of the host together",
		time, run->seconds, run->rounds, run->rounds == 1 ? "" : "s");
}

/* ---- counts ---- */

static bool is_shown(const struct markdown *doc, unsigned int slot)
{
	for (unsigned int i = 0; i < doc->n; i++)
		if (doc->runs[i]->rows[slot].count ||
		    doc->runs[i]->rows[slot].exits)
			return true;
	return false;
}

static void write_cells(FILE *file, const struct run_row *row)
{
	if (!row->counted) {
		fputs(" - | - | - | - |", file);
		return;
	}
	fputc(' ', file);
	write_count(file, (double)row->count);
	fputs(" | ", file);
	write_count(file, (double)row->exits);
	fputs(" | ", file);
	write_rate(file, run_rate(row));
	fputs(" | ", file);
	write_count(file, run_cost(row));
	fputs(" |", file);
}

static void write_counts(const struct markdown *doc)
{
	static const char *const headers[] = {
		"count", "exits", "per second", "cycles/exit"
	};
	FILE *file = doc->file;

	fputs("\n## The counts\n\n\"Count\" is what the host's counter held "
	      "at the end of the run, \"exits\" what the run added to it.\n\n"
	      "| # | reason |", file);
	for (unsigned int i = 0; i < doc->n; i++)
		for (size_t h = 0; h < 4; h++)
			fprintf(file, " %.2s%s |", doc->n < 2 ? "" :
				i ? "B " : "A ", headers[h]);
	fputs("\n|--:|:--|", file);
	for (unsigned int i = 0; i < doc->n * 4; i++)
		fputs("--:|", file);
	fputc('\n', file);
	for (unsigned int slot = 0; slot < REASON_SLOTS; slot++) {
		enum isa isa = doc->runs[0]->isa;

		if (!is_shown(doc, slot))
			continue;
		fprintf(file, isa == ISA_SVM ? "| 0x%03x | " : "| %u | ",
			reason_code(isa, slot));
		write_name(doc, slot);
		fputs(" |", file);
		for (unsigned int i = 0; i < doc->n; i++)
			write_cells(file, &doc->runs[i]->rows[slot]);
		fputc('\n', file);
	}
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

static void write_slots(const struct markdown *doc, const struct run *run,
			const unsigned int *slots, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		const struct run_row *row = &run->rows[slots[i]];

		fputs(i ? ", " : " ", doc->file);
		write_name(doc, slots[i]);
		fputs(" (", doc->file);
		write_count(doc->file, (double)row->exits);
		fprintf(doc->file, ", %.3g %%)",
			100.0 * (double)row->exits /
				(double)run->total.exits);
	}
}

static void write_frequent(const struct markdown *doc, unsigned int i)
{
	const struct run *run = doc->runs[i];
	unsigned int slots[REASON_SLOTS] = { 0 }, n = order_slots(run, slots);
	unsigned int some = n < SOME ? n : SOME, handled = 0;
	unsigned int rest = n - some < SOME ? n - some : SOME;

	for (unsigned int slot = 0; slot < run->reasons; slot++)
		handled += reason_get(run->isa, slot)->handled &&
			   run->rows[slot].counted;
	write_side(doc, i);
	fputs("most frequent", doc->file);
	write_slots(doc, run, slots, some);
	if (rest)
		fputs("; least frequent", doc->file);
	write_slots(doc, run, slots + n - rest, rest);
	fprintf(doc->file, ". %u reasons occurred at all, of %u that KVM "
		"handles and this host counts.\n", n, handled);
}

/* ---- the rate ---- */

static double part_rate(const struct run_part *part)
{
	return part->seconds > 0 ? (double)part->exits / part->seconds : 0;
}

/* Standard deviation of the parts' rates over their mean. */
static double variation(const struct run *run, double *least, double *most)
{
	double mean = run_rate(&run->total), sum = 0;

	*least = HUGE_VAL;
	*most = 0;
	for (unsigned int i = 0; i < run->parts; i++) {
		double rate = part_rate(&run->part[i]);

		*least = fmin(*least, rate);
		*most = fmax(*most, rate);
		sum += (rate - mean) * (rate - mean);
	}
	return mean > 0 ? sqrt(sum / run->parts) / mean : 0;
}

static void write_parts(const struct markdown *doc, const struct run *run,
			 double most)
{
	fputs("  `", doc->file);
	for (unsigned int i = 0; i < run->parts; i++) {
		double part = most > 0 ? part_rate(&run->part[i]) / most : 0;
		int bar = (int)(part * 8);

		fputs(bars[bar < 8 ? bar : 7], doc->file);
	}
	fprintf(doc->file, "` %u parts of %.1f s, from left to right\n",
		run->parts, run->part[0].seconds);
}

static void write_stability(const struct markdown *doc, unsigned int i)
{
	const struct run *run = doc->runs[i];
	FILE *file = doc->file;
	double least, most, varies = variation(run, &least, &most);

	write_side(doc, i);
	write_rate(file, run_rate(&run->total));
	fputs(" exits per second", file);
	if (run->parts < 2) {
		fputs(" over a single interval: whether that is stable needs "
		      "a recording of more rounds (`--batch --record`).\n",
		      file);
		return;
	}
	fputs(", between ", file);
	write_rate(file, least);
	fputs(" and ", file);
	write_rate(file, most);
	fprintf(file, ". The rate is **%s** (it varies by %.0f %%)",
		varies < STABLE ? "stable" :
		varies < UNSTABLE ? "not quite stable" : "not stable",
		100 * varies);
	if (run->shifts)
		fprintf(file, "; watched reasons shifted %u time%s",
			run->shifts, run->shifts == 1 ? "" : "s");
	fputs(".\n", file);
	write_parts(doc, run, most);
}

/* ---- the boot ---- */

static void write_boot(const struct markdown *doc, unsigned int i)
{
	const struct run *run = doc->runs[i];
	double uptime_s = (double)run->start_mono_ns / 1e9;
	FILE *file = doc->file;

	write_side(doc, i);
	if (run->scope == SCOPE_HOST) {
		fputs("cannot be told: the host's counters hold the exits of "
		      "all VMs since KVM was loaded. Record from a host that "
		      "counts each VM (host/README.md).\n", file);
		return;
	}
	if (uptime_s > BOOT_S || !run->has_first) {
		fprintf(file, "cannot be told: this run began %.0f s after the "
			"guest's kernel. Start the recording as the first "
			"service of the boot.\n", uptime_s);
		return;
	}
	write_count(file, (double)run->first_count);
	fprintf(file, " exits from the creation of the VM to the beginning of "
		"this run, %.1f s after the guest's kernel began: firmware, "
		"boot loader, kernel and what services ran by then.\n",
		uptime_s);
}

/* ---- what changed ---- */

static void write_change(const struct markdown *doc,
			 const struct comparison *cmp,
			 const struct compare_row *row)
{
	const struct explanation *why = explain_get(cmp->a->isa, row->slot);
	char ratio[COMPARE_RATIO];
	FILE *file = doc->file;

	fputs("- ", file);
	write_name(doc, row->slot);
	fputs(": ", file);
	write_rate(file, row->rate_a);
	fputs(" to ", file);
	write_rate(file, row->rate_b);
	fprintf(file, " exits per second, %s",
		compare_ratio(&row->rate, ratio));
	if (row->rate.low > 0 && !isinf(row->rate.high))
		fprintf(file, " (%.3g to %.3g with 95 %% certainty)",
			row->rate.low, row->rate.high);
	fputs(".", file);
	if (why) {
		fputc(' ', file);
		write_text(file, why->text->paging);
	}
	fputc('\n', file);
}

static int write_changes(const struct markdown *doc, struct err *err)
{
	struct comparison cmp;
	FILE *file = doc->file;

	if (compare_make(&cmp, doc->runs[0], doc->runs[1], err))
		return -1;
	fputs("\n## What changed from A to B, and why\n\n", file);
	write_text(file, cmp.headline);
	fputs(".\n\n", file);
	for (unsigned int i = 0; i < cmp.rows_n && i < REASONED; i++) {
		/* Changed rows come first. */
		if (!compare_is_change(cmp.rows[i].change))
			break;
		write_change(doc, &cmp, &cmp.rows[i]);
	}
	for (unsigned int i = 0; i < cmp.warnings; i++) {
		fputs(i ? "" : "\nWhat to bear in mind:\n\n", file);
		fputs("- ", file);
		write_text(file, cmp.warning[i]);
		fputc('\n', file);
	}
	return 0;
}

int markdown_write(const struct run *a, const struct run *b, FILE *file,
		 struct err *err)
{
	const struct {
		const char *heading;
		void (*write)(const struct markdown *doc, unsigned int i);
	} parts[] = {
		{ "Most and least frequent", write_frequent },
		{ "Does the number of exits grow at a stable rate?",
		  write_stability },
		{ "Exits of a full boot", write_boot },
	};
	struct markdown doc = { { a, b }, b ? 2 : 1, file };

	if (run_check(a, err) || (b && run_check(b, err)))
		return -1;
	fputs("# VM exits of a KVM guest\n\n", file);
	for (unsigned int i = 0; i < doc.n; i++)
		write_run(&doc, i);
	write_counts(&doc);
	for (size_t p = 0; p < sizeof(parts) / sizeof(*parts); p++) {
		fprintf(file, "\n## %s\n\n", parts[p].heading);
		for (unsigned int i = 0; i < doc.n; i++)
			parts[p].write(&doc, i);
	}
	if (b && write_changes(&doc, err))
		return -1;
	if (fflush(file) || ferror(file))
		return err_set(err, "cannot write the report: %s",
			       strerror(errno));
	return 0;
}
