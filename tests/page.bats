#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The page of --report --format html, as a browser has it: valid, usable by
# keyboard and by screen readers, and with the numbers of the CSV. Not part of
# `make check`: `make check-page` installs what it needs into build/page, and
# leaves its screenshots there.

bats_require_minimum_version 1.5.0

setup_file() {
	export E HERE LOOK G DIR
	E=$(realpath "${EXITTOP:-./exittop}")
	HERE=$BATS_TEST_DIRNAME
	LOOK=$(realpath "$HERE/../build/page")
	G=$(realpath "$HERE/golden")
	DIR=$BATS_FILE_TMPDIR
	[ -e "$LOOK/node_modules" ] || return 0
	cd "$G"
	"$E" --report lab-nested-step.exits lab-shadow-step.exits \
		--format html -o "$DIR/two.html"
	"$E" --report lab-amd-shadow-step.exits --format html \
		-o "$DIR/one.html"
	"$E" --report published-nakul32430-ept.exits published-nakul32430-noept.exits \
		--format html -o "$DIR/untimed.html"
}

setup() {
	[ -e "$LOOK/node_modules" ] ||
		skip "make check-page installs what this needs"
}

# look WHAT PAGE [FILE]: tests/page/look.js
look() {
	timeout 1200 node "$HERE/page/look.js" "$LOOK" "$@"
}

# The checker knows no hashes in a policy; look.js sees that the script runs.
valid() {
	java -jar "$LOOK/node_modules/vnu-jar/build/dist/vnu.jar" --Werror \
		--also-check-svg \
		--filterpattern '.*violates Content Security Policy.*' "$@"
}

@test "HTML and SVG are valid" {
	"$E" --report "$G"/lab-{nested,shadow}-idle.exits -o "$DIR/report.md"
	valid "$DIR"/*.html "$DIR"/report-{time-a,time-b,compare,share}.svg
}

@test "at both widths, light and dark: it fits, sorts, unfolds, axe is silent" {
	for page in two one untimed; do
		look whole "$DIR/$page.html"
	done
}

@test "the numbers of two runs are those of --compare --format csv" {
	"$E" --compare "$G"/lab-{nested,shadow}-step.exits --format csv \
		>"$DIR/two.csv"
	look compares "$DIR/two.html" "$DIR/two.csv"
}

@test "the counts of one run are those of --batch --format csv" {
	"$E" --replay "$G/lab-amd-shadow-step.exits" --batch --format csv \
		>"$DIR/one.csv"
	look counts "$DIR/one.html" "$DIR/one.csv"
}

@test "without scripts nothing but the sorting is missing" {
	look bare "$DIR/two.html"
}

@test "on paper it is light and fits" {
	look prints "$DIR/two.html"
}

@test "an untimed host's share of time is unknown, not 0" {
	grep -q 'The share of time is unknown' "$DIR/untimed.html"
	! grep -q 'id="share-title"' "$DIR/untimed.html"
	! grep -q '0.0 %' "$DIR/untimed.html"
}

@test "text of others stays text" {
	bad='<script>alert(1)</script><img src=x onerror=alert(2)>&amp;"'"'"
	mkdir -p "$DIR/hostile"
	hostile="$DIR/hostile/${bad//\//:}.exits"
	bidi=$'\u202e'
	sed -e "s|^brand .*|brand <b><i>\&amp;</i></b><script>alert(3)</script>$bidi|" \
		-e 's|^codename .*|codename --></script>]]><svg onload=alert(4)>|' \
		-e 's|^vendor .*|vendor <base href=//x>|' \
		"$G/lab-shadow-idle.exits" >"$hostile"
	# A mark in the third round, and the checksum that it makes.
	BAD=$bad perl -i -0777 -pe 'use integer; my $n = 0;
		s{(round .*?)end (\d+) \w+\n}{
			my ($round, $answers) = ($1, $2);
			$round .= "mark $ENV{BAD}\n" if ++$n == 3;
			my $sum = 2166136261;
			$sum = (($sum ^ ord) * 16777619) & 0xffffffff
				for split //, $round;
			sprintf "%send %d %x\n", $round, $answers, $sum;
		}gse' "$hostile"
	"$E" --report "$hostile" --format html -o "$DIR/hostile.html"
	! grep -q "$bidi" "$DIR/hostile.html"
	printf '%s\n' "$bad" '<b><i>&amp;</i></b><script>alert(3)</script>?' \
		"${bad//\//:}.exits" >"$DIR/hostile.txt"
	valid "$DIR/hostile.html"
	look hostile "$DIR/hostile.html" "$DIR/hostile.txt"
}
