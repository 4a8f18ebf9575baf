/* SPDX-License-Identifier: GPL-2.0-only */
#include "decoder.h"
#include "stream.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef HAVE_Z
#include <zlib.h>

#define GZIP_WRAPPER 16		/* zlib.h, inflateInit2(): gzip's header */

static void *gzip_open(void)
{
	z_stream *z = calloc(1, sizeof(*z));

	if (z && inflateInit2(z, MAX_WBITS + GZIP_WRAPPER) != Z_OK) {
		free(z);
		return NULL;
	}
	return z;
}

static enum decoded gzip_step(void *state, struct decoder_io *io)
{
	z_stream *z = state;
	int got;

	z->next_in = (unsigned char *)(uintptr_t)io->in;
	z->avail_in = (unsigned int)io->in_size;
	z->next_out = io->out;
	z->avail_out = (unsigned int)io->out_size;
	got = inflate(z, Z_NO_FLUSH);
	io->in = z->next_in;
	io->in_size = z->avail_in;
	io->out = z->next_out;
	io->out_size = z->avail_out;
	/* Another may follow: files put together by cat(1). */
	if (got == Z_STREAM_END)
		return inflateReset(z) == Z_OK ? DECODED_WHOLE :
						 DECODED_DAMAGED;
	if (got == Z_BUF_ERROR)
		return io->last && !io->in_size ? DECODED_TORN : DECODED_MORE;
	return got == Z_OK ? DECODED_MORE : DECODED_DAMAGED;
}

static void gzip_close(void *state)
{
	inflateEnd(state);
	free(state);
}
#else
#define gzip_open  NULL
#define gzip_step  NULL
#define gzip_close NULL
#endif

#ifdef HAVE_LZMA
#include <lzma.h>

static void *xz_open(void)
{
	const lzma_stream none = LZMA_STREAM_INIT;
	lzma_stream *xz = malloc(sizeof(*xz));

	if (!xz)
		return NULL;
	*xz = none;
	if (lzma_stream_decoder(xz, STREAM_MEMORY, LZMA_CONCATENATED) ==
	    LZMA_OK)
		return xz;
	free(xz);
	return NULL;
}

static enum decoded xz_step(void *state, struct decoder_io *io)
{
	lzma_stream *xz = state;
	lzma_ret got;

	xz->next_in = io->in;
	xz->avail_in = io->in_size;
	xz->next_out = io->out;
	xz->avail_out = io->out_size;
	got = lzma_code(xz, io->last ? LZMA_FINISH : LZMA_RUN);
	io->in = xz->next_in;
	io->in_size = xz->avail_in;
	io->out = xz->next_out;
	io->out_size = xz->avail_out;
	switch (got) {
	case LZMA_OK:
		return DECODED_MORE;
	case LZMA_STREAM_END:
		return DECODED_WHOLE;
	case LZMA_BUF_ERROR:
		return io->last && !io->in_size ? DECODED_TORN : DECODED_MORE;
	case LZMA_MEMLIMIT_ERROR:
	case LZMA_MEM_ERROR:
		return DECODED_MEMORY;
	default:
		return DECODED_DAMAGED;
	}
}

static void xz_close(void *state)
{
	lzma_end(state);
	free(state);
}
#else
#define xz_open  NULL
#define xz_step  NULL
#define xz_close NULL
#endif

#ifdef HAVE_ZSTD
#include <zstd.h>
#include <zstd_errors.h>

#define ZSTD_WINDOW 26		/* log2 of bytes: 64 MiB, in STREAM_MEMORY */

static void *zstd_open(void)
{
	ZSTD_DStream *zstd = ZSTD_createDStream();

	if (zstd)
		ZSTD_DCtx_setParameter(zstd, ZSTD_d_windowLogMax, ZSTD_WINDOW);
	return zstd;
}

static enum decoded zstd_step(void *state, struct decoder_io *io)
{
	ZSTD_inBuffer in = { io->in, io->in_size, 0 };
	ZSTD_outBuffer out = { io->out, io->out_size, 0 };
	size_t left = ZSTD_decompressStream(state, &out, &in);

	io->in += in.pos;
	io->in_size -= in.pos;
	io->out += out.pos;
	io->out_size -= out.pos;
	if (ZSTD_isError(left)) {
		ZSTD_ErrorCode code = ZSTD_getErrorCode(left);

		return code == ZSTD_error_frameParameter_windowTooLarge ||
		       code == ZSTD_error_memory_allocation ?
		       DECODED_MEMORY : DECODED_DAMAGED;
	}
	if (!left)
		return DECODED_WHOLE;
	return io->last && !io->in_size && io->out_size ? DECODED_TORN :
							  DECODED_MORE;
}

static void zstd_close(void *state)
{
	ZSTD_freeDStream(state);
}
#else
#define zstd_open  NULL
#define zstd_step  NULL
#define zstd_close NULL
#endif

/* The magic numbers: RFC 1952; the .xz file format 1.2, 2.1.1; RFC 8878. */
static const struct decoder decoders[] = {
	{ "gzip", "\x1f\x8b", 2, gzip_open, gzip_step, gzip_close },
	{ "xz", "\xfd" "7zXZ\0", 6, xz_open, xz_step, xz_close },
	{ "zstd", "\x28\xb5\x2f\xfd", 4, zstd_open, zstd_step, zstd_close },
};

const struct decoder *decoder_find(const unsigned char *bytes, size_t n)
{
	for (size_t i = 0; i < sizeof(decoders) / sizeof(*decoders); i++)
		if (n >= decoders[i].magic_size &&
		    !memcmp(bytes, decoders[i].magic, decoders[i].magic_size))
			return &decoders[i];
	return NULL;
}
