/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/source/replay.h"
#include "replay_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int replay_next(struct source *src, struct stamp *stamp,
		       struct err *err)
{
	return replay_round((struct replay *)src, stamp, err);
}

static int replay_query(struct source *src, uint32_t leaf, uint32_t subleaf,
			struct regs *out, struct err *err)
{
	struct replay *replay = (struct replay *)src;
	struct key *key = replay_key(replay, leaf, subleaf);

	(void)err;
	if (!key->used) {
		src->issued--;	/* nor was it then */
		return 0;
	}
	*out = key->latest;
	src->issued = key->latest_issued;
	if (key->round == replay->round && key->first != NONE) {
		*out = replay->answer[key->first].regs;
		replay->answer[key->first].used = true;
		src->issued = replay->issued + key->first + 1;
		key->first = replay->answer[key->first].later;
	}
	return 1;
}

static bool replay_pending(struct source *src, uint32_t *leaf,
			   uint32_t *subleaf)
{
	struct replay *replay = (struct replay *)src;

	for (; replay->pending < replay->answers; replay->pending++) {
		const struct answer *answer = &replay->answer[replay->pending];

		if (answer->used)
			continue;
		*leaf = answer->leaf;
		*subleaf = answer->subleaf;
		return true;
	}
	return false;
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
	replay_next, replay_query, replay_close, replay_pending
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
	long len = replay_line(replay, &replay->at, &line);

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

		len = replay_line(replay, &replay->at, &line);
		if (len < 0 || strncmp(line, rows[i].word, word)) {
			snprintf(what, sizeof(what), "'%sTEXT' is missing",
				 rows[i].word);
			return replay_damage(replay, replay->line, what, err);
		}
		snprintf(rows[i].to, HOST_TEXT, "%.*s", (int)len - (int)word,
			 line + word);
		err_sanitize(rows[i].to);
		replay->line++;
	}
	host->start_ns = (int64_t)strtoull(start, &end, 10);
	if (!start[0] || *end)
		return replay_damage(replay, 2, "'start' needs a number", err);
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

	while ((got = replay_round(replay, &stamp, err)) > 0)
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
