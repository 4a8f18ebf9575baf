/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * exits SKIP ROUNDS COMMAND...: runs COMMAND on a terminal of 80x24, and
 * counts the VM exits of so many of its refreshes after SKIP others, as the
 * host's counters have them; ROUNDS 0: of all it does until it ends. Shares no
 * code with exittop.
 *
 * A refresh is what COMMAND writes at once: then it is quiet for QUIET_MS.
 * Prints "ROUNDS CPUIDS EXITS SECONDS", excluding its own exits.
 */
#define _DEFAULT_SOURCE
#include <cpuid.h>
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* host/README.md has these leaves. */
#define LEAF_INFO   0x4FFFFF01u
#define LEAF_TOTAL  0x4FFFFF02u
#define LEAF_REASON 0x4FFFFF03u
#define INFO_SVM    (1u << 9)
#define VMX_CPUID   10u
#define SVM_CPUID   0x72u

#define OWN	 2	/* of our CPUIDs lie between two readings */
#define QUIET_MS 150

struct reading {
	uint64_t total, cpuid;
	double seconds;
};

static uint32_t cpuid_code;

static uint64_t read_count(uint32_t leaf, uint32_t code)
{
	uint32_t eax, ebx, ecx, edx;

	__cpuid_count(leaf, code, eax, ebx, ecx, edx);
	return (uint64_t)ebx << 32 | eax;
}

static void read_now(struct reading *reading)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	reading->seconds = (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
	reading->total = read_count(LEAF_TOTAL, 0);
	reading->cpuid = read_count(LEAF_REASON, cpuid_code);
}

/* Waits for one refresh to be over. Returns 0, or -1 at the end of COMMAND. */
static int refresh(int terminal)
{
	struct pollfd in = { .fd = terminal, .events = POLLIN };
	char buf[4096];
	int wait_ms = -1, ready;

	while ((ready = poll(&in, 1, wait_ms)) != 0) {
		if (ready < 0 && errno == EINTR)
			continue;
		if (ready < 0 || read(terminal, buf, sizeof(buf)) <= 0)
			return -1;
		wait_ms = QUIET_MS;
	}
	return 0;
}

static void find_cpuid_code(void)
{
	uint32_t eax, ebx, ecx, edx;

	__cpuid_count(LEAF_INFO, 0, eax, ebx, ecx, edx);
	cpuid_code = eax & INFO_SVM ? SVM_CPUID : VMX_CPUID;
}

int main(int argc, char **argv)
{
	struct winsize size = { .ws_row = 24, .ws_col = 80 };
	struct reading before, after;
	int skip, rounds, terminal, status;
	pid_t child;

	if (argc < 4)
		return 2;
	skip = atoi(argv[1]);
	rounds = atoi(argv[2]);
	find_cpuid_code();
	read_now(&before);
	child = forkpty(&terminal, NULL, NULL, &size);
	if (child < 0) {
		perror("exits: forkpty");
		return 1;
	}
	if (!child) {
		execvp(argv[3], argv + 3);
		_exit(127);
	}
	for (int i = 0; rounds && i < skip + rounds; i++) {
		if (i == skip)
			read_now(&before);
		if (refresh(terminal)) {
			fprintf(stderr, "exits: %s ended\n", argv[3]);
			return 1;
		}
	}
	while (!rounds && !refresh(terminal))
		;
	if (rounds)
		read_now(&after);
	kill(child, rounds ? SIGTERM : 0);
	waitpid(child, &status, 0);
	if (!rounds)
		read_now(&after);
	printf("%d %" PRIu64 " %" PRIu64 " %.2f\n", rounds ? rounds : 1,
	       after.cpuid - before.cpuid - OWN,
	       after.total - before.total - OWN, after.seconds - before.seconds);
	return 0;
}
