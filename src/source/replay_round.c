/* SPDX-License-Identifier: GPL-2.0-only */
/* The lines of a recording's rounds. */
#include "replay_parts.h"
#include "exittop/base/utf8.h"

#include <stdio.h>
#include <string.h>

#define ROUND_NUMBERS 5	/* of a "round" line; the last two may be missing */

int replay_damage(const struct replay *replay, const char *what,
		  struct err *err)
{
	return err_set(err, "%s:%u: %s; the recording is damaged",
		       replay->path, replay->in.line, what);
}

/*
 * One number in base @base, no sign, at most @max; moves *@p behind it. Inline,
 * so that both are constants: dividing is what reading would be spent on.
 */
static inline bool take_number(const char **p, unsigned int base, uint64_t max,
			       uint64_t *out)
{
	const char *s = *p;
	uint64_t value = 0;

	for (;; s++) {
		unsigned int digit = (unsigned int)(unsigned char)*s - '0';

		if (digit > 9) {
			digit = (unsigned int)(unsigned char)*s - 'a' + 10;
			if (digit < 10 || digit >= base)
				break;
		}
		if (value > (max - digit) / base)
			return false;
		value = value * base + digit;
	}
	if (s == *p)
		return false;
	*p = s;
	*out = value;
	return true;
}

/*
 * At most @n numbers divided by single blanks and ended by the line's end.
 * Returns how many, or 0 where there is anything else.
 */
static inline int take_numbers(const char *p, unsigned int base, uint64_t max,
			       uint64_t *out, int n)
{
	for (int i = 0; i < n; i++) {
		if (!take_number(&p, base, max, &out[i]))
			return 0;
		if (*p == '\n')
			return i + 1;
		if (*p++ != ' ')
			return 0;
	}
	return 0;
}

struct key *replay_key(struct replay *replay, uint32_t leaf, uint32_t subleaf)
{
	uint32_t at = leaf * 2654435761u ^ subleaf * 2246822519u;

	for (;; at++) {
		struct key *key = &replay->keys[at % KEYS];

		if (!key->used || (key->leaf == leaf &&
				   key->subleaf == subleaf))
			return key;
	}
}

/* Adds one answer to the round that is going on. */
static const char *add_answer(struct replay *replay, const uint64_t *n)
{
	struct key *key = replay_key(replay, (uint32_t)n[0], (uint32_t)n[1]);
	uint32_t at = replay->answers;

	if (at == RECORDING_ANSWERS)
		return "too many answers in one round";
	if (!key->used) {
		if (++replay->keys_used > KEYS / 2)
			return "too many different questions";
		*key = (struct key){ .used = true, .leaf = (uint32_t)n[0],
				     .subleaf = (uint32_t)n[1] };
	}
	replay->answer[at] = (struct answer){
		{ (uint32_t)n[2], (uint32_t)n[3], (uint32_t)n[4],
		  (uint32_t)n[5] },
		(uint32_t)n[0], (uint32_t)n[1], false, NONE };
	if (key->round == replay->round && key->first != NONE)
		replay->answer[key->last].later = at;
	else
		key->first = at;
	key->last = at;
	key->round = replay->round;
	key->latest = replay->answer[at].regs;
	key->latest_issued = replay->issued + at + 1;
	replay->answers++;
	return NULL;
}

/* A line between "round" and "end". Returns what is wrong with it. */
static const char *take_fact(struct replay *replay, const char *line, long len)
{
	uint64_t n[6];

	if (len && line[len - 1] == '\r')
		return "the line ends in CR LF, unlike the first";
	if (!strncmp(line, "a ", 2)) {
		if (take_numbers(line + 2, 16, UINT32_MAX, n, 6) != 6)
			return "an answer needs six hexadecimal numbers";
		return add_answer(replay, n);
	}
	if (!strncmp(line, "mark ", 5)) {
		snprintf(replay->mark, sizeof(replay->mark), "%.*s", (int)len - 5, line + 5);
		utf8_visible(replay->mark);
		replay->has_mark = true;
		return NULL;
	}
	return "neither an answer, a mark, nor the end of the round";
}

static const char *check_end(const struct replay *replay, const char *line,
			     uint32_t right)
{
	const char *p = line + 4;
	uint64_t answers, sum;

	if (!take_number(&p, 10, UINT32_MAX, &answers) || *p++ != ' ' ||
	    take_numbers(p, 16, UINT32_MAX, &sum, 1) != 1)
		return "'end' needs a count and a checksum";
	if (answers != replay->answers)
		return "the round does not have the answers it says";
	if (sum != right)
		return "the checksum of the round does not match (edited, or "
		       "broken on its way)";
	return NULL;
}

/* The file has ended, in the middle of a round or behind one. */
static int end(struct replay *replay, bool in_round, struct err *err)
{
	replay->cut = in_round || stream_rest(&replay->in);
	replay->answers = 0;
	replay->has_mark = false;
	if (!replay->rounds)
		return err_set(err, "%s: the recording has no complete round",
			       replay->path);
	return 0;
}

static int whole(struct replay *replay, const uint64_t time[ROUND_NUMBERS],
		 struct stamp *stamp)
{
	stamp->mono_ns = time[0];
	stamp->wall_ns = (int64_t)time[1];
	stamp->tsc = time[2];
	replay->source.issued = replay->issued;
	replay->source.issued_end = replay->issued + replay->answers;
	replay->source.delay_s = (double)time[4] / 1e9;
	replay->rounds++;
	return 1;
}

/* Begins a round with its line. Returns 1, 0 at the end, -1 with @err. */
static int begin(struct replay *replay, uint64_t time[ROUND_NUMBERS],
		 uint32_t *sum, struct err *err)
{
	const char *line;
	long len = stream_line(&replay->in, &line, err);
	int numbers = 0;

	if (len == STREAM_FAILED)
		return -1;
	if (len == STREAM_END)
		return 0;
	if (!strncmp(line, "round ", 6))
		numbers = take_numbers(line + 6, 10, UINT64_MAX, time,
				       ROUND_NUMBERS);
	if (numbers < 3)
		return replay_damage(replay, "a round with its three times "
				     "should begin here", err);
	replay->round++;
	replay->issued = numbers > 3 ? time[3] :
				       replay->issued + replay->answers;
	replay->answers = replay->pending = 0;
	replay->has_mark = false;
	*sum = recording_checksum(line, (size_t)len + 1);
	return 1;
}

int replay_round(struct replay *replay, struct stamp *stamp, struct err *err)
{
	uint64_t time[ROUND_NUMBERS] = { 0 };
	const char *line, *wrong;
	uint32_t sum = RECORDING_BASIS;
	int got = begin(replay, time, &sum, err);
	long len;

	if (got < 0)
		return -1;
	if (!got)
		return end(replay, false, err);
	while ((len = stream_line(&replay->in, &line, err)) >= 0) {
		bool ends = !strncmp(line, "end ", 4);

		wrong = ends ? check_end(replay, line, sum) :
			       take_fact(replay, line, len);
		if (wrong)
			return replay_damage(replay, wrong, err);
		if (ends)
			return whole(replay, time, stamp);
		sum = recording_add(sum, line, (size_t)len + 1);
	}
	return len == STREAM_FAILED ? -1 : end(replay, true, err);
}
