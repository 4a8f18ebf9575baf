/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/facts/quirk.h"

#include <string.h>

static const struct quirk table[] = {
	{ QUIRK_NO_TOTAL, "no-total",
	  "the host's total does not count: the total is the sum of the "
	  "reasons" },
	{ QUIRK_NO_CYCLES, "no-cycles",
	  "the host's cycles do not add up by reason: none are shown" },
	{ QUIRK_SWAPPED, "swapped",
	  "the host swaps the words of its cycles: they are swapped back" },
	{ QUIRK_DOUBLE, "double",
	  "the host counts a CPUID twice: exits of CPUID are twice as many as "
	  "there were" },
	{ QUIRK_LOSSY, "lossy",
	  "the host loses some exits: its numbers are a little too low" },
	{ QUIRK_UNSAFE_F, "unsafe-f",
	  "reading leaf 0x4FFFFFFF changes this host's CPUID: it is left "
	  "alone" },
	{ QUIRK_ONES, "ones",
	  "the host answers 0xFFFFFFFF for reasons it does not count: they "
	  "are shown as not known" },
	{ QUIRK_TWINS, "twins",
	  "the host counts 46 GDTR_IDTR and 47 LDTR_TR together: each shows "
	  "the sum of both" },
	{ QUIRK_BLIND, "blind",
	  "the host counts behind KVM's fast paths: the 0 of 1, 7, 12, 32, 49 "
	  "and 52 means nothing" },
};

const struct quirk *quirk_all(size_t *n)
{
	*n = sizeof(table) / sizeof(*table);
	return table;
}

unsigned int quirk_find(const char *word, size_t length)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (strlen(table[i].word) == length &&
		    !strncmp(table[i].word, word, length))
			return table[i].bit;
	return 0;
}
