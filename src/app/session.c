/* SPDX-License-Identifier: GPL-2.0-only */
#include "session.h"
#include "exittop/source/replay.h"
#include "exittop/source/source_cpuid.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* At 32 bits, a longer pause could hide a wrap (COUNTER_WRAP_RATE). */
#define NARROW_DELAY_S 60

/* Asks the probe in a round of its own and begins the recording's file. */
static int ask(struct session *session, struct err *err)
{
	struct recorder *rec = &session->recorder;
	char words[HOST_TEXT];
	struct err ignored;
	struct stamp stamp;
	int got = source_next(&rec->source, &stamp, err);

	if (got == 0)
		err_set(err, "the recording has no round");
	if (got <= 0)
		return EXIT_FAILED;
	got = probe_run(&session->probe, &rec->source, &session->probing, err);
	if (got < 0)
		return EXIT_FAILED;
	/* Record an unidentified host, but never over an old recording. */
	if (got == 0 && rec->replaces)
		return EXIT_NO_ANSWER;
	probe_words(&session->probe, words);
	if (recorder_start(rec, words, stamp.wall_ns, got ? err : &ignored) &&
	    got)
		return EXIT_FAILED;
	return got ? EXIT_FINE : EXIT_NO_ANSWER;
}

int session_open(struct session *session, const struct options *options,
		 struct err *err)
{
	memset(session, 0, offsetof(struct session, monitor));
	session->recorder.fd = -1;
	session->probing.dialect = options->dialect;
	session->probing.force = options->force;
	if (options->replay) {
		session->inner = replay_open(options->replay, err);
		if (!session->inner)
			return EXIT_FAILED;
	} else {
		if (source_cpuid_open(&session->cpuid, err))
			return EXIT_NO_ANSWER;
		session->inner = &session->cpuid;
	}
	recorder_init(&session->recorder, session->inner);
	if (options->record &&
	    recorder_open(&session->recorder, options->record, err))
		return EXIT_FAILED;
	return ask(session, err);
}

static int check_vcpu(const struct probe *probe, unsigned int vcpu,
		      struct err *err)
{
	if (!vcpu)
		return EXIT_FINE;
	if (probe->dialect != DIALECT_NATIVE) {
		err_set(err, "--vcpu needs the native leaves; dialect %s counts "
			"all vCPUs together", host_dialect_name(probe->dialect));
		return EXIT_USAGE;
	}
	if (vcpu > probe->vcpus) {
		err_set(err, "--vcpu %u: this VM has %u vCPU%s, from 0 on",
			vcpu - 1, probe->vcpus, probe->vcpus == 1 ? "" : "s");
		return EXIT_USAGE;
	}
	return EXIT_FINE;
}

/* "CR_ACCESS,14,48" or "all". */
static int take_watch(struct monitor_options *options, const char *list,
		      enum isa isa, struct err *err)
{
	char word[REASON_NAME * 2];
	size_t n;

	options->watch_default = false;
	if (!strcmp(list, "all")) {
		memset(options->watched, true, sizeof(options->watched));
		return EXIT_FINE;
	}
	for (; *list; list += n + (list[n] == ',')) {
		int slot;

		n = strcspn(list, ",");
		if (n >= sizeof(word)) {
			err_set(err, "--watch: unknown exit reason '%s'", list);
			return EXIT_USAGE;
		}
		snprintf(word, sizeof(word), "%.*s", (int)n, list);
		slot = reason_find(isa, word, err);
		if (slot < 0)
			return EXIT_USAGE;
		options->watched[slot] = true;
	}
	return EXIT_FINE;
}

/* Of all reasons, or of the one that was named. */
static int start_details(struct session *session,
			 const struct options *options, struct err *err)
{
	bool slots[REASON_SLOTS];
	int slot = options->inside ? reason_find(session->probe.isa,
						 options->inside, err) : 0;

	if (slot < 0)
		return EXIT_USAGE;
	for (int i = 0; i < REASON_SLOTS; i++)
		slots[i] = !options->inside || i == slot;
	if (session_inside(session, slots, err))
		return EXIT_NO_ANSWER;
	session->details.hold = options->mode == MODE_RUN;
	return EXIT_FINE;
}

int session_start(struct session *session, const struct options *options,
		  struct err *err)
{
	struct monitor_options monitor = {
		.vcpu = options->vcpu, .delay_s = options->delay_s,
		.false_alarm_s = options->false_alarm_s,
		.watch_default = true,
	};
	const struct probe *probe = &session->probe;
	int code = check_vcpu(probe, options->vcpu, err);

	if (!code && options->watch)
		code = take_watch(&monitor, options->watch, probe->isa, err);
	/* Kept on a host of another vendor: the default does. */
	if (code && options->watch_kept) {
		memset(monitor.watched, 0, sizeof(monitor.watched));
		monitor.watch_default = true;
		code = EXIT_FINE;
	}
	if (code)
		return code;
	if (!leaf_map(probe->dialect)->wide &&
	    options->delay_s > NARROW_DELAY_S) {
		err_set(err, "--delay %g: counts of dialect %s have 32 bits "
			"and could wrap unseen; at most %d seconds",
			options->delay_s, host_dialect_name(probe->dialect),
			NARROW_DELAY_S);
		return EXIT_USAGE;
	}
	monitor_init(&session->monitor, &session->recorder.source, probe,
		     &monitor);
	if (options->each && session_each(session, true, err))
		return EXIT_USAGE;
	return options->details ? start_details(session, options, err) :
				  EXIT_FINE;
}

int session_inside(struct session *session, const bool slots[REASON_SLOTS],
		   struct err *err)
{
	struct details *details = &session->details;

	session->monitor.options.details = NULL;
	if (!slots)
		return 0;
	if (!details->n && details_init(details, &session->probe,
					session->monitor.options.vcpu, err))
		return -1;
	for (unsigned int i = 0; i < REASON_SLOTS; i++)
		details_want(details, i, slots[i]);
	session->monitor.options.details = details;
	return 0;
}

int session_each(struct session *session, bool on, struct err *err)
{
	struct vcpus *vcpus = &session->vcpus;

	if (on && !vcpus->n && vcpus_init(vcpus, &session->probe, err))
		return -1;
	session->monitor.options.vcpus = on ? vcpus : NULL;
	return 0;
}

int session_record(struct session *session, const char *path, struct err *err)
{
	struct err ignored;

	if (recorder_create(&session->recorder, path, err))
		return -1;
	if (ask(session, err) != EXIT_FINE) {
		recorder_finish(&session->recorder, &ignored);
		return -1;
	}
	session->monitor.sampler.force_full = true;
	return 0;
}

bool session_was_cut(const struct session *session, const char *path,
		     struct err *said)
{
	if (!path || !session->inner || !replay_was_cut(session->inner))
		return false;
	err_set(said, "%s: the last round was cut off and is left out", path);
	return true;
}

int session_close(struct session *session, struct err *err)
{
	int lost = 0;

	if (recorder_is_open(&session->recorder))
		lost = recorder_finish(&session->recorder, err);
	source_close(session->inner);
	session->inner = NULL;
	vcpus_free(&session->vcpus);
	details_free(&session->details);
	return lost;
}
