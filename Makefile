# SPDX-License-Identifier: GPL-2.0-only
#
# make             build ./exittop
# make run         install what is missing, build, start
# make check       every test that needs no lab; one summary line
# make check-lab   the same against a real KVM host (tests/lab)
# make lab         a shell in a guest of that host
# make host        exittop_host.ko; host-install, host-uninstall (host/README.md)
# make check-export  what is exported, with a real Prometheus
# make check-page  the report's page, in Chromium
# make check-asan  the tests under ASan and UBSan;  check-valgrind: valgrind
# make fuzz        the readers and the keys, 10 minutes each;  make soak
# make figures     size and shape of the program
# make lint        compilers, linters, the man page, checkpatch
# make install     PREFIX, DESTDIR; make uninstall; make static
# make dist        a tarball;  make deb: packages;  make check-deb: them, tried
# make check-i386  build and unit tests for i386, files beyond 2 GiB
# make check-unit  the systemd unit, started by a systemd in a container

VERSION = 0.1

CC      ?= cc
PREFIX  ?= /usr/local
BINDIR  ?= $(PREFIX)/bin
MANDIR  ?= $(PREFIX)/share/man
DATADIR ?= $(PREFIX)/share/exittop
BASHDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR  ?= $(PREFIX)/share/zsh/site-functions
FISHDIR ?= $(PREFIX)/share/fish/vendor_completions.d
B       ?= build/main
ifneq ($(words $(B)),1)
$(error B is one path without blanks)
endif

WARN = -Wall -Wextra -Wpedantic -Wshadow -Wvla -Wmissing-prototypes \
       -Wstrict-prototypes -Wformat=2 -Wwrite-strings -Wundef
HARDEN = -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
CFLAGS ?= -O2 -g
ALL_CFLAGS = -std=c11 -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE \
	-D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64 \
	-DEXITTOP_VERSION='"$(VERSION)"' -DEXITTOP_DATADIR='"$(DATADIR)"' \
	-Iinclude -Isrc $(WARN) $(HARDEN) \
	$(SECCOMP:-l%=-DHAVE_SECCOMP) $(HAVE_UNPACK) $(CFLAGS)
# Libraries that are used where they are there. SECCOMP= builds without the
# filter of sandbox.h, as the sanitizers do, which need more calls; UNPACK=
# without the decompressors of recordings.
has = $(shell echo '\#include <$1>' | $(CC) -E -x c - >/dev/null 2>&1 && echo $2)
SECCOMP := $(call has,seccomp.h,-lseccomp)
UNPACK := $(call has,zlib.h,-lz) $(call has,lzma.h,-llzma) \
	$(call has,zstd.h,-lzstd)
PIE = -pie
ALL_LDFLAGS = $(PIE) -Wl,-z,relro,-z,now $(LDFLAGS)
LIBS = -lcpuid -lncursesw -ltinfo $(SECCOMP) $(UNPACK) -lm
HAVE_UNPACK = $(patsubst -lz,-DHAVE_Z,$(patsubst -llzma,-DHAVE_LZMA, \
	$(UNPACK:-lzstd=-DHAVE_ZSTD)))

ifeq ($(CI),true)
WARN += -Werror
endif
ifneq ($(SANITIZE),)
SECCOMP =
HARDEN = -fsanitize=$(SANITIZE) -fno-omit-frame-pointer -fPIE
endif

