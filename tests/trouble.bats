#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# No memory, readers that do not read, signals in heaps.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/.."
	E=$(realpath "${EXITTOP:-./exittop}")
	TOOLS=$(dirname "$E")/tests
	FAIL=$(realpath "$TOOLS/fail_malloc.so")
	"$TOOLS/fake_record" native 1 20 >"$BATS_TEST_TMPDIR/one.exits"
	export HOME=$BATS_TEST_TMPDIR XDG_CONFIG_HOME=
	cd "$BATS_TEST_TMPDIR"
}

needs_malloc_of_its_own() {
	[ "$(head -c 2 "$E")" != '#!' ] || skip "valgrind has its own malloc"
	[ -z "$(nm "$E" | grep __asan_init)" ] || skip "ASan has its own malloc"
}

# catches PID SIGNAL: waits until it has a handler; with "once" only looks.
catches() {
	local mask

	until mask=$(sed -n 's/^SigCgt:[[:space:]]*/0x/p' "/proc/$1/status") &&
	      ((mask >> ($2 - 1) & 1)); do
		[ -z "${3-}" ] || return 1
		[ -e "/proc/$1" ]
	done
}

# each ARGUMENTS...: allocation after allocation fails, until none does. It
# ends with 0, or with 1 and sentences.
each() {
	local n=1 fine=0 code

	while [ $n -lt 2000 ]; do
		code=0
		env LD_PRELOAD="$FAIL" FAIL_AT=$n "$E" "$@" >out 2>err ||
			code=$?
		if [ $code != 0 ]; then
			echo "allocation $n of $*: $code, $(cat err)"
			[ $code = 1 ]
			[ -s err ]
			[ -z "$(grep -v '^exittop: ' err)" ]
		fi
		fine=$((code ? 0 : fine + 1))
		n=$((n < 140 ? n + 1 : n + n / 8))
	done
	[ $fine -gt 0 ]
}

@test "no memory, from any allocation on: a sentence, and no crash" {
	needs_malloc_of_its_own
	each --replay one.exits --once
	each --replay one.exits --batch --format json -o report
	each --replay one.exits --keys '/ept<Enter>?q'
	each --compare one.exits one.exits
}

@test "one allocation fails: what is written is whole, or said to be lost" {
	needs_malloc_of_its_own
	export FAIL_ONCE=1
	each --replay one.exits --batch --format openmetrics -o metrics
	rm -f report
	each --replay one.exits --batch --format json -o report
	jq -es 'length > 1000' report >/dev/null
}

# curses may not survive it (newterm() of 6.4 does not always): the shell does.
@test "no memory for the screen: the terminal is given back" {
	needs_malloc_of_its_own
	export TERM=xterm
	for n in $(seq 120 9 260) 300 350 400 500 600 800 1000; do
		script -qec "env LD_PRELOAD=$FAIL FAIL_AT=$n $E \
			--replay one.exits --keys 'e?<Esc>q'; stty -a" \
			/dev/null </dev/null >screen
		# The settings of a shell's terminal, as stty tells them.
		grep -q ' icanon ' screen
		grep -q ' echo ' screen
	done
}

@test "a reader that does not read: the second SIGTERM ends it" {
	[ "$(head -c 2 "$E")" != '#!' ] || skip "valgrind has every handler"
	mkfifo out
	"$E" --replay one.exits --batch --format csv >out 3>&- &
	exec 8<out
	# Blocked in a write, it sleeps.
	catches $! 15
	until grep -q '^State:.S' "/proc/$!/status"; do :; done
	kill -TERM $!
	# The handler is gone: it has come.
	while catches $! 15 once; do :; done
	kill -TERM $!
	status=0
	wait $! || status=$?
	[ "$status" = 143 ]
}

@test "a limit of the size of files is a full disk, and COMMAND has its own" {
	[ "$(head -c 2 "$E")" != '#!' ] || skip "valgrind writes files, too"
	for args in "--batch --record new" "--batch --format json -o out" \
		"--keys '              q' --record new"; do
		rm -f new out
		run --separate-stderr -1 sh -c "ulimit -f 8
			'$E' --replay one.exits $args"
		[[ "$stderr" == *"File too large"* ]]
		[ "$(cat new out 2>/dev/null | wc -c)" -le 8192 ]
		[ -z "$(cat new out 2>/dev/null | tail -c 1)" ]
	done
	# Its signal is COMMAND's as it was: a program that ends by it.
	run -153 sh -c "ulimit -f 8; '$E' --replay one.exits -o /dev/null -- \
		dd if=/dev/zero of=big bs=9000 count=1"
}

@test "signals in heaps: every round is whole, and none is lost" {
	[ "$(head -c 2 "$E")" != '#!' ] || skip "valgrind has every handler"
	"$E" --replay one.exits --batch --format json >quiet
	"$E" --replay one.exits --batch --format json --speed 8 \
		--record again -o busy 3>&- &
	catches $! 10
	while kill -USR1 $! && kill -WINCH $! && kill -CONT $! &&
	      kill -URG $!; do :; done 2>/dev/null
	wait $!
	cmp quiet busy
	"$E" --replay again --batch --format json | cmp quiet
}

@test "the screen whose terminal is killed leaves nothing behind" {
	load screen
	terminal 80 24
	enter "$E --replay $PWD/one.exits --speed 1"
	await REPLAY
	pid=$(child)
	tm kill-server
	until ! [ -e "/proc/$pid" ] ||
	      grep -q '^State:.Z' "/proc/$pid/status"; do
		[ $SECONDS -lt 30 ]
		read -rt 0.05 <> <(:) || :
	done
}
