/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is the host still the one that was probed, and does it count?
 *
 * A host can stop answering, change its leaves, freeze or begin again between
 * two refreshes, or in the middle of one. Exits of our own are the pulse: every
 * CPUID is an exit, so the total and the count of CPUID grow by at least as
 * many as were issued. Where they do not, where the total's leaf answers as one
 * that nobody serves, or where the host's epoch is another one, the round has
 * no numbers.
 */
#include "presence.h"
#include "sampler_parts.h"
#include "exittop/facts/quirk.h"

#define CONFIRM		16	/* CPUIDs that settle a doubt */
#define SURE		4	/* own exits from which on a pulse is judged */
#define SURE_LOSSY	16	/* ... of a host that loses some (H19) */
#define HOLE		8	/* own exits missing: not lost, not counted */
#define STRIKES		2	/* rounds with fewer missing: H19 */

/* What this round shows of one counter that our own exits must move. */
struct pulse {
	uint64_t expected, missing;
	bool judged, beats;
};

void presence_take(struct sampler *sampler, uint32_t leaf,
		   const struct regs *regs)
{
	const struct regs *then = &sampler->identity;

	if (leaf != sampler->identity_leaf)
		return;
	sampler->identified = true;
	sampler->changed |= !leaf_same(regs, then) || regs->edx != then->edx;
}

static int ask_identity(struct sampler *sampler, struct err *err)
{
	uint32_t leaf = sampler->identity_leaf;
	struct regs regs = { 0, 0, 0, 0 };

	if (source_query(sampler->src, leaf, 0, &regs, err) < 0)
		return -1;
	presence_take(sampler, leaf, &regs);
	return 0;
}

/* A recording has the answer where it was asked for then. */
int presence_is_same(struct sampler *sampler, struct err *err)
{
	if (sampler->identity_leaf != LEAF_EPOCH)
		return 0;
	if (!sampler->src->replay && !sampler->identified &&
	    ask_identity(sampler, err))
		return -1;
	return sampler->identified && !sampler->changed;
}

static bool is_lossy(const struct sampler *sampler)
{
	return (sampler->known_quirks | sampler->quirks) & QUIRK_LOSSY;
}

bool presence_is_doubtful(const struct sampler *sampler)
{
	const struct counter *cpuid = &sampler->counters[sampler->cpuid];

	return sampler->unserved || sampler->changed ||
	       sampler_began_again(sampler) ||
	       (!is_lossy(sampler) &&
		(cpuid->missing ||
		 (sampler->total.missing && !sampler->total_bad))) ||
	       (!sampler->total.weight && !sampler->total.delta &&
		sampler->total.reading == READING_OK);
}

/* Did @counter get at least half of the own exits since it was @before? */
static bool has_followed(const struct counter *counter,
			 const struct counter *before)
{
	uint64_t missing = counter->missing - before->missing;
	uint64_t own = counter->own - before->own;

	return counter->reading == READING_RESET || own >= missing;
}

/* More exits of our own, and whether they are counted. */
int presence_confirm(struct sampler *sampler, struct err *err)
{
	const struct counter *cpuid = &sampler->counters[sampler->cpuid];
	struct counter total = sampler->total, row = *cpuid;
	struct regs regs = { 0, 0, 0, 0 };
	bool all = sampler->all_cpuids.weight;
	int n = all ? SURE : CONFIRM;

	if (sampler->identity_leaf && ask_identity(sampler, err))
		return -1;
	if (all && sampler_read_pulse(sampler, err))
		return -1;
	while (n--)
		if (source_query(sampler->src, LEAF_CONTROL, 0, &regs, err) < 0)
			return -1;
	if (all)
		return sampler_read_pulse(sampler, err);
	if (sampler_read_total(sampler, err) ||
	    sampler_read_slot(sampler, sampler->cpuid, err))
		return -1;
	sampler->stopped = !has_followed(cpuid, &row) &&
			   (sampler->total_bad ||
			    !has_followed(&sampler->total, &total));
	return 0;
}

/* A few own exits prove little: they are kept until there are enough. */
static struct pulse take_pulse(const struct sampler *sampler,
			       const struct counter *counter,
			       struct pulse_memory *memory)
{
	struct pulse pulse = { 0 };
	uint64_t sure = is_lossy(sampler) ? SURE_LOSSY : SURE;

	if (!counter->weight || counter->read_round != sampler->round ||
	    counter->reading == READING_NONE)
		return pulse;
	memory->expected += counter->own + counter->missing;
	memory->missing += counter->missing;
	if (memory->expected < sure)
		return pulse;
	pulse.expected = memory->expected;
	pulse.missing = memory->missing;
	pulse.judged = true;
	pulse.beats = pulse.missing * 2 <= pulse.expected;
	*memory = (struct pulse_memory){ 0, 0 };
	return pulse;
}

/* H19: some exits get lost now and then, and the host counts all the same. */
static enum presence strike(struct sampler *sampler)
{
	if (++sampler->strikes < STRIKES)
		return PRESENCE_LACKED;
	sampler->quirks |= QUIRK_LOSSY;
	return PRESENCE_OK;
}

enum presence presence_judge(struct sampler *sampler)
{
	struct pulse cpuid = take_pulse(sampler, sampler->all_cpuids.weight ?
					&sampler->all_cpuids :
					&sampler->counters[sampler->cpuid],
					&sampler->pulse[0]);
	struct pulse total = take_pulse(sampler, &sampler->total,
					&sampler->pulse[1]);
	bool judged, beats;

	total.judged &= !sampler->total_bad;
	judged = cpuid.judged || total.judged;
	beats = (cpuid.judged && cpuid.beats) || (total.judged && total.beats);
	if (sampler->unserved || sampler->changed || sampler->stopped ||
	    (judged && !beats))
		return PRESENCE_NONE;
	if (sampler->lost)
		return judged ? PRESENCE_AGAIN : PRESENCE_NONE;
	if (is_lossy(sampler) || !judged)
		return PRESENCE_OK;
	if ((!cpuid.judged || cpuid.missing >= HOLE) &&
	    (!total.judged || total.missing >= HOLE))
		return PRESENCE_AGAIN;
	return cpuid.missing ? strike(sampler) : PRESENCE_OK;
}
