/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SOURCE_DECODER_H
#define SOURCE_DECODER_H

#include <stdbool.h>
#include <stddef.h>

/*
 * decoder: gzip, xz and zstd behind one interface. A library that was not
 * there when exittop was built leaves a row without functions, so that the
 * format is recognized and named all the same.
 */

enum decoded {
	DECODED_MORE,		/* go on */
	DECODED_WHOLE,		/* at the end of a compressed stream: if the
				 * input ends here, too, it is complete */
	DECODED_TORN,		/* the input ended before its stream did */
	DECODED_DAMAGED,
	DECODED_MEMORY		/* it needs more memory than STREAM_MEMORY */
};

/* Input and output; the decoder moves both pointers and counts down. */
struct decoder_io {
	const unsigned char *in;
	size_t in_size;
	unsigned char *out;
	size_t out_size;
	bool last;		/* no input comes after this */
};

struct decoder {
	const char *name;	/* of the format and of its program */
	const char *magic;	/* the first bytes of such a file */
	size_t magic_size;
	void *(*open)(void);	/* NULL: no memory */
	enum decoded (*step)(void *state, struct decoder_io *io);
	void (*close)(void *state);
};

#define DECODER_MAGIC 6		/* bytes of the longest magic */

/* The decoder of a file that begins with these bytes; NULL: none. */
const struct decoder *decoder_find(const unsigned char *bytes, size_t n);

#endif
