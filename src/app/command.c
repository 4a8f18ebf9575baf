/* SPDX-License-Identifier: GPL-2.0-only */
#include "command.h"
#include "signals.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* What we treat in our own way, and the program not. */
static const int ours[] = { SIGINT, SIGQUIT, SIGPIPE, SIGCHLD };

#define OURS (sizeof(ours) / sizeof(*ours))

/* What command_wait() waits for. */
static void waited_for(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGCHLD);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGHUP);
	sigaddset(set, SIGUSR1);
}

void command_init(struct command *command, char **argv)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct sigaction normal = { .sa_handler = SIG_DFL };
	sigset_t set;

	memset(command, 0, sizeof(*command));
	command->argv = argv;
	sigemptyset(&ignore.sa_mask);
	sigemptyset(&normal.sa_mask);
	waited_for(&set);
	sigprocmask(SIG_BLOCK, &set, &command->mask);
	/* Where SIGCHLD is ignored, there is nobody to wait for. */
	for (size_t i = 0; i < OURS; i++)
		sigaction(ours[i], ours[i] == SIGCHLD ? &normal : &ignore,
			  &command->old[i]);
}

/* In the child. Where exec fails, the parent gets the reason. */
static void become(const struct command *command, int tell)
{
	int why;

	for (size_t i = 0; i < OURS; i++)
		sigaction(ours[i], &command->old[i], NULL);
	signals_restore_limit();
	sigprocmask(SIG_SETMASK, &command->mask, NULL);
	execvp(command->argv[0], command->argv);
	why = errno;
	while (write(tell, &why, sizeof(why)) < 0 && errno == EINTR)
		;
	_exit(COMMAND_NOT_FOUND);
}

/* Why exec failed in the child; 0: it did not. */
static int heard(int fd)
{
	int why;
	ssize_t got;

	do
		got = read(fd, &why, sizeof(why));
	while (got < 0 && errno == EINTR);
	return got == (ssize_t)sizeof(why) ? why : 0;
}

static int failed(struct command *command, int why, struct err *err)
{
	command->status = why == ENOENT ? COMMAND_NOT_FOUND : COMMAND_NOT_RUN;
	return err_set(err, "cannot run '%s': %s", command->argv[0],
		       strerror(why));
}

int command_start(struct command *command, struct err *err)
{
	int ends[2], why;

	if (pipe(ends))
		return failed(command, errno, err);
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	command->pid = fork();
	if (command->pid == 0)
		become(command, ends[1]);
	why = command->pid < 0 ? errno : 0;
	close(ends[1]);
	if (!why)
		why = heard(ends[0]);
	close(ends[0]);
	if (!why)
		return 0;
	if (command->pid > 0)
		waitpid(command->pid, NULL, 0);
	return failed(command, why, err);
}

static double seconds_of(struct timeval tv)
{
	return (double)tv.tv_sec + (double)tv.tv_usec / 1e6;
}

static bool has_ended(struct command *command)
{
	struct rusage usage;
	int status;

	if (wait4(command->pid, &status, WNOHANG, &usage) != command->pid)
		return false;
	command->user_s = seconds_of(usage.ru_utime);
	command->system_s = seconds_of(usage.ru_stime);
	command->interrupted = WIFSIGNALED(status) &&
			       (WTERMSIG(status) == SIGINT ||
				WTERMSIG(status) == SIGQUIT);
	command->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status)
					      : WEXITSTATUS(status);
	return true;
}

int command_wait(struct command *command, double seconds)
{
	struct timespec most = {
		.tv_sec = (time_t)seconds,
		.tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9),
	};
	sigset_t set;

	waited_for(&set);
	for (;;) {
		int sig;

		if (has_ended(command))
			return 1;
		sig = seconds > 0 ? sigtimedwait(&set, NULL, &most)
				  : sigwaitinfo(&set, NULL);
		if (sig == SIGTERM || sig == SIGHUP)
			kill(command->pid, sig);
		if (sig < 0 && errno == EAGAIN)
			return has_ended(command);
	}
}
