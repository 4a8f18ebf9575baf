/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/replay.h"
#include "exittop/recording.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KEYS 4096	/* different questions; a power of two */
#define NONE UINT32_MAX
#define ROUND_NUMBERS 5	/* of a "round" line; the last two may be missing */

/* One answer of the round that is going on. */
struct answer {
	struct regs regs;
	uint32_t later;		/* the next one to the same question */
};

/* A question that was asked at least once. */
struct key {
	bool used;
	uint32_t leaf, subleaf;
	struct regs latest;
	uint64_t latest_issued;	/* CPUIDs issued, up to this answer */
	uint32_t first, last;	/* its answers in this round, or NONE */
	uint64_t round;		/* for which first and last hold */
};

struct replay {
	struct source source;
	char *path, *text, *mark;
	size_t size, at;	/* bytes of text; where the next round begins */
	unsigned int line;	/* of text + at, from 1 */
	unsigned int rounds, keys_used;
	bool cut, has_mark;
	uint64_t round;
	uint64_t issued;	/* CPUIDs before this round's */
	unsigned int answers;
	struct answer answer[RECORDING_ANSWERS];
	struct key keys[KEYS];
};

static int damage(const struct replay *replay, unsigned int line,
		  const char *what, struct err *err)
{
	return err_set(err, "%s:%u: %s; the recording is damaged",
		       replay->path, line, what);
}

/*
 * Takes the line at *@at and moves *@at behind it. Its newline becomes NUL in
 * @line. Returns its length, or -1 where the text ends before the newline.
 */
static long take_line(const struct replay *replay, size_t *at,
		      const char **line)
{
	const char *start = replay->text + *at;
	const char *end = memchr(start, '\n', replay->size - *at);

	if (!end)
		return -1;
	*line = start;
	*at += (size_t)(end - start) + 1;
	return end - start;
}

/* One number in base 10 or 16, no sign; moves *@p behind it. */
static bool take_number(const char **p, int base, uint64_t max, uint64_t *out)
{
	const char *s = *p;
	uint64_t value = 0;

	for (;; s++) {
		unsigned int digit;

		if (*s >= '0' && *s <= '9')
			digit = (unsigned int)(*s - '0');
		else if (base == 16 && *s >= 'a' && *s <= 'f')
			digit = (unsigned int)(*s - 'a') + 10;
		else
			break;
		if (value > (max - digit) / (unsigned int)base)
			return false;
		value = value * (unsigned int)base + digit;
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
static int take_numbers(const char *p, int base, uint64_t max, uint64_t *out,
			int n)
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

static struct key *find_key(struct replay *replay, uint32_t leaf,
			    uint32_t subleaf)
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
	struct key *key = find_key(replay, (uint32_t)n[0], (uint32_t)n[1]);
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
		  (uint32_t)n[5] }, NONE };
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

	if (!strncmp(line, "a ", 2)) {
		if (take_numbers(line + 2, 16, UINT32_MAX, n, 6) != 6)
			return "an answer needs six hexadecimal numbers";
		return add_answer(replay, n);
	}
	if (!strncmp(line, "mark ", 5)) {
		snprintf(replay->mark, 256, "%.*s", (int)len - 5, line + 5);
		err_sanitize(replay->mark);
		replay->has_mark = true;
		return NULL;
	}
	return "neither an answer, a mark, nor the end of the round";
}

static const char *check_end(const struct replay *replay, const char *line,
			     size_t start)
{
	const char *p = line + 4;
	uint64_t answers, sum;

	if (!take_number(&p, 10, UINT32_MAX, &answers) || *p++ != ' ' ||
	    take_numbers(p, 16, UINT32_MAX, &sum, 1) != 1)
		return "'end' needs a count and a checksum";
	if (answers != replay->answers)
		return "the round does not have the answers it says";
	if (sum != recording_checksum(replay->text + start,
				      (size_t)(line - replay->text) - start))
		return "the checksum of the round does not match";
	return NULL;
}

/*
 * Reads one round into the tables. Returns 1, 0 at the end of the text (with
 * ->cut where a round was not finished), -1 with @err.
 */
static int take_round(struct replay *replay, struct stamp *stamp,
		      struct err *err)
{
	size_t at = replay->at, start = at;
	unsigned int n = replay->line;
	const char *line, *wrong = NULL;
	uint64_t time[ROUND_NUMBERS] = { 0 };
	int numbers = 0;
	long len;

	replay->round++;
	replay->issued += replay->answers;
	replay->answers = 0;
	replay->has_mark = false;
	if (at == replay->size)
		return 0;
	len = take_line(replay, &at, &line);
	if (len >= 0 && !strncmp(line, "round ", 6))
		numbers = take_numbers(line + 6, 10, UINT64_MAX, time,
				       ROUND_NUMBERS);
	if (len >= 0 && numbers < 3)
		return damage(replay, n, "a round with its three times should "
			      "begin here", err);
	if (numbers > 3)
		replay->issued = time[3];
	while (len >= 0) {
		len = take_line(replay, &at, &line);
		n++;
		if (len < 0)
			break;
		if (!strncmp(line, "end ", 4)) {
			wrong = check_end(replay, line, start);
			if (wrong)
				return damage(replay, n, wrong, err);
			stamp->mono_ns = time[0];
			stamp->wall_ns = (int64_t)time[1];
			stamp->tsc = time[2];
			replay->source.issued = replay->issued;
			replay->source.delay_s = (double)time[4] / 1e9;
			replay->at = at;
			replay->line = n + 1;
			return 1;
		}
		wrong = take_fact(replay, line, len);
		if (wrong)
			return damage(replay, n, wrong, err);
	}
	replay->cut = true;
	return 0;
}

