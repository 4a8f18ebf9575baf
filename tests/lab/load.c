/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * load [ROUNDS]: page-table work, the same in every round, so that counts of
 * different hosts can be compared. Without ROUNDS until it is killed.
 *
 * A new process is a new address space (CR3), its pages fault in (nested:
 * the second level too), and changed protections flush single pages
 * (INVLPG): what shadow paging exits for and nested paging does not.
 */
#define _DEFAULT_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGES 64

static int touch_pages(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *area = mmap(NULL, PAGES * page, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (area == MAP_FAILED)
		return 1;
	for (size_t i = 0; i < PAGES; i++)
		area[i * page] = 1;
	/* One page at a time: a longer range would flush the whole TLB. */
	for (size_t i = 0; i < PAGES; i += 8) {
		if (mprotect(area + i * page, page, PROT_READ) ||
		    mprotect(area + i * page, page, PROT_READ | PROT_WRITE))
			return 1;
		area[i * page] = 2;
	}
	return munmap(area, PAGES * page) != 0;
}

int main(int argc, char **argv)
{
	unsigned long rounds = argc > 1 ? strtoul(argv[1], NULL, 0) : 0;

	for (unsigned long i = 0; !rounds || i < rounds; i++) {
		int status;
		pid_t child = fork();

		if (!child)
			_exit(touch_pages());
		if (child < 0 || waitpid(child, &status, 0) < 0 || status) {
			perror("load");
			return 1;
		}
	}
	return 0;
}
