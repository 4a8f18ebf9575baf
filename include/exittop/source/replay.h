/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_REPLAY_H
#define EXITTOP_REPLAY_H

#include <stdbool.h>

#include "exittop/base/error.h"
#include "exittop/source/source.h"

/*
 * replay: a source that answers from a recording (the format is
 * recording.h's).
 *
 * A question is answered with the round's answers to it in the order they
 * were recorded, and after those with the latest; one that was never asked
 * gives 0. So a later exittop that asks in another order still replays.
 */

/*
 * Reads @path whole ("-": standard input) and checks every line of it. The
 * source belongs to the caller: source_close() frees it.
 *
 * Returns NULL with @err naming file, line and damage; an unfinished last
 * round is no damage, it is dropped.
 */
struct source *replay_open(const char *path, struct err *err);

/* Was an unfinished last round dropped? */
bool replay_was_cut(const struct source *src);

/* Rounds of the recording, the probe's included. */
unsigned int replay_rounds(const struct source *src);

/*
 * The last mark set in the round that next() began last; NULL: none. Valid
 * until the next call of next().
 */
const char *replay_mark(const struct source *src);

#endif