static int replay_next(struct source *src, struct stamp *stamp,
		       struct err *err)
{
	return take_round((struct replay *)src, stamp, err);
}

static int replay_query(struct source *src, uint32_t leaf, uint32_t subleaf,
			struct regs *out, struct err *err)
{
	struct replay *replay = (struct replay *)src;
	struct key *key = find_key(replay, leaf, subleaf);

	(void)err;
	if (!key->used) {
		src->issued--;	/* nor was it then */
		return 0;
	}
	*out = key->latest;
	src->issued = key->latest_issued;
	if (key->round == replay->round && key->first != NONE) {
		*out = replay->answer[key->first].regs;
		src->issued = replay->issued + key->first + 1;
		key->first = replay->answer[key->first].later;
	}
	return 1;
}

static void replay_close(struct source *src)
{
	struct replay *replay = (struct replay *)src;

	free(replay->path);
	free(replay->text);
	free(replay->mark);
	free(replay);
}

static const struct source_ops replay_ops = {
	replay_next, replay_query, replay_close
};

/* Reads the whole of @fd. Returns 0, or -1 with errno set. */
static int slurp(struct replay *replay, int fd)
{
	size_t room = 0;

	for (;;) {
		ssize_t got;

		if (replay->size == room) {
			char *more = realloc(replay->text, room =
					     room ? room * 2 : 65536);

			if (!more)
				return -1;
			replay->text = more;
		}
		got = read(fd, replay->text + replay->size,
			   room - replay->size);
		if (got == 0)
			return 0;
		if (got > 0)
			replay->size += (size_t)got;
		else if (errno != EINTR)
			return -1;
	}
}

/* The header's lines, in their order; all but the first fill a text. */
static int take_header(struct replay *replay, struct err *err)
{
	struct host *host = &replay->source.host;
	char start[HOST_TEXT] = "", *end;
	const struct {
		const char *word;
		char *to;
	} rows[] = {
		{ "start ", start }, { "vendor ", host->vendor },
		{ "brand ", host->brand }, { "codename ", host->codename },
		{ "hypervisor ", host->hypervisor },
		{ "dialect ", host->dialect },
	};
	const char *line;
	long len = take_line(replay, &replay->at, &line);

	if (len < 0 || strncmp(line, RECORDING_FAMILY,
			       sizeof(RECORDING_FAMILY) - 1))
		return err_set(err, "%s:1: not a recording of exittop",
			       replay->path);
	if (strncmp(line, RECORDING_MAGIC "\n", sizeof(RECORDING_MAGIC)))
		return err_set(err, "%s:1: a recording of version '%.*s': this "
			       "exittop reads version 1", replay->path,
			       (int)len - (int)sizeof(RECORDING_FAMILY) + 1,
			       line + sizeof(RECORDING_FAMILY) - 1);
	replay->line = 2;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		size_t word = strlen(rows[i].word);
		char what[64];

		len = take_line(replay, &replay->at, &line);
		if (len < 0 || strncmp(line, rows[i].word, word)) {
			snprintf(what, sizeof(what), "'%sTEXT' is missing",
				 rows[i].word);
			return damage(replay, replay->line, what, err);
		}
		snprintf(rows[i].to, HOST_TEXT, "%.*s", (int)len - (int)word,
			 line + word);
		err_sanitize(rows[i].to);
		replay->line++;
	}
	host->start_ns = (int64_t)strtoull(start, &end, 10);
	if (!start[0] || *end)
		return damage(replay, 2, "'start' needs a number", err);
	host->has_hypervisor = host->hypervisor[0];
	host->is_kvm = !strcmp(host->hypervisor, "KVMKVMKVM");
	return 0;
}

/* Goes through all rounds once, so that damage is known before any is shown. */
static int check_rounds(struct replay *replay, struct err *err)
{
	size_t at = replay->at;
	unsigned int line = replay->line;
	struct stamp stamp;
	int got;

	while ((got = take_round(replay, &stamp, err)) > 0)
		replay->rounds++;
	if (got < 0)
		return -1;
	if (!replay->rounds)
		return err_set(err, "%s: the recording has no complete round",
			       replay->path);
	memset(replay->keys, 0, sizeof(replay->keys));
	replay->keys_used = 0;
	replay->round = 0;
	replay->issued = 0;
	replay->answers = 0;
	replay->at = at;
	replay->line = line;
	return 0;
}

static int load(struct replay *replay, const char *path, struct err *err)
{
	bool standard = !strcmp(path, "-");
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	int failed;

	if (fd < 0)
		return err_set(err, "cannot open the recording '%s': %s", path,
			       strerror(errno));
	failed = slurp(replay, fd);
	if (failed)
		err_set(err, "cannot read the recording '%s': %s", path,
			strerror(errno));
	if (!standard)
		close(fd);
	if (failed || take_header(replay, err))
		return -1;
	return check_rounds(replay, err);
}

struct source *replay_open(const char *path, struct err *err)
{
	struct replay *replay = calloc(1, sizeof(*replay));

	if (!replay || !(replay->path = strdup(path)) ||
	    !(replay->mark = calloc(1, 256))) {
		err_set(err, "no memory to replay '%s'", path);
		if (replay)
			replay_close(&replay->source);
		return NULL;
	}
	replay->source.ops = &replay_ops;
	replay->source.replay = true;
	if (load(replay, path, err)) {
		replay_close(&replay->source);
		return NULL;
	}
	return &replay->source;
}

bool replay_was_cut(const struct source *src)
{
	return ((const struct replay *)src)->cut;
}

unsigned int replay_rounds(const struct source *src)
{
	return ((const struct replay *)src)->rounds;
}

const char *replay_mark(const struct source *src)
{
	const struct replay *replay = (const struct replay *)src;

	return replay->has_mark ? replay->mark : NULL;
}
