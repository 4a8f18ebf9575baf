/* SPDX-License-Identifier: GPL-2.0-only */
#include "alarm.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LEAST_NS 1000000000u	/* between two runs */

/* What the helper is told. */
struct shift_facts {
	char reason[REASON_NAME], direction[16];
	double from, to;
};

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

static int cut(struct alarm *alarm, const char *command, struct err *err)
{
	char *rest, *word;
	int n = 0;

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
static void become(char **words, const struct shift_facts *facts)
{
	char rate[32];

	signal(SIGCHLD, SIG_DFL);
	setenv("EXITTOP_REASON", facts->reason, 1);
	setenv("EXITTOP_DIRECTION", facts->direction, 1);
	snprintf(rate, sizeof(rate), "%.3f", facts->from);
	setenv("EXITTOP_OLD_RATE", rate, 1);
	snprintf(rate, sizeof(rate), "%.3f", facts->to);
	setenv("EXITTOP_NEW_RATE", rate, 1);
	execvp(words[0], words);
	_exit(127);
}

/* The helper: runs the command for whatever comes until nothing can. */
static void help(char **words, int fd)
{
	struct shift_facts facts;
	int null = open("/dev/null", O_RDWR);
	ssize_t got;

	setsid();
	for (int i = STDIN_FILENO; null >= 0 && i <= STDERR_FILENO; i++)
		dup2(null, i);
	if (null > STDERR_FILENO)
		close(null);
	signal(SIGCHLD, SIG_IGN);	/* the kernel reaps: nobody waits */
	/* A pipe gives what was written to it at once as a whole. */
	while ((got = read(fd, &facts, sizeof(facts))) != 0) {
		if (got == (ssize_t)sizeof(facts) && fork() == 0)
			become(words, &facts);
		if (got < 0 && errno != EINTR)
			break;
	}
	_exit(0);
}

static int start_helper(struct alarm *alarm, struct err *err)
{
	int ends[2];
	pid_t pid;

	if (pipe(ends))
		return err_set(err, "--on-shift: no pipe: %s",
			       strerror(errno));
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	pid = fork();
	if (pid == 0) {
		close(ends[1]);
		help(alarm->words, ends[0]);
	}
	close(ends[0]);
	alarm->fd = ends[1];
	if (pid > 0)
		return 0;
	close(ends[1]);
	return err_set(err, "--on-shift: no process: %s", strerror(errno));
}

static void run(struct alarm *alarm, const struct snapshot *snap,
		unsigned int slot)
{
	const struct row *row = &snap->rows[slot];
	struct shift_facts facts = { "", "", row->shift_from, row->shift_to };
	ssize_t ignored;

	if (alarm->ran && snap->mono_ns - alarm->last_ns < LEAST_NS)
		return;
	alarm->ran = true;
	alarm->last_ns = snap->mono_ns;
	reason_name(snap->isa, slot, facts.reason);
	snprintf(facts.direction, sizeof(facts.direction), "%s",
		 shift_name(row->shift));
	ignored = write(alarm->fd, &facts, sizeof(facts));
	(void)ignored;
}

int alarm_init(struct alarm *alarm, const char *command, struct err *err)
{
	memset(alarm, 0, sizeof(*alarm));
	if (!command)
		return 0;
	if (cut(alarm, command, err))
		return -1;
	return start_helper(alarm, err);
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
