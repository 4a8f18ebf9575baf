/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * usage: soak ROUNDS [WHAT]
 *
 * So many rounds of a fake host through the screen on a terminal, through
 * --plain and through every export. Neither memory nor descriptors may grow
 * once all that is kept is full. Speaks TAP, with the figures.
 *
 * The host is no calm one: every now and then its rates change, its counters
 * begin again, or the guest wakes up elsewhere.
 */
#include "app/batch.h"
#include "app/live.h"
#include "fake_host.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <locale.h>
#include <malloc.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PERIOD 1000	/* rounds, in which the keys begin again */
#define WARM   5000	/* rounds: the hour of history is full by then */
#define SLOTS  60	/* reasons that happen */
#define TUNABLES "GLIBC_TUNABLES"
/* Bytes that are no leak: curses' and libc's caches, and pages. */
#define HEAP_SLACK 4096
#define PAGE_SLACK (128 << 10)

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

struct use { int64_t heap, resident, files; };

static struct fake_host host;
static struct source source;	/* the host, troubled and measured */
static struct session session;
static struct options options;
static struct writer writer;
static struct batch batch;
static struct live live;
static struct use warm, last;
static uint64_t rounds, round_now, clock_ns;
static char folder[] = "/tmp/exittop-soak-XXXXXX";

/* ---- measuring ---- */

static unsigned int count_files(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned int n = 0;

	while (dir && readdir(dir))
		n++;
	if (dir)
		closedir(dir);
	return n;
}

/* Of this process alone: pages of files come and go as the kernel likes. */
static int64_t resident(void)
{
	FILE *in = fopen("/proc/self/status", "r");
	char line[128];
	long long kib = 0;

	while (in && fgets(line, sizeof(line), in))
		if (sscanf(line, "RssAnon: %lld", &kib) == 1)
			break;
	if (in)
		fclose(in);
	return kib << 10;
}

/* First what allocates nothing. */
static struct use measure(void)
{
	struct mallinfo2 heap = mallinfo2();

	return (struct use){ (int64_t)(heap.uordblks + heap.hblkhd),
			     resident(), count_files() };
}

/* What keys have saved and recorded. */
static void tidy(void)
{
	DIR *dir = opendir(".");
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			unlink(entry->d_name);
	if (dir)
		closedir(dir);
}

/* ---- the host ---- */

static void trouble(void)
{
	unsigned int slot = (unsigned int)fake_random(&host, SLOTS);

	if (round_now % 97 == 0)
		host.config.rate[slot] = (double)fake_random(&host, 2000);
	if (round_now % 1009 == 0)
		fake_reset(&host);
	if (round_now % 2503 == 0)
		fake_migrate(&host, 5);
}

static int soak_next(struct source *src, struct stamp *stamp, struct err *err)
{
	int got;

	round_now++;
	if (round_now % PERIOD == 0) {
		last = measure();
		if (round_now <= (rounds / 10 > WARM ? rounds / 10 : WARM))
			warm = last;
		tidy();
	}
	host.logged = host.round_first = 0;	/* it remembers everything */
	trouble();
	got = source_next(&host.source, stamp, err);
	src->issued = host.source.issued;
	return got;
}

static int soak_query(struct source *src, uint32_t leaf, uint32_t subleaf,
		      struct regs *out, struct err *err)
{
	int got = source_query(&host.source, leaf, subleaf, out, err);

	src->issued = host.source.issued;
	return got;
}

static void soak_close(struct source *src)
{
	(void)src;
}

static const struct source_ops soak_ops = {
	soak_next, soak_query, soak_close, NULL
};

