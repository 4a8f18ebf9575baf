/* SPDX-License-Identifier: GPL-2.0-only */
#include "reading.h"
#include "exittop/source/replay.h"

#include <string.h>

int reading_run(const struct options *options, const char *path,
		struct session *session, struct run *run,
		struct reading_facts *reading, struct err *err)
{
	static struct snapshot snap;
	struct options replay = *options;
	struct err ignored;
	bool all[REASON_SLOTS];
	int code, got = 0;

	memset(all, true, sizeof(all));

	replay.replay = path;
	replay.record = NULL;
	*reading = (struct reading_facts){ false, false };
	run_init(run, path);
	code = session_open(session, &replay, err);
	if (!code)
		code = session_start(session, &replay, err);
	/* Most recordings have no details, and none are missed. */
	if (!code)
		session_inside(session, all, &ignored);
	while (!code && (got = monitor_refresh(&session->monitor, &snap,
					       err)) > 0) {
		const char *mark = replay_mark(session->inner);

		run_add(run, &snap);
		if (mark)
			course_mark(&run->course, &snap, mark);
	}
	if (session->inner) {
		reading->cut = replay_was_cut(session->inner);
		reading->crlf = replay_has_crlf(session->inner);
	}
	session_close(session, &ignored);
	return got < 0 ? EXIT_FAILED : code;
}
