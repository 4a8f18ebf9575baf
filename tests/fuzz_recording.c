/* SPDX-License-Identifier: GPL-2.0-only */
/* The reader of recordings, and all that sits on one: any file at all. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "exittop/core/monitor.h"
#include "source/recording.h"
#include "exittop/source/replay.h"
#include "exittop/report/report.h"

#define ROUNDS_MOST 50	/* enough of one input */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct monitor monitor;
static struct snapshot snap;

/*
 * No fuzzer guesses a checksum: the right one is put into every "end" line
 * that has the room, in half of the inputs.
 */
static void seal(char *text, size_t size)
{
	char *round = NULL, *line = text, *end = text + size;

	for (char *nl; (nl = memchr(line, '\n', (size_t)(end - line)));
	     line = nl + 1) {
		size_t n = (size_t)(nl - line);
		char sum[9];

		if (n > 6 && !memcmp(line, "round ", 6))
			round = line;
		if (!round || n < 14 || memcmp(line, "end ", 4))
			continue;
		snprintf(sum, sizeof(sum), "%08x",
			 recording_checksum(round, (size_t)(line - round)));
		memcpy(nl - 8, sum, 8);
	}
}

static void replay(struct source *src, FILE *out)
{
	struct probe_options probing = { DIALECT_NONE, false };
	struct monitor_options options = { .delay_s = 1,
					   .false_alarm_s = 3600,
					   .watch_default = true };
	struct report report;
	struct stamp stamp;
	struct probe probe;
	struct err err;

	if (source_next(src, &stamp, &err) != 1)
		return;
	if (probe_run(&probe, src, &probing, &err) != 1)
		return;
	monitor_init(&monitor, src, &probe, &options);
	for (int r = 0; r < ROUNDS_MOST; r++) {
		if (monitor_refresh(&monitor, &snap, &err) != 1)
			return;
		for (int f = 0; f < REPORT_FORMATS; f++) {
			report_init(&report, out, (enum report_format)f);
			report_snapshot(&report, &snap, &err);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static FILE *out;
	char path[64], *text = malloc(size + 1);
	int fd = memfd_create("fuzz", 0);
	struct source *src;
	struct err err;

	if (!out)
		out = fopen("/dev/null", "w");
	if (!text || fd < 0 || !out)
		abort();
	memcpy(text, data, size);
	if (size && data[size - 1] & 1)
		seal(text, size);
	if (write(fd, text, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	src = replay_open(path, &err);
	if (src)
		replay(src, out);
	else if (strncmp(err.text, path, strlen(path)))
		abort();	/* every damage names its file */
	source_close(src);
	close(fd);
	free(text);
	return 0;
}
