/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/core/shift.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/* The method's constants; simulated together, so change them together. */
#define PHI_GUESS      4.0	/* dispersion of a row that has shown nothing; */
#define PHI_CAREFUL    20.0	/* ... for the intervals of an alert */
#define LEARN	       30	/* intervals before anything is said */
#define BLOCK_EXPECTED 6.0	/* a block ends when it should hold these, */
#define BLOCK_EXITS    20	/* holds these, */
#define BLOCK_MAX      60	/* or lasted these intervals */
#define ALERT_EXITS    20	/* exits that make an upward alert, */
#define ALERT_BURSTS   10	/* and times the dispersion */
#define PERSIST	       3	/* blocks that speak for an alert */
#define SILENT_MAX     10	/* blocks without any end an excursion */
#define NOTHING_SEEN   0.1	/* fewer faded exits than that: none */
#define NEAR	       1.2	/* of the rate before the alert: it is over */

/*
 * The steps looked for. One chart for small and large steps alike would be
 * slow with the large ones where exits come in bursts; those for large ones
 * get small shares of the false alarms. BACK: to the rate before the alert.
 */
#define BACK 0
static const struct chart {
	double ratio, share;
	enum shift_state state, likely;
} charts[SHIFT_CHARTS] = {
	[BACK] = { 0, 1, SHIFT_NONE, SHIFT_NONE },
	{ 1.8, 1, SHIFT_UP, SHIFT_LIKELY_UP },
	{ 8, 1.0 / 32, SHIFT_UP, SHIFT_LIKELY_UP },
	{ 64, 1.0 / 512, SHIFT_UP, SHIFT_LIKELY_UP },
	{ 512, 1.0 / 512, SHIFT_UP, SHIFT_LIKELY_UP },
	{ 1 / 1.8, 1, SHIFT_DOWN, SHIFT_LIKELY_DOWN },
};

static void forget(struct shift *shift, unsigned int slot)
{
	if (shift->in_use[slot])
		memset(&shift->rows[slot], 0,
		       offsetof(struct shift_row, recent.counts));
	shift->in_use[slot] = false;
}

void shift_watch(struct shift *shift, unsigned int watched)
{
	shift->threshold = shift->one + log(watched ? watched : 1);
	for (int c = 0; c < SHIFT_CHARTS; c++)
		shift->way[c] = shift->threshold - log(charts[c].share);
}

void shift_init(struct shift *shift, unsigned int watched,
		double false_alarm_s, double interval_s)
{
	double shares = 0, each_s = interval_s > 0 ? interval_s : 1;

	for (int c = BACK + 1; c < SHIFT_CHARTS; c++)
		shares += charts[c].share;
	shift->one = log(shares * fmax(false_alarm_s / each_s, 1));
	shift_watch(shift, watched);
	for (unsigned int i = 0; i < REASON_SLOTS; i++)
		forget(shift, i);
}

/*
 * Dispersion of sums of blocks. The pull is that of before an excursion: a step
 * makes neighbours alike, and must not explain itself away.
 */
static double spread(const struct shift_row *row,
		     const struct shift_excursion *exc, double guess)
{
	return usual_spread(&row->usual,
			    exc->weight > 0 ? exc->pull : row->usual.pull,
			    guess);
}

/* The part of the way to an alert that a chart has gone. */
static double part(const struct shift *shift, const struct shift_row *row,
		   int chart)
{
	return row->charts[chart].weight / shift->way[chart];
}

/* The chart that is nearest to its alert. */
static int nearest(const struct shift *shift, const struct shift_row *row)
{
	int most = BACK;

	for (int c = BACK + 1; c < SHIFT_CHARTS; c++)
		if (part(shift, row, c) > part(shift, row, most))
			most = c;
	return most;
}

/* True where a chart has gone all the way, if perhaps not for long enough. */
static bool ripe(const struct shift *shift, const struct shift_row *row,
		 int chart)
{
	const struct shift_excursion *exc = &row->charts[chart];

	return part(shift, row, chart) > 1 &&
	       (charts[chart].state != SHIFT_UP ||
		exc->exits >= fmax(ALERT_EXITS, ALERT_BURSTS *
				   spread(row, exc, PHI_GUESS)));
}

static enum shift_state row_state(const struct shift *shift,
				  const struct shift_row *row)
{
	int chart = nearest(shift, row);
	double way = part(shift, row, chart);

	if (chart != BACK && ripe(shift, row, chart) && way > row->wolf)
		return charts[chart].likely;
	if (row->intervals < LEARN)
		return SHIFT_LEARNING;
	return way > 0.5 ? SHIFT_NOTICE : SHIFT_NONE;
}

/*
 * Adds an interval to the block that is being filled; true when it is full. It
 * may end on a count: a likelihood ratio is a martingale at any stopping time.
 */
