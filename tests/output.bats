#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Where reports go: files that are moved, removed, full; readers that leave.

bats_require_minimum_version 1.5.0

setup() {
	E=$(realpath "${EXITTOP:-./exittop}")
	TOOLS=$(dirname "$E")/tests
	cd "$BATS_TEST_TMPDIR"
}

recording() {	# SEED ROUNDS
	"$TOOLS/fake_record" native "$1" "$2" >"$BATS_TEST_TMPDIR/$1.exits"
}

# Until the command succeeds; fails after 20 s.
await() {
	for _ in $(seq 400); do
		"$@" && return 0
		sleep 0.05
	done
	echo "still not: $*" >&2
	return 1
}

teardown() {
	[ -z "${pid-}" ] || kill "$pid" 2>/dev/null || true
}

# Waits for the background job, whose exit code is $1.
ended() {
	local code=0

	wait "$pid" || code=$?
	pid=
	[ "$code" = "$1" ]
}

lines_are() {
	[ "$(cat log* 2>/dev/null | wc -l)" = "$1" ]
}

@test "a log that is rotated 100 times loses no round" {
	recording 1 103
	# So slow that every round but the first is one SIGUSR1 asks for.
	"$E" --replay 1.exits --batch --format json --speed 0.0001 -o log &
	pid=$!
	await lines_are 1
	for i in $(seq 100); do
		mv log "log.$i"
		kill -HUP "$pid"
		kill -USR1 "$pid"
		await lines_are $((i + 1))
		[ "$(wc -l <log)" = 1 ]
	done
	kill "$pid"
	ended 143
	cat $(ls -v log.*) log | jq -r .time >times
	[ "$(wc -l <times)" = 101 ]
	sort -c -u times
}

@test "each csv file begins with the header, rotated or appended to" {
	recording 1 4
	"$E" --replay 1.exits --batch --format csv -o log
	"$E" --replay 1.exits --batch --format csv -o log
	[ "$(grep -c ^time log)" = 1 ]
	[ "$(head -1 log | cut -d, -f1-4)" = time,interval_s,reason,name ]
	# So do standard output and what is appended to by the shell.
	"$E" --replay 1.exits --batch --format csv >out
	"$E" --replay 1.exits --batch --format csv >>out
	[ "$(grep -c ^time out)" = 1 ]
	[ "$("$E" --replay 1.exits -b --format csv | grep -c ^time)" = 1 ]
}

@test "the same goes to standard output, to -o and to -o -" {
	recording 2 5
	for format in plain csv json openmetrics; do
		"$E" --replay 2.exits --once --format "$format" >a
		rm -f b
		"$E" --replay 2.exits --once --format "$format" -o b
		cmp a b
		"$E" --replay 2.exits --once --format "$format" -o - | cmp a
	done
}

@test "openmetrics replaces the file, and leaves none beside" {
	recording 1 6
	mkdir metrics
	"$E" --replay 1.exits --batch --format openmetrics -o metrics/x.prom
	[ "$(grep -c '# EOF' metrics/x.prom)" = 1 ]
	[ "$(ls metrics)" = x.prom ]
	before=$(stat -c %i metrics/x.prom)
	"$E" --replay 1.exits --once --format openmetrics -o metrics/x.prom
	[ "$(stat -c %i metrics/x.prom)" != "$before" ]
}

@test "a reader who leaves ends it quietly with 0" {
	recording 1 400
	for format in plain csv json openmetrics; do
		set +o pipefail
		"$E" --replay 1.exits --batch --format "$format" 2>err |
			head -1 >/dev/null
		[ "${PIPESTATUS[0]}" = 0 ]
		[ ! -s err ]
	done
	{ "$E" --replay 1.exits --plain 2>err; echo $? >status; } | true
	[ "$(cat status)" = 0 ]
	[ ! -s err ]
}

@test "a full disk: told once, tried again, and 1 at the end" {
	recording 1 6
	run -1 "$E" --replay 1.exits --batch -o /dev/full
	[ "${#lines[@]}" = 2 ]
	[[ "${lines[0]}" == *"rounds are kept in memory and tried again" ]]
	[[ "${lines[1]}" == *"5 rounds are lost: cannot write to '/dev/full': No space left on device" ]]
	run -1 bash -c "'$E' --replay 1.exits --batch >/dev/full"
	[[ "${lines[1]}" == *"'standard output': No space left on device" ]]
}

@test "a file that no longer fits is not torn" {
	recording 1 40
	# 4 KiB: some rounds, and a part of one.
	run -1 bash -c "trap '' XFSZ; ulimit -f 4
		exec '$E' --replay 1.exits --batch --format json -o log"
	jq -e .schema_version log >/dev/null
	[[ "$output" == *"rounds are lost"*"File too large"* ]]
}

@test "a folder that is not there is said before anything is sampled" {
	recording 1 4
	for format in json openmetrics; do
		run -1 "$E" --replay 1.exits --batch --format $format -o no/x
		[ "$output" = "exittop: cannot open 'no/x' for the report: No such file or directory" ]
	done
}

@test "a folder removed and made again gets the rounds since" {
	recording 1 10
	mkdir d
	"$E" --replay 1.exits --batch --format json --speed 0.0001 -o d/log \
		2>err &
	pid=$!
	await test -s d/log
	rm -r d
	kill -USR1 "$pid"
	await grep -q 'kept in memory' err
	mkdir d
	kill -USR1 "$pid"
	await test -s d/log
	[ "$(wc -l <d/log)" = 2 ]
	kill "$pid"
	ended 143
	grep -q 'again$' err
}

@test "without -o SIGHUP ends it, with -o it does not" {
	recording 1 10
	# Under nohup it would live on, and a shell cannot take that back.
	env --default-signal=HUP "$E" --replay 1.exits --batch \
		--speed 0.0001 >out &
	pid=$!
	await test -s out
	kill -HUP "$pid"
	ended 129
}

@test "an unknown format names those there are and gives 2" {
	run -2 "$E" --once --format xml
	[ "$output" = "exittop: unknown format 'xml'; choose from plain, csv, json, openmetrics and html" ]
}

@test "times have a zone" {
	recording 1 3
	TZ=Asia/Kolkata "$E" --replay 1.exits --once --format json |
		jq -e '.time | test("^[0-9-]{10}T[0-9:]{8}[.][0-9]{3}[+]05:30$")'
}
