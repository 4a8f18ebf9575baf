#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# All vCPUs side by side.

bats_require_minimum_version 1.5.0

setup() {
	E=$(realpath "${EXITTOP:-./exittop}")
	TOOLS=$(dirname "$E")/tests
	cd "$BATS_TEST_TMPDIR"
	"$TOOLS/fake_record" native 3 20 each >each.exits
}

@test "plain has reasons by vCPUs, the odd one marked and named" {
	run "$E" --replay each.exits --batch --vcpu each
	[ "$status" -eq 0 ]
	grep -qE '30 IO_INSTRUCTION +7[0-9]\.0 +7[0-9]\.0 +>1 0[0-9]{2} +7' \
		<<<"$output"
	grep -qE 'IO_INSTRUCTION: vCPU 2 makes 14 times the exits of the others' \
		<<<"$output"
	! grep -q 'odd .*EPT_VIOLATION' <<<"$output"
}

@test "csv and json have each vCPU's rows, which add up to the VM's" {
	"$E" --replay each.exits -b --vcpu each --format csv >each.csv
	head -1 each.csv | grep -q ',scope,vcpu,odd$'
	"$E" --replay each.exits -b --format csv >all.csv
	head -1 all.csv | grep -q ',scope,vcpu$'
	# HLT stands still while the host is read.
	sum() { awk -F, -v t="$2" '$3 == 12 && $1 == t { n += $6 } END { print n }' "$1"; }
	last=$(tail -1 all.csv | cut -d, -f1)
	[ "$(sum each.csv "$last")" = "$(sum all.csv "$last")" ]
	[ "$(grep -c "^$last,.*,30,.*,2,more$" each.csv)" = 1 ]
	"$E" --replay each.exits -b --vcpu each --format json >each.json
	[ "$(wc -l <each.json)" = $((19 * 4)) ]
	python3 - <<-'PY'
	import json
	for line in open('each.json'):
	    o = json.loads(line)
	    io = [r for r in o['reasons'] if r['reason'] == 30][0]
	last = o
	assert last['vcpu'] == 3 and io['odd'] == 'none', io
	PY
}

@test "openmetrics has the label vcpu in exits and seconds, families whole" {
	"$E" --replay each.exits --batch --vcpu each --format openmetrics \
		-o each.prom
	[ "$(grep -c '^exittop_vm_exits_total.*vcpu=' each.prom)" -ge 24 ]
	! grep '^exittop_vm_exits_total' each.prom | grep -v vcpu=
	grep -q '^exittop_vcpu_odd{reason="IO_INSTRUCTION",vcpu="2"} 1$' each.prom
	grep -q '^exittop_vcpu_odd{reason="IO_INSTRUCTION",vcpu="0"} 0$' each.prom
	# One family, one block.
	[ -z "$(grep -v '^#' each.prom | sed 's/[{ ].*//' | uniq | sort | uniq -d)" ]
}

@test "the screen shows them, and opens with them where asked" {
	run "$E" --replay each.exits --ascii --keys 'v<Wait:14><Down>'
	grep -qE 'vCPU 0 +vCPU 1 +vCPU 2 +vCPU 3' <<<"$output"
	grep -qE '30 IO_INSTRUCTION .* \^ +1 0[0-9]{2} ' <<<"$output"
	grep -qE '^ IO_INSTRUCTION  vCPU 2: more, x14' <<<"$output"
	run "$E" --replay each.exits --ascii --vcpu each --keys '<Wait:14>'
	grep -qE 'vCPU 0 +vCPU 1 +vCPU 2 +vCPU 3' <<<"$output"
}

@test "who has no single vCPUs says why not" {
	"$TOOLS/fake_record" native 3 5 >none.exits
	run -1 "$E" --replay none.exits --once --vcpu each
	[ "$output" = 'exittop: the recording has no answers of single vCPUs: record it with --vcpu each' ]
	run "$E" --replay none.exits --keys 'v<Wait:3>'
	grep -q 'the recording has no answers of single vCPUs here' <<<"$output"
	"$TOOLS/fake_record" 2021 3 5 >2021.exits
	run -2 "$E" --replay 2021.exits --once --vcpu each
	grep -q 'dialect 2021 counts all vCPUs together' <<<"$output"
	run "$E" --replay 2021.exits --keys 'v<Wait:3>'
	grep -q 'vCPUs side by side need the native leaves' <<<"$output"
	run -2 "$E" --vcpu each -- true
	run -2 "$E" --vcpu each --plain
}
