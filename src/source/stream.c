/* SPDX-License-Identifier: GPL-2.0-only */
#include "stream.h"
#include "decoder.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

/* Reads at most @room bytes. Returns how many, 0 at the end, -1 with @err. */
static ssize_t read_some(struct stream *stream, void *to, size_t room,
			 struct err *err)
{
	ssize_t got;

	do
		got = read(stream->fd, to, room);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return err_set(err, "cannot read '%s': %s", stream->path,
			       strerror(errno));
	return got;
}

static int read_raw(struct stream *stream, struct err *err)
{
	ssize_t got = read_some(stream, stream->raw, sizeof(stream->raw), err);

	if (got < 0)
		return -1;
	stream->raw_at = 0;
	stream->raw_size = (size_t)got;
	stream->raw_ended = got == 0;
	return 0;
}

static int unreadable(const struct stream *stream, enum decoded why,
		      struct err *err)
{
	const char *name = stream->decoder->name;

	if (why == DECODED_MEMORY)
		return err_set(err, "%s: this %s file needs more than %d MiB "
			       "to decompress; use '%s -dc FILE' in a pipe",
			       stream->path, name, STREAM_MEMORY >> 20, name);
	return err_set(err, "%s: the %s data are damaged, behind line %u of "
		       "the text", stream->path, name, stream->line);
}

/* Decompresses at least one byte behind stream->size, or ends. */
static int decode(struct stream *stream, struct err *err)
{
	size_t room = sizeof(stream->text) - stream->size;
	struct decoder_io io = { .out_size = room };

	while (io.out_size == room && !stream->ended) {
		enum decoded got;

		if (stream->raw_at == stream->raw_size && !stream->raw_ended &&
		    read_raw(stream, err))
			return -1;
		io.in = stream->raw + stream->raw_at;
		io.in_size = stream->raw_size - stream->raw_at;
		io.out = (unsigned char *)stream->text + stream->size;
		io.last = stream->raw_ended;
		got = stream->decoder->step(stream->state, &io);
		stream->raw_at = stream->raw_size - io.in_size;
		if (got == DECODED_DAMAGED || got == DECODED_MEMORY)
			return unreadable(stream, got, err);
		stream->torn = got == DECODED_TORN;
		/* The end of the file is known only after reading on. */
		if (got == DECODED_WHOLE && !io.in_size && !io.last) {
			if (read_raw(stream, err))
				return -1;
			stream->ended = stream->raw_ended;
		} else if (got != DECODED_MORE && !io.in_size) {
			stream->ended = true;
		}
	}
	stream->size += room - io.out_size;
	return 0;
}

/* Adds to the text, whose rest moves to the front. 0, or -1 with @err. */
static int fill(struct stream *stream, struct err *err)
{
	size_t rest = stream->size - stream->at;
	ssize_t got;

	memmove(stream->text, stream->text + stream->at, rest);
	stream->at = 0;
	stream->size = rest;
	if (stream->decoder)
		return decode(stream, err);
	got = read_some(stream, stream->text + rest,
			sizeof(stream->text) - rest, err);
	if (got < 0)
		return -1;
	stream->size += (size_t)got;
	stream->ended = got == 0;
	return 0;
}

/* The first bytes decide what kind of file it is; pipes give few at a time. */
static int recognize(struct stream *stream, struct err *err)
{
	while (stream->size < DECODER_MAGIC && !stream->ended)
		if (fill(stream, err))
			return -1;
	stream->decoder = decoder_find((unsigned char *)stream->text,
				       stream->size);
	if (!stream->decoder)
		return 0;
	memcpy(stream->raw, stream->text, stream->size);
	stream->raw_size = stream->size;
	stream->size = 0;
	if (!stream->decoder->open) {
		const char *name = stream->decoder->name;

		stream->decoder = NULL;
		return err_set(err, "%s: compressed by %s, which this exittop "
			       "is built without; use '%s -dc FILE' in a "
			       "pipe", stream->path, name, name);
	}
	stream->state = stream->decoder->open();
	if (!stream->state)
		return err_set(err, "%s: no memory to decompress",
			       stream->path);
	return 0;
}

int stream_open(struct stream *stream, const char *path, struct err *err)
{
	memset(stream, 0, offsetof(struct stream, raw));
	stream->path = path;
	stream->fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC |
					      O_NOCTTY)
				       : STDIN_FILENO;
	if (stream->fd < 0)
		return err_set(err, "cannot open '%s': %s", path,
			       strerror(errno));
	return recognize(stream, err);
}

static long take_line(struct stream *stream, char *line, char *end)
{
	stream->at = (size_t)(end - stream->text) + 1;
	stream->line++;
	if (stream->line == 1)
		stream->crlf = end > line && end[-1] == '\r';
	if (stream->crlf && end > line && end[-1] == '\r')
		*--end = '\n';
	return end - line;
}

long stream_line(struct stream *stream, const char **line, struct err *err)
{
	for (;;) {
		char *start = stream->text + stream->at;
		size_t rest = stream->size - stream->at;
		char *end = memchr(start, '\n', rest);

		if (end && end - start < STREAM_LINE) {
			*line = start;
			return take_line(stream, start, end);
		}
		if (rest >= STREAM_LINE) {
			err_set(err, "%s:%u: a line of more than %d bytes; "
				"this is no recording or a damaged one",
				stream->path, stream->line + 1, STREAM_LINE);
			return STREAM_FAILED;
		}
		if (stream->ended)
			return STREAM_END;
		if (fill(stream, err))
			return STREAM_FAILED;
	}
}

bool stream_rest(const struct stream *stream)
{
	return stream->torn || stream->at < stream->size;
}

void stream_close(struct stream *stream)
{
	if (stream->decoder && stream->state)
		stream->decoder->close(stream->state);
	stream->state = NULL;
	if (stream->fd > STDIN_FILENO)
		close(stream->fd);
	stream->fd = -1;
}
