#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# --summary: many recordings, one line each, and what is wrong with them.

bats_require_minimum_version 1.5.0

setup() {
	E=$(realpath "${EXITTOP:-./exittop}")
	G=$(realpath "$BATS_TEST_DIRNAME/golden")
	cd "$BATS_TEST_TMPDIR"
}

# problem FILE: what the JSON says is wrong with it
problem() {
	"$E" --summary "$@" --format json | tail -n 1 | jq -r '.problems[]'
}

@test "one line a recording, in 80 columns, whatever its name" {
	name=$(printf 'n%.0s' {1..200})
	cp "$G/lab-nested-idle.exits" "$name.exits"
	"$E" --summary "$G"/*.exits "$name.exits" >out || true
	! grep -q '^.\{81\}' <(grep -v '^  !' out)
	[ "$(grep -vc '^  !' out)" = $(($(ls "$G"/*.exits | wc -l) + 2)) ]
}

@test "its numbers are those of the report and of the batch" {
	"$E" --summary "$G/lab-shadow-idle.exits" --format json >one
	"$E" --replay "$G/lab-shadow-idle.exits" --batch --format json >all
	[ "$(jq .rounds one)" = "$(wc -l <all)" ]
	[ "$(jq -r .paging one)" = "$(tail -n 1 all | jq -r .paging)" ]
	"$E" --report "$G/lab-shadow-idle.exits" | tr -d ' ' |
		grep -q "^-$(jq .boot_exits one)exitsfromthecreation"
	jq -se '(.[0].exits_per_s - ([.[1:][].reasons[].delta // 0] | add) /
		([.[1:][].interval_s] | add)) | fabs < 0.001' one all
}

@test "damage, and where; the others are read all the same" {
	sed '0,/^a 4fffff02 0 9/s//a 4fffff02 0 8/' \
		"$G/lab-shadow-idle.exits" >edited
	echo nothing >other
	run --separate-stderr -1 "$E" --summary edited other none \
		"$G/lab-shadow-idle.exits"
	[[ "$stderr" == "exittop: 3 of 4 recordings cannot be read" ]]
	[[ "${lines[2]}" =~ ^"  ! edited: line "[0-9]+": the checksum" ]]
	[[ "${lines[4]}" == "  ! other: line 1: not a recording of exittop" ]]
	[[ "${lines[6]}" == *"No such file or directory"* ]]
	[[ "${lines[7]}" == *" shadow "*" 39.0 "* ]]
	# Unknown is unknown.
	[[ "${lines[1]}" =~ ^"edited "[\ -]+$ ]]
}

@test "odd files are named, and keep nobody waiting" {
	one=$G/lab-shadow-idle.exits
	perl -pe '$. == 300 and s/\n/\r\n/' "$one" >crlf
	perl -pe '$. == 300 and s/..$//' "$one" >short
	sed '$d' "$one" >unended
	: >empty
	mkfifo fifo
	mkdir folder
	head -c 5000 /dev/zero >zeros
	head -c 3000 "$G/lab-nested-hour.exits.xz" >torn.xz
	ln -s fifo link
	run -1 timeout 60 "$E" --summary crlf short unended empty fifo folder \
		zeros torn.xz link "$one" <(gzip -c "$G/lab-amd-nested-idle.exits")
	[[ "$output" == *"! crlf: line 300: the line ends in CR LF, unlike"* ]]
	[[ "$output" == *"! short: line 300: an answer needs six"* ]]
	[[ "$output" == *"! unended: cut off: its last round"* ]]
	[[ "$output" == *"! empty: the file is empty"* ]]
	[[ "$output" == *"! fifo: a named pipe, which is not waited for"* ]]
	[[ "$output" == *"! folder: cannot read 'folder': Is a directory"* ]]
	[[ "$output" == *"! zeros: line 1: not a recording of exittop"* ]]
	[[ "$output" == *"! torn.xz: "* ]]
	[[ "$output" == *"! link: a named pipe"* ]]
	[[ "$output" == *"idle "*" 39.0 "*"/dev/fd/"*" 35.1 "* ]]
	[[ "$output" == *"7 of 11 recordings cannot be read"* ]]
}

@test "what is no number of its rounds is said" {
	cases=$BATS_TEST_DIRNAME/cases
	[[ "$(problem "$cases/amd-2021-off-and-on.exits")" == \
		*"the host did not answer in "[1-9]*" of its rounds"* ]]
	[[ "$(problem "$cases/intel-2021-blind.exits")" == \
		"its host counts behind the kernel's fast paths"* ]]
	[[ "$(problem "$cases/vcpu1.exits")" == \
		*"made with --vcpu 1 and has no answers of other vCPUs"* ]]
}

@test "the table of recordings in tests/README.md is what it says" {
	"$BATS_TEST_DIRNAME/recordings" "$E" >table
	[ "$(wc -l <table)" -ge 42 ]
	sed -n '/^| recording /,$p' "$BATS_TEST_DIRNAME/README.md" |
		diff - table
}

@test "cut off, and sent as text" {
	head -c -100 "$G/lab-shadow-idle.exits" >cut
	sed 's/$/\r/' "$G/lab-shadow-idle.exits" >crlf
	[[ "$(problem cut)" == "cut off: "* ]]
	[[ "$(problem crlf)" == "its lines end in CR LF"* ]]
	run -0 "$E" --summary cut crlf
}

@test "the same as another file, under another name and another header" {
	sed 's/^brand .*/brand mine/' "$G/lab-shadow-idle.exits" >mine
	gzip -c "$G/lab-shadow-idle.exits" >theirs.gz
	[ "$(problem "$G/lab-shadow-idle.exits" mine)" = \
		"the same recording as $G/lab-shadow-idle.exits" ]
	[ "$(problem mine theirs.gz)" = "the same recording as mine" ]
	[ -z "$(problem "$G/lab-shadow-idle.exits" \
		"$G/lab-shadow-loaded.exits")" ]
}

