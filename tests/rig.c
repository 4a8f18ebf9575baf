/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include "rig.h"

int rig_start(struct rig *rig, const struct fake_config *config,
	      enum dialect dialect)
{
	struct probe_options options = { dialect, config->forced };
	struct monitor_options monitor = {
		.false_alarm_s = 8 * 3600, .watch_default = true,
	};
	struct stamp stamp;
	int got;

	memset(rig, 0, sizeof(*rig));
	fake_init(&rig->host, config);
	monitor.delay_s = rig->host.config.step_s;
	assert_int_equal(source_next(&rig->host.source, &stamp, &rig->err), 1);
	got = probe_run(&rig->probe, &rig->host.source, &options, &rig->err);
	assert_polite(&rig->host);
	if (got == 1)
		monitor_init(&rig->monitor, &rig->host.source, &rig->probe,
			     &monitor);
	return got;
}

void rig_begin(struct rig *rig, const struct fake_config *config,
	       enum dialect dialect)
{
	int got = rig_start(rig, config, dialect);

	if (got != 1)
		print_message("# %s\n", rig->err.text);
	assert_int_equal(got, 1);
}

void rig_round(struct rig *rig)
{
	assert_int_equal(monitor_refresh(&rig->monitor, &rig->snap,
					 &rig->err), 1);
	assert_polite(&rig->host);
}

void rig_rounds(struct rig *rig, unsigned int n)
{
	while (n--)
		rig_round(rig);
}

void rig_end(struct rig *rig)
{
	source_close(&rig->host.source);
	fake_free(&rig->host);
}

struct row *rig_row(struct rig *rig, unsigned int code)
{
	int slot = reason_slot(rig->snap.isa, code);

	assert_true(slot >= 0);
	return &rig->snap.rows[slot];
}

void rig_assert_fresh(const struct rig *rig)
{
	for (unsigned int i = 0; i < rig->snap.reasons; i++) {
		const struct row *row = &rig->snap.rows[i];

		if (!(row->has & HAS_COUNT))
			continue;
		if (row->count < rig->host.at_round[i] ||
		    row->count > fake_truth(&rig->host, i) + rig->slack)
			fail_msg("round %u, reason %u: %llu shown, %llu..%llu "
				 "true", (unsigned int)rig->snap.round,
				 reason_code(rig->snap.isa, i),
				 (unsigned long long)row->count,
				 (unsigned long long)rig->host.at_round[i],
				 (unsigned long long)
				 fake_truth(&rig->host, i));
	}
}
