/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/shift.h"

#include <math.h>
#include <string.h>

/* The method's constants; simulated together, so change them together. */
#define LN_2	       0.69314718055994530942 /* of the step looked for: 2 */
#define PRIOR_EXITS    0.5	/* Jeffreys' prior of a Poisson rate */
#define LEARN          30	/* intervals before anything is said */
#define LEARN_SPARSE   300	/* ... of a row with few exits */
#define LEARN_EXITS    20
#define LEARN_ACTIVE   5	/* blocks with exits */
#define BLOCK_EXPECTED 6.0	/* a block ends when it should hold these, */
#define BLOCK_EXITS    20	/* holds these, */
#define BLOCK_MAX      60	/* or lasted these intervals */
#define FREEZE_MAX     10	/* blocks the baseline waits for an alert */
#define ALERT_EXITS    20	/* exits that make an upward alert */
#define PERSIST        3	/* blocks that speak for an alert */
#define SILENT_MAX     10	/* blocks without any end an excursion */
#define GAIN_MAX       1.8	/* H / persist that one block may give */
#define PHI_BLOCKS     30	/* dispersion is a plain mean so long */
#define PHI_HALFLIFE   2400.0	/* intervals */
#define PHI_LEAN       1.02	/* bursts lean to the right, Poisson counts
				 * of the same dispersion do not */
#define BASE_HALFLIFE  120.0	/* intervals */
#define OUTLIER_BLOCKS 10	/* from then on a block counts at most */
#define OUTLIER        100.0	/* times the dispersion */
#define PULL_HALFLIFE  2400.0	/* intervals; a plain mean before */
#define PULL_WEIGHT    2.5	/* 2 by theory; P acts on alarms as an exponent */
#define PULL_SOFT      0.3	/* dispersion in which pull proves little */
#define PULL_MAX       0.8	/* most of the level that outlives a block */
#define NOTHING_SEEN   0.1	/* fewer faded exits than that: none */

#define Z_95 1.959963984540054	/* normal quantile of 97.5 % */

struct block {
	double exits, seconds;
	unsigned int intervals;
	double before_exits, before_s;	/* before exits began to abound */
};

void shift_restart(struct shift_row *row)
{
	memset(row, 0, sizeof(*row));
	row->a = PRIOR_EXITS;
	row->phi = 1;
}

void shift_init(struct shift *shift, unsigned int watched,
		double false_alarm_s, double interval_s)
{
	double intervals = false_alarm_s / (interval_s > 0 ? interval_s : 1);

	if (!(intervals >= 1))
		intervals = 1;
	shift->threshold = log(2 * (watched ? watched : 1) * intervals);
	shift->persist = PERSIST;
	for (unsigned int i = 0; i < REASON_SLOTS; i++)
		shift_restart(&shift->rows[i]);
}

/* Half of Wilson and Hilferty's cube root of a chi-square, df 2x + 1. */
static double cube_variance(double exits)
{
	return 2 / (9 * (2 * exits + 1));
}

/*
 * Paulson (1942): (1 - b) y - (1 - a) is normal with variance b y^2 + a, where
 * y is the cube root of F, and a and b belong to its two degrees of freedom.
 * The limits are the roots of a quadratic in y.
 */
struct shift_ratio shift_ratio(double from_exits, double from_s,
			       double from_phi, double to_exits, double to_s,
			       double to_phi)
{
	double from = from_exits / from_phi, to = to_exits / to_phi;
	double a = cube_variance(to), b = cube_variance(from);
	double mid = (1 - a) * (1 - b);
	double root = Z_95 * sqrt(a * (1 - b) * (1 - b) +
				  b * (1 - a) * (1 - a) - Z_95 * Z_95 * a * b);
	double over = (1 - b) * (1 - b) - Z_95 * Z_95 * b;
	double under = (1 - a) * (1 - a) - Z_95 * Z_95 * a;
	/* The F's mean, times what turns counts into rates. */
	double scale = (2 * to + 1) / (2 * from + 1) * (to_phi / from_phi) *
		       (from_s / to_s);
	double high = (mid + root) / over, low = under / (mid + root);
	struct shift_ratio r;

	r.value = from_exits > 0 ? to_exits / to_s / (from_exits / from_s) :
		  to_exits > 0 ? HUGE_VAL : NAN;
	r.low = under > 0 ? scale * low * low * low : 0;
	r.high = over > 0 ? scale * high * high * high : HUGE_VAL;
	return r;
}

static bool row_learned(const struct shift_row *row)
{
	if (row->intervals < LEARN)
		return false;
	return row->exits <= 0 ||
	       (row->exits >= LEARN_EXITS && row->active >= LEARN_ACTIVE) ||
	       row->intervals >= LEARN_SPARSE || row->up.weight > 0 ||
	       row->down.weight > 0;
}

static enum shift_state row_state(const struct shift *shift,
				  const struct shift_row *row)
{
	if (!row_learned(row))
		return SHIFT_LEARNING;
	if (row->up.weight > shift->threshold / 2 ||
	    row->down.weight > shift->threshold / 2)
		return SHIFT_NOTICE;
	return SHIFT_NONE;
}

