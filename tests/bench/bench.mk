# SPDX-License-Identifier: GPL-2.0-only
#
# make bench       what it costs to look: tests/bench/RESULTS.md, by
#                  tests/bench/bench (which can run a part of it)

bench:
	@$(PACKAGES) build test bench
	@$(MAKE) -s exittop static $(B)/tests/fake_record
	@tests/bench/bench

.PHONY: bench
