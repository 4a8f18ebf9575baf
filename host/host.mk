# SPDX-License-Identifier: GPL-2.0-only
#
# exittop_host.ko, for a host of KVM guests (host/README.md).
#
# make host            build it for the kernel that runs; KVER=RELEASE: another
# make host-install    by DKMS, which builds it again for every new kernel, and
#                      load it
# make host-uninstall  unload it, and leave no trace

KVER ?= $(shell uname -r)

host:
	@$(PACKAGES) host
	@mkdir -p build/host
	@cp host/exittop_host/*.[ch] host/exittop_host/Kbuild build/host/
	@$(MAKE) -C /lib/modules/$(KVER)/build M=$(CURDIR)/build/host modules

host-install:
	@$(PACKAGES) host dkms
	@host/install $(VERSION) $(KVER)

host-uninstall:
	@host/uninstall

.PHONY: host host-install host-uninstall
