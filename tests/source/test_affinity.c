/* SPDX-License-Identifier: GPL-2.0-only */
/* The first round is spent on one CPU; then affinity is as it was found. */
#define _GNU_SOURCE
#include "unit.h"

#include <sched.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "exittop/source/source_cpuid.h"

#define CPUSET "/sys/fs/cgroup/cpuset/exittop-test"

enum { FINE, WRONG, NO_CPUID, SKIPPED };

/* Opens the source and goes through the round that is pinned. */
static int probe(void)
{
	static struct source src;
	cpu_set_t mask;
	struct stamp stamp;
	struct err err;

	if (source_cpuid_open(&src, &err) || source_next(&src, &stamp, &err) < 0)
		return NO_CPUID;
	if (sched_getaffinity(0, sizeof(mask), &mask) || CPU_COUNT(&mask) != 1)
		return WRONG;
	return source_next(&src, &stamp, &err) < 0 ? WRONG : FINE;
}

/* A process of its own: affinity and cpusets stay with it. */
static int in_child(int (*act)(void))
{
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (pid == 0)
		_exit(act());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	rmdir(CPUSET);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == SKIPPED)
		skip();
	return WEXITSTATUS(status);
}

static int keep(void)
{
	cpu_set_t before, after;
	int got;

	sched_getaffinity(0, sizeof(before), &before);
	got = probe();
	sched_getaffinity(0, sizeof(after), &after);
	return got ? got : CPU_EQUAL(&before, &after) ? FINE : WRONG;
}

/* As taskset(1) would start it, on the last CPU there is. */
static int keep_one(void)
{
	cpu_set_t mask;
	int last = CPU_SETSIZE - 1;

	sched_getaffinity(0, sizeof(mask), &mask);
	if (CPU_COUNT(&mask) < 2)
		return SKIPPED;
	while (!CPU_ISSET(last, &mask))
		last--;
	CPU_ZERO(&mask);
	CPU_SET(last, &mask);
	sched_setaffinity(0, sizeof(mask), &mask);
	return keep();
}

static int put(const char *file, const char *text)
{
	FILE *f = fopen(file, "w");
	int bad;

	if (!f)
		return -1;
	bad = fputs(text, f) < 0;
	return (fclose(f) || bad) ? -1 : 0;
}

/* A program that was started then, as COMMAND is. */
static pid_t start_sleeper(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		execlp("sleep", "sleep", "60", NULL);
		_exit(1);
	}
	return pid;
}

static int widen(void)
{
	cpu_set_t mask, sleeper_mask;
	pid_t sleeper;
	char pid[16];
	int got;

	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	sched_getaffinity(0, sizeof(mask), &mask);
	if (!CPU_ISSET(0, &mask) || !CPU_ISSET(1, &mask) ||
	    put(CPUSET "/cpuset.cpus", "0") || put(CPUSET "/cpuset.mems", "0") ||
	    put(CPUSET "/cgroup.procs", pid))
		return SKIPPED;
	got = probe();
	sleeper = start_sleeper();
	if (put(CPUSET "/cpuset.cpus", "0-1"))
		got = SKIPPED;
	sched_getaffinity(0, sizeof(mask), &mask);
	sched_getaffinity(sleeper, sizeof(sleeper_mask), &sleeper_mask);
	kill(sleeper, SIGKILL);
	waitpid(sleeper, NULL, 0);
	return got ? got : CPU_COUNT(&mask) == 2 &&
	       CPU_COUNT(&sleeper_mask) == 2 ? FINE : WRONG;
}

static void affinity_is_left_as_found(void **state)
{
	(void)state;
	assert_int_equal(in_child(keep), FINE);
}

static void an_affinity_of_the_users_own_is_kept(void **state)
{
	(void)state;
	assert_int_equal(in_child(keep_one), FINE);
}

static void a_cpuset_that_widens_later_widens_it_and_command(void **state)
{
	(void)state;
	if (mkdir(CPUSET, 0755))
		skip();
	assert_int_equal(in_child(widen), FINE);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(affinity_is_left_as_found),
	cmocka_unit_test(an_affinity_of_the_users_own_is_kept),
	cmocka_unit_test(a_cpuset_that_widens_later_widens_it_and_command),
};

RUN_TESTS(tests)
