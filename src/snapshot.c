/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/snapshot.h"

const char *reading_name(enum reading reading)
{
	static const char *const names[] = {
		[READING_NONE] = "none", [READING_FIRST] = "first",
		[READING_OK] = "ok", [READING_WRAP] = "wrap",
		[READING_RESET] = "reset",
	};

	return names[reading];
}

const char *shift_name(enum shift_state shift)
{
	static const char *const names[] = {
		[SHIFT_NONE] = "none", [SHIFT_LEARNING] = "learning",
		[SHIFT_NOTICE] = "notice", [SHIFT_UP] = "up",
		[SHIFT_DOWN] = "down",
	};

	return names[shift];
}

const char *paging_name(enum paging paging)
{
	static const char *const names[] = {
		[PAGING_UNKNOWN] = "unknown", [PAGING_NESTED] = "nested",
		[PAGING_SHADOW] = "shadow", [PAGING_MIXED] = "mixed",
	};

	return names[paging];
}

const char *scope_name(enum scope scope)
{
	return scope == SCOPE_VM ? "vm" : "host";
}