static int start(enum fake_kind kind, struct err *err)
{
	struct fake_config c = { .kind = kind, .seed = 7, .vcpus = 2 };
	struct stamp stamp;

	/* All of them: the history's memory is touched by what happens. */
	for (unsigned int i = 0; i < SLOTS; i++)
		c.rate[i] = 1 + i % 7 * 20;
	fake_free(&host);
	fake_init(&host, &c);
	source = host.source;
	source.ops = &soak_ops;
	memset(&session, 0, sizeof(session));
	memset(&options, 0, sizeof(options));
	memset(&batch, 0, sizeof(batch));
	memset(&warm, 0, sizeof(warm));
	round_now = clock_ns = 0;
	options.delay_s = 1;
	options.false_alarm_s = 8 * 3600;
	options.watch = "all";
	recorder_init(&session.recorder, &source);
	session.inner = &source;
	if (source_next(&session.recorder.source, &stamp, err) != 1 ||
	    probe_run(&session.probe, &session.recorder.source,
		      &session.probing, err) != 1)
		return -1;
	return session_start(&session, &options, err) ? -1 : 0;
}

/* ---- without a screen ---- */

static uint64_t batch_now(void)
{
	return clock_ns;
}

static enum wake batch_wait(uint64_t (*now)(void), uint64_t when_ns)
{
	(void)now;
	clock_ns = when_ns;
	return WAKE_DUE;
}

static int run_batch(enum report_format format, const char *path, bool plain,
		     struct err *err)
{
	/* Of the course: 32 bits, which wrap. */
	if (start(FAKE_2021, err))
		return -1;
	options.format = format;
	options.output = path;
	options.plain = plain;
	if (recorder_open(&session.recorder, "/dev/null", err) ||
	    recorder_start(&session.recorder, "2021", 0, err) ||
	    writer_open(&writer, &options, ISA_VMX, 1, err))
		return -1;
	batch.session = &session;
	batch.options = &options;
	batch.writer = &writer;
	batch.now_ns = batch_now;
	batch.wait = batch_wait;
	/* Sentences are no tables: they do not count. */
	if (plain)
		batch.tables = 0;
	if (batch_run(&batch, rounds, err) ||
	    recorder_finish(&session.recorder, err))
		return -1;
	return writer_close(&writer, 0, err);
}

static int run_plain(struct err *err)
{
	return run_batch(REPORT_PLAIN, "/dev/null", false, err);
}

static int run_sentences(struct err *err)
{
	return run_batch(REPORT_PLAIN, "/dev/null", true, err);
}

static int run_csv(struct err *err)
{
	return run_batch(REPORT_CSV, "/dev/null", false, err);
}

static int run_json(struct err *err)
{
	return run_batch(REPORT_JSON, "/dev/null", false, err);
}

/* A file that is replaced in each round. */
static int run_metrics(struct err *err)
{
	return run_batch(REPORT_OPENMETRICS, "exits.prom", false, err);
}

/* ---- the screen ---- */

/* One key a round, PERIOD of them: every panel and menu, files as well. */
static const char keys[] =
	"<Wait:99>j<Wait:9>?<Wait:9>?"			/* 120 */
	"e<Wait:88>z<Wait:9><Esc>"			/* 220 */
	"fept<Enter><Wait:94>="				/* 320 */
	"s<Wait:9>c<Wait:9>C<Wait:9><Esc><Wait:69>"	/* 420 */
	"mhere<Enter><Wait:93>c"			/* 520 */
	"<Wait:49>c<Wait:9>l<Wait:39>l"			/* 620 */
	"[[[]{}.<Wait:93>"				/* 720 */
	"w<Wait:49>w<Wait:48>S"				/* 820 */
	"t<Wait:9>t0<Wait:9>0o<Wait:9>oP<Wait:9>P<Wait:53>"	/* 920 */
	"r<Wait:9>a<Wait:9>I<Wait:9>I<Wait:9>^f[<Enter><Wait:9><Esc>"
	"W<Wait:27>";

static char *all_keys(void)
{
	size_t length = strlen(keys), n = rounds / PERIOD;
	char *text = malloc(n * length + 1), *at = text;

	if (!text)
		return NULL;
	for (size_t i = 0; i < n; i++, at += length)
		memcpy(at, keys, length);
	*at = '\0';
	return text;
}

