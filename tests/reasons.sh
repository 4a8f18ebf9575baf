#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# tests/facts/kernel_reasons.h, by which test_reason checks the tables of exit
# reasons, against the kernel's headers (TAP): it has every row of this system's
# and of the newest that the lab has fetched, which may be older than those that
# it was made from.
here=$(dirname "$0")/facts
list=$here/kernel_reasons.h
cache=${EXITTOP_LAB_CACHE:-build/lab/cache}
newest=$(find "$cache" -path "*-common/arch/x86/include/uapi/asm/svm.h" \
	2>/dev/null | sed "s,.*linux-headers-\([^/]*\)-common.*,\1 &," |
	sort -V | tail -n 1 | cut -d" " -f2-)
status=0

# $1: number and what is shown, $2: a folder with svm.h
judge() {
	if [ ! -e "$2/svm.h" ]; then
		echo "ok $1 # SKIP no such headers here"
	elif rows=$("$here/make-kernel-reasons" "$2") && [ "$rows" ] &&
	     ! echo "$rows" | grep -vxFf "$list" >&2; then
		echo "ok $1"
	else
		echo "not ok $1"
		echo "# make it anew: tests/facts/make-kernel-reasons $2 >$list"
		status=1
	fi
}

echo 1..2
judge "1 every reason of this system's headers is in the list" \
	"/usr/include/$(${CC:-cc} -print-multiarch 2>/dev/null)/asm"
judge "2 every reason of the newest kernel that the lab has is in the list" \
	"${newest%/*}"
exit $status
