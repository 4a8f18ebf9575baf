/* SPDX-License-Identifier: GPL-2.0-only */
/* What is inside the fake host's exits: durations, and keys by space-saving. */
#include "fake_host.h"

#include <string.h>

#include "exittop/core/leaf.h"
#include "exittop/facts/exitkey.h"

#define ONES 0xFFFFFFFFu

static unsigned int bucket_of(uint64_t cycles)
{
	unsigned int g = 0;

	if (cycles < 1u << 8)
		return 0;
	if (cycles >> 36)
		return FAKE_BUCKETS - 1;
	while (cycles >> (9 + g))
		g++;
	return 1 + 4 * g + (unsigned int)(cycles >> (6 + g)) - 4;
}

static void take_key(struct fake_stay *stay, uint64_t key, uint64_t cycles)
{
	unsigned int least = 0;

	for (unsigned int i = 0; i < FAKE_KEYS; i++) {
		if (stay[i].key == key || !stay[i].key) {
			stay[i].key = key;
			stay[i].count++;
			stay[i].cycles += cycles;
			return;
		}
		if (stay[i].count < stay[least].count)
			least = i;
	}
	stay[least].key = key;
	stay[least].error = stay[least].count++;
	stay[least].cycles = cycles;
}

void fake_details_book(struct fake_host *host, unsigned int who,
		       unsigned int slot, uint64_t cycles)
{
	uint64_t key = host->config.key ? host->config.key(host, slot) : 0;

	host->bucket[who][slot][bucket_of(cycles)]++;
	if (cycles > host->longest[slot])
		host->longest[slot] = cycles;
	if (key)
		take_key(host->stay[who][slot], key, cycles);
}

void fake_details_reset(struct fake_host *host)
{
	memset(host->bucket, 0, sizeof(host->bucket));
	memset(host->stay, 0, sizeof(host->stay));
	memset(host->longest, 0, sizeof(host->longest));
}

static uint32_t bucket(const struct fake_host *host, unsigned int vcpu,
		       unsigned int slot, unsigned int i)
{
	uint32_t n = host->config.bucket_base;

	for (unsigned int v = 0; v < FAKE_VCPUS; v++)
		if (!vcpu || v == vcpu - 1)
			n += host->bucket[v][slot][i];
	if (host->config.contrary & CONTRARY_SUM)
		n *= 2;
	return n;
}

static struct regs durations(const struct fake_host *host, unsigned int g,
			     unsigned int vcpu, unsigned int slot)
{
	unsigned int i = 1 + 4 * g;

	if (g == 28)
		return (struct regs){
			bucket(host, vcpu, slot, 0),
			bucket(host, vcpu, slot, FAKE_BUCKETS - 1), 0, 0 };
	return (struct regs){ bucket(host, vcpu, slot, i),
			      bucket(host, vcpu, slot, i + 1),
			      bucket(host, vcpu, slot, i + 2),
			      bucket(host, vcpu, slot, i + 3) };
}

static struct regs two(uint64_t a, uint64_t b)
{
	return (struct regs){ (uint32_t)a, (uint32_t)(a >> 32), (uint32_t)b,
			      (uint32_t)(b >> 32) };
}

struct regs fake_details_answer(struct fake_host *host, uint32_t leaf,
				unsigned int vcpu, unsigned int slot)
{
	unsigned int contrary = host->config.contrary, i = leaf & 0xf;
	struct fake_stay stay;

	if (vcpu > host->config.vcpus || slot >= REASON_SLOTS ||
	    contrary & CONTRARY_ONES || (leaf >= LEAF_KEYS && !vcpu))
		return (struct regs){ ONES, ONES, ONES, ONES };
	if (leaf == LEAF_LONGEST)
		return two(host->longest[slot],
			   host->longest[slot] ? 1700000000123000000 : 0);
	if (leaf < LEAF_KEYS)
		return leaf <= LEAF_DURATIONS + 28 ?
		       durations(host, leaf - LEAF_DURATIONS, vcpu, slot) :
		       (struct regs){ 0, 0, 0, 0 };
	stay = host->stay[vcpu - 1][slot][i];
	if (contrary & CONTRARY_BACK)
		stay.count = stay.count > 2 * host->round ?
			     stay.count / (1 + host->round) : stay.count;
	if (contrary & CONTRARY_MORE)
		stay.count *= 3;
	if (contrary & CONTRARY_FEWER)
		stay.count = stay.key ? 7 : 0;
	if (contrary & CONTRARY_ERROR)
		stay.error = stay.count + 1;
	if (contrary & CONTRARY_MOVING && stay.key)
		stay.error = fake_random(host, 2) ? stay.count : 0;
	if (leaf < LEAF_KEY_CYCLES)
		return two(stay.key, stay.count);
	return two(stay.cycles, stay.error);
}
