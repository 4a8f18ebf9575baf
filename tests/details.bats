#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# What is inside a reason: durations and keys.

bats_require_minimum_version 1.5.0

setup() {
	E=$(realpath "${EXITTOP:-./exittop}")
	TOOLS=$(dirname "$E")/tests
	cd "$BATS_TEST_TMPDIR"
	"$TOOLS/fake_record" native 3 20 details >in.exits
}

@test "plain: quantiles, histogram and keys by name, of the interval" {
	run "$E" --replay in.exits -b --details=CR_ACCESS
	[ "$status" -eq 0 ]
	grep -qE '^inside   CR_ACCESS: p50 1[12] [0-9]{3}, p90 1[0-9 ]+, p99 1' \
		<<<"$output"
	grep -qE '^ +10 240 cycles or more +1 1[0-9]{2}  #{30}$' <<<"$output"
	grep -qE '^ +CR3 write +[89][0-9]{2}\.[0-9] +7[0-9]\.[0-9] % +12 0' \
		<<<"$output"
	grep -qE '^ +CR4 write +' <<<"$output"
	! grep -q '^inside   IO' <<<"$output"
	"$E" --replay in.exits -b --details | grep -q '^inside   IO_INSTR'
}

@test "csv is the details' own; json has them in their reason" {
	"$E" --replay in.exits -b --details=28 --format csv >d.csv
	[ "$(head -1 d.csv)" = time,interval_s,reason,name,item,cycles,key,key_name,count,error,delta,delta_is ]
	"$E" --replay in.exits -b --format csv >t.csv
	"$E" --replay in.exits -b --details=28 --format json >d.json
	python3 - <<-'PY'
	import csv, json
	rows = list(csv.DictReader(open('d.csv')))
	cr = {r['time']: r for r in csv.DictReader(open('t.csv'))
	      if r['reason'] == '28'}
	for t, row in cr.items():
	    mine = [r for r in rows if r['time'] == t]
	    keys = sum(int(r['delta']) for r in mine if r['item'] == 'key')
	    buckets = sum(int(r['delta']) for r in mine if r['item'] == 'duration')
	    # Exits come while the host is read.
	    assert abs(keys - int(row['delta'])) < 30, (t, keys, row)
	    assert abs(buckets - int(row['delta'])) < 30, (t, buckets, row)
	for line in open('d.json'):
	    for r in json.loads(line)['reasons']:
	        if r['reason'] == 28:
	            assert r['keys'][0]['name'] == 'CR3 write'
	            assert r['durations']['p99'] > r['durations']['p50'] > 9000
	        else:
	            assert 'keys' not in r
	PY
}

@test "openmetrics: a histogram with le, and shares of keys" {
	"$E" --replay in.exits -b --details --format openmetrics -o d.prom
	grep -q '^# TYPE exittop_vm_exit_cycles histogram$' d.prom
	python3 - <<-'PY'
	last, n, count = {}, 0, {}
	for line in open('d.prom'):
	    if line.startswith('exittop_vm_exit_cycles_bucket'):
	        reason = line.split('"')[1]
	        value = int(line.split()[-1])
	        assert value >= last.get(reason, 0)
	        last[reason] = value
	        n += 1
	    if line.startswith('exittop_vm_exit_cycles_count'):
	        count[line.split('"')[1]] = int(line.split()[-1])
	assert n and n % 30 == 0 and count == last
	PY
	grep -q '^exittop_vm_exit_key_share{reason="CR_ACCESS",key="CR3 write"} 0.7' d.prom
	[ -z "$(grep -v '^#' d.prom | sed 's/_bucket\|_sum\|_count//; s/[{ ].*//' | uniq | sort | uniq -d)" ]
}

@test "the screen has them where a reason is explained" {
	run "$E" --replay in.exits --ascii --keys '<Down><Enter><Wait:5>'
	grep -qE '^ cycles  p50 1[12] [0-9]{3}  p90 .* longest .* \(now\)' <<<"$output"
	grep -qE 'CR3 write .* 7[0-9]\.[0-9] %' <<<"$output"
	grep -qE '^ CR3 write 7[0-9] %, one for every process switch' <<<"$output"
}

