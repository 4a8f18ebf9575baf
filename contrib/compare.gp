# SPDX-License-Identifier: GPL-2.0-only
#
# compare.gp: what changed between two runs, as a picture.
#
#	exittop --compare nested.exits shadow.exits --format csv > both.csv
#	gnuplot -c contrib/compare.gp both.csv both.svg [NAME_A [NAME_B]]
#
# The picture is SVG, or PNG where its name ends so. It shows the reasons that
# changed, the one with the most exits per second at the top, on a logarithmic
# scale: a reason without exits on one side has no bar there.

if (ARGC < 2) {
	print "usage: gnuplot -c compare.gp FILE.csv PICTURE [NAME_A [NAME_B]]"
	exit status 2
}
csv = ARG1
picture = ARG2
name_a = ARGC > 2 ? ARG3 : "A"
name_b = ARGC > 3 ? ARG4 : "B"
most = 12		# reasons; the rest of the CSV matters less
foot = 0.1		# exits per second at the left end

set datafile separator comma
set key autotitle columnhead

# The rows of the CSV come in the order of what matters: changed ones first.
changed(row) = strcol("change") ne "same" && strcol("change") ne "" \
	&& row < most
bar(rate) = rate > foot ? rate : foot
row(dummy) = int(column(0))

stats csv using (changed(row(0)) ? 1 : NaN) nooutput name "ROWS"
rows = exists("ROWS_records") ? ROWS_records : 0
if (rows == 0) {
	print "compare.gp: nothing changed between the two runs of ", csv
	exit status 1
}

height = 120 + 44 * rows
if (picture[strlen(picture) - 3:] eq ".png") {
	set terminal pngcairo size 900, height font "sans,11"
} else {
	set terminal svg size 900, height dynamic font "sans-serif,13" \
		background rgb "white"
}
set output picture

set logscale x
set xrange [foot:*]
set yrange [rows - 0.4:-0.6]
set format x "10^{%T}"
set xlabel "exits per second"
set ytics scale 0 noenhanced
set grid xtics
set lmargin 26
set border 3
set tics nomirror
set key outside top center horizontal noenhanced
set style fill solid 1.0 noborder

# Blue and orange: told apart by every eye, and in print.
plot csv every ::0::(rows - 1) using (foot):(row(0) - 0.19):(foot): \
		(bar(column("rate_a"))):(row(0) - 0.36):(row(0) - 0.02): \
		ytic(strcol("name")) \
		with boxxyerror linecolor rgb "#0072b2" title name_a, \
	csv every ::0::(rows - 1) using (foot):(row(0) + 0.19):(foot): \
		(bar(column("rate_b"))):(row(0) + 0.02):(row(0) + 0.36) \
		with boxxyerror linecolor rgb "#e69f00" title name_b
