/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/core/shift.h"

#include <math.h>
#include <string.h>

#include "exittop/base/rate.h"

/* The method's constants; simulated together, so change them together. */
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
#define PHI_BLOCKS     30	/* dispersion is a plain mean so long */
#define PHI_HALFLIFE   2400.0	/* intervals */
#define BASE_HALFLIFE  120.0	/* intervals */
#define OUTLIER_BLOCKS 10	/* from then on a block counts at most */
#define OUTLIER        100.0	/* times the dispersion */
#define PULL_HALFLIFE  2400.0	/* intervals; a plain mean before */
#define NOTHING_SEEN   0.1	/* fewer faded exits than that: none */

/*
 * The steps looked for. One chart for small and large steps alike would be
 * slow with the large ones where exits come in bursts; the one for large ones
 * gets a small share of the false alarms.
 */
static const struct chart {
	double ratio, share;
	enum shift_state state;
} charts[SHIFT_CHARTS] = {
	{ 1.8, 1, SHIFT_UP },
	{ 8, 1.0 / 32, SHIFT_UP },
	{ 1 / 1.8, 1, SHIFT_DOWN },
};

struct block {
	double exits, seconds;
	unsigned int intervals;
	double before_exits, before_s;	/* before exits began to abound */
};

void shift_restart(struct shift_row *row)
{
	memset(row, 0, sizeof(*row));
	row->phi = 1;
}

void shift_init(struct shift *shift, unsigned int watched,
		double false_alarm_s, double interval_s)
{
	double intervals = false_alarm_s / (interval_s > 0 ? interval_s : 1);
	double shares = 0;

	if (!(intervals >= 1))
		intervals = 1;
	for (int c = 0; c < SHIFT_CHARTS; c++)
		shares += charts[c].share;
	shift->threshold = log(shares * (watched ? watched : 1) * intervals);
	shift->persist = PERSIST;
	for (unsigned int i = 0; i < REASON_SLOTS; i++)
		shift_restart(&shift->rows[i]);
}

/* The weight of an alert in that chart. */
static double limit(const struct shift *shift, int chart)
{
	return shift->threshold - log(charts[chart].share);
}

/* How much of the way to its alert the chart has gone that is nearest to it. */
static double nearest(const struct shift *shift, const struct shift_row *row)
{
	double most = 0;

	for (int c = 0; c < SHIFT_CHARTS; c++)
		most = fmax(most, row->charts[c].weight / limit(shift, c));
	return most;
}

/* The usual rate, in exits per second. Unseen is not impossible. */
static double usual(const struct shift_row *row)
{
	return (row->a + PRIOR_EXITS) / row->b;
}

static bool row_learned(const struct shift *shift, const struct shift_row *row)
{
	if (row->intervals < LEARN)
		return false;
	return row->exits <= 0 ||
	       (row->exits >= LEARN_EXITS && row->active >= LEARN_ACTIVE) ||
	       row->intervals >= LEARN_SPARSE || nearest(shift, row) > 0;
}

static enum shift_state row_state(const struct shift *shift,
				  const struct shift_row *row)
{
	if (!row_learned(shift, row))
		return SHIFT_LEARNING;
	return nearest(shift, row) > 0.5 ? SHIFT_NOTICE : SHIFT_NONE;
}

/*
 * A block of a rare reason can last a minute, and a step within it is to be
 * told to the second: it began where the exits beyond the rate that speaks for
 * neither of the first chart's two are fewest. Only the telling is touched by
 * this.
 */
static void block_watch(struct shift_row *row)
{
	double surplus = row->b > 0 ? row->block_exits -
		usual(row) * row->block_s *
		(charts[0].ratio - 1) / log(charts[0].ratio) : 0;

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
	    usual(row) * row->block_s < BLOCK_EXPECTED)
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
	double mean = usual(row) * block->seconds;
	double variance = mean * (1 + block->seconds / row->b);

	return (block->exits - mean) / sqrt(variance > 0.25 ? variance : 0.25);
}

/*
 * The pull is held while an excursion lasts: a step makes neighbours alike, and
 * must not explain itself away.
 */
static double spread(const struct shift_row *row,
		     const struct shift_excursion *exc)
{
	return rate_spread(row->phi, exc->weight > 0 ? exc->pull : row->pull,
			   row->blocks);
}

