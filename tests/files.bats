#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Files that are written: none is lost, no link is followed, no line is torn.

bats_require_minimum_version 1.5.0

load screen

PROTECTED='protected_symlinks protected_hardlinks protected_regular
	protected_fifos'

setup() {
	cd "$BATS_TEST_DIRNAME/.."
	E=$(realpath "${EXITTOP:-./exittop}")
	TOOLS=$(dirname "$E")/tests
	export HOME=$BATS_TEST_TMPDIR XDG_CONFIG_HOME=
	cd "$BATS_TEST_TMPDIR"
	"$TOOLS/fake_record" native 1 20 >one.exits
	JSON=$BATS_TEST_TMPDIR/whole.json
	"$E" --replay one.exits --batch --format json >"$JSON"
}

teardown() {
	[ -z "$SOCKET" ] || tm kill-server 2>/dev/null || true
	[ ! -e sysctl ] || while read -r name value; do
		echo "$value" >"/proc/sys/fs/$name"
	done <sysctl
}

# refused ARGUMENTS...: as the same file; one.exits is what it was.
refused() {
	local sum

	sum=$(sha256sum <one.exits)
	run --separate-stderr -2 "$E" "$@"
	[[ "$stderr" == *"the same file"* ]]
	[ "$(sha256sum <one.exits)" = "$sum" ]
}

@test "a file that is read is not written, under any name, in any mode" {
	ln -s one.exits link
	ln one.exits hard
	for to in one.exits ./one.exits link hard; do
		refused --replay one.exits --batch --record $to
		refused --replay one.exits --once -o $to
		refused --replay one.exits --batch --format openmetrics -o $to
		refused --replay one.exits --keys q --record $to
		refused --replay one.exits --record $to -- true
		refused --replay one.exits -o $to -- true
		refused --report one.exits -o $to
		refused --report $to one.exits -o one.exits
		refused --compare one.exits $to -o link
		refused --summary $to -o one.exits
		refused --replay one.exits --probe -o $to
		run -2 sh -c "'$E' --replay one.exits --batch >>$to"
	done
	refused --replay - --batch --record one.exits <one.exits
	cmp one.exits hard
	# Nor by what is said on standard error, a report of COMMAND's exits.
	sum=$(sha256sum <one.exits)
	for to in one.exits link; do
		run -2 setsid sh -c "'$E' --replay one.exits -- true 2>>$to"
		run -2 setsid sh -c "'$E' --report one.exits -o x 2>>$to"
		run -2 setsid sh -c "'$E' --summary - <one.exits 2>>$to"
	done
	[ "$(sha256sum <one.exits)" = "$sum" ]
	# A pipe, too, must not be fed with what comes out of it.
	mkfifo pipe
	run --separate-stderr -2 timeout 20 "$E" --replay pipe --batch -o pipe
	[[ "$stderr" == *"the same file"* ]]
	run -2 timeout 20 "$E" --replay pipe --batch --record ./pipe
	: >new
	refused --replay one.exits --batch --record new -o ./new
	# Devices are not files in this sense.
	"$E" --replay one.exits --batch --record /dev/null -o /dev/null
	"$E" --replay /dev/stdin --batch --record /dev/null <one.exits
}

@test "a report is not written over a recording" {
	cp one.exits other.exits
	for args in "--replay one.exits --batch --format csv" \
		"--replay one.exits --batch --format openmetrics" \
		"--report one.exits" "--report one.exits --format html" \
		"--compare one.exits one.exits" "--summary one.exits"; do
		run --separate-stderr -2 "$E" $args -o other.exits
		[[ "$stderr" == *"'other.exits' is a recording"* ]]
	done
	cmp one.exits other.exits
}

@test "settings that are no settings are not written over" {
	mkdir -p .config/exittop
	cp one.exits other.exits
	ln -s "$PWD/other.exits" .config/exittop/config
	"$E" --replay one.exits --keys 'W' >screen
	grep -q 'not written' screen
	cmp one.exits other.exits
	mkfifo pipe
	ln -sf "$PWD/pipe" .config/exittop/config
	"$E" --replay one.exits --keys 'W' >screen
	grep -q 'not written' screen
	[ -p pipe ]
}

