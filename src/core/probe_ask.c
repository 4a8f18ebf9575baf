/* SPDX-License-Identifier: GPL-2.0-only */
/* Asking leaves, noting what they say, and whether counters follow. */
#include "probe_parts.h"
#include "exittop/base/utf8.h"
#include "exittop/facts/quirk.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#define LIVE_TIMES	3	/* so often counters must follow our CPUIDs */

void probe_note(struct probe *probe, const char *fmt, ...)
{
	va_list args;

	if (probe->lines == PROBE_LINES)
		return;
	va_start(args, fmt);
	vsnprintf(probe->evidence[probe->lines], PROBE_TEXT, fmt, args);
	va_end(args);
	utf8_visible(probe->evidence[probe->lines++]);
}

struct regs probe_ask(struct asker *asker, uint32_t leaf, uint32_t subleaf)
{
	struct regs regs = { 0, 0, 0, 0 };

	if (!asker->failed &&
	    source_query(asker->src, leaf, subleaf, &regs, asker->err) < 0)
		asker->failed = true;
	return regs;
}

struct regs probe_ask_noted(struct asker *asker, uint32_t leaf,
			     uint32_t subleaf)
{
	struct regs r = probe_ask(asker, leaf, subleaf);

	probe_note(asker->probe, "0x%08" PRIX32 " ecx %-6" PRIu32 " answers %08"
	     PRIx32 " %08" PRIx32 " %08" PRIx32 " %08" PRIx32,
	     leaf, subleaf, r.eax, r.ebx, r.ecx, r.edx);
	return r;
}

void probe_control(struct asker *asker)
{
	struct probe *probe = asker->probe;
	struct regs regs = { 0, 0, 0, 0 };
	int got = source_query(asker->src, LEAF_CONTROL, 0, &regs, asker->err);

	asker->failed |= got < 0;
	probe->has_control = got > 0;
	probe->control = regs;
}

void probe_provoke(struct asker *asker)
{
	for (int i = 0; i < LOOK_CPUIDS; i++)
		probe_control(asker);
}

/* Counts that exits of our own must move. */
struct live {
	bool has_count, has_total;
	uint32_t count, total;	/* 32 bits of wide counts are enough */
	uint64_t issued;	/* own CPUIDs when the count was read */
};

static struct live read_live(struct asker *asker)
{
	struct leaf_map map = leaf_map_of(asker->probe->dialect,
					  asker->probe->quirks);
	struct tally count = { 0 }, total = { 0 };
	struct live live = { 0 };

	if (leaf_read_total(&map, asker->src, 0, false, &total, asker->err) ||
	    leaf_read_reason(&map, asker->src, 0, asker->code_cpuid, false,
			     &count, asker->err))
		asker->failed = true;
	live.issued = asker->src->issued;
	live.has_count = count.has_count;
	live.has_total = total.has_count;
	live.count = (uint32_t)count.count;
	live.total = (uint32_t)total.count;
	return live;
}

/*
 * Do the counters of the dialect move with exits we provoke? Three
 * times over, and at least as much: others may exit meanwhile. Less is a host
 * that loses some (H19), twice as much every time, once to the last one, a
 * host that counts them twice (H18).
 */
bool probe_is_alive(struct asker *asker)
{
	struct probe *probe = asker->probe;
	bool alive = true, total = true, lossy = false;
	bool twice = !leaf_map(probe->dialect)->wide, exactly = false;

	for (int i = 0; i < LIVE_TIMES && !asker->failed; i++) {
		struct live before = read_live(asker), after;
		uint32_t own, step;

		probe_provoke(asker);
		after = read_live(asker);
		own = (uint32_t)(after.issued - before.issued);
		step = after.count - before.count;
		alive &= before.has_count && after.has_count &&
			 step >= own / 4 * 3 && step < CLASSIFY_MOST;
		lossy |= step < own;
		twice &= step >= own * 2;
		exactly |= step == own * 2;
		step = after.total - before.total;
		total &= before.has_total && after.has_total &&
			 step >= own / 4 * 3 && step < CLASSIFY_MOST;
	}
	if (asker->failed)
		return false;
	twice &= exactly;
	probe_note(probe, "%d CPUIDs, %d times: count of CPUID %s, total %s",
		   LOOK_CPUIDS, LIVE_TIMES, !alive ? "did not follow" :
		   lossy ? "grew by fewer" : twice ? "grew by twice as many" :
		   "grew by as many", total ? "grew" : "did not follow");
	if (!total)
		probe->quirks |= QUIRK_NO_TOTAL;
	if (alive && lossy)
		probe->quirks |= QUIRK_LOSSY;
	if (alive && twice)
		probe->quirks |= QUIRK_DOUBLE;
	return alive;
}