/*
 * One step of a chart by @gain. Ends an excursion that nothing speaks for any
 * more: where exits are rare, a single burst would otherwise wait for hours for
 * another to become an alert with.
 */
static void excursion_step(struct shift_excursion *exc,
			   const struct shift_row *row,
			   const struct block *block, double gain, bool up)
{
	double weight = exc->weight + gain;

	exc->silent = gain > 0 ? 0 : exc->silent + 1;
	if (weight <= 0 || exc->silent >= SILENT_MAX) {
		memset(exc, 0, sizeof(*exc));
		return;
	}
	if (!(exc->weight > 0)) {
		exc->from_exits = row->a;
		exc->from_s = row->b;
		exc->pull = row->pull;
		exc->began_ns = row->block_began_ns;
		if (up && block->before_s < block->seconds) {
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

/* Blocks that take after their neighbours say less than as many that do not. */
static void weigh(struct shift_row *row, const struct block *block)
{
	/* That the usual rate is not surely known spreads counts, too. */
	double phi = fmax(1, row->phi) * (1 + block->seconds / row->b);
	double mean = usual(row) * block->seconds;

	for (int c = 0; c < SHIFT_CHARTS; c++) {
		struct shift_excursion *exc = &row->charts[c];
		double alike = spread(row, exc) / fmax(1, row->phi);
		double gain = rate_evidence(block->exits, mean, phi,
					    charts[c].ratio);

		excursion_step(exc, row, block, gain / alike,
			       charts[c].state == SHIFT_UP);
	}
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
		phi_part = fmax(phi_part, 1 / (n + row->phi_blocks + 1));
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
	row->exits += block->exits;
	row->active += block->exits > 0;
	row->blocks++;
}

/* What a rate is can change at once; how exits come in bursts seldom does. */
static void restart_known(struct shift_row *row)
{
	double phi = row->phi, blocks = row->phi_blocks + row->blocks;

	shift_restart(row);
	row->phi = fmax(1, phi);
	row->phi_blocks = fmin(blocks, PHI_BLOCKS);
}

/*
 * True where @exc is an alert, which goes to @out. None is that its own
 * interval contradicts: bursts unlike any that the likelihood knows can add up
 * to much evidence for a rate that is not another.
 */
static bool alert(struct shift_row *row, const struct shift_excursion *exc,
		  enum shift_state state, struct row *out)
{
	double from_exits = exc->from_exits < NOTHING_SEEN ? 0 :
							     exc->from_exits;
	double phi = spread(row, exc);
	struct rate_ratio r = rate_ratio(from_exits, exc->from_s, phi,
					 exc->exits, exc->seconds, phi);

	if (state == SHIFT_UP ? r.low <= 1 : r.high >= 1)
		return false;
	out->has |= HAS_RATIO;
	out->shift = state;
	out->shift_from = from_exits / exc->from_s;
	out->shift_to = exc->exits / exc->seconds;
	out->shift_ratio = r.value;
	out->shift_low = r.low;
	out->shift_high = r.high;
	out->shift_wall_ns = exc->began_ns;
	out->shift_seq++;
	restart_known(row);
	return true;
}

static bool chart_alerts(const struct shift *shift, struct shift_row *row,
			 int chart, struct row *out)
{
	const struct shift_excursion *exc = &row->charts[chart];
	enum shift_state state = charts[chart].state;

	return exc->weight > limit(shift, chart) &&
	       exc->blocks >= shift->persist &&
	       (state == SHIFT_DOWN || exc->exits >= ALERT_EXITS) &&
	       alert(row, exc, state, out);
}

/* Feeds one interval; true where it led to an alert, written to @out. */
static bool feed(const struct shift *shift, struct shift_row *row,
		 const struct snapshot *snap, struct row *out)
{
	struct block block;

	if (!block_fill(row, (double)out->delta, snap->interval_s,
			snap->wall_ns, &block))
		return false;
	if (row_learned(shift, row)) {
		weigh(row, &block);
		for (int c = 0; c < SHIFT_CHARTS; c++)
			if (chart_alerts(shift, row, c, out))
				return true;
		/* An excursion must not teach that it is usual. */
		if (nearest(shift, row) > 0.5 && row->frozen < FREEZE_MAX) {
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
