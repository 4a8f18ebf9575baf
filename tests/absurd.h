/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_ABSURD_H
#define TESTS_ABSURD_H

#include "exittop/source/source.h"

/*
 * absurd: recordings that nobody wrote, valid and absurd: counts that jump,
 * cycles near 2^64, times that go back, 0 to 65535 vCPUs, answers that
 * contradict the probe, names of any bytes.
 */

/* The recording of @seed, always the same. There is one at a time. */
struct source *absurd_begin(uint64_t seed);

#endif
