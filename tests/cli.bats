#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The command line: what it says, where, and with which exit code.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/.."
	E=$(realpath "${EXITTOP:-./exittop}")
	MAN=$PWD/man/exittop.1
	TOOLS=$(dirname "$E")/tests
	export HOME=$BATS_TEST_TMPDIR XDG_CONFIG_HOME=
	cd "$BATS_TEST_TMPDIR"
}

recording() {	# DIALECT SEED ROUNDS
	"$TOOLS/fake_record" "$1" "$2" "$3" >"$1.exits"
}

# Whether this host answers exit counters is not for these tests to say.
needs_an_unanswering_host() {
	"$E" --probe >/dev/null 2>&1 && skip "this host does answer"
	true
}

# fails CODE WORDS ARGUMENTS...: nothing on stdout, one sentence on stderr, or
# with 3 and no recording three more that say what can be done, 80 columns each.
fails() {
	local code=$1 words=$2

	shift 2
	run --separate-stderr "-$code" "$E" "$@"
	[ -z "$output" ]
	case "$code $*" in
	*--replay*) [ "${#stderr_lines[@]}" = 1 ] ;;
	3*) [ "${#stderr_lines[@]}" = 4 ]
	    [ -z "$(awk 'length($0) > 80' <<<"$stderr")" ]
	    [[ "${stderr_lines[1]}" == *"--replay FILE, or 'make lab'"* ]]
	    [[ "${stderr_lines[2]}" == *"exittop_host.ko"* ]]
	    [[ "${stderr_lines[3]}" == *"exittop --probe" ]] ;;
	*) [ "${#stderr_lines[@]}" = 1 ] ;;
	esac
	[[ "$stderr" == "exittop: "*"$words"* ]]
}

@test "--help and --version go to standard output" {
	run --separate-stderr -0 "$E" --help
	[ -z "$stderr" ]
	[[ "${lines[0]}" == "exittop: "* ]]
	run --separate-stderr -0 "$E" -V
	[[ "$output" == "exittop "[0-9]* ]]
	[ -z "$stderr" ]
}

@test "the help fits 80 columns and names the exit codes" {
	[ -z "$("$E" --help | awk 'length($0) > 80')" ]
	"$E" --help | tr '\n' ' ' |
		grep -q '0 success, 1 failure, 2 usage, 3 this host does not answer'
}

@test "every option of the help is in the manual, and the reverse" {
	"$E" --help | grep -oE '^ +(-[a-zA-Z], )?--[a-z-]+' |
		grep -oE -- '--[a-z-]+$' | sort -u >help
	# Fl -once, and Fl b , Fl -batch
	sed -n '/^\.Sh OPTIONS/,/^\.Sh [^O]/p' "$MAN" |
		grep '^\.It Fl' | grep -oE 'Fl -[a-z-]+' |
		sed 's/Fl -/--/' | sort -u >manual
	[ -s help ]
	diff help manual
	"$E" --help | grep -oE '^ +-[a-zA-Z]' | tr -d ' -' | sort >help
	sed -n '/^\.Sh OPTIONS/,/^\.Sh [^O]/p' "$MAN" |
		grep -oE '^\.It Fl [a-zA-Z] ,' | cut -d ' ' -f 3 | sort >manual
	diff help manual
}

@test "the manual is clean mdoc" {
	command -v mandoc >/dev/null || skip "no mandoc"
	[ -z "$(mandoc -Tlint -Wwarning "$MAN")" ]
}

@test "a wrong command line: what is wrong, what is accepted, 2" {
	fails 2 "unknown option --frob" --frob
	fails 2 "unknown option -x" -x
	fails 2 "takes no value" --once=1
	fails 2 "needs a value" --delay
	fails 2 "from 0.01 to 3600, not '0'" -d 0
	fails 2 "choose from plain, csv" --format xml
	fails 2 "there are auto, native" --dialect 1999
	fails 2 "choose from reason, name" --sort frob
	fails 2 "unexpected argument 'frob'; put a command after --" frob
	fails 2 "--summary takes any number" --compare a b c
	fails 2 "option '--help' where a value is expected" --report --help
	fails 2 "--report writes Markdown" --report a --format json
	fails 2 "two recordings" --compare a
	fails 2 "at a time" --once --batch
	fails 2 "exit reason" --explain FROBNICATE
}

