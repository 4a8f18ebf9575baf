/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_RIG_H
#define TESTS_RIG_H

#include "exittop/core/monitor.h"
#include "fake_host.h"

/* rig: a fake host with exittop's core on top of it. Large: static storage. */
struct rig {
	struct fake_host host;
	struct probe probe;
	struct monitor monitor;
	struct snapshot snap;
	struct err err;
	uint64_t slack;		/* exits of our own that cannot be known */
};

/*
 * Builds a host, probes it and starts the monitor. Returns what probe_run()
 * did; fails the test where the host was asked what could hurt it.
 */
int rig_start(struct rig *rig, const struct fake_config *config,
	      enum dialect dialect);

/* As rig_start(), and fails the test unless the host answers. */
void rig_begin(struct rig *rig, const struct fake_config *config,
	       enum dialect dialect);

/* One round into rig->snap; fails the test where it fails. */
void rig_round(struct rig *rig);

/* @n rounds. */
void rig_rounds(struct rig *rig, unsigned int n);

void rig_end(struct rig *rig);

/* The row of a code. */
struct row *rig_row(struct rig *rig, unsigned int code);

/*
 * Fails the test unless every count shown lies between the truth when the
 * round began and the truth now.
 */
void rig_assert_fresh(const struct rig *rig);

#endif
