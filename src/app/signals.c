/* SPDX-License-Identifier: GPL-2.0-only */
#include "signals.h"

#include <signal.h>
#include <stddef.h>
#include <sys/select.h>
#include <time.h>

static volatile sig_atomic_t stopped;	/* by this signal */
static volatile sig_atomic_t moved;	/* SIGHUP: the output is elsewhere */
static volatile sig_atomic_t asked;	/* SIGUSR1: for a sample */

static void on_stop(int sig)
{
	stopped = sig;
}

static void on_move(int sig)
{
	(void)sig;
	moved = 1;
}

static void on_ask(int sig)
{
	(void)sig;
	asked = 1;
}

/* Who asks to end twice does not wait for a reader that takes nothing. */
static void catch(int sig, void (*handler)(int), bool insist)
{
	struct sigaction action = { .sa_handler = handler }, old;

	if (handler == on_stop)
		action.sa_flags = (int)SA_RESETHAND;
	sigemptyset(&action.sa_mask);
	sigaction(sig, NULL, &old);
	if (insist || old.sa_handler != SIG_IGN)
		sigaction(sig, &action, NULL);
}

void signals_catch(bool rotates)
{
	catch(SIGINT, on_stop, false);
	catch(SIGTERM, on_stop, true);
	catch(SIGHUP, rotates ? on_move : on_stop, rotates);
	catch(SIGUSR1, on_ask, true);
	signal(SIGPIPE, SIG_IGN);
}

static struct sigaction limit;	/* SIGXFSZ, as we were started */

void signals_ignore_limit(void)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	sigemptyset(&ignore.sa_mask);
	sigaction(SIGXFSZ, &ignore, &limit);
}

void signals_restore_limit(void)
{
	sigaction(SIGXFSZ, &limit, NULL);
}

/* What a signal asks for; WAKE_DUE: nothing. */
static enum wake asked_for(void)
{
	if (stopped)
		return WAKE_STOP;
	if (moved) {
		moved = 0;
		return WAKE_REOPEN;
	}
	if (asked) {
		asked = 0;
		return WAKE_SAMPLE;
	}
	return WAKE_DUE;
}

/* Signals come in pselect() only, so that none slips in before it. */
enum wake signals_wait(uint64_t (*now_ns)(void), uint64_t when_ns)
{
	enum wake wake = asked_for();
	sigset_t block, old;

	if (wake != WAKE_DUE || now_ns() >= when_ns)
		return wake;
	sigemptyset(&block);
	sigaddset(&block, SIGINT);
	sigaddset(&block, SIGTERM);
	sigaddset(&block, SIGHUP);
	sigaddset(&block, SIGUSR1);
	sigprocmask(SIG_BLOCK, &block, &old);
	while ((wake = asked_for()) == WAKE_DUE) {
		uint64_t now = now_ns(), left = when_ns - now;
		struct timespec ts = {
			.tv_sec = (time_t)(left / 1000000000u),
			.tv_nsec = (long)(left % 1000000000u),
		};

		if (now >= when_ns)
			break;
		pselect(0, NULL, NULL, NULL, &ts, &old);
	}
	sigprocmask(SIG_SETMASK, &old, NULL);
	return wake;
}

int signals_stopped(void)
{
	return stopped;
}

void signals_die(int sig)
{
	signal(sig, SIG_DFL);
	raise(sig);
}
