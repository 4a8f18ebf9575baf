#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The rules of the tree that no compiler checks (tests/rules), and that each of
# them fails where it is broken. Speaks TAP.

cd "$(dirname "$0")/.." || exit 1
top=$PWD
b=${BUILD:-build/main}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
n=0

# result NAME: ok if $work/bad is empty; else its lines say why.
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

# holds RULE NAME
holds()
{
	tests/rules "$1" "$b" >"$work/bad" 2>&1
	result "$2"
}

# breaks RULE NAME FILE TEXT: in a copy of the tree in which FILE ends in TEXT,
# tests/rules names FILE.
breaks()
{
	rm -rf "$work/tree"
	mkdir -p "$work/tree/build"
	cp -r src include "$work/tree"
	cp -r "$b" "$work/tree/build/main"
	printf '%s\n' "$4" >>"$work/tree/$3"
	(
		cd "$work/tree" || exit 1
		case $3 in
		*.c)	object=build/main/${3#src/}
			${CC:-cc} -std=c11 -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE \
				-Iinclude -Isrc -c -o "${object%.c}.o" "$3" ;;
		esac
		"$top/tests/rules" "$1"
	) >"$work/out" 2>&1
	file=${3#src/}
	grep -q "${file%.c}" "$work/out" ||
		{ echo "tests/rules $1 did not find it:"; cat "$work/out"; } \
			>"$work/bad"
	result "$2"
}

echo "1..18"

holds includes "a file includes only what its room may"
holds calls "a file calls only what its room may"
holds circles "files call each other in no circle"
holds doors "what another room includes is a door"
holds names "every external is named after its file or room"
holds externals "no header declares more than 15 externals"

breaks includes "an include against the rule is found" src/data/filter.c \
	'#include "exittop/core/shift.h"'
breaks calls "a call against the rule is found" src/facts/host.c \
	'extern void sampler_init(void); void host_f(void);
	void host_f(void) { sampler_init(); }'
breaks circles "a circle is found" src/core/sampler_read.c \
	'void sampler_f(void); void sampler_f(void) { audit_total(0); }'
breaks doors "an include of another room's own header is found" \
	src/core/paging.c '#include "source/replay_parts.h"'

breaks names "an external of another name is found" src/base/err.c \
	'int counts_of_it(void); int counts_of_it(void) { return 0; }'

grep -ln '^#include <.*curses' src/*/*.[ch] include/exittop/*/*.h |
	grep -v '^src/screen/tui\.c$' >"$work/bad"
result "only tui.c includes curses"

grep -ln '^#include <\(cpuid\.h\|libcpuid\|x86intrin\)' src/*/*.[ch] \
	include/exittop/*/*.h | grep -v '^src/source/source_cpuid\.c$' \
	>"$work/bad"
result "only source_cpuid.c includes cpuid.h and libcpuid"

grep -nE '\<(clock_gettime|gettimeofday|timespec_get|rdtsc|__rdtsc)\>|\<(time|clock)\((NULL|0)?\)' \
	src/*/*.c | grep -v '^src/\(source/source_cpuid\|app/main\)\.c:' |
	grep -v '^src/app/sandbox\.c:.*"' >"$work/bad"
result "only source_cpuid.c and main.c ask the clock"

for h in include/exittop/*/*.h src/*/*.h; do
	${CC:-cc} -std=c11 -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE -Iinclude \
		-Isrc -Wall -Wextra -Werror -fsyntax-only -x c "$h" \
		2>"$work/out" || { echo "$h"; head -n 3 "$work/out"; }
done >"$work/bad"
result "every header stands alone"

# Tables may be as long as what they list.
for f in src/*/*.[ch] include/exittop/*/*.h; do
	case $f in
	src/facts/reason_*.c | src/facts/explain_*.c) continue ;;
	esac
	lines=$(wc -l <"$f")
	[ "$lines" -le 400 ] || echo "$f has $lines lines"
done >"$work/bad"
result "no file is over 400 lines"

# What the table of tests/README.md names: "FILE: NAME; NAME; FILE: NAME, NAME".
sed -n '/^| case |/,/^$/s/^|.*| *\(.*\) |$/\1/p' tests/README.md |
	tail -n +3 | sed 's/; */\n/g' | while IFS= read -r cell; do
	case $cell in
	make*)	continue ;;
	*:*)	file=${cell%%:*} names=${cell#*: } ;;
	*/*)	file=$cell names=tests ;;
	*)	names=$cell ;;
	esac
	case $file in
	*.*)	grep -qF "$names\"" "tests/$file" || echo "no $file: $names" ;;
	*)	for name in $(echo "$names" | tr -d ,); do
			grep -q "\<${name}[,)]" "tests/$file.c" ||
				echo "no $file: $name"
		done ;;
	esac
done >"$work/bad" 2>&1
result "each test that tests/README.md names is there"

for f in tests/cases/*.exits; do
	f=${f##*/}
	sed -n '/^| case/,/^$/p' tests/README.md | cut -d'|' -f2 |
		grep -qw -e "${f%.exits}" || echo "no row for $f"
done >"$work/bad"
result "each recording of a case has a row there"
