/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/source/recorder.h"
#include "exittop/base/file.h"
#include "exittop/base/utf8.h"
#include "recording.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Writes all of it; on failure cuts the file back to its last whole round. */
static int write_all(struct recorder *rec, const char *bytes, size_t n)
{
	if (rec->regular && file_is_removed(rec->fd))
		return err_set(&rec->failed, "'%s' was removed while it was "
			       "written; the recording is lost", rec->path);
	if (file_write(rec->fd, bytes, n) == n) {
		rec->good += (off_t)n;
		return 0;
	}
	err_set(&rec->failed, "cannot write to '%s': %s; the recording ends "
		"with its last whole round", rec->path, errno == EPIPE ?
		"its reader has ended" : strerror(errno));
	if (rec->regular && ftruncate(rec->fd, rec->good))
		return -1;
	return -1;
}

static bool recording(const struct recorder *rec)
{
	return rec->fd >= 0 && !rec->failed.text[0];
}

static void append(struct recorder *rec, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void append(struct recorder *rec, const char *fmt, ...)
{
	size_t room = sizeof(rec->buf) - rec->used;
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(rec->buf + rec->used, room, fmt, args);
	va_end(args);
	if (n < 0 || (size_t)n >= room)
		err_set(&rec->failed, "a round of '%s' is longer than %d bytes",
			rec->path, RECORDER_BUFFER);
	else
		rec->used += (size_t)n;
}

static void end_round(struct recorder *rec)
{
	if (!rec->in_round || !recording(rec))
		return;
	rec->in_round = false;
	append(rec, "end %u %08" PRIx32 "\n", rec->answers,
	       recording_checksum(rec->buf, rec->used));
	if (recording(rec))
		write_all(rec, rec->buf, rec->used);
}

static int recorder_next(struct source *src, struct stamp *stamp,
			 struct err *err)
{
	struct recorder *rec = (struct recorder *)src;
	int got;

	end_round(rec);
	got = source_next(rec->inner, stamp, err);
	src->issued = rec->inner->issued;
	src->issued_end = rec->inner->issued_end;
	if (rec->inner->replay)
		src->delay_s = rec->inner->delay_s;
	if (got <= 0 || !recording(rec))
		return got;
	rec->used = 0;
	rec->answers = 0;
	rec->in_round = true;
	append(rec, "round %" PRIu64 " %" PRId64 " %" PRIu64 " %" PRIu64
	       " %.0f\n", stamp->mono_ns, stamp->wall_ns, stamp->tsc,
	       src->issued, src->delay_s * 1e9);
	return got;
}

static int recorder_query(struct source *src, uint32_t leaf, uint32_t subleaf,
			  struct regs *out, struct err *err)
{
	struct recorder *rec = (struct recorder *)src;
	int got = source_query(rec->inner, leaf, subleaf, out, err);

	src->issued = rec->inner->issued;
	if (got <= 0 || !rec->in_round || !recording(rec))
		return got;
	if (++rec->answers > RECORDING_ANSWERS)
		err_set(&rec->failed, "a round of '%s' has more than %d "
			"answers", rec->path, RECORDING_ANSWERS);
	append(rec, "a %" PRIx32 " %" PRIx32 " %" PRIx32 " %" PRIx32
	       " %" PRIx32 " %" PRIx32 "\n", leaf, subleaf,
	       out->eax, out->ebx, out->ecx, out->edx);
	return got;
}

static bool recorder_pending(struct source *src, uint32_t *leaf,
			     uint32_t *subleaf)
{
	struct source *inner = ((struct recorder *)src)->inner;

	return inner->ops->pending && inner->ops->pending(inner, leaf,
							  subleaf);
}

static void recorder_close(struct source *src)
{
	struct recorder *rec = (struct recorder *)src;
	struct err err;

	recorder_finish(rec, &err);
	source_close(rec->inner);
}

static const struct source_ops recorder_ops = {
	recorder_next, recorder_query, recorder_close, recorder_pending
};

void recorder_init(struct recorder *rec, struct source *inner)
{
	/* The buffer's memory is touched only by who records. */
	memset(rec, 0, offsetof(struct recorder, buf));
	rec->source = *inner;
	rec->source.ops = &recorder_ops;
	rec->inner = inner;
	rec->fd = -1;
}

static bool begins_as_recording(int fd)
{
	char magic[sizeof(RECORDING_FAMILY) - 1];

	return read(fd, magic, sizeof(magic)) == (ssize_t)sizeof(magic) &&
	       !memcmp(magic, RECORDING_FAMILY, sizeof(magic));
}

bool recorder_knows(const char *path)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	struct stat st;
	bool known = fd >= 0 && !fstat(fd, &st) && S_ISREG(st.st_mode) &&
		     begins_as_recording(fd);

	if (fd >= 0)
		close(fd);
	return known;
}