/*
 * A block of a rare reason can last a minute, and a step within it is to be
 * told to the second: where the exits beyond what speaks for neither rate
 * (lambda / ln 2) are fewest, it began. Only the telling is touched by this.
 */
static void block_watch(struct shift_row *row)
{
	double surplus = row->b > 0 ? row->block_exits -
		row->a / row->b * row->block_s / LN_2 : 0;

	if (surplus > row->block_surplus)
		return;
	row->block_surplus = surplus;
	row->before_exits = row->block_exits;
	row->before_s = row->block_s;
}

/*
 * Adds an interval to the block that is being filled; true when it is full,
 * with the block in @block. Stopping on a count is safe: a likelihood ratio
 * is a martingale at any stopping time.
 */
static bool block_fill(struct shift_row *row, double exits, double seconds,
		       int64_t wall_ns, struct block *block)
{
	if (!row->block_intervals) {
		row->block_began_ns = wall_ns - (int64_t)(seconds * 1e9);
		row->block_surplus = 0;
		row->before_exits = row->before_s = 0;
	}
	row->block_exits += exits;
	row->block_s += seconds;
	row->block_intervals++;
	row->intervals++;
	block_watch(row);
	if (row->intervals > LEARN && row->block_exits < BLOCK_EXITS &&
	    row->block_intervals < BLOCK_MAX &&
	    row->a / row->b * row->block_s < BLOCK_EXPECTED)
		return false;
	*block = (struct block){ row->block_exits, row->block_s,
				 row->block_intervals, row->before_exits,
				 row->before_s };
	row->block_exits = row->block_s = 0;
	row->block_intervals = 0;
	return true;
}

/* How far a block is off, in standard deviations of a Poisson count. */
static double surprise(const struct shift_row *row, const struct block *block)
{
	double mean = row->a * block->seconds / row->b;
	double variance = mean * (1 + block->seconds / row->b);

	return (block->exits - mean) / sqrt(variance > 0.25 ? variance : 0.25);
}

/*
 * Let a level that keeps the part rho of itself from one block to the next
 * drive a Poisson count: then neighbours covary by (phi - 1) rho, and the sum's
 * variance is phi + 2 (phi - 1) rho / (1 - rho). A standard error is taken off
 * `pull`, which is 0 but for chance in most rows.
 */
double shift_spread(double phi, double pull, double blocks)
{
	double lean = 1 + PHI_LEAN * (fmax(1, phi) - 1), rho;

	pull -= lean / sqrt(blocks + 1);
	if (pull <= 0)
		return lean;
	rho = fmin(pull / (lean - 1 + PULL_SOFT), PULL_MAX);
	return lean + PULL_WEIGHT * pull / (1 - rho);
}

/*
 * The pull is held while an excursion lasts: a step makes neighbours alike, and
 * must not explain itself away.
 */
static double spread(const struct shift_row *row,
		     const struct shift_excursion *exc)
{
	return shift_spread(row->phi, exc->weight > 0 ? exc->pull : row->pull,
			    row->blocks);
}

/*
 * One step of the CUSUM of one direction by @gain, of which no block gives more
 * than @most: an alert is a matter of several. Ends an excursion that nothing
 * speaks for any more: where exits are rare, a single burst would otherwise
 * wait for hours for another to become an alert with.
 */
static void excursion_step(struct shift_excursion *exc,
			   const struct shift_row *row,
			   const struct block *block, double gain, double most)
{
	double weight = exc->weight + fmin(gain / spread(row, exc), most);

	exc->silent = gain > 0 ? 0 : exc->silent + 1;
	if (weight <= 0 || exc->silent >= SILENT_MAX) {
		memset(exc, 0, sizeof(*exc));
		return;
	}
	if (!(exc->weight > 0)) {
		exc->from_exits = row->seen;
		exc->from_s = row->b;
		exc->pull = row->pull;
		exc->began_ns = row->block_began_ns;
		if (exc == &row->up && block->before_s < block->seconds) {
			exc->began_ns += (int64_t)(block->before_s * 1e9);
			exc->exits = -block->before_exits;
			exc->seconds = -block->before_s;
		}
	}
	exc->weight = weight;
	exc->blocks += gain > 0;
	exc->exits += block->exits;
	exc->seconds += block->seconds;
}

/*
 * The logarithm of the ratio of two negative binomial probabilities, rates
 * r * lambda and lambda, with lambda drawn from Gamma(a, b).
 */
static void weigh(const struct shift *shift, struct shift_row *row,
		  const struct block *block)
{
	double a = row->a, b = row->b, d = block->seconds;
	double ax = a + block->exits;
	double up = ax * log((b + d) / (b / 2 + d)) - a * LN_2;
	double down = ax * log((b + d) / (b * 2 + d)) + a * LN_2;
	double most = shift->threshold * GAIN_MAX / shift->persist;

	excursion_step(&row->up, row, block, up, most);
	excursion_step(&row->down, row, block, down, most);
}

