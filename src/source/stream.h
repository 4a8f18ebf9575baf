/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SOURCE_STREAM_H
#define SOURCE_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "exittop/base/err.h"

/*
 * stream: a text file read line by line from a buffer of fixed size, so that
 * memory does not depend on the size of the file. Files compressed by gzip,
 * xz or zstd are decompressed on the way, by their first bytes, whatever
 * their name is. Lines that end in CR LF are read like those in LF.
 */

#define STREAM_LINE 4096	/* bytes of the longest line, newline included */
#define STREAM_TEXT (64 * 1024)
#define STREAM_RAW  (64 * 1024)

/* The most memory a decompressor may take: what xz -9 and zstd -19 need. */
#define STREAM_MEMORY (72 * 1024 * 1024)

/* What stream_line() returns in place of a length. */
enum { STREAM_END = -1, STREAM_FAILED = -2 };

struct decoder;

struct stream {
	const char *path;		/* for messages; borrowed */
	int fd;
	unsigned int line;		/* number of the last line, from 1 */
	bool crlf;			/* lines end in CR LF */
	bool torn;			/* compressed data without their end */
	const struct decoder *decoder;	/* NULL: the text is plain */
	void *state;			/* of the decoder */
	bool raw_ended, ended;		/* nothing more to read, to give */
	size_t raw_at, raw_size;
	size_t at, size;		/* of text: the next byte, the end */
	unsigned char raw[STREAM_RAW];	/* still compressed */
	char text[STREAM_TEXT];
};

/*
 * Opens @path ("-": standard input) and recognizes compression. The caller's
 * struct is large. stream_close() it, even where this fails.
 * Returns 0, or -1 with @err.
 */
int stream_open(struct stream *stream, const char *path, struct err *err);

/*
 * Points @line to the next line, which ends in '\n' and is valid until the
 * next call. Returns its length without the newline; STREAM_END, where what
 * is left, if anything, has no newline (stream_rest() says so); or
 * STREAM_FAILED with @err.
 */
long stream_line(struct stream *stream, const char **line, struct err *err);

/* At STREAM_END: did the file end in the middle of a line or of its data? */
bool stream_rest(const struct stream *stream);

void stream_close(struct stream *stream);

#endif
