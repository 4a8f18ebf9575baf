#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# A fleet: 20 guests export, Debian's node_exporters hand on, Debian's
# prometheus scrapes and is asked over HTTP: everything has to be what exittop
# printed. Not part of `make check`: `make check-export` installs what it
# needs. Everything runs on loopback, on ports that were free.

bats_require_minimum_version 1.5.0

GUESTS=20

# Until the command succeeds; fails after 300 s: the machine may be busy.
await() {
	for _ in $(seq 3000); do
		"$@" >/dev/null 2>&1 && return 0
		sleep 0.1
	done
	echo "still not: $*" >&2
	return 1
}

# @1 free ports of loopback.
free_ports() {
	perl -MIO::Socket::INET -e '
		my @s = map { IO::Socket::INET->new(Listen => 1,
			LocalAddr => "127.0.0.1", LocalPort => 0) } 1..shift;
		print $_->sockport, "\n" for @s' "$1"
}

setup_file() {
	export E TOOLS DIR PORT CONTRIB
	E=$(realpath "${EXITTOP:-./exittop}")
	TOOLS=$(dirname "$E")/tests
	DIR=$BATS_FILE_TMPDIR
	CONTRIB=$(realpath "$BATS_TEST_DIRNAME/../contrib")
	for tool in prometheus prometheus-node-exporter promtool curl; do
		command -v $tool >/dev/null || return 0
	done
	export_all
	start_all
}

teardown_file() {
	[ -e "$DIR/pids" ] || return 0
	kill $(cat "$DIR/pids") 2>/dev/null || true
	await all_are_gone
}

all_are_gone() {
	! kill -0 $(cat "$DIR/pids")
}

setup() {
	for tool in prometheus prometheus-node-exporter promtool curl; do
		command -v $tool >/dev/null ||
			skip "no $tool: make check-export installs it"
	done
}

# What each guest exported, and what it printed.
export_all() {
	for i in $(seq $GUESTS); do
		mkdir -p "$DIR/$i"
		"$TOOLS/fake_record" native "$i" 40 >"$DIR/$i.exits"
		"$E" --replay "$DIR/$i.exits" --batch --format openmetrics \
			-o "$DIR/$i/exittop.prom"
		"$E" --replay "$DIR/$i.exits" --batch --format json \
			>"$DIR/$i.jsonl"
		tail -n 1 "$DIR/$i.jsonl" >"$DIR/$i.json"
		"$E" --replay "$DIR/$i.exits" --batch |
			sed -n 's/.* \([0-9.]*\) % of the time in exits.*/\1/p' |
			tail -n 1 >"$DIR/$i.share"
	done
}

background() {
	"$@" >"$DIR/log.$(basename "$1")" 2>&1 3>&- &
	echo $! >>"$DIR/pids"
}

start_all() {
	local ports i=0

	mapfile -t ports < <(free_ports $((GUESTS + 1)))
	PORT=${ports[$GUESTS]}
	{
		echo "global: { scrape_interval: 1s, evaluation_interval: 1s }"
		echo "rule_files: [ $CONTRIB/alerts.yml ]"
		echo "scrape_configs:"
		echo "- job_name: guests"
		echo "  static_configs:"
		for i in $(seq $GUESTS); do
			echo "  - targets: [ '127.0.0.1:${ports[i - 1]}' ]"
			echo "    labels: { instance: 'guest-$i' }"
		done
	} >"$DIR/prometheus.yml"
	for i in $(seq $GUESTS); do
		background prometheus-node-exporter \
			--web.listen-address "127.0.0.1:${ports[i - 1]}" \
			--collector.disable-defaults --collector.textfile \
			--collector.textfile.directory "$DIR/$i"
	done
	background prometheus --config.file "$DIR/prometheus.yml" \
		--storage.tsdb.path "$DIR/tsdb" --log.level warn \
		--web.listen-address "127.0.0.1:$PORT"
	await all_guests_up
}

ask() {
	curl -fsS -G "http://127.0.0.1:$PORT/api/v1/query" \
		--data-urlencode "query=$1"
}

all_guests_up() {
	[ "$(ask 'count(exittop_build_info)' |
		jq -r '.data.result[0].value[1]')" = $GUESTS ]
}

