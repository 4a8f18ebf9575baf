/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_RECORDING_H
#define EXITTOP_RECORDING_H

#include <stddef.h>
#include <stdint.h>

/*
 * recording: the format of raw answers on disk, shared by the recorder and
 * the replay. A text file, one fact a line:
 *
 *	exittop-recording 1
 *	start 1700000000123456789		CLOCK_REALTIME, nanoseconds
 *	vendor GenuineIntel
 *	brand Intel(R) Core(TM) ...
 *	codename Haswell
 *	hypervisor KVMKVMKVM
 *	dialect native				and quirks: "2021 no-total"
 *	round MONO_NS WALL_NS TSC ISSUED DELAY_NS	decimal
 *	a LEAF SUBLEAF EAX EBX ECX EDX		hexadecimal
 *	mark TEXT				a mark the user set
 *	end ANSWERS CHECKSUM			decimal, hexadecimal
 *
 * ISSUED counts the CPUIDs issued before this round, DELAY_NS is the interval
 * asked for; either may be missing, with those after it, in a file made by hand.
 *
 * The first round holds the probe's questions. A round is written whole, by
 * one write(2); a reader drops an unfinished last one. ANSWERS counts the
 * round's "a" lines, CHECKSUM is taken over its bytes from "round" up to and
 * including the newline before "end". In a file whose lines end in CR LF the
 * CR is no part of the line, nor of the checksum.
 */

#define RECORDING_MAGIC   "exittop-recording 1"
#define RECORDING_FAMILY  "exittop-recording "
#define RECORDING_ANSWERS 16384		/* most answers of one round */

/* FNV-1a, 32 bits (Fowler, Noll, Vo): one multiplication a byte. */
#define RECORDING_BASIS 2166136261u

static inline uint32_t recording_add(uint32_t sum, const char *bytes, size_t n)
{
	while (n--)
		sum = (sum ^ (unsigned char)*bytes++) * 16777619u;
	return sum;
}

static inline uint32_t recording_checksum(const char *bytes, size_t n)
{
	return recording_add(RECORDING_BASIS, bytes, n);
}

#endif
