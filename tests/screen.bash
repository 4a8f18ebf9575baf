# SPDX-License-Identifier: GPL-2.0-only
# For screen.bats: a terminal in tmux that is looked at until it shows what it
# should. Nothing here sleeps for a time that is hoped to be long enough.

PATIENCE=15	# seconds, then the test fails and prints what it sees

tm() {
	tmux -S "$SOCKET" -f /dev/null "$@"
}

# A terminal of $1 x $2 cells in which a shell waits, prompt "READY$".
terminal() {
	SOCKET=$BATS_TEST_TMPDIR/tmux
	tm kill-server 2>/dev/null || true
	tm new-session -d -x "$1" -y "$2" \
		"env -u TMUX PS1='READY\$ ' ${3-} sh"
	tm set-option -g status off
	tm set-option -g window-size manual
	tm resize-window -x "$1" -y "$2"
	await 'READY\$'
}

# Types a command line and presses Enter.
enter() {
	tm send-keys -l -- "$1"
	tm send-keys Enter
}

press() {
	tm send-keys -- "$@"
}

# The process that the shell of the terminal runs.
child() {
	local shell

	shell=$(tm display -p '#{pane_pid}')
	tr -d ' ' < "/proc/$shell/task/$shell/children"
}

seen() {
	tm capture-pane -p
}

# Waits until the screen matches the extended regular expression $1.
await() {
	local until=$((SECONDS + PATIENCE))

	until seen | grep -Eq -- "$1"; do
		if [ $SECONDS -ge $until ]; then
			echo "not seen: $1"
			seen
			return 1
		fi
		read -rt 0.05 <> <(:) || :
	done
}

# Waits until the screen no longer matches $1.
await_not() {
	local until=$((SECONDS + PATIENCE))

	while seen | grep -Eq -- "$1"; do
		if [ $SECONDS -ge $until ]; then
			echo "still seen: $1"
			seen
			return 1
		fi
		read -rt 0.05 <> <(:) || :
	done
}

# Waits until the screen, blanks at line ends aside, is file $1.
await_screen() {
	local until=$((SECONDS + PATIENCE))

	until diff -q <(sed 's/ *$//' "$1") <(seen | sed 's/ *$//') >/dev/null
	do
		if [ $SECONDS -ge $until ]; then
			diff -u <(sed 's/ *$//' "$1") <(seen | sed 's/ *$//')
			return 1
		fi
		read -rt 0.05 <> <(:) || :
	done
}
