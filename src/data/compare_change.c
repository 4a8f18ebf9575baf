/* SPDX-License-Identifier: GPL-2.0-only */
/* A change in a word, and its ratio. */
#include "exittop/data/compare.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "exittop/base/format.h"
#include "exittop/base/number.h"

static const struct {
	const char *name, *word;
} changes[] = {
	[CHANGE_UNKNOWN] = { "", "" },
	[CHANGE_UNCLEAR] = { "unclear", "unclear" },
	[CHANGE_SAME] = { "same", "same" },
	[CHANGE_UP] = { "up", "up" }, [CHANGE_DOWN] = { "down", "down" },
	[CHANGE_ONLY_A] = { "only_a", "only A" },
	[CHANGE_ONLY_B] = { "only_b", "only B" },
};

const char *compare_change(enum change change)
{
	return changes[change].name;
}

const char *compare_change_word(enum change change)
{
	return changes[change].word;
}

bool compare_is_change(enum change change)
{
	return change >= CHANGE_UP;
}

const char *compare_ratio(const struct compare_ratio *ratio,
			  char buf[COMPARE_RATIO])
{
	double value = ratio->value;
	const char *sign = "";
	char number[FORMAT_TEXT];

	if (isinf(value)) {
		value = ratio->low;
		sign = ">";
	} else if (!(value > 0)) {
		value = ratio->high;
		sign = "<";
	}
	if (isnan(ratio->low) || !number_is_known(value))
		return strcpy(buf, "-");
	format_ratio(value, number);
	if (*number == '<')
		snprintf(buf, COMPARE_RATIO, "<x%.12s", number + 1);
	else
		snprintf(buf, COMPARE_RATIO, "%sx%.12s", sign, number);
	return buf;
}

uint64_t compare_key(const struct comparison *cmp, unsigned int slot)
{
	const struct run *runs[] = { cmp->a, cmp->b };
	double most = 0;
	uint64_t found = 0;

	for (int r = 0; r < 2; r++)
		for (unsigned int i = 0; i < runs[r]->keys[slot].n; i++) {
			uint64_t key = runs[r]->keys[slot].key[i].key;
			double a = run_key_rate(cmp->a, slot, key);
			double b = run_key_rate(cmp->b, slot, key);

			if (!(fabs(a - b) > most))
				continue;
			most = fabs(a - b);
			found = key;
		}
	return found;
}
