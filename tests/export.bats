#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# A fleet: 20 guests export, Debian's node_exporters hand on, Debian's
# prometheus scrapes and is asked over HTTP: everything has to be what exittop
# printed. Not part of `make check`: `make check-export` installs what it
# needs. Everything runs on loopback, on ports that were free.

bats_require_minimum_version 1.5.0

GUESTS=20

# Until the command succeeds; fails after 60 s.
await() {
	for _ in $(seq 600); do
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
		"$TOOLS/fake_record" native "$i" $((10 + i)) >"$DIR/$i.exits"
		"$E" --replay "$DIR/$i.exits" --batch --format openmetrics \
			-o "$DIR/$i/exittop.prom"
		"$E" --replay "$DIR/$i.exits" --batch --format json |
			tail -n 1 >"$DIR/$i.json"
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
	for file in "$DIR/1/exittop.prom" "$DIR/2/exittop.prom"; do
		run -0 promtool check metrics <"$file"
		[ -z "$output" ]
	done
	/usr/bin/python3 - "$DIR/1/exittop.prom" <<-END
	import sys
	from prometheus_client.openmetrics.parser import (
	    text_string_to_metric_families as parse)
	for name in sys.argv[1:]:
	    samples = [s for f in parse(open(name).read()) for s in f.samples]
	    assert len(samples) > 100, len(samples)
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
			select(.count != null) |
			[$guest, .reason, .name, .count] | @tsv' "$DIR/$i.json"
	done | sort >"$DIR/printed"
	[ "$(wc -l <"$DIR/printed")" -gt $((GUESTS * 60)) ]
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

@test "every query of the dashboard is one Prometheus answers" {
	jq -r '(.panels[].targets[].expr), .annotations.list[].expr' \
		"$CONTRIB/grafana.json" >"$DIR/queries"
	[ "$(wc -l <"$DIR/queries")" -gt 10 ]
	while read -r query; do
		query=${query//'$__rate_interval'/1m}
		query=${query//'$instance'/.*}
		ask "$query" | jq -e '.status == "success"' >/dev/null ||
			{ echo "$query"; return 1; }
	done <"$DIR/queries"
	# Those of the fleet have an answer, too.
	query=$(grep 'group_left' "$DIR/queries")
	ask "${query//'$instance'/.*}" |
		jq -e ".data.result | length == $GUESTS" >/dev/null
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

@test "the service is one systemd takes, and safe" {
	command -v systemd-analyze >/dev/null || skip "no systemd-analyze"
	sed "s,/usr/bin/exittop,$E," "$CONTRIB/exittop-export.service" \
		>"$DIR/exittop-export.service"
	run -0 systemd-analyze verify --man=no "$DIR/exittop-export.service"
	[ -z "$output" ]
	systemd-analyze security --offline=true --threshold=10 \
		--no-pager "$DIR/exittop-export.service" >/dev/null
}
