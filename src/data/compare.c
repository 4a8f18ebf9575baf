/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/data/compare.h"

#include <math.h>
#include <string.h>

#include "compare_parts.h"
#include "exittop/base/order.h"
#include "exittop/base/rate.h"

#define P_MOST	   0.01	/* of a significant row, after Holm (1979) */
#define RATIO_SAME 1.5	/* less is no change that matters */
#define RATE_SAME  1.0	/* exits per second, likewise */
#define Z_95	   1.96	/* normal quantile of 97.5 % */

static const struct compare_ratio no_ratio = { NAN, NAN, NAN, NAN };

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

/*
 * The ratio of two costs. Each has a standard error, which divided by the cost
 * is that of its logarithm.
 */
static struct compare_ratio cost_ratio(const struct run_row *a,
				       const struct run_row *b)
{
	double from = run_cost(a), to = run_cost(b);
	double se = hypot(run_cost_error(a) / from, run_cost_error(b) / to);
	struct compare_ratio r = no_ratio;

	if (!(from > 0) || !(to > 0) || isnan(se))
		return r;
	r.value = to / from;
	r.low = r.value * exp(-Z_95 * se);
	r.high = r.value * exp(Z_95 * se);
	r.p = se > 0 ? erfc(fabs(log(r.value)) / se / sqrt(2)) :
	      from < to || from > to ? 0 : 1;
	return r;
}

/* Everything about a row but its changes, which need all rows' p. */
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
		.cost_a = run_cost(a), .cost_b = run_cost(b),
		.rate = no_ratio, .cost = cost_ratio(a, b),
	};
	if (isnan(row->rate_a) || isnan(row->rate_b))
		return;
	spread_a = known_spread(a, &cmp->spread_known);
	spread_b = known_spread(b, &cmp->spread_known);
	row->rate.p = test(a, spread_a, b, spread_b);
	if (!a->exits && !b->exits)
		return;
	r = rate_ratio((double)a->exits, a->seconds, spread_a,
		       (double)b->exits, b->seconds, spread_b);
	row->rate.value = r.value;
	row->rate.low = r.low;
	row->rate.high = r.high;
}

/* The ratio that Holm's correction is for: all rates, or all costs. */
struct tests {
	struct comparison *cmp;
	bool costs;
};

static struct compare_ratio *tested(const struct tests *tests, unsigned int i)
{
	struct compare_row *row = &tests->cmp->rows[i];

	return tests->costs ? &row->cost : &row->rate;
}

static int by_p(const void *ctx, unsigned int a, unsigned int b)
{
	double p = tested(ctx, a)->p, q = tested(ctx, b)->p;

	return (p > q) - (p < q);
}

/*
 * Holm's correction: the smallest p of m counts m times, the next m - 1 times,
 * and none less than the one before. Rows without a ratio test nothing.
 */
static void holm(struct comparison *cmp, bool costs)
{
	const struct tests tests = { cmp, costs };
	unsigned int order[REASON_SLOTS], m = 0;
	double least = 0;

	for (unsigned int i = 0; i < cmp->rows_n; i++)
		if (!isnan(tested(&tests, i)->low))
			order[m++] = i;
	order_sort(order, m, by_p, &tests);
	for (unsigned int i = 0; i < m; i++) {
		struct compare_ratio *ratio = tested(&tests, order[i]);

		least = fmax(least, fmin(1, ratio->p * (m - i)));
		ratio->p = least;
	}
}

/* The limits of a rate in exits per second (95 %, Jeffreys, normal). */
static void rate_limits(const struct run_row *row, double *low, double *high)
{
	double spread = run_spread(row), phi = isnan(spread) ? 1 : spread;
	double x = (double)row->exits / phi + 0.5, mid = x + Z_95 * Z_95 / 2;
	double half = Z_95 * sqrt(x + Z_95 * Z_95 / 4);

	*low = fmax(0, mid - half) * phi / row->seconds;
	*high = (mid + half) * phi / row->seconds;
}

/* Can the rates not differ by more than RATE_SAME? */
static bool is_near(const struct run_row *a, const struct run_row *b)
{
	double low_a, high_a, low_b, high_b;

	rate_limits(a, &low_a, &high_a);
	rate_limits(b, &low_b, &high_b);
	return high_b - low_a <= RATE_SAME && high_a - low_b <= RATE_SAME;
}

static enum change judge_ratio(const struct compare_ratio *ratio)
{
	if (ratio->low >= 1 / RATIO_SAME && ratio->high <= RATIO_SAME)
		return CHANGE_SAME;
	if (!(ratio->p < P_MOST))
		return CHANGE_UNCLEAR;
	if (ratio->value > RATIO_SAME)
		return CHANGE_UP;
	return ratio->value < 1 / RATIO_SAME ? CHANGE_DOWN : CHANGE_UNCLEAR;
}

static enum change judge_rate(const struct comparison *cmp,
			      const struct compare_row *row)
{
	const struct run_row *a = &cmp->a->rows[row->slot];
	const struct run_row *b = &cmp->b->rows[row->slot];
	enum change change;

	if (isnan(row->rate_a) || isnan(row->rate_b))
		return CHANGE_UNKNOWN;
	if (!a->exits && b->exits >= COMPARE_ONLY)
		return CHANGE_ONLY_B;
	if (!b->exits && a->exits >= COMPARE_ONLY)
		return CHANGE_ONLY_A;
	if (is_near(a, b))
		return CHANGE_SAME;
	change = judge_ratio(&row->rate);
	if (compare_is_change(change) &&
	    fabs(row->rate_b - row->rate_a) <= RATE_SAME)
		return CHANGE_UNCLEAR;
	return change;
}

static enum change judge_cost(const struct compare_row *row)
{
	return isnan(row->cost.value) ? CHANGE_UNKNOWN :
					judge_ratio(&row->cost);
}

/* Changed rows before the others, and those before unknown ones. */
static int rank(const struct compare_row *row)
{
	return compare_is_change(row->change) ? 2 :
	       row->change != CHANGE_UNKNOWN;
}

/* What matters of a changed row is the exits per second it makes or spares. */
static double weight(const struct compare_row *row)
{
	if (compare_is_change(row->change))
		return fabs(row->rate_b - row->rate_a);
	return fmax(row->rate_a, row->rate_b);
}

static int by_weight(const void *ctx, unsigned int left, unsigned int right)
{
	const struct compare_row *rows = ctx, *a = &rows[left];
	const struct compare_row *b = &rows[right];
	int ranks = rank(b) - rank(a);
	double wa = weight(a), wb = weight(b);

	if (ranks)
		return ranks;
	/* Rates not known on either side come last. */
	if (isnan(wa) || isnan(wb))
		return isnan(wa) - isnan(wb);
	return (wa < wb) - (wa > wb);
}

static void sort_rows(struct comparison *cmp)
{
	struct compare_row rows[REASON_SLOTS];
	unsigned int order[REASON_SLOTS];

	for (unsigned int i = 0; i < cmp->rows_n; i++) {
		rows[i] = cmp->rows[i];
		order[i] = i;
	}
	order_sort(order, cmp->rows_n, by_weight, rows);
	for (unsigned int i = 0; i < cmp->rows_n; i++)
		cmp->rows[i] = rows[order[i]];
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
	holm(out, false);
	holm(out, true);
	for (unsigned int i = 0; i < out->rows_n; i++) {
		out->rows[i].change = judge_rate(out, &out->rows[i]);
		out->rows[i].cost_change = judge_cost(&out->rows[i]);
	}
	sort_rows(out);
	compare_headline(out);
	compare_warn(out);
	return 0;
}