@test "values that only the host can judge: 2 as well" {
	recording 2021 1 3
	recording native 1 3
	fails 2 "dialect 2021 counts all vCPUs together" \
		--replay 2021.exits --once --vcpu 0
	fails 2 "this VM has 2 vCPUs" --replay native.exits --once --vcpu 7
	fails 2 "not a valid regular expression" --replay native.exits --once -f '('
	fails 2 "exit reason" --replay native.exits --once --watch FROB
	fails 2 "32 bits" --replay 2021.exits --once -d 100
}

@test "an unanswering host: what is missing and what to do, 3, no stdout" {
	needs_an_unanswering_host
	fails 3 "exit counters" --once || fails 3 "" --once
	[[ "$stderr" == *"host/README.md"* ]]
	for mode in --batch "--once --format csv" "--once --format json" --plain
	do
		run --separate-stderr -3 "$E" $mode
		[ -z "$output" ]
		[ -n "$stderr" ]
	done
	run --separate-stderr -3 "$E" --probe
	[ -z "$output" ]
	[[ "$stderr" == *"dialect  none"* ]]
}

@test "a host that does not answer costs no older recording" {
	needs_an_unanswering_host
	recording native 1 3
	cp native.exits old
	run -3 "$E" --once --record native.exits
	cmp native.exits old
	# A new file keeps what the host did answer.
	run -3 "$E" --once --record new.exits
	fails 3 "" --replay new.exits --once
}

@test "a damaged recording: file, line, what, and 1" {
	recording native 1 3
	sed '20s/^a /b /' native.exits >damaged
	fails 1 "damaged:20: neither an answer" --replay damaged --once
	sed '20s/.$/x/' native.exits >damaged
	fails 1 "damaged:20: an answer needs six hexadecimal" \
		--replay damaged --once
	last=$(wc -l <native.exits)
	sed "${last}s/ [0-9a-f]*\$/ 00000000/" native.exits >damaged
	fails 1 "damaged:$last: the checksum" --report damaged
	fails 1 "damaged:$last: the checksum" --compare native.exits damaged
	run --separate-stderr -1 "$E" --replay damaged --batch
	[[ "$stderr" == "exittop: damaged:$last: the checksum"* ]]
	echo hello >damaged
	fails 1 "damaged:1: not a recording" --replay damaged --once
	fails 1 "No such file" --replay nowhere --once
	recording native 1 1
	fails 1 "one sample" --replay native.exits --once
}

@test "a recording cut in its last round is read, and that is said" {
	recording native 1 5
	head -c -40 native.exits >cut
	for mode in "--replay cut --batch" "--report cut" \
		"--compare cut native.exits"; do
		run --separate-stderr -0 "$E" $mode
		[[ "$stderr" == *"cut: the last round was cut off"* ]]
		[[ "$output" == *"aging"* ]]
	done
}

@test "--once is the newest comparison of two samples, plain" {
	recording native 1 6
	run --separate-stderr -0 "$E" --replay native.exits --once
	[ -z "$stderr" ]
	[[ "${lines[0]}" == "exittop  20"* ]]
	words=$(tr -s ' \n' ' ' <<<"$output")
	[[ "$words" == *"REPLAY of a KVM guest, 2 vCPUs"*"dialect native, scope this VM"* ]]
	[[ "$output" == *"paging   nested"* ]]
	recording native 2 6
	[[ "$("$E" --replay native.exits --once)" == *"paging   shadow"* ]]
}

