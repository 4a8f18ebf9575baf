# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Shared by the lab's scripts: where things are, and what was asked for.
set -euo pipefail

lab=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
top=$(readlink -f "$lab/../..")
me=${0##*/}

say() { printf 'lab: %s\n' "$*" >&2; }
die() { say "$me: $*"; exit 1; }

# check_choice NAME VALUE ALLOWED...
check_choice() {
	local name=$1 value=$2 allowed

	shift 2
	for allowed; do
		[ "$value" != "$allowed" ] || return 0
	done
	say "$name=$value: it can be $*"
	exit 2
}

# What was asked for; make hands VAR=value on in the environment. $switch is
# the parameter of the KVM module that turns nested paging off, $paging its
# value, or empty for both.
vendor=${VENDOR:-intel}
series=${KERNEL:-6.1}
switch=ept paging=${EPT:-}
[ "$vendor" != amd ] || switch=npt paging=${NPT:-}
check_choice VENDOR "$vendor" intel amd
check_choice KERNEL "$series" $(awk "/^[^#]/ { print \$1 }" "$lab/kernels")
check_choice "${switch^^}" "${paging:-0}" 0 1

build=$top/build/lab
# What is fetched and takes long is kept there; a directory outside of the tree
# serves several of them.
# shellcheck disable=SC2034
cache=${EXITTOP_LAB_CACHE:-$build/cache}

# Both kernels' arguments. The self tests of the crypto code alone take half
# of the time an emulated kernel needs to boot, and nobody here asks for the
# keys that signed its modules.
# shellcheck disable=SC2034
kernel_args='console=ttyS0,115200 quiet panic=-1 mitigations=off
	cryptomgr.notests initcall_blacklist=load_system_certificate_list'

# The guests run this one, whatever the host does.
# shellcheck disable=SC2034
guest_series=6.1

# plan_rows PLAN: the rows of that plan, for the paging asked for.
plan_rows() {
	awk -v plan="$1" -v paging="$paging" \
		'$1 == plan && (paging == "" || $3 == paging)' "$lab/plan"
}
