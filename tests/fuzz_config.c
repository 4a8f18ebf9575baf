/* SPDX-License-Identifier: GPL-2.0-only */
/* The reader of settings: what it takes, it writes and takes again. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "exittop/screen/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void rewind_with(int fd, const void *data, size_t size)
{
	if (ftruncate(fd, 0) || lseek(fd, 0, SEEK_SET) ||
	    write(fd, data, size) != (ssize_t)size)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("fuzz", 0);
	struct config config, again;
	char path[64], *text = NULL;
	size_t n = 0;
	struct err err;
	FILE *out;

	if (fd < 0)
		abort();
	rewind_with(fd, data, size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	config_init(&config);
	if (config_read(&config, path, &err) == 1) {
		out = open_memstream(&text, &n);
		config_print(&config, out);
		fclose(out);
		rewind_with(fd, text, n);
		config_init(&again);
		if (config_read(&again, path, &err) != 1 ||
		    again.filter[0] ||	/* W writes none */
		    config.sort != again.sort ||
		    memcmp(config.column, again.column,
			   sizeof(config.column)))
			abort();
		free(text);
	} else if (strncmp(err.text, path, strlen(path)) &&
		   !strstr(err.text, path)) {
		abort();
	}
	close(fd);
	return 0;
}
