/* SPDX-License-Identifier: GPL-2.0-only */
#define _GNU_SOURCE		/* fopencookie */
#include "exittop/report/output.h"
#include "exittop/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct output_round {
	struct output_round *next;
	char *text;
	size_t size;
};

/* Standard output or error, a device, a pipe: nothing to cut or replace. */
static bool is_regular(int fd, struct stat *st)
{
	return !fstat(fd, st) && S_ISREG(st->st_mode);
}

/* Does @path name something that must not be renamed over? */
static bool is_special(const char *path)
{
	struct stat st;

	return !stat(path, &st) && !S_ISREG(st.st_mode);
}

static int open_append(const char *path)
{
	return open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY,
		    0666);
}

/* Cuts off what was written last, unless somebody else wrote behind it. */
static void cut(int fd, off_t start, size_t done)
{
	int why = errno;
	struct stat st;

	if (is_regular(fd, &st) && st.st_size == start + (off_t)done &&
	    !ftruncate(fd, start))
		lseek(fd, start, SEEK_SET);
	errno = why;
}

/* Writes all of it, or leaves the file as it was. 0, or -1 with errno. */
static int write_whole(int fd, const char *text, size_t n)
{
	struct stat st;
	off_t start = lseek(fd, 0, SEEK_CUR);
	size_t done;

	if (fcntl(fd, F_GETFL) & O_APPEND && is_regular(fd, &st))
		start = st.st_size;
	done = file_write(fd, text, n);
	if (done == n)
		return 0;
	cut(fd, start, done);
	return -1;
}

static void close_file(struct output *output)
{
	if (output->path && output->fd >= 0)
		close(output->fd);
	if (output->path)
		output->fd = -1;
	output->mended = false;
}

/* Makes sure that there is a file, and the one of that name. */
static int open_file(struct output *output)
{
	/* Removed under us: what is written there is gone. */
	if (output->path && output->fd >= 0 && file_is_removed(output->fd))
		close_file(output);
	if (output->fd < 0)
		output->fd = open_append(output->path);
	return output->fd < 0 ? -1 : 0;
}

/* Where the last line begins of a file of @size bytes; @size: it is whole. */
static off_t last_line(int fd, off_t size)
{
	char part[4096];
	off_t at = size;

	while (at > 0) {
		size_t n = at < (off_t)sizeof(part) ? (size_t)at : sizeof(part);
		ssize_t got = pread(fd, part, n, at - (off_t)n);

		if (got != (ssize_t)n)
			return size;
		for (; n; n--, at--)
			if (part[n - 1] == '\n')
				return at;
	}
	return 0;
}

/* Does the file begin with @mark, or with as much of it as there is? */
static bool begins(int fd, const char *mark)
{
	char part[256];
	ssize_t got = mark ? pread(fd, part, sizeof(part), 0) : 0;
	size_t n = mark ? strlen(mark) : 0;

	if (got <= 0)
		return false;
	n = n < (size_t)got ? n : (size_t)got;
	return !memcmp(part, mark, n);
}

/*
 * Looks at the end of a file once. Who has it open holds a shared lock, so
 * that nobody takes a line that is being written for a torn one.
 */
static void mend(struct output *output)
{
	struct stat st;
	off_t line;
	int fd;

	output->mended = true;
	if (!output->path || !is_regular(output->fd, &st))
		return;
	fd = flock(output->fd, LOCK_EX | LOCK_NB) ? -1 :
	     file_reopen(output->fd, output->path);
	if (fd >= 0) {
		line = last_line(fd, st.st_size);
		if (line < st.st_size && (!begins(fd, output->mark) ||
					  ftruncate(output->fd, line)))
			file_write(output->fd, "\n", 1);
		close(fd);
	}
	flock(output->fd, LOCK_SH | LOCK_NB);
}

/* A file that is empty, and what is no file, begins with the head. */
static int write_head(struct output *output)
{
	struct stat st;
	bool regular = is_regular(output->fd, &st);

	if (!output->head || (regular ? st.st_size > 0 : output->headed))
		return 0;
	if (write_whole(output->fd, output->head, strlen(output->head)))
		return -1;
	output->headed = true;
	return 0;
}

static int append_round(struct output *output,
			const struct output_round *round)
{
	if (open_file(output))
		return -1;
	if (!output->mended)
		mend(output);
	if (write_head(output))
		return -1;
	return write_whole(output->fd, round->text, round->size);
}

/* Will there be room for a file beside? 0, or -1 with errno. */
static int try_beside(const struct output *output)
{
	char name[FILE_NAME];
	int fd;

	file_clean(output->path);
	fd = file_beside(output->path, name);
	if (fd < 0)
		return -1;
	close(fd);
	return unlink(name);
}

static int replace_file(const struct output *output,
			const struct output_round *round)
{
	char name[FILE_NAME];
	int fd = file_beside(output->path, name), failed, why;

	if (fd < 0)
		return -1;
	failed = write_whole(fd, round->text, round->size);
	why = errno;
	if (close(fd) && !failed) {
		failed = -1;
		why = errno;
	}
	if (!failed && !rename(name, output->path))
		return 0;
	if (!failed)
		why = errno;
	unlink(name);
	errno = why;
	return -1;
}

