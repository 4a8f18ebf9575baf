/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/facts/quirk.h"

#include <string.h>

#define QUIRK(bit, word, text) { bit, word, text, NULL }

static const struct quirk table[] = {
	QUIRK(QUIRK_NO_TOTAL, "no-total",
	      "the host's total does not count: the total is the sum of the "
	      "reasons"),
	QUIRK(QUIRK_NO_CYCLES, "no-cycles",
	      "the host's cycles do not add up by reason: none are shown"),
	QUIRK(QUIRK_SWAPPED, "swapped",
	      "the host swaps the words of its cycles: they are swapped back"),
	QUIRK(QUIRK_DOUBLE, "double",
	      "the host counts a CPUID twice: exits of CPUID are twice as many "
	      "as there were"),
	QUIRK(QUIRK_LOSSY, "lossy",
	      "the host loses some exits: its numbers are a little too low"),
	QUIRK(QUIRK_UNSAFE_F, "unsafe-f",
	      "reading leaf 0x4FFFFFFF changes this host's CPUID: it is not "
	      "read"),
	QUIRK(QUIRK_ONES, "ones",
	      "the host answers 0xFFFFFFFF for reasons it does not count: they "
	      "are not known"),
	QUIRK(QUIRK_TWINS, "twins",
	      "the host counts 46 GDTR_IDTR and 47 LDTR_TR together: each "
	      "shows the sum of both"),
	{ QUIRK_BLIND, "blind",
	  "the host counts after KVM's fast paths: 1, 7, 12, 32, 49 and 52 are "
	  "not known",
	  "the host counts after KVM's fast paths: 0x060, 0x064, 0x078, 0x07c "
	  "and 0x400 are not known" },
};

const char *quirk_text(const struct quirk *quirk, enum isa isa)
{
	return isa == ISA_SVM && quirk->svm ? quirk->svm : quirk->text;
}

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
