/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/data/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "exittop/data/compare_parts.h"
#include "exittop/base/rate.h"

#define P_MOST	   0.01	/* of a significant row, after Holm (1979) */
#define RATIO_SAME 1.5	/* less is no change that matters */
#define RATE_SAME  1.0	/* exits per second, likewise */

/* x ln(x / expected), which is 0 at 0. */
static double deviance(double x, double expected)
{
	return x > 0 ? x * log(x / expected) : 0;
}

/*
 * The likelihood ratio test of one rate in both, counts and times divided by
 * the dispersion. Twice the log ratio is chi-square with one degree of
 * freedom, so its root is a normal deviate.
 */
static double test(const struct run_row *a, double spread_a,
		   const struct run_row *b, double spread_b)
{
	double x1 = (double)a->exits / spread_a, t1 = a->seconds / spread_a;
	double x2 = (double)b->exits / spread_b, t2 = b->seconds / spread_b;
	double rate = (x1 + x2) / (t1 + t2);
	double g;

	if (!(x1 + x2 > 0))
		return 1;
	g = deviance(x1, rate * t1) + deviance(x2, rate * t2);
	return erfc(sqrt(fmax(g, 0)));
}

static double known_spread(const struct run_row *row, bool *known)
{
	double spread = run_spread(row);

	if (!isnan(spread))
		return spread;
	*known = false;
	return 1;
}

/* Everything about a row but its change, which needs all rows' p. */
static void row_make(struct comparison *cmp, unsigned int slot)
{
	const struct run_row *a = &cmp->a->rows[slot];
	const struct run_row *b = &cmp->b->rows[slot];
	struct compare_row *row = &cmp->rows[cmp->rows_n];
	double spread_a, spread_b;
	struct rate_ratio r;

	if (!a->counted && !b->counted)
		return;
	cmp->rows_n++;
	*row = (struct compare_row){
		.slot = slot, .rate_a = run_rate(a), .rate_b = run_rate(b),
		.ratio = NAN, .low = NAN, .high = NAN, .p = NAN,
	};
	if (isnan(row->rate_a) || isnan(row->rate_b))
		return;
	spread_a = known_spread(a, &cmp->spread_known);
	spread_b = known_spread(b, &cmp->spread_known);
	row->p = test(a, spread_a, b, spread_b);
	if (!a->exits && !b->exits)
		return;
	r = rate_ratio((double)a->exits, a->seconds, spread_a,
		       (double)b->exits, b->seconds, spread_b);
	row->ratio = r.value;
	row->low = r.low;
	row->high = r.high;
}

static int by_p(const void *left, const void *right)
{
	const struct compare_row *a = *(struct compare_row *const *)left;
	const struct compare_row *b = *(struct compare_row *const *)right;

	return (a->p > b->p) - (a->p < b->p);
}

/*
 * Holm's correction: the smallest p of m counts m times, the next m - 1 times,
 * and none less than the one before. Rows without exits test nothing.
 */
static void holm(struct comparison *cmp)
{
	struct compare_row *tested[REASON_SLOTS];
	unsigned int m = 0;
	double least = 0;

	for (unsigned int i = 0; i < cmp->rows_n; i++)
		if (!isnan(cmp->rows[i].low))
			tested[m++] = &cmp->rows[i];
	if (m)
		qsort(tested, m, sizeof(tested[0]), by_p);
	for (unsigned int i = 0; i < m; i++) {
		least = fmax(least, fmin(1, tested[i]->p * (m - i)));
		tested[i]->p = least;
	}
}

static enum change judge(const struct comparison *cmp,
			 const struct compare_row *row)
{
	uint64_t a = cmp->a->rows[row->slot].exits;
	uint64_t b = cmp->b->rows[row->slot].exits;

	if (isnan(row->rate_a) || isnan(row->rate_b))
		return CHANGE_UNKNOWN;
	if (!a && b >= COMPARE_ONLY)
		return CHANGE_ONLY_B;
	if (!b && a >= COMPARE_ONLY)
		return CHANGE_ONLY_A;
	if (!(row->p < P_MOST) ||
	    fabs(row->rate_b - row->rate_a) <= RATE_SAME)
		return CHANGE_SAME;
	if (row->ratio > RATIO_SAME)
		return CHANGE_UP;
	return row->ratio < 1 / RATIO_SAME ? CHANGE_DOWN : CHANGE_SAME;
}

/* Changed rows before the same, and those before unknown ones. */
static int rank(enum change change)
{
	return change == CHANGE_UNKNOWN ? 0 : change == CHANGE_SAME ? 1 : 2;
}

/* What matters of a changed row is the exits per second it makes or spares. */
static double weight(const struct compare_row *row)
{
	if (row->change == CHANGE_UNKNOWN || row->change == CHANGE_SAME)
		return fmax(row->rate_a, row->rate_b);
	return fabs(row->rate_b - row->rate_a);
}

static int by_weight(const void *left, const void *right)
{
	const struct compare_row *a = left, *b = right;
	int ranks = rank(b->change) - rank(a->change);
	double wa = weight(a), wb = weight(b);

	if (ranks)
		return ranks;
	/* Rates not known on either side come last. */
	if (isnan(wa) || isnan(wb))
		return isnan(wa) - isnan(wb);
	if (wa > wb || wa < wb)
		return wa < wb ? 1 : -1;
	return (a->slot > b->slot) - (a->slot < b->slot);
}

int compare_make(struct comparison *out, const struct run *a,
		 const struct run *b, struct err *err)
{
	unsigned int n = a->reasons > b->reasons ? a->reasons : b->reasons;

	if (run_check(a, err) || run_check(b, err))
		return -1;
	if (a->isa != b->isa)
		return err_set(err, "%s counts %s exits and %s %s exits: they "
			       "have no reason in common", a->name,
			       reason_isa_name(a->isa), b->name,
			       reason_isa_name(b->isa));
	memset(out, 0, sizeof(*out));
	out->a = a;
	out->b = b;
	out->spread_known = true;
	for (unsigned int i = 0; i < n && i < REASON_SLOTS; i++)
		row_make(out, i);
	holm(out);
	for (unsigned int i = 0; i < out->rows_n; i++)
		out->rows[i].change = judge(out, &out->rows[i]);
	qsort(out->rows, out->rows_n, sizeof(out->rows[0]), by_weight);
	compare_headline(out);
	compare_warn(out);
	return 0;
}
