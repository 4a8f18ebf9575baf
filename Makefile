# SPDX-License-Identifier: GPL-2.0-only
#
# make            build ./exittop
# make run        install what is missing, build, start
# make check      every test that needs no lab, one summary line
# make check-lab  the same against a really patched KVM (tests/lab)

VERSION = 0.1

CC      ?= cc
PREFIX  ?= /usr/local
BINDIR  ?= $(PREFIX)/bin
MANDIR  ?= $(PREFIX)/share/man
DATADIR ?= $(PREFIX)/share/exittop
B       ?= build/main

WARN = -Wall -Wextra -Wpedantic -Wshadow -Wvla -Wmissing-prototypes \
       -Wstrict-prototypes -Wformat=2 -Wwrite-strings -Wundef
HARDEN = -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
CFLAGS ?= -O2 -g
ALL_CFLAGS = -std=c11 -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE \
	-DEXITTOP_VERSION='"$(VERSION)"' -DEXITTOP_DATADIR='"$(DATADIR)"' \
	-Iinclude $(WARN) $(HARDEN) $(CFLAGS)
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now $(LDFLAGS)
LIBS = -lcpuid -lncursesw -ltinfo -lm

ifeq ($(CI),true)
WARN += -Werror
endif
ifneq ($(SANITIZE),)
HARDEN = -fsanitize=$(SANITIZE) -fno-omit-frame-pointer -fPIE
endif

SRC  = $(sort $(wildcard src/*.c))
OBJ  = $(SRC:src/%.c=$(B)/%.o)
LIB  = $(filter-out $(B)/main.o,$(OBJ))
UNIT = $(sort $(wildcard tests/test_*.c))
UNIT_BIN = $(UNIT:tests/%.c=$(B)/tests/%.t)
SUPPORT = $(patsubst tests/%.c,$(B)/tests/%.o, \
	$(filter-out $(UNIT) tests/fuzz_%.c,$(wildcard tests/*.c)))

all: exittop

exittop: $(B)/exittop
	@cp $< $@

$(B)/exittop: $(OBJ)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $(OBJ) $(LIBS)

$(B)/%.o: src/%.c Makefile | $(B)/tests
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/tests/%.o: tests/%.c Makefile | $(B)/tests
	$(CC) $(ALL_CFLAGS) -Itests -MMD -MP -c -o $@ $<

# A unit test may wrap a function: "link: -Wl,--wrap=malloc" in its source.
$(B)/tests/%.t: $(B)/tests/%.o $(SUPPORT) $(LIB)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ \
		$$(sed -n 's/.*link: \(-.*[^ ]\) *\*\/$$/\1/p' tests/$*.c) \
		-lcmocka $(LIBS)

$(B)/tests:
	@mkdir -p $@

units: $(UNIT_BIN)

clean:
	rm -rf build/main build/asan build/clang build/static exittop

.PHONY: all units clean
.SECONDARY:
-include $(wildcard $(B)/*.d $(B)/tests/*.d)