/* Lets the block into the dispersion and the pull. */
static void learn_spread(struct shift_row *row, const struct block *block)
{
	double i = block->intervals, n = row->blocks;
	double phi_part = 1 - exp2(-i / PHI_HALFLIFE);
	double pull_part = fmax(1 / n, 1 - exp2(-i / PULL_HALFLIFE));
	double e = surprise(row, block);
	double most = sqrt(OUTLIER * fmax(1, row->phi));

	if (n < PHI_BLOCKS)
		phi_part = fmax(phi_part, 1 / (n + 1));
	if (n >= OUTLIER_BLOCKS)
		e = fmax(fmin(e, most), -most);
	row->phi += phi_part * (e * e - row->phi);
	if (n > 1)
		row->pull += pull_part * (e * row->surprise - row->pull);
	row->surprise = e;
}

/* Lets the block into what is usual. */
static void learn(struct shift_row *row, const struct block *block)
{
	double fade = exp2(-(double)block->intervals / BASE_HALFLIFE);

	if (row->blocks)
		learn_spread(row, block);
	row->a = fade * row->a + block->exits;
	row->b = fade * row->b + block->seconds;
	row->seen = fade * row->seen + block->exits;
	row->exits += block->exits;
	row->active += block->exits > 0;
	row->blocks++;
}

static void alert(struct shift_row *row, const struct shift_excursion *exc,
		  enum shift_state state, struct row *out)
{
	double from_exits = exc->from_exits < NOTHING_SEEN ? 0 :
							     exc->from_exits;
	double phi = spread(row, exc);
	struct shift_ratio r = shift_ratio(from_exits, exc->from_s, phi,
					   exc->exits, exc->seconds, phi);

	out->has |= HAS_RATIO;
	out->shift = state;
	out->shift_from = from_exits / exc->from_s;
	out->shift_to = exc->exits / exc->seconds;
	out->shift_ratio = r.value;
	out->shift_low = r.low;
	out->shift_high = r.high;
	out->shift_wall_ns = exc->began_ns;
	out->shift_seq++;
	shift_restart(row);
}

/* Feeds one interval; true where it led to an alert, written to @out. */
static bool feed(const struct shift *shift, struct shift_row *row,
		 const struct snapshot *snap, struct row *out)
{
	double h = shift->threshold;
	struct block block;

	if (!block_fill(row, (double)out->delta, snap->interval_s,
			snap->wall_ns, &block))
		return false;
	if (row_learned(row)) {
		weigh(shift, row, &block);
		if (row->up.weight > h && row->up.blocks >= shift->persist &&
		    row->up.exits >= ALERT_EXITS) {
			alert(row, &row->up, SHIFT_UP, out);
			return true;
		}
		if (row->down.weight > h &&
		    row->down.blocks >= shift->persist) {
			alert(row, &row->down, SHIFT_DOWN, out);
			return true;
		}
		/* An excursion must not teach that it is usual. */
		if (fmax(row->up.weight, row->down.weight) > h / 2 &&
		    row->frozen < FREEZE_MAX) {
			row->frozen++;
			row->surprise = 0;
			return false;
		}
		row->frozen = 0;
	}
	learn(row, &block);
	return false;
}

/* The latched alert of the last snapshot lives on. */
static void keep(struct row *row, const struct row *last)
{
	row->has |= HAS_RATIO;
	row->shift = last->shift;
	row->shift_from = last->shift_from;
	row->shift_to = last->shift_to;
	row->shift_ratio = last->shift_ratio;
	row->shift_low = last->shift_low;
	row->shift_high = last->shift_high;
	row->shift_wall_ns = last->shift_wall_ns;
}

void shift_update(struct shift *shift, struct snapshot *snap,
		  const struct snapshot *last)
{
	bool gap = snap->notes & NOTE_GAP || !(snap->interval_s > 0);

	for (unsigned int i = 0; i < snap->reasons; i++) {
		struct row *row = &snap->rows[i];
		struct shift_row *detector = &shift->rows[i];
		bool alerted = false;

		row->has &= ~(unsigned int)HAS_RATIO;
		row->shift = SHIFT_NONE;
		row->shift_seq = last ? last->rows[i].shift_seq : 0;
		if (!row->watched) {
			/* Looked at again later, it is another time. */
			if (detector->intervals)
				shift_restart(detector);
			continue;
		}
		if (last && last->rows[i].has & HAS_RATIO)
			keep(row, &last->rows[i]);
		if (row->has & HAS_DELTA && !gap)
			alerted = feed(shift, detector, snap, row);
		if (!alerted && !(row->has & HAS_RATIO))
			row->shift = row_state(shift, detector);
	}
}

void shift_acknowledge(const struct shift *shift, struct snapshot *snap)
{
	for (unsigned int i = 0; i < snap->reasons; i++) {
		struct row *row = &snap->rows[i];

		if (!(row->has & HAS_RATIO))
			continue;
		row->has &= ~(unsigned int)HAS_RATIO;
		row->shift = row_state(shift, &shift->rows[i]);
	}
}
