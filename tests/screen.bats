#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The screen in a real terminal emulator (tmux).

load screen

REPLAY=tests/golden/screens/switch.exits

setup() {
	cd "$BATS_TEST_DIRNAME/.." || return
	export LC_ALL=C.UTF-8 TZ=UTC XDG_CONFIG_HOME=$BATS_TEST_TMPDIR
	unset NO_COLOR ESCDELAY LINES COLUMNS
	EXITTOP=${EXITTOP-./exittop}
}

teardown() {
	tm kill-server 2>/dev/null || true
}

# What the screen of $1 x $2 cells is at the end of the recording.
expected() {
	COLUMNS=$1 LINES=$2 "$EXITTOP" --replay $REPLAY --keys '<Wait:200>' |
		cat > "$BATS_TEST_TMPDIR/expected"
	echo "$BATS_TEST_TMPDIR/expected"
}

@test "what curses paints is what view renders, at four sizes" {
	for size in '40 10' '80 24' '132 43' '200 60'; do
		set -- $size
		terminal "$1" "$2"
		enter "$EXITTOP --replay $REPLAY --speed 0"
		await_screen "$(expected "$1" "$2")"
		tm kill-server
	done
}

@test "a text that is cut looks the same to its end" {
	terminal 80 24
	enter "$EXITTOP --replay $REPLAY --speed 0"
	await END
	# No change of colour or weight between the last word and the sign.
	tm capture-pane -p -e | grep -q '8 260/s, …'
}

@test "a replay says so, stays at its end, and q ends it" {
	terminal 80 24
	enter "$EXITTOP --replay $REPLAY --speed 0; echo status \$?"
	await 'exittop  REPLAY  END'
	press q
	await 'status 0'
	await_not REPLAY
}

@test "the first frame comes before the first interval is over" {
	terminal 80 24
	enter "$EXITTOP --replay $REPLAY --speed 0.01"
	await 'CR_ACCESS'
}

@test "keys are read: help, filter, details, back" {
	terminal 80 24
	enter "$EXITTOP --replay $REPLAY --speed 0"
	await END
	press '?'
	await 'HELP'
	press Escape
	await_not 'HELP'
	press f c r _ Enter
	await 'filter cr_'
	press Down Enter
	await 'Control-register accesses'
	press Enter
	await_not 'Control-register accesses'
	press '[' '['
	await 'BACK 00:00:02'
	press .
	await_not BACK
	press PageDown Home End
	press q
	await '^READY\$$'
}

@test "a resize is followed, down to one line and up again" {
	terminal 80 24
	enter "$EXITTOP --replay $REPLAY --speed 0"
	await END
	tm resize-window -x 132 -y 43
	await_screen "$(expected 132 43)"
	tm resize-window -x 30 -y 5
	await 'exittop needs 40x10, this'
	tm resize-window -x 40 -y 10
	await_screen "$(expected 40 10)"
}

@test "a storm of 200 sizes while replaying" {
	terminal 80 24
	enter "$EXITTOP --replay $REPLAY --speed 20"
	await REPLAY
	RANDOM=5
	for _ in $(seq 200); do
		tm resize-window -x $((RANDOM % 250 + 2)) -y $((RANDOM % 80 + 1))
	done
	tm resize-window -x 80 -y 24
	await END
	await_screen "$(expected 80 24)"
	press q
	await '^READY\$$'
}

@test "Ctrl-Z gives the terminal back, fg takes it again" {
	# A second time valgrind's process does not stop.
	[ "$(head -c 2 "$EXITTOP")" != '#!' ] || skip "not under valgrind"
	terminal 80 24
	enter "$EXITTOP --replay $REPLAY --speed 0"
	await END
	press C-z
	await 'Stopped|suspended'
	enter 'stty -a | grep -o " echo "; echo visi''ble'
	await '^visible'
	await '^ echo'
	enter fg
	await_screen "$(expected 80 24)"
	press C-z
	await 'Stopped|suspended'
	tm resize-window -x 132 -y 43
	enter fg
	await_screen "$(expected 132 43)"
}

@test "SIGTERM, SIGHUP, SIGINT and SIGSEGV give the terminal back" {
	for signal in TERM HUP INT SEGV; do
		terminal 80 24
		enter 'before=$(stty -g)'
		enter "$EXITTOP --replay $REPLAY --speed 0"
		await END
		kill -$signal "$(child)"
		await '^READY\$$'
		await_not END
		enter '[ "$before" = "$(stty -g)" ] && echo the sa''me'
		await '^the same'
		tm kill-server
	done
}

@test "NO_COLOR sends no colour, and marks are there all the same" {
	terminal 80 24 NO_COLOR=1
	enter "$EXITTOP --replay $REPLAY --speed 0"
	await '▲ CR_ACCESS'
	await END
	run bash -c "tmux -S $SOCKET capture-pane -e -p | grep -E '38;5|\\[3[0-7]m'"
	[ "$status" -eq 1 ]
}

@test "a C locale gets ASCII, and so does --ascii" {
	terminal 80 24 LC_ALL=C
	enter "$EXITTOP --replay $REPLAY --speed 0"
	await '\^ +28 CR_ACCESS'
	await END
	run bash -c "tmux -S $SOCKET capture-pane -p | LC_ALL=C grep -P '[^ -~]'"
	[ "$status" -eq 1 ]
	tm kill-server
	terminal 80 24
	enter "$EXITTOP --ascii --replay $REPLAY --speed 0"
	await '\^ +28 CR_ACCESS'
}

@test "an unknown TERM is named, exit code 1" {
	terminal 80 24 TERM=nonesuch
	enter "$EXITTOP --replay $REPLAY; echo status \$?"
	await "'nonesuch'"
	await 'status 1'
}

@test "settings are written on request and read at the start" {
	terminal 80 24
	enter "$EXITTOP --replay $REPLAY --speed 0"
	await END
	press s C W
	await 'settings written to'
	press q
	await '^READY\$$'
	enter "clear; $EXITTOP --replay $REPLAY --speed 0"
	await 'COUNT▼'
}

@test "--keys plays on a terminal too, and ends with its keys" {
	terminal 80 24
	enter "$EXITTOP --replay $REPLAY --keys '<Wait:20>?'; echo status \$?"
	await 'status 0'
}
