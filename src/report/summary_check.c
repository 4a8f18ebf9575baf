/* SPDX-License-Identifier: GPL-2.0-only */
/* What is wrong with a recording. */
#include "summary.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "exittop/base/utf8.h"

/* A table of hashes (open addressing); a slot without a name is empty. */
struct summary_seen {
	uint64_t hash;
	const char *path;	/* borrowed */
};

static void add(struct summary_problems *problems, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void add(struct summary_problems *problems, const char *fmt, ...)
{
	char *text;
	va_list args;

	if (problems->n == SUMMARY_PROBLEMS)
		return;
	text = problems->text[problems->n];
	va_start(args, fmt);
	vsnprintf(text, SUMMARY_PROBLEM, fmt, args);
	va_end(args);
	utf8_visible(text);
	problems->n++;
}

/* ---- the same as another file ---- */

static void mix(uint64_t *hash, const void *bytes, size_t n)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < n; i++)
		*hash = (*hash ^ at[i]) * 1099511628211u;	/* FNV-1a */
}

/* When its rounds were, and all that was counted in them. */
static uint64_t hash_of(const struct run *run)
{
	uint64_t hash = 14695981039346656037u;

	mix(&hash, &run->start_ns, sizeof(run->start_ns));
	mix(&hash, &run->end_ns, sizeof(run->end_ns));
	mix(&hash, &run->start_mono_ns, sizeof(run->start_mono_ns));
	mix(&hash, &run->samples, sizeof(run->samples));
	for (unsigned int slot = 0; slot < run->reasons; slot++) {
		const struct run_row *row = &run->rows[slot];

		mix(&hash, &row->count, sizeof(row->count));
		mix(&hash, &row->exits, sizeof(row->exits));
		mix(&hash, &row->cycles, sizeof(row->cycles));
	}
	return hash;
}

static struct summary_seen *find(struct summary_seen *seen, size_t room,
				 uint64_t hash)
{
	size_t at = (size_t)hash & (room - 1);

	while (seen[at].path && seen[at].hash != hash)
		at = (at + 1) & (room - 1);
	return &seen[at];
}

static int grow(struct summary *summary)
{
	size_t room = summary->seen_room ? summary->seen_room * 2 : 64;
	struct summary_seen *seen = calloc(room, sizeof(*seen));

	if (!seen)
		return -1;
	for (size_t i = 0; i < summary->seen_room; i++)
		if (summary->seen[i].path)
			*find(seen, room, summary->seen[i].hash) =
				summary->seen[i];
	free(summary->seen);
	summary->seen = seen;
	summary->seen_room = room;
	return 0;
}

static int check_same(struct summary *summary, const struct summary_file *file,
		      struct summary_problems *problems, struct err *err)
{
	struct summary_seen *seen;
	uint64_t hash = hash_of(file->run);

	if (summary->seen_n * 2 >= summary->seen_room && grow(summary))
		return err_set(err, "no memory for the summary");
	seen = find(summary->seen, summary->seen_room, hash);
	if (seen->path) {
		add(problems, "the same recording as %s", seen->path);
		return 0;
	}
	seen->path = file->path;
	seen->hash = hash;
	summary->seen_n++;
	return 0;
}

void summary_end(struct summary *summary)
{
	free(summary->seen);
	summary->seen = NULL;
	summary->seen_room = summary->seen_n = 0;
}

/* ---- not what its name says ---- */

/* Is @word in the name, and not as a part of a longer word? */
static bool names(const char *name, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = name; (at = strstr(at, word)); at++) {
		bool begins = at == name || !strchr("abcdefghijklmnopqrstuvwxyz",
						    at[-1]);

		if (begins && !strchr("abcdefghijklmnopqrstuvwxyz0123456789=",
				      at[n] ? at[n] : '.'))
			return true;
	}
	return false;
}

/* What paging the name of a file promises, as people name them. */
static enum paging labelled(const char *path)
{
	static const struct {
		const char *word;
		enum paging paging;
	} rows[] = {
		{ "shadow", PAGING_SHADOW }, { "noept", PAGING_SHADOW },
		{ "nonpt", PAGING_SHADOW }, { "ept0", PAGING_SHADOW },
		{ "npt0", PAGING_SHADOW }, { "ept=0", PAGING_SHADOW },
		{ "npt=0", PAGING_SHADOW }, { "nested", PAGING_NESTED },
		{ "ept1", PAGING_NESTED }, { "npt1", PAGING_NESTED },
		{ "ept=1", PAGING_NESTED }, { "npt=1", PAGING_NESTED },
		{ "ept", PAGING_NESTED }, { "npt", PAGING_NESTED },
	};
	const char *slash = strrchr(path, '/');
	char name[256];

	snprintf(name, sizeof(name), "%s", slash ? slash + 1 : path);
	for (char *c = name; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (names(name, rows[i].word))
			return rows[i].paging;
	return PAGING_UNKNOWN;
}

static void check_label(const struct summary_file *file,
			struct summary_problems *problems)
{
	enum paging label = labelled(file->path), is = file->run->paging;

	if (label != PAGING_UNKNOWN && is != PAGING_UNKNOWN && label != is)
		add(problems, "its name says %s, its exits say %s (%s)",
		    snapshot_paging_name(label), snapshot_paging_name(is),
		    file->run->evidence);
}

/* What of its time has no numbers, or not those that happened. */
static void check_rounds(const struct run *run,
			 struct summary_problems *problems)
{
	if (run->silent)
		add(problems, "the host did not answer in %llu of its rounds, "
		    "which are left out", (unsigned long long)run->silent);
	if (run->resets)
		add(problems, "counters began again in %llu of its rounds, "
		    "which are left out", (unsigned long long)run->resets);
	if (run->gaps)
		add(problems, "its time holds %llu gap%s, in which it stood still",
		    (unsigned long long)run->gaps, run->gaps == 1 ? "" : "s");
	if (run->blind)
		add(problems, "its host counts behind the kernel's fast paths, "
		    "and does not see all exits");
}

/* "FILE:12: ..." without the name, which stands before it already. */
static void add_damage(const struct summary_file *file,
		       struct summary_problems *problems)
{
	size_t n = strlen(file->path);
	const char *text = file->damage;

	if (strncmp(text, file->path, n) || text[n] != ':')
		add(problems, "%s", text);
	else if (text[n + 1] >= '0' && text[n + 1] <= '9')
		add(problems, "line %s", text + n + 1);
	else
		add(problems, "%s", text + n + 1 + strspn(text + n + 1, " "));
}

int summary_check(struct summary *summary, const struct summary_file *file,
		  struct summary_problems *problems, struct err *err)
{
	struct err why;

	problems->n = 0;
	if (!file->run) {
		add_damage(file, problems);
		return 0;
	}
	if (file->cut)
		add(problems, "cut off: its last round is unfinished and left "
		    "out");
	if (file->crlf)
		add(problems, "its lines end in CR LF: it was sent as text");
	if (run_check(file->run, &why))
		add(problems, "%s", why.text + strlen(file->run->name) + 2);
	check_rounds(file->run, problems);
	check_label(file, problems);
	return check_same(summary, file, problems, err);
}
