/* SPDX-License-Identifier: GPL-2.0-only */
#include "probe_report.h"

#include <inttypes.h>

/* The level of exit_details, and what it lets every user of the guest see. */
static const char *inside(const struct probe *probe)
{
	if (probe->has_pages)
		return "durations, keys and pages of devices (exit_details="
		       "pages)";
	if (probe->has_keys)
		return "durations and keys (exit_details=keys)";
	return probe->has_durations ? "durations" :
	       "nothing of what is inside a reason (exit_details=off)";
}

void probe_report_write(FILE *out, const struct probe *probe)
{
	for (unsigned int i = 0; i < probe->lines; i++)
		fprintf(out, "%s\n", probe->evidence[i]);
	if (!probe->dialect) {
		fputs("dialect  none\n", out);
		return;
	}
	fprintf(out, "dialect  %s\nreasons  %s, %u\nscope    %s\n",
		host_dialect_name(probe->dialect), reason_isa_name(probe->isa),
		probe->reasons,
		probe->scope == SCOPE_VM ? "this VM" : "the whole host");
	if (probe->vcpus)
		fprintf(out, "vcpus    %u\n", probe->vcpus);
	if (probe->tsc_khz)
		fprintf(out, "tsc      %" PRIu32 " kHz\n", probe->tsc_khz);
	if (probe->dialect == DIALECT_NATIVE)
		fprintf(out, "inside   %s\n", inside(probe));
	if (probe->dialect == DIALECT_NATIVE)
		fprintf(out, "served   %s\n",
			probe->served ? host_dialect_name(probe->served)
				      : "no assignment dialect");
}
