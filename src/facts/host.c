/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/facts/host.h"

#include <string.h>

const char *host_dialect_name(enum dialect dialect)
{
	static const char *const names[DIALECT_COUNT] = {
		"auto", "native", "2020", "2021", "2022", "2020-svm",
	};

	return names[dialect];
}

bool host_dialect_is_wide(enum dialect dialect)
{
	return dialect == DIALECT_NATIVE;
}

bool host_is_amd(const struct host *host)
{
	return !strcmp(host->vendor, "AuthenticAMD") ||
	       !strcmp(host->vendor, "HygonGenuine");
}

const char *host_scope_name(enum scope scope)
{
	return scope == SCOPE_VM ? "vm" : "host";
}
