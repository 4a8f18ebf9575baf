/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * LD_PRELOAD of a glibc program: from the FAIL_AT-th allocation on there is no
 * memory; with FAIL_ONCE set it is this one only. libseccomp 2.5.4 crashes by
 * itself then, in seccomp_load(), so it is kept from beginning.
 */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);

static unsigned long calls, at;
static int once;

__attribute__((constructor)) static void begin(void)
{
	const char *text = getenv("FAIL_AT");

	once = getenv("FAIL_ONCE") != NULL;
	at = text ? strtoul(text, NULL, 10) : 0;
	calls = 0;
}

static int fails(void)
{
	if (!at || (once ? ++calls != at : ++calls < at))
		return 0;
	errno = ENOMEM;
	return 1;
}

void *seccomp_init(uint32_t action);

void *seccomp_init(uint32_t action)
{
	(void)action;
	return NULL;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	return fails() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}