static void drop_first(struct output *output)
{
	struct output_round *round = output->first;

	output->first = round->next;
	if (!output->first)
		output->last = NULL;
	output->kept -= round->size;
	free(round->text);
	free(round);
}

/* Of a file that is replaced only the latest round counts. */
static int write_kept(struct output *output)
{
	while (output->first) {
		if (output->whole && output->first->next) {
			drop_first(output);
			continue;
		}
		if (output->whole ? replace_file(output, output->first)
				  : append_round(output, output->first))
			return -1;
		drop_first(output);
	}
	return 0;
}

static const char *name_of(const struct output *output)
{
	return output->path ? output->path :
	       output->fd == STDERR_FILENO ? "standard error" :
					     "standard output";
}

int output_open(struct output *output, const char *path, int fd, bool whole,
		struct err *err)
{
	memset(output, 0, sizeof(*output));
	output->path = path;
	output->fd = path ? -1 : fd;
	output->whole = whole && path && !is_special(path);
	/* The first round takes its time: what fails is to be known now. */
	if (output->whole ? try_beside(output) : open_file(output))
		return err_set(err, "cannot open '%s' for the report: %s",
			       path, strerror(errno));
	return 0;
}

/*
 * What the stream gathers. Of open_memstream() glibc does not say where it had
 * no memory for some of it; of this one ferror() does. 0 is a failure.
 */
static ssize_t gather(void *cookie, const char *bytes, size_t n)
{
	struct output *output = cookie;
	size_t room = output->room ? output->room : BUFSIZ;
	char *more = output->text;

	while (room - output->size < n)
		room *= 2;
	if (room != output->room)
		more = realloc(output->text, room);
	if (!more)
		return 0;
	output->text = more;
	output->room = room;
	memcpy(output->text + output->size, bytes, n);
	output->size += n;
	return (ssize_t)n;
}

int output_begin(struct output *output, struct err *err)
{
	output->text = NULL;
	output->size = output->room = 0;
	output->stream = fopencookie(output, "w",
				     (cookie_io_functions_t){ .write = gather });
	if (!output->stream)
		return err_set(err, "no memory for the report");
	return 0;
}

/* Puts the round that was made behind those that are kept. */
static int keep(struct output *output)
{
	struct output_round *round = malloc(sizeof(*round));
	int failed = ferror(output->stream);

	failed |= fclose(output->stream);
	output->stream = NULL;
	if (failed || !round) {
		free(round);
		free(output->text);
		output->lost++;
		errno = ENOMEM;
		return -1;
	}
	*round = (struct output_round){ NULL, output->text, output->size };
	if (output->last)
		output->last->next = round;
	else
		output->first = round;
	output->last = round;
	output->kept += round->size;
	return 0;
}

static int tell_failure(struct output *output, int why, struct err *err)
{
	bool told = output->failing;

	err_set(&output->why, "cannot write to '%s': %s", name_of(output),
		strerror(why));
	output->failing = true;
	if (told)
		return 0;
	err_set(err, "cannot write to '%s': %s; rounds are kept in memory and "
		"tried again", name_of(output), strerror(why));
	return 1;
}

int output_end(struct output *output, struct err *err)
{
	bool failed = keep(output) || write_kept(output);
	int why = errno;

	if (failed && why == EPIPE) {
		while (output->first)
			drop_first(output);
		return err_set(err, "nobody reads '%s' any more",
			       name_of(output));
	}
	while (output->kept > OUTPUT_KEPT && output->first->next) {
		drop_first(output);
		output->lost++;
	}
	if (failed)
		return tell_failure(output, why, err);
	if (!output->failing)
		return 0;
	output->failing = false;
	err_set(err, "writing to '%s' again", name_of(output));
	return 1;
}

void output_reopen(struct output *output)
{
	close_file(output);
	/* Where this fails it is tried again, and reported, with the next round. */
	if (output->path && !output->whole)
		output->fd = open_append(output->path);
}

int output_close(struct output *output, struct err *err)
{
	uint64_t lost;

	if (output->stream) {		/* a round that was never ended */
		fclose(output->stream);
		free(output->text);
		output->stream = NULL;
	}
	if (output->first && write_kept(output))
		err_set(&output->why, "cannot write to '%s': %s",
			name_of(output), strerror(errno));
	for (; output->first; drop_first(output))
		output->lost++;
	lost = output->lost;
	if (output->path && output->fd >= 0 && close(output->fd) && !lost)
		return err_set(err, "cannot write to '%s': %s", output->path,
			       strerror(errno));
	output->fd = -1;
	if (!lost)
		return 0;
	return err_set(err, "%" PRIu64 " round%s lost: %s", lost,
		       lost == 1 ? " is" : "s are", output->why.text);
}
