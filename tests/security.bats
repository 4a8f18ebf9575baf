#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# What exittop cannot do, and what cannot make it do anything.

bats_require_minimum_version 1.5.0

load screen

KNOWN='COLORFGBG COLUMNS ESCDELAY HOME LINES NO_COLOR TERM XDG_CONFIG_HOME'

setup() {
	cd "$BATS_TEST_DIRNAME/.."
	E=$(realpath "${EXITTOP:-./exittop}")
	TOOLS=$(dirname "$E")/tests
	"$TOOLS/fake_record" native 1 20 >"$BATS_TEST_TMPDIR/one.exits"
	export HOME=$BATS_TEST_TMPDIR XDG_CONFIG_HOME=
	cd "$BATS_TEST_TMPDIR"
}

teardown() {
	[ -z "$SOCKET" ] || tm kill-server 2>/dev/null || true
}

# Built without libseccomp, or under a sanitizer.
needs_a_filter() {
	readelf -d "$E" | grep -q 'NEEDED.*seccomp' ||
		skip "this exittop is built without libseccomp"
}

# The filter of a process: 0 none, 2 one.
filter_of() {
	sed -n 's/^Seccomp:[[:space:]]*//p' "/proc/$1/status"
}

@test "the screen runs under a filter, suspends, records, saves and ends" {
	needs_a_filter
	terminal 80 24
	enter "$E --replay $PWD/one.exits --speed 1"
	await 'REPLAY'
	[ "$(filter_of "$(child)")" = 2 ]
	press C-z
	await 'READY\$'
	enter fg
	await 'q quit'
	press w
	await 'recording to'
	press S
	await 'saved to'
	press W
	await 'settings written'
	press q
	await 'READY\$'
	ls exittop-*.exits exittop-*.txt .config/exittop/config
}

@test "a batch runs under a filter" {
	needs_a_filter
	mkfifo out
	"$E" --replay one.exits --batch --format csv >out &
	# It fills the pipe and waits: nobody reads yet.
	exec 8<out
	until [ "$(filter_of $!)" = 2 ]; do
		[ -e /proc/$! ]
	done
	[ "$(cat <&8 | wc -l)" -gt 1000 ]
	wait $!
}

@test "where seccomp(2) is refused there is a filter, and that is said" {
	needs_a_filter
	"$E" --replay one.exits --probe | grep -qx 'sandbox  seccomp filter'
	W=$TOOLS/without_seccomp
	"$W" true || skip "no filter can be set here"
	"$W" "$E" --replay one.exits --probe |
		grep -q '^sandbox  seccomp filter, set by prctl(2)'
	run --separate-stderr -0 "$W" "$E" --replay one.exits --batch \
		--format csv
	[[ "$stderr" == "exittop: sandbox: seccomp filter, set by prctl"* ]]
	[ "${#stderr_lines[@]}" = 1 ]
	[ "$output" = "$("$E" --replay one.exits --batch --format csv)" ]
}

@test "a COMMAND has no filter, and may gain privileges" {
	run --separate-stderr -0 "$E" --replay one.exits -- cat /proc/self/status
	[[ "$output" == *$'Seccomp:\t0'* ]]
	[[ "$output" == *$'NoNewPrivs:\t0'* ]]
}

@test "exittop itself has one while the last COMMAND runs" {
	needs_a_filter
	run --separate-stderr -0 "$E" --replay one.exits -- sh -c '
		until grep -q "^Seccomp:.2" /proc/$PPID/status; do
			[ -e /proc/$PPID ] || exit 1
		done'
}

@test "the binary is hardened: PIE, RELRO, BIND_NOW, canaries, FORTIFY" {
	[ "$(head -c 2 "$E")" != '#!' ] || skip "under valgrind it is a script"
	# The sanitizers have means of their own.
	nm "$E" | grep -q __asan_init && skip "a sanitizer's build"
	for file in "$E" "${E%/*/*}/static/exittop"; do
		[ -e "$file" ] || continue
		readelf -h "$file" | grep -q 'Type:.*DYN'
		readelf -l "$file" | grep -q GNU_RELRO
		readelf -d "$file" | grep -q 'FLAGS.*NOW'
		# Neither the stack nor anything else is written and run.
		readelf -lW "$file" | grep -q 'GNU_STACK.* RW '
		[ -z "$(readelf -lW "$file" | grep RWE)" ]
	done
	nm -D "$E" | grep -q __stack_chk_fail
	nm -D "$E" | grep -q '__[a-z]*printf_chk'
}

# Every variable that the sources ask for, and those of curses and libc.
@test "no variable of the environment makes it write or run anything" {
	cat >ran <<-END
	#!/bin/sh
	echo ran >>$PWD/was-run
	END
	chmod +x ran
	vars=$(grep -ohE '(getenv|size_from)\("[A-Z_]+"' \
		"$BATS_TEST_DIRNAME"/../src/*/*.c | cut -d '"' -f 2 | sort -u)
	echo "asked for: $vars"
	[ "$(echo $vars)" = "$KNOWN" ]
	mkdir empty
	before=$(find . | sort)
	for value in "$PWD/ran" "|$PWD/ran" "\$($PWD/ran)" "$PWD/new" \
	             "/../../../../../..$PWD/new" '%s%s%n'; do
		for v in $vars TERMINFO TERMINFO_DIRS TERMCAP TERMPATH \
			LOCPATH LANG LC_ALL LANGUAGE NLSPATH TZ TZDIR \
			GCONV_PATH ESCDELAY NCURSES_TRACE NCURSES_NO_PADDING \
			MALLOC_TRACE EDITOR PAGER SHELL BROWSER TMPDIR \
			EXITTOP EXITTOP_OPTIONS EXITTOP_CONFIG; do
			env "$v=$value" "$E" --replay one.exits --once \
				>/dev/null 2>empty.err || :
			env "$v=$value" "$E" --replay one.exits \
				--keys '?q' >/dev/null 2>empty.err || :
		done
	done
	rm -f empty.err
	[ "$(find . | sort)" = "$before" ]
	[ ! -e was-run ]
}