@test "columns P99 and TOP: in the table where details are asked for" {
	"$E" --replay in.exits -b --details >b.txt
	grep -qE '^ +# REASON +COUNT +RATE/s +P99 TOP$' b.txt
	grep -qE '^ +28 CR_ACCESS +[0-9 ]+ 1 2[0-9]{2} +1[0-9] [0-9]{3} CR3 write 7[0-9] %$' b.txt
	# Of a reason whose details nobody asked for.
	"$E" --replay in.exits -b --details=28 >one.txt
	grep -qE '^ +30 IO_INSTRUCTION .* - -$' one.txt
	[ "$(grep -A9 "# REASON" b.txt | wc -L)" -le 80 ]
	"$E" --replay in.exits -b --details --sort top |
		awk '/# REASON/ { getline; print $2 }' | grep -qx MSR_WRITE
	"$E" --replay in.exits -b | grep -qE '^ +# REASON .* SHARE +CYC/EXIT +TIME%$'
}

@test "a real guest under ept=0: each reason to what it is about" {
	lab=$OLDPWD/tests/golden/lab-shadow-inside.exits
	"$E" --replay "$lab" --batch --details >b.txt
	awk '/# REASON/ { n = 6 } n-- > 0 { last[5 - n] = $0 }
		END { for (i = 0; i < 6; i++) print last[i] }' b.txt >got
	diff got - <<-'END'
	    # REASON                    COUNT    RATE/s       P99 TOP
	    0 EXCEPTION_NMI           238 242     4 136    40 999 #PF 100 %
	   14 INVLPG                   22 312     452.0     5 877 -
	   32 MSR_WRITE                14 795     261.0     2 427 IA32_TSC_DEADLINE 96 %
	   52 PREEMPTION_TIMER         14 275     251.0     7 168 -
	   28 CR_ACCESS                26 165     172.0    26 214 CR3 write 73 %
	END
	# Every exit of the interval has a key.
	"$E" --replay "$lab" --batch --details=28 --format json | tail -n 1 |
		jq -e '.reasons[] | select(.reason == 28) |
			(.delta - ([.keys[].delta] | add) | fabs) < 10'
}

@test "columns P99 and TOP: on the screen by --details or F2, where the host gives them" {
	run "$E" --replay in.exits --ascii --details --keys '<Wait:9>'
	[[ $output == *P99*TOP* ]]
	grep -qE 'CR_ACCESS .* 1[0-9] [0-9]{3} CR3 write 7[0-9] %' <<<"$output"
	# By default there are none, as they cost exits.
	COLUMNS=140 run "$E" --replay in.exits --ascii --keys '<Wait:9>'
	[[ $output != *P99* ]]
	COLUMNS=140 LINES=60 run "$E" --replay in.exits --ascii --keys '<Wait:3><F2>'
	[[ $output == *P99* ]]
	"$TOOLS/fake_record" native 3 8 >none.exits
	COLUMNS=140 LINES=60 run "$E" --replay none.exits --ascii --keys '<Wait:3><F2>'
	[[ $output != *P99* ]]
}

@test "earlier intervals do not show what is inside the latest" {
	COLUMNS=140 run "$E" --replay in.exits --ascii --details --keys '<Wait:9>[['
	[[ $output == *TOP* ]]
	! grep -q 'CR3 write' <<<"$output"
	run "$E" --replay in.exits --ascii --keys '<Down><Enter><Wait:9>[['
	[[ $output == *"what is inside is not kept in the history: . returns to now"* ]]
	! grep -q 'CR3 write .* %' <<<"$output"
}

@test "who has none says why not, and all else is as it was" {
	"$TOOLS/fake_record" native 3 8 >none.exits
	run -3 "$E" --replay none.exits --once --details
	[[ $output == *"does not say what is inside a reason: its administrator allows it by exit_details=keys"* ]]
	run -2 "$E" --replay in.exits --once --details=FROB
	[[ $output == *FROB* ]]
	run -2 "$E" --replay in.exits --details=28
	run -2 "$E" --replay in.exits --details --plain
	run -2 "$E" --replay in.exits --once --details --vcpu each
	# Of a host that would say, but was not asked.
	grep -v '^a 4fffff[4-7]' in.exits >cut
	run "$E" --replay none.exits --keys '<Down><Enter><Wait:3>'
	! grep -q ' cycles  ' <<<"$output"
}

@test "the report and the comparison say what it is about" {
	"$TOOLS/fake_record" native 4 20 details >less.exits
	"$E" --report in.exits >r.md
	grep -qE 'CR_ACCESS.*: 7[0-9] % CR3 write, one for every process switch\.' r.md
	"$E" --compare less.exits in.exits | tr '\n' ' ' | tr -s ' ' >c.txt
	grep -qE 'inside CR_ACCESS: most of it is CR3 write, 2[0-9]{2}\.[0-9]/s in A and 9[0-9]{2}\.[0-9]/s in B' c.txt
	"$E" --compare less.exits in.exits --format csv >c.csv
	"$E" --compare less.exits in.exits --format json >c.json
	python3 - <<-'PY'
	import csv, json
	row = {r['name']: r for r in csv.DictReader(open('c.csv'))}['CR_ACCESS']
	assert row['key'] == '0x0200000000000003', row
	assert row['key_name'] == 'CR3 write'
	assert 200 < float(row['key_rate_a']) < 300, row
	assert 850 < float(row['key_rate_b']) < 1000, row
	row = {r['name']: r for r in json.load(open('c.json'))['reasons']}
	assert row['CR_ACCESS']['key_name'] == 'CR3 write'
	assert row['CR_ACCESS']['key_rate_b'] > 850
	assert 'key' not in row['HLT']
	PY
	"$E" --explain CR_ACCESS --replay in.exits |
		grep -qE '^In in.exits: 7[0-9] % of them are CR3 write, one for every process switch\.$'
	run "$E" --replay in.exits -b --details=28
	grep -qE 'CR3 write 7[0-9] %, one for every process switch:' <<<"$output"
}

@test "of a COMMAND the keys are the run's" {
	run "$E" --replay in.exits --details=28 -- true
	grep -qE '^ +CR3 write +90[0-9]\.[0-9] .* 16 [0-9]{3}$' <<<"$output"
}