static bool block_fill(struct shift_row *row, struct rate_count count)
{
	struct usual_block *block = &row->block;

	block->count.exits += count.exits;
	block->count.seconds += count.seconds;
	block->intervals++;
	row->intervals++;
	return row->intervals <= LEARN || block->count.exits >= BLOCK_EXITS ||
	       block->intervals >= BLOCK_MAX ||
	       usual_rate(row->usual.sums.count) * block->count.seconds >=
	       BLOCK_EXPECTED;
}

/*
 * One step of a chart by @gain. Ends an excursion that nothing speaks for any
 * more: where exits are rare, a single burst would otherwise wait for hours for
 * another to become an alert with.
 */
static void excursion_step(struct shift_excursion *exc, double pull,
			   double exits, double gain)
{
	double weight = exc->weight + gain;

	exc->silent = gain > 0 ? 0 : exc->silent + 1;
	if (weight <= 0 || exc->silent >= SILENT_MAX) {
		memset(exc, 0, sizeof(*exc));
		return;
	}
	if (!(exc->weight > 0))
		exc->pull = pull;
	exc->weight = weight;
	exc->blocks += gain > 0;
	exc->exits += exits;
}

/* Blocks that resemble their neighbours say less than as many that do not. */
static void weigh(struct shift_row *row)
{
	const struct rate_count *usual = &row->usual.sums.count;
	const struct rate_count *block = &row->block.count;
	double rate = usual_rate(*usual);
	double phi = usual_dispersion(&row->usual, PHI_GUESS);
	/* That the usual rate is not surely known spreads counts, too. */
	double wide = phi * (1 + block->seconds / usual->seconds);

	for (int c = 0; c < SHIFT_CHARTS; c++) {
		struct shift_excursion *exc = &row->charts[c];
		double alike = spread(row, exc, PHI_GUESS) / phi;
		double ratio = charts[c].ratio, gain;

		if (c == BACK ? !row->home.seconds : row->intervals < LEARN)
			continue;
		if (c == BACK)
			ratio = usual_rate(row->home) / rate;
		gain = rate_evidence(block->exits, rate * block->seconds, wide,
				     ratio) / alike;
		/* A row that shows nothing cannot show less. */
		if (charts[c].state == SHIFT_DOWN &&
		    usual->exits < NOTHING_SEEN)
			gain = -HUGE_VAL;
		excursion_step(exc, row->usual.pull, block->exits, gain);
	}
}

/* An excursion must not teach that it is usual; when it is over, it may. */
static void learn(const struct shift *shift, struct shift_row *row)
{
	double way = part(shift, row, nearest(shift, row));

	row->peak = fmax(row->peak, way);
	if (!usual_learn(&row->usual, &row->block, way > 0))
		return;
	row->wolf = fmax(row->wolf, row->peak);
	row->peak = 0;
}

/* What came after the step is, with @older, the beginning of what is usual. */
static void begin_again(struct shift_row *row, const struct rate_step *step,
			struct rate_count older)
{
	memset(row->charts, 0, sizeof(row->charts));
	memset(&row->block, 0, sizeof(row->block));
	row->peak = 0;
	row->intervals = 0;
	row->home = (struct rate_count){ 0, 0 };
	usual_begin(&row->usual, (struct rate_count){
		older.exits + step->after.exits,
		older.seconds + step->after.seconds });
	recent_cut(&row->recent, step, older);
}

static void state_rates(struct row *out, struct rate_count from,
			struct rate_count to, double phi)
{
	struct rate_ratio r = rate_ratio(from.exits, from.seconds, phi,
					 to.exits, to.seconds, phi);

	out->shift_from = from.exits / from.seconds;
	out->shift_to = to.exits / to.seconds;
	out->shift_ratio = r.value;
	out->shift_low = r.low;
	out->shift_high = r.high;
}

/* The rate is back where it was: the alert is over. */
static void end(struct shift_row *row, const struct rate_step *step, double phi,
		struct row *out)
{
	state_rates(out, row->home, step->before, phi);
	out->shift_wall_ns = row->away_ns;
	out->shift_over_ns = row->recent.began_ns[step->at];
	begin_again(row, step, row->home);
	row->intervals = LEARN;
}

static void begin(struct shift_row *row, const struct rate_step *step,
		  enum shift_state state, double phi, struct row *out)
{
	bool away = row->home.seconds > 0;
	struct rate_count home = away ? row->home : step->before;
	int64_t away_ns = away ? row->away_ns : row->recent.began_ns[step->at];

	state_rates(out, step->before, step->after, phi);
	out->has |= HAS_RATIO;
	out->shift = state;
	out->shift_from_low = step->low;
	out->shift_from_high = step->high;
	out->shift_wall_ns = row->recent.began_ns[step->at];
	out->shift_over_ns = 0;
	out->shift_seq++;
	begin_again(row, step, (struct rate_count){ 0, 0 });
	row->home = home;
	row->away_ns = away_ns;
}

/*
 * True where the chart's excursion is the begin or the end of an alert, which
 * goes to @out. None is that its own interval contradicts: bursts unlike any
 * that the likelihood knows can add up to much evidence for a rate that is not
 * another. What BACK finds may be nearer to the rate before than to the usual
 * one, and yet be a third.
 */
