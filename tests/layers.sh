#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The rules of the tree that no compiler checks (DESIGN.md): includes point
# only downwards, one file has curses, one has CPUID, two ask the clock, every
# header stands alone, no file is over 400 lines. Speaks TAP.

cd "$(dirname "$0")/.." || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
n=0

# result NAME: ok if $work/bad is empty, else its lines are told.
result()
{
	n=$((n + 1))
	if [ -s "$work/bad" ]; then
		echo "not ok $n - $1"
		sed 's/^/# /' "$work/bad"
	else
		echo "ok $n - $1"
	fi
	: >"$work/bad"
}

# From the lowest layer up. A module may include those above its line.
cat >"$work/layers" <<'END'
error quirk format layout rate spread recording terminfo sandbox
reason source key command output
leaf source_cpuid recorder replay filter
snapshot look
counter probe column shift paging history metrics explain alarm
sampler config compare
monitor course report view
options tui
session writer
live launch batch study
main
END

# What a layer alone does not say: the snapshot is the hinge.
cat >"$work/never" <<'END'
view monitor sampler counter probe recorder replay source_cpuid options report
tui monitor sampler counter probe recorder replay source_cpuid options report
report monitor sampler counter recorder replay source_cpuid view
compare monitor sampler counter recorder replay source_cpuid view report
column monitor sampler counter probe source_cpuid
monitor column report options view tui recorder replay source_cpuid
sampler column report options view tui recorder replay source_cpuid
probe column report options view tui recorder replay source_cpuid
leaf column report options view tui recorder replay source_cpuid
END

# module FILE: the header it belongs to: view_pen.c and view_parts.h to view.
module()
{
	m=$(basename "$1" | sed 's/\.[ch]$//')
	while [ ! -e "include/exittop/$m.h" ] && [ "$m" != "${m%_*}" ]; do
		m=${m%_*}
	done
	# audit.c and others that have only a *_parts.h of their module
	if [ ! -e "include/exittop/$m.h" ]; then
		p=$(sed -n 's/^#include "\([a-z]*\)_parts\.h".*/\1/p' "$1" |
		    head -n 1)
		m=${p:-$m}
	fi
	echo "$m"
}

for f in include/exittop/*.h src/*.[ch]; do
	m=$(module "$f")
	sed -n 's/^#include "exittop\/\([a-z_]*\)\.h".*/\1/p' "$f" |
		while read -r to; do
			[ "$to" = "$m" ] || echo "$m $to $f"
		done
done | sort -u >"$work/edges"

echo "1..8"

: >"$work/bad"
awk -v layers="$work/layers" '
BEGIN {
	while ((getline line < layers) > 0) {
		k = split(line, word, " ")
		level++
		for (i = 1; i <= k; i++)
			at[word[i]] = level
	}
}
{
	if (!($1 in at) || !($2 in at))
		print "unknown", ($1 in at) ? $2 : $1 > "/dev/stderr"
	else if (at[$2] >= at[$1])
		print $3 " includes " $2 ".h, which is not below " $1
}' "$work/edges" >"$work/bad" 2>"$work/unknown"
sort -u "$work/unknown" | while read -r _ m; do
	echo "# module $m has no layer yet: give it one in tests/layers.sh"
done
result "includes point only downwards"

cut -d ' ' -f 1,2 "$work/edges" | sort -u |
	tsort 2>"$work/bad" >/dev/null
result "modules include each other in no circle"

while read -r m rest; do
	for to in $rest; do
		grep "^$m $to " "$work/edges" | cut -d ' ' -f 3 |
			sed "s/\$/ includes $to.h/"
	done
done <"$work/never" >"$work/bad"
result "screen and writers see the snapshot, and the model neither of them"

grep -ln '^#include <.*curses' src/*.[ch] include/exittop/*.h |
	grep -v '^src/tui\.c$' >"$work/bad"
result "only tui.c includes curses"

grep -ln '^#include <\(cpuid\.h\|libcpuid\|x86intrin\)' src/*.[ch] \
	include/exittop/*.h | grep -v '^src/source_cpuid\.c$' >"$work/bad"
result "only source_cpuid.c includes cpuid.h and libcpuid"

grep -nE '\<(clock_gettime|gettimeofday|timespec_get|rdtsc|__rdtsc)\>|\<(time|clock)\((NULL|0)?\)' \
	src/*.c | grep -v '^src/\(source_cpuid\|main\)\.c:' |
	grep -v '^src/sandbox\.c:.*"' >"$work/bad"
result "only source_cpuid.c and main.c ask the clock"

for h in include/exittop/*.h src/*.h; do
	${CC:-cc} -std=c11 -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE -Iinclude \
		-Isrc -Wall -Wextra -Werror -fsyntax-only -x c "$h" \
		2>"$work/out" || { echo "$h"; head -n 3 "$work/out"; }
done >"$work/bad"
result "every header stands alone"

# Tables may be as long as what they list.
for f in src/*.[ch] include/exittop/*.h; do
	case $f in
	src/reason_*.c | src/explain_*.c) continue ;;
	esac
	lines=$(wc -l <"$f")
	[ "$lines" -le 400 ] || echo "$f has $lines lines"
done >"$work/bad"
result "no file is over 400 lines"
