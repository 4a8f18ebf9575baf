#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# fuzz.sh [-c] [SECONDS [TARGET...]]: builds the libFuzzer targets
# tests/fuzz_*.c with clang and its sanitizers, and runs them side by side for
# so long (30), from the corpus in tests/corpus; what they find new stays under
# build/fuzz. With -c the seconds are of CPU time, however busy the machine.
# FUZZ_SEED=0 begins elsewhere each time. Speaks TAP. Needs clang and
# libclang-rt-14-dev.

cd "$(dirname "$0")/.." || exit 1
cpu=
[ "$1" = -c ] && cpu=1 && shift
seconds=${1:-30}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- recording config options keys
b=build/fuzz
n=0

echo "1..$#"
if ! echo 'int LLVMFuzzerTestOneInput(const char *d, long n); int
     LLVMFuzzerTestOneInput(const char *d, long n) { return !d && n; }' |
     clang -x c -fsanitize=fuzzer,address,undefined -o /dev/null - 2>/dev/null
then
	for t; do
		n=$((n + 1))
		echo "ok $n - fuzz_$t # SKIP no clang with libFuzzer here"
	done
	exit 0
fi

# The objects without main, by the Makefile's own rules and flags.
objects=
for f in src/*/*.c; do
	[ "$f" = src/app/main.c ] || { f=${f#src/}; objects="$objects $b/${f%.c}.o"; }
done
for f in tests/fake_*.c; do
	objects="$objects $b/${f%.c}.o"
done
libs=$(make -s libs SECCOMP=)
flags="-fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined"
mkdir -p build
# shellcheck disable=SC2086
if ! make -s CC=clang B=$b SANITIZE=fuzzer-no-link,address,undefined \
	CFLAGS='-O1 -g -fno-sanitize-recover=undefined' \
	$objects >$b.log 2>&1
then
	sed 's/^/# /' $b.log
	echo "Bail out! the fuzz targets cannot be built"
	exit 1
fi

# run TARGET: leaves its verdict in $b/TARGET.ok
run()
{
	mkdir -p "$b/corpus/$1"
	rm -f "$b/$1.ok" "$b/$1.cpu"
	# shellcheck disable=SC2086
	clang -std=c11 -D_GNU_SOURCE -Iinclude -Isrc -Itests -O1 -g $flags \
		-o "$b/fuzz_$1" "tests/fuzz_$1.c" $objects \
		$libs >"$b/$1.log" 2>&1 &&
	fuzz "$1" && touch "$b/$1.ok"
}

# account: into $used, the seconds of CPU that what this shell ran has taken.
account()
{
	times >"$b/$1.times"	# not of a subshell, which ran nothing
	used=$(sed -n '2s/[ms]/ /gp' "$b/$1.times" |
	       awk '{ print int($1 * 60 + $2 + $3 * 60 + $4) }')
}

# fuzz TARGET: until its time is over; libFuzzer itself knows no CPU time.
fuzz()
{
	seed=${FUZZ_SEED:-1}
	account "$1"
	begun=$used
	left=$seconds
	while [ "$left" -gt 0 ]; do
		"$b/fuzz_$1" -max_total_time="$left" -timeout=20 \
			-seed="$seed" -rss_limit_mb=2048 -print_final_stats=1 \
			-artifact_prefix="$b/$1-" "$b/corpus/$1" \
			"tests/corpus/$1" >>"$b/$1.log" 2>&1 || return 1
		[ "$cpu" ] || return 0
		account "$1"
		left=$((seconds - used + begun))
		[ "$seed" = 0 ] || seed=$((seed + 1))
	done
	echo "$((used - begun))" >"$b/$1.cpu"
}

# All at once: they share the CPUs.
for t; do
	run "$t" &
done
wait
for t; do
	n=$((n + 1))
	awk '/^stat::number_of_executed_units/ { n += $2 }
	     END { printf "# fuzz_%s: %d inputs", t, n }' t="$t" "$b/$t.log"
	[ ! -e "$b/$t.cpu" ] || printf ' in %s s of CPU' "$(cat "$b/$t.cpu")"
	echo
	if [ -e "$b/$t.ok" ]; then
		echo "ok $n - fuzz_$t"
	else
		tail -n 30 "$b/$t.log" | sed 's/^/# /'
		echo "not ok $n - fuzz_$t"
	fi
done