/* Nothing but an older recording may be written over. */
static int check_magic(const struct recorder *rec, struct err *err)
{
	int fd = file_reopen(rec->fd, rec->path);
	bool known;

	if (fd < 0)
		return err_set(err, "cannot read '%s' to see whether it is a "
			       "recording: %s; choose another file", rec->path,
			       strerror(errno));
	known = begins_as_recording(fd);
	close(fd);
	if (!known)
		return err_set(err, "'%s' exists and is no recording of "
			       "exittop: it is left alone, choose another "
			       "file", rec->path);
	return 0;
}

static int check_file(struct recorder *rec, struct err *err)
{
	struct stat st;

	if (fstat(rec->fd, &st))
		return err_set(err, "cannot look at '%s': %s", rec->path,
			       strerror(errno));
	rec->regular = S_ISREG(st.st_mode);
	rec->replaces = rec->regular && st.st_size;
	if (rec->regular && flock(rec->fd, LOCK_EX | LOCK_NB))
		return err_set(err, "'%s' is being written by another exittop: "
			       "choose another file", rec->path);
	if (rec->replaces && !strcmp(rec->path, "-"))
		return err_set(err, "standard output is a file that is not "
			       "empty: it is left alone, choose another one");
	return rec->replaces ? check_magic(rec, err) : 0;
}

/* Takes the file that was opened as @fd, or says why it was not. */
static int take(struct recorder *rec, int fd, const char *path,
		struct err *err)
{
	rec->fd = fd;
	if (fd < 0)
		return err_set(err, "cannot open '%s' for the recording: %s",
			       path, strerror(errno));
	snprintf(rec->path, sizeof(rec->path), "%s", path);
	if (strlen(path) >= sizeof(rec->path))
		err_set(err, "the name of the recording is longer than %d "
			"bytes", RECORDER_PATH - 1);
	else if (!check_file(rec, err)) {
		rec->failed.text[0] = '\0';
		rec->in_round = rec->started = rec->said = false;
		rec->good = 0;
		return 0;
	}
	close(rec->fd);
	rec->fd = -1;
	return -1;
}

/*
 * For writing alone, since a pipe that is open for reading, too, would never
 * say that its reader has left. O_CREAT has fs.protected_* looked at.
 */
int recorder_open(struct recorder *rec, const char *path, struct err *err)
{
	int fd = strcmp(path, "-") ? open(path, O_WRONLY | O_CREAT |
					  O_CLOEXEC | O_NOCTTY, 0666)
				   : dup(STDOUT_FILENO);

	return take(rec, fd, path, err);
}

int recorder_create(struct recorder *rec, const char *path, struct err *err)
{
	return take(rec, file_create(path), path, err);
}

int recorder_start(struct recorder *rec, const char *dialect, int64_t wall_ns,
		   struct err *err)
{
	const struct host *host = &rec->source.host;
	char head[1024];
	int n;

	if (!recorder_is_open(rec))
		return 0;
	/* Only now: a host that does not answer must not cost an old one. */
	if (rec->regular && ftruncate(rec->fd, 0))
		return err_set(err, "cannot empty '%s': %s", rec->path,
			       strerror(errno));
	n = snprintf(head, sizeof(head),
		     RECORDING_MAGIC "\nstart %" PRId64 "\nvendor %s\n"
		     "brand %s\ncodename %s\nhypervisor %s\ndialect %s\n",
		     wall_ns, host->vendor, host->brand, host->codename,
		     host->hypervisor, dialect);
	if (write_all(rec, head, (size_t)n)) {
		recorder_lost(rec, err);
		return -1;
	}
	rec->started = true;
	return 0;
}

void recorder_mark(struct recorder *rec, const char *text)
{
	char line[256];

	if (!rec->in_round || !recording(rec))
		return;
	snprintf(line, sizeof(line), "%s", text);
	utf8_visible(line);
	append(rec, "mark %s\n", line);
}

bool recorder_lost(struct recorder *rec, struct err *err)
{
	if (rec->said || !rec->failed.text[0])
		return false;
	rec->said = true;
	*err = rec->failed;
	return true;
}

int recorder_finish(struct recorder *rec, struct err *err)
{
	if (!recorder_is_open(rec))
		return 0;
	if (rec->started)
		end_round(rec);
	if (close(rec->fd) && !rec->failed.text[0])
		err_set(&rec->failed, "cannot finish '%s': %s", rec->path,
			strerror(errno));
	rec->fd = -1;
	rec->in_round = false;
	if (!rec->failed.text[0])
		return 0;
	*err = rec->failed;
	if (rec->said)
		err->text[0] = '\0';
	rec->said = true;
	return -1;
}
