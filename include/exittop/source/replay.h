/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_REPLAY_H
#define EXITTOP_REPLAY_H

#include <stdbool.h>

#include "exittop/base/err.h"
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
 * Opens @path ("-": standard input) and reads its header. A round is read and
 * checked by next() when its turn comes, so memory does not depend on the
 * size of the file, and what is behind the round asked for is not looked at.
 * Files compressed by gzip, xz or zstd are read as they are, and so are lines
 * that end in CR LF. The source belongs to the caller: source_close() frees it.
 *
 * Returns NULL with @err. Damage, here or later, is reported with file, line
 * and what is wrong. An unfinished last round is no damage: it is left out.
 */
struct source *replay_open(const char *path, struct err *err);

/* Once next() has returned 0: was an unfinished last round left out? */
bool replay_was_cut(const struct source *src);

/* Do the file's lines end in CR LF? */
bool replay_has_crlf(const struct source *src);

/*
 * The last mark set in the round that next() began last; NULL: none. Valid
 * until the next call of next().
 */
const char *replay_mark(const struct source *src);

#endif
