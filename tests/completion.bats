#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The completions know what exittop knows. Made while it is built, so they
# cannot differ; what is tested is that each shell takes them.

setup() {
	E=$(realpath "${EXITTOP:-./exittop}")
	C=$(dirname "$E")
	"$E" --help >"$BATS_TEST_TMPDIR/help"
	options=$(grep -o -- ' --[a-z-]*' "$BATS_TEST_TMPDIR/help" |
		grep -v -- '--$' | sort -u)
	[ -n "$options" ]
}

# What bash offers for the words $@, the last being typed.
in_bash() {
	bash --norc -c '
		source "$1"; shift
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_exittop
		printf "%s\n" "${COMPREPLY[@]}"' _ "$C/exittop.bash" "$@"
}

# zsh in a terminal of its own; Tab, and what it lists or puts in.
in_zsh() {
	zsh -f "$BATS_TEST_DIRNAME/tools/zsh-complete" "$C/exittop.zsh" "$1"
}

in_fish() {
	fish -N -c "source '$C/exittop.fish'; complete -C '$1'" | cut -f1
}

@test "each shell's completion has every option of --help" {
	for option in $options; do
		grep -q -- " $option" "$C/exittop.bash"
		grep -q -- "$option[=[]" "$C/exittop.zsh" ||
			grep -q -- "$option}" "$C/exittop.zsh" ||
			grep -q -- "$option=}" "$C/exittop.zsh"
		grep -q -- "-l ${option#--} " "$C/exittop.fish"
	done
}

@test "bash: options, values, values behind =, files, a command" {
	[ "$(in_bash exittop --fo | sort | tr '\n' ' ')" = \
		"--force --format " ]
	[ "$(in_bash exittop --format '' | tr '\n' ' ')" = \
		"plain csv json openmetrics html " ]
	[ "$(in_bash exittop --format = j)" = json ]
	[ "$(in_bash exittop --format =)" = "$(in_bash exittop --format '')" ]
	[ "$(in_bash exittop --explain EPT_V)" = EPT_VIOLATION ]
	in_bash exittop --sort cyc | grep -qx cycles_per_exit
	in_bash exittop --replay /etc/passw | grep -qx /etc/passwd
	in_bash exittop --once -- printf | grep -qx printf
	[ -z "$(in_bash exittop --delay '')" ]
}

@test "bash: shellcheck has nothing to say" {
	command -v shellcheck >/dev/null || skip "no shellcheck"
	shellcheck -s bash -e SC2034 "$C/exittop.bash"
}

@test "fish: options, values, files, a command" {
	command -v fish >/dev/null || skip "no fish"
	fish -n "$C/exittop.fish"
	[ "$(in_fish 'exittop --format o')" = openmetrics ]
	[ "$(in_fish 'exittop --explain EPT_V')" = EPT_VIOLATION ]
	in_fish 'exittop --fo' | grep -qx -- --force
	in_fish 'exittop -o /etc/passw' | grep -qx /etc/passwd
	in_fish 'exittop --once -- /bin/mkdi' | grep -qx /bin/mkdir
	! in_fish 'exittop --once -- ls --fo' | grep -qx -- --force
}

@test "zsh: options, values, a command" {
	command -v zsh >/dev/null || skip "no zsh"
	zsh -n "$C/exittop.zsh"
	in_zsh 'exittop --format o' | grep -q 'exittop --format openmetrics'
	in_zsh 'exittop --format=o' | grep -q 'exittop --format=openmetrics'
	in_zsh 'exittop --explain EPT_V' | grep -q 'EPT_VIOLATION'
	in_zsh 'exittop --exit-' | grep -q 'exittop --exit-on-shift'
	in_zsh 'exittop --once -- zstyl' | grep -q 'exittop --once -- zstyle'
}
