# SPDX-License-Identifier: GPL-2.0-only
#
# What the scripts of host/ share; they set $me, $host, $install_deps and $work.
# shellcheck shell=bash disable=SC2154

say() { printf '%s: %s\n' "$me" "$*" >&2; }
die() { say "$@"; exit 1; }

# The kernel series there are patches for, a line each.
series_known() {
	local dir

	for dir in "$host"/patches/*/; do
		basename "$dir"
	done | sort -V
}

# The work directory: the one given, or the user's cache. One run at a time.
make_work() {
	work=${work:-${XDG_CACHE_HOME:-$HOME/.cache}/exittop}
	mkdir -p "$work"
	work=$(readlink -f "$work")
	case $work in
	*[[:space:]:]*) die "Kbuild does not take a directory such as '$work'" ;;
	esac
	exec 9>"$work/lock"
	flock 9
}

# apt ARGUMENTS...: apt-get as root.
apt() {
	local sudo=()

	[ "$(id -u)" -eq 0 ] || sudo=(sudo)
	"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
		apt-get -y -o DPkg::Lock::Timeout=300 "$@" >&2
}

# need_packages PACKAGE...: those that are missing, installed or asked for.
need_packages() {
	local package missing=()

	for package; do
		dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null |
			grep -qx installed || missing+=("$package")
	done
	[ ${#missing[@]} -gt 0 ] || return 0

	say "needs these packages: ${missing[*]}"
	command -v apt-get >/dev/null || die "install what they hold"
	[ "$(id -u)" -eq 0 ] || [ "$install_deps" = yes ] ||
		die "install them, or let --install-deps do it:" \
			"sudo apt-get install ${missing[*]}"

	say "installing them with apt-get"
	set -- install --no-install-recommends "${missing[@]}"
	! apt "$@" || return 0
	say "the package lists may be old: apt-get update, and once more"
	apt update || :
	apt "$@" || die "cannot install ${missing[*]}" \
		"(a kernel that is not in Debian any more?)"
}

# missing_tools COMMAND:PACKAGE...: the packages of those that are missing.
missing_tools() {
	local tool

	for tool; do
		command -v "${tool%%:*}" >/dev/null || [ -e "${tool%%:*}" ] ||
			echo "${tool#*:}"
	done
}
