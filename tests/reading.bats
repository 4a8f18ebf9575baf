#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Recordings of any size and packing, and files that are none.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/.."
	E=$(realpath "${EXITTOP:-./exittop}")
	TOOLS=$(dirname "$E")/tests
	export HOME=$BATS_TEST_TMPDIR XDG_CONFIG_HOME=
	cd "$BATS_TEST_TMPDIR"
	"$TOOLS/fake_record" native 1 20 >plain
}

# peak ARGUMENTS...: the most memory that exittop had, in KiB.
peak() {
	python3 - "$E" "$@" <<-'END'
	import resource, subprocess, sys
	subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
	print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
	END
}

compressed() {
	local tool

	for tool in gzip xz zstd; do
		"$tool" -c plain >"plain.$tool"
	done
}

unpacks() {
	! "$E" --replay "$1" --once 2>&1 >/dev/null | grep 'built without'
}

@test "recordings compressed by gzip, xz and zstd are read, in a pipe, too" {
	compressed
	"$E" --replay plain --batch --format csv >want
	for tool in gzip xz zstd; do
		unpacks "plain.$tool" || continue
		"$E" --replay "plain.$tool" --batch --format csv | cmp want
		"$E" --replay - --batch --format csv <"plain.$tool" |
			cmp want
		# A byte at a time, as a slow pipe may give them.
		dd if="plain.$tool" bs=1 status=none |
			"$E" --replay - --batch --format csv | cmp want
		"$E" --report "plain.$tool" >/dev/null
		"$E" --compare plain "plain.$tool" >/dev/null
	done
}

@test "compressed files put together by cat are one recording" {
	head -n 1000 plain >one
	tail -n +1001 plain >two
	"$E" --replay plain --batch --format csv >want
	for tool in gzip xz zstd; do
		{ "$tool" -c one; "$tool" -c two; } >both
		unpacks both || continue
		"$E" --replay both --batch --format csv | cmp want
	done
}

@test "a compressed recording without its end loses its last round only" {
	"$TOOLS/fake_record" native 1 2000 >plain
	compressed
	for tool in gzip xz zstd; do
		unpacks "plain.$tool" || continue
		size=$(wc -c <"plain.$tool")
		head -c $((size * 3 / 4)) "plain.$tool" >cut
		run --separate-stderr -0 "$E" --report cut
		[[ "$stderr" == *"cut: the last round was cut off"* ]]
		# Nothing but the checksum at the end is missing.
		head -c -2 "plain.$tool" >cut
		run --separate-stderr -0 "$E" --report cut
		[[ "$stderr" == *"cut: the last round was cut off"* ]]
	done
}

@test "damaged compressed data are named as such" {
	compressed
	for tool in gzip xz zstd; do
		unpacks "plain.$tool" || continue
		size=$(wc -c <"plain.$tool")
		cp "plain.$tool" bad
		head -c 64 /dev/zero | tr '\0' '\377' |
			dd of=bad bs=1 seek=$((size / 2)) conv=notrunc \
				status=none
		run --separate-stderr -1 "$E" --report bad
		[[ "$stderr" == "exittop: bad:"*damaged* ]]
	done
}

@test "a compressed file that needs too much memory says what to do" {
	head -c 1000 plain | xz --lzma2=dict=512MiB >big.xz
	unpacks big.xz || skip "built without liblzma"
	run --separate-stderr -1 "$E" --report big.xz
	[[ "$stderr" == *"needs more than"*"xz -dc"* ]]
}

@test "lines that end in CR LF are read" {
	sed 's/$/\r/' plain >dos
	"$E" --replay plain --batch --format csv >want
	"$E" --replay dos --batch --format csv | cmp want
	# Where an editor left some lines as they were, too.
	sed '500,$s/\r$//' dos >mixed
	"$E" --replay mixed --batch --format csv | cmp want
}

@test "a file without end or without lines ends at the first wrong line" {
	for file in /dev/zero /dev/urandom; do
		run --separate-stderr -1 timeout 20 "$E" --report "$file"
		[[ "$stderr" == "exittop: $file:1: not a recording"* ]]
	done
	{ cat plain; tr '\0' a </dev/zero; } | {
		run --separate-stderr -1 timeout 20 "$E" --report -
		last=$(($(wc -l <plain) + 1))
		[[ "$stderr" == "exittop: -:$last: "* ]]
	}
}

@test "memory does not depend on the length of a recording" {
	[ "$(head -c 2 "$E")" != '#!' ] || skip "valgrind has memory of its own"
	nm "$E" | grep -q __asan_init && skip "so has a sanitizer"
	"$TOOLS/fake_record" native 1 20000 >long
	xz -0 <long >long.xz
	for mode in "--report" "--once --replay" "--batch --replay"; do
		small=$(peak $mode plain)
		large=$(peak $mode long)
		echo "$mode: $small KiB, $large KiB"
		[ "$large" -lt 16384 ]
		[ $((large - small)) -lt 512 ]
	done
	[ "$(peak --compare long long)" -lt 16384 ]
	unpacks long.xz || skip "built without liblzma"
	[ "$(peak --report long.xz)" -lt 16384 ]
}

@test "--once reads no more than it needs" {
	{ cat plain; sleep 60; } | timeout 20 "$E" --replay - --once
	{ cat plain; echo damaged; } >rest
	"$E" --replay rest --once
	run -1 "$E" --replay rest --batch
}