@test "promtool and an OpenMetrics parser accept what is exported" {
	"$TOOLS/fake_record" native 3 20 details >"$DIR/in.exits"
	"$E" --replay "$DIR/in.exits" --batch --format openmetrics --details \
		-o "$DIR/details.prom"
	"$E" --replay "$DIR/in.exits" --batch --format openmetrics --vcpu each \
		-o "$DIR/each.prom"
	for file in "$DIR/1/exittop.prom" "$DIR/2/exittop.prom" \
		"$DIR/details.prom" "$DIR/each.prom"; do
		run -0 promtool check metrics <"$file"
		[ -z "$output" ]
	done
	/usr/bin/python3 - "$DIR/1/exittop.prom" "$DIR/details.prom" \
		"$DIR/each.prom" <<-END
	import sys
	from prometheus_client.openmetrics.parser import (
	    text_string_to_metric_families as parse)
	def read(name):
	    return [s for f in parse(open(name).read()) for s in f.samples]
	one, details, each = map(read, sys.argv[1:])
	assert 30 < len(one) < 80, len(one)
	buckets = [s for s in details if s.name == 'exittop_vm_exit_cycles_bucket'
	           and s.labels['reason'] == 'CR_ACCESS']
	assert len(buckets) == 30 and buckets[-1].labels['le'] == '+Inf'
	assert any(s.name == 'exittop_vm_exit_key_share' and
	           s.labels['key'] == 'CR3 write' for s in details)
	assert {'0', '1'} <= {s.labels.get('vcpu') for s in each}
	END
}

@test "the CSV reader of another language reads what jq reads" {
	"$E" --replay "$DIR/3.exits" --batch --format csv >"$DIR/3.csv"
	"$E" --replay "$DIR/3.exits" --batch --format json |
		jq -r '.time as $t | .reasons[] |
			[$t, .name, .count, .delta, .rate] | @csv' |
		tr -d '"' | sort >"$DIR/3.jq"
	/usr/bin/python3 - "$DIR/3.csv" <<-END | sort >"$DIR/3.py"
	import csv, sys
	for row in csv.DictReader(open(sys.argv[1])):
	    rate = row['rate'].rstrip('0').rstrip('.') if row['rate'] else ''
	    print(','.join((row['time'], row['name'], row['count'],
	                    row['delta'], rate)))
	END
	[ "$(wc -l <"$DIR/3.py")" -gt 500 ]
	diff "$DIR/3.py" "$DIR/3.jq"
}

@test "all exits of 20 guests: Prometheus has what exittop printed" {
	ask exittop_vm_exits_total | jq -r '.data.result[] |
		[.metric.instance, .metric.code, .metric.reason, .value[1]] |
		@tsv' | sort >"$DIR/asked"
	for i in $(seq $GUESTS); do
		jq -r --arg guest "guest-$i" '.reasons[] |
			select(.count > 0) |
			[$guest, .reason, .name, .count] | @tsv' "$DIR/$i.json"
	done | sort >"$DIR/printed"
	[ "$(wc -l <"$DIR/printed")" -gt $((GUESTS * 5)) ]
	diff "$DIR/asked" "$DIR/printed"
}

@test "verdicts, own exits and times of 20 guests, likewise" {
	ask 'exittop_paging == 1' | jq -r '.data.result[] |
		[.metric.instance, .metric.verdict] | @tsv' |
		sort >"$DIR/asked"
	ask exittop_self_exits_total | jq -r '.data.result[] |
		[.metric.instance, .value[1]] | @tsv' | sort >"$DIR/asked.self"
	for i in $(seq $GUESTS); do
		jq -r --arg guest "guest-$i" '[$guest, .paging] | @tsv' \
			"$DIR/$i.json" >&3
		jq -r --arg guest "guest-$i" '[$guest, .self.exits] | @tsv' \
			"$DIR/$i.json"
	done 3>"$DIR/printed" | sort >"$DIR/printed.self"
	sort -o "$DIR/printed" "$DIR/printed"
	diff "$DIR/asked" "$DIR/printed"
	diff "$DIR/asked.self" "$DIR/printed.self"
	[ "$(cut -f2 "$DIR/printed" | sort | uniq -c | tr -s ' \n' ' ')" = \
		" 10 nested 10 shadow " ]
}

@test "the collector finds no fault with the files" {
	[ "$(ask 'sum(node_textfile_scrape_error)' |
		jq -r '.data.result[0].value[1]')" = 0 ]
}

# What the guests exported round by round, with the times of the rounds.
backfill() {
	for i in $(seq $GUESTS); do
		"$E" --replay "$DIR/$i.exits" --batch --format openmetrics |
			awk -v guest="guest-$i" '
			/^exittop_last_sample_timestamp_seconds/ { at = $2 }
			/^# EOF/ {
				for (k = 1; k <= n; k++) print line[k], at
				n = 0
				next
			}
			/^#/ { next }
			{
				label = "instance=\"" guest "\""
				if (!sub(/\{/, "{" label ","))
					sub(/ /, "{" label "} ")
				line[++n] = $0
			}'
	done
	echo "# EOF"
}