@test "--once --plain says the counts in sentences, for a voice" {
	G=$BATS_TEST_DIRNAME/golden/screens
	run -0 env TZ=UTC "$E" --replay "$G/switch.exits" --once --plain
	[ "${lines[1]}" = "15:04:12 all exits 1770 per second, 0.1 percent of the time in exits" ]
	[ "${lines[2]}" = "15:04:12 MSR_WRITE 916.1 per second, 51.8 percent of all exits, 271836 counted" ]
	[ ${#lines[@]} = 13 ]
}

@test "--plain: no signs that a voice reads badly, and times in order" {
	G=$BATS_TEST_DIRNAME/golden/screens
	TZ=UTC "$E" --replay "$G/switch.exits" --plain --speed 0 >out
	grep -q '^15:04:57 CR_ACCESS up from 0.3 per second to 8226 per second since 15:04:54, 25266 times (95 percent: 5413 to 278890)$' out
	grep -q '^15:04:58 at 15:04:54 paging changed from nested to shadow: .*; time in exits 0.1 to 3.9 percent$' out
	run ! grep -E '[0-9]/s|x[0-9]| %|[0-9] [0-9]{3}' out
	cut -c1-8 out | sort -c
}

@test "CSV has the columns others rely on, for every reason" {
	recording 2021 1 5
	"$E" --replay 2021.exits --batch --format csv >out
	[ "$(head -n 1 out)" = time,interval_s,reason,name,count,delta,rate,share,cycles,cycles_per_exit,state,shift,scope,vcpu ]
	# Four intervals, each with every row; none with a column more.
	python3 - <<-END
	import csv
	rows = list(csv.DictReader(open("out")))
	assert len(rows) == 4 * 86, len(rows)
	for r in rows:
	    assert None not in r and None not in r.values()
	    if r["state"] == "none":
	        assert r["count"] == r["rate"] == "", r
	    else:
	        int(r["count"]); float(r["rate"]); float(r["share"])
	    assert r["reason"].isdigit() and r["name"]
	undefined = [r for r in rows if r["reason"] in ("35", "38", "70")]
	assert all(r["state"] == "none" for r in undefined)
	cpuid = [r for r in rows if r["name"] == "CPUID"]
	assert all(r["delta"] == "0" for r in cpuid), cpuid
	assert all(r["scope"] == "host" and r["vcpu"] == "all" for r in rows)
	END
}

@test "two vCPUs are apart in CSV, JSON and metrics" {
	cases=$BATS_TEST_DIRNAME/cases
	for n in 0 1; do
		set -- --replay "$cases/vcpu$n.exits" --vcpu $n --once
		"$E" "$@" --format csv | awk -F, -v n=$n \
			'NR > 1 && ($13 != "vm" || $14 != n) { exit 1 }'
		"$E" "$@" --format json | jq -e ".vcpu == $n" >/dev/null
		"$E" "$@" --format openmetrics | grep -v '^#' |
			sed 's/ [^ ]*$//' >>series
	done
	# A collector that reads both files drops what is there twice.
	[ -z "$(sort series | uniq -d)" ]
}

@test "tables of --once, --batch and a COMMAND fit 80 columns" {
	for f in "$BATS_TEST_DIRNAME"/golden/lab-*-loaded.exits \
			"$BATS_TEST_DIRNAME"/golden/lab-*-step.exits; do
		"$E" --replay "$f" --batch >>out
		"$E" --replay "$f" -- true 2>>out
	done
	[ "$(grep -c '^ *# REASON' out)" -gt 1000 ]
	[ -z "$(awk 'length($0) > 80' out)" ]
	grep -q '^shift    .* since ' out
}

@test "what is less than 0.1 % and not 0 is not shown as 0" {
	"$E" --replay "$BATS_TEST_DIRNAME/cases/c1-controls.exits" --once |
		grep -q '^ *48 EPT_VIOLATION .* < 0.1 %$'
}

@test "JSON: numbers are numbers, unknown is absent" {
	recording native 1 5
	"$E" --replay native.exits --batch --format json >out
	[ "$(wc -l <out)" = 4 ]
	jq -e '.schema_version == 1 and .dialect == "native" and
	       .scope == "vm" and .paging == "nested" and
	       (.interval_s | type) == "number" and
	       (.total.count | type) == "number" and
	       (.self.exits | type) == "number" and
	       ([.reasons[] | select(.name == "EPT_VIOLATION")][0].rate >= 100)' \
		out >/dev/null
	recording 2020 1 5
	"$E" --replay 2020.exits --once --format json >out
	jq -e '([.reasons[] | select(.reason == 35)][0] | has("count") | not)
	       and ([.reasons[] | select(.reason == 30)][0] |
		    has("cycles") | not)' out >/dev/null
	jq -e '(.reasons | length) == 86' out >/dev/null
}

@test "plain, CSV and JSON of one recording agree" {
	recording native 1 4
	"$E" --replay native.exits --once --format json |
		jq -r '.reasons[] | select(.count > 0) |
		       "\(.reason) \(.count) \(.delta)"' | sort >json
	"$E" --replay native.exits --once --format csv |
		awk -F, 'NR > 1 && $5 > 0 { print $3, $5, $6 }' | sort >csv
	diff json csv
	"$E" --replay native.exits --once | awk '/^ +[0-9]+ /' | wc -l >n
	[ "$(cat n)" = "$(wc -l <csv)" ]
}

@test "a filter and a sort hold for every format" {
	recording native 1 4
	"$E" --replay native.exits --once -f '^EPT' --format csv >out
	[ "$(wc -l <out)" = 3 ]
	"$E" --replay native.exits --once -f '^(12|48)$' --format json |
		jq -e '[.reasons[].reason] == [12, 48]' >/dev/null
	"$E" --replay native.exits --once -s name --format csv |
		sed 1d | cut -d, -f4 >names
	LC_ALL=C sort -c names
}

@test "a locale with a comma changes no number for programs" {
	recording native 1 4
	"$E" --replay native.exits --once --format csv >a
	LC_ALL=de_DE.UTF-8 "$E" --replay native.exits --once --format csv >b
	cmp a b
}

@test "names are the same in Turkish, where i is no I" {
	localedef -i tr_TR -f UTF-8 ./tr_TR.UTF-8 2>said ||
		skip "no source of locales here"
	recording native 1 4
	export LOCPATH=$PWD LC_ALL=tr_TR.UTF-8
	"$E" --explain invlpg | head -n 1 | grep -q INVLPG
	"$E" --replay native.exits --once --watch invlpg
	"$E" --replay native.exits --once -f 'invlpg|io_instr' --format csv >out
	[ "$(wc -l <out)" = 3 ]
	"$E" --replay native.exits --keys '<WAIT><esc>q' >out
}

@test "--record of a replay is the same recording again" {
	recording 2021 2 6
	"$E" --replay 2021.exits --batch --format json --record again >a
	"$E" --replay again --batch --format json >b
	cmp a b
	printf 'my thesis\n' >thesis
	fails 1 "is left alone" --replay 2021.exits --once --record thesis
	[ "$(cat thesis)" = "my thesis" ]
}

@test "nothing a file says reaches the terminal as it is" {
	recording native 1 3
	sed 's/^brand .*/brand \x1b[2J\x07evil/' native.exits >evil
	run -0 "$E" --replay evil --once
	[[ "$output" != *$'\x1b'* ]]
	[[ "$output" == *"?[2J?evil"* ]]
	run "$E" --replay $'no\x1b[2Jfile' --once
	[[ "$output" != *$'\x1b'* ]]
}

@test "absurd recordings are compared without an infinite or negative number" {
	cd "$BATS_TEST_DIRNAME/cases"
	for pair in "compare-xinf g0" "g0 compare-xinf" "t-2039 g0"; do
		set -- $pair
		run ! grep -E '(inf|nan)(,|$| )|[<>]x(inf|nan)|[, ]-[0-9]' < <(
			"$E" --compare $1.exits $2.exits
			"$E" --compare $1.exits $2.exits --format csv)
		"$E" --compare $1.exits $2.exits --format json |
			jq -e '[.. | numbers | select(. < 0)] == []' >/dev/null
	done
}

@test "a time after 2038 is that time" {
	"$E" --replay "$BATS_TEST_DIRNAME/cases/t-2039.exits" --once \
		--format csv | grep -q '^2039-09-18T23:06:41'
}

@test "foreign text is made visible wherever it is printed" {
	evil=$BATS_TEST_DIRNAME/cases/c1-controls.exits
	surrogate=$BATS_TEST_DIRNAME/cases/compare-json-surrogate.exits
	name=$'\xc2\x9b31m\x9b\xe2\x80\xae\xff.exits'
	cp "$evil" "$name"
	{
		"$E" --replay "$name" --once
		"$E" --replay "$name" --once --format json
		"$E" --replay "$name" --once --format openmetrics
		"$E" --replay "$name" --batch --plain
		"$E" --replay "$name" --probe
		"$E" --replay "$name" -- true || true
		for format in plain csv json; do
			"$E" --compare "$name" "$name" --format $format
			"$E" --compare "$surrogate" "$surrogate" --format $format
		done
		"$E" --report "$name" "$name"
		"$E" --replay "missing-$name" --once || true
		"$E" --report "missing-$name" || true
		"$E" --record "$name" --replay "$evil" --once || true
		head -c -40 "$name" >"cut-$name"
		"$E" --replay "cut-$name" --once || true
		"$E" --explain "$name" || true
		"$E" "$name" || true
		"$E" "--$name" || true
	} >out 2>&1
	python3 - <<-END
	text = open("out", "rb").read().decode()	# valid UTF-8
	bad = [c for c in text if c < " " and c != "\n" or "\x7f" <= c <= "\x9f"
	       or "\u202a" <= c <= "\u202e" or "\u2066" <= c <= "\u2069"]
	assert not bad, bad
	END
}

@test "--probe of a replay says what the host was" {
	recording 2022 1 3
	run --separate-stderr -0 "$E" --replay 2022.exits --probe
	[[ "$output" == *"dialect  2022"* ]]
	[[ "$output" == *"scope    the whole host"* ]]
}

@test "--explain by number and by name is the same" {
	"$E" --explain 48 | grep -q EPT_VIOLATION
	"$E" --explain 48 | grep -q WRITE_DR0
	"$E" --explain ept_violation | head -n 1 | grep -q '^48 '
	for number in 0x04e 0x4e; do
		"$E" --explain $number | head -n 1 | grep -q '^0x04e EXCP_PF'
		"$E" --explain $number | grep -q 'VMX, .* is RDMSRLIST'
	done
	"$E" --explain -1 | head -n 1 | grep -q '^-1 INVALID'
	"$E" --explain other | head -n 1 | grep -q '^- OTHER'
}

@test "--explain list names every reason, and each is explained" {
	"$E" --explain list >list
	[ "$(grep -c 'exit reasons$' list)" = 2 ]
	grep -q '^     48  EPT_VIOLATION$' list
	grep -q '^  0x400  NPF$' list
	awk '/^ / { print $2 }' list | sort -u | while read -r name; do
		"$E" --explain "$name" >/dev/null || exit 1
	done
}

@test "a file compared with itself is noticed" {
	recording native 1 20
	run --separate-stderr -0 "$E" --compare native.exits ./native.exits
	[[ "$stderr" == *"A and B are the same file"* ]]
}

@test "output that cannot be written is said, with 1, in every mode" {
	recording native 1 4
	cp native.exits other.exits
	for mode in --help --version "--explain 48" \
			"--probe --replay native.exits" \
			"--once --replay native.exits" \
			"--report native.exits" \
			"--compare native.exits other.exits"; do
		for to in '>/dev/full' '>&-'; do
			run -1 bash -c "'$E' $mode $to"
			[[ "${lines[0]}" == "exittop: cannot write"* ]]
		done
		# Nobody reads any more: no failure.
		bash -o pipefail -c "'$E' $mode | true" || [ $? = 141 ]
	done
}

@test "no file takes the place of a closed standard output" {
	recording native 1 4
	"$E" --batch --replay native.exits --record open >/dev/null
	"$E" --batch --replay native.exits --record closed >&- 2>said || true
	cmp open closed
}

@test "what a really patched host answered is read without a doubt" {
	for mode in nested shadow; do
		for load in idle loaded; do
			f=$BATS_TEST_DIRNAME/golden/lab-$mode-$load.exits
			"$E" --replay "$f" --once | grep -q "^paging   $mode "
			# Every total of 130 rounds adds up, nothing began again.
			"$E" --replay "$f" --batch --format json |
				jq -e --arg mode $mode -s 'length > 100 and
				    all(.paging == $mode and .notes == null and
					.quirks == null)' >/dev/null
		done
	done
}

@test "a setuid exittop refuses to run" {
	[ "$(id -u)" = 0 ] || skip "only root can make one for another user"
	[ "$(head -c 2 "$E")" != '#!' ] || skip "under valgrind it is a script"
	install -m 4755 -o nobody "$E" setuid
	run --separate-stderr ./setuid --once
	[ "$status" = 1 ] && [ -z "$output" ]
	[[ $stderr == *"setuid"* ]]
}

@test "rounds without an answer are left out of reports, and counted" {
	"$E" --report "$BATS_TEST_DIRNAME/cases/intel-native-off-and-on.exits" \
		>out
	grep -q "Left out: 3 rounds without an answer of the host, 1 round in" out
	"$E" --report "$BATS_TEST_DIRNAME/cases/ubsan-audit-0.exits" >out
	grep -q "Left out: 1 round in which its counters began again" out
	grep -q "unknown: the host's counters held more exits" out
	"$E" --compare "$BATS_TEST_DIRNAME/cases/amd-2021-off-and-on.exits" \
		"$BATS_TEST_DIRNAME/golden/lab-amd-nested-idle.exits" >out
	tr -s ' \n' ' ' <out |
		grep -q "A: the host did not answer in 2 of its rounds"
}
