# SPDX-License-Identifier: GPL-2.0-only
#
# The lab: a real KVM host with exittop_host.ko in an emulator, on any machine
# (DESIGN.md 7).
#
# make lab             a shell in one of its guests, with exittop
# make check-lab       exittop against the host's own tracepoint, hostile guests,
#                      a module that comes and goes, and its cost
# make lab-details     what is inside a reason, against the host's tracepoints
# make lab-cost        what an exit costs only, in instructions
# make check-kernels   exittop against the tracepoint on every kernel, both
#                      vendors, nested and shadow: build/lab/kernels.md
# make check-debug     a module that comes and goes, on a kernel with KASAN and
#                      lockdep (AMD), which is built first: half an hour
# make lab-thousand    1000 loads and unloads under two VMs
# make lab-recordings  new recordings for tests/golden
# make lab-idle        ... of an hour at rest (a quarter of an hour)
# make lab-clean       forget what was built, the kept parts too
#
# PLANS: of check-lab: check, details (durations and keys), hazards (a module
# that comes and goes, and the commands of README.md), cost
# VENDOR=intel|amd  KERNEL=SERIES, of tests/lab/kernels  EPT=0|1 (AMD: NPT=0|1)

PLANS = check details hazards cost

lab: lab-static
	@tests/lab/shell

check-lab: lab-static
	@for plan in $(PLANS); do tests/lab/check $$plan || exit; done

check-kernels: lab-static
	@tests/lab/check-kernels

lab-details: lab-static
	@tests/lab/check details

check-debug: lab-static
	@VENDOR=amd KERNEL=6.1-debug tests/lab/check hazards

lab-cost: lab-static
	@tests/lab/check cost

lab-thousand: lab-static
	@tests/lab/check thousand

lab-recordings: lab-static
	@tests/lab/record

lab-idle: lab-static
	@tests/lab/record idle

lab-static:
	@$(PACKAGES) build
	@$(MAKE) -s static

lab-clean:
	rm -rf build/lab

.PHONY: lab check-lab check-kernels check-debug lab-details lab-cost \
	lab-thousand lab-recordings lab-idle lab-static lab-clean
