/* SPDX-License-Identifier: GPL-2.0-only */
#include "terminal.h"

#include <stddef.h>
#include <string.h>

/* Made by contrib/make-terminfo: { "xterm", "b64:..." }. */
static const struct {
	const char *name, *entry;
} entries[] = {
#ifdef EXITTOP_TERMINFO
#include "terminfo_table.h"
#endif
	{ NULL, NULL }
};

/* What terminals of that name, or with more behind '-' or '.', understand. */
static const struct {
	const char *name, *kind;
} kinds[] = {
	{ "xterm", "xterm-256color" }, { "tmux", "tmux-256color" },
	{ "screen", "screen-256color" }, { "rxvt", "rxvt" },
	{ "linux", "linux" }, { "foot", "xterm-256color" },
	{ "alacritty", "xterm-256color" }, { "kitty", "xterm-256color" },
	{ "ghostty", "xterm-256color" }, { "wezterm", "xterm-256color" },
	{ "st", "xterm-256color" }, { "putty", "xterm-256color" },
	{ "vt100", "vt100" }, { "vt220", "vt220" },
};

static const char *entry_of(const char *name)
{
	size_t i = 0;

	while (entries[i].name && strcmp(entries[i].name, name))
		i++;
	return entries[i].entry;
}

const char *terminfo_kind(const char *term, const char **entry)
{
	*entry = entry_of(term);
	if (*entry)
		return term;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size_t n = strlen(kinds[i].name);

		if (strncmp(term, kinds[i].name, n) ||
		    (term[n] && term[n] != '-' && term[n] != '.'))
			continue;
		*entry = entry_of(kinds[i].kind);
		return kinds[i].kind;
	}
	return NULL;
}