@test "a recording that was removed is missed, on the screen at once" {
	"$E" --replay one.exits --batch --record new --speed 20 >/dev/null \
		2>said 3>&- &
	until [ -s new ]; do [ -e /proc/$! ]; done
	rm new
	status=0
	wait $! || status=$?
	[ $status = 1 ]
	[ "$(wc -l <said)" = 1 ]
	grep -q "^exittop: 'new' was removed while it was written" said
	[ ! -e new ]
	mkdir sub
	terminal 80 24
	enter "$E --replay one.exits --record sub/new --speed 1"
	await 'REPLAY'
	rm -r sub
	await 'was removed while it was written'
	press q
	await 'READY\$'
}

@test "keys make new files and open none that exists" {
	local day=today n=0

	echo mine >victim
	# All the names that 'w' and 'S' may take.
	for s in $(seq -w 0 59); do
		ln -s victim "exittop-20231114-2213$s.exits"
		ln -s victim "exittop-20231114-2214$s.exits"
		ln -s victim "exittop-20231114-2213$s.txt"
		ln -s victim "exittop-20231114-2214$s.txt"
	done
	export TZ=UTC
	"$E" --replay one.exits --keys 'wSq' >screen 2>&1 || true
	ls exittop-2023* >/dev/null
	[ -z "$(find . -name 'exittop-*' -type f)" ]
	[ "$(cat victim)" = mine ]
	rm exittop-*
	"$E" --replay one.exits --keys 'wSq' >screen
	[ "$(find . -name 'exittop-*' -type f | wc -l)" = 2 ]
}

# as_other COMMAND...: as a user who owns nothing here.
as_other() {
	setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
}