SRC  = $(sort $(wildcard src/*/*.c))
OBJ  = $(SRC:src/%.c=$(B)/%.o)
LIB  = $(filter-out $(B)/app/main.o,$(OBJ))
UNIT = $(sort $(wildcard tests/*/test_*.c))
UNIT_BIN = $(UNIT:tests/%.c=$(B)/tests/%.t)
TOOL = $(sort $(wildcard tests/tools/*.c))
TOOL_BIN = $(TOOL:tests/tools/%.c=$(B)/tests/%)
SUPPORT = $(patsubst tests/%.c,$(B)/tests/%.o, \
	$(filter-out tests/fuzz_%.c,$(wildcard tests/*.c)))

# With B elsewhere the source may be read-only.
all: $(if $(filter build/main,$(B)),exittop,$(B)/exittop)

exittop: $(B)/exittop
	@install $< $@

$(B)/exittop: $(OBJ)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $(OBJ) $(LIBS)

$(B)/%.o: src/%.c Makefile | $(B)/tests
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/tests/%.o: tests/%.c Makefile | $(B)/tests
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -Itests -MMD -MP -c -o $@ $<

# A unit test may wrap a function: "link: -Wl,--wrap=malloc" in its source.
$(B)/tests/%.t: $(B)/tests/%.o $(SUPPORT) $(LIB)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ \
		$$(sed -n 's/.*link: \(-.*[^ ]\) *\*\/$$/\1/p' tests/$*.c) \
		-lcmocka $(LIBS)

# Completions, from the option table.
SHELLS = bash zsh fish
COMPLETIONS = $(SHELLS:%=$(B)/exittop.%)

$(B)/completion: contrib/completion.c $(LIB)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

$(B)/exittop.%: $(B)/completion
	$< $* >$@.tmp && mv $@.tmp $@

completions: $(COMPLETIONS)

# Programs that the tests of the program need.
$(B)/tests/%: tests/tools/%.c $(B)/tests/fake_host.o $(B)/tests/fake_leaf.o \
		$(B)/tests/fake_details.o \
		$(LIB)
	$(CC) $(ALL_CFLAGS) -Itests $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

$(B)/tests/fail_malloc.so: tests/preload/fail_malloc.c | $(B)/tests
	$(CC) $(ALL_CFLAGS) -fPIC -shared -o $@ $<

$(B)/tests:
	@mkdir -p $@

units: $(UNIT_BIN) $(TOOL_BIN) $(B)/tests/fail_malloc.so $(B)/bench_detector

# ---- running ----

PACKAGES = tests/packages
# Paging changes from nested to shadow after 20 s, and back after 40.
DEMO = tests/golden/demo.exits

run:
	@$(PACKAGES) build
	@$(MAKE) -s exittop
	@./exittop --probe >/dev/null 2>&1; case $$? in \
	3)	echo "exittop: this machine's host does not answer:" \
			"playing a recording instead"; \
		exec ./exittop --speed 2 --replay $(DEMO);; \
	*)	exec ./exittop;; esac

# One file that runs in any x86-64 guest: no library, nothing to install, and
# the common terminals within.
STATIC_CFLAGS = -O2 -Ibuild/static -DEXITTOP_TERMINFO

static: build/static/terminfo_table.h
	@$(MAKE) -s B=build/static PIE=-static-pie LDFLAGS=-s \
		CFLAGS="$(STATIC_CFLAGS)" build/static/exittop

build/static/terminfo_table.h: contrib/make-terminfo
	@mkdir -p $(@D)
	@contrib/make-terminfo >$@.tmp && mv $@.tmp $@

# ---- checking ----

BATS  = $(filter-out tests/export.bats tests/completion.bats tests/page.bats, \
	$(sort $(wildcard tests/*.bats)))

check:
	@$(PACKAGES) build test lab
	@$(MAKE) -s -j2 exittop units static
	@$(MAKE) -s prove KVM=tests/lab/quick

prove:
	@EXITTOP=$(B)/exittop BUILD=$(B) prove -e '' -j2 $(KVM) $(UNIT_BIN) \
		$(sort $(wildcard tests/*.sh)) $(BATS)

# $(call npm,NAME): the packages of tests/NAME/package.json, into build/NAME.
npm = { command -v npm >/dev/null || $(PACKAGES) npm; } && \
	mkdir -p build/$1 && cp tests/$1/package.json build/$1 && \
	cd build/$1 && npm install --ignore-scripts --no-audit --no-fund \
		--no-package-lock --loglevel=error

# With a real Prometheus; takes 20 s and 100 MB of packages.
check-export:
	@$(PACKAGES) build test export
	@$(MAKE) -s -j2 exittop units completions
	@$(call npm,grafana)
	@EXITTOP=$(B)/exittop prove -e '' tests/export.bats \
		tests/completion.bats

# The report's page in a browser; npm's packages go into build/page.
check-page:
	@$(PACKAGES) build test page
	@$(MAKE) -s -j2 exittop
	@$(call npm,page)
	@EXITTOP=$(B)/exittop prove -e '' tests/page.bats

# Each target for so many seconds of CPU time.
FUZZ_SECONDS = 600

fuzz: units
	@$(PACKAGES) build test
	@tests/fuzz.sh -c $(FUZZ_SECONDS)
	@$(MAKE) -s -j2 B=build/ubsan CC=clang SANITIZE=undefined,integer \
		CFLAGS="-O1 -g -fno-sanitize-recover=all \
		-fsanitize-ignorelist=tests/wraps" \
		build/ubsan/tests/core/test_absurd.t
	ABSURD=100000 build/ubsan/tests/core/test_absurd.t

# Memory and descriptors, after so many rounds of each kind.
SOAK_ROUNDS = 1000000

soak:
	@$(PACKAGES) build test
	@$(MAKE) -s -j2 $(B)/tests/soak $(B)/tests/core/test_ninety_days.t
	@BUILD=$(B) tests/soak.sh $(SOAK_ROUNDS)
	@$(B)/tests/core/test_ninety_days.t all

check-asan:
	@$(PACKAGES) build test
	@$(MAKE) -s -j2 B=build/asan CC=clang \
		SANITIZE=address,undefined build/asan/exittop units
	@$(MAKE) -s B=build/asan prove

# Without the filter of sandbox.h: valgrind has calls of its own to make.
V = build/valgrind

check-valgrind:
	@$(PACKAGES) build test valgrind
	@$(MAKE) -s -j2 B=$V SECCOMP= $V/exittop units
	@mkdir -p $V/bin && ln -sfn ../tests $V/bin/tests
	@install -m755 tests/valgrind $V/bin/exittop
	@$(MAKE) -s B=$V prove-valgrind

prove-valgrind:
	@prove -j2 -e 'valgrind -q --leak-check=full --error-exitcode=99 \
		--suppressions=tests/valgrind.supp' \
		$(UNIT_BIN)
	@SUPPRESSIONS=$$PWD/tests/valgrind.supp EXITTOP=$V/bin/exittop \
		BUILD=$V prove -e '' -j2 $(BATS)

lint:
	@$(PACKAGES) build test lint
	$(MAKE) -s -j2 B=build/lint-gcc CC=gcc CI=true build/lint-gcc/exittop units
	$(MAKE) -s -j2 B=build/lint-clang CC=clang CI=true build/lint-clang/exittop units
	# ctuuninitvar: takes a struct err that is to be filled in for one read
	cppcheck -q --std=c11 --enable=warning,performance,portability \
		--suppress=ctuuninitvar --inline-suppr --error-exitcode=1 \
		-Iinclude src
	clang-tidy --quiet $(SRC) -- $(ALL_CFLAGS)
	mandoc -Tlint -Wwarning man/exittop.1
	shellcheck tests/packages tests/i386 tests/*.sh host/install host/uninstall
	shellcheck -x -P SCRIPTDIR -S warning $$(grep -slE '^#!/bin/(ba)?sh' \
		tests/valgrind tests/*/* contrib/* contrib/debian/*)

# What a program of its objects is linked with, for tests/fuzz.sh.
libs:
	@echo $(LIBS)

figures: exittop
	@tests/figures $(B)

# False alarms and delays of the shift detector, against the published ones.
$(B)/bench_detector: tests/bench/bench_detector.c tests/bench/random.c \
		tests/bench/rig.c \
		$(addprefix $(B)/, core/shift.o core/usual.o core/recent.o \
		base/rate.o) | $(B)/tests
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ -lm

bench-detector: $(B)/bench_detector
	$<

# ---- pictures of README.md ----

pictures: exittop
	@$(PACKAGES) build pictures
	@tests/pictures/make

# The table of recordings, which ends tests/README.md.
recordings: exittop
	@sed -i '/^| recording /,$$d' tests/README.md
	@tests/recordings $(B)/exittop >>tests/README.md

# ---- installing ----

# DESTDIR and the rest may hold blanks.
install: $(B)/exittop completions
	install -Dm755 $(B)/exittop "$(DESTDIR)$(BINDIR)/exittop"
	install -Dm644 man/exittop.1 "$(DESTDIR)$(MANDIR)/man1/exittop.1"
	install -Dm644 $(B)/exittop.bash "$(DESTDIR)$(BASHDIR)/exittop"
	install -Dm644 $(B)/exittop.zsh "$(DESTDIR)$(ZSHDIR)/_exittop"
	install -Dm644 $(B)/exittop.fish "$(DESTDIR)$(FISHDIR)/exittop.fish"
	install -d "$(DESTDIR)$(DATADIR)/recordings"
	install -m644 $(wildcard tests/golden/lab-*.exits) \
		"$(DESTDIR)$(DATADIR)/recordings"

uninstall:
	rm -f "$(DESTDIR)$(BINDIR)/exittop" \
		"$(DESTDIR)$(MANDIR)/man1/exittop.1" \
		"$(DESTDIR)$(BASHDIR)/exittop" \
		"$(DESTDIR)$(ZSHDIR)/_exittop" \
		"$(DESTDIR)$(FISHDIR)/exittop.fish"
	rm -rf "$(DESTDIR)$(DATADIR)"

# ---- packages ----

NAME = exittop-$(VERSION)

# What is committed; the same bytes whoever makes it.
dist:
	@git rev-parse --git-dir >/dev/null 2>&1 || \
		{ echo "make: dist and deb need the git repository, which a" \
			"tarball is not" >&2; exit 1; }
	@mkdir -p build/dist
	@git archive --format=tar --prefix=$(NAME)/ HEAD | gzip -9n \
		>build/dist/$(NAME).tar.gz
	@cd build/dist && sha256sum $(NAME).tar.gz

# exittop, and for the host exittop-host-dkms; into build/deb.
deb: dist
	@$(PACKAGES) build deb
	@rm -rf build/deb && mkdir -p build/deb
	@tar -xzf build/dist/$(NAME).tar.gz -C build/deb
	@contrib/debian/prepare build/deb/$(NAME) $(VERSION) \
		"$$(git log -1 --format=%cD)" "$$(git log -1 --format='%an <%ae>')"
	@cd build/deb/$(NAME) && dpkg-buildpackage -b -us -uc
	@lintian --fail-on error build/deb/*.changes
	@ls build/deb/*.deb

# The packages in a new Debian 12 and 13: install, run, remove. And the static
# exittop where there is nothing. Takes some minutes, and needs root.
check-deb: deb static
	@$(PACKAGES) check-deb
	@contrib/check-static build/static/exittop $(DEMO)
	@contrib/debian/check build/deb/*.deb

# The systemd unit, started by a real systemd in a container, and its file as
# a real node_exporter serves it. Needs root.
check-i386:
	@$(PACKAGES) check-deb
	@tests/i386

check-unit: exittop
	@$(PACKAGES) check-unit
	@contrib/check-unit exittop $(DEMO)

clean:
	rm -rf build/main build/asan build/lint-* build/static build/dist \
		build/deb exittop

-include host/host.mk tests/lab/lab.mk tests/bench/bench.mk

.PHONY: all units completions check-export check-page run static libs figures \
	bench-detector pictures recordings check prove fuzz soak check-asan check-valgrind \
	prove-valgrind lint install uninstall dist deb check-deb check-i386 check-unit clean
.SECONDARY:
-include $(wildcard $(B)/*/*.d $(B)/tests/*/*.d)
