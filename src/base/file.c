/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

/* A temporary file is named NAME.XXXXXX.tmp. */
#define LETTERS	 6
#define ENDING	 ".tmp"
#define ATTEMPTS 100

static const char letters[] =
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

int file_create(const char *path)
{
	return open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC |
		    O_NOCTTY, 0666);
}

/* As mkstemp(3), but with the mode that umask(2) leaves, to be read by all. */
int file_beside(const char *path, char name[FILE_NAME])
{
	for (int i = 0; i < ATTEMPTS; i++) {
		unsigned char random[LETTERS];
		char word[LETTERS + 1] = "";
		int fd;

		if (getrandom(random, sizeof(random), 0) < LETTERS)
			return -1;
		for (int k = 0; k < LETTERS; k++)
			word[k] = letters[random[k] % (sizeof(letters) - 1)];
		if (snprintf(name, FILE_NAME, "%s.%s" ENDING, path, word) >=
		    FILE_NAME) {
			errno = ENAMETOOLONG;
			return -1;
		}
		fd = file_create(name);
		if (fd >= 0) {
			flock(fd, LOCK_EX | LOCK_NB);
			return fd;
		}
		if (errno != EEXIST)
			return -1;
	}
	return -1;
}

/* Is @entry a name that file_beside() makes for @name? */
static bool is_temporary(const char *entry, const char *name)
{
	size_t n = strlen(name);

	return !strncmp(entry, name, n) && entry[n] == '.' &&
	       strspn(entry + n + 1, letters) == LETTERS &&
	       !strcmp(entry + n + 1 + LETTERS, ENDING);
}

/* Is it ours, and does nobody write it? */
static bool is_stale(int fd)
{
	struct stat st;

	return !fstat(fd, &st) && S_ISREG(st.st_mode) &&
	       st.st_uid == geteuid() && st.st_nlink == 1 &&
	       !flock(fd, LOCK_EX | LOCK_NB);
}

void file_clean(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	char folder[FILE_NAME] = ".";
	struct dirent *entry;
	DIR *dir;

	if (slash)
		snprintf(folder, sizeof(folder), "%.*s",
			 (int)(slash - path) + 1, path);
	dir = opendir(folder);
	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		int fd;

		if (!is_temporary(entry->d_name, name))
			continue;
		fd = openat(dirfd(dir), entry->d_name, O_RDONLY | O_NOFOLLOW |
			    O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
		if (fd < 0)
			continue;
		if (is_stale(fd))
			unlinkat(dirfd(dir), entry->d_name, 0);
		close(fd);
	}
	closedir(dir);
}

size_t file_write(int fd, const char *bytes, size_t n)
{
	size_t done = 0;

	while (done < n) {
		ssize_t put = write(fd, bytes + done, n - done);

		if (put < 0 && errno == EAGAIN)
			poll(&(struct pollfd){ fd, POLLOUT, 0 }, 1, -1);
		else if (put < 0 && errno != EINTR)
			break;
		if (put > 0)
			done += (size_t)put;
	}
	return done;
}

static bool same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

int file_reopen(int fd, const char *path)
{
	struct stat mine, found;
	int again = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);

	if (again < 0)
		return -1;
	if (!fstat(fd, &mine) && !fstat(again, &found) &&
	    S_ISREG(mine.st_mode) && same(&mine, &found))
		return again;
	close(again);
	errno = ESTALE;
	return -1;
}

bool file_is_removed(int fd)
{
	struct stat st;

	return !fstat(fd, &st) && S_ISREG(st.st_mode) && !st.st_nlink;
}

static int look(const char *path, int standard, struct stat *st)
{
	return strcmp(path, "-") ? stat(path, st) : fstat(standard, st);
}

bool file_is_same(const char *a, int standard_a, const char *b,
		  int standard_b)
{
	struct stat one, other;

	if (look(a, standard_a, &one) || look(b, standard_b, &other))
		return false;
	if (S_ISBLK(one.st_mode) && S_ISBLK(other.st_mode))
		return one.st_rdev == other.st_rdev;
	/* A terminal, or a socket of ssh, may well be both. */
	return (S_ISREG(one.st_mode) || S_ISFIFO(one.st_mode)) &&
	       same(&one, &other);
}
