/* SPDX-License-Identifier: GPL-2.0-only */
/* Keys: --keys as text, and what they do to the screen. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exittop/core/monitor.h"
#include "screen/view.h"
#include "fake_host.h"

#define KEYS_MOST 300	/* enough of one input */
#define SNAPS	  24

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct view view;
static struct screen screen;
static struct fake_host host;
static struct monitor monitor;
static struct snapshot snaps[SNAPS];

/* A guest that goes from nested to shadow paging, once for all inputs. */
static void make_snaps(void)
{
	struct fake_config c = { .kind = FAKE_NATIVE };
	struct probe_options probing = { DIALECT_NONE, false };
	struct monitor_options options = { .delay_s = 1,
					   .false_alarm_s = 3600,
					   .watch_default = true };
	struct stamp stamp;
	struct probe probe;
	struct err err;

	for (int i = 0; i < 60; i += 4)
		c.rate[i] = i * i;
	fake_init(&host, &c);
	if (source_next(&host.source, &stamp, &err) != 1 ||
	    probe_run(&probe, &host.source, &probing, &err) != 1)
		abort();
	monitor_init(&monitor, &host.source, &probe, &options);
	for (int i = 0; i < SNAPS; i++) {
		if (i == SNAPS / 2) {
			host.config.rate[48] = 0;
			host.config.rate[14] = 300;
			fake_reset(&host);
		}
		if (monitor_refresh(&monitor, &snaps[i], &err) != 1)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct key_script script;
	struct config config;
	struct err err;
	char *text;
	int code, keys = 0;

	if (!snaps[0].round)
		make_snaps();
	if (size < 3)
		return 0;
	text = malloc(size - 1);
	if (!text)
		abort();
	memcpy(text, data + 2, size - 2);
	text[size - 2] = '\0';
	if (key_script_init(&script, text, &err)) {
		free(text);
		return 0;
	}
	config_init(&config);
	memset(&view, 0, sizeof(view));
	view_init(&view, &config);
	while (keys++ < KEYS_MOST && key_script_next(&script, &code)) {
		view_update(&view, &snaps[keys % SNAPS]);
		if (code)
			view_key(&view, code);
		view_render(&view, 1 + data[0], 1 + data[1] % SCREEN_HEIGHT,
			    data[0] & 1, &screen);
	}
	free(text);
	return 0;
}
