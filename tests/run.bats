#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# exittop -- COMMAND: its output, its signals and its status are its own.

bats_require_minimum_version 1.5.0

setup() {
	E=${EXITTOP:-./exittop}
	TOOLS=$(dirname "$E")/tests
	cd "$BATS_TEST_DIRNAME/.."
	E=$(realpath "$E")
	"$TOOLS/fake_record" native 1 8 >"$BATS_TEST_TMPDIR/one.exits"
	"$TOOLS/fake_record" native 1 14 4 >"$BATS_TEST_TMPDIR/runs.exits"
	cd "$BATS_TEST_TMPDIR"
}

@test "the report goes to standard error, the output is the command's" {
	"$E" --replay one.exits -- echo hello >out 2>err
	[ "$(cat out)" = hello ]
	grep -q 'paging   nested' err
}

@test "standard input is the command's" {
	[ "$(echo word | "$E" --replay one.exits -- cat 2>/dev/null)" = word ]
}

@test "-o takes the report, and - is standard output" {
	"$E" --replay one.exits -o report -- true 2>err
	[ ! -s err ]
	grep -q 'exit status 0' report
	"$E" --replay one.exits -o - -- true | grep -q 'exit status 0'
}

@test "the exit status is kept: 0, 7, by signal, not found, not executable" {
	run "$E" --replay one.exits -- true
	[ "$status" = 0 ]
	run "$E" --replay one.exits -- sh -c 'exit 7'
	[ "$status" = 7 ]
	run "$E" --replay one.exits -- sh -c 'kill -KILL $$'
	[ "$status" = 137 ]
	run -127 "$E" --replay one.exits -- no-such-command
	[ "${lines[0]}" = \
		"exittop: cannot run 'no-such-command': No such file or directory" ]
	run "$E" --replay one.exits -- ./one.exits
	[ "$status" = 126 ]
}

@test "a report that cannot be written fails a command that did not" {
	run "$E" --replay one.exits -o /no/such/place -- true
	[ "$status" = 1 ]
	run "$E" --replay one.exits -o /dev/full -- true
	[ "$status" = 1 ]
	run "$E" --replay one.exits -o /dev/full -- sh -c 'exit 9'
	[ "$status" = 9 ]
}

@test "options of the command are not ours, with and without --" {
	run "$E" --replay one.exits -- sh -c 'echo "$@"' sh --once -n 3 -- x
	[ "$status" = 0 ]
	[[ "$output" == *"--once -n 3 -- x"* ]]
	run "$E" --replay one.exits true
	[ "$status" = 2 ]
	[[ "$output" == *"put a command after --"* ]]
}

@test "csv, json and plain tell the same exits" {
	"$E" --replay one.exits --format csv -- true 2>csv
	"$E" --replay one.exits --format json -- true 2>json
	"$E" --replay one.exits -- true 2>plain
	[ "$(jq -r '.reasons[] | select(.name == "EPT_VIOLATION").count' json)" \
		= "$(awk -F, '$4 == "EPT_VIOLATION" { print $5 }' csv)" ]
	awk '$2 == "EPT_VIOLATION" { print $3 }' plain |
		grep -qx "$(awk -F, '$4 == "EPT_VIOLATION" { print $5 }' csv)"
	[ "$(jq -c .command.argv json)" = '["true"]' ]
	[ "$(jq .command.status json)" = 0 ]
}

@test "a recorded run gives its report once more, run by run" {
	"$E" --replay runs.exits -r 2 --format json -- true 2>json
	[ "$(jq -s length json)" = 2 ]
	# Rounds 3 and 4, and 6 to 8: round 2 and 5 are where they begin.
	jq -s -e '.[0].interval_s < 2.1 and .[1].interval_s > 2.9' json
	run "$E" --replay runs.exits -r 9 -- true
	[ "$status" = 1 ]
	[[ "$output" == *"the recording ends before run"* ]]
}

@test "several runs: mean, deviation, minimum and maximum" {
	"$E" --replay runs.exits -r 2 -- true 2>plain
	grep -q '^time     2 runs, ' plain
	grep -q 'MEAN       SD         MIN         MAX    TIME%$' plain
	[ -z "$(awk 'length($0) > 80' plain)" ]
}

@test "a baseline and repetitions go with a command only" {
	run "$E" --replay one.exits --baseline 5
	[ "$status" = 2 ]
	[[ "$output" == *"exittop [options] -- COMMAND"* ]]
	run "$E" --replay one.exits -r 5
	[ "$status" = 2 ]
	run "$E" --replay one.exits --once -- true
	[ "$status" = 2 ]
}

@test "the command is not run where the host does not answer" {
	"$E" --probe >/dev/null 2>&1 && skip "this host answers"
	run "$E" -- touch ran
	[ "$status" = 3 ]
	[ ! -e ran ]
}

@test "ctrl-c at a terminal is the command's: the report still comes" {
	tmux -L "run-$$" -f /dev/null new-session -d -x 100 -y 30 \
		"$E --replay one.exits -o report -- \
		sh -c 'trap \"exit 4\" INT; : >ready; while :; do sleep 0.05; done';
		echo \$? >status"
	for _ in $(seq 200); do [ -e ready ] && break; sleep 0.05; done
	tmux -L "run-$$" send-keys C-c
	for _ in $(seq 200); do [ -s status ] && break; sleep 0.05; done
	tmux -L "run-$$" kill-server 2>/dev/null || true
	[ "$(cat status)" = 4 ]
	grep -q 'exit status 4' report
}
