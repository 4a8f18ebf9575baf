# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
#
# What the files of judge/ share: TAP, three kinds of reading, and the one
# question that is asked of them. Each of those files has a judge_SCRIPT, which
# runs where the results of guest/SCRIPT are, with $name and the other columns
# of its row.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

# judge WHAT COMMAND...: the command says on its output what is wrong, or how
# right it is.
judge() {
	local what=$1 detail

	shift
	if detail=$("$@" 2>&1); then
		passed=$((passed + 1))
		printf 'ok %d - %s%s\n' $((passed + failed)) "$what" \
			"${detail:+ ($detail)}"
	else
		failed=$((failed + 1))
		printf 'not ok %d - %s\n%s\n' $((passed + failed)) "$what" \
			"$detail" | sed '2,$s/^/# /'
	fi
}

# is WHAT VALUE EXPECTED
is() {
	[ "$2" = "$3" ] || { echo "$1 is '$2', not '$3'"; return 1; }
}

# Three kinds of reading, each as lines "CODE COUNT" and "total COUNT".
from_exittop() {
	jq -r '"total \(.total.count)",
		(.reasons[] | select(.count) | "\(.reason) \(.count)")' "$1"
}
from_leafdump() { awk -v column="$2" '{ print $1, $column }' "$1"; }
# A kernel without histograms gives names, as its headers have them
# ($dir/names: "NAME NUMBER").
from_tracepoint() {
	sed -n -e 's/^{ exit_reason: *\([^ ]*\) } hitcount: */\1 /p' \
		-e 's/^ *Hits: /total /p' -e 's/^overrun: /lost /p' "$1" |
		awk 'NR == FNR { number[$1] = $2; next }
			{ print $1 in number ? number[$1] : $1, $2 }' \
			"$dir/names" -
}

# between LOW TRUTH HIGH [LEAST]: low <= truth <= high, for every reason; at
# least so many must have moved (5).
between() {
	awk -v least="${4:-5}" '{ count[f, $1] = $2; codes[$1]; seen[f]++ }
	END {
		for (code in codes) {
			low = count[1, code] + 0
			truth = count[2, code] + 0
			high = count[3, code] + 0
			if (low > truth || truth > high) {
				bad++
				printf "%s: not %.0f <= %.0f <= %.0f\n",
					code, low, truth, high
			} else if (high) {
				moved++
				exact += low == high
			}
		}
		if (!seen[1] || !seen[2] || !seen[3] || moved < least) {
			print "too little was read"
			bad++
		}
		if (!bad)
			printf "%d counts, %d of them exactly\n", moved, exact
		exit bad > 0
	}' f=1 "$1" f=2 "$2" f=3 "$3"
}

# at_most COUNTS MOST: as between, with nothing to be counted at least.
at_most() {
	awk '{ print $1, 0 }' "$2" >"$work/none"
	between "$work/none" "$1" "$2"
}

# difference BEFORE AFTER: of two leafdumps
difference() {
	awk 'NR == FNR { before[$1] = $2; next }
		{ print $1, $2 - before[$1] }' "$1" "$2"
}

against_tracepoint() {
	from_tracepoint hist >"$work/truth"
	from_exittop before.out >"$work/low"
	from_exittop after.out >"$work/high"
	between "$work/low" "$work/truth" "$work/high"
}

leaves_against_tracepoint() {
	from_tracepoint hist >"$work/truth"
	from_leafdump leaves 2 >"$work/low"
	from_leafdump leaves 3 >"$work/high"
	between "$work/low" "$work/truth" "$work/high"
}