@test "every expression of dashboard and alerts answers what exittop printed" {
	local port at

	backfill >"$DIR/rounds.om"
	promtool tsdb create-blocks-from openmetrics "$DIR/rounds.om" \
		"$DIR/rounds" >/dev/null
	port=$(free_ports 1)
	echo "rule_files: [ $CONTRIB/alerts.yml ]" >"$DIR/rounds.yml"
	background prometheus --config.file "$DIR/rounds.yml" \
		--storage.tsdb.path "$DIR/rounds" --log.level warn \
		--storage.tsdb.retention.time 100y \
		--web.listen-address "127.0.0.1:$port"
	await curl -fsS "http://127.0.0.1:$port/-/ready"
	at=$(jq -r '.time[0:19] + "Z" | fromdateiso8601' "$DIR/1.json")
	run -0 /usr/bin/python3 "$BATS_TEST_DIRNAME/grafana/expressions.py" \
		"$port" "$DIR" "$at" 20
}

@test "the dashboard fits the types that Grafana publishes" {
	[ -e "$BATS_TEST_DIRNAME/../build/grafana/node_modules" ] ||
		skip "make check-export installs what this needs"
	run -0 "$BATS_TEST_DIRNAME/grafana/check" \
		"$BATS_TEST_DIRNAME/../build/grafana" "$CONTRIB/grafana.json"
	sed 's/"unit": "ops"/"unti": "ops"/' "$CONTRIB/grafana.json" \
		>"$DIR/wrong.json"
	run ! "$BATS_TEST_DIRNAME/grafana/check" \
		"$BATS_TEST_DIRNAME/../build/grafana" "$DIR/wrong.json"
}

@test "the alert rules: promtool's tests, and shadow guests of this fleet" {
	promtool check rules "$CONTRIB/alerts.yml"
	promtool test rules "$CONTRIB/alerts_test.yml"
	shadows() {
		[ "$(curl -fsS "http://127.0.0.1:$PORT/api/v1/alerts" |
			jq '[.data.alerts[].labels |
			select(.alertname == "ExittopPagingNotNested" and
			.verdict == "shadow")] | length')" = 10 ]
	}
	await shadows
}

@test "a rule that is broken fails its test" {
	cp "$CONTRIB/alerts_test.yml" "$DIR"
	broken=(
		's/exittop_shift_active == 1/exittop_shift_active >= 0/'
		's/verdict=~"shadow|mixed"/verdict=~"mixed"/'
		's/verdict=~"shadow|mixed"/verdict=~"shadow|unknown"/'
		'/PagingNotNested/,/for:/s/for: 5m/for: 0m/'
		's/verdict="nested"}\[1h\]/verdict="shadow"}[1h]/'
		's/verdict="nested"}\[1h\]/verdict="nested"}[3h]/'
		's/exittop_host_answers == 0/exittop_host_answers == 1/'
		'/HostSilent/,/for:/s/for: 2m/for: 10m/'
		'/HostSilent/,/for:/s/for: 2m/for: 0m/'
		's/in_exits_ratio\[10m\]/in_exits_ratio[1m]/'
		'/TimeInExits/,/for:/s/for: 5m/for: 0m/'
		's/> 0.25/> 0.5/'
		's/abs(exittop:exits:z) > 6/abs(exittop:exits:z) > 60/'
		's/exittop:exits:z) >= 8/exittop:exits:z) >= 80/'
		's/by (cluster) (0.5, exittop:exits:ln)/by (cluster) (0.9, exittop:exits:ln)/'
		's/1.4826/1/'
		's/for: 15m/for: 5m/'
		's/seconds > 120/seconds > 12000/'
		's/seconds > 120/seconds > 0/'
		's/\[30m\]) > 3/[30m]) > 0/'
		's/\[30m\]) > 3/[30m]) > 300/'
	)
	for how in "${broken[@]}"; do
		sed "$how" "$CONTRIB/alerts.yml" >"$DIR/alerts.yml"
		run -0 promtool check rules "$DIR/alerts.yml"
		run ! cmp "$CONTRIB/alerts.yml" "$DIR/alerts.yml"
		run ! promtool test rules "$DIR/alerts_test.yml"
		[[ "$output" == *FAILED* ]] || { echo "$how"; false; }
	done
}

@test "the service is one systemd takes, and safe" {
	command -v systemd-analyze >/dev/null || skip "no systemd-analyze"
	sed "s,/usr/bin/exittop,$E," "$CONTRIB/exittop-export.service" \
		>"$DIR/exittop-export.service"
	run -0 systemd-analyze verify --man=no "$DIR/exittop-export.service"
	[ -z "$output" ]
	systemd-analyze security --offline=true --threshold=10 \
		--no-pager "$DIR/exittop-export.service" >/dev/null
}