/* In a child: takes what the terminal gets, until there is none. */
static void drain(int master)
{
	char buf[65536];

	while (read(master, buf, sizeof(buf)) > 0)
		;
	_exit(0);
}

static uint64_t live_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

static int show(struct err *err)
{
	options.keys = all_keys();
	options.speed = 1;
	live.session = &session;
	live.options = &options;
	live.now_ns = live_now;
	config_init(&live.config);
	snprintf(live.config_file, sizeof(live.config_file), "%s/config",
		 folder);
	return live_run(&live, err);
}

static int run_screen(struct err *err)
{
	struct winsize size = { .ws_row = 43, .ws_col = 132 };
	int master, slave, in = dup(0), out = dup(1), got;
	pid_t pid;

	if (start(FAKE_NATIVE, err))
		return -1;
	if (openpty(&master, &slave, NULL, NULL, &size))
		return err_set(err, "no terminal: %s", strerror(errno));
	pid = fork();
	if (pid == 0) {
		close(slave);
		drain(master);
	}
	close(master);
	dup2(slave, 0);
	dup2(slave, 1);
	close(slave);
	setenv("TERM", "xterm-256color", 1);
	got = show(err);
	fflush(stdout);
	dup2(in, 0);
	dup2(out, 1);
	close(in);
	close(out);
	waitpid(pid, NULL, 0);
	free((char *)options.keys);
	return got;
}

/* ---- the verdict ---- */

static const struct { const char *name; int (*run)(struct err *err); } all[] = {
	{ "screen", run_screen }, { "plain tables", run_plain },
	{ "plain sentences", run_sentences }, { "csv", run_csv },
	{ "json", run_json }, { "openmetrics, a file replaced", run_metrics },
};

static bool is_flat(void)
{
	bool flat = last.files == warm.files && round_now >= rounds &&
		    warm.files > 0;

#ifndef __SANITIZE_ADDRESS__		/* which keeps what is freed */
	flat &= last.heap <= warm.heap + HEAP_SLACK &&
		last.resident <= warm.resident + PAGE_SLACK;
#endif
	return flat;
}

int main(int argc, char **argv)
{
	int failures = 0, count = (int)(sizeof(all) / sizeof(*all));

	/* What malloc() keeps at hand counts as used: let it keep nothing. */
	if (!getenv(TUNABLES)) {
		setenv(TUNABLES, "glibc.malloc.tcache_count=0", 1);
		execv("/proc/self/exe", argv);
	}
	mallopt(M_MXFAST, 0);
	rounds = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
	if (rounds < 2 * WARM || rounds % PERIOD || !mkdtemp(folder) ||
	    chdir(folder)) {
		fprintf(stderr, "usage: soak ROUNDS, %d and more thousands\n",
			2 * WARM / 1000);
		return 2;
	}
	setlocale(LC_ALL, "C.UTF-8");
	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	printf("1..%d\n", count);
	for (int i = 0; i < count; i++) {
		struct err err = { "" };
		bool ok;

		if (argc > 2 && strcmp(argv[2], all[i].name))
			continue;
		ok = !all[i].run(&err) && is_flat();

		failures += !ok;
		printf("%s %d - %s: %" PRIu64 " rounds, heap %+" PRId64
		       " bytes of %" PRId64 ", resident %+" PRId64
		       " KiB of %" PRId64 ", descriptors %+" PRId64
		       " of %" PRId64 "%s%s\n", ok ? "ok" : "not ok", i + 1,
		       all[i].name, round_now, last.heap - warm.heap,
		       warm.heap, (last.resident - warm.resident) >> 10,
		       warm.resident >> 10, last.files - warm.files,
		       warm.files - 3, *err.text ? "; " : "", err.text);
	}
	tidy();
	rmdir(folder);
	return failures > 0;
}
