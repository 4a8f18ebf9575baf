/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/source/replay.h"
#include "exittop/base/utf8.h"
#include "replay_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

	stream_close(&replay->in);
	free(replay->path);
	free(replay);
}

static const struct source_ops replay_ops = {
	replay_next, replay_query, replay_close, replay_pending
};

/* The first line says what the file is. */
static int take_version(struct replay *replay, struct err *err)
{
	const char *line;
	long len = stream_line(&replay->in, &line, err);
	size_t family = sizeof(RECORDING_FAMILY) - 1;

	if (len == STREAM_FAILED && !replay->in.size)
		return -1;
	if (len == STREAM_END && !replay->in.size)
		return err_set(err, "%s: the file is empty", replay->path);
	if (len < 0 || strncmp(line, RECORDING_FAMILY, family))
		return err_set(err, "%s:1: not a recording of exittop",
			       replay->path);
	if (strncmp(line, RECORDING_MAGIC "\n", sizeof(RECORDING_MAGIC)))
		return err_set(err, "%s:1: a recording of version '%.*s': this "
			       "exittop reads version 1", replay->path,
			       (int)len - (int)family, line + family);
	return 0;
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

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		size_t word = strlen(rows[i].word);
		char what[64];
		const char *line;
		long len = stream_line(&replay->in, &line, err);

		if (len == STREAM_FAILED)
			return -1;
		if (len < 0 || strncmp(line, rows[i].word, word)) {
			replay->in.line = (unsigned int)i + 2;
			snprintf(what, sizeof(what), "'%sTEXT' is missing",
				 rows[i].word);
			return replay_damage(replay, what, err);
		}
		snprintf(rows[i].to, HOST_TEXT, "%.*s", (int)len - (int)word,
			 line + word);
		utf8_visible(rows[i].to);
		if (i)
			continue;
		host->start_ns = (int64_t)strtoull(start, &end, 10);
		if (!start[0] || *end)
			return replay_damage(replay, "'start' needs a number",
					     err);
	}
	host->has_hypervisor = host->hypervisor[0];
	host->is_kvm = !strcmp(host->hypervisor, "KVMKVMKVM");
	return 0;
}

struct source *replay_open(const char *path, struct err *err)
{
	struct replay *replay = calloc(1, sizeof(*replay));

	if (!replay || !(replay->path = strdup(path))) {
		err_set(err, "no memory to replay '%s'", path);
		free(replay);
		return NULL;
	}
	replay->source.ops = &replay_ops;
	replay->source.replay = true;
	if (stream_open(&replay->in, replay->path, err) ||
	    take_version(replay, err) || take_header(replay, err)) {
		replay_close(&replay->source);
		return NULL;
	}
	return &replay->source;
}

bool replay_was_cut(const struct source *src)
{
	return ((const struct replay *)src)->cut;
}

bool replay_has_crlf(const struct source *src)
{
	return ((const struct replay *)src)->in.crlf;
}

const char *replay_mark(const struct source *src)
{
	const struct replay *replay = (const struct replay *)src;

	return replay->has_mark ? replay->mark : NULL;
}