@test "a name that says the other paging, and names that say none" {
	for name in shadow ept0 x-noept ept=0 NPT0; do
		cp "$G/lab-nested-idle.exits" "$name.exits"
		[[ "$(problem "$name.exits")" == \
			"its name says shadow, its exits say nested ("* ]]
	done
	for name in nested my-ept "ept=1 a"; do
		cp "$G/lab-shadow-idle.exits" "$name.exits"
		[[ "$(problem "$name.exits")" == \
			"its name says nested, its exits say shadow ("* ]]
	done
	for name in concept september accepted 1; do
		cp "$G/lab-shadow-idle.exits" "$name.exits"
		[ -z "$(problem "$name.exits")" ]
	done
}

@test "CSV and JSON hold whatever a name or a brand holds" {
	name=$'a,"b"\n\e[31m.exits'
	sed 's/^brand .*/brand "x", y/' "$G/lab-shadow-idle.exits" >"$name"
	"$E" --summary "$name" --format csv >csv
	[ "$(wc -l <csv)" = 2 ]
	grep -qF '"a,""b""??[31m.exits",shadow,"""x"", y",native' csv
	[ "$("$E" --summary "$name" --format json | jq -r .cpu)" = '"x", y' ]
}

@test "a thousand files take no more memory than ten" {
	mkdir many
	for i in $(seq 1000); do
		ln -s "$G/lab-shadow-idle.exits" "many/$i"
	done
	# What one needs, and 64 bytes for each.
	run -0 bash -c 'ulimit -v 60000; exec "$0" --summary many/* >out' "$E"
	[ "$(grep -c 'the same recording as many/1$' out)" = 999 ]
}

@test "--report and --compare of many say that --summary takes them" {
	run -2 "$E" --report "$G"/lab-*-idle.exits
	[ "$output" = "exittop: --report takes one or two recordings, not 4; --summary takes any number" ]
	run -2 "$E" --compare "$G"/lab-*-idle.exits
	[[ "$output" == *"--compare takes two recordings; --summary takes any number" ]]
	run -2 "$E" --summary
	run -2 "$E" --summary a --format openmetrics
}