@test "links that another user planted are not followed" {
	[ "$(id -u)" = 0 ] || skip "needs another user"
	mkdir pub
	chmod 1777 pub
	chmod a+x . .. 2>/dev/null || true
	path=$BATS_TEST_TMPDIR
	while [ "$path" != / ]; do
		chmod a+x "$path" 2>/dev/null || true
		path=$(dirname "$path")
	done
	as_other test -w pub || skip "cannot let another user in"
	for n in $PROTECTED; do
		[ ! -w "/proc/sys/fs/$n" ] ||
			echo "$n $(cat "/proc/sys/fs/$n")" >>sysctl
	done
	echo mine >victim
	chmod 644 victim
	for on in 0 1; do
		for n in $PROTECTED; do
			echo $on >"/proc/sys/fs/$n" 2>/dev/null || true
		done
		# The names of old, PATH.PID.tmp, for all processes to come.
		as_other sh -c 'i=$1; while [ $i -lt $2 ]; do
			ln -s ../victim "pub/m.prom.$i.tmp"
			i=$((i + 1)); done' sh $$ $(($$ + 300))
		as_other ln -s ../victim pub/m.prom
		"$E" --replay one.exits --batch --format openmetrics \
			-o pub/m.prom
		grep -q '^# EOF' pub/m.prom
		[ ! -L pub/m.prom ]
		# A file and a pipe of another's: fs.protected_* decide.
		as_other sh -c 'echo "exittop-recording 1" >pub/theirs'
		if [ "$(cat /proc/sys/fs/protected_regular)" != 0 ]; then
			run -1 "$E" --replay one.exits --batch \
				--record pub/theirs
			[ "$(wc -l <pub/theirs)" = 1 ]
			as_other mkfifo pub/pipe
			run -1 timeout 20 "$E" --replay one.exits --batch \
				--record pub/pipe
		fi
		[ "$(cat victim)" = mine ]
		rm -f pub/*
	done
}

@test "temporary files of killed runs are removed, and nothing else is" {
	name=m.prom
	for f in m.prom.abc123.tmp m.prom.ABCDEF.tmp; do echo old >$f; done
	keep="m.prom.abc12.tmp m.prom.abc1234.tmp m.prom.abc-23.tmp
		m.prom.abc123.tmp2 n.prom.abc123.tmp"
	for f in $keep; do echo keep >$f; done
	ln -s victim m.prom.linked.tmp
	echo busy >m.prom.locked.tmp
	exec 7<m.prom.locked.tmp
	flock -x 7
	"$E" --replay one.exits --batch --format openmetrics -o $name
	[ ! -e m.prom.abc123.tmp ]
	[ ! -e m.prom.ABCDEF.tmp ]
	for f in $keep; do [ "$(cat $f)" = keep ]; done
	[ -L m.prom.linked.tmp ]
	[ -e m.prom.locked.tmp ]
}

@test "a torn last line is cut off in csv and json, and ended elsewhere" {
	"$E" --replay one.exits --batch --format csv -o log.csv
	cp log.csv twice.csv
	"$E" --replay one.exits --batch --format csv -o twice.csv
	for cut in 1 7 40; do
		cp log.csv torn.csv
		tail -n 1 log.csv | head -c -$cut >>torn.csv
		"$E" --replay one.exits --batch --format csv -o torn.csv
		cmp torn.csv twice.csv
		cp "$JSON" torn.json
		tail -n 1 "$JSON" | head -c $cut >>torn.json
		"$E" --replay one.exits --batch --format json -o torn.json
		cat "$JSON" "$JSON" | cmp torn.json
	done
	# Nothing but a piece of the head.
	head -c 20 log.csv >torn.csv
	"$E" --replay one.exits --batch --format csv -o torn.csv
	cmp torn.csv log.csv
	printf 'my own notes' >notes
	"$E" --replay one.exits --batch --format json -o notes
	[ "$(head -n 1 notes)" = 'my own notes' ]
	tail -n +2 notes | cmp "$JSON"
}

@test "a line that another exittop is writing is not taken for a torn one" {
	head -c 100 "$JSON" >busy
	exec 7<busy
	flock -s 7
	"$E" --replay one.exits --batch --format json -o busy
	head -c 100 "$JSON" | cat - "$JSON" | cmp busy
}

@test "a pipe whose reader has left ends the recording, with a sentence" {
	mkfifo pipe
	head -c 100 pipe >/dev/null &
	run --separate-stderr -1 timeout 20 "$E" --batch --format json \
		--replay one.exits --record pipe
	[ "$output" = "$(cat "$JSON")" ]
	[ "${#stderr_lines[@]}" = 1 ]
	[[ "$stderr" == *"'pipe': its reader has ended"* ]]
}

@test "a pipe that does not block is waited for" {
	"$TOOLS/fake_record" native 1 1000 >long.exits
	"$E" --replay long.exits --batch --format json >want.json
	python3 - "$E" <<-'END'
	import os, subprocess, sys
	for args in (["--record", "-", "-o", "report"], []):
	    r, w = os.pipe()
	    os.set_blocking(w, False)
	    p = subprocess.Popen([sys.argv[1], "--replay", "long.exits",
	                          "--format", "json", "--batch"] + args,
	                         stdout=w)
	    os.close(w)
	    # The pipe is full when it sleeps.
	    while open(f"/proc/{p.pid}/stat").read().split()[2] not in "SZ":
	        pass
	    text = b""
	    while part := os.read(r, 65536):
	        text += part
	    assert p.wait() == 0
	    open("got", "wb").write(text)
	    if args:
	        os.rename("got", "again.exits")
	END
	cmp got want.json
	"$E" --replay again.exits --batch --format json | cmp want.json
}

@test "a pipe in place of the settings does not hold up the start" {
	mkdir -p .config/exittop
	mkfifo .config/exittop/config
	timeout 20 "$E" --replay one.exits --keys q >screen
	grep -q REPLAY screen
}

# killed SECONDS ARGUMENTS...: exittop, by SIGKILL at a time of its own.
killed() {
	local wait=$1

	shift
	timeout -s KILL "$wait" "$E" --replay long.exits --batch "$@" || true
}

# KILLS=200 tests/files.bats is a longer look.
@test "killed at any moment and started again: every line is whole" {
	"$TOOLS/fake_record" native 1 4000 >long.exits
	"$E" --replay one.exits --batch --format csv -o once.csv
	fields=$(head -n 1 once.csv | tr -cd , | wc -c)
	for i in $(seq "${KILLS:-10}"); do
		t=0.0$((RANDOM % 90 + 10))
		killed $t --format csv -o log.csv
		killed $t --format json -o log.json
		killed $t --format openmetrics -o m.prom
		[ ! -s m.prom ] || [ "$(tail -n 1 m.prom)" = '# EOF' ]
		killed $t --record rec.exits -o /dev/null
		if grep -q '^end ' rec.exits; then
			"$E" --replay rec.exits --batch -o /dev/null 2>said ||
				grep 'only one sample' said
		fi
	done
	for format in csv json; do
		"$E" --replay one.exits --batch --format $format -o log.$format
	done
	"$E" --replay one.exits --batch --format openmetrics -o m.prom
	"$E" --replay one.exits --batch --record rec.exits -o /dev/null
	awk -F, -v want="$fields" 'NF - 1 != want { exit 1 }' log.csv
	[ "$(grep -c ^time, log.csv)" = 1 ]
	jq -e .schema_version log.json | sort -u | grep -qx '[0-9]*'
	[ -z "$(ls m.prom.*.tmp 2>/dev/null)" ]
	"$E" --replay rec.exits --batch --format json | cmp "$JSON"
}
