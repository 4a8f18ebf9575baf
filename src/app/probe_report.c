/* SPDX-License-Identifier: GPL-2.0-only */
#include "probe_report.h"

#include <inttypes.h>

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
		fprintf(out, "served   %s\n",
			probe->served ? host_dialect_name(probe->served)
				      : "no assignment dialect");
}