static bool alert(struct shift_row *row, int chart, struct row *out)
{
	double phi = spread(row, &row->charts[chart], PHI_CAREFUL);
	bool away = row->home.seconds > 0;
	const struct recent *recent = &row->recent;
	unsigned int first = recent->older.seconds > 0 ? 0 : away ? 1 :
								    LEARN / 2;
	struct rate_step step = rate_step(recent->older, recent->counts,
					  recent->n, first, phi);
	struct rate_ratio r, back;

	if (step.at == recent->n)
		return false;
	r = rate_ratio(step.before.exits, step.before.seconds, phi,
		       step.after.exits, step.after.seconds, phi);
	back = rate_ratio(row->home.exits, row->home.seconds, phi,
			  step.after.exits, step.after.seconds, phi);
	if (away && back.low <= NEAR && back.high >= 1 / NEAR)
		end(row, &step, phi, out);
	else if (r.low > 1 && charts[chart].state != SHIFT_DOWN)
		begin(row, &step, SHIFT_UP, phi, out);
	else if (r.high < 1 && charts[chart].state != SHIFT_UP)
		begin(row, &step, SHIFT_DOWN, phi, out);
	else
		return false;
	return true;
}

/* A rate that drifts back makes no step. */
static void end_near(struct shift_row *row, int64_t wall_ns, struct row *out)
{
	double ratio = usual_rate(row->home) / usual_rate(row->usual.sums.count);

	if (ratio > NEAR || ratio < 1 / NEAR)
		return;
	out->shift_over_ns = wall_ns;
	row->home = (struct rate_count){ 0, 0 };
}

static bool is_on(const struct row *row)
{
	return row->has & HAS_RATIO && !row->shift_over_ns;
}

/* Feeds one interval of @row->delta exits. */
static void feed(const struct shift *shift, struct shift_row *row,
		 const struct snapshot *snap, struct row *out)
{
	struct rate_count count = { (double)out->delta, snap->interval_s };

	recent_add(&row->recent, count,
		   snap->wall_ns - (int64_t)(snap->interval_s * 1e9));
	if (!is_on(out))
		row->home = (struct rate_count){ 0, 0 };
	if (!block_fill(row, count))
		return;
	if (row->usual.learned) {
		weigh(row);
		for (int c = 0; c < SHIFT_CHARTS; c++)
			if (ripe(shift, row, c) &&
			    row->charts[c].blocks >= PERSIST &&
			    alert(row, c, out))
				return;
	}
	learn(shift, row);
	memset(&row->block, 0, sizeof(row->block));
	if (row->home.seconds > 0)
		end_near(row, snap->wall_ns, out);
}

/* The alert of the last snapshot lives on. */
static void keep_alert(struct row *row, const struct row *last)
{
	row->has |= HAS_RATIO;
	row->shift = last->shift;
	row->shift_from = last->shift_from;
	row->shift_from_low = last->shift_from_low;
	row->shift_from_high = last->shift_from_high;
	row->shift_to = last->shift_to;
	row->shift_ratio = last->shift_ratio;
	row->shift_low = last->shift_low;
	row->shift_high = last->shift_high;
	row->shift_wall_ns = last->shift_wall_ns;
	row->shift_over_ns = last->shift_over_ns;
}

static void update_row(struct shift *shift, unsigned int slot,
		       struct snapshot *snap, const struct row *last)
{
	struct shift_row *detector = &shift->rows[slot];
	struct row *row = &snap->rows[slot];

	row->has &= ~(unsigned int)(HAS_RATIO | HAS_USUAL);
	row->shift = SHIFT_NONE;
	row->shift_seq = last ? last->shift_seq : 0;
	if (!row->watched) {	/* looked at again, it is another time */
		forget(shift, slot);
		return;
	}
	shift->in_use[slot] = true;
	if (last && last->has & HAS_RATIO)
		keep_alert(row, last);
	if (row->has & HAS_DELTA && !(snap->notes & NOTE_GAP) &&
	    snap->interval_s > 0)
		feed(shift, detector, snap, row);
	if (!is_on(row) && row->has & HAS_COUNT)	/* else: none */
		row->shift = row_state(shift, detector);
	if (!(row->has & HAS_DELTA) || !(detector->usual.sums.count.seconds > 0))
		return;
	row->has |= HAS_USUAL;
	row->shift_usual = detector->usual.sums.count.exits /
			   detector->usual.sums.count.seconds;
}

void shift_update(struct shift *shift, struct snapshot *snap,
		  const struct snapshot *last)
{
	for (unsigned int i = 0; i < snap->reasons; i++)
		update_row(shift, i, snap, last ? &last->rows[i] : NULL);
}

void shift_acknowledge(const struct shift *shift, struct snapshot *snap)
{
	for (unsigned int i = 0; i < snap->reasons; i++) {
		struct row *row = &snap->rows[i];

		if (row->has & HAS_RATIO)
			row->shift = row_state(shift, &shift->rows[i]);
		row->has &= ~(unsigned int)HAS_RATIO;
	}
}
