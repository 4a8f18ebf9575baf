# SPDX-License-Identifier: GPL-2.0-only
#
# The lab: a really patched KVM in an emulator, on any machine (DESIGN.md 7).
#
# make lab             a shell in one of its guests, with exittop
# make check-lab       exittop against the host's own tracepoint, hostile guests,
#                      and the patched module against the kernel's own
# make lab-cost        the last of these only: what an exit costs, in instructions
# make lab-recordings  new recordings for tests/golden
# make lab-idle        ... of an hour at rest (a quarter of an hour)
# make lab-clean       forget what was built, the kept parts too
#
# VENDOR=intel|amd  KERNEL=6.1|6.12  EPT=0|1 (AMD: NPT=0|1)

lab: lab-static
	@tests/lab/shell

check-lab: lab-static
	@tests/lab/check
	@tests/lab/check cost

lab-cost: lab-static
	@tests/lab/check cost

lab-recordings: lab-static
	@tests/lab/record

lab-idle: lab-static
	@tests/lab/record idle

lab-static:
	@$(PACKAGES) build
	@$(MAKE) -s static

lab-clean:
	rm -rf build/lab

.PHONY: lab check-lab lab-cost lab-recordings lab-idle lab-static lab-clean
