#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# --report: the files that it writes. What a browser makes of its page is
# tested by page.bats.

bats_require_minimum_version 1.5.0

setup() {
	E=$(realpath "${EXITTOP:-./exittop}")
	G=$(realpath "$BATS_TEST_DIRNAME/golden")
	cd "$BATS_TEST_TMPDIR"
}

@test "pictures lie beside the Markdown that names them" {
	mkdir "a dir"
	"$E" --report "$G"/lab-{nested,shadow}-idle.exits -o "a dir/my (1).md"
	[ "$(ls "a dir" | wc -l)" = 5 ]
	sed -n 's/^!.*](\(.*\))$/\1/p' "a dir/my (1).md" >named
	[ "$(wc -l <named)" = 4 ]
	while read -r name; do
		file=$(printf '%b' "${name//%/\\x}")
		grep -q '^<svg .*xmlns=' "a dir/$file"
		tail -n 1 "a dir/$file" | grep -qx '</svg>'
	done <named
}

@test "one run has no comparison, an untimed host no share of time" {
	"$E" --report "$G/lab-nested-idle.exits" -o one.md
	[ "$(echo one-*)" = "one-share.svg one-time-a.svg" ]
	"$E" --report "$G/published-cvamsik-ept.exits" -o untimed.md
	[ "$(echo untimed-*)" = "untimed-time-a.svg" ]
}

@test "a report takes the place of the last one, whole" {
	for format in plain html; do
		"$E" --report "$G/lab-nested-idle.exits" --format $format \
			-o report
		size=$(stat -c %s report)
		"$E" --report "$G/lab-nested-idle.exits" --format $format \
			-o report
		[ "$(stat -c %s report)" = "$size" ]
	done
	# One that fails leaves it as it was.
	run -1 "$E" --report /dev/null --format html -o report
	[ "$(stat -c %s report)" = "$size" ]
}

@test "to standard output and to what is no file go no pictures" {
	"$E" --report "$G/lab-nested-idle.exits" >out
	"$E" --report "$G/lab-nested-idle.exits" -o - >dash
	diff out dash
	! grep -q svg out
	mkfifo pipe
	cat pipe >piped &
	"$E" --report "$G/lab-nested-idle.exits" -o pipe
	wait $!
	diff out piped
	[ "$(echo *.svg)" = "*.svg" ]
}

@test "the page asks for nothing: no address, one script that its policy names" {
	"$E" --report "$G"/lab-{nested,shadow}-idle.exits --format html >page
	! grep -oE '(src|href)="[^#][^"]*"|url\(|@import' page
	! grep -E '<(link|img|iframe|object)' page
	hash=$(perl -0777 -ne 'use Digest::SHA "sha256_base64";
		/<script>(.*?)<\/script>/s and print sha256_base64($1), "="' page)
	grep -qF "script-src 'sha256-$hash'" page
}
