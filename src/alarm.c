/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/alarm.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LEAST_NS 1000000000u	/* between two runs */

/* Is @program a file that can be run, in PATH where it has no slash? */
static bool can_run(const char *program)
{
	const char *path = getenv("PATH");
	char file[4096];

	if (strchr(program, '/'))
		return !access(program, X_OK);
	for (; path && *path; path += *path == ':') {
		size_t n = strcspn(path, ":");

		snprintf(file, sizeof(file), "%.*s/%s", (int)n, path, program);
		if (!access(file, X_OK))
			return true;
		path += n;
	}
	return false;
}

int alarm_init(struct alarm *alarm, const char *command, struct err *err)
{
	char *rest, *word;
	int n = 0;

	memset(alarm, 0, sizeof(*alarm));
	if (!command)
		return 0;
	if (strlen(command) >= sizeof(alarm->text))
		return err_set(err, "--on-shift: the command is longer than "
			       "%d bytes: put it into a script",
			       ALARM_TEXT - 1);
	strcpy(alarm->text, command);
	for (word = strtok_r(alarm->text, " \t", &rest); word;
	     word = strtok_r(NULL, " \t", &rest)) {
		if (n == ALARM_WORDS)
			return err_set(err, "--on-shift: more than %d words: "
				       "put the command into a script",
				       ALARM_WORDS);
		alarm->words[n++] = word;
	}
	if (!n)
		return err_set(err, "--on-shift needs a command");
	if (!can_run(alarm->words[0]))
		return err_set(err, "--on-shift: '%s' cannot be run: no such "
			       "program here or in PATH", alarm->words[0]);
	return 0;
}

/* In the child: nothing of ours but the facts. */
static void become(struct alarm *alarm, const struct snapshot *snap,
		   unsigned int slot)
{
	const struct row *row = &snap->rows[slot];
	char name[REASON_NAME], rate[32];
	int null = open("/dev/null", O_RDWR);

	if (null >= 0) {
		dup2(null, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
	}
	signal(SIGCHLD, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	setenv("EXITTOP_REASON", reason_name(snap->isa, slot, name), 1);
	setenv("EXITTOP_DIRECTION", shift_name(row->shift), 1);
	snprintf(rate, sizeof(rate), "%.3f", row->shift_from);
	setenv("EXITTOP_OLD_RATE", rate, 1);
	snprintf(rate, sizeof(rate), "%.3f", row->shift_to);
	setenv("EXITTOP_NEW_RATE", rate, 1);
	execvp(alarm->words[0], alarm->words);
	_exit(127);
}

static void run(struct alarm *alarm, const struct snapshot *snap,
		unsigned int slot)
{
	if (alarm->ran && snap->mono_ns - alarm->last_ns < LEAST_NS)
		return;
	alarm->ran = true;
	alarm->last_ns = snap->mono_ns;
	/* The kernel reaps it: nobody waits. */
	signal(SIGCHLD, SIG_IGN);
	if (fork() == 0)
		become(alarm, snap, slot);
}

/* How far from no change, either way. */
static double strength(const struct row *row)
{
	double ratio = row->shift_ratio;

	if (!(ratio > 0) || isinf(ratio))
		return INFINITY;
	return fabs(log(ratio));
}

void alarm_update(struct alarm *alarm, const struct snapshot *snap)
{
	int strongest = -1;

	for (unsigned int i = 0; i < snap->reasons; i++) {
		const struct row *row = &snap->rows[i];

		if (row->shift_seq == alarm->seen[i])
			continue;
		alarm->seen[i] = row->shift_seq;
		alarm->shifts++;
		if (strongest < 0 ||
		    strength(row) > strength(&snap->rows[strongest]))
			strongest = (int)i;
	}
	if (strongest >= 0 && alarm->words[0])
		run(alarm, snap, (unsigned int)strongest);
}
