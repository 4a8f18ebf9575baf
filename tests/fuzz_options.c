/* SPDX-License-Identifier: GPL-2.0-only */
/* The command line, and the values that are read later: lines are words. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exittop/app/options.h"

#define WORDS 24

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void no_control(const struct err *err)
{
	for (const char *p = err->text; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			abort();
	if (!err->text[0])
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *argv[WORDS + 1], *text;
	static struct report report;
	struct options options;
	struct err err = { "" };
	int argc = 1;

	if (size > 2000)
		return 0;
	text = malloc(size + 1);
	if (!text)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	argv[0] = (char *)"exittop";
	for (char *word = text; word && argc < WORDS; argc++) {
		argv[argc] = word;
		word = strchr(word, '\n');
		if (word)
			*word++ = '\0';
	}
	argv[argc] = NULL;
	if (options_parse(&options, argc, argv, &err)) {
		no_control(&err);
	} else {
		int slot;

		report_init(&report, stdout, options.format);
		if (options.filter && report_filter(&report, options.filter,
						    ISA_VMX, &err))
			no_control(&err);
		if (options.explain) {
			slot = reason_find(ISA_VMX, options.explain, &err);
			if (slot < 0)
				no_control(&err);
			else if (slot >= REASON_SLOTS)
				abort();
		}
	}
	free(text);
	return 0;
}
