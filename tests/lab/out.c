/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * out PORT <data: writes standard input to an I/O port, byte by byte. A
 * marker for the host's tracepoints, and a way out of the guest that needs
 * no driver. Root only.
 */
#define _DEFAULT_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/io.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	static char buf[4096];
	unsigned short port;
	ssize_t got;

	if (argc != 2) {
		fprintf(stderr, "usage: out PORT <data\n");
		return 2;
	}
	port = (unsigned short)strtoul(argv[1], NULL, 0);
	if (iopl(3)) {
		perror("out: iopl");
		return 1;
	}
	while ((got = read(STDIN_FILENO, buf, sizeof(buf))) > 0)
		outsb(port, buf, (unsigned long)got);
	return got < 0;
}
