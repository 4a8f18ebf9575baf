/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/screen/terminfo.h"

#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Made by contrib/make-terminfo: { "xterm", "b64:..." }. */
static const struct {
	const char *name, *entry;
} entries[] = {
#ifdef EXITTOP_TERMINFO
#include "terminfo_table.h"
#endif
	{ NULL, NULL }
};

const char *terminfo_find(const char *term, const char **name)
{
	size_t n = strlen(term);

	while (n) {
		for (size_t i = 0; entries[i].name; i++) {
			if (strlen(entries[i].name) != n ||
			    strncmp(entries[i].name, term, n))
				continue;
			*name = entries[i].name;
			return entries[i].entry;
		}
		/* "screen.xterm-256color", "screen.xterm", "screen" */
		do
			n--;
		while (n && term[n] != '-' && term[n] != '.');
	}
	return NULL;
}

/* Is there a file for @term below @folder? In hexadecimal, too: 78/xterm. */
static int has_file(const char *folder, const char *term)
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof(path), "%s/%c/%s", folder, *term, term) >=
	    (int)sizeof(path))
		return 0;
	if (!access(path, R_OK))
		return 1;
	snprintf(path, sizeof(path), "%s/%02x/%s", folder,
		 (unsigned char)*term, term);
	return !access(path, R_OK);
}

static int is_known(const char *term)
{
	static const char *const folders[] = {
		"/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo",
		"/usr/lib/terminfo", "/usr/local/share/terminfo",
	};
	const char *home = getenv("HOME");
	char mine[PATH_MAX];

	if (home && snprintf(mine, sizeof(mine), "%s/.terminfo", home) <
	    (int)sizeof(mine) && has_file(mine, term))
		return 1;
	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		if (has_file(folders[i], term))
			return 1;
	return 0;
}

void terminfo_offer(void)
{
	const char *term = getenv("TERM"), *name, *entry;

	/* Whoever sets these knows where theirs is. */
	if (!term || !*term || strchr(term, '/') || getenv("TERMINFO") ||
	    getenv("TERMINFO_DIRS") || is_known(term))
		return;
	entry = terminfo_find(term, &name);
	if (!entry)
		return;
	setenv("TERMINFO", entry, 1);
	setenv("TERM", name, 1);
}
