#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# An hour at rest in the lab (make lab-idle): what is alerted is a false alarm.

bats_require_minimum_version 1.5.0

setup() {
	E=$(realpath "${EXITTOP:-build/main/exittop}")
	cd "$BATS_TEST_TMPDIR" || return
}

# events MODE ARGUMENT...: what exittop has to tell of that hour.
events() {
	xz -dc "$BATS_TEST_DIRNAME/golden/lab-$1-hour.exits.xz" >hour.exits
	shift
	"$E" --replay hour.exits --batch --plain --speed 0 "$@"
}

@test "an hour at rest brings no false alarm" {
	for mode in nested shadow; do
		run -0 events $mode
		[ "$(grep -c '^round ' hour.exits)" -gt 3600 ]
		[ "${#lines[@]}" = 1 ]
		[[ ${lines[0]} == *"paging is $mode"* ]]
	done
}

# Half a minute after it booted the guest comes to rest, which is one.
@test "an hour at rest brings one alert of all reasons, which is true" {
	for mode in nested shadow; do
		run -0 events $mode --watch all
		[ "${#lines[@]}" = 2 ]
		[[ ${lines[1]} == *" down from 1."* ]]
	done
}
