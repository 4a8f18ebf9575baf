#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Building where paths, tools and systems are others than ours.

bats_require_minimum_version 1.5.0

setup() {
	TOP=$(realpath "$BATS_TEST_DIRNAME/..")
	BUILD=$(realpath "$TOP/${BUILD:-build/main}")
	cd "$BATS_TEST_TMPDIR"
}

# A copy of what a build needs, with blanks in its path, and of the build.
copy() {
	mkdir -p "a tree/tests" "a tree/build/main"
	cp -a "$TOP"/{Makefile,src,include,man,contrib,host} "a tree"
	cp -a "$TOP"/tests/{golden,packages,*.c,*.h} "a tree/tests"
	cp -a "$BUILD/." "a tree/build/main"
}

@test "a tree and a DESTDIR with blanks: all is below it, and goes again" {
	copy
	cd "a tree"
	touch src/*/*.c
	# What was built is taken for new.
	make -s -o build/main/exittop -t exittop completions >/dev/null
	make -s install "DESTDIR=$BATS_TEST_TMPDIR/to be" PREFIX=/usr
	cd ..
	"to be/usr/bin/exittop" --version
	[ -f "to be/usr/share/man/man1/exittop.1" ]
	[ "$(find . -maxdepth 1 -mindepth 1 | sort | tr '\n' ' ')" = \
		"./a tree ./to be " ]
	(cd "a tree" && make -s uninstall \
		"DESTDIR=$BATS_TEST_TMPDIR/to be" PREFIX=/usr)
	[ -z "$(find "to be" -type f)" ]
}

# dry GOAL...: what make would do.
@test "with B elsewhere nothing is written into the source" {
	copy
	rm -rf "a tree/build"
	mkdir elsewhere
	cd "a tree"
	make -n "B=$BATS_TEST_TMPDIR/elsewhere" >plan
	! grep -E '(-o|mkdir -p|install .*) ?(build/|exittop$|\./)' plan
	grep -q -- "-o $BATS_TEST_TMPDIR/elsewhere/exittop" plan
	run -2 make -n B="one two"
	[[ "$output" == *"without blanks"* ]]
}

# A system whose package manager is $1, without curses' header and without apt.
@test "without apt the packages are named as dnf, pacman, zypper, apk do" {
	mkdir bin
	for tool in sh sed tr cat grep printf; do
		ln -s "$(command -v "$tool")" "bin/$tool"
	done
	printf '#!/bin/sh\nexit 1\n' >bin/cc
	printf '#!/bin/sh\n' >manager
	chmod +x bin/cc manager
	for row in "dnf install:ncurses-devel" "pacman -S:ncurses" \
		"zypper install:libcpuid-devel" "apk add:ncurses-dev"; do
		how=${row%:*}
		cp manager "bin/${how%% *}"
		run -1 env -i PATH="$PWD/bin" "$TOP/tests/packages" build
		[[ "$output" == *": $how gcc make"*"${row#*:}"* ]]
		rm "bin/${how%% *}"
	done
	# Where all is there, nothing is said.
	printf '#!/bin/sh\nexit 0\n' >bin/cc
	run -0 env -i PATH="$PWD/bin" "$TOP/tests/packages" build
	[ -z "$output" ]
}

@test "make dist outside a repository says what it needs" {
	copy
	cd "a tree"
	GIT_CEILING_DIRECTORIES=$PWD/.. run -2 make dist
	[[ "$output" == *"need the git repository"* ]]
}
