/* SPDX-License-Identifier: GPL-2.0-only */
#include "offline.h"
#include "exittop/base/ascii.h"
#include "exittop/report/compare_write.h"
#include "exittop/facts/explain.h"
#include "exittop/source/source_cpuid.h"
#include "pages.h"
#include "reading.h"

#include <errno.h>
#include <langinfo.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define WIDTH	   80	/* of a file or a pipe */
#define WIDTH_MOST 100	/* wider text is hard to read */

/* Cells of a line of standard output; 0 where it is no terminal. */
static int terminal_width(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size))
		return 0;
	return size.ws_col;
}

/* The names and numbers of all exit reasons of @isa. */
static void list_reasons(enum isa isa)
{
	char name[REASON_NAME], number[REASON_NUMBER];

	printf("%s exit reasons\n", reason_isa_name(isa));
	for (unsigned int i = 0; i < reason_count(isa); i++)
		if (reason_get(isa, i)->defined)
			printf("  %5s  %s\n", reason_number(isa, i, number),
			       reason_name(isa, i, name));
}

/* A number is a reason of the other vendor, too. */
static void say_other_vendor(const char *text, enum isa isa)
{
	enum isa other = isa == ISA_VMX ? ISA_SVM : ISA_VMX;
	char name[REASON_NAME];
	struct err ignored;
	int slot = reason_find(other, text, &ignored);

	if (slot >= 0 && (unsigned int)slot < reason_count(other))
		printf("\nAs an exit reason of %s, %s is %s.\n",
		       reason_isa_name(other), text,
		       reason_name(other, (unsigned int)slot, name));
}

/* Whose reasons the CPU at hand has. */
static enum isa isa_at_hand(void)
{
	struct source cpu;
	struct err ignored;
	bool amd;

	if (source_cpuid_open(&cpu, &ignored))
		return ISA_VMX;
	amd = host_is_amd(&cpu.host);
	source_close(&cpu);
	return amd ? ISA_SVM : ISA_VMX;
}

static int read_run(const struct options *options, const char *path,
		    struct session *session, struct run *run,
		    void (*warn)(const struct err *), struct err *err)
{
	struct reading_facts reading;
	struct err said;
	int code = reading_run(options, path, session, run, &reading, err);

	if (reading.cut) {
		err_set(&said, "%s: the last round was cut off and is left "
			"out", path);
		warn(&said);
	}
	return code;
}

/* "In FILE: 98 % of them are CR3 write, one for every process switch." */
static void say_top(const struct run *run, unsigned int slot)
{
	const struct run_keys *keys = &run->keys[slot];
	int top = run_top_key(keys);
	char name[EXITKEY_TEXT];
	const char *why;

	if (top < 0) {
		printf("\n%s does not say what its exits were about.\n",
		       run->name);
		return;
	}
	why = exitkey_why(keys->key[top].key);
	printf("\nIn %s: %.0f %% of them are %s%s%s.\n", run->name,
	       floor(100 * run_key_share(keys, keys->key[top].key)),
	       exitkey_name(keys->key[top].key, name), why ? ", " : "",
	       why ? why : "");
}

int offline_explain(const struct options *options, struct session *session,
		    void (*warn)(const struct err *), struct err *err)
{
	static char lines[EXPLAIN_LINES][EXPLAIN_LINE];
	static struct run run;
	enum isa isa = isa_at_hand();
	int width = terminal_width(), slot;
	int code = options->replay ? read_run(options, options->replay, session,
					      &run, warn, err) : EXIT_FINE;
	unsigned int n;

	if (code)
		return code;
	if (options->replay)
		isa = run.isa;
	slot = reason_find_any(options->explain, &isa, err);
	if (ascii_same(options->explain, "list")) {
		list_reasons(ISA_VMX);
		list_reasons(ISA_SVM);
		return EXIT_FINE;
	}
	if (slot < 0)
		return EXIT_USAGE;
	if (!width)
		width = WIDTH;
	n = explain_lines(isa, (unsigned int)slot,
			  width < WIDTH_MOST ? width : WIDTH_MOST, lines,
			  EXPLAIN_LINES);
	for (unsigned int i = 0; i < n; i++)
		puts(lines[i]);
	if (options->explain[0] >= '0' && options->explain[0] <= '9')
		say_other_vendor(options->explain, isa);
	if (options->replay && isa == run.isa)
		say_top(&run, (unsigned int)slot);
	return EXIT_FINE;
}

static int write_comparison(const struct options *options, const struct run *a,
			    const struct run *b, FILE *out, struct err *err)
{
	static const enum compare_format formats[REPORT_FORMATS] = {
		[REPORT_PLAIN] = COMPARE_PLAIN, [REPORT_CSV] = COMPARE_CSV,
		[REPORT_JSON] = COMPARE_JSON,
	};
	static struct comparison comparison;
	struct compare_style style = {
		.utf8 = !options->ascii &&
			!strcmp(nl_langinfo(CODESET), "UTF-8"),
		.width = out == stdout ? terminal_width() : 0,
	};

	if (compare_make(&comparison, a, b, err))
		return -1;
	return compare_write(&comparison, formats[options->format], &style,
			     out, err);
}

static bool is_same_file(const char *a, const char *b)
{
	struct stat one, two;

	return !stat(a, &one) && !stat(b, &two) && one.st_dev == two.st_dev &&
	       one.st_ino == two.st_ino;
}

int offline_runs(const struct options *options, struct session *session,
		 void (*warn)(const struct err *), struct err *err)
{
	static struct run runs[2];
	FILE *out = stdout;
	int code = EXIT_FINE;
	struct err said;

	if (options->runs_n == 2 &&
	    is_same_file(options->runs[0], options->runs[1])) {
		err_set(&said, "A and B are the same file, %s",
			options->runs[0]);
		warn(&said);
	}
	for (int i = 0; i < (int)options->runs_n && !code; i++)
		code = read_run(options, options->runs[i], session, &runs[i],
				warn, err);
	if (code)
		return code;
	if (options->mode == MODE_REPORT)
		return pages_write(options, &runs[0], options->runs_n > 1 ?
				   &runs[1] : NULL, err) && errno != EPIPE ?
		       EXIT_FAILED : EXIT_FINE;
	if (options->output && strcmp(options->output, "-"))
		out = fopen(options->output, "a");
	if (!out) {
		err_set(err, "cannot open '%s': %s", options->output,
			strerror(errno));
		return EXIT_FAILED;
	}
	if (write_comparison(options, &runs[0], &runs[1], out, err))
		code = errno == EPIPE ? EXIT_FINE : EXIT_FAILED;
	if (out != stdout && fclose(out) && !code) {
		err_set(err, "cannot write to '%s': %s", options->output,
			strerror(errno));
		code = EXIT_FAILED;
	}
	return code;
}
